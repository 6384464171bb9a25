import { X } from 'lucide-react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { AmountField, SelectField, TextField } from '../../ui/field.tsx'
import { type Article, ArticleField } from './article-field.tsx'
import { countedRows, type DraftRow, isBlank } from './draft-invoice.ts'
import { formTexts } from './form-texts.ts'
import { invoiceTexts } from './invoice-texts.ts'
import { useCodeName } from './invoice-words.tsx'
import type { InvoiceForm } from './use-invoice-form.ts'

/** The rows of an invoice, and those of the customer's last one below them, taken by Tab while nothing is written. */
export function InvoiceRows({ invoice, focus }: { invoice: InvoiceForm; focus: (selector: string) => void }) {
  const t = useText()
  const formats = useFormats()
  const articles = useArticles(useLanguage())
  const vatOptions = useVatOptions()
  const { form, set, seen, ghosts, lastInvoice, errors } = invoice
  const counted = countedRows(form)
  const setRow = (key: number, change: Partial<DraftRow>) =>
    invoice.change((before) => ({
      ...before,
      rows: before.rows.map((row) => (row.key === key ? { ...row, ...change } : row)),
    }))
  const takeLast = (): boolean => {
    if (ghosts.length === 0) return false
    set({ rows: ghosts })
    focus('.invoice-row [data-field=unitPrice] input')
    return true
  }
  return (
    <>
      <fieldset className="invoice-rows">
        <legend className="unseen">{t(invoiceTexts.lines)}</legend>
        <div className="invoice-row head" aria-hidden>
          <span>{t(formTexts.whatIsSold)}</span>
          <span className="amount">{t(formTexts.quantityShort)}</span>
          <span>{t(formTexts.unit)}</span>
          <span className="amount">{t(invoiceTexts.price)}</span>
          <span>{t(invoiceTexts.vat)}</span>
          <span className="amount">{t(invoiceTexts.net)}</span>
          <span />
        </div>
        {form.rows.map((row, index) => {
          const place = counted.indexOf(row)
          return (
            <RowFields
              key={row.key}
              n={index + 1}
              row={row}
              told={place < 0 ? null : (seen?.lines[place] ?? null)}
              articles={articles}
              vatOptions={vatOptions}
              usualVatCode={invoice.usualVatCode}
              isLast={index === form.rows.length - 1}
              error={(field) => (place < 0 ? null : (errors.get(`lines[${place + 1}].${field}`) ?? null))}
              onChange={(change) => setRow(row.key, change)}
              onRemove={() => set({ rows: form.rows.filter(({ key }) => key !== row.key) })}
              onTabOnEmpty={index === 0 ? takeLast : undefined}
              onNext={() => focus(`.invoice-row[data-row="${Math.min(index + 1, form.rows.length - 1)}"] input`)}
            />
          )
        })}
        {ghosts.length > 0 && lastInvoice && (
          <div className="ghosts">
            <p className="quiet">
              {t(formTexts.lastRows, {
                number: lastInvoice.number,
                day: formats.dayInText(lastInvoice.issuedOn),
              })}
              <Button kind="quiet" keyCap="Tab" onPress={takeLast}>
                {t(formTexts.takeRows, { n: ghosts.length })}
              </Button>
            </p>
            {ghosts.slice(0, 6).map((ghost) => (
              <p key={ghost.key} className="ghost" aria-hidden>
                <span>{ghost.name}</span>
                <span className="figures">
                  {formats.amount(ghost.quantity, ghost.quantity.split('.')[1]?.length ?? 0)} {ghost.unit}
                </span>
                <span className="figures">{formats.amount(ghost.unitPrice)}</span>
              </p>
            ))}
          </div>
        )}
      </fieldset>
      {errors.get('lines') && (
        <p className="field-error" role="alert">
          {errors.get('lines')}
        </p>
      )}
    </>
  )
}

function useArticles(language: string): Article[] {
  const { can, company } = useSession()
  const read = useRead('company.list-articles', can('company.list-articles') ? { on: company.today } : null, {
    staleMillis: 300_000,
  })
  return (read.data?.rows ?? []).map((row) => {
    const names = (row.names ?? {}) as Record<string, string>
    return {
      code: String(row.code),
      name: names[language] ?? Object.values(names)[0] ?? String(row.code),
      unit: String(row.unit ?? ''),
      unitPrice: row.unitPrice === null || row.unitPrice === undefined ? null : String(row.unitPrice),
      vatCode: String(row.vatCode ?? ''),
    }
  })
}

function useVatOptions(): { value: string; label: string }[] {
  const formats = useFormats()
  const { can, company } = useSession()
  const read = useRead('company.list-vat-codes', can('company.list-vat-codes') ? { on: company.today } : null, {
    staleMillis: 300_000,
  })
  return (read.data?.rows ?? []).map((row) => ({
    value: String(row.code),
    // "25 % moms" says its rate; "Livsmedel" does not.
    label:
      row.category === 'S' && !String(row.name).startsWith(formats.decimal(String(row.percent)))
        ? `${formats.decimal(String(row.percent))} % ${String(row.name)}`
        : String(row.name),
  }))
}

interface RowProps {
  n: number
  row: DraftRow
  told: Output<'invoicing.preview'>['lines'][number] | null
  articles: readonly Article[]
  vatOptions: readonly { value: string; label: string }[]
  usualVatCode: string
  isLast: boolean
  error: (field: string) => string | null
  onChange: (change: Partial<DraftRow>) => void
  onRemove: () => void
  onTabOnEmpty: (() => boolean) | undefined
  onNext: () => void
}

function RowFields(props: RowProps) {
  const { n, row, told, articles, vatOptions, usualVatCode, isLast, error, onChange, onRemove, onTabOnEmpty, onNext } =
    props
  const t = useText()
  const name = useCodeName()
  const takeArticle = (article: Article) =>
    onChange({
      article: article.code,
      name: article.name,
      unit: article.unit,
      vatCode: article.vatCode,
      ...(article.unitPrice !== null && !row.unitPrice ? { unitPrice: article.unitPrice } : {}),
    })
  const where = told?.accounts.map(({ account, accountName }) => [account, accountName].filter(Boolean).join(' '))
  const labelOf = t(formTexts.rowN, { n })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in any of its fields goes on to the next row
    <div
      className="invoice-row"
      data-row={n - 1}
      onKeyDown={(event) => {
        const { target } = event
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.defaultPrevented) return
        if (!(target instanceof HTMLInputElement)) return
        event.preventDefault()
        onNext()
      }}
    >
      <div data-field="name">
        <ArticleField
          label={t(formTexts.whatIsSold)}
          labelOf={labelOf}
          value={row.name}
          articles={articles}
          error={error('name') ?? error('article')}
          onText={(text) => onChange({ name: text, ...(row.article && text === '' ? { article: '' } : {}) })}
          onArticle={takeArticle}
          onTabOnEmpty={onTabOnEmpty}
        />
      </div>
      <div data-field="quantity">
        <AmountField
          label={t(formTexts.quantityShort)}
          labelOf={labelOf}
          labelUnseen
          decimals={0}
          value={row.quantity}
          onChange={(quantity) => quantity !== null && onChange({ quantity })}
          error={error('quantity')}
          input={{ placeholder: '1' }}
        />
      </div>
      <div data-field="unit">
        <TextField
          label={t(formTexts.unit)}
          labelOf={labelOf}
          labelUnseen
          value={row.unit}
          onChange={(unit) => onChange({ unit })}
          error={error('unit')}
          input={{ placeholder: told?.unit ?? '' }}
        />
      </div>
      <div data-field="unitPrice">
        <AmountField
          label={t(invoiceTexts.price)}
          labelOf={labelOf}
          labelUnseen
          value={row.unitPrice}
          onChange={(unitPrice) => unitPrice !== null && onChange({ unitPrice })}
          error={error('unitPrice')}
        />
      </div>
      <div data-field="vatCode">
        <SelectField
          label={t(invoiceTexts.vat)}
          labelOf={labelOf}
          labelUnseen
          value={row.vatCode || (isBlank(row) ? '' : usualVatCode)}
          onChange={(vatCode) => onChange({ vatCode })}
          options={vatOptions}
          {...(row.vatCode || (usualVatCode && !isBlank(row)) ? {} : { empty: '' })}
          error={error('vatCode')}
        />
      </div>
      <span className="amount net">{told ? <Amount value={told.net} /> : null}</span>
      {isLast ? (
        <span />
      ) : (
        <Button
          kind="quiet"
          name={t(formTexts.removeRow, { n })}
          icon={<X size={14} aria-hidden />}
          onPress={onRemove}
        />
      )}
      {where && where.length > 0 && (
        <p className="why quiet small">
          {where.join(', ')}
          {told?.because && ` · ${name('accountReason', told.because)}`}
        </p>
      )}
    </div>
  )
}
