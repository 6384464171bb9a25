import { z } from 'zod'
import { readParameter } from '../../company/read-parameter.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { Folder } from '../../delivery/folder/folder.ts'
import { openFolder } from '../../delivery/folder/open-folder.ts'
import { putAway, settledFiles } from '../../delivery/folder/settled-files.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { matchPayments } from '../placing/match.ts'
import { importFile } from './import-bank-file.ts'

/** Banks write fast; what is older than this is whole. */
const settleSeconds = 2

const fetched = z.object({
  name: z.string(),
  outcome: z.enum(['imported', 'known', 'failed']),
  fileId: id.nullable(),
  payments: z.number(),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
})

/**
 * Imports and matches what lies in the company's bank folder (setting "bank-folder": {"path": …}). A file goes to `done`
 * or `failed` below it, beside the reasons; one still being written is left for the next time.
 */
export const fetchFolder = longVerb({
  kind: 'long',
  name: 'bank.fetch-folder',
  summary: 'Import and match the files of the bank folder',
  route: 'POST /bank-folder/fetch',
  input: z.object({}),
  output: z.object({ files: z.array(fetched), left: z.array(z.string()).meta({ description: 'Still being written' }) }),
  async run(ctx) {
    const folder = await ctx.transaction(readFolder)
    const { ready, left } = await settledFiles(folder, settleSeconds, 'bank-folder.unreadable')
    const files: z.output<typeof fetched>[] = []
    for (const name of ready) {
      files.push(await fetchOne(ctx, folder, name))
      ctx.progress(files.length, ready.length, name)
    }
    if (files.some((file) => file.outcome === 'imported')) await matchPayments(ctx, {})
    return { files, left }
  },
})

async function readFolder(ctx: Ctx): Promise<Folder> {
  const setting = await readParameter(ctx, 'bank-folder', ctx.today)
  if (!setting?.path)
    return refuse('bank-folder.not-set', 'no bank folder is set: give its path in the setting bank-folder')
  const folder = await openFolder(ctx, setting.path)
  await folder.ensure()
  return folder
}

async function fetchOne(ctx: LongCtx, folder: Folder, name: string): Promise<z.output<typeof fetched>> {
  try {
    const stored = await ctx.files.put(ctx.company.id, folder.read(name))
    const answer = await importFile(ctx, { file: { name, ...stored } })
    await putAway(folder, name, folder.within('done'))
    const { fileId, payments, problems } = answer
    return { name, outcome: answer.alreadyImportedOn ? 'known' : 'imported', fileId, payments, problems }
  } catch (error) {
    // Trouble with the machine, not with the file: it stays where it is, and the run tells.
    if (!(error instanceof Refused)) throw error
    await putAway(folder, name, folder.within('failed'), error.problems)
    const problems = error.problems.map(({ code, message }) => ({ code, message }))
    return { name, outcome: 'failed', fileId: null, payments: 0, problems }
  }
}
