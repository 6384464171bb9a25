import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { LongCtx } from '../db/context.ts'
import { exchangeFolder } from '../db/exchange-folder.ts'
import { longVerb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { importOrderFile } from './import-orders.ts'

/** Name of the general parameter; its value is one folder or a list of them. */
export const folderParameter = 'order-folder'

const folder = z.object({
  path: z.string().min(1),
  /** Default: "done" and "failed" within the folder. */
  done: z.string().optional(),
  failed: z.string().optional(),
  source: z.string().optional(),
  format: z.string().optional(),
  invoiceGroup: z.string().optional(),
  acceptGoodRows: z.boolean().default(false),
  /** A file whose size or time changed within this time is still being written. */
  settleSeconds: z.number().min(0).max(3600).default(5),
})
type Folder = z.output<typeof folder>

const filesMax = 1_000
const unfinished = /^\.|~$|\.(tmp|part|partial|filepart|crdownload|lock)$/i

const fetched = z.object({
  file: z.string(),
  state: z.enum(['imported', 'already-imported', 'refused', 'failed']),
  importId: z.string().nullable(),
  orders: z.number(),
  problemCount: z.number(),
})

/**
 * Picks up the files of the watched folders: imported ones are moved to "done", refused ones to "failed" with a list of
 * their problems beside them. A file still being written is left alone; the same bytes are never imported twice.
 */
export const fetchFolder = longVerb({
  kind: 'long',
  name: 'invoicing.fetch-folder',
  summary: 'Import the order files of the watched folder',
  route: 'POST /order-folder/fetch',
  input: z.object({}),
  output: z.object({ files: z.array(fetched), left: z.array(z.string()) }),
  async run(ctx) {
    const files: z.output<typeof fetched>[] = []
    const left: string[] = []
    for (const one of await readFolders(ctx)) {
      const { ready, waiting } = await settledFiles(one)
      left.push(...waiting)
      for (const name of ready) {
        files.push(await fetchOne(ctx, one, name))
        ctx.progress(files.length, null, name)
      }
    }
    return { files, left }
  },
})

async function readFolders(ctx: LongCtx): Promise<Folder[]> {
  const row = await ctx.transaction(({ db, company, today }) =>
    db.maybe<{ value: unknown }>(
      `select value from company_settings where company_id = $1 and name = $2 and valid_from <= $3 order by valid_from desc limit 1`,
      [company.id, folderParameter, today],
    ),
  )
  if (!row)
    return refuse('order-folder.not-configured', `no folder is watched: set the general parameter ${folderParameter}`, {
      parameter: folderParameter,
    })
  return z
    .array(folder)
    .parse(Array.isArray(row.value) ? row.value : [row.value])
    .map((one) => ({
      ...one,
      path: exchangeFolder(ctx, one.path),
      ...(one.done ? { done: exchangeFolder(ctx, one.done) } : {}),
      ...(one.failed ? { failed: exchangeFolder(ctx, one.failed) } : {}),
    }))
}

/** Files that stand still: seen twice alike, and not written to within the time to settle. */
async function settledFiles(one: Folder): Promise<{ ready: string[]; waiting: string[] }> {
  const look = async () => {
    const seen = new Map<string, string>()
    const entries = await readdir(one.path, { withFileTypes: true }).catch((error: Error) =>
      refuse('order-folder.unreadable', `the folder ${one.path} cannot be read: ${error.message}`, {
        folder: one.path,
      }),
    )
    for (const entry of entries) {
      if (!entry.isFile() || unfinished.test(entry.name)) continue
      const found = await stat(path.join(one.path, entry.name)).catch(() => null)
      if (found && found.size > 0) seen.set(entry.name, `${found.size} ${found.mtimeMs}`)
    }
    return seen
  }
  const first = await look()
  if (first.size === 0) return { ready: [], waiting: [] }
  await sleep(Math.min(one.settleSeconds * 1000, 250))
  const second = await look()
  // The disk's own clock: it has nothing to do with the day of the books.
  const settledBefore = Date.now() - one.settleSeconds * 1000
  const ready: string[] = []
  const waiting: string[] = []
  for (const [name, seen] of [...second].sort()) {
    const still = first.get(name) === seen && Number(seen.split(' ')[1]) <= settledBefore
    if (still && ready.length < filesMax) ready.push(name)
    else waiting.push(name)
  }
  return { ready, waiting }
}

async function fetchOne(ctx: LongCtx, one: Folder, name: string): Promise<z.output<typeof fetched>> {
  const from = path.join(one.path, name)
  const stored = await ctx.files.put(ctx.company.id, createReadStream(from))
  try {
    const result = await importOrderFile(ctx, {
      file: { name, ...stored },
      folder: path.basename(one.path),
      dryRun: false,
      acceptGoodRows: one.acceptGoodRows,
      ...(one.source ? { source: one.source } : {}),
      ...(one.format ? { format: one.format } : {}),
      ...(one.invoiceGroup ? { invoiceGroup: one.invoiceGroup } : {}),
    })
    const refused = result.state === 'refused'
    await moveAway(one, name, refused ? 'failed' : 'done', stored.sha256, result.problems)
    return {
      file: name,
      state: result.state === 'already-imported' ? 'already-imported' : refused ? 'refused' : 'imported',
      importId: result.importId,
      orders: result.orders.made,
      problemCount: result.problemCount,
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await moveAway(one, name, 'failed', stored.sha256, error.problems)
    return { file: name, state: 'failed', importId: null, orders: 0, problemCount: error.problems.length }
  }
}

/** Moved after the commit: a crash between leaves the file, and the next fetch finds its bytes already imported. */
async function moveAway(
  one: Folder,
  name: string,
  where: 'done' | 'failed',
  sha256: string,
  problems: readonly Problem[],
): Promise<void> {
  const target = one[where] ?? path.join(one.path, where)
  await mkdir(target, { recursive: true })
  const { name: stem, ext } = path.parse(name)
  const taken = await stat(path.join(target, name)).then(
    () => true,
    () => false,
  )
  // Another file of this name went before: its own hash tells them apart.
  const mark = createHash('sha256').update(`${sha256} ${Date.now()}`).digest('hex').slice(0, 8)
  const free = taken ? `${stem}.${mark}${ext}` : name
  await rename(path.join(one.path, name), path.join(target, free))
  if (where === 'failed')
    await writeFile(
      path.join(target, `${free}.problems.txt`),
      problems.map((problem) => `${problem.severity ?? 'error'} ${problem.code}: ${problem.message}`).join('\n') + '\n',
    )
}
