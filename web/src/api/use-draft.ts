import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from './call.ts'
import { ApiRefused } from './refused.ts'
import { useSession } from './session.tsx'

export interface Draft<T> {
  value: T
  setValue: (value: T | ((before: T) => T)) => void
  /** When it was last kept; null = nothing kept yet. */
  savedAt: Date | null
  /** Another tab or machine has kept something newer; what is typed here stays here. */
  isOverwritten: boolean
  /** Nothing may be typed before what was kept is here. */
  isReady: boolean
  /** It has become a fact, or is not wanted: the draft goes, and the form begins with what it began with, or `next`. */
  discard: (next?: T) => Promise<void>
}

const keepAfterMillis = 600
const againAfterMillis = 4_000

/** What a person types, kept on the server for him alone: it survives reload, sign-out and another machine. */
export function useDraft<T>(name: string, first: T): Draft<T> {
  const { company } = useSession()
  const [value, setValueState] = useState<T>(first)
  const [savedAt, setSavedAt] = useState<Date | null>(null)
  const [isOverwritten, setOverwritten] = useState(false)
  const [isReady, setReady] = useState(false)
  const version = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const unkept = useRef<{ value: T } | null>(null)
  const firstValue = useRef(first)
  const keeping = useRef<Promise<unknown>>(Promise.resolve())
  const keep = useCallback(
    async (isLeaving = false) => {
      if (timer.current) clearTimeout(timer.current)
      const kept = unkept.current
      if (!kept) return
      unkept.current = null
      try {
        const saving = call(
          company.code,
          'workspace.save-draft',
          { name, version: version.current, content: kept.value },
          { outlivesPage: isLeaving },
        )
        keeping.current = saving.catch(() => {})
        const saved = await saving
        version.current = saved.version
        setSavedAt(new Date(saved.savedAt))
        setOverwritten(false)
      } catch (error) {
        if (error instanceof ApiRefused && error.problems.some(({ code }) => code === 'draft.newer'))
          setOverwritten(true)
        else {
          unkept.current ??= kept
          // The server is gone: it is kept when it is back, also when nothing more is typed.
          if (!isLeaving && error instanceof ApiRefused && error.unreachable)
            timer.current = setTimeout(() => void keep(), againAfterMillis)
        }
      }
    },
    [company.code, name],
  )
  useEffect(() => {
    let isCurrent = true
    setReady(false)
    setValueState(firstValue.current)
    setSavedAt(null)
    version.current = 0
    call(company.code, 'workspace.read-draft', { name })
      .then(({ draft }) => {
        if (!isCurrent || !draft) return
        version.current = draft.version
        // What was typed before the answer came stands: of a text, after what had been kept of it.
        const typed = unkept.current?.value
        if (typed === undefined) setValueState(draft.content as T)
        else if (typeof typed === 'string') {
          const both = `${draft.content} ${typed}` as T
          unkept.current = { value: both }
          setValueState(both)
        }
        setSavedAt(new Date(draft.savedAt))
      })
      .catch(() => {})
      .finally(() => isCurrent && setReady(true))
    const leave = () => void keep(true)
    window.addEventListener('pagehide', leave)
    return () => {
      isCurrent = false
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [company.code, name, keep])
  const setValue = useCallback<Draft<T>['setValue']>(
    (change) =>
      setValueState((before) => {
        const next = typeof change === 'function' ? (change as (before: T) => T)(before) : change
        unkept.current = { value: next }
        if (timer.current) clearTimeout(timer.current)
        timer.current = setTimeout(() => void keep(), keepAfterMillis)
        return next
      }),
    [keep],
  )
  const discard = useCallback(
    async (next?: T) => {
      if (timer.current) clearTimeout(timer.current)
      unkept.current = null
      version.current = 0
      setSavedAt(null)
      if (next !== undefined) firstValue.current = next
      setValueState(firstValue.current)
      // One that is on its way must not come after.
      await keeping.current
      await call(company.code, 'workspace.delete-draft', { name }).catch(() => {})
    },
    [company.code, name],
  )
  return { value, setValue, savedAt, isOverwritten, isReady, discard }
}
