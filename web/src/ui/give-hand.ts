import { useEffect, useRef } from 'react'

type Place = HTMLElement | null | undefined

/** Where the program put the hand when what it was in closed. */
let putBack: HTMLElement | null = null

/** The hand is put back where it was before a dialog; what waits for an answer may still lead it on from there. */
export function putHandBack(to: HTMLElement | null): void {
  to?.focus()
  putBack = to?.matches('input, textarea, select') ? null : to
}

/** On nothing, on the page as a whole, on what a dialog gave it back to, on the button that closes what was just opened. */
const isFree = (active: Element | null): boolean =>
  !active || active === document.body || active === putBack || active.matches('#main, .drawer > header button')

/** Says later whether the hand, as it is now, is still there or on nothing: whoever has gone on meanwhile is not called back. */
export function isHandHere(): () => boolean {
  const before = document.activeElement
  return () => document.activeElement === before || isFree(document.activeElement)
}

/** The hand as it is now, before an answer is waited for. @returns gives it on, unless it has gone on by itself. */
export function heldHand(): (to: Place) => void {
  const isHere = isHandHere()
  return (to) => {
    if (isHere()) to?.focus()
  }
}

/** Gives the hand to what was waited for, once each time it is there, unless it has gone on since this was first shown. */
export function useHandWhen(isThere: boolean, find: () => Place): void {
  const give = useRef<ReturnType<typeof heldHand>>(null)
  give.current ??= heldHand()
  const found = useRef(find)
  found.current = find
  useEffect(() => {
    if (isThere) give.current?.(found.current())
    else give.current = heldHand()
  }, [isThere])
}
