import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { inject } from 'vitest'

const waitMillisMax = 180_000

/** What people are given, or the build in which React tells on the console of what is not as it should be, at twice the cost. */
export type Build = 'production' | 'development'

/**
 * The web app as its source stands now, built once for a test run by the first test file that asks; the others wait for it.
 * @returns its folder
 */
export async function builtWeb(kind: Build): Promise<string> {
  const folder = path.join(inject('runFolder'), `web-${kind}`)
  const done = `${folder}.done`
  const failed = `${folder}.failed`
  if (isFirst(folder)) {
    try {
      await build(kind, folder)
      writeFileSync(done, '')
    } catch (error) {
      writeFileSync(failed, (error as Error).message)
    }
  }
  for (const until = Date.now() + waitMillisMax; Date.now() < until; await sleep(50)) {
    if (existsSync(done)) return folder
    if (existsSync(failed)) throw new Error(`The web app could not be built: ${readFileSync(failed, 'utf8')}`)
  }
  throw new Error('The web app did not get built')
}

/** The folder is made by one process alone. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** In a process of its own: what Vite takes, it gives back. */
async function build(kind: Build, outDir: string): Promise<void> {
  const vite = path.join('node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', 'web', '--logLevel', 'error', '--outDir', outDir]
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_ENV: kind } })
}
