import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { call } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSharedDraft } from '../../api/use-shared-draft.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { changeTexts } from '../../shell/change-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { BothVersions } from '../../ui/both-versions.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AmountField, DayField, SelectField, TextField } from '../../ui/field.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { Told } from '../../ui/told.tsx'
import type { OrderRead } from './order-shape.ts'
import { orderTexts } from './order-texts.ts'

interface Line {
  name: string
  article: string
  quantity: string
  unitPrice: string
  discountPercent: string
  vatCode: string
  /** What the form does not show and an edit must keep. */
  kept: Record<string, unknown>
}
interface Form {
  customer: string
  customerName: string
  invoiceGroup: string
  invoiceOn: string
  theirReference: string
  text: string
  lines: Line[]
}

const emptyLine: Line = {
  name: '',
  article: '',
  quantity: '1',
  unitPrice: '',
  discountPercent: '',
  vatCode: '',
  kept: {},
}
const emptyForm: Form = {
  customer: '',
  customerName: '',
  invoiceGroup: '',
  invoiceOn: '',
  theirReference: '',
  text: '',
  lines: [emptyLine],
}

const formOf = (order: OrderRead): Form => ({
  customer: order.customer,
  customerName: order.customerName,
  invoiceGroup: order.invoiceGroup,
  invoiceOn: order.invoiceOn ?? '',
  theirReference: order.theirReference ?? '',
  text: order.text ?? '',
  lines: order.lines.map((line) => ({
    name: line.name,
    article: line.article ?? '',
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discountPercent: line.discountPercent ?? '',
    vatCode: line.vatCode,
    kept: {
      textOnly: line.textOnly,
      unit: line.unit,
      description: line.description,
      supplyFrom: line.supplyFrom,
      supplyTo: line.supplyTo,
      ...(line.coding?.[0]?.account ? { account: line.coding[0].account } : {}),
      ...(line.coding?.[0] ? { dimensions: line.coding[0].dimensions } : {}),
    },
  })),
})

const fieldNames: Record<keyof Form, Phrase> = {
  customer: common.customer,
  customerName: common.customer,
  invoiceGroup: common.invoiceGroup,
  invoiceOn: orderTexts.invoiceOn,
  theirReference: orderTexts.theirReference,
  text: orderTexts.text,
  lines: orderTexts.lines,
}
/** A field in words, to stand beside another version of it. */
const textOf = (form: Form, field: keyof Form): string =>
  field === 'lines'
    ? form.lines.map((line) => [line.name || line.article, line.quantity, '×', line.unitPrice].join(' ')).join('; ')
    : field === 'customer'
      ? `${form.customer} ${form.customerName}`
      : String(form[field])

/** An order by hand, or one that waits, changed: whom, what, how much. */
export function OrderForm({
  order,
  version,
  onSaved,
  onCancel,
}: {
  order: OrderRead | null
  /** Of the order as it was read. */
  version: string | null
  onSaved: (orderId: string) => void
  onCancel?: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const now = order ? formOf(order) : emptyForm
  const draft = useSharedDraft<Form>(order ? `order-${order.orderId}` : 'new-order', now)
  const save = useAct('invoicing.save-order')
  const holder = useRef<HTMLFormElement>(null)
  const vatCodes = useRead('company.list-vat-codes', can('company.list-vat-codes') ? { on: company.today } : null, {
    staleMillis: 300_000,
  }).data
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? {} : null, {
    staleMillis: 300_000,
  }).data
  const form = draft.value
  const isInternal = order
    ? order.kind === 'internal-invoice'
    : (groups?.rows ?? []).some((row) => row.code === form.invoiceGroup && row.internal)
  const set = draft.set
  const setLine = (at: number, change: Partial<Line>) =>
    set({ lines: form.lines.map((line, index) => (index === at ? { ...line, ...change } : line)) })
  const problems = save.error?.problems ?? []
  const said = useProblemTexts(problems)
  const errorAt = (path: string) => {
    const at = problems.findIndex((problem) => problem.path === path)
    return at < 0 ? null : said[at]
  }
  const paths = new Set(['customer', 'invoiceGroup', 'invoiceOn'])
  const isPlaced = (path: string | undefined) => path !== undefined && (paths.has(path) || path.startsWith('lines['))
  const go = () => {
    if (draft.conflicts.length > 0) return
    const given = {
      ...(order
        ? {
            orderId: order.orderId,
            version,
            kind: order.kind,
            reference: order.reference,
            currency: order.currency,
            dueOn: order.dueOn,
            supplyOn: order.supplyOn,
            supplyFrom: order.supplyFrom,
            supplyTo: order.supplyTo,
            ourReference: order.ourReference,
            purchaseOrder: order.purchaseOrder,
          }
        : isInternal
          ? { kind: 'internal-invoice' as const }
          : {}),
      ...(form.customer ? { customer: form.customer } : {}),
      ...(form.invoiceGroup ? { invoiceGroup: form.invoiceGroup } : {}),
      invoiceOn: form.invoiceOn || null,
      theirReference: form.theirReference || null,
      text: form.text || null,
      lines: form.lines
        .filter((line) => line.name || line.article || line.unitPrice)
        .map(({ kept, name, article, unitPrice, discountPercent, vatCode, quantity }) => ({
          ...kept,
          ...(name ? { name } : {}),
          ...(article ? { article } : {}),
          quantity: quantity || '1',
          ...(unitPrice ? { unitPrice } : {}),
          ...(discountPercent ? { discountPercent } : {}),
          ...(vatCode && !isInternal ? { vatCode } : {}),
        })),
    }
    const give = heldHand()
    void save.run(given as never).then(
      async ({ orderId }) => {
        await draft.discard()
        tell(t(orderTexts.saved))
        onSaved(orderId)
      },
      () => requestAnimationFrame(() => give(holder.current?.querySelector<HTMLElement>('[aria-invalid="true"]'))),
    )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: go, inFields: true }])
  if (!can('invoicing.save-order')) return <Empty title={t(common.mayNot)} />
  const vatOptions = (vatCodes?.rows ?? []).map((row) => ({
    value: String(row.code),
    label: `${row.code} ${row.name}`,
  }))
  const openGroups = (groups?.rows ?? []).filter((row) => !row.closedOn)
  return (
    <form
      ref={holder}
      className="form order-form"
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      <BothVersions
        fields={draft.conflicts
          .filter((field) => field !== 'customerName')
          .map((field) => ({
            key: field,
            label: t(fieldNames[field]),
            theirs: textOf(now, field),
            mine: textOf(form, field),
            onTheirs: () => {
              draft.takeTheirs(field)
              if (field === 'customer') draft.takeTheirs('customerName')
            },
            onMine: () => {
              draft.keepMine(field)
              if (field === 'customer') draft.keepMine('customerName')
            },
          }))}
      />
      {save.error && problems.some(({ path }) => !isPlaced(path)) && <Told error={save.error} />}
      <div className="row">
        <SearchField<{ number: string; name: string }>
          label={t(common.customer)}
          chosen={form.customer ? `${form.customer} ${form.customerName}` : ''}
          find={async (search) =>
            search.trim()
              ? (
                  await call(company.code, 'parties.list', {
                    role: 'customer',
                    search: search.trim(),
                    limit: 8,
                  } as never)
                ).rows
              : []
          }
          keyOf={(row) => row.number}
          show={(row) => (
            <>
              <span>{row.name}</span>
              <span className="quiet figures">{row.number}</span>
            </>
          )}
          onChoose={(row) => set({ customer: row.number, customerName: row.name })}
          onClear={() => set({ customer: '', customerName: '' })}
          error={errorAt('customer')}
          autoFocus={order === null}
        />
        <SelectField
          label={t(common.invoiceGroup)}
          value={form.invoiceGroup}
          onChange={(invoiceGroup) => set({ invoiceGroup })}
          empty={t(orderTexts.chooseGroup)}
          options={openGroups.map((row) => ({ value: String(row.code), label: `${row.code} ${row.name}` }))}
          error={errorAt('invoiceGroup')}
        />
      </div>
      <div className="row">
        <DayField
          label={t(orderTexts.invoiceOn)}
          value={form.invoiceOn}
          onChange={(invoiceOn) => invoiceOn !== null && set({ invoiceOn })}
          error={errorAt('invoiceOn')}
        />
        <TextField
          label={t(orderTexts.theirReference)}
          value={form.theirReference}
          onChange={(theirReference) => set({ theirReference })}
        />
      </div>
      {form.lines.map((line, at) => {
        const path = `lines[${at + 1}]`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own, and none is moved
          <fieldset key={at} className="order-line">
            <legend className="unseen">{t(orderTexts.lineN, { n: at + 1 })}</legend>
            <TextField
              label={t(orderTexts.what)}
              value={line.name}
              onChange={(name) => setLine(at, { name })}
              error={errorAt(`${path}.name`)}
            />
            <AmountField
              label={t(orderTexts.quantity)}
              decimals={0}
              value={line.quantity}
              onChange={(quantity) => quantity !== null && setLine(at, { quantity })}
            />
            <AmountField
              label={t(orderTexts.unitPrice)}
              value={line.unitPrice}
              onChange={(unitPrice) => unitPrice !== null && setLine(at, { unitPrice })}
              error={errorAt(`${path}.unitPrice`)}
            />
            <AmountField
              label={t(orderTexts.discount)}
              decimals={0}
              isPercent
              value={line.discountPercent}
              onChange={(discountPercent) => discountPercent !== null && setLine(at, { discountPercent })}
            />
            {!isInternal && (
              <SelectField
                label={t(orderTexts.vatCode)}
                value={line.vatCode}
                onChange={(vatCode) => setLine(at, { vatCode })}
                empty={line.article ? t(orderTexts.byArticle) : t(orderTexts.chooseGroup)}
                options={vatOptions}
                error={errorAt(`${path}.vatCode`)}
              />
            )}
            <Button
              kind="quiet"
              name={t(orderTexts.removeLine, { n: at + 1 })}
              icon={<X size={16} aria-hidden />}
              onPress={() =>
                set({ lines: form.lines.length > 1 ? form.lines.filter((_, index) => index !== at) : [emptyLine] })
              }
            />
          </fieldset>
        )
      })}
      <p>
        <Button
          kind="quiet"
          icon={<Plus size={16} aria-hidden />}
          onPress={() => {
            set({ lines: [...form.lines, { ...emptyLine, vatCode: form.lines.at(-1)?.vatCode ?? '' }] })
            requestAnimationFrame(() =>
              holder.current?.querySelector<HTMLElement>('.order-line:last-of-type input')?.focus(),
            )
          }}
        >
          {t(orderTexts.addLine)}
        </Button>
      </p>
      <TextField label={t(orderTexts.text)} value={form.text} onChange={(text) => set({ text })} />
      <p className="form-acts">
        {draft.savedAt && (
          <span className="quiet small">
            {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
          </span>
        )}
        {onCancel && (
          <Button
            onPress={() => {
              void draft.discard()
              onCancel()
            }}
          >
            {t(common.cancel)}
          </Button>
        )}
        <Button
          kind="primary"
          type="submit"
          keyCap="Ctrl+Enter"
          working={save.isRunning}
          notNow={draft.conflicts.length > 0 && t(changeTexts.both)}
        >
          {t(common.save)}
        </Button>
      </p>
    </form>
  )
}
