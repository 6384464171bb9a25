import { z } from 'zod'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { Folder } from '../../delivery/folder/folder.ts'
import { openFolder } from '../../delivery/folder/open-folder.ts'
import { putAway, settledFiles } from '../../delivery/folder/settled-files.ts'
import type { Setting } from '../../delivery/settings.ts'
import { readSetting } from '../../delivery/settings.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { importOrderFile } from './import-orders.ts'

/** Name of the general parameter; its value is one folder or a list of them. */
export const folderParameter = 'order-folder'

/** A folder that is watched, and where its files go. */
type Watched = Omit<Exclude<Setting<'order-folder'>, unknown[]>, 'path' | 'done' | 'failed'> & {
  folder: Folder
  done: Folder
  failed: Folder
}

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
    for (const one of await ctx.transaction(readFolders)) {
      await one.folder.ensure()
      const found = await settledFiles(one.folder, one.settleSeconds, 'order-folder.unreadable')
      left.push(...found.left)
      for (const name of found.ready) {
        files.push(await fetchOne(ctx, one, name))
        ctx.progress(files.length, null, name)
      }
    }
    return { files, left }
  },
})

async function readFolders(ctx: Ctx): Promise<Watched[]> {
  const value = await readSetting(ctx, folderParameter)
  if (value === null)
    return refuse('order-folder.not-configured', `no folder is watched: set the general parameter ${folderParameter}`, {
      parameter: folderParameter,
    })
  const all: Watched[] = []
  for (const { path, done, failed, ...one } of [value].flat()) {
    const folder = await openFolder(ctx, path)
    all.push({
      ...one,
      folder,
      done: await besides(ctx, folder, done, 'done'),
      failed: await besides(ctx, folder, failed, 'failed'),
    })
  }
  return all
}

async function besides(ctx: Ctx, folder: Folder, given: string | undefined, sub: string): Promise<Folder> {
  if (given === undefined) return folder.within(sub)
  const found = await openFolder(ctx, given)
  if (found.place === folder.place) return found
  return refuse('order-folder.other-place', `${given} lies elsewhere: files are put away on the server they came to`, {
    path: given,
  })
}

async function fetchOne(ctx: LongCtx, one: Watched, name: string): Promise<z.output<typeof fetched>> {
  const stored = await ctx.files.put(ctx.company.id, one.folder.read(name))
  try {
    const result = await importOrderFile(ctx, {
      file: { name, ...stored },
      folder: one.folder.name.split('/').at(-1) ?? '',
      dryRun: false,
      acceptGoodRows: one.acceptGoodRows,
      ...(one.source ? { source: one.source } : {}),
      ...(one.format ? { format: one.format } : {}),
      ...(one.invoiceGroup ? { invoiceGroup: one.invoiceGroup } : {}),
    })
    const refused = result.state === 'refused'
    await putAway(one.folder, name, refused ? one.failed : one.done, refused ? result.problems : [])
    return {
      file: name,
      state: result.state === 'already-imported' ? 'already-imported' : refused ? 'refused' : 'imported',
      importId: result.importId,
      orders: result.orders.made,
      problemCount: result.problemCount,
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await putAway(one.folder, name, one.failed, error.problems)
    return { file: name, state: 'failed', importId: null, orders: 0, problemCount: error.problems.length }
  }
}
