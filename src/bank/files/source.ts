import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { lines } from '../../formats/money-in/lines.ts'
import { decode } from '../../formats/xml-text.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { logProtectedReads, seesProtected } from '../../parties/sees-protected.ts'
import { readTransactions } from '../read-transactions.ts'
import type { BankTransaction } from '../types.ts'
import type { Place } from './file-places.ts'
import { locate, placeBefore, placesOfLines, placesOfXml } from './file-places.ts'
import type { Mark } from './source-marks.ts'
import { marksOfRecord, marksOfXml } from './source-marks.ts'

const linesMax = 60
const bytesMax = 20_000
const headBytesMax = 4_000
const headLinesMax = 14
const neighbours = 2
/** Up to this size the seal is proved at each look; of larger files when it is asked for. */
const proveMax = 20_000_000

const output = z.object({
  fileId: id,
  name: z.string().nullable(),
  format: z.string(),
  path: z.string().nullable(),
  line: z.number().nullable(),
  bytes: z.object({ from: z.number(), to: z.number() }).nullable().meta({
    description:
      'Of the element or the records in the file, `to` not included; null: the encoding has no byte per letter',
  }),
  lines: z
    .array(
      z.object({
        no: z.number(),
        text: z.string(),
        own: z.boolean().meta({ description: 'Of the payment itself; else a neighbour, or the entry around it' }),
        marks: z
          .array(z.object({ from: z.number(), to: z.number(), field: z.string() }))
          .meta({ description: 'Characters that were used' }),
      }),
    )
    .meta({ description: 'Where numbers are left out, lines are' }),
  text: z.string().meta({ description: 'The own lines as one text' }),
  cut: z.boolean().meta({ description: 'The element is longer than what is shown' }),
  importedAt: z.string(),
  importedBy: z.string().nullable().meta({ description: 'Null: fetched by the program' }),
  contents: z
    .object({ payments: z.number(), totals: z.array(z.object({ currency: z.string(), amount: z.string() })) })
    .meta({ description: 'Control totals: proved when the file was imported, otherwise it had been refused' }),
  seal: z.object({
    sha256: z.string(),
    unchanged: z
      .boolean()
      .nullable()
      .meta({ description: 'The bytes were hashed now; null: not asked for (a large file)' }),
  }),
})

/** The very bytes of the bank file behind a payment, with the fields that it was made of. Reads that part of the file alone. */
export const source = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'bank.source',
  summary: 'Show the piece of the bank file behind a payment',
  route: 'GET /payments/{transactionId}/source',
  input: z.object({
    transactionId: id,
    prove: z
      .enum(['auto', 'yes', 'no'])
      .default('auto')
      .meta({ description: 'Hash the whole file again; auto: up to 20 MB' }),
  }),
  output,
  async run(ctx, { transactionId, prove }) {
    const found = await readFound(ctx, transactionId)
    if (!found) return refuse('bank.no-source', 'no file is behind this payment', { transaction: transactionId }, 404)
    const payment = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    await refuseProtected(ctx, transactionId)
    const { sha256 } = found
    const piece = found.path ? await elementPiece(ctx, found, payment) : await recordPiece(ctx, found)
    const proves = prove === 'yes' || (prove === 'auto' && (found.size ?? 0) <= proveMax)
    return {
      fileId: found.fileId,
      name: found.name,
      format: found.format,
      path: found.path,
      line: piece.lines.find((one) => one.own)?.no ?? found.line,
      bytes: piece.bytes,
      lines: piece.lines,
      text: piece.lines
        .filter((one) => one.own)
        .map((one) => one.text)
        .join('\n'),
      cut: piece.cut,
      importedAt: found.importedAt.toISOString(),
      importedBy: found.importedBy,
      contents: { payments: found.payments, totals: found.totals },
      seal: { sha256, unchanged: proves ? (await hashOf(ctx, sha256)) === sha256 : null },
    }
  },
})

/** The bytes bear the payer's name. @throws Refused party.protected */
async function refuseProtected(ctx: Ctx, transactionId: Id): Promise<void> {
  const guarded = await ctx.db.rows<{ id: Id }>(
    `select distinct p.id from bank_postings b join open_items o on o.company_id = b.company_id and o.id = b.item_id
       join parties p on p.company_id = o.company_id and p.id = o.party_id and p.protection <> 'none'
      where b.company_id = $1 and b.bank_transaction_id = $2`,
    [ctx.company.id, transactionId],
  )
  if (guarded.length === 0) return
  if (!seesProtected(ctx))
    refuse(
      'party.protected',
      'a person with protected identity stands in the file: it needs parties.read-protected',
      {},
      403,
    )
  await logProtectedReads(
    ctx,
    guarded.map((row) => row.id),
    'bank.source',
  )
}

interface Found {
  fileId: Id
  name: string | null
  format: string
  sha256: string
  line: number | null
  path: string | null
  nextLine: number | null
  importedAt: Date
  importedBy: string | null
  payments: number
  totals: { currency: string; amount: string }[]
  size: number | null
  places: Place[] | null
}
interface Piece {
  bytes: { from: number; to: number } | null
  lines: { no: number; text: string; own: boolean; marks: Mark[] }[]
  cut: boolean
}

const readFound = (ctx: Ctx, transactionId: Id): Promise<Found | undefined> =>
  ctx.db.maybe<Found>(
    `select f.id as "fileId", f.file_name as name, f.format, encode(f.sha256, 'hex') as sha256, t.source_line as line, t.source_path as path, f.imported_at as "importedAt",
            u.name as "importedBy", f.payment_count as payments, f.totals, p.size::int as size, p.places,
            case when t.source_path is null then
              (select min(n.source_line) from bank_transactions n where n.company_id = t.company_id and n.file_id = t.file_id and n.source_line > t.source_line) end as "nextLine"
       from bank_transactions t join bank_files f on f.company_id = t.company_id and f.id = t.file_id
       left join bank_file_places p on p.company_id = f.company_id and p.file_id = f.id
       left join users u on u.id = f.imported_by
      where t.company_id = $1 and t.id = $2`,
    [ctx.company.id, transactionId],
  )

async function hashOf(ctx: Ctx, sha256: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of ctx.files.open(ctx.company.id, sha256)) hash.update(chunk)
  return hash.digest('hex')
}

/** Places of a file for the store: one pass over its bytes. */
export const placesOf = (ctx: Ctx, sha256: string, format: string): Promise<Place[]> =>
  (format.startsWith('camt') ? placesOfXml : placesOfLines)(ctx.files.open(ctx.company.id, sha256))

async function elementPiece(ctx: Ctx, found: Found, payment: BankTransaction): Promise<Piece> {
  const open = (start: number, end?: number) =>
    ctx.files.open(ctx.company.id, found.sha256, end === undefined ? { start } : { start, end: end - 1 })
  const from = placeBefore(found.places ?? [], found.path!)
  const located = await locate(open(from.offset), from, found.path!)
  if (!located) return { bytes: null, lines: [], cut: false }
  const closing = await textOf(open, located.end, located.end + 64)
  const to = located.end + closing.indexOf('>') + 1
  const shownTo = Math.min(to, located.start + bytesMax)
  const shape = (text: string, line: number, own: boolean): Piece['lines'] =>
    split(text, line).map((one) => ({ ...one, own, marks: marksOfXml(one.text, payment) }))
  const own = shape(await textOf(open, located.start, shownTo), located.line, true)
  const head = located.entry
    ? shape(
        upToDetails(
          await textOf(open, located.entry.start, Math.min(located.start, located.entry.start + headBytesMax)),
        ),
        located.entry.line,
        false,
      )
    : []
  return {
    bytes: { from: located.start, to },
    lines: [...head.slice(0, headLinesMax), ...own.slice(0, linesMax)],
    cut: shownTo < to || own.length > linesMax,
  }
}

const upToDetails = (text: string): string =>
  text.slice(0, (/<(?:[\w.-]+:)?NtryDtls[\s>]/.exec(text)?.index ?? text.length) || undefined)

/** Lines with their numbers; a file written as one line is shown tag by tag, each with that line's number. */
function split(text: string, first: number): { no: number; text: string }[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, i) =>
      (line.length > 400 ? line.split(/(?<=>)(?=<[A-Za-z])/) : [line])
        .filter((part) => part.trim() !== '')
        .map((part) => ({ no: first + i, text: part })),
    )
}

/** Decoded as the file says of itself: its own beginning goes before the piece, and is taken off again. */
async function textOf(
  open: (start: number, end?: number) => AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): Promise<string> {
  const gather = async (bytes: AsyncIterable<Uint8Array>) => {
    const parts: Uint8Array[] = []
    for await (const part of bytes) parts.push(part)
    return Buffer.concat(parts)
  }
  const head = await gather(open(0, 200))
  const declaration = head.subarray(0, head.indexOf('?>') + 2)
  const mark = '\n<!--piece-->'
  let text = ''
  for await (const piece of decode([Buffer.concat([declaration, Buffer.from(mark), await gather(open(start, end))])]))
    text += piece
  return text.slice(text.indexOf(mark) + mark.length)
}

async function recordPiece(ctx: Ctx, found: Found): Promise<Piece> {
  const first = found.line ?? 1
  const from = found.places?.findLast((place) => place.line <= Math.max(1, first - neighbours)) ?? {
    offset: 0,
    line: 1,
  }
  const shown: Piece['lines'] = []
  let [start, end, at] = [-1, -1, from.offset]
  let inside = false
  let ended = false
  for await (const { number, text, bytes } of numbered(
    ctx.files.open(ctx.company.id, found.sha256, { start: from.offset }),
    from.line,
  )) {
    if (number === first) {
      inside = true
      start = at
    } else if (
      inside &&
      !ended &&
      (number === found.nextLine || number >= first + linesMax || !belongs(found.format, text))
    ) {
      ended = true
      end = at
      inside = false
    }
    at += bytes
    if (number >= first - neighbours)
      shown.push({ no: number, text, own: inside, marks: inside ? marksOfRecord(found.format, text) : [] })
    if (ended && shown.filter((one) => one.no > first && !one.own).length >= neighbours) break
  }
  return { bytes: start < 0 ? null : { from: start, to: end < 0 ? at : end }, lines: shown, cut: false }
}

/** Records that follow a payment and are of it. */
const belongs = (format: string, line: string): boolean =>
  format === 'bgmax' ? /^2[2-9]/.test(line) : /^NY09..3[12]/.test(line)

async function* numbered(bytes: AsyncIterable<Uint8Array>, first: number) {
  const sizes: number[] = []
  let open = 0
  async function* measured() {
    for await (const chunk of bytes) {
      let from = 0
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        sizes.push(open + at + 1 - from)
        open = 0
        from = at + 1
      }
      open += chunk.length - from
      yield chunk
    }
  }
  for await (const line of lines(measured()))
    yield { number: line.number + first - 1, text: line.text, bytes: sizes[line.number - 1] ?? open }
}
