import { useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { isAtDoor } from '../shell/door.ts'
import { call } from './call.ts'
import { mergeDraft } from './merge-draft.ts'
import { ApiRefused } from './refused.ts'
import { useSession } from './session.tsx'

export interface Draft<T> {
  value: T
  setValue: (value: T | ((before: T) => T)) => void
  /** When it was last kept; null = nothing kept yet. */
  savedAt: Date | null
  /** Another tab or machine has kept something newer; what is typed here stays here. */
  isOverwritten: boolean
  /** What was kept is here; what was typed before stands beside it. */
  isReady: boolean
  /** What is typed is kept now. @returns when it was; null: nothing is typed, or it could not be kept and stays typed */
  keep: () => Promise<Date | null>
  /** It has become a fact, or is not wanted: the draft goes, and the form begins with what it began with, or `next`. */
  discard: (next?: T) => Promise<void>
}

const keepAfterMillis = 600
const againAfterMillis = 4_000
/** Drafts that are on their way out or away: who opens the same form again waits for them, and finds what is so. */
const onTheirWay = new Map<string, Promise<unknown>>()

function goes(key: string, way: Promise<unknown>): void {
  const all = Promise.allSettled([onTheirWay.get(key), way]).then(() => {
    if (onTheirWay.get(key) === all) onTheirWay.delete(key)
  })
  onTheirWay.set(key, all)
}

/** What a person types, kept on the server for him alone: it survives reload, sign-out and another machine. */
export function useDraft<T>(name: string, first: T): Draft<T> {
  const { company, userId } = useSession()
  const beside = `draft ${userId} ${company.code} ${name}`
  const [value, setValueState] = useState<T>(first)
  const [savedAt, setSavedAt] = useState<Date | null>(null)
  const [isOverwritten, setOverwritten] = useState(false)
  const [isReady, setReady] = useState(false)
  const version = useRef(0)
  const keptAt = useRef<Date | null>(null)
  const isRead = useRef(false)
  const isSending = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const unkept = useRef<{ value: T } | null>(null)
  const firstValue = useRef(first)
  const keeping = useRef<Promise<void>>(Promise.resolve())
  const send = useCallback(
    async (isLeaving: boolean) => {
      const kept = unkept.current
      // What had been kept is not written over by who has not seen it.
      if (!kept || (!isRead.current && !isLeaving)) return
      unkept.current = null
      // Who leaves cannot wait for the one that is on its way, which will be this draft's next version.
      const before = version.current + (isLeaving && isSending.current ? 1 : 0)
      isSending.current = true
      try {
        const saved = await call(
          company.code,
          'workspace.save-draft',
          { name, version: before, content: kept.value },
          // Also one that is on its way when the page goes.
          { outlivesPage: true },
        )
        version.current = saved.version
        keptAt.current = new Date(saved.savedAt)
        setSavedAt(keptAt.current)
        setOverwritten(false)
      } catch (error) {
        if (error instanceof ApiRefused && error.problems.some(({ code }) => code === 'draft.newer'))
          setOverwritten(true)
        else {
          unkept.current ??= kept
          // The server is gone: it is kept when it is back, also when nothing more is typed.
          if (!isLeaving && error instanceof ApiRefused && error.unreachable)
            timer.current = setTimeout(() => void send(false), againAfterMillis)
        }
      } finally {
        isSending.current = false
      }
    },
    [company.code, name],
  )
  // One after another: each bears the version that the one before it was given, however long the line takes.
  const keep = useCallback(() => {
    if (timer.current) clearTimeout(timer.current)
    keeping.current = keeping.current.then(() => send(false))
  }, [send])
  useEffect(() => {
    let isCurrent = true
    setReady(false)
    setValueState(firstValue.current)
    setSavedAt(null)
    keptAt.current = null
    version.current = 0
    isRead.current = false
    Promise.resolve(onTheirWay.get(beside))
      .then(() => call(company.code, 'workspace.read-draft', { name }))
      .then(({ draft }) => {
        if (!isCurrent) return
        const own = takeBeside<T>(beside, draft?.version ?? 0)
        if (own && !unkept.current) {
          unkept.current = own
          setValueState(own.value)
        }
        if (!draft) return
        version.current = draft.version
        const kept = draft.content as T
        const typed = unkept.current
        if (typed && typed !== own) typed.value = mergeDraft(firstValue.current, kept, typed.value)
        setValueState(typed ? typed.value : kept)
        keptAt.current = new Date(draft.savedAt)
        setSavedAt(keptAt.current)
      })
      .catch(() => {})
      .finally(() => {
        if (!isCurrent) return
        isRead.current = true
        setReady(true)
        if (unkept.current) keep()
      })
    const leave = () => {
      if (timer.current) clearTimeout(timer.current)
      if (unkept.current && isAtDoor()) layBeside(beside, { value: unkept.current.value, version: version.current })
      goes(beside, send(true))
    }
    window.addEventListener('pagehide', leave)
    return () => {
      isCurrent = false
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [company.code, name, beside, keep, send])
  const setValue = useCallback<Draft<T>['setValue']>(
    (change) =>
      setValueState((before) => {
        const next = typeof change === 'function' ? (change as (before: T) => T)(before) : change
        unkept.current = { value: next }
        if (timer.current) clearTimeout(timer.current)
        timer.current = setTimeout(keep, keepAfterMillis)
        return next
      }),
    [keep],
  )
  const discard = useCallback(
    async (next?: T) => {
      if (timer.current) clearTimeout(timer.current)
      unkept.current = null
      if (next !== undefined) firstValue.current = next
      // At once: a key pressed before the next drawing would write on behind what has just become a fact.
      flushSync(() => setValueState(firstValue.current))
      // One that is on its way must not come after.
      const gone = keeping.current.then(() =>
        call(company.code, 'workspace.delete-draft', { name }).then(
          () => {},
          () => {},
        ),
      )
      goes(beside, gone)
      await keeping.current
      version.current = 0
      keptAt.current = null
      setSavedAt(null)
      await gone
    },
    [company.code, name, beside],
  )
  const keepNow = useCallback(async () => {
    keep()
    await keeping.current
    return unkept.current === null ? keptAt.current : null
  }, [keep])
  return { value, setValue, savedAt, isOverwritten, isReady, keep: keepNow, discard }
}

/**
 * What was typed in the last moment before the session ended, which the server refuses: the tab holds it until the same person
 * is back. One that another tab has written over meanwhile is not taken.
 */
function layBeside<T>(key: string, draft: { value: T; version: number }): void {
  sessionStorage.setItem(key, JSON.stringify(draft))
}

function takeBeside<T>(key: string, version: number): { value: T } | null {
  const held = sessionStorage.getItem(key)
  if (held === null) return null
  sessionStorage.removeItem(key)
  const draft = JSON.parse(held) as { value: T; version: number }
  return draft.version === version ? { value: draft.value } : null
}
