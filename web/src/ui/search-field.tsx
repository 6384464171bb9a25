import { type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { FieldFrame } from './field.tsx'

interface Props<Row> {
  label: string
  labelUnseen?: boolean
  /** What the chosen row is called; '' = nothing chosen. */
  chosen: string
  /** Asked a moment after each keystroke. */
  find: (text: string) => Promise<Row[]>
  keyOf: (row: Row) => string
  show: (row: Row) => ReactNode
  onChoose: (row: Row) => void
  onClear?: () => void
  /** What was typed and is no row: a new customer's name. */
  onText?: (text: string) => void
  error?: string | null | undefined
  hint?: string
  placeholder?: string
  inputRef?: Ref<HTMLInputElement>
  autoFocus?: boolean
}

/** Type, arrows, Enter: chooses one of many that only the server knows. */
export function SearchField<Row>(props: Props<Row>) {
  const { label, chosen, find, keyOf, show, onChoose, onClear, onText, inputRef, placeholder, autoFocus } = props
  const t = useText()
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const [rows, setRows] = useState<Row[] | null>(null)
  const [at, setAt] = useState(0)
  const asked = useRef(0)
  /** What the rows shown were found for: those of a shorter text are not chosen by a fast hand. */
  const foundFor = useRef<string | null>(null)
  const findNow = useRef(find)
  findNow.current = find
  useEffect(() => {
    if (text === null) return
    const turn = ++asked.current
    const timer = setTimeout(async () => {
      const found = await findNow.current(text).catch(() => [])
      if (turn !== asked.current) return
      foundFor.current = text
      setRows(found)
      setAt(0)
    }, 120)
    return () => clearTimeout(timer)
  }, [text])
  const isOpen = text !== null && rows !== null
  const choose = (row: Row) => {
    asked.current++
    foundFor.current = null
    setText(null)
    setRows(null)
    onChoose(row)
  }
  /** Left before the answer came: the first row of the answer it is. */
  const chooseFirstOf = async (typed: string) => {
    const turn = ++asked.current
    foundFor.current = null
    setText(null)
    setRows(null)
    const [first] = await findNow.current(typed).catch(() => [])
    if (first !== undefined && turn === asked.current) onChoose(first)
  }
  return (
    <FieldFrame {...props} id={id}>
      <div className="combobox">
        <div className="box">
          <input
            ref={inputRef}
            id={id}
            role="combobox"
            // biome-ignore lint/a11y/noAutofocus: the first field of a task that was asked for
            autoFocus={autoFocus}
            autoComplete="off"
            aria-label={props.labelUnseen ? label : undefined}
            aria-expanded={isOpen}
            aria-controls={`${id}-options`}
            aria-autocomplete="list"
            aria-activedescendant={isOpen && rows.length > 0 ? `${id}-${at}` : undefined}
            placeholder={placeholder}
            value={text ?? chosen}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setText(event.target.value)
              onText?.(event.target.value)
              if (event.target.value === '') onClear?.()
            }}
            onBlur={() => {
              if (text !== null) asked.current++
              foundFor.current = null
              setText(null)
              setRows(null)
            }}
            onKeyDown={(event) => {
              const isStale = text !== null && foundFor.current !== text
              if (text && isStale && (event.key === 'Tab' || event.key === 'Enter')) {
                void chooseFirstOf(text)
                if (event.key === 'Enter') event.preventDefault()
                return
              }
              if (!isOpen) return
              if (event.key === 'ArrowDown') setAt(Math.min(at + 1, rows.length - 1))
              else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
              else if (event.key === 'Enter' && rows[at] !== undefined) choose(rows[at])
              else if (event.key === 'Tab' && rows[at] !== undefined && text) return choose(rows[at])
              else if (event.key === 'Escape') setRows(null)
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          />
        </div>
        {isOpen && (
          <div className="options" id={`${id}-options`} role="listbox" aria-label={label}>
            {rows.map((row, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the option
              <div
                key={keyOf(row)}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(row)}
              >
                {show(row)}
              </div>
            ))}
            {rows.length === 0 && <p className="nothing">{t(common.nothingFits)}</p>}
          </div>
        )}
      </div>
    </FieldFrame>
  )
}
