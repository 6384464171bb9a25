import { z } from 'zod'
import type { Wanted } from '../company/set-up/value.ts'
import { wrongValue } from '../company/set-up/value.ts'
import { fileInput } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readCsv } from '../formats/csv/read-csv.ts'
import { parseAmountText, parseDayText, textProblemAdvice } from '../formats/orders/normalise.ts'
import { readSheets } from '../formats/xlsx/read.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { PartyColumn } from './party-columns.ts'
import { plain, recogniseHeading } from './party-columns.ts'
import type { PartyInput } from './party-input.ts'
import { areasByCode } from './save.ts'
import { saveParties } from './save-parties.ts'

const rowsMax = 100_000
const headingWithinRows = 20

/**
 * Customers from Excel or CSV. A dry run tells what each row would do and every problem of every row, and saves nothing.
 * Rows with problems stop all, unless the good ones may go on without them.
 */
export const importParties = verb({
  kind: 'write',
  name: 'parties.import',
  summary: 'Create or change customers from an Excel or CSV file',
  route: 'POST /parties/import',
  input: z.object({
    file: fileInput,
    dryRun: z.boolean().default(true),
    goodRowsOnly: z.boolean().default(false).meta({ description: 'Save the rows without problems, leave the others' }),
  }),
  output: z.object({
    dryRun: z.boolean(),
    rows: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.number().int(),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string(), row: z.number().int().optional() })),
  }),
  async run(ctx, input) {
    const bytes = await ctx.files.read(ctx.company.id, input.file.sha256)
    const table = await readTable(bytes)
    const areas = await areasByCode(ctx)
    const problems = [...table.problems]
    const parsed = table.rows.map((row) => readRow(row, table.headings, areas))
    for (const { problems: own } of parsed) problems.push(...own)
    const good = parsed.filter((row) => row.problems.length === 0)
    // Saving is the check: what a row would do depends on the rows before it. A dry run takes it back.
    await ctx.db.query('savepoint import')
    const saved = await saveParties(
      ctx,
      good.map((row) => row.input),
    )
    saved.forEach((one, i) => {
      for (const problem of one.problems) problems.push(inRow(problem, good[i]!.row, table.headings))
    })
    problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
    const errors = problems.filter((problem) => problem.severity !== 'warning')
    const count = (outcome: string) => saved.filter((one) => one.outcome === outcome).length
    const report = {
      dryRun: input.dryRun,
      rows: table.rows.length,
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      rejected: table.rows.length - good.length + count('rejected'),
      problems: problems.map((problem) => ({ ...problem })),
    }
    if (input.dryRun) await ctx.db.query('rollback to savepoint import')
    else if (errors.length > 0 && (!input.goodRowsOnly || table.problems.length > 0)) throw new Refused(errors)
    return report
  },
})

// ── The file ────────────────────────────────────────────────────────────────

interface Heading {
  text: string
  column: PartyColumn | { freeField: string }
}
interface Row {
  row: number
  cells: (string | undefined)[]
}
interface Table {
  headings: (Heading | undefined)[]
  rows: Row[]
  /** Of the file as a whole. */
  problems: Problem[]
}

async function readTable(bytes: Uint8Array): Promise<Table> {
  const isZip = Buffer.from(bytes.subarray(0, 2)).toString('latin1') === 'PK'
  const table: Table = { headings: [], rows: [], problems: [] }
  const rows: Row[] = isZip ? await readWorkbook(bytes, table.problems) : readCsv(bytes)
  if (table.problems.length > 0) return table
  const at = rows
    .slice(0, headingWithinRows)
    .findIndex(({ cells }) => cells.filter((cell) => cell && recogniseHeading(cell)).length >= 2)
  if (at < 0) {
    table.problems.push({
      code: 'party-file.headings-missing',
      message:
        'no row with the headings of customers was found: the file needs at least "Customer number" or "Identity number", and "Name"',
    })
    return table
  }
  const seen = new Set<string>()
  table.headings = Array.from(rows[at]!.cells, (text) => {
    if (!text?.trim()) return undefined
    const column = recogniseHeading(text)
    const key = column && ('key' in column ? column.key : `free ${column.freeField}`)
    if (!column || !key || seen.has(key)) {
      table.problems.push({
        code: column ? 'party-file.heading-twice' : 'party-file.heading-unknown',
        message: column
          ? `the heading "${text.trim()}" stands twice`
          : `the heading "${text.trim()}" is not known: rename it, remove it, or write "Free field: ${text.trim()}"`,
        row: rows[at]!.row,
        column: text.trim(),
      })
      return undefined
    }
    seen.add(key)
    return { text: text.trim(), column }
  })
  table.rows = rows.slice(at + 1).filter(({ cells }) => cells.some((cell) => cell?.trim()))
  if (table.rows.length > rowsMax)
    table.problems.push({ code: 'party-file.too-large', message: `the file has more than ${rowsMax} rows: split it` })
  if (table.problems.length > 0) table.rows = table.rows.slice(0, rowsMax)
  return table
}

/** The first visible sheet with rows. */
async function readWorkbook(bytes: Uint8Array, problems: Problem[]): Promise<Row[]> {
  const rows: Row[] = []
  let [sheet, hidden]: [string | null, boolean] = [null, false]
  for await (const item of readSheets([bytes])) {
    if (item.type === 'problem') problems.push(item.problem)
    else if (item.type === 'sheet') hidden = item.hidden
    else if (!hidden) {
      sheet ??= item.sheet
      if (item.sheet !== sheet) continue
      rows.push({ row: item.row, cells: Array.from(item.cells, (cell) => cell?.text) })
    }
  }
  return rows
}

// ── A row ───────────────────────────────────────────────────────────────────

function readRow(
  row: Row,
  headings: readonly (Heading | undefined)[],
  areas: ReadonlyMap<string, Id>,
): { row: number; input: PartyInput; problems: Problem[] } {
  const values: Record<string, string> = {}
  const freeFields: Record<string, string> = {}
  const problems: Problem[] = []
  headings.forEach((heading, i) => {
    const text = row.cells[i]?.trim()
    if (!heading || !text) return
    if (!('key' in heading.column)) {
      freeFields[heading.column.freeField] = text
      return
    }
    const read = readValue(heading.column, text)
    if ('problem' in read)
      problems.push({
        code: 'party-row.value-invalid',
        message: `row ${row.row}, ${heading.text}: "${text}" ${read.problem}`,
        row: row.row,
        column: heading.text,
        data: { ...wrongValue(text, read), column: heading.text },
      })
    else values[heading.column.key] = read.value
  })
  const { careOf, street, street2, postCode, city, phone, email } = values
  const areaIds = (values.businessAreas ?? '').split(/[\s,;]+/).flatMap((code) => {
    if (code === '') return []
    const found = areas.get(code)
    if (!found)
      problems.push({
        code: 'business-area.unknown',
        message: `row ${row.row}: there is no business area ${code}`,
        row: row.row,
        column:
          headings.find((heading) => heading && 'key' in heading.column && heading.column.key === 'businessAreas')
            ?.text ?? 'businessAreas',
        data: { area: code },
      })
    return found ?? []
  })
  const consented = (channel: string, address: string | undefined, consentOn: string | undefined) =>
    address && consentOn ? [{ channel, address, consentOn: consentOn as Day, consentSource: 'file' }] : []
  const channels = [
    ...consented('peppol', values.peppol, values.peppolConsentOn),
    ...consented('e-mail', email, values.emailConsentOn),
  ]
  // An e-mail address without consent is a contact: nothing is sent there. A Peppol id without consent has no use.
  if (values.peppol && !values.peppolConsentOn)
    problems.push({
      code: 'channel.consent-missing',
      message: `row ${row.row}: an e-invoice goes only to who accepted it: fill in the day of consent, or clear the Peppol id`,
      row: row.row,
    })
  const hasAddress = careOf || street || street2 || postCode || city
  const input: PartyInput = {
    source: 'csv',
    ...(Object.keys(freeFields).length > 0 ? { freeFields } : {}),
    ...(hasAddress
      ? { address: { careOf, street, street2, postCode, city, ...(values.country ? { country: values.country } : {}) } }
      : {}),
    ...(phone || email ? { contact: { phone: phone ?? null, email: email ?? null } } : {}),
    ...(channels.length > 0 ? { channels } : {}),
    ...(areaIds.length > 0 ? { areaIds } : {}),
    ...(values.termsDays ? { termsDays: Number(values.termsDays) } : {}),
  }
  for (const key of [
    'number',
    'name',
    'identityNumber',
    'vatNumber',
    'kind',
    'customerKind',
    'country',
    'language',
    'currency',
    'payerNumber',
    'counterpartyCode',
    'theirReference',
  ])
    if (values[key]) Object.assign(input, { [key]: values[key] })
  return { row: row.row, input, problems }
}

function readValue(column: PartyColumn, text: string): { value: string } | ({ problem: string } & Wanted) {
  if (column.key === 'country' || column.key === 'currency') return { value: text.toUpperCase() }
  if (column.kind === 'text') return { value: text }
  if (column.kind === 'choice') {
    const value = column.choices![plain(text)]
    const choices = [...new Set(Object.values(column.choices!))].join(', ')
    return value ? { value } : { problem: `is not one of ${choices}`, wants: 'choice', choices }
  }
  if (column.kind === 'day') {
    const day = parseDayText(text)
    return 'problem' in day ? { problem: textProblemAdvice[day.problem], wants: 'day' } : day
  }
  const digits = /^\d{1,3}\b/.exec(text)
  const number = digits && /^\d{1,3}\s*\D*$/.test(text) ? { value: digits[0] } : parseAmountText(text)
  const daysOfYear = { wants: 'between', min: 0, max: 365 } as const
  if ('problem' in number) return { problem: textProblemAdvice[number.problem], ...daysOfYear }
  return /^\d{1,3}$/.test(number.value) && Number(number.value) <= 365
    ? number
    : { problem: 'is not between 0 and 365 days', ...daysOfYear }
}

/** In the file's own terms: row and heading. */
function inRow(problem: Problem, row: number, headings: readonly (Heading | undefined)[]): Problem {
  const heading = headings.find((one) => one && 'key' in one.column && one.column.key === problem.column)?.text
  return {
    ...problem,
    row,
    message: `row ${row}${heading ? `, ${heading}` : ''}: ${problem.message}`,
    ...(heading ? { column: heading } : {}),
  }
}
