import { useQueryClient } from '@tanstack/react-query'
import { Check, TriangleAlert } from 'lucide-react'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { call, type Input, type VerbName } from '../api/call.ts'
import { ApiRefused, type Problem, unreachable } from '../api/refused.ts'
import { useSession } from '../api/session.tsx'
import { lastAct } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useProblemTexts } from '../problems/use-problem-texts.ts'
import { Button } from '../ui/button.tsx'
import { isHandHere } from '../ui/give-hand.ts'
import { useKeys } from './keys.tsx'
import { texts } from './texts.ts'

/** What would take an act back, as the server tells it. */
export interface Undo {
  verb: string
  input: Record<string, unknown>
  /** What has left the house is not undone: what the button says instead, and what has then been done. */
  label?: string
  undone?: string
}
/** An act that is told before the server has answered: its undo waits for the answer; null = it was refused. */
type UndoToCome = Undo | Promise<Undo | null> | null
interface Told {
  id: number
  text: string
  undo: UndoToCome
  /** What was done, so that it can be done again after an undo. */
  act: Undo | null
  /** After undoing: back where the hand was. */
  onUndone: (() => void) | null
  problems?: readonly Problem[]
}
interface More {
  /** What was done, where no `useAct` did it. */
  act?: Undo
  /** Told in place of the text: what was refused. */
  problems?: readonly Problem[]
}
type Tell = (text: string, undo?: UndoToCome, onUndone?: () => void, more?: More) => void

interface Toasts {
  tell: Tell
  /** The list of what I did today, beside the page. */
  isDoneShown: boolean
  showDone: (isShown: boolean) => void
}
const ToastContext = createContext<Toasts>({ tell: () => {}, isDoneShown: false, showDone: () => {} })
/** `tell(text, undo)`: what happened, and the one press that takes it back. */
export const useTell = (): Tell => useContext(ToastContext).tell
export const useDoneDrawer = (): Omit<Toasts, 'tell'> => useContext(ToastContext)

const shownMillis = 10_000

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useText()
  const { company } = useSession()
  const client = useQueryClient()
  const [told, setTold] = useState<Told | null>(null)
  const [isDoneShown, showDone] = useState(false)
  /** Acts of this page that can be taken back, and those taken back that can be done again; the last one last. */
  const done = useRef<Told[]>([])
  const undone = useRef<Told[]>([])
  const counter = useRef(0)
  const held = useRef(false)
  const problemTexts = useProblemTexts(told?.problems ?? [])
  const tell = useCallback<Tell>((text, undo = null, onUndone, { act, problems } = {}) => {
    const one: Told = {
      id: ++counter.current,
      text,
      undo: undo ?? null,
      // What was recalled is not done again by a key: it would be a second document.
      act: undo && !('undone' in undo) ? (act ?? lastAct()) : null,
      onUndone: onUndone ?? null,
      ...(problems ? { problems } : {}),
    }
    if (one.undo) {
      done.current.push(one)
      undone.current = []
    }
    setTold(one)
  }, [])
  useEffect(() => {
    if (!told) return
    const timer = setInterval(() => {
      if (!held.current) setTold((now) => (now?.id === told.id ? null : now))
    }, shownMillis)
    return () => clearInterval(timer)
  }, [told])
  /** Runs it; what it refuses is told in the same place. */
  const run = async ({ verb, input }: Undo): Promise<{ undo?: Undo | null } | null> => {
    try {
      return (await call(company.code, verb as VerbName, input as Input<VerbName>, { key: crypto.randomUUID() })) as {
        undo?: Undo | null
      }
    } catch (error) {
      const { problems } = error instanceof ApiRefused ? error : unreachable()
      setTold({ id: ++counter.current, text: '', undo: null, act: null, onUndone: null, problems })
      return null
    } finally {
      void client.invalidateQueries({ queryKey: [company.code] })
    }
  }
  const takeBack = async () => {
    const isHere = isHandHere()
    const last = done.current.pop()
    const undo = await last?.undo
    if (!last || !undo) return
    if ((await run(undo)) === null) return
    if (last.act) undone.current.push(last)
    const text = undo.undone ?? `${t(common.undone)}: ${last.text}`
    setTold({ ...last, id: ++counter.current, text, undo: null })
    if (isHere()) last.onUndone?.()
  }
  const doAgain = async () => {
    const last = undone.current.pop()
    if (!last?.act) return
    const answer = await run(last.act)
    if (answer === null) return
    const again = { ...last, id: ++counter.current, undo: answer?.undo ?? last.undo }
    done.current.push(again)
    setTold(again)
  }
  useKeys(
    [
      { key: 'Z', label: t(common.undo), run: () => void takeBack(), unlisted: true },
      { key: 'Shift+Z', label: t(texts.redo), run: () => void doAgain(), unlisted: true },
    ],
    { isEverywhere: true },
  )
  // In a field Ctrl Z belongs to what is typed; in an empty one there is nothing else to take back.
  const takeBackNow = useRef(takeBack)
  takeBackNow.current = takeBack
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== 'KeyZ' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      const field = event.target
      const holdsText =
        (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== ''
      if (holdsText || event.defaultPrevented || done.current.length === 0) return
      event.preventDefault()
      void takeBackNow.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const context = useMemo(() => ({ tell, isDoneShown, showDone }), [tell, isDoneShown])
  return (
    <ToastContext.Provider value={context}>
      {children}
      <div role="status" aria-live="polite">
        {told && (
          // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it
          <div
            className="toast no-print"
            onPointerEnter={() => (held.current = true)}
            onPointerLeave={() => (held.current = false)}
            onFocus={() => (held.current = true)}
            onBlur={() => (held.current = false)}
          >
            {told.problems ? <TriangleAlert size={16} aria-hidden /> : <Check size={16} aria-hidden />}
            <span>{told.problems ? problemTexts.join(' ') : told.text}</span>
            {told.undo && (
              <Button keyCap="Z" onPress={() => void takeBack()}>
                {(!(told.undo instanceof Promise) && told.undo.label) || t(common.undo)}
              </Button>
            )}
            {!isDoneShown && (
              <Button kind="quiet" onPress={() => showDone(true)}>
                {t(texts.doneToday)}
              </Button>
            )}
          </div>
        )}
      </div>
    </ToastContext.Provider>
  )
}
