import { parentPort, workerData } from 'node:worker_threads'
import { Refused } from '../kernel/problem.ts'
import type { LongCtx } from './context.ts'
import { openFileStore } from './file-store.ts'
import { openPool } from './pool.ts'
import type { FromThread, ThreadData, ThreadWork } from './run-in-thread.ts'
import { withTenant } from './transaction.ts'

// The thread's side of run-in-thread.ts: one piece of work, and it ends.
const { edge, url, applicationName, connections, module, input, port } = workerData as ThreadData
const tell = (message: FromThread): void => parentPort!.postMessage(message)
const log =
  (level: 'info' | 'warn' | 'error') =>
  (data: object, message: string): void =>
    tell({ log: level, data: JSON.parse(JSON.stringify(data)), message })
const pool = openPool(url, { connectionsMax: connections, applicationName, pipelined: true })
const tenant = { companyId: edge.company.id, areas: edge.user.areas, userId: edge.user.id }
const ctx: LongCtx = {
  ...edge,
  files: openFileStore(edge.settings.dataDir),
  log: { info: log('info'), warn: log('warn'), error: log('error') },
  progress: (done, total, text) => tell({ progress: [done, total, text] }),
  threads: null,
  transaction: (work, options) => withTenant(pool, tenant, (db) => work({ ...ctx, db }), options),
}
try {
  const { work } = (await import(module)) as { work: ThreadWork }
  await work(ctx, input, port)
  tell({ end: null })
} catch (error) {
  tell({ end: toPlain(error) })
} finally {
  port.close()
  await pool.end().catch(() => {})
}

/** An error as it travels between threads: problems whole, the database's with what tells it from others. */
function toPlain(error: unknown): Extract<FromThread, { end: unknown }>['end'] {
  if (error instanceof Refused) return { problems: error.problems, status: error.status }
  const { message, stack, code, constraint } = error as { [name: string]: string | undefined }
  return { message: message ?? String(error), stack, code, constraint }
}
