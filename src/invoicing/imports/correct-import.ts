import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { id, problemShape } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { OrderRecord } from '../../formats/order-rows.ts'
import { assembleOrders } from '../../formats/orders/assemble-orders.ts'
import {
  correctedRows,
  placeOf,
  sheetColumns,
  sheetFormats,
  sheetRows,
  shownCell,
} from '../../formats/orders/correct-rows.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { readMapping } from '../orders/order-file-mapping.ts'
import type { Reading } from './import-orders.ts'
import { batchOrders, judgeRefused, keepProblems, newReading, problemsShown, takeBatch } from './import-orders.ts'
import { proposeImported, runProposed } from './propose-imported.ts'
import type { ImportFrame } from './resolve-orders.ts'

const rowsMax = 1_000
const correctionsAtOnce = 5_000

const alikeRows = z.object({
  code: z.string().max(100).meta({ description: 'Kind of problem that the rows wait with' }),
  heading: z.string().trim().min(1).max(200),
  was: z.string().max(4_000).meta({ description: 'What the cell says in each of them; empty where it lacks' }),
  text: z.string().max(4_000).meta({ description: 'What it is to say' }),
})

const answer = z.object({
  importId: id,
  orders: z.object({ made: z.number(), known: z.number(), rejected: z.number() }),
  lines: z.number(),
  problems: z.array(problemShape),
  /** Problems of the whole file that still wait. */
  problemsLeft: z.number(),
  run: runProposed.nullable(),
})

/**
 * Rows of an imported sheet put right: the whole sheet is read again with the cells given, by the same path, and the orders that
 * have a corrected row are taken. The file itself never changes; the same correction again makes nothing twice.
 */
export const correctImport = longVerb({
  kind: 'long',
  name: 'invoicing.correct-import',
  summary: 'Put rows of an imported order sheet right and take them',
  route: 'POST /order-files/{importId}/corrections',
  input: z.object({
    importId: id,
    rows: z
      .array(
        z.object({
          row: z.number().int().positive().meta({ description: 'Row of the sheet' }),
          cells: z
            .record(z.string().trim().min(1).max(200), z.string().max(4_000))
            .meta({ description: 'New texts by heading; a heading that the sheet has not is added' }),
        }),
      )
      .max(rowsMax)
      .default([]),
    alike: z.array(alikeRows).max(20).default([]).meta({
      description: 'One text for every row of the file that has the same fault and says the same in that cell',
    }),
    propose: z
      .boolean()
      .default(false)
      .meta({ description: 'Propose the billing run of the import again, in place of one that nobody approved' }),
  }),
  output: answer,
  async run(ctx, { importId, rows, alike, propose }) {
    const corrected = await ctx.transaction((tx) => correct(tx, importId, rows, alike))
    const run = propose && corrected.orders.made > 0 ? await proposeImported(ctx, importId, { anew: true }) : null
    return { ...corrected, run }
  },
})

type Correction = { row: number; cells: Record<string, string> }
type Alike = z.output<typeof alikeRows>

async function correct(
  tx: Ctx,
  importId: Id,
  given: readonly Correction[],
  alike: readonly Alike[],
): Promise<Omit<z.output<typeof answer>, 'run'>> {
  const file = await lockImport(tx, importId)
  if (!sheetFormats.includes(file.format))
    refuse(
      'order-file.not-a-sheet',
      'rows of this format are not put right here: drop them, or correct them where the file comes from',
      { format: file.format },
      409,
    )
  const own = new Set(given.map((one) => one.row))
  const rows = [...given, ...(await rowsAlike(tx, importId, file, alike)).filter(({ row }) => !own.has(row))]
  if (rows.length === 0)
    refuse('order-file.nothing-alike', 'no row waits with this fault any more', { import: importId }, 409)
  await keepCorrections(tx, importId, rows, file.businessAreaId)
  const setUp = await readBillingSetUp(tx)
  const frame: ImportFrame = {
    setUp,
    mapping: readMapping(setUp, tx.today),
    source: file.source,
    importId,
    fileSha256: Buffer.from(file.sha256, 'hex'),
    invoiceGroup: file.invoiceGroup,
  }
  const reading = newReading(file.format, file.source, setUp.baseOn(tx.today))
  const touched = new Set(rows.map((one) => one.row))
  const { cells, dropped } = await readCorrections(tx, importId)
  const { good, refused, rowsRead } = await readTouched(tx, file, cells, dropped, touched, reading)
  await setTwinsApart(tx, frame, good)
  for (const record of good) reading.read += record.lines.length > 0 ? 1 : 0
  for (let at = 0; at < good.length; at += batchOrders)
    await takeBatch(tx, frame, good.slice(at, at + batchOrders), reading, true)
  for (let at = 0; at < refused.length; at += batchOrders)
    await judgeRefused(tx, frame, refused.slice(at, at + batchOrders), reading)
  reading.rejected += refused.length
  reading.problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
  const problemsLeft = await settleProblems(tx, importId, new Set([...touched, ...rowsRead]), reading)
  await tx.db.query(
    `update order_files set order_count = order_count + $3, line_count = line_count + $4, total = total + $5 where company_id = $1 and id = $2`,
    [tx.company.id, importId, reading.made, reading.lines, reading.sums.get(file.currency) ?? 0n],
  )
  await audit(tx, {
    verb: 'invoicing.correct-import',
    subjects: [importId],
    summary: {
      rows: given.map((one) => one.row),
      alike: rows.length - given.length,
      made: reading.made,
      known: reading.known,
      rejected: reading.rejected,
    },
    after: alike.length > 0 ? { rows: given, alike } : given,
    businessAreaId: file.businessAreaId,
  })
  return {
    importId,
    orders: { made: reading.made, known: reading.known, rejected: reading.rejected },
    lines: reading.lines,
    problems: reading.problems
      .slice(0, problemsShown)
      .map(({ businessAreaId: _, ...problem }) => ({ severity: 'error' as const, ...problem })),
    problemsLeft,
  }
}

interface ImportedFile {
  sha256: string
  format: string
  source: string
  currency: string
  invoiceGroup: string | null
  businessAreaId: Id | null
}

export async function lockImport({ db, company }: Ctx, importId: Id): Promise<ImportedFile> {
  const file = await db.maybe<ImportedFile & { undone: boolean }>(
    `select encode(f.sha256, 'hex') as sha256, f.format, f.source, f.currency, r.parameters ->> 'invoiceGroup' as "invoiceGroup", f.business_area_id as "businessAreaId", f.undone_at is not null as undone
       from order_files f join runs r on r.company_id = f.company_id and r.id = f.id where f.company_id = $1 and f.id = $2 for update of f`,
    [company.id, importId],
  )
  if (!file)
    return refuse(
      'order-file.not-imported',
      'nothing of this file was taken: import it with its good rows, then put the others right',
      { import: importId },
      404,
    )
  if (file.undone) refuse('order-file.undone', 'the import was undone', { import: importId }, 409)
  return file
}

/** The rows that wait with the same fault and say the same in its cell, with what was put right so far. */
async function rowsAlike(tx: Ctx, importId: Id, file: ImportedFile, alike: readonly Alike[]): Promise<Correction[]> {
  if (alike.length === 0) return []
  const found = await tx.db.rows<{ code: string; row: number }>(
    `select distinct code, row_no as row from import_problems
      where company_id = $1 and import_id = $2 and code = any ($3::text[]) and severity = 'error' and resolved_at is null and row_no is not null`,
    [tx.company.id, importId, alike.map(({ code }) => code)],
  )
  const waiting = new Set(found.map(({ code, row }) => `${code} ${row}`))
  const { cells, dropped } = await readCorrections(tx, importId)
  const rows: Correction[] = []
  let sheet: string | null | undefined
  let places: number[] | null = null
  for await (const item of correctedRows(
    sheetRows(file.format, tx.files.open(tx.company.id, file.sha256)),
    cells,
    dropped,
  )) {
    if (item.type === 'problem') continue
    if (item.sheet !== sheet) places = null
    sheet = item.sheet
    if (!places) {
      const columns = sheetColumns(item)
      places = columns && alike.map(({ heading }) => placeOf(columns, heading))
      continue
    }
    const own: Record<string, string> = {}
    alike.forEach(({ code, heading, was, text }, at) => {
      if (waiting.has(`${code} ${item.row}`) && shownCell(item.cells[places![at]!]).trim() === was.trim())
        own[heading] = text
    })
    if (Object.keys(own).length > 0) rows.push({ row: item.row, cells: own })
  }
  return rows
}

async function keepCorrections(ctx: Ctx, importId: Id, rows: readonly Correction[], areaId: Id | null): Promise<void> {
  for (let at = 0; at < rows.length; at += correctionsAtOnce)
    await insertRows(
      ctx.db,
      'import_corrections',
      { id: 'uuid', row_no: 'int4', cells: 'jsonb' },
      rows.slice(at, at + correctionsAtOnce).map((one) => ({ id: newId(), row_no: one.row, cells: one.cells })),
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        import_id: { type: 'uuid', value: importId },
        kind: { type: 'text', value: 'corrected' },
        recorded_by: { type: 'uuid', value: ctx.user.id },
        business_area_id: { type: 'uuid', value: areaId },
      },
    )
}

async function readCorrections({ db, company }: Ctx, importId: Id) {
  const found = await db.rows<{ row: number; kind: string; cells: Record<string, string> }>(
    `select row_no as row, kind, cells from import_corrections where company_id = $1 and import_id = $2 order by id`,
    [company.id, importId],
  )
  const cells = new Map<number, Record<string, string>>()
  const dropped = new Set<number>()
  for (const { row, kind, cells: own } of found) {
    if (kind === 'dropped') dropped.add(row)
    else {
      cells.set(row, { ...cells.get(row), ...own })
      dropped.delete(row)
    }
  }
  return { cells, dropped }
}

/** The orders that have a corrected row, and what the reader says of their rows; a problem of the whole file refuses. */
async function readTouched(
  tx: Ctx,
  file: ImportedFile,
  cells: ReadonlyMap<number, Record<string, string>>,
  dropped: ReadonlySet<number>,
  touched: ReadonlySet<number>,
  reading: Reading,
) {
  const rows = () => correctedRows(sheetRows(file.format, tx.files.open(tx.company.id, file.sha256)), cells, dropped)
  const [good, refused]: [OrderRecord[], OrderRecord[]] = [[], []]
  const problems: Reading['problems'] = []
  const rowsOf = (record: OrderRecord) => [record.row, ...record.lines.map((line) => line.row)]
  for await (const item of assembleOrders(rows)) {
    if (item.type === 'problem') problems.push(item.problem)
    else if (item.type === 'order' && rowsOf(item).some((row) => touched.has(row))) good.push(item)
    else if (item.type === 'refused' && item.order && rowsOf(item.order).some((row) => touched.has(row)))
      refused.push(item.order)
  }
  const rowsRead = new Set([...good, ...refused].flatMap(rowsOf))
  reading.problems = problems.filter((problem) => problem.row !== undefined && rowsRead.has(problem.row))
  reading.problemCount = reading.problems.length
  return { good, refused, rowsRead }
}

/**
 * A corrected row may say the same as another of the sheet that has no reference either: then it is a twin and gets the next
 * occurrence, unless it was taken already.
 */
async function setTwinsApart(
  tx: Ctx,
  { source, importId }: ImportFrame,
  records: readonly OrderRecord[],
): Promise<void> {
  const derived = records.filter((record) => /^[0-9a-f]{32}-\d+$/.test(record.sourceReference))
  if (derived.length === 0) return
  const known = await tx.db.rows<{ digest: string; occurrence: number; row: number | null; own: boolean }>(
    `select left(source_reference, 32) as digest, substring(source_reference from 34)::int as occurrence, source_row as row, import_id = $4 as own
       from orders where company_id = $1 and source = $2 and source_reference ~ '^[0-9a-f]{32}-[0-9]+$' and left(source_reference, 32) = any ($3::text[])`,
    [tx.company.id, source, derived.map((record) => record.sourceReference.slice(0, 32)), importId],
  )
  for (const record of derived) {
    const [digest] = [record.sourceReference.slice(0, 32)]
    const twins = known.filter((one) => one.digest === digest)
    const same = twins.find((one) => one.own && one.row === record.row)
    if (same) record.sourceReference = `${digest}-${same.occurrence}`
    else if (twins.some((one) => one.own && `${digest}-${one.occurrence}` === record.sourceReference)) {
      const next = Math.max(...twins.map((one) => one.occurrence)) + 1
      record.sourceReference = `${digest}-${next}`
      known.push({ digest, occurrence: next, row: record.row, own: true })
    }
  }
}

/** What was said of these rows before is answered; what is said now waits. @returns errors that wait in the whole file */
async function settleProblems(tx: Ctx, importId: Id, rows: ReadonlySet<number>, reading: Reading): Promise<number> {
  await resolveProblems(tx, importId, [...rows])
  const { last } = await tx.db.one<{ last: number }>(
    `select coalesce(max(problem_no), 0)::int as last from import_problems where company_id = $1 and import_id = $2`,
    [tx.company.id, importId],
  )
  await keepProblems(tx, importId, reading.problems, last)
  return problemsWaiting(tx, importId)
}

export async function resolveProblems(tx: Ctx, importId: Id, rows: readonly number[]): Promise<number> {
  const { rowCount } = await tx.db.query(
    `update import_problems set resolved_at = $4 where company_id = $1 and import_id = $2 and row_no = any ($3::int[]) and resolved_at is null`,
    [tx.company.id, importId, rows, tx.now],
  )
  return rowCount
}

export async function problemsWaiting({ db, company }: Ctx, importId: Id): Promise<number> {
  const { left } = await db.one<{ left: number }>(
    `select count(*)::int as left from import_problems where company_id = $1 and import_id = $2 and severity = 'error' and resolved_at is null`,
    [company.id, importId],
  )
  return left
}
