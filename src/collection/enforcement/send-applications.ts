import { z } from 'zod'
import type { LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import { writeFlat } from '../../formats/enforcement/flat.ts'
import type { Application, Transaction } from '../../formats/enforcement/neutral.ts'
import { writeXml } from '../../formats/enforcement/xml.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { parseMinor } from '../../kernel/money.ts'
import { Refused } from '../../kernel/problem.ts'
import type { Agency } from '../agencies.ts'
import { readAgencies, settingsOf } from '../agencies.ts'
import { dropFiles } from '../drop-files.ts'
import { caseName } from '../open-cases.ts'
import { recheckCases, takeBackCases } from '../recheck-cases.ts'
import { fileLeft } from './file-left.ts'

/** As many as one file of ours holds. */
const transactionsMax = 1_000

/**
 * Approved applications, reductions and withdrawals go to the authority in files with a serial number. A file is made and
 * committed with its bytes before it is dropped; one that was cut off is dropped again as it was made: the same number,
 * the same bytes. A case that has no number of the authority yet is told nothing but its application.
 */
export const sendApplications = longVerb({
  kind: 'long',
  name: 'collection.send-applications',
  summary: 'Send applications, reductions and withdrawals to the authority',
  route: 'POST /collection/applications/send',
  input: z.object({}),
  output: z.object({
    files: z.array(z.object({ court: z.string(), serialNo: z.number(), transactions: z.number(), name: z.string() })),
    problems: z.array(
      z.object({
        court: z.string(),
        code: z.string(),
        message: z.string(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
  async run(ctx) {
    const files: { court: string; serialNo: number; transactions: number; name: string }[] = []
    const problems: { court: string; code: string; message: string; data?: Record<string, unknown> }[] = []
    for (const court of await ctx.transaction((tx) => readAgencies(tx))) {
      if (court.adapter !== 'authority-file') continue
      try {
        await makeFile(ctx, court)
        const receiver = { ...court, path: settingsOf(court, 'authority-file').path }
        for (const { serialNo, rowCount, name } of await dropFiles(ctx, receiver, fileLeft))
          files.push({ court: court.code, serialNo, transactions: rowCount, name })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        for (const { code, message, data } of error.problems)
          problems.push({ court: court.code, code, message, data: data ?? {} })
      }
    }
    return { files, problems }
  },
})

interface Waiting {
  id: Id
  caseId: Id
  kind: string
  body: Record<string, unknown>
  number: bigint
  currency: string
  courtNumber: string | null
}

async function makeFile(ctx: LongCtx, court: Agency): Promise<void> {
  const settings = settingsOf(court, 'authority-file')
  await ctx.transaction(async (tx) => {
    const { db, company } = tx
    await db.query(`select pg_advisory_xact_lock(hashtextextended('enforcement-file ' || $1, 0))`, [court.id])
    const waiting = await db.rows<Waiting>(
      `select m.id, m.case_id as "caseId", m.kind, m.body, c.number, c.currency, c.agency_number as "courtNumber"
         from collection_messages m join collection_cases c on c.company_id = m.company_id and c.id = m.case_id
        where m.company_id = $1 and m.agency_id = $2 and m.state = 'waiting' and m.file_id is null and (m.kind = 'application' or c.agency_number is not null)
        order by m.id limit ${transactionsMax} for update of m`,
      [company.id, court.id],
    )
    // What was paid, disputed or protected since its approval does not leave.
    const why = await recheckCases(
      tx,
      waiting.flatMap((row) => (row.kind === 'application' ? [row.caseId] : [])),
    )
    const rows = waiting.filter((row) => !why.has(row.caseId))
    await db.query(
      `update collection_messages set state = 'recalled' where company_id = $1 and case_id = any ($2::uuid[]) and state = 'waiting'`,
      [company.id, [...why.keys()]],
    )
    await takeBackCases(tx, why)
    if (rows.length === 0) return
    const { serialNo } = await db.one<{ serialNo: number }>(
      `select coalesce(max(serial_no), 0) + 1 as "serialNo" from collection_files where company_id = $1 and agency_id = $2 and direction = 'out'`,
      [company.id, court.id],
    )
    const out = {
      representativeCode: settings.representativeCode,
      serialNo,
      madeOn: tx.today,
      test: settings.test,
      transactions: rows.map(transactionOf),
    }
    const bytes = settings.layout === 'xml' ? writeXml(out) : writeFlat(out)
    const { sha256, size } = await ctx.files.put(company.id, [bytes])
    const name = `bf-${settings.representativeCode}-${String(serialNo).padStart(6, '0')}.${settings.layout === 'xml' ? 'xml' : 'txt'}`
    const fileId = newId()
    await db.query(
      `insert into files (company_id, sha256, size, media_type, name) values ($1, decode($2, 'hex'), $3, $4, $5) on conflict do nothing`,
      [company.id, sha256, size, settings.layout === 'xml' ? 'application/xml' : 'text/plain', name],
    )
    await db.query(
      `insert into collection_files (company_id, id, agency_id, direction, serial_no, format, name, sha256, row_count, state, recorded_by)
       values ($1, $2, $3, 'out', $4, $5, $6, decode($7, 'hex'), $8, 'made', $9)`,
      [company.id, fileId, court.id, serialNo, settings.layout, name, sha256, rows.length, tx.user.id],
    )
    await db.query(
      `update collection_messages set state = 'sending', tries = tries + 1, leased_until = 'infinity', begun_at = clock_timestamp(), file_id = $3
        where company_id = $1 and id = any ($2::uuid[])`,
      [company.id, rows.map((row) => row.id), fileId],
    )
  })
}

function transactionOf(row: Waiting): Transaction {
  const base = { case: caseName(row.number), courtNumber: row.courtNumber ?? '' }
  if (row.kind === 'application') return revived(row.body as never)
  if (row.kind === 'enforcement') return { ...base, kind: 'enforcement', on: row.body.on as Day }
  const { report } = row.body as { report: { on: Day; amount: string | null; text: string | null } }
  if (row.kind === 'withdrawal') return { ...base, kind: 'withdrawal', on: report.on, reason: short(report.text) }
  const amount = parseMinor(report.amount ?? '0', row.currency) as bigint
  return { ...base, kind: 'reduction', on: report.on, amount, reason: short(report.text ?? 'betalning') }
}

const short = (text: string | null): string => (text ?? '').slice(0, 70)

type Stored = Omit<Application, 'claims' | 'payments'> & {
  claims: (Omit<Application['claims'][number], 'amount'> & { amount: string })[]
  payments: { on: Day; amount: string }[]
}
const revived = (stored: Stored): Application => ({
  ...stored,
  claims: stored.claims.map((claim) => ({ ...claim, amount: BigInt(claim.amount) })),
  payments: stored.payments.map((payment) => ({ on: payment.on, amount: BigInt(payment.amount) })),
})
