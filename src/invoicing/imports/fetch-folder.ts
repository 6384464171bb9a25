import { z } from 'zod'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { Folder } from '../../delivery/folder/folder.ts'
import { openFolder } from '../../delivery/folder/open-folder.ts'
import { putAway, settledFiles } from '../../delivery/folder/settled-files.ts'
import type { Setting } from '../../delivery/settings.ts'
import { readSetting } from '../../delivery/settings.ts'
import { type Problem, Refused, refuse } from '../../kernel/problem.ts'
import { importOrderFile } from './import-orders.ts'

/** Name of the general parameter; its value is one folder or a list of them. */
export const folderParameter = 'order-folder'

type Named = Exclude<Setting<'order-folder'>, unknown[]>
/** A folder that is watched, and where its files go. */
type Watched = Omit<Named, 'path' | 'done' | 'failed'> & {
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
    // A folder that is away keeps no other from being read; what could not be read is told when all the others are.
    const away: Problem[] = []
    for (const setting of await ctx.transaction(readFolders))
      try {
        const one = await ctx.transaction((tx) => watched(tx, setting))
        const found = await settledFiles(one.folder, one.settleSeconds, 'order-folder.unreadable')
        left.push(...found.left)
        for (const name of found.ready) {
          files.push(await fetchOne(ctx, one, name))
          ctx.progress(files.length, null, name)
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        away.push(...error.problems)
      }
    if (away.length > 0) throw new Refused(away)
    return { files, left }
  },
})

async function readFolders(ctx: Ctx): Promise<Named[]> {
  const value = await readSetting(ctx, folderParameter)
  if (value === null)
    return refuse('order-folder.not-configured', `no folder is watched: set the general parameter ${folderParameter}`, {
      parameter: folderParameter,
    })
  return [value].flat()
}

async function watched(ctx: Ctx, { path, done, failed, ...one }: Named): Promise<Watched> {
  const folder = await openFolder(ctx, path)
  await folder.ensure().catch((error: Error) =>
    refuse('order-folder.unreadable', `the folder ${folder.name} cannot be read: ${error.message}`, {
      folder: folder.name,
    }),
  )
  return {
    ...one,
    folder,
    done: await besides(ctx, folder, done, 'done'),
    failed: await besides(ctx, folder, failed, 'failed'),
  }
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
