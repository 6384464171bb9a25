import { ChevronDown, CircleAlert } from 'lucide-react'
import { type InputHTMLAttributes, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react'
import { useSession } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import { useFormats, useLanguage, useText } from '../lang/language.tsx'
import { readAmount, readDay, readPercent } from '../lang/read-entry.ts'

interface Frame {
  label: string
  /** Kept for screen readers, not shown: in tables, where the head says it. */
  labelUnseen?: boolean
  /** Of what it is ("Row 1"): read out before the label, never shown. */
  labelOf?: string
  error?: string | null | undefined
  /** The repair as one press. */
  repair?: { label: string; run: () => void } | undefined
  hint?: string | undefined
}

interface TextProps extends Frame {
  value: string
  onChange: (value: string) => void
  /** On the right inside: how the entry was understood. */
  understood?: ReactNode
  /** Why nothing that stands beside may be saved yet (not-understood.ts). */
  stops?: string | null
  inputRef?: Ref<HTMLInputElement>
  input?: Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'id'>
}

export function TextField({ value, onChange, understood, stops, inputRef, input, ...frame }: TextProps) {
  const { id, described } = useFieldIds(frame)
  useEffect(() => {
    const element = document.getElementById(id) as HTMLInputElement | null
    element?.setCustomValidity(stops ?? '')
  }, [id, stops])
  return (
    <FieldFrame {...frame} id={id}>
      <div className="box">
        <input
          {...input}
          ref={inputRef}
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={Boolean(frame.error) || undefined}
          aria-describedby={described}
        />
        {understood && <span className="understood figures">{understood}</span>}
      </div>
    </FieldFrame>
  )
}

export function TextArea({
  value,
  onChange,
  rows = 3,
  ...frame
}: Frame & { value: string; onChange: (value: string) => void; rows?: number }) {
  const { id, described } = useFieldIds(frame)
  return (
    <FieldFrame {...frame} id={id}>
      <div className="box">
        <textarea
          id={id}
          rows={rows}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={Boolean(frame.error) || undefined}
          aria-describedby={described}
        />
      </div>
    </FieldFrame>
  )
}

interface ValueProps extends Frame {
  /** A plain decimal or yyyy-mm-dd; '' = nothing. */
  value: string
  /** Told at each keystroke that can be understood; null = typed, but not understood. */
  onChange: (value: string | null) => void
  inputRef?: Ref<HTMLInputElement>
  input?: TextProps['input']
}

/** "1 250,5" and "1250.50" are the same; what was understood stands beside as long as it is written otherwise. */
export function AmountField({
  value,
  onChange,
  decimals = 2,
  isPercent = false,
  ...props
}: ValueProps & { decimals?: number; isPercent?: boolean }) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const shown = value === '' ? '' : formats.amount(value, Math.max(decimals, value.split('.')[1]?.length ?? 0))
  return (
    <EntryField
      {...props}
      value={value}
      shown={shown}
      read={(entry) => (isPercent ? readPercent : readAmount)(entry, language)}
      wanted={t(common.numberWanted, { example: isPercent ? formats.amount('12.5', 1) : formats.amount('1250.5') })}
      tell={(read) => formats.amount(read, Math.max(decimals, read.split('.')[1]?.length ?? 0))}
      onChange={onChange}
      input={{ inputMode: 'decimal', className: 'amount', ...props.input }}
    />
  )
}

/** "fre", "t+30", "24 dec", "2026-12-24": the day that was understood stands beside. */
export function DayField({ value, onChange, ...props }: ValueProps) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <EntryField
      {...props}
      value={value}
      shown={formats.day(value)}
      read={(entry) => readDay(entry, company.today, language)}
      wanted={t(common.dayWanted, { example: formats.day(company.today) })}
      tell={(read) => formats.dayInText(read, 'short')}
      onChange={onChange}
      input={{ autoComplete: 'off', ...props.input }}
    />
  )
}

/** A whole number of so many digits at most: parts, days, months. */
export function CountField({ value, onChange, digits = 3, ...props }: ValueProps & { digits?: number }) {
  const t = useText()
  return (
    <EntryField
      {...props}
      value={value}
      shown={value}
      read={(entry) => (new RegExp(`^\\d{1,${digits}}$`).test(entry.trim()) ? String(Number(entry)) : null)}
      wanted={t(common.countWanted, { most: '9'.repeat(digits) })}
      tell={(read) => read}
      onChange={onChange}
      input={{ inputMode: 'numeric', autoComplete: 'off', ...props.input }}
    />
  )
}

interface EntryProps extends ValueProps {
  shown: string
  read: (entry: string) => string | null
  tell: (read: string) => string
  /** What is said of an entry that cannot be understood: what to write, by an example. */
  wanted: string
}

/** Keeps what is typed as it is typed; writes it in good form when it is left. */
function EntryField({ value, shown, read, tell, wanted, onChange, error, ...props }: EntryProps) {
  const [entry, setEntry] = useState(shown)
  const [hasFocus, setFocus] = useState(false)
  const [wasSent, setSent] = useState(false)
  const shownBefore = useRef(shown)
  const typedOver = useRef(shown)
  useEffect(() => {
    // A kept draft may come after the hand: while nothing is typed it is taken.
    const cameLate = shownBefore.current === '' && shown !== ''
    shownBefore.current = shown
    // What is not understood stands until it is put right, also where the form keeps the value of before; another value from outside
    // takes its place.
    const stands = value === '' || shown === typedOver.current
    if (!hasFocus) setEntry((before) => (stands && before.trim() !== '' && read(before) === null ? before : shown))
    else if (cameLate) setEntry((before) => (before === '' ? shown : before))
  }, [value, shown, hasFocus, read])
  const understood = entry.trim() === '' ? '' : read(entry)
  return (
    <TextField
      {...props}
      value={entry}
      stops={understood === null ? wanted : null}
      error={error ?? (understood === null && (!hasFocus || wasSent) ? wanted : null)}
      understood={
        hasFocus && understood && bare(entry) !== bare(tell(understood)) && entry !== shown
          ? tell(understood)
          : undefined
      }
      onChange={(typed) => {
        typedOver.current = shown
        setEntry(typed)
        setSent(false)
        onChange(typed.trim() === '' ? '' : read(typed))
      }}
      input={{
        ...props.input,
        // Who sends the form from within the field is told there.
        onKeyDown: (event) => {
          if (event.key === 'Enter') setSent(true)
          props.input?.onKeyDown?.(event)
        },
        // Said below the field, in the language of the page, not by the browser's own bubble.
        onInvalid: (event) => {
          event.preventDefault()
          setSent(true)
        },
        onFocus: (event) => {
          setFocus(true)
          props.input?.onFocus?.(event)
        },
        onBlur: (event) => {
          setFocus(false)
          setSent(false)
          props.input?.onBlur?.(event)
        },
      }}
    />
  )
}

/** Spaces, of whatever width, are no other way to write it. */
const bare = (text: string): string => text.replace(/\s/g, '')

export interface Option {
  value: string
  label: string
}

export function SelectField({
  value,
  onChange,
  options,
  empty,
  ...frame
}: Frame & {
  value: string
  onChange: (value: string) => void
  options: readonly Option[] /** What "nothing chosen" is called. */
  empty?: string
}) {
  const { id, described } = useFieldIds(frame)
  return (
    <FieldFrame {...frame} id={id}>
      <div className="box">
        <select
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={Boolean(frame.error) || undefined}
          aria-describedby={described}
        >
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown className="caret" size={16} aria-hidden />
      </div>
    </FieldFrame>
  )
}

export function CheckField({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  )
}

export function FieldFrame({
  id,
  label,
  labelUnseen,
  labelOf,
  error,
  repair,
  hint,
  children,
}: Frame & { id: string; children: ReactNode }) {
  return (
    <div className={`field ${error ? 'wrong' : ''}`}>
      <label htmlFor={id} className={labelUnseen ? 'unseen' : 'label'}>
        {labelOf && <span className="unseen">{labelOf}, </span>}
        {label}
      </label>
      {children}
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          <CircleAlert size={14} aria-hidden />
          <span>{error}</span>
          {repair && (
            <button type="button" className="button link" onClick={repair.run}>
              {repair.label}
            </button>
          )}
        </p>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

export function useFieldIds({ error, hint }: Frame): { id: string; described: string | undefined } {
  const id = useId()
  const described = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ')
  return { id, described: described || undefined }
}
