import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { StatementDocument } from '../../delivery/pdf/letter.ts'
import type { PdfRenderer } from '../../delivery/pdf/render.ts'
import { withPdfRenderer } from '../../delivery/shared-renderer.ts'
import type { DocumentParty, Language } from '../../formats/e-invoice/document.ts'
import type { BillingSetUp } from '../../invoicing/billing-set-up.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import type { Id } from '../../kernel/id.ts'
import type { Minor } from '../../kernel/money.ts'
import { parseMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { periodOf } from '../movement-list.ts'
import { oneSnapshot } from '../snapshot.ts'
import { throughFile } from '../through-file.ts'
import { eventTitles } from '../titles.ts'
import type { CustomerStatement } from './read-statements.ts'
import { partiesWithStatements, readStatements } from './read-statements.ts'
import { namedParties, statementParameters } from './report.ts'

/** So many statements are read at a time; the pages of a batch are set while the one before is packed. */
const batchSize = 100

/**
 * Statements of account as PDF: one customer gives a PDF, several a zip with an index. Persons with protected identity are
 * left out and listed as left out: their letters go another way.
 */
export const statementPdf = verb({
  kind: 'read',
  name: 'reports.statement-pdf',
  summary: 'Statements of account as PDF: one, or many in a zip',
  route: 'POST /reports/statements/pdf',
  input: statementParameters,
  output: fileOutput,
  run: async (ctx, given) => {
    await oneSnapshot(ctx)
    return printStatements(ctx, given)
  },
})

async function printStatements(ctx: Ctx, given: z.output<typeof statementParameters>): Promise<FileAnswer> {
  const period = periodOf(ctx, given)
  const setUp = await readBillingSetUp(ctx)
  const named = await namedParties(ctx, given)
  const name = `statements-${ctx.company.code}-${period.from}-${period.to}`
  if (named?.length === 1) {
    const [statement] = await readStatements(ctx, named, period)
    const document = (await documentsOf(ctx, statement ? [statement] : [], setUp))[0]
    if (!document?.letter)
      return refuse(
        'statement.protected',
        'this customer has protected identity: no letter is made in bulk or by the machine',
        {},
        403,
      )
    const letter = document.letter
    const pdf = await withPdfRenderer((renderer) => renderer.renderStatement(letter))
    return { fileName: `${fileNameOf(document.statement)}.pdf`, mediaType: 'application/pdf', body: pdf }
  }
  const body = await withPdfRenderer((renderer) =>
    throughFile(ctx.settings.dataDir, zipped(statementsOf(ctx, named, period, setUp, renderer))),
  )
  return { fileName: `${name}.zip`, mediaType: 'application/zip', body }
}

interface Prepared {
  statement: CustomerStatement
  /** Null: left out, a protected person. */
  letter: StatementDocument | null
}

async function* statementsOf(
  ctx: Ctx,
  named: Id[] | null,
  period: { from: CustomerStatement['from']; to: CustomerStatement['to'] },
  setUp: BillingSetUp,
  renderer: PdfRenderer,
): AsyncIterable<Prepared & { pdf: Uint8Array | null }> {
  let after: string | null = null
  let at = 0
  for (;;) {
    const ids: Id[] = []
    if (named) ids.push(...named.slice(at, at + batchSize))
    else {
      const parties: { id: Id; number: string }[] = await partiesWithStatements(ctx, period, after, batchSize)
      ids.push(...parties.map((party) => party.id))
      after = parties.at(-1)?.number ?? after
    }
    if (ids.length === 0) return
    at += ids.length
    const prepared = await documentsOf(ctx, await readStatements(ctx, ids, period), setUp)
    const pdfs = await Promise.all(prepared.map(({ letter }) => (letter ? renderer.renderStatement(letter) : null)))
    for (const [i, one] of prepared.entries()) yield { ...one, pdf: pdfs[i]! }
    ctx.progress(at, null)
  }
}

/** Who they are addressed to, in their own language. */
async function documentsOf(ctx: Ctx, statements: CustomerStatement[], setUp: BillingSetUp): Promise<Prepared[]> {
  const buyers = await ctx.db.rows<{ id: Id; language: Language; buyer: DocumentParty | null }>(
    `select p.id, p.language, v.buyer from parties p
       join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
      where p.company_id = $1 and p.id = any ($2::uuid[])`,
    [ctx.company.id, statements.map((statement) => statement.partyId)],
  )
  const byId = new Map(buyers.map((row) => [row.id, row]))
  return statements.map((statement) => {
    const row = byId.get(statement.partyId)
    if (statement.isProtected || !row?.buyer) return { statement, letter: null }
    return { statement, letter: letterOf(ctx, statement, row.buyer, row.language, setUp) }
  })
}

/** The statement as it is printed; `ctx.today` is its day. */
export function letterOf(
  ctx: Pick<Ctx, 'today'>,
  statement: CustomerStatement,
  party: DocumentParty,
  language: Language,
  setUp: BillingSetUp,
): StatementDocument {
  const event = (kind: string) => eventTitles[kind as keyof typeof eventTitles]?.[language] ?? kind
  // A letter's charges share a voucher: each is called what it is.
  const nameOf = ({ kind, component }: { kind: string; component: string | null }) => {
    if (kind === 'charge') return event(component ?? kind)
    return event(kind === 'invoice' && component === 'interest' ? 'interest-invoice' : kind)
  }
  return {
    language,
    issuedOn: ctx.today,
    from: statement.from,
    to: statement.to,
    seller: setUp.seller,
    party: { ...party, number: statement.partyNumber },
    accounts: setUp.accounts,
    notes: [],
    sections: statement.currencies.map((one) => {
      const minor = (text: string): Minor => parseMinor(text, one.currency)
      return {
        currency: one.currency,
        opening: minor(one.opening),
        closing: minor(one.closing),
        rows: one.movements.map((row) => ({
          on: row.postedOn,
          event: nameOf(row),
          number: row.number,
          reference: row.reference,
          dueOn: row.dueOn,
          amount: minor(row.amount),
          balance: minor(row.balance),
        })),
        openItems: one.openItems.map((item) => ({
          number: item.number,
          event: nameOf(item),
          dueOn: item.dueOn,
          amount: minor(item.amount),
          open: minor(item.open),
        })),
      }
    }),
  }
}

const fileNameOf = (statement: CustomerStatement): string =>
  `statement-${statement.partyNumber.replace(/[^\p{L}\p{N}-]/gu, '_')}`

/** PDFs are packed as they are: they are compressed inside. */
async function* zipped(statements: AsyncIterable<Prepared & { pdf: Uint8Array | null }>): AsyncIterable<Uint8Array> {
  const chunks: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else chunks.push(chunk)
  })
  const index = ['number;name;file;closing']
  for await (const { statement, pdf } of statements) {
    const file = pdf ? `${fileNameOf(statement)}.pdf` : ''
    const closing = pdf ? statement.currencies.map((one) => `${one.closing} ${one.currency}`).join(', ') : ''
    index.push(
      [statement.partyNumber, statement.isProtected ? '' : statement.partyName, file, closing].map(csvCell).join(';'),
    )
    if (pdf) {
      const entry = new ZipPassThrough(file)
      zip.add(entry)
      entry.push(pdf, true)
    }
    if (failure) throw failure
    yield* chunks.splice(0)
  }
  const entry = new ZipDeflate('index.csv')
  zip.add(entry)
  entry.push(new TextEncoder().encode(`\ufeff${index.join('\r\n')}\r\n`), true)
  zip.end()
  if (failure) throw failure
  yield* chunks.splice(0)
}

const csvCell = (text: string): string => (/[";\r\n]|^[=+@-]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
