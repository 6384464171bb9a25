import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import type { Edge } from './context.ts'

/** The folder that a setting means. @throws Refused when it lies outside of what this installation allows. */
export function exchangeFolder(edge: Edge, given: string): string {
  const own = path.join(edge.settings.dataDir, 'exchange', edge.company.code)
  const wanted = path.resolve(own, given)
  const allowed = [
    own,
    ...(process.env.RESKONTRA_FOLDERS ?? '')
      .split(path.delimiter)
      .filter(Boolean)
      .map((root) => path.resolve(root)),
  ]
  if (allowed.some((root) => wanted === root || wanted.startsWith(root + path.sep))) return wanted
  return refuse(
    'folder.not-allowed',
    `${given} lies outside of the folders that this installation hands out: give a path below exchange/${edge.company.code} of the data directory, or name its root in RESKONTRA_FOLDERS`,
    { path: given },
  )
}

/** A folder of our own is made when it is first looked into; one below a mount that is away must be missed, not made anew. */
export async function makeOwnFolder(edge: Edge, folder: string): Promise<void> {
  const own = path.join(edge.settings.dataDir, 'exchange', edge.company.code)
  if (folder === own || folder.startsWith(own + path.sep)) await mkdir(folder, { recursive: true })
}

const filesMax = 1_000
const underWay = /~$|\.(tmp|part|partial|filepart|crdownload|lock)$/i

/**
 * Whole files of a watched folder, by name: seen twice alike and not written to for `settleSeconds`. What is still being
 * written, is empty or bears the name of a transfer under way is `left` for the next time; hidden files are nobody's.
 * @throws Refused with the code given when the folder cannot be read
 */
export async function settledFiles(
  folder: string,
  settleSeconds: number,
  unreadable: string,
): Promise<{ ready: string[]; left: string[] }> {
  const look = async () => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) =>
      refuse(unreadable, `the folder ${folder} cannot be read: ${error.message}`, { folder }),
    )
    const seen = new Map<string, { size: number; mtimeMs: number }>()
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue
      const found = await stat(path.join(folder, entry.name)).catch(() => null)
      if (found) seen.set(entry.name, { size: found.size, mtimeMs: found.mtimeMs })
    }
    return seen
  }
  const first = await look()
  if (first.size === 0) return { ready: [], left: [] }
  // The disk's own clock: it has nothing to do with the day of the books.
  const quietIn = Math.max(...[...first.values()].map((file) => file.mtimeMs)) + settleSeconds * 1_000 - Date.now()
  await sleep(quietIn > 0 && quietIn <= 2_000 ? quietIn : Math.min(settleSeconds * 1_000, 250))
  const settledBefore = Date.now() - settleSeconds * 1_000
  const [ready, left]: [string[], string[]] = [[], []]
  for (const [name, { size, mtimeMs }] of [...(await look())].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const was = first.get(name)
    const still = was?.size === size && was.mtimeMs === mtimeMs && mtimeMs <= settledBefore
    const whole = still && size > 0 && !underWay.test(name)
    ;(whole && ready.length < filesMax ? ready : left).push(name)
  }
  return { ready, left }
}

/**
 * Moves a file that was dealt with; one that failed gets the list of its problems beside it. A sender may use a name again:
 * the earlier file stays. After the commit: a crash between leaves the file, and its bytes are known the next time.
 */
export async function putAway(from: string, to: string, problems: readonly Problem[] = []): Promise<void> {
  await mkdir(to, { recursive: true })
  const { base, name, ext } = path.parse(from)
  let target = path.join(to, base)
  for (let n = 2; await stat(target).catch(() => null); n++) target = path.join(to, `${name}.${n}${ext}`)
  await rename(from, target)
  if (problems.length === 0) return
  const lines = problems.map((problem) => `${problem.severity ?? 'error'} ${problem.code}: ${problem.message}\n`)
  await writeFile(`${target}.problems.txt`, lines.join(''))
}
