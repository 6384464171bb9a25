import {
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { call, type Input, type Output, type Progress, type RowOf, type VerbName } from './call.ts'
import type { ApiRefused } from './refused.ts'
import { useSession } from './session.tsx'

/** What a reading verb answers; kept while filters change, so that nothing jumps. null as input = not asked yet. */
export function useRead<N extends VerbName>(
  name: N,
  input: Input<N> | null,
  options: { refetchMillis?: number; staleMillis?: number } = {},
): UseQueryResult<Output<N>, ApiRefused> {
  const { company } = useSession()
  return useQuery<Output<N>, ApiRefused>({
    queryKey: [company.code, name, input],
    queryFn: ({ signal }) => call(company.code, name, input as Input<N>, { signal }),
    enabled: input !== null,
    placeholderData: keepPreviousData,
    ...(options.refetchMillis ? { refetchInterval: options.refetchMillis } : {}),
    ...(options.staleMillis ? { staleTime: options.staleMillis } : {}),
  })
}

export interface Pages<Row, Answer = unknown> {
  rows: Row[]
  /** The whole answer of the first page: what is told of all rows. */
  first?: Answer | undefined
  /** Asks for the rows after the last one, or again for what failed; does nothing when all are here. */
  more: () => void
  hasMore: boolean
  isLoading: boolean
  isLoadingMore: boolean
  error: ApiRefused | null
  updatedAt: number
}

/** A sheet of rows as shown holds so many; longer lists are written by the server as it reads them. */
const wholeMost = 50_000
const wholePage = 1000
/** Rows of a page after the first. */
const laterPage = 200

/** A list read page by page, as far as a person scrolls. */
export function usePages<N extends VerbName>(
  name: N,
  input: Input<N> | null,
  pageSize = 100,
): Pages<RowOf<N>, Output<N>> & {
  /** The whole list, or its first so many rows. @throws ApiRefused */ readAll: (most?: number) => Promise<RowOf<N>[]>
} {
  const { company } = useSession()
  const readAll = async (most = wholeMost): Promise<RowOf<N>[]> => {
    const rows: RowOf<N>[] = []
    for (let after: string | null = ''; after !== null && rows.length < most; ) {
      const page = (await call(company.code, name, {
        ...(input as object),
        limit: wholePage,
        ...(after ? { after } : {}),
      } as Input<N>)) as { rows: RowOf<N>[]; next: string | null }
      rows.push(...page.rows)
      after = page.next
    }
    return rows
  }
  const query = useInfiniteQuery({
    queryKey: [company.code, name, input, 'pages'],
    queryFn: ({ signal, pageParam }) =>
      call(
        company.code,
        name,
        {
          ...(input as object),
          // Who scrolls on wants more at a time.
          limit: pageParam ? Math.max(pageSize, laterPage) : pageSize,
          ...(pageParam ? { after: pageParam } : {}),
        } as Input<N>,
        {
          signal,
        },
      ) as Promise<{ rows: RowOf<N>[]; next: string | null }>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: input !== null,
    placeholderData: keepPreviousData,
    // Comparing all rows that were read with themselves at each page costs frames.
    structuralSharing: false,
  }) as UseInfiniteQueryResult<{ pages: { rows: RowOf<N>[]; next: string | null }[] }, ApiRefused>
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data])
  return {
    rows,
    first: query.data?.pages[0] as Output<N> | undefined,
    more: () => {
      if (query.isError && !query.data) void query.refetch()
      else if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    hasMore: query.hasNextPage,
    // No rows of another question say nothing about this one.
    isLoading: (query.isPending || (query.isPlaceholderData && rows.length === 0)) && input !== null,
    isLoadingMore: query.isFetchingNextPage,
    error: query.error,
    updatedAt: query.dataUpdatedAt,
    readAll,
  }
}

export interface Act<N extends VerbName> {
  /** Does it once, also when the line breaks in between and it is sent again. Rejects with ApiRefused. */
  run: (input: Input<N>) => Promise<Output<N>>
  isRunning: boolean
  /** Of long verbs. */
  progress: Progress | null
  error: ApiRefused | null
  reset: () => void
}

/** So long a form waits, and says that it works, for what is shown to be read again: opened before, it would begin with what was. */
const freshWithinMillis = 5_000

let last: { verb: string; input: Record<string, unknown> } | null = null
/** The act done last on this page: what "redo" does again after its undo. */
export const lastAct = (): { verb: string; input: Record<string, unknown> } | null => last

/**
 * A verb that changes something. Everything shown is read again, after `run` has answered: the hand goes on at once.
 * `fresh` is for forms that start from a row of what is shown: `run` waits, and who opens one again sees what was saved.
 */
export function useAct<N extends VerbName>(name: N, { fresh = false } = {}): Act<N> {
  const { company } = useSession()
  const client = useQueryClient()
  const [progress, setProgress] = useState<Progress | null>(null)
  const keys = useRef(new WeakMap<object, string>())
  const mutation = useMutation<Output<N>, ApiRefused, Input<N>>({
    mutationFn: (input) => {
      setProgress(null)
      // A second try bears the key of the first: what was done though its answer was lost is not done again.
      const key = keys.current.get(input as object) ?? crypto.randomUUID()
      keys.current.set(input as object, key)
      return call(company.code, name, input, { key, onProgress: setProgress })
    },
    onSuccess: (_, input) => {
      keys.current.delete(input as object)
      last = { verb: name, input: input as Record<string, unknown> }
    },
    onSettled: async (_, error) => {
      setProgress(null)
      const reading = client.invalidateQueries({ queryKey: [company.code] })
      if (fresh && !error)
        await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, freshWithinMillis))])
    },
    retry: (count, error) => error.unreachable && count < 3,
    retryDelay: (count) => 1000 * 2 ** count,
  })
  return {
    run: mutation.mutateAsync,
    isRunning: mutation.isPending,
    progress,
    error: mutation.error,
    reset: mutation.reset,
  }
}
