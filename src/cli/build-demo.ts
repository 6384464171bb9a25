import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { loadDemo } from '../../demo/build.ts'
import type { JobReport } from '../../demo/main-job.ts'
import { startDatabase } from '../db/embedded.ts'
import type { Installation } from '../jobs/perform.ts'
import { UsageError } from './arguments.ts'

/** Lies in the data directory while the demo companies are being built, and holds the builder's process id. */
const noteOf = (dataDir: string): string => path.join(dataDir, 'demo-unfinished')

export async function buildDemo(installation: Installation, say: (line: string) => void): Promise<JobReport[]> {
  const note = noteOf(installation.settings.dataDir)
  await mkdir(path.dirname(note), { recursive: true })
  await writeFile(note, `${process.pid}\n`)
  const reports = await loadDemo(installation, say)
  await rm(note)
  return reports
}

/**
 * A demo that was cut off would stay half for good: its rows are facts, which nobody can take back one by one. Nobody has
 * worked in it either (the server listens only when it is whole), so the directory's own database begins anew.
 */
export async function clearUnfinishedDemo(dataDir: string, say: (line: string) => void): Promise<void> {
  const note = noteOf(dataDir)
  if (!existsSync(note)) return
  const builder = Number(readFileSync(note, 'utf8'))
  if (builder !== process.pid && lives(builder))
    throw new UsageError(`the demo companies are being built by process ${builder}: start again when it is done`)
  if (process.env.DATABASE_URL)
    throw new UsageError(
      `the demo companies in the database of DATABASE_URL are unfinished: give an empty database, remove ${note} and start again`,
    )
  say('the demo companies were cut off while they were built: beginning anew')
  await (await startDatabase({ dataDir })).stop()
  for (const folder of ['postgres', 'files', 'exchange'])
    await rm(path.join(dataDir, folder), { recursive: true, force: true })
  await rm(note)
}

function lives(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
