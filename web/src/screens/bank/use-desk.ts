import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, type Input, type Output, type VerbName } from '../../api/call.ts'
import { ApiRefused, unreachable } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { type Undo, useTell } from '../../shell/toast.tsx'

export type DeskRow = Output<'bank.list-desk'>['rows'][number]
type Groups = Output<'bank.list-desk'>['groups']
export interface DeskFilter {
  fileId?: string
  text?: string
}
export interface Desk {
  rows: DeskRow[]
  groups: Groups
  /** All that the filter leaves, also beyond the rows that are here. */
  count: number
  current: DeskRow | null
  place: number
  isLoading: boolean
  error: ApiRefused | null
  again: () => void
  go: (transactionId: string) => void
  step: (by: number) => void
  /** Refusals of acts, by payment: it is back in the list and says why. */
  failures: ReadonlyMap<string, ApiRefused>
  /** Does it at once for the eye, in order for the server; the hand stands on the next payment. */
  act: <N extends DeskVerb>(name: N, input: Input<N>, told: string, options?: { stays?: boolean }) => void
}
/** Verbs that answer what takes them back. */
type DeskVerb = {
  [N in VerbName]: Output<N> extends { undo: unknown; next: unknown } ? N : never
}[VerbName]

const listed = 200
const prefetched = 3
const quietMillis = 250

/**
 * The list of the desk and the hand that stands in it. An act takes its payment out of the list before the server has
 * answered; acts are sent one after the other; one that is refused comes back with the reason.
 */
export function useDesk(filter: DeskFilter, at: string | undefined, setAt: (at: string | undefined) => void): Desk {
  const { company } = useSession()
  const client = useQueryClient()
  const tell = useTell()
  const list = useRead('bank.list-desk', { ...filter, limit: listed })
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const [failures, setFailures] = useState<ReadonlyMap<string, ApiRefused>>(new Map())
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const underWay = useRef(0)
  // What the server lists once all acts have been answered is so.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each list that arrives
  useEffect(() => {
    if (underWay.current === 0) setGone((before) => (before.size > 0 ? new Set() : before))
  }, [list.dataUpdatedAt])
  // The hand is ahead of the server: who closes the page now is asked first.
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => {
      if (underWay.current > 0) event.preventDefault()
    }
    window.addEventListener('beforeunload', stay)
    return () => window.removeEventListener('beforeunload', stay)
  }, [])
  const lastPlace = useRef(0)
  const rows = (list.data?.rows ?? []).filter((row) => !gone.has(row.transactionId))
  const found = rows.findIndex((row) => row.transactionId === at)
  // Somebody else has taken it: the hand stays where it was in the list.
  const place = found >= 0 ? found : Math.min(lastPlace.current, Math.max(rows.length - 1, 0))
  lastPlace.current = place
  const current = rows[place] ?? null

  const near = rows
    .slice(place, place + prefetched + 1)
    .map((row) => row.transactionId)
    .join(' ')
  useEffect(() => {
    for (const transactionId of near.split(' ').filter(Boolean)) prefetch(client, company.code, transactionId)
  }, [near, client, company.code])

  const refresh = useCallback(() => readAgainSoon(client, company.code), [client, company.code])
  const back = (id: string) => setGone((before) => new Set([...before].filter((one) => one !== id)))

  return {
    rows,
    groups: list.data?.groups ?? [],
    count: Math.max(
      (list.data?.count ?? 0) -
        [...gone].filter((id) => list.data?.rows.some((row) => row.transactionId === id)).length,
      0,
    ),
    current,
    place,
    isLoading: list.isPending,
    error: list.error,
    again: () => void list.refetch(),
    failures,
    go: (id) => setAt(id),
    step: (by) => {
      const next = rows[Math.min(Math.max(place + by, 0), rows.length - 1)]
      if (next) setAt(next.transactionId)
    },
    act: (name, input, told, { stays = false } = {}) => {
      if (!current) return
      const id = current.transactionId
      if (!stays) {
        setGone((before) => new Set([...before, id]))
        setAt((rows[place + 1] ?? rows[place - 1])?.transactionId)
      }
      setFailures((before) => new Map([...before].filter(([one]) => one !== id)))
      const key = crypto.randomUUID()
      const answer = queue.current.then(
        () => call(company.code, name, input, { key }) as Promise<{ undo: Undo | null }>,
      )
      underWay.current++
      queue.current = answer.catch(() => {}).then(() => underWay.current--)
      tell(
        told,
        answer.then(
          ({ undo }) => undo,
          () => null,
        ),
        () => {
          back(id)
          setAt(id)
          refresh()
        },
        { act: { verb: name, input: input as Record<string, unknown> } },
      )
      answer.then(refresh, (error) => {
        const refused = error instanceof ApiRefused ? error : unreachable()
        setFailures((before) => new Map([...before, [id, refused]]))
        back(id)
        refresh()
        tell('', null, undefined, { problems: refused.problems })
      })
    },
  }
}

export const deskPaymentKey = (company: string, transactionId: string) => [
  company,
  'bank.read-desk-payment',
  { transactionId },
]

function prefetch(client: QueryClient, company: string, transactionId: string): void {
  void client.prefetchQuery({
    queryKey: deskPaymentKey(company, transactionId),
    queryFn: ({ signal }) => call(company, 'bank.read-desk-payment', { transactionId }, { signal }),
    staleTime: 30_000,
  })
}

let timer: ReturnType<typeof setTimeout> | undefined
/** While the hand goes fast, what is shown is read again once it rests. */
function readAgainSoon(client: QueryClient, company: string): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    for (const name of [
      'bank.list-desk',
      'bank.read-desk-payment',
      'bank.file-progress',
      'workspace.read-home',
      'workspace.done-today',
    ])
      void client.invalidateQueries({ queryKey: [company, name] })
  }, quietMillis)
}
