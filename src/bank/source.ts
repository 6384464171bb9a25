import { SaxesParser } from 'saxes'
import { z } from 'zod'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Bytes } from '../formats/format.ts'
import { decode } from '../formats/money-in/camt/decode.ts'
import { lines } from '../formats/money-in/lines.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

const charsMax = 20_000
const linesMax = 40

/** The very text of the bank file behind a payment: its records, or its XML element. */
export const source = verb({
  kind: 'read',
  name: 'bank.source',
  summary: 'Show the piece of the bank file behind a payment',
  route: 'GET /payments/{transactionId}/source',
  input: z.object({ transactionId: id }),
  output: z.object({
    fileId: id,
    name: z.string().nullable(),
    sha256: z.string(),
    line: z.number().nullable(),
    path: z.string().nullable(),
    text: z.string(),
  }),
  async run(ctx, { transactionId }) {
    const found = await ctx.db.maybe<{
      fileId: Id
      name: string | null
      sha256: string
      line: number | null
      path: string | null
      nextLine: number | null
    }>(
      `select f.id as "fileId", f.file_name as name, encode(f.sha256, 'hex') as sha256, t.source_line as line, t.source_path as path,
              (select min(n.source_line) from bank_transactions n where n.company_id = t.company_id and n.file_id = t.file_id and n.source_line > t.source_line) as "nextLine"
         from bank_transactions t join bank_files f on f.company_id = t.company_id and f.id = t.file_id where t.company_id = $1 and t.id = $2`,
      [ctx.company.id, transactionId],
    )
    if (!found) return refuse('bank.no-source', 'no file is behind this payment', { transaction: transactionId }, 404)
    const { nextLine, ...where } = found
    const bytes = ctx.files.open(ctx.company.id, where.sha256)
    const text = where.path ? await elementText(bytes, where.path) : await linesText(bytes, where.line ?? 1, nextLine)
    return { ...where, text }
  },
})

async function linesText(bytes: Bytes, from: number, until: number | null): Promise<string> {
  const found: string[] = []
  const last = Math.min(until === null ? from + 1 : until, from + linesMax)
  for await (const line of lines(bytes)) {
    if (line.number >= last) break
    if (line.number >= from) found.push(line.text)
  }
  return found.join('\n')
}

/**
 * The text of the element that a path of the readers names ("Stmt[1]/Ntry[2]/TxDtls[1]"), as it stands in the file, at most
 * 20 000 characters. Names in the path count among their kind below the one before, at any depth.
 */
export async function elementText(bytes: Bytes, path: string): Promise<string> {
  const steps = [...path.matchAll(/([A-Za-z]+)(?:\[(\d+)\])?/g)].map(([, name, number]) => ({
    name: name!,
    number: Number(number ?? 1),
  }))
  const parser = new SaxesParser({ xmlns: false, position: true })
  let [text, start, depth, step, seen, endDepth] = ['', 0, 0, 0, 0, -1]
  let [from, to] = [-1, -1]
  parser.on('opentagstart', (tag) => {
    depth += 1
    const wanted = steps[step]
    if (!wanted || to >= 0 || tag.name.replace(/^.*:/, '') !== wanted.name || ++seen !== wanted.number) return
    step += 1
    seen = 0
    if (step < steps.length) return
    from = start + text.lastIndexOf('<', parser.position - start - 1)
    endDepth = depth
  })
  parser.on('closetag', () => {
    if (depth-- === endDepth && to < 0) to = parser.position
  })
  parser.on('error', () => {})
  for await (const piece of decode(bytes)) {
    // What was before an element that is still open is not needed again.
    const keep = from >= 0 ? from : Math.max(start, start + text.length - 1_000)
    text = text.slice(keep - start) + piece
    start = keep
    parser.write(piece)
    if (to >= 0 || text.length > charsMax * 4) break
  }
  if (from < 0) return ''
  return text.slice(from - start, to < 0 ? undefined : to - start).slice(0, charsMax)
}
