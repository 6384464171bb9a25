import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Format, headBytes, type ProblemItem } from '../../src/formats/format.ts'
import { recogniseFormat } from '../../src/formats/index.ts'

/**
 * `node --import tsx tools/quality/samples.ts DIR … [--json]`: every file below the folders through `formats read`.
 * `one` = recognised by exactly one format; `whole` = read to its end without an error. A file that is refused is named with
 * its first error: some samples are wrong on purpose.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})

const rows = []
for (const folder of positionals) rows.push(await readFolder(folder))
if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
else {
  console.table(rows.map(({ notWhole, ...row }) => row))
  for (const { folder, notWhole } of rows) for (const line of notWhole) console.log(`${folder}  ${line}`)
}

async function readFolder(folder: string) {
  const row = { folder: path.basename(folder), files: 0, one: 0, several: 0, none: 0, whole: 0, records: 0 }
  const formats = new Map<string, number>()
  const notWhole: string[] = []
  for (const name of filesBelow(folder)) {
    const file = path.join(folder, name)
    row.files += 1
    const found = recogniseFormat(readFileSync(file).subarray(0, headBytes), name)
    if (found.length !== 1) {
      row[found.length === 0 ? 'none' : 'several'] += 1
      notWhole.push(`${name}: ${found.length === 0 ? 'not recognised' : found.map(({ id }) => id).join(' and ')}`)
      continue
    }
    row.one += 1
    const format = found[0]!
    formats.set(format.id, (formats.get(format.id) ?? 0) + 1)
    const { records, error } = await readWhole(format, file)
    row.records += records
    if (error) notWhole.push(`${name}: ${error}`)
    else row.whole += 1
  }
  const by = [...formats].map(([id, count]) => `${id} ${count}`).join(', ')
  return { ...row, formats: by, notWhole }
}

async function readWhole(format: Format<unknown>, file: string): Promise<{ records: number; error: string | null }> {
  let records = 0
  let error: string | null = null
  for await (const item of format.read(createReadStream(file)) as AsyncIterable<{ type: string } | ProblemItem>) {
    if (item.type !== 'problem') records += 1
    else if ('problem' in item && item.problem.severity !== 'warning') error ??= item.problem.message
  }
  return { records, error }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}
