import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { meetsNotUnderstood } from '../ui/not-understood.ts'
import { showChangedKeys } from './key-names.ts'

/** One key of a screen. `key`: "E", "1", "Enter", "Space", "Ctrl+Enter", "Shift+Z", "?", "/", "[", "Backspace". */
export interface KeyAct {
  key: string
  label: string
  run: () => void
  /** Works also while a field has the focus (those with Ctrl do anyway). */
  inFields?: boolean
  /** Not printed in the bar at the foot; always in the list under "?". */
  unlisted?: boolean
}

interface Scope {
  acts: KeyAct[]
  /** A dialog or palette: keys of what lies below rest. */
  isAlone: boolean
  /** Of the frame: works on every screen. */
  isEverywhere: boolean
  /** When it was first drawn: what came later goes first, also when its keys change; a screen goes before its tables. */
  place: number
}
interface Keyboard {
  scopes: Scope[]
  enter: (scope: Scope) => () => void
}
const KeyboardContext = createContext<Keyboard>({ scopes: [], enter: () => () => {} })

/** Letters follow the key's place, so that they work on every layout; they rest in fields. */
export function KeyboardProvider({
  children,
  isOff,
  changed,
}: {
  children: ReactNode
  isOff: boolean
  changed: Record<string, string>
}) {
  showChangedKeys(changed)
  const [scopes, setScopes] = useState<Scope[]>([])
  const now = useRef(scopes)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const pressed = nameOf(event)
      const inField = isField(event.target)
      for (const scope of youngestFirst(now.current)) {
        const act = scope.acts.find(({ key }) => (changed[key] ?? key) === pressed)
        const isLetter = !/Ctrl|Alt|Escape/.test(pressed)
        if (act && !(inField && isLetter && !act.inFields) && !(isOff && /^(Shift\+)?[A-Z0-9[\]/*?]$/.test(pressed))) {
          if (pressed === 'Enter' || pressed === 'Space') if (isPressable(event.target)) return
          event.preventDefault()
          // What is typed and not understood stops what saves, approves or sends.
          if (act.key === 'Ctrl+Enter' && meetsNotUnderstood(event.target as Element | null)) return
          act.run()
          return
        }
        if (scope.isAlone) return
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isOff, changed])
  const keyboard = useMemo<Keyboard>(
    () => ({
      scopes,
      enter: (scope) => {
        // A key may come before the next drawing: what is bound counts at once.
        now.current = [...now.current, scope].sort((a, b) => a.place - b.place)
        setScopes(now.current)
        return () => {
          now.current = now.current.filter((other) => other !== scope)
          setScopes(now.current)
        }
      },
    }),
    [scopes],
  )
  return <KeyboardContext.Provider value={keyboard}>{children}</KeyboardContext.Provider>
}

let places = 0

/** Binds keys while the component is shown; what came later goes first. Entries that are false are left out. */
export function useKeys(
  acts: (KeyAct | false | null | undefined)[],
  { isAlone = false, isEverywhere = false }: { isAlone?: boolean; isEverywhere?: boolean } = {},
): void {
  const { enter } = useContext(KeyboardContext)
  const listed = acts.filter((act): act is KeyAct => Boolean(act))
  const latest = useRef(listed)
  latest.current = listed
  const shape = listed.map(({ key, label, unlisted }) => `${key} ${label} ${unlisted}`).join('\n')
  const place = useRef(0)
  // A dialog stands below whatever is bound within it or for it, and above all that was there before.
  if (isAlone && place.current === 0) place.current = ++places
  const enterRef = useRef(enter)
  enterRef.current = enter
  // biome-ignore lint/correctness/useExhaustiveDependencies: bound again only when keys or words change; what they do is read when pressed
  useEffect(() => {
    if (place.current === 0) place.current = ++places
    return enterRef.current({
      isAlone,
      isEverywhere,
      place: place.current,
      acts: latest.current.map((act, index) => ({ ...act, run: () => latest.current[index]?.run() })),
    })
  }, [shape, isAlone, isEverywhere])
}

export const useKeyScopes = (): Scope[] => useContext(KeyboardContext).scopes

/** The keys of the screen as they act now, in the order in which they are bound: of two that are the same, the one that goes first. */
export function useScreenKeys(): KeyAct[] {
  const scopes = useKeyScopes().filter((scope) => !scope.isAlone && !scope.isEverywhere)
  const acting = new Map<string, KeyAct>()
  for (const act of youngestFirst(scopes).flatMap((scope) => scope.acts))
    if (!acting.has(act.key)) acting.set(act.key, act)
  return scopes.flatMap((scope) => scope.acts).filter((act) => acting.get(act.key) === act)
}

/** What the frame binds comes last, though it is mounted after the screens within it. */
const youngestFirst = (scopes: readonly Scope[]): Scope[] => [
  ...scopes.filter((scope) => !scope.isEverywhere).reverse(),
  ...scopes.filter((scope) => scope.isEverywhere),
]

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.tagName === 'TEXTAREA' ||
    target.tagName === 'SELECT' ||
    (target.tagName === 'INPUT' &&
      !['checkbox', 'radio', 'range', 'button'].includes((target as HTMLInputElement).type)))

/** Enter and Space belong to what has the focus, when that can be pressed. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('button, a[href], summary, input, [role=menuitem], [role=tab], [role=option]') !== null

export function nameOf(event: KeyboardEvent): string {
  const modifiers = [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '']
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  // Signs go by what is typed (their place differs), letters and figures by their place.
  const sign = !letter && event.key.length === 1 && !/\d/.test(event.key) && event.key !== ' '
  const base = letter ?? (sign ? event.key : (digit ?? (event.code === 'Space' ? 'Space' : event.key)))
  if (event.shiftKey && !sign) modifiers.push('Shift')
  return [...modifiers.filter(Boolean), base].join('+')
}
