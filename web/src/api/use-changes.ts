import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { actsHere, call, type Output } from './call.ts'
import { useSession } from './session.tsx'

export type Change = Output<'workspace.read-changes'>['changes'][number]

const lookEveryMillis = 8_000

/**
 * What others (or the same person in another tab) have done to the things of a page since it was opened, asked while the
 * tab is looked at. What the program does by itself is read again without a word. `see`: it is read, and all is new.
 */
export function useChanges({
  subjects = [],
  verbs = [],
}: {
  subjects?: readonly (string | null | undefined)[]
  verbs?: readonly string[]
}): { change: Change | null; see: () => void } {
  const { company, can, userId } = useSession()
  const client = useQueryClient()
  const asked = { subjects: subjects.filter(Boolean).join(','), verbs: verbs.join(',') }
  const name = `${asked.subjects} ${asked.verbs}`
  const opened = useRef({ name, since: undefined as string | undefined, known: null as Set<string> | null, acts: 0 })
  if (opened.current.name !== name) opened.current = { name, since: undefined, known: null, acts: actsHere.done }
  const [change, setChange] = useState<Change | null>(null)
  const query = useQuery({
    queryKey: [company.code, 'workspace.read-changes', asked],
    queryFn: async ({ signal }) => {
      const { since } = opened.current
      const answer = await call(
        company.code,
        'workspace.read-changes',
        { ...asked, ...(since ? { since } : {}) },
        { signal },
      )
      opened.current.since ??= answer.since
      return answer
    },
    enabled: can('workspace.read-changes') && name.trim() !== '',
    refetchInterval: lookEveryMillis,
    staleTime: 0,
    gcTime: 0,
  })
  const changes = query.data?.changes
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when an answer comes
  useEffect(() => {
    if (!changes) return
    const now = opened.current
    const isFirst = now.known === null
    now.known ??= new Set()
    // An act of this page is in the answer that came after it, or while it ran.
    const isOwn = now.acts !== actsHere.done || actsHere.running > 0
    now.acts = actsHere.done
    const fresh = changes.filter(({ eventId }) => !now.known!.has(eventId))
    for (const { eventId, userId: who } of fresh)
      if (isFirst || who === null || (isOwn && who === userId)) now.known.add(eventId)
    const others = fresh.filter(({ eventId }) => !now.known!.has(eventId))
    setChange(others[0] ?? null)
    if (!isFirst && fresh.some(({ userId: who }) => who === null))
      void client.invalidateQueries({ queryKey: [company.code], predicate: isNoLook })
  }, [changes, query.dataUpdatedAt, name])
  return {
    change,
    see: () => {
      for (const { eventId } of changes ?? []) opened.current.known?.add(eventId)
      setChange(null)
      void client.invalidateQueries({ queryKey: [company.code], predicate: isNoLook })
    },
  }
}

const isNoLook = ({ queryKey }: { queryKey: readonly unknown[] }): boolean => queryKey[1] !== 'workspace.read-changes'
