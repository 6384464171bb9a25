import type { MessagePort } from 'node:worker_threads'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Edge, LongCtx } from './context.ts'
import type { Threads } from './threads.ts'

/** What a module for threads exports as `work`: it gets its input, and a port to whoever started it. */
export type ThreadWork<In = never> = (ctx: LongCtx, input: In, port: MessagePort) => Promise<void>

export interface ThreadData {
  edge: Omit<Edge, 'files' | 'log' | 'progress'>
  url: string
  applicationName: string
  connections: number
  module: string
  input: never
  port: MessagePort
}
export type FromThread =
  | { progress: [number, number | null, string | undefined] }
  | { log: 'info' | 'warn' | 'error'; data: object; message: string }
  | {
      end:
        | null
        | { problems: Problem[]; status: number }
        | { message: string; stack?: string | undefined; code?: string | undefined; constraint?: string | undefined }
    }

/** What a thread makes anew for each chunk is cleared in smaller portions. Nothing ends by it: what lives longer moves on, to where bin/heap.js keeps it small. */
const youngMaxMb = 24

/**
 * Runs `work` of a module in a thread of its own, with connections of its own: the same company, user, areas and day.
 * Progress and log are the caller's. Ends with its work; a killed program takes it along, and PostgreSQL rolls back what it
 * had not committed. @throws what `work` throws: Refused with its problems, else its message and code
 */
export async function runInThread<In>(
  ctx: LongCtx,
  { url, applicationName }: Threads,
  { module, connections, input }: { module: URL; connections: number; input: In },
  serve: (port: MessagePort) => () => void,
): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const { company, user, today, now, settings } = ctx
  const workerData = {
    edge: { company, user, today, now, settings },
    url,
    applicationName,
    connections,
    module: module.href,
    input,
    port: port2,
  }
  const end = serve(port1)
  try {
    await new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./thread-start.js', import.meta.url), {
        workerData,
        transferList: [port2],
        // Its loader is its own; the address of the database is no part of its environment.
        execArgv: [],
        resourceLimits: { maxYoungGenerationSizeMb: youngMaxMb },
      })
      let ended: Error | 'done' | null = null
      worker.on('message', (message: FromThread) => {
        if ('progress' in message) ctx.progress(...message.progress)
        else if ('log' in message) ctx.log[message.log](message.data, message.message)
        else ended = message.end === null ? 'done' : toError(message.end)
      })
      worker.once('error', reject)
      worker.once('exit', (code) => {
        if (ended === 'done') resolve()
        else reject(ended ?? new Error(`a thread ended with code ${code} before its work was done`))
      })
    })
  } finally {
    end()
  }
}

function toError(plain: NonNullable<Extract<FromThread, { end: unknown }>['end']>): Error {
  return 'problems' in plain
    ? new Refused(plain.problems, plain.status)
    : Object.assign(new Error(plain.message), { stack: plain.stack, code: plain.code, constraint: plain.constraint })
}
