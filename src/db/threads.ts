import { availableParallelism } from 'node:os'
import type { Pool } from './pool.ts'

/** Where a thread's own connections come from; a company's long work has it where the installation is large enough. */
export interface Threads {
  url: string
  applicationName: string
  /** Work of fewer rows is not worth a thread. */
  rowsMin: number
}

/** A thread takes a second of processor time before it is warm, and some connections: on four processors, beside a pool of ten. */
export function threadsOf(pool: Pool): Threads | null {
  const { connectionString, max, application_name } = pool.options
  if (!connectionString || (max ?? 0) < 10 || availableParallelism() < 4) return null
  return { url: connectionString, applicationName: application_name ?? 'reskontra', rowsMin: 40_000 }
}
