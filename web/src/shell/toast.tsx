import { useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { call, type Input, type VerbName } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Button } from '../ui/button.tsx'
import { useKeys } from './keys.tsx'

/** What would take an act back, as the server tells it. */
export interface Undo {
  verb: string
  input: Record<string, unknown>
}
interface Told {
  id: number
  text: string
  undo: Undo | null
  /** After undoing: back where the hand was. */
  onUndone: (() => void) | null
}
type Tell = (text: string, undo?: Undo | null, onUndone?: () => void) => void

const ToastContext = createContext<Tell>(() => {})
/** `tell(text, undo)`: what happened, and the one press that takes it back. */
export const useTell = (): Tell => useContext(ToastContext)

const shownMillis = 10_000

export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useText()
  const { company } = useSession()
  const client = useQueryClient()
  const [told, setTold] = useState<Told | null>(null)
  /** Acts of this page that can be taken back, the last one last. */
  const done = useRef<Told[]>([])
  const counter = useRef(0)
  const held = useRef(false)
  const tell = useCallback<Tell>((text, undo = null, onUndone) => {
    const one = { id: ++counter.current, text, undo: undo ?? null, onUndone: onUndone ?? null }
    if (one.undo) done.current.push(one)
    setTold(one)
  }, [])
  useEffect(() => {
    if (!told) return
    const timer = setInterval(() => {
      if (!held.current) setTold((now) => (now?.id === told.id ? null : now))
    }, shownMillis)
    return () => clearInterval(timer)
  }, [told])
  const takeBack = async () => {
    const last = done.current.pop()
    if (!last?.undo) return
    try {
      await call(company.code, last.undo.verb as VerbName, last.undo.input as Input<VerbName>, {
        key: crypto.randomUUID(),
      })
      setTold({ id: ++counter.current, text: `${t(common.undone)}: ${last.text}`, undo: null, onUndone: null })
      last.onUndone?.()
    } catch (error) {
      setTold({ id: ++counter.current, text: (error as Error).message, undo: null, onUndone: null })
    }
    void client.invalidateQueries({ queryKey: [company.code] })
  }
  useKeys([{ key: 'Z', label: t(common.undo), run: () => void takeBack(), unlisted: true }], { isEverywhere: true })
  const context = useMemo(() => tell, [tell])
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
            <Check size={16} aria-hidden />
            <span>{told.text}</span>
            {told.undo && (
              <Button keyCap="Z" onPress={() => void takeBack()}>
                {t(common.undo)}
              </Button>
            )}
          </div>
        )}
      </div>
    </ToastContext.Provider>
  )
}
