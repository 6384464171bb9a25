import { Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { Key } from '../../ui/key.tsx'
import { texts } from './texts.ts'

const settleMillis = 200

/** Searches while somebody types: part of a name, a number, an identity number. Down leads into the list. */
export function FindPill({
  value,
  onChange,
  inputRef,
}: {
  value: string
  onChange: (value: string) => void
  inputRef: RefObject<HTMLInputElement | null>
}) {
  const t = useText()
  const [entry, setEntry] = useState<string | null>(null)
  useEffect(() => {
    if (entry === null || entry.trim() === value) return
    const timer = setTimeout(() => onChange(entry.trim()), settleMillis)
    return () => clearTimeout(timer)
  })
  const tell = () => {
    if (entry !== null && entry.trim() !== value) onChange(entry.trim())
    setEntry(null)
  }
  return (
    <span className={`pill find ${value ? 'narrows' : ''}`}>
      <Search size={14} aria-hidden />
      <input
        ref={inputRef}
        type="search"
        aria-label={t(texts.findCustomer)}
        placeholder={t(texts.findCustomer)}
        value={entry ?? value}
        onChange={(event) => setEntry(event.target.value)}
        onBlur={tell}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setEntry(null)
            onChange('')
            event.currentTarget.blur()
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            tell()
            const row = document.querySelector<HTMLElement>('.list-holder tbody tr[tabindex="0"]')
            row?.focus()
          } else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      {value ? (
        <button
          type="button"
          aria-label={t(common.clearFilter)}
          onClick={() => {
            setEntry(null)
            onChange('')
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
