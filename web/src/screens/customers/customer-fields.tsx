import { Plus, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { languageNames, languages, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { Button } from '../../ui/button.tsx'
import { DayField, SelectField, TextField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import type { CustomerForm } from './customer-form.ts'
import { type Found, findCustomers } from './find-customers.ts'
import { texts } from './texts.ts'

type Text = { [K in keyof CustomerForm]: CustomerForm[K] extends string ? K : never }[keyof CustomerForm]

interface Props {
  form: CustomerForm
  onChange: (change: Partial<CustomerForm>) => void
  /** Sentence of a field, by the server's name of it. */
  problemOf: (column: string) => string | undefined
}

/** Sentences by field, from what the server named: `column`, or the last part of `path`. */
export function useColumnProblems(problems: readonly Problem[]): {
  of: (column: string) => string | undefined
  /** What is about no field of the form. */
  rest: string[]
} {
  const plain = problems.map(({ row: _, ...problem }) => problem)
  const sentences = useProblemTexts(plain)
  const columnOf = (problem: Problem): string =>
    problem.column ?? (problem.path ? (problem.path.split('.').at(-1) ?? '') : '')
  return {
    of: (column) => {
      const at = plain.findIndex((problem) => columnOf(problem) === column)
      return at < 0 ? undefined : sentences[at]
    },
    rest: sentences.filter((_, at) => plain[at] && !shownColumns.has(columnOf(plain[at]!))),
  }
}
const shownColumns = new Set([
  'name',
  'number',
  'identityNumber',
  'vatNumber',
  'country',
  'currency',
  'postCode',
  'channels',
  'payerNumber',
  'language',
  'termsDays',
])

function useField({ form, onChange, problemOf }: Props) {
  return (
    key: Text,
    label: string,
    more: Partial<Parameters<typeof TextField>[0]> = {},
    column: string = key,
  ): ReactNode => (
    <TextField
      label={label}
      value={form[key]}
      onChange={(value) => onChange({ [key]: value })}
      error={problemOf(column)}
      {...more}
      input={{ autoComplete: 'off', ...more.input }}
    />
  )
}

export function AddressFields(props: Props) {
  const t = useText()
  const field = useField(props)
  return (
    <>
      {field('street', t(texts.street))}
      <div className="row address-row">
        {field('postCode', t(texts.postCode), { input: { inputMode: 'text' } })}
        {field('city', t(texts.city))}
      </div>
    </>
  )
}

/** How invoices reach the customer. Letters need no consent; the others need it, with its day. */
export function ChannelFields(props: Props) {
  const { form, onChange, problemOf } = props
  const t = useText()
  const word = useWord()
  const { company } = useSession()
  const names = ['print', 'e-mail', 'peppol', ...(company.country === 'BG' ? [] : ['bank-e-invoice'])]
  const field = useField(props)
  return (
    <>
      <SelectField
        label={t(texts.sendBy)}
        value={form.channel}
        onChange={(channel) =>
          onChange({
            channel,
            channelAddress:
              channel === 'peppol' && form.identityNumber && company.country !== 'BG'
                ? `${company.country === 'SE' ? '0007' : '0192'}:${form.identityNumber.replace(/\D/g, '')}`
                : channel === 'e-mail'
                  ? form.email
                  : '',
          })
        }
        options={names.map((value) => ({ value, label: word('channel', value) }))}
        error={form.channel === 'print' ? problemOf('channels') : undefined}
      />
      {form.channel !== 'print' && (
        <>
          {field(
            'channelAddress',
            t(texts.channelAddress),
            form.channel === 'e-mail' ? { input: { type: 'email' } } : {},
            'channels',
          )}
          <div className="row">
            <DayField
              label={t(texts.consentOn)}
              value={form.consentOn}
              onChange={(consentOn) => consentOn !== null && onChange({ consentOn })}
            />
            {field('consentSource', t(texts.consentSource), { input: { placeholder: t(texts.consentSourceHint) } })}
          </div>
        </>
      )}
    </>
  )
}

/** What seldom is needed. */
export function MoreFields(props: Props & { isNew: boolean }) {
  const { form, onChange, problemOf, isNew } = props
  const t = useText()
  const word = useWord()
  const { company, areas, seesAllAreas } = useSession()
  const [isTyping, setTyping] = useState(false)
  const field = useField(props)
  return (
    <>
      <div className="row">
        {isNew && (
          <SelectField
            label={t(texts.kind)}
            value={form.kind}
            onChange={(kind) => onChange({ kind: kind as CustomerForm['kind'] })}
            empty={t(texts.byNumber)}
            options={(['person', 'company', 'public'] as const).map((value) => ({
              value,
              label: word('partyKind', value),
            }))}
          />
        )}
        {field('vatNumber', t(texts.vatNumber))}
      </div>
      <div className="row">
        {field('careOf', t(texts.careOf))}
        {field('street2', t(texts.street2))}
        {field('country', t(texts.country), { hint: t(texts.countryHint), input: { maxLength: 2 } })}
      </div>
      <div className="row">
        {field('contactName', t(texts.contactName))}
        {field('phone', t(texts.phone), { input: { type: 'tel' } })}
        {field('email', t(texts.email), { input: { type: 'email' } })}
      </div>
      <div className="row">
        <SelectField
          label={t(texts.language)}
          value={form.language}
          onChange={(language) => onChange({ language })}
          {...(isNew ? { empty: t(texts.asCompany) } : {})}
          options={languages.map((value) => ({ value, label: languageNames[value] }))}
        />
        {field('currency', t(texts.currency), { input: { maxLength: 3, placeholder: company.currency } })}
        {field('termsDays', t(texts.terms), { hint: t(texts.termsHint), input: { inputMode: 'numeric' } })}
      </div>
      <SearchField<Found>
        label={t(texts.paidBy)}
        chosen={form.payerName || form.payerNumber}
        placeholder={t(texts.paysItself)}
        error={isTyping ? null : problemOf('payerNumber')}
        find={async (text) => (await findCustomers(company.code, text)).filter((row) => row.number !== form.number)}
        keyOf={(row) => row.id}
        show={(row) => (
          <span className="option-line">
            <span className="strong">
              {row.isProtected ? t(texts.protectedCustomer, { number: row.number }) : row.name}
            </span>
            <span className="quiet">{[row.number, row.city].filter(Boolean).join(' · ')}</span>
          </span>
        )}
        onText={() => setTyping(true)}
        onChoose={(row) => {
          setTyping(false)
          onChange({
            payerNumber: row.number,
            payerName: `${row.isProtected ? t(texts.protectedOne) : row.name} (${row.number})`,
          })
        }}
        onClear={() => onChange({ payerNumber: '', payerName: '' })}
        hint={t(texts.paidByHint)}
      />
      <div className="row">
        {field('theirReference', t(texts.theirReference))}
        {field('customerKind', t(texts.customerKind))}
        {isNew && field('number', t(texts.customerNumber), { hint: t(texts.numberHint) })}
      </div>
      {isNew && seesAllAreas && areas.length > 0 && (
        <SelectField
          label={t(texts.whoSees)}
          value={form.areas[0] ?? ''}
          onChange={(area) => onChange({ areas: area ? [area] : [] })}
          empty={t(texts.everybody)}
          options={areas.map(({ code, name }) => ({ value: code, label: t(texts.onlyArea, { name }) }))}
        />
      )}
      <fieldset className="free-fields">
        <legend className="label">{t(texts.freeFields)}</legend>
        {form.freeFields.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field that is being named has no other
          <div className="row" key={index}>
            <TextField
              label={t(texts.fieldName)}
              value={one.name}
              onChange={(name) =>
                onChange({ freeFields: form.freeFields.map((old, at) => (at === index ? { ...old, name } : old)) })
              }
              input={{ autoComplete: 'off', maxLength: 50 }}
            />
            <TextField
              label={t(texts.fieldValue)}
              value={one.value}
              onChange={(value) =>
                onChange({ freeFields: form.freeFields.map((old, at) => (at === index ? { ...old, value } : old)) })
              }
              input={{ autoComplete: 'off', maxLength: 1000 }}
            />
            <Button
              kind="quiet"
              name={`${t(common.remove)}: ${one.name}`}
              icon={<X size={14} aria-hidden />}
              onPress={() => onChange({ freeFields: form.freeFields.filter((_, at) => at !== index) })}
            />
          </div>
        ))}
        <Button
          kind="link"
          icon={<Plus size={14} aria-hidden />}
          onPress={() => onChange({ freeFields: [...form.freeFields, { name: '', value: '' }] })}
        >
          {t(texts.addField)}
        </Button>
      </fieldset>
    </>
  )
}
