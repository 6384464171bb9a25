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
  inputRef?: Ref<HTMLInputElement>
  input?: Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'id'>
}

export function TextField({ value, onChange, understood, inputRef, input, ...frame }: TextProps) {
  const { id, described } = useFieldIds(frame)
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
  const language = useLanguage()
  const formats = useFormats()
  const shown = value === '' ? '' : formats.amount(value, Math.max(decimals, value.split('.')[1]?.length ?? 0))
  return (
    <EntryField
      {...props}
      value={value}
      shown={shown}
      read={(entry) => (isPercent ? readPercent : readAmount)(entry, language)}
      tell={(read) => formats.amount(read, Math.max(decimals, read.split('.')[1]?.length ?? 0))}
      onChange={onChange}
      input={{ inputMode: 'decimal', className: 'amount', ...props.input }}
    />
  )
}

/** "fre", "t+30", "24 dec", "2026-12-24": the day that was understood stands beside. */
export function DayField({ value, onChange, ...props }: ValueProps) {
  const language = useLanguage()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <EntryField
      {...props}
      value={value}
      shown={formats.day(value)}
      read={(entry) => readDay(entry, company.today, language)}
      tell={(read) => formats.dayInText(read, 'short')}
      onChange={onChange}
      input={{ autoComplete: 'off', ...props.input }}
    />
  )
}

interface EntryProps extends ValueProps {
  shown: string
  read: (entry: string) => string | null
  tell: (read: string) => string
}

/** Keeps what is typed as it is typed; writes it in good form when it is left. */
function EntryField({ value, shown, read, tell, onChange, error, ...props }: EntryProps) {
  const t = useText()
  const [entry, setEntry] = useState(shown)
  const [hasFocus, setFocus] = useState(false)
  const [wasSent, setSent] = useState(false)
  const shownBefore = useRef(shown)
  useEffect(() => {
    // A kept draft may come after the hand: while nothing is typed it is taken.
    const cameLate = shownBefore.current === '' && shown !== ''
    shownBefore.current = shown
    if (!hasFocus) setEntry((before) => (value === '' && before !== '' && read(before) === null ? before : shown))
    else if (cameLate) setEntry((before) => (before === '' ? shown : before))
  }, [value, shown, hasFocus, read])
  const understood = entry.trim() === '' ? '' : read(entry)
  return (
    <TextField
      {...props}
      value={entry}
      error={error ?? (understood === null && (!hasFocus || wasSent) ? t(common.notUnderstood) : null)}
      understood={
        hasFocus && understood && bare(entry) !== bare(tell(understood)) && entry !== shown
          ? tell(understood)
          : undefined
      }
      onChange={(typed) => {
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
