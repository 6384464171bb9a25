import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { LongCtx } from '../db/context.ts'
import { exchangeFolder } from '../db/exchange-folder.ts'
import { id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { importFile } from './import-bank-file.ts'
import { matchPayments } from './match.ts'

const filesMax = 1_000
const stillMillis = 2_000

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
    const folder = await readFolder(ctx)
    const { ready, left } = await readyFiles(folder)
    const files: z.output<typeof fetched>[] = []
    for (const name of ready) {
      files.push(await fetchOne(ctx, folder, name))
      ctx.progress(files.length, ready.length, name)
    }
    if (files.some((file) => file.outcome === 'imported')) await matchPayments(ctx, {})
    return { files, left }
  },
})

async function readFolder(ctx: LongCtx): Promise<string> {
  const setting = await ctx.transaction((tx) =>
    tx.db.maybe<{ value: { path?: string } }>(
      `select value from company_settings where company_id = $1 and name = 'bank-folder' and valid_from <= $2 order by valid_from desc limit 1`,
      [ctx.company.id, ctx.today],
    ),
  )
  if (!setting?.value.path)
    return refuse('bank-folder.not-set', 'no bank folder is set: give its path in the setting bank-folder')
  const folder = exchangeFolder(ctx, setting.value.path)
  await mkdir(path.join(folder, 'done'), { recursive: true })
  await mkdir(path.join(folder, 'failed'), { recursive: true })
  return folder
}

/** Whole files only: what grew or was touched in the last seconds, or bears a name of transfers under way, is left. */
async function readyFiles(folder: string): Promise<{ ready: string[]; left: string[] }> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
  const before = new Map(
    await Promise.all(names.map(async (name) => [name, await stat(path.join(folder, name))] as const)),
  )
  if ([...before.values()].some((one) => Date.now() - one.mtimeMs < stillMillis)) await sleep(stillMillis)
  const [ready, left]: [string[], string[]] = [[], []]
  for (const name of names) {
    const now = await stat(path.join(folder, name)).catch(() => null)
    const was = before.get(name)!
    const still = now && now.size === was.size && now.mtimeMs === was.mtimeMs && now.size > 0
    const list = still && !/\.(part|tmp|filepart|crdownload)$/i.test(name) && ready.length < filesMax ? ready : left
    list.push(name)
  }
  return { ready, left }
}

async function fetchOne(ctx: LongCtx, folder: string, name: string): Promise<z.output<typeof fetched>> {
  const from = path.join(folder, name)
  try {
    const stored = await ctx.files.put(ctx.company.id, createReadStream(from))
    const answer = await importFile(ctx, { file: { name, ...stored } })
    await putAway(from, path.join(folder, 'done'), name)
    const { fileId, payments, problems } = answer
    return { name, outcome: answer.alreadyImportedOn ? 'known' : 'imported', fileId, payments, problems }
  } catch (error) {
    // Trouble with the machine, not with the file: it stays where it is, and the run tells.
    if (!(error instanceof Refused)) throw error
    await putAway(from, path.join(folder, 'failed'), name)
    const problems = error.problems.map(({ code, message }) => ({ code, message }))
    await writeFile(
      path.join(folder, 'failed', `${name}.problems.txt`),
      problems.map((one) => `${one.code}: ${one.message}\n`).join(''),
    )
    return { name, outcome: 'failed', fileId: null, payments: 0, problems }
  }
}

/** A bank may use a name again: the earlier file stays beside it. */
async function putAway(from: string, to: string, name: string): Promise<void> {
  let target = path.join(to, name)
  for (let n = 2; await stat(target).catch(() => null); n++) target = path.join(to, `${name}.${n}`)
  await rename(from, target)
}
