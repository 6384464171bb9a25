import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Key } from './key.tsx'

/** A hand that types on is waited for. */
const settleMillis = 200

/**
 * Where a list is searched, alike on every list: a glass, what can be typed, its key. A live one asks while somebody types, another
 * when it is entered or left. Down leads into the list, Esc gives the search up.
 */
export function FindPill({
  label,
  value,
  onChange,
  inputRef,
  isLive = false,
}: {
  /** What can be typed, in a word or two. */
  label: string
  value: string
  onChange: (value: string) => void
  inputRef: RefObject<HTMLInputElement | null>
  isLive?: boolean
}) {
  const t = useText()
  const [entry, setEntry] = useState<string | null>(null)
  /** Typed, and not asked yet. */
  const [isComing, setComing] = useState(false)
  /** What a field says that loses the hand in the same moment. */
  const typed = useRef<string | null>(null)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    if (!isLive || entry === null || entry.trim() === value) return setComing(false)
    setComing(true)
    const timer = setTimeout(() => {
      setComing(false)
      latest.current(entry.trim())
    }, settleMillis)
    return () => clearTimeout(timer)
  }, [isLive, entry, value])
  const type = (text: string | null) => {
    typed.current = text
    setEntry(text)
  }
  const tell = () => {
    const now = typed.current?.trim() ?? value
    type(null)
    if (now !== value) onChange(now)
  }
  const clear = () => {
    type(null)
    if (value !== '') onChange('')
  }
  return (
    <span className={`pill find ${value ? 'narrows' : ''}`}>
      <Search size={14} aria-hidden />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        value={entry ?? value}
        onChange={(event) => type(event.target.value)}
        onBlur={tell}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            clear()
            event.currentTarget.blur()
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            tell()
            // What is asked now may not hold the first row any more.
            if (isLive || event.key === 'ArrowDown')
              event.currentTarget.closest('main')?.querySelector<HTMLElement>('tbody tr[tabindex="0"]')?.focus()
          } else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      {isComing && <span className="reading" role="progressbar" aria-label={t(common.loading)} />}
      {value ? (
        <button
          type="button"
          aria-label={`${t(common.clearFilter)}: ${label}`}
          onClick={() => {
            clear()
            inputRef.current?.focus()
          }}
        >
          <X size={14} aria-hidden />
        </button>
      ) : (
        <Key name="/" />
      )}
    </span>
  )
}
