import { Ellipsis } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Button } from './button.tsx'
import { Key } from './key.tsx'

export interface MenuEntry {
  label: string
  run: () => void
  keyCap?: string
  notNow?: string | false | null
  destructive?: boolean
}

/** What is done seldom, behind one button. Arrows move, Esc closes. */
export function Menu({
  entries,
  name,
  button,
  onNarrow = false,
}: {
  entries: readonly (MenuEntry | false | null)[]
  name?: string
  button?: ReactNode
  /** Only where the buttons that say the same have no room. */
  onNarrow?: boolean
}) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const holder = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!isOpen) return
    const list = holder.current?.querySelector<HTMLElement>('.menu')
    // Where the button stands at the left of a narrow window, the list is moved back into it.
    const left = list?.getBoundingClientRect().left ?? 0
    if (list && left < 8) list.style.right = `${left - 8}px`
    holder.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    const away = (event: PointerEvent) => {
      if (!holder.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [isOpen])
  const close = () => {
    setOpen(false)
    holder.current?.querySelector<HTMLElement>('button')?.focus()
  }
  const listed = entries.filter((entry): entry is MenuEntry => Boolean(entry))
  if (listed.length === 0) return null
  return (
    <span className={`menu-holder ${onNarrow ? 'on-narrow' : ''}`} ref={holder}>
      {button ? (
        <button
          type="button"
          className="button"
          aria-haspopup="menu"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {button}
        </button>
      ) : (
        <Button
          kind="quiet"
          name={name ?? t(common.more)}
          icon={<Ellipsis size={16} aria-hidden />}
          pressed={isOpen}
          onPress={() => setOpen(!isOpen)}
        />
      )}
      {isOpen && (
        <div
          className="menu"
          role="menu"
          aria-label={name ?? t(common.more)}
          onKeyDown={(event) => {
            const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
            const at = items.indexOf(document.activeElement as HTMLElement)
            if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus()
            else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length]?.focus()
            else if (event.key === 'Escape' || event.key === 'Tab') close()
            else return
            event.preventDefault()
            event.stopPropagation()
          }}
        >
          {listed.map((entry) => (
            <button
              key={entry.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={entry.destructive ? 'destructive' : ''}
              aria-disabled={Boolean(entry.notNow) || undefined}
              title={entry.notNow || undefined}
              onClick={() => {
                if (entry.notNow) return
                close()
                entry.run()
              }}
            >
              {entry.label}
              {entry.keyCap && <Key name={entry.keyCap} />}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}
