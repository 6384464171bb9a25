import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { readStart } from '../../db/file-store.ts'
import { insertRows } from '../../db/insert.ts'
import type { FileInput } from '../../db/schemas.ts'
import { fileInput, id, problemShape } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { ReopeningBytes } from '../../formats/format.ts'
import { headBytes } from '../../formats/format.ts'
import { orders as orderFormats } from '../../formats/index.ts'
import type { OrderRecord } from '../../formats/order-rows.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { readMapping } from '../orders/order-file-mapping.ts'
import { netOf } from '../orders/order-net.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { warnOfLimits } from './import-limits.ts'
import { proposeImported, runProposed } from './propose-imported.ts'
import type { ImportFrame, PlacedProblem } from './resolve-orders.ts'
import { resolveOrders } from './resolve-orders.ts'

/** Orders that are resolved and written together. */
export const batchOrders = 1_000
/** Problems that are kept; beyond them only the count goes on. */
const problemsMax = 100_000
const problemsAtOnce = 5_000
/** Problems in the answer; the rest by list-import-problems. */
export const problemsShown = 200

const input = z.object({
  file: fileInput,
  format: z.string().optional().meta({ description: 'Id of a format; default: recognised by content' }),
  source: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Name of the pre-system; default: the format’s. Orders are unique by source and reference' }),
  invoiceGroup: z.string().optional().meta({ description: 'For orders that name none' }),
  dryRun: z.boolean().default(false).meta({ description: 'Tell everything, keep nothing' }),
  acceptGoodRows: z.boolean().default(false).meta({ description: 'Take the good orders without the bad' }),
  propose: z.boolean().default(false).meta({ description: 'Propose the billing run of just these orders at once' }),
})

const answer = z.object({
  importId: id,
  state: z.enum(['imported', 'refused', 'checked', 'already-imported']),
  format: z.string(),
  alreadyImportedOn: z.string().nullable(),
  orders: z.object({ read: z.number(), made: z.number(), known: z.number(), rejected: z.number() }),
  lines: z.number(),
  /** Net of the orders made, by currency. */
  sums: z.array(z.object({ currency: z.string(), net: z.string() })),
  customers: z.object({ created: z.number(), updated: z.number() }),
  problemCount: z.number(),
  problems: z.array(problemShape),
  /** The proposal of these orders, where one was asked for and there is something to propose. */
  run: runProposed.nullable(),
})
export type ImportAnswer = z.output<typeof answer>

/**
 * An order file → orders: recognised by content, every problem of every row in one list, customers made or updated, and
 * either all orders, or the good ones where the caller accepts that, or none. The same bytes again change nothing, nor do
 * the same orders in another file. One transaction: a crash leaves nothing behind.
 */
export const importOrders = longVerb({
  kind: 'long',
  name: 'invoicing.import-orders',
  summary: 'Import an order file',
  route: 'POST /order-files',
  input,
  output: answer,
  async run(ctx, given) {
    const imported = await importOrderFile(ctx, given)
    const proposes = given.propose && (imported.state === 'imported' || imported.state === 'already-imported')
    return proposes ? { ...imported, run: await proposeImported(ctx, imported.importId) } : imported
  },
})

export async function importOrderFile(ctx: LongCtx, given: Given): Promise<ImportAnswer> {
  const importId = newId()
  let reading: Reading | undefined
  try {
    return await ctx.transaction(async (tx) => {
      const known = await alreadyImported(tx, given.file)
      if (known) return known
      reading = await readFile(tx, ctx, importId, given)
      const errors = reading.fileRefused || (reading.rejected > 0 && !given.acceptGoodRows)
      if (errors) reading.created = reading.updated = 0
      else for (const problem of await warnOfLimits(tx, importId)) note(reading, problem)
      if (errors || given.dryRun) throw new Undone()
      await keep(tx, importId, given, reading, 'done')
      return answerOf(importId, 'imported', reading)
    })
  } catch (error) {
    if (!(error instanceof Undone) || !reading) throw error
  }
  const refused = reading!
  if (given.dryRun) return answerOf(importId, 'checked', refused)
  await ctx.transaction((tx) => keep(tx, importId, given, refused, 'failed'))
  return answerOf(importId, 'refused', refused)
}

/** Rolls the transaction back; never leaves this file. */
class Undone extends Error {}

export interface Reading {
  format: string
  source: string
  read: number
  made: number
  known: number
  rejected: number
  lines: number
  sums: Map<string, bigint>
  currency: string
  created: number
  updated: number
  fileRefused: boolean
  problems: PlacedProblem[]
  problemCount: number
  businessAreaIds: Set<Id | null>
}

async function alreadyImported({ db, company }: Ctx, file: FileInput): Promise<ImportAnswer | null> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`order file ${company.id} ${file.sha256}`])
  const row = await db.maybe<{
    id: Id
    format: string
    imported_at: Date
    order_count: number
    line_count: number
    total: bigint
    currency: string
  }>(
    `select id, format, imported_at, order_count, line_count, total, currency from order_files where company_id = $1 and sha256 = decode($2, 'hex') and undone_at is null`,
    [company.id, file.sha256],
  )
  if (!row) return null
  return {
    importId: row.id,
    state: 'already-imported',
    format: row.format,
    alreadyImportedOn: row.imported_at.toISOString(),
    orders: { read: row.order_count, made: 0, known: row.order_count, rejected: 0 },
    lines: row.line_count,
    sums: [{ currency: row.currency, net: formatMinor(row.total, row.currency) }],
    customers: { created: 0, updated: 0 },
    problemCount: 0,
    problems: [],
    run: null,
  }
}

type Given = Omit<z.output<typeof input>, 'propose'> & { /** Watched folder that it lay in. */ folder?: string }

async function readFile(tx: Ctx, { progress }: LongCtx, importId: Id, given: Given): Promise<Reading> {
  const format = await recognise(tx, given)
  const setUp = await readBillingSetUp(tx)
  const frame: ImportFrame = {
    setUp,
    mapping: readMapping(setUp, tx.today),
    source: given.source ?? format.id,
    importId,
    fileSha256: Buffer.from(given.file.sha256, 'hex'),
    invoiceGroup: given.invoiceGroup ?? null,
  }
  const reading = newReading(format.id, frame.source, setUp.baseOn(tx.today))
  let batch: OrderRecord[] = []
  let refused: OrderRecord[] = []
  let batches = 0
  let problemsOfOrders = false
  const flush = async () => {
    await takeBatch(tx, frame, batch, reading, given.acceptGoodRows)
    batch = []
    // Foreign keys are checked by plans that a session keeps; one made while a table was empty takes any index and reads all
    // of the company for each row. As the tables grow within this transaction the plans are made anew.
    batches += 1
    if ((batches & (batches - 1)) === 0) await tx.db.query('discard plans')
    progress(reading.read, null)
  }
  const judge = async () => {
    await judgeRefused(tx, frame, refused, reading)
    refused = []
  }
  const stored: ReopeningBytes = {
    reopens: true,
    [Symbol.asyncIterator]: () => tx.files.open(tx.company.id, given.file.sha256)[Symbol.asyncIterator](),
  }
  for await (const item of format.read(stored)) {
    if (item.type === 'problem') {
      note(reading, item.problem)
      if (item.problem.severity === 'warning') continue
      if (item.refuses === 'order') problemsOfOrders = true
      else reading.fileRefused = true
    } else if (item.type === 'refused') {
      reading.read += 1
      reading.rejected += 1
      if (item.order && refused.push(item.order) >= batchOrders) await judge()
    } else if (item.type === 'order') {
      reading.read += 1
      if (batch.push(item) >= batchOrders) await flush()
    }
  }
  if (batch.length > 0) await flush()
  if (refused.length > 0) await judge()
  // A problem that lay before the first order of the file.
  if (problemsOfOrders && reading.rejected === 0) reading.rejected = 1
  reading.problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
  if (reading.read === 0 && reading.problemCount === 0) {
    reading.fileRefused = true
    note(reading, { code: 'order-file.empty', message: 'the file holds no order', severity: 'error' })
  }
  return reading
}

export const newReading = (format: string, source: string, currency: string): Reading => ({
  format,
  source,
  read: 0,
  made: 0,
  known: 0,
  rejected: 0,
  lines: 0,
  sums: new Map(),
  currency,
  created: 0,
  updated: 0,
  fileRefused: false,
  problems: [],
  problemCount: 0,
  businessAreaIds: new Set(),
})

export async function takeBatch(
  tx: Ctx,
  frame: ImportFrame,
  records: readonly OrderRecord[],
  reading: Reading,
  acceptGoodRows: boolean,
): Promise<void> {
  const batch = await resolveOrders(tx, frame, records)
  reading.created += batch.customersCreated
  reading.updated += batch.customersUpdated
  for (const one of batch.orders) {
    for (const problem of one.problems) note(reading, problem)
    if (!one.order) reading.rejected += 1
  }
  // What will be rolled back need not be written; the rows are judged to the end all the same.
  if (reading.fileRefused || (reading.rejected > 0 && !acceptGoodRows)) return
  const good = batch.orders.flatMap((one) => one.order ?? [])
  const ids = await saveOrders(tx, good)
  good.forEach((order, i) => {
    if (ids[i] === null) {
      reading.known += 1
      return
    }
    reading.made += 1
    reading.lines += order.lines.length
    reading.businessAreaIds.add(order.businessAreaId)
    reading.sums.set(order.currency, (reading.sums.get(order.currency) ?? 0n) + netOf(order))
  })
}

/**
 * What the register says about orders that the reader refused: told with the rest, and nothing of it is kept. What is missing
 * in a row that could not be read is not told twice.
 */
export async function judgeRefused(
  tx: Ctx,
  frame: ImportFrame,
  records: readonly OrderRecord[],
  reading: Reading,
): Promise<void> {
  const rows = new Set(reading.problems.map((problem) => problem.row))
  await tx.db.query('savepoint judging')
  const { orders } = await resolveOrders(tx, frame, records, { judgeAccounts: false })
  await tx.db.query('rollback to savepoint judging')
  for (const problem of orders.flatMap((one) => one.problems))
    if (!(rows.has(problem.row) && problem.code.endsWith('-missing'))) note(reading, problem)
}

function note(reading: Reading, problem: PlacedProblem): void {
  reading.problemCount += 1
  if (reading.problems.length < problemsMax) reading.problems.push(problem)
}

async function recognise(tx: Ctx, { file, format }: Given) {
  const head = await readStart(tx.files, tx.company.id, file.sha256, headBytes)
  if (head.length === 0) return refuse('order-file.empty', `${file.name} is empty`, { file: file.name })
  const able = orderFormats.filter((one) => (format ? one.id === format : one.recognise(head, file.name)))
  if (able.length === 1) return able[0]!
  return refuse(
    able.length === 0 ? 'order-file.unknown-format' : 'order-file.ambiguous-format',
    able.length === 0
      ? `${file.name} is no order file that is read here: ${orderFormats.map((one) => one.title).join(', ')} are`
      : `${file.name} could be ${able.map((one) => one.id).join(' or ')}: name the format`,
    { file: file.name },
  )
}

/** The run, the file where it was taken, and every problem with its row. */
async function keep(
  tx: Ctx,
  importId: Id,
  { file, invoiceGroup, folder }: Pick<Given, 'file' | 'invoiceGroup' | 'folder'>,
  reading: Reading,
  state: 'done' | 'failed',
): Promise<void> {
  const summary = {
    format: reading.format,
    source: reading.source,
    read: reading.read,
    made: reading.made,
    known: reading.known,
    rejected: reading.rejected,
    problems: reading.problemCount,
  }
  const areaId = reading.businessAreaIds.size === 1 ? [...reading.businessAreaIds][0]! : null
  const done = state === 'done'
  await tx.db.query(
    `insert into runs (company_id, id, kind, state, business_area_id, parameters, totals, proposed_by, approved_at, approved_by, finished_at)
     values ($1, $2, 'order-import', $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.company.id,
      importId,
      state,
      areaId,
      JSON.stringify({
        fileName: file.name,
        sha256: file.sha256,
        ...(invoiceGroup ? { invoiceGroup } : {}),
        ...(folder ? { folder } : {}),
      }),
      JSON.stringify(summary),
      tx.user.id,
      done ? tx.now : null,
      done ? tx.user.id : null,
      tx.now,
    ],
  )
  await tx.db.query(
    `insert into files (company_id, sha256, size, media_type, name, business_area_id) values ($1, decode($2, 'hex'), $3, 'application/octet-stream', $4, $5) on conflict do nothing`,
    [tx.company.id, file.sha256, file.size, file.name, areaId],
  )
  if (done)
    await tx.db.query(
      `insert into order_files (company_id, id, sha256, file_name, format, source, business_area_id, order_count, line_count, rejected_count, total, currency, imported_at, imported_by)
       values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        tx.company.id,
        importId,
        file.sha256,
        file.name,
        reading.format,
        reading.source,
        areaId,
        reading.made,
        reading.lines,
        reading.rejected,
        reading.sums.get(reading.currency) ?? 0n,
        reading.currency,
        tx.now,
        tx.user.id,
      ],
    )
  await keepProblems(tx, importId, reading.problems)
  await audit(tx, { verb: 'invoicing.import-orders', subjects: [importId], summary, businessAreaId: areaId })
}

/** @param from the number of the last problem kept before */
export async function keepProblems(tx: Ctx, importId: Id, problems: readonly PlacedProblem[], from = 0): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: tx.company.id } }
  for (let at = 0; at < problems.length; at += problemsAtOnce)
    await insertRows(
      tx.db,
      'import_problems',
      {
        problem_no: 'int4',
        row_no: 'int4',
        column_name: 'text',
        severity: 'text',
        code: 'text',
        message: 'text',
        data: 'jsonb',
        business_area_id: 'uuid',
      },
      problems.slice(at, at + problemsAtOnce).map((problem, i) => ({
        problem_no: from + at + i + 1,
        row_no: problem.row ?? null,
        column_name: problem.column ?? null,
        severity: problem.severity ?? 'error',
        code: problem.code,
        message: problem.message,
        // The sheet, or the place in a JSON file.
        data: { ...problem.data, ...(problem.path ? { path: problem.path } : {}) },
        business_area_id: problem.businessAreaId ?? null,
      })),
      { ...tenant, import_id: { type: 'uuid', value: importId } },
    )
}

const answerOf = (importId: Id, state: ImportAnswer['state'], reading: Reading): ImportAnswer => ({
  importId,
  state,
  format: reading.format,
  alreadyImportedOn: null,
  orders: { read: reading.read, made: reading.made, known: reading.known, rejected: reading.rejected },
  lines: reading.lines,
  sums: [...reading.sums].map(([currency, net]) => ({ currency, net: formatMinor(net, currency) })),
  customers: { created: reading.created, updated: reading.updated },
  problemCount: reading.problemCount,
  problems: reading.problems
    .slice(0, problemsShown)
    .map(({ businessAreaId: _, ...problem }) => ({ severity: 'error' as const, ...problem })),
  run: null,
})
