import { ChevronDown, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useSession } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import { useFormats, useLanguage, useText } from '../lang/language.tsx'
import { readAmount, readDay } from '../lang/read-entry.ts'
import type { Option } from './field.tsx'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
}

/** A filter by one of a few values; blue when it narrows what is shown. */
export function ChoicePill({
  label,
  value,
  onChange,
  options,
  all,
  isMust = false,
}: Props & {
  options: readonly Option[]
  /** What "no filter" is called. */
  all?: string
  /** One of the values always holds: there is nothing to remove. */
  isMust?: boolean
}) {
  const t = useText()
  return (
    <span className={`pill ${isMust ? 'must' : value ? 'narrows' : ''}`}>
      <span className="what" aria-hidden>
        {label}
      </span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {!isMust && <option value="">{all ?? t(common.all)}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="caret" size={14} aria-hidden />
      {value && !isMust && <RemoveFilter label={label} onPress={() => onChange('')} />}
    </span>
  )
}

/** A filter that is typed, told when it is left or entered; what cannot be understood stays as it was typed, with what to write. */
function EntryPill({
  label,
  value,
  shown,
  read,
  wanted,
  onChange,
}: Props & {
  /** The value as it stands while nobody types. */
  shown: string
  /** null: not understood. */
  read: (entry: string) => string | null
  wanted?: string
}) {
  const id = useId()
  const [entry, setEntry] = useState<string | null>(null)
  const [isWrong, setWrong] = useState(false)
  const settle = (next: string | null) => {
    setWrong(next === null)
    if (next === null) return
    setEntry(null)
    if (next !== value) onChange(next)
  }
  const tell = () => entry !== null && settle(entry === shown ? value : entry.trim() === '' ? '' : read(entry))
  return (
    <span className={`pill ${isWrong ? 'wrong' : value ? 'narrows' : ''}`}>
      <span className="what" aria-hidden>
        {label}
      </span>
      <input
        aria-label={label}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? id : undefined}
        value={entry ?? shown}
        onChange={(event) => setEntry(event.target.value)}
        onBlur={tell}
        onKeyDown={(event) => event.key === 'Enter' && tell()}
      />
      {isWrong && (
        <span id={id} className="error" role="alert">
          {wanted}
        </span>
      )}
      {(value || isWrong) && <RemoveFilter label={label} onPress={() => settle('')} />}
    </span>
  )
}

/** A filter by text. */
export function TextPill(props: Props) {
  return <EntryPill {...props} shown={props.value} read={(entry) => entry} />
}

/** A filter by a day, written as people write days. */
export function DayPill(props: Props) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <EntryPill
      {...props}
      shown={formats.day(props.value)}
      read={(entry) => readDay(entry, company.today, language)}
      wanted={t(common.dayWanted, { example: formats.day(company.today) })}
    />
  )
}

/** A filter by an amount, written as people write amounts. */
export function AmountPill(props: Props) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  return (
    <EntryPill
      {...props}
      shown={props.value ? formats.amount(props.value) : ''}
      read={(entry) => readAmount(entry, language)}
      wanted={t(common.numberWanted, { example: formats.amount('1250.5') })}
    />
  )
}

function RemoveFilter({ label, onPress }: { label: string; onPress: () => void }) {
  const t = useText()
  return (
    <button type="button" aria-label={`${t(common.clearFilter)}: ${label}`} onClick={onPress}>
      <X size={14} aria-hidden />
    </button>
  )
}
