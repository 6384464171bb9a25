import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { common } from '../../lang/common.ts'
import { languageNames, languages, useFormats, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { Button } from '../../ui/button.tsx'
import { AmountField, CheckField, DayField, type Option, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { isAsked, type SettingField as KnownField, settingChoices, settingFields, startOf } from './setting-fields.ts'
import { capital, isRole, useShowValue } from './show-value.tsx'
import type { Column, Description, SetUpTable, Values } from './tables.ts'
import { texts } from './texts.ts'
import { type Names, optionsOf } from './use-tables.ts'

interface Props {
  table: SetUpTable
  column: Column
  value: unknown
  onChange: (value: unknown) => void
  /** All values of the row: what one field is, another may decide. */
  values: Values
  names: Names
  description: Description
  error?: string | undefined
  inputRef?: React.Ref<HTMLInputElement>
}

/** More than these are searched, fewer are chosen from a list. */
const listedMax = 24

/** The right field for a column of the set-up. */
export function ValueField(props: Props) {
  const { table, column, value, onChange, values, names, error, inputRef } = props
  const t = useText()
  const show = useShowValue()
  const label = t(column.title)
  const text = value === null || value === undefined ? '' : String(value)
  const chosen = (next: string) => onChange(next === '' ? null : next)
  // What is blank in the keys of a rule holds for anything.
  const blank = column.isKey && !column.required ? t(texts.anyOf) : t(texts.notSet)
  switch (column.kind) {
    case 'boolean':
      return <CheckField label={label} checked={value === true} onChange={onChange} />
    case 'day':
      return <DayField label={label} value={text} error={error} onChange={(day) => day !== null && chosen(day)} />
    case 'decimal':
      return (
        <AmountField
          label={label}
          value={text}
          decimals={text.split('.')[1]?.length ?? (table.name === 'articles' ? 2 : 0)}
          isPercent={column.key === 'percent'}
          error={error}
          onChange={(amount) => amount !== null && chosen(amount)}
        />
      )
    case 'integer':
      return (
        <TextField
          label={label}
          value={text}
          error={error}
          onChange={(typed) =>
            onChange(typed.trim() === '' ? null : /^\d{1,9}$/.test(typed.trim()) ? Number(typed) : typed)
          }
          input={{ inputMode: 'numeric' }}
        />
      )
    case 'words':
      return <WordsField {...props} />
    case 'pairs':
      return <PairsField {...props} />
    case 'json':
      return <SettingField {...props} />
  }
  const offered: Option[] | null =
    column.choices?.map((choice) => ({
      value: choice.value,
      label: isRole(column)
        ? `${show(table, column, choice.value, names)} (${choice.value})`
        : capital(show(table, column, choice.value, names)),
    })) ?? optionsOf(column, names)
  if (offered && offered.length <= listedMax)
    return (
      <SelectField
        label={label}
        value={text}
        error={error}
        options={
          text !== '' && !offered.some((one) => one.value === text)
            ? [...offered, { value: text, label: text }]
            : offered
        }
        {...(column.required && text !== '' ? {} : { empty: blank })}
        onChange={chosen}
      />
    )
  if (offered)
    return (
      <SearchField<Option>
        label={label}
        chosen={text === '' ? '' : (offered.find((one) => one.value === text)?.label ?? text)}
        {...(column.required ? {} : { placeholder: blank })}
        find={async (typed) => {
          const wanted = typed.toLocaleLowerCase()
          const begins = offered.filter((one) => one.label.toLocaleLowerCase().startsWith(wanted))
          const holds = offered.filter((one) => !begins.includes(one) && one.label.toLocaleLowerCase().includes(wanted))
          return [...begins, ...holds].slice(0, 50)
        }}
        keyOf={(one) => one.value}
        show={(one) => one.label}
        onChoose={(one) => chosen(one.value)}
        onClear={() => chosen('')}
        error={error}
      />
    )
  if (column.max && column.max > 500) return <TextArea label={label} value={text} error={error} onChange={chosen} />
  return (
    <TextField
      label={label}
      value={text}
      error={error}
      {...(inputRef ? { inputRef } : {})}
      {...(text === '' && column.isKey && !column.required ? { understood: t(texts.any) } : {})}
      onChange={chosen}
      input={{ maxLength: column.max ?? 500, autoComplete: 'off', ...(values === undefined ? {} : {}) }}
    />
  )
}

function WordsField({ column, value, onChange, error }: Props) {
  const t = useText()
  const given = (value ?? {}) as Partial<Record<Language, string | null>>
  return (
    <fieldset className="several">
      <legend>{t(column.title)}</legend>
      {languages.map((language) => (
        <TextField
          key={language}
          label={languageNames[language]}
          value={given[language] ?? ''}
          error={language === languages[0] ? error : null}
          onChange={(text) => onChange({ ...given, [language]: text === '' ? null : text })}
          input={{ lang: language }}
        />
      ))}
    </fieldset>
  )
}

/** Dimensions with their values. */
function PairsField({ column, value, onChange, names, error }: Props) {
  const t = useText()
  const given = (value ?? {}) as Record<string, string>
  const dimensions = [...(names.get('dimensions') ?? [])]
  const valuesOf = (dimension: string): Option[] =>
    [...(names.get('dimension-values') ?? [])]
      .filter(([key]) => key.startsWith(`${dimension} `))
      .map(([key, name]) => {
        const code = key.slice(dimension.length + 1)
        return { value: code, label: `${code} ${name}` }
      })
  if (dimensions.length === 0) return null
  return (
    <fieldset className="several">
      <legend>{t(column.title)}</legend>
      {dimensions.map(([code, name], i) => (
        <SelectField
          key={code}
          label={name || code}
          value={given[code] ?? ''}
          empty={t(texts.notSet)}
          options={valuesOf(code)}
          error={i === 0 ? error : null}
          onChange={(chosen) => {
            const next = { ...given, [code]: chosen }
            if (chosen === '') delete next[code]
            onChange(next)
          }}
        />
      ))}
    </fieldset>
  )
}

/** The value of a general parameter, by what the parameter is. */
function SettingField({ column, value, onChange, values, description, error }: Props) {
  const t = useText()
  const label = t(column.title)
  const kind = description.parameters.find((one) => one.name === values.name)?.kind
  if (!kind) return <p className="quieter">{t(texts.chooseParameter)}</p>
  if (kind === 'ratio')
    return (
      <AmountField
        label={label}
        value={value === null || value === undefined ? '' : String(value)}
        decimals={3}
        error={error}
        hint={t(texts.ratioHint)}
        onChange={(read) => read !== null && onChange(read === '' ? null : read)}
      />
    )
  const choices = settingChoices[String(values.name)]
  if (choices)
    return (
      <SelectField
        label={label}
        value={value === null || value === undefined ? '' : String(value)}
        error={error}
        empty={t(texts.notSet)}
        options={choices.map((choice) => ({ value: choice.value, label: capital(t(choice.title)) }))}
        onChange={(chosen) => onChange(chosen === '' ? null : chosen)}
      />
    )
  if (kind === 'code')
    return (
      <TextField
        label={label}
        value={value === null || value === undefined ? '' : String(value)}
        error={error}
        onChange={(text) => onChange(text === '' ? null : text)}
      />
    )
  if (kind === 'amounts') return <AmountsField label={label} value={value} onChange={onChange} error={error} />
  const fields = settingFields[String(values.name)]
  if (fields && (value === null || value === undefined || isObject(value)))
    return (
      <KnownFields
        key={String(values.name)}
        label={label}
        fields={fields}
        value={value}
        onChange={onChange}
        error={error}
      />
    )
  return <ObjectField key={String(values.name)} label={label} value={value} onChange={onChange} error={error} />
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of a parameter that the program knows; what else is stored in it stays. */
function KnownFields({ label, fields, value, onChange, error }: Part & { fields: readonly KnownField[] }) {
  const t = useText()
  const given = isObject(value) ? value : startOf(fields)
  const tell = useRef(onChange)
  tell.current = onChange
  const isNew = !isObject(value)
  useEffect(() => {
    // What is shown is what is saved, also where nobody touches it.
    if (isNew) tell.current(startOf(fields))
  }, [isNew, fields])
  const set = (key: string, next: unknown) => {
    const { [key]: _, ...others } = given
    onChange(next === null || next === '' ? others : { ...others, [key]: next })
  }
  const asked = fields.filter((field) => isAsked(field, given, fields))
  return (
    <fieldset className="several">
      <legend>{label}</legend>
      {asked.map((field, at) => {
        const { key, title, kind, choices } = field
        const held = given[key] ?? field.default
        const text = held === undefined || held === null ? '' : String(held)
        const shared = { label: t(title), error: at === 0 ? error : null }
        if (kind === 'yes-no')
          return <CheckField key={key} label={t(title)} checked={held === true} onChange={(next) => set(key, next)} />
        if (kind === 'choice')
          return (
            <SelectField
              key={key}
              {...shared}
              value={text}
              {...(field.default === undefined ? { empty: t(texts.notSet) } : {})}
              options={choices!.map((choice) => ({ value: choice.value, label: capital(t(choice.title)) }))}
              onChange={(chosen) => set(key, chosen)}
            />
          )
        if (kind === 'amounts')
          return (
            <AmountsField
              key={key}
              label={t(title)}
              value={given[key]}
              error={undefined}
              onChange={(amounts) => set(key, amounts)}
            />
          )
        if (kind === 'secret') {
          const secret = isObject(held) ? String(held.env ?? held.file ?? '') : ''
          return (
            <TextField
              key={key}
              {...shared}
              hint={t(texts.secretHint)}
              value={secret}
              onChange={(typed) =>
                set(key, typed === '' ? null : typed.startsWith('RESKONTRA_') ? { env: typed } : { file: typed })
              }
              input={{ autoComplete: 'off', spellCheck: false }}
            />
          )
        }
        return (
          <TextField
            key={key}
            {...shared}
            value={text}
            onChange={(typed) => set(key, kind === 'integer' && /^\d{1,9}$/.test(typed) ? Number(typed) : typed)}
            input={{ autoComplete: 'off', ...(kind === 'integer' ? { inputMode: 'numeric' } : {}) }}
          />
        )
      })}
    </fieldset>
  )
}

interface Part {
  label: string
  value: unknown
  onChange: (value: unknown) => void
  error: string | undefined
}

/** Amounts by currency. */
function AmountsField({ label, value, onChange, error }: Part) {
  const t = useText()
  const given = Object.entries((value ?? {}) as Record<string, string>)
  const rows = given.length > 0 ? given : [['', ''] as [string, string]]
  const change = (at: number, next: [string, string] | null) =>
    onChange(Object.fromEntries(rows.flatMap((row, i) => (i === at ? (next ? [next] : []) : [row]))))
  return (
    <fieldset className="several">
      <legend>{label}</legend>
      {rows.map(([currency, amount], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place while their name is typed
        <div key={i} className="pair">
          <TextField
            label="ISO 4217"
            value={currency}
            error={i === 0 ? error : null}
            onChange={(typed) => change(i, [typed.toUpperCase().slice(0, 3), amount])}
          />
          <AmountField
            label={t(common.amount)}
            value={amount}
            onChange={(read) => read !== null && change(i, [currency, read])}
          />
          <Button
            kind="quiet"
            name={t(common.remove)}
            icon={<X size={16} aria-hidden />}
            onPress={() => change(i, null)}
          />
        </div>
      ))}
      <Button
        kind="link"
        icon={<Plus size={14} aria-hidden />}
        onPress={() => onChange({ ...Object.fromEntries(given), '': '' })}
      >
        {t(texts.addPair)}
      </Button>
    </fieldset>
  )
}

type Flat = Record<string, string | number | boolean | null>
const isFlat = (value: unknown): value is Flat =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((part) => part === null || typeof part !== 'object')

/** Fields of a setting: one below the other where they are plain; as JSON where they hold more. */
function ObjectField({ label, value, onChange, error }: Part) {
  const t = useText()
  const formats = useFormats()
  const [text, setText] = useState(value === null || value === undefined ? '{}' : JSON.stringify(value, null, 2))
  const [isText, setIsText] = useState(!isFlat(value) || Object.keys(value).length === 0)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = undefined
  }
  if (!isText && isFlat(value))
    return (
      <fieldset className="several">
        <legend>{label}</legend>
        {Object.entries(value).map(([key, part]) =>
          typeof part === 'boolean' ? (
            <CheckField key={key} label={key} checked={part} onChange={(next) => onChange({ ...value, [key]: next })} />
          ) : (
            <TextField
              key={key}
              label={key}
              value={typeof part === 'number' ? formats.count(part) : (part ?? '')}
              error={null}
              onChange={(typed) =>
                onChange({
                  ...value,
                  [key]: typeof part === 'number' && /^\d{1,15}$/.test(typed) ? Number(typed) : typed,
                })
              }
            />
          ),
        )}
        {error && <p className="negative small">{error}</p>}
        <Button
          kind="link"
          onPress={() => {
            setText(JSON.stringify(value, null, 2))
            setIsText(true)
          }}
        >
          JSON
        </Button>
      </fieldset>
    )
  return (
    <TextArea
      label={label}
      rows={6}
      value={text}
      hint={t(texts.jsonHint)}
      error={parsed === undefined ? t(texts.jsonWrong) : error}
      onChange={(typed) => {
        setText(typed)
        try {
          onChange(JSON.parse(typed))
        } catch {
          // Told below the field; the last value that could be read stays.
        }
      }}
    />
  )
}
