import { Link } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { DayField, SelectField, TextField } from '../../ui/field.tsx'
import { actTexts } from './act-texts.ts'
import { DefaultChip } from './default-chip.tsx'
import { formTexts } from './form-texts.ts'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, useCodeName } from './invoice-words.tsx'
import { texts } from './texts.ts'
import type { InvoiceForm } from './use-invoice-form.ts'

/** What is so unless one says otherwise, as chips that open. */
export function InvoiceDefaults({ invoice }: { invoice: InvoiceForm }) {
  const { form, seen, group, openGroups: groups, errors, set } = invoice
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const { company, can } = useSession()
  const shownGroup = seen?.invoiceGroup ?? group
  const groupName = String(groups.find(({ code }) => code === shownGroup)?.name ?? shownGroup)
  const day = (key: 'invoiceOn' | 'dueOn' | 'supplyOn', label: string, value: string) => (
    <DefaultChip label={label} value={value} isChanged={form[key] !== ''} isWrong={errors.has(key)}>
      <DayField
        label={label}
        value={form[key]}
        onChange={(on) => on !== null && set({ [key]: on })}
        error={errors.get(key) ?? null}
      />
    </DefaultChip>
  )
  const words = (key: 'theirReference' | 'ourReference' | 'purchaseOrder', label: string, usual = '') => (
    <DefaultChip label={label} value={form[key] || usual || '–'} isChanged={form[key] !== ''}>
      <TextField
        label={label}
        value={form[key]}
        onChange={(value) => set({ [key]: value })}
        input={{ placeholder: usual }}
      />
    </DefaultChip>
  )
  return (
    <div className="pills defaults">
      {day(
        'invoiceOn',
        t(texts.issuedOn),
        !form.invoiceOn || form.invoiceOn === company.today ? t(formTexts.today) : formats.day(form.invoiceOn),
      )}
      {day(
        'dueOn',
        t(common.due),
        seen?.dueOn
          ? `${formats.day(seen.dueOn)}${seen.termsDays !== null && !form.dueOn ? ` · ${t(invoiceTexts.daysN, { n: seen.termsDays })}` : ''}`
          : '–',
      )}
      {seen?.delivery && (
        <span className="pill still">
          <span className="what">{t(actTexts.channel)}</span>
          {form.customer && can('parties.read') ? (
            <Link
              to="/companies/$company/customers/$number"
              params={{ company: company.code, number: form.customer.number }}
            >
              {[capital(name('channel', seen.delivery.channel)), seen.delivery.address].filter(Boolean).join(' ')}
            </Link>
          ) : (
            [capital(name('channel', seen.delivery.channel)), seen.delivery.address].filter(Boolean).join(' ')
          )}
        </span>
      )}
      {seen?.payer && <span className="pill still">{t(formTexts.paidBy, { name: seen.payer.name })}</span>}
      {groups.length > 1 && (
        <DefaultChip
          label={t(common.invoiceGroup)}
          value={groupName || '–'}
          isChanged={form.invoiceGroup !== ''}
          isWrong={errors.has('invoiceGroup')}
        >
          <SelectField
            label={t(common.invoiceGroup)}
            value={group}
            onChange={(invoiceGroup) => set({ invoiceGroup })}
            options={groups.map((row) => ({ value: String(row.code), label: String(row.name ?? row.code) }))}
            error={errors.get('invoiceGroup') ?? null}
          />
        </DefaultChip>
      )}
      <DefaultChip
        label={t(invoiceTexts.currency)}
        value={seen?.amounts?.currency ?? (form.currency || company.currency)}
        isChanged={form.currency !== ''}
        isWrong={errors.has('currency')}
      >
        <TextField
          label={t(invoiceTexts.currency)}
          value={form.currency}
          onChange={(value) =>
            set({
              currency: value
                .toUpperCase()
                .replace(/[^A-Z]/g, '')
                .slice(0, 3),
            })
          }
          error={errors.get('currency') ?? null}
          input={{ placeholder: company.currency }}
        />
      </DefaultChip>
      {day('supplyOn', t(invoiceTexts.supply), form.supplyOn ? formats.day(form.supplyOn) : '–')}
      {words('theirReference', t(invoiceTexts.theirReference), seen?.theirReference ?? '')}
      {words('ourReference', t(invoiceTexts.ourReference))}
      {words('purchaseOrder', t(invoiceTexts.purchaseOrder))}
    </div>
  )
}
