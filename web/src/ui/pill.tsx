import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
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
}: Props & { options: readonly Option[] /** What "no filter" is called. */; all?: string }) {
  const t = useText()
  return (
    <span className={`pill ${value ? 'narrows' : ''}`}>
      <span className="what" aria-hidden>
        {label}
      </span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{all ?? t(common.all)}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {value && <RemoveFilter label={label} onPress={() => onChange('')} />}
    </span>
  )
}

/** A filter by text, told when it is left or entered; a live one also a moment after each keystroke. */
export function TextPill({
  label,
  value,
  onChange,
  inputRef,
  isLive = false,
}: Props & { inputRef?: React.Ref<HTMLInputElement>; isLive?: boolean }) {
  const [entry, setEntry] = useState<string | null>(null)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    if (!isLive || entry === null || entry === value) return
    const timer = setTimeout(() => latest.current(entry), 180)
    return () => clearTimeout(timer)
  }, [isLive, entry, value])
  const tell = () => {
    if (entry !== null && entry !== value) onChange(entry)
    setEntry(null)
  }
  return (
    <span className={`pill ${value ? 'narrows' : ''}`}>
      <span className="what" aria-hidden>
        {label}
      </span>
      <input
        ref={inputRef}
        aria-label={label}
        value={entry ?? value}
        onChange={(event) => setEntry(event.target.value)}
        onBlur={tell}
        onKeyDown={(event) => event.key === 'Enter' && tell()}
      />
      {value && <RemoveFilter label={label} onPress={() => onChange('')} />}
    </span>
  )
}

export function DayPill({ label, value, onChange }: Props) {
  const language = useLanguage()
  const formats = useFormats()
  const { company } = useSession()
  const [entry, setEntry] = useState<string | null>(null)
  const tell = () => {
    if (entry === null) return
    const day = entry.trim() === '' ? '' : readDay(entry, company.today, language)
    if (day !== null) onChange(day)
    setEntry(null)
  }
  return (
    <span className={`pill ${value ? 'narrows' : ''}`}>
      <span className="what" aria-hidden>
        {label}
      </span>
      <input
        aria-label={label}
        value={entry ?? formats.day(value)}
        onChange={(event) => setEntry(event.target.value)}
        onBlur={tell}
        onKeyDown={(event) => event.key === 'Enter' && tell()}
      />
      {value && <RemoveFilter label={label} onPress={() => onChange('')} />}
    </span>
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
