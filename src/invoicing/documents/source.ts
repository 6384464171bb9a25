import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { keyOf, sheetFormats } from '../../formats/orders/correct-rows.ts'
import { decodeRecordText } from '../../formats/orders/records.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { logProtectedReads, seesProtected } from '../../parties/sees-protected.ts'
import { sourceSheet } from '../imports/list-import-problems.ts'
import { readSourceRows } from '../imports/source-rows.ts'

/** Lines of a record file that are shown for one order. */
const linesMax = 100
const jsonCharsMax = 20_000

const file = z.object({
  importId: id,
  fileName: z.string().nullable(),
  sha256: z.string(),
  /** The stored bytes were read and hashed for this answer; false: they are not those that were imported. */
  unchanged: z.boolean(),
  size: z.number(),
  format: z.string(),
  importedAt: z.string(),
  importedBy: z.string().nullable(),
  orders: z.number(),
  controlSum: z.object({ currency: z.string(), net: z.string() }),
  /** Excel and CSV: the rows of the invoice's orders (`used`) between their neighbours; `usedColumns` are those that an order is made of. */
  sheets: z.array(sourceSheet.extend({ used: z.array(z.number()), usedColumns: z.array(z.string()) })),
  /** Record files: the lines of an order, and the bytes that they take (first, and one past the last). */
  records: z.array(
    z.object({
      orderId: id,
      bytes: z.object({ from: z.number(), to: z.number() }),
      lines: z.array(z.object({ line: z.number(), text: z.string() })),
    }),
  ),
  /** JSON files: the place of an order, and what stands there. */
  json: z.array(z.object({ orderId: id, path: z.string(), text: z.string() })),
  /** Cells that a person put right before the row was taken. */
  corrections: z.array(
    z.object({
      row: z.number(),
      cells: z.record(z.string(), z.string()),
      at: z.string(),
      by: z.string().nullable(),
    }),
  ),
  /** A person with protected identity stands in the text, and the caller may not see such. */
  withheld: z.boolean(),
})

/** Where each line of a document came from: down to the cells, the bytes or the person; the stored bytes are hashed on the way. */
export const source = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.source',
  summary: 'Where the lines of a document came from: file, rows, cells, or who typed them',
  route: 'GET /invoices/{invoiceId}/source',
  input: z.object({ invoiceId: id }),
  output: z.object({
    invoiceId: id,
    number: z.string(),
    lines: z.array(
      z.object({
        lineNo: z.number(),
        orderId: id.nullable(),
        /** Name of the pre-system, or "manual", "credit" … */
        source: z.string().nullable(),
        reference: z.string().nullable(),
        importId: id.nullable(),
        row: z.number().nullable(),
        /** Who made the order by hand, and when; null for what a file brought. */
        byHand: z.object({ by: z.string().nullable(), at: z.string() }).nullable(),
      }),
    ),
    files: z.array(file),
  }),
  async run(ctx, { invoiceId }) {
    const invoice = await ctx.db.maybe<{ number: string; partyIds: Id[] }>(
      `select i.number_text as number, coalesce((select json_agg(p.id) from parties p where p.company_id = i.company_id and p.id in (i.party_id, i.payer_id) and p.protection <> 'none'), '[]') as "partyIds"
         from invoices i where i.company_id = $1 and i.id = $2`,
      [ctx.company.id, invoiceId],
    )
    if (!invoice) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    if (invoice.partyIds.length > 0) await logProtectedReads(ctx, invoice.partyIds, 'invoicing.source')
    const lines = await readLines(ctx, invoiceId)
    const withheld = invoice.partyIds.length > 0 && !seesProtected(ctx)
    const files: z.input<typeof file>[] = []
    for (const importId of new Set(lines.flatMap((line) => line.importId ?? [])))
      files.push(
        await readFile(
          ctx,
          importId,
          lines.filter((line) => line.importId === importId),
          withheld,
        ),
      )
    return {
      invoiceId,
      number: invoice.number,
      lines: lines.map(({ orderRow, at, by, ...line }) => ({
        ...line,
        row: line.row ?? orderRow,
        byHand: line.importId === null && at !== null ? { by, at } : null,
      })),
      files,
    }
  },
})

interface Line {
  lineNo: number
  orderId: Id | null
  source: string | null
  reference: string | null
  importId: Id | null
  row: number | null
  orderRow: number | null
  at: string | null
  by: string | null
}

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

const readLines = ({ db, company }: Ctx, invoiceId: Id): Promise<Line[]> =>
  db.rows<Line>(
    `select l.line_no as "lineNo", o.id as "orderId", o.source, o.source_reference as reference, o.import_id as "importId", x.source_row as row, o.source_row as "orderRow",
            ${instant('o.created_at')} as at, u.name as by
       from invoice_lines l
       left join orders o on o.company_id = l.company_id and o.id = l.order_id
       left join order_lines x on x.company_id = l.company_id and x.order_id = l.order_id and x.line_no = l.order_line_no
       left join users u on u.id = o.created_by
      where l.company_id = $1 and l.invoice_id = $2 order by l.line_no`,
    [company.id, invoiceId],
  )

async function readFile(ctx: Ctx, importId: Id, lines: Line[], withheld: boolean): Promise<z.input<typeof file>> {
  const { db, company } = ctx
  const head = await db.one<{
    fileName: string | null
    sha256: string
    format: string
    importedAt: string
    importedBy: string | null
    orders: number
    total: bigint
    currency: string
  }>(
    `select f.file_name as "fileName", encode(f.sha256, 'hex') as sha256, f.format, ${instant('f.imported_at')} as "importedAt", u.name as "importedBy", f.order_count as orders, f.total, f.currency
       from order_files f left join users u on u.id = f.imported_by where f.company_id = $1 and f.id = $2`,
    [company.id, importId],
  )
  const { total, currency, ...known } = head
  const orders = [...new Map(lines.map((line) => [line.orderId!, line.orderRow ?? 1])).entries()]
  const isSheet = sheetFormats.includes(head.format)
  const isJson = head.format === 'order-json'
  const ranges = isSheet || isJson ? [] : await rangesOf(ctx, importId, orders)
  const read = await readBytes(ctx, head.sha256, ranges)
  const used = new Set(lines.flatMap((line) => line.row ?? []))
  const unchanged = read.sha256 === head.sha256
  return {
    importId,
    ...known,
    unchanged,
    size: read.size,
    controlSum: { currency, net: formatMinor(total as never, currency) },
    sheets: isSheet
      ? (await readSourceRows(ctx, { importId, sha256: head.sha256, format: head.format }, used, 1)).map((sheet) => ({
          ...sheet,
          used: sheet.rows.map(({ row }) => row).filter((row) => used.has(row)),
          usedColumns: sheet.columns
            .filter(
              ({ key }, place) =>
                key !== null && sheet.rows.some(({ row, cells }) => used.has(row) && (cells[place] ?? '') !== ''),
            )
            .map(({ letter }) => letter),
        }))
      : [],
    records: withheld ? [] : read.records,
    json: isJson && !withheld ? await jsonOf(ctx, head.sha256, orders) : [],
    corrections: (await readCorrections(ctx, importId, [...used])).map((one) => ({
      ...one,
      cells: withheld
        ? Object.fromEntries(Object.entries(one.cells).filter(([heading]) => !personal.has(keyOf(heading) ?? '')))
        : one.cells,
    })),
    withheld: withheld && !isSheet,
  }
}

const personal = new Set(['identity', 'name', 'careOf', 'street', 'postCode', 'city', 'email'])

const readCorrections = ({ db, company }: Ctx, importId: Id, rows: readonly number[]) =>
  db.rows<{ row: number; cells: Record<string, string>; at: string; by: string | null }>(
    `select c.row_no as row, c.cells, ${instant('c.recorded_at')} as at, u.name as by from import_corrections c left join users u on u.id = c.recorded_by
      where c.company_id = $1 and c.import_id = $2 and c.kind = 'corrected' and c.row_no = any ($3::int[]) order by c.id`,
    [company.id, importId, rows],
  )

interface Range {
  orderId: Id
  /** First line, and one past the last. */
  from: number
  to: number
}

/** The lines of an order end where the next order begins, whoever may see that one. */
async function rangesOf(ctx: Ctx, importId: Id, orders: readonly [Id, number][]): Promise<Range[]> {
  return asSystem(ctx, async ({ db, company }) => {
    const rows = await db.rows<{ at: number; next: number | null }>(
      `select x.at, (select min(o.source_row) from orders o where o.company_id = $1 and o.import_id = $2 and o.source_row > x.at) as next
         from unnest($3::int[]) x (at)`,
      [company.id, importId, orders.map(([, row]) => row)],
    )
    const ends = new Map(rows.map((row) => [row.at, row.next]))
    const last = await db.rows<{ at: number; last: number | null }>(
      `select o.source_row as at, max(l.source_row) as last from orders o join order_lines l on l.company_id = o.company_id and l.order_id = o.id
        where o.company_id = $1 and o.id = any ($2::uuid[]) group by 1`,
      [company.id, orders.map(([orderId]) => orderId)],
    )
    const lasts = new Map(last.map((row) => [row.at, row.last]))
    return orders.map(([orderId, from]) => ({
      orderId,
      from,
      // What follows the last order are the file's own records of sums.
      to: Math.min(ends.get(from) ?? (lasts.get(from) ?? from) + 1, from + linesMax),
    }))
  })
}

/** One pass over the bytes: their hash, and the lines of the ranges with the bytes that they take. */
async function readBytes(ctx: Ctx, sha256: string, ranges: readonly Range[]) {
  const hash = createHash('sha256')
  const records = ranges.map(({ orderId }) => ({
    orderId,
    bytes: { from: 0, to: 0 },
    lines: [] as { line: number; text: string }[],
  }))
  let [line, offset, start] = [1, 0, 0]
  let open: Buffer[] = []
  const end = (until: number) => {
    const place = ranges.findIndex(({ from, to }) => from <= line && line < to)
    const record = records[place]
    if (record) {
      if (record.lines.length === 0) record.bytes.from = start
      record.bytes.to = until
      record.lines.push({ line, text: decodeRecordText(Buffer.concat(open)).replace(/\r?\n$/, '') })
    }
    open = []
    line += 1
    start = until
  }
  for await (const piece of ctx.files.open(ctx.company.id, sha256)) {
    hash.update(piece)
    if (ranges.length === 0) {
      offset += piece.length
      continue
    }
    const chunk = Buffer.from(piece)
    let at = 0
    for (let stop = chunk.indexOf(10); stop >= 0; stop = chunk.indexOf(10, at)) {
      open.push(chunk.subarray(at, stop + 1))
      at = stop + 1
      end(offset + at)
    }
    open.push(chunk.subarray(at))
    offset += chunk.length
  }
  if (start < offset) end(offset)
  return { sha256: hash.digest('hex'), size: offset, records }
}

async function jsonOf(ctx: Ctx, sha256: string, orders: readonly [Id, number][]) {
  const parsed: unknown = JSON.parse(Buffer.from(await ctx.files.read(ctx.company.id, sha256)).toString('utf8'))
  const isList = Array.isArray(parsed)
  const list = isList ? parsed : ((parsed as { orders?: unknown[] }).orders ?? [parsed])
  return orders.map(([orderId, row]) => ({
    orderId,
    path: isList ? `[${row - 1}]` : `orders[${row - 1}]`,
    text: JSON.stringify(list[row - 1] ?? null, null, 2).slice(0, jsonCharsMax),
  }))
}
