import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brokenRanks } from './check/broken-ranks.ts'
import { type Lock, lockProblems } from './check/lock-problems.ts'
import { privatePlaces } from './check/private-places.ts'
import { committedSchema, firstDifference, migratedSchema } from './schema-dump.ts'

// npm run check: every step is run and named, with what it found; the exit code is 1 if any found something.
const root = fileURLToPath(new URL('..', import.meta.url))

/** A step finds problems (each a text to print), or nothing. */
const steps: [name: string, find: () => Promise<string[]>][] = [
  ['types', () => tool('typescript/bin/tsc', ['--noEmit', '--pretty', 'false'])],
  ['types of the web app', webTypes],
  ['format and lint', () => tool('@biomejs/biome/bin/biome', ['check', '--diagnostic-level=error'])],
  ['ranks', ranks],
  ['dead code', () => tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints'])],
  ['schema drift', schemaDrift],
  ['lock file', async () => lockProblems(readJson('package-lock.json') as Lock, readJson('package.json') as object)],
  ['private places', tracesOfMachines],
]

const linesShown = 60

const running = steps.map(async ([name, find]) => {
  const began = performance.now()
  const problems = await find().catch((error: Error) => [error.stack ?? error.message])
  return { name, problems, seconds: (performance.now() - began) / 1000 }
})
let failed = 0
for (const step of running) {
  const { name, problems, seconds } = await step
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
  const lines = problems.join('\n').split('\n')
  for (const line of lines.slice(0, linesShown)) if (line) console.log(`       ${line}`)
  if (lines.length > linesShown) console.log(`       … and ${lines.length - linesShown} lines more`)
  if (problems.length > 0) failed++
}
console.log(failed === 0 ? 'check: all steps passed' : `check: ${failed} of ${steps.length} steps failed`)
process.exitCode = failed === 0 ? 0 : 1

function tool(program: string, args: string[]): Promise<string[]> {
  return run([path.join(root, 'node_modules', program), ...args])
}

function run(args: string[]): Promise<string[]> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } }
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve(error ? [`${stdout}${stderr}`.trim() || error.message] : [])
    })
  })
}

async function webTypes(): Promise<string[]> {
  const found = await run(['--import', 'tsx', 'tools/web-api.ts'])
  return found.length > 0 ? found : tool('typescript/bin/tsc', ['--noEmit', '--pretty', 'false', '-p', 'web'])
}

async function ranks(): Promise<string[]> {
  const files = (await trackedFiles()).filter((name) => /^(web\/)?src\/.*\.tsx?$/.test(name))
  return brokenRanks(
    root,
    files.filter((name) => existsSync(path.join(root, name))),
  )
}

async function schemaDrift(): Promise<string[]> {
  const difference = firstDifference(committedSchema(), await migratedSchema())
  return difference ? [`${difference}\nrun npm run schema and commit db/schema.sql`] : []
}

async function tracesOfMachines(): Promise<string[]> {
  const found: string[] = []
  for (const name of await trackedFiles()) {
    const file = path.join(root, name)
    if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size > 5_000_000) continue
    const bytes = readFileSync(file)
    if (bytes.includes(0)) continue
    for (const place of privatePlaces(bytes.toString())) found.push(`${name} ${place}`)
  }
  return found
}

/** What a commit would hold: tracked files, and new ones that are not ignored. */
function trackedFiles(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    execFile('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (error) reject(new Error(`git is needed to know the files of the project: ${error.message}`))
      else resolve([...new Set(stdout.split('\0').filter(Boolean))])
    })
  })
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8'))
}
