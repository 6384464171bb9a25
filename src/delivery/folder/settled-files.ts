import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../../kernel/problem.ts'
import { refuse } from '../../kernel/problem.ts'
import type { Folder } from './folder.ts'

const filesMax = 1_000
const underWay = /~$|\.(tmp|part|partial|filepart|crdownload|lock)$/i
/** Between the two looks, where the clock says nothing: a sender writes more often than this. */
const lookAgainMs = 2_000
/** So long an empty file may be one that a sender has only begun; then it is what it is, and who reads it says so. */
const begunMs = 60 * 60_000

/**
 * Whole files of a watched folder, by name: seen twice alike and not written to for `settleSeconds`. What is still being
 * written, has been empty for less than an hour or bears the name of a transfer under way is `left` for the next time; hidden
 * files are nobody's.
 * @throws Refused with the code given when the folder cannot be read
 */
export async function settledFiles(
  folder: Folder,
  settleSeconds: number,
  unreadable: string,
): Promise<{ ready: string[]; left: string[] }> {
  const look = async () => {
    const entries = await folder
      .entries()
      .catch((error: Error) =>
        refuse(unreadable, `the folder ${folder.name} cannot be read: ${error.message}`, { folder: folder.name }),
      )
    return new Map(entries.filter(({ isFile, name }) => isFile && !name.startsWith('.')).map((one) => [one.name, one]))
  }
  const first = await look()
  if (first.size === 0) return { ready: [], left: [] }
  // The disk's own clock: it has nothing to do with the day of the books.
  const quietIn = Math.max(...[...first.values()].map((file) => file.mtimeMs)) + settleSeconds * 1_000 - Date.now()
  const shortly = quietIn > 0 && quietIn <= lookAgainMs ? quietIn : Math.min(settleSeconds * 1_000, 250)
  await sleep(folder.place === null ? shortly : Math.min(settleSeconds * 1_000, lookAgainMs))
  const now = Date.now()
  const settledBefore = now - settleSeconds * 1_000
  const [ready, left]: [string[], string[]] = [[], []]
  for (const [name, { size, mtimeMs }] of [...(await look())].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const was = first.get(name)
    const isQuiet = mtimeMs <= settledBefore || (folder.place !== null && mtimeMs > now)
    const isBegun = size === 0 && mtimeMs > now - begunMs
    const whole = was?.size === size && was.mtimeMs === mtimeMs && isQuiet && !isBegun && !underWay.test(name)
    ;(whole && ready.length < filesMax ? ready : left).push(name)
  }
  return { ready, left }
}

/**
 * Moves a file that was dealt with; one that failed gets the list of its problems beside it. A sender may use a name again:
 * the earlier file stays. After the commit: a crash between leaves the file, and its bytes are known the next time.
 */
export async function putAway(
  from: Folder,
  name: string,
  to: Folder,
  problems: readonly Problem[] = [],
): Promise<void> {
  await to.ensure()
  await to.make()
  const { name: stem, ext } = path.parse(name)
  let target = name
  for (let n = 2; await to.has(target); n++) target = `${stem}.${n}${ext}`
  await from.move(name, to, target)
  if (problems.length === 0) return
  const lines = problems.map((problem) => `${problem.severity ?? 'error'} ${problem.code}: ${problem.message}\n`)
  await to.remove(`${target}.problems.txt`)
  await to.write(`${target}.problems.txt`, Buffer.from(lines.join('')))
}
