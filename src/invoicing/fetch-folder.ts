import { createReadStream } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { readParameter } from '../company/read-parameter.ts'
import type { LongCtx } from '../db/context.ts'
import { exchangeFolder, makeOwnFolder, putAway, settledFiles } from '../db/exchange-folder.ts'
import { longVerb } from '../db/verb.ts'
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
      await makeOwnFolder(ctx, one.path)
      const found = await settledFiles(one.path, one.settleSeconds, 'order-folder.unreadable')
      left.push(...found.left)
      for (const name of found.ready) {
        files.push(await fetchOne(ctx, one, name))
        ctx.progress(files.length, null, name)
      }
    }
    return { files, left }
  },
})

async function readFolders(ctx: LongCtx): Promise<Folder[]> {
  const value = await ctx.transaction((tx) => readParameter(tx, folderParameter, tx.today))
  if (value === null)
    return refuse('order-folder.not-configured', `no folder is watched: set the general parameter ${folderParameter}`, {
      parameter: folderParameter,
    })
  return z
    .array(folder)
    .parse(Array.isArray(value) ? value : [value])
    .map((one) => ({
      ...one,
      path: exchangeFolder(ctx, one.path),
      ...(one.done ? { done: exchangeFolder(ctx, one.done) } : {}),
      ...(one.failed ? { failed: exchangeFolder(ctx, one.failed) } : {}),
    }))
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
    await putAway(from, target(one, refused ? 'failed' : 'done'), refused ? result.problems : [])
    return {
      file: name,
      state: result.state === 'already-imported' ? 'already-imported' : refused ? 'refused' : 'imported',
      importId: result.importId,
      orders: result.orders.made,
      problemCount: result.problemCount,
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await putAway(from, target(one, 'failed'), error.problems)
    return { file: name, state: 'failed', importId: null, orders: 0, problemCount: error.problems.length }
  }
}

const target = (one: Folder, where: 'done' | 'failed'): string => one[where] ?? path.join(one.path, where)
