import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useKeys } from '../shell/keys.tsx'
import { Button } from './button.tsx'
import { putHandBack } from './give-hand.ts'

/** When it closes the hand is back where it was; where that is gone, on the chosen row, else on the page. */
function useGiveBack(element: RefObject<HTMLElement | null>): void {
  // Seen before a field within takes the focus by itself, as the first of a form does.
  const [before] = useState(() => {
    const active = document.activeElement as HTMLElement | null
    // A menu's entry goes with the menu, its button stays.
    return active?.closest('.menu-holder')?.querySelector<HTMLElement>('button') ?? active
  })
  useEffect(() => {
    const opened = element.current
    return () => {
      const giveBack = (tries: number): void => {
        if (opened?.isConnected || (document.activeElement && document.activeElement !== document.body)) return
        const held = before?.isConnected && before !== document.body && before.id !== 'main' ? before : null
        const chosen = document.querySelector<HTMLElement>('.table tr[aria-selected="true"]')
        // Of rows the one that is chosen now: an act may have led on to the next.
        const back = held?.closest('.table tr') ? (chosen ?? held) : (held ?? chosen)
        if (!back && tries > 0) setTimeout(giveBack, 60, tries - 1)
        else putHandBack(back ?? document.getElementById('main'))
      }
      setTimeout(giveBack, 0, 5)
    }
  }, [before, element])
}

/** For undoing large things, and for what needs a few fields beside the page. Never "are you sure?". */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  isWide = false,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  isWide?: boolean
}) {
  const t = useText()
  const element = useRef<HTMLDialogElement>(null)
  useGiveBack(element)
  useEffect(() => {
    element.current?.showModal()
    // What is to be filled in has the hand at once, not the button that closes.
    element.current?.querySelector<HTMLElement>('.content :is(input, select, textarea):not([disabled])')?.focus()
  }, [])
  useKeys([{ key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true }], { isAlone: true })
  return (
    <dialog
      ref={element}
      className={`dialog ${isWide ? 'wide' : ''}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header>
        <h2>{title}</h2>
        <Button kind="quiet" name={t(common.close)} icon={<X size={16} aria-hidden />} onPress={onClose} />
      </header>
      <div className="content">{children}</div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  )
}

/** At the right of the page, which goes on. Esc closes it, or first steps back where `onBack` is given. */
export function Drawer({
  title,
  onClose,
  onBack,
  children,
  acts,
}: {
  title: string
  onClose: () => void
  onBack?: (() => void) | undefined
  children: ReactNode
  acts?: ReactNode
}) {
  const t = useText()
  const element = useRef<HTMLElement>(null)
  useGiveBack(element)
  useEffect(() => {
    const drawer = element.current
    if (!drawer?.contains(document.activeElement)) drawer?.querySelector<HTMLElement>('header button')?.focus()
  }, [])
  useKeys([{ key: 'Escape', label: t(common.close), run: onBack ?? onClose, inFields: true, unlisted: true }])
  return (
    <aside ref={element} className="drawer" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="pills">
          {acts}
          <Button kind="quiet" name={t(common.close)} icon={<X size={16} aria-hidden />} onPress={onClose} />
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard */}
      <section className="content" tabIndex={0} aria-label={title}>
        {children}
      </section>
    </aside>
  )
}
