import { ChevronDown, X } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import { useFormats, useLanguage, useText } from '../lang/language.tsx'
import { readDay } from '../lang/read-entry.ts'
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

/** A filter that is typed, told when it is left or entered. */
function EntryPill({
  label,
  value,
  shown,
  onEntry,
  onChange,
}: Props & {
  /** The value as it stands while nobody types. */
  shown: string
  onEntry: (entry: string) => void
}) {
  const [entry, setEntry] = useState<string | null>(null)
  const tell = () => {
    if (entry !== null && entry !== shown) onEntry(entry)
    setEntry(null)
  }
  return (
    <span className={`pill ${value ? 'narrows' : ''}`}>
      <span className="what" aria-hidden>
        {label}
      </span>
      <input
        aria-label={label}
        value={entry ?? shown}
        onChange={(event) => setEntry(event.target.value)}
        onBlur={tell}
        onKeyDown={(event) => event.key === 'Enter' && tell()}
      />
      {value && <RemoveFilter label={label} onPress={() => onChange('')} />}
    </span>
  )
}

/** A filter by text. */
export function TextPill(props: Props) {
  return <EntryPill {...props} shown={props.value} onEntry={props.onChange} />
}

/** A filter by a day, written as people write days. */
export function DayPill(props: Props) {
  const language = useLanguage()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <EntryPill
      {...props}
      shown={formats.day(props.value)}
      onEntry={(entry) => {
        const day = entry.trim() === '' ? '' : readDay(entry, company.today, language)
        if (day !== null) props.onChange(day)
      }}
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
