import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { daysBetween } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import type { Answer } from './bureau/bureau.ts'

/** Keeps what came back, once. */
export async function keepAnswer(
  ctx: Ctx,
  checkId: Id,
  partyId: Id,
  answer: Exclude<Answer, { kind: 'later' }>,
): Promise<boolean> {
  const facts = answer.kind === 'answered' ? answer.facts : null
  const { rowCount } = await ctx.db.query(
    `insert into credit_answers (company_id, check_id, party_id, outcome, answered_at, source_on, status, score, class, limit_amount, limit_currency, remark_count, remarks, sha256, failure)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing`,
    [
      ctx.company.id,
      checkId,
      partyId,
      answer.kind,
      ctx.now,
      facts?.sourceOn ?? ctx.today,
      facts?.status ?? null,
      facts?.score ?? null,
      facts?.class ?? null,
      facts?.limit ? parseMinor(facts.limit.amount, facts.limit.currency) : null,
      facts?.limit?.currency ?? null,
      facts?.remarkCount ?? null,
      JSON.stringify(facts?.remarks ?? []),
      answer.kind === 'answered' ? createHash('sha256').update(answer.bytes).digest() : null,
      answer.kind === 'failed' ? answer.text.slice(0, 1_000) : null,
    ],
  )
  return rowCount > 0
}

export const checkShape = z.object({
  checkId: id,
  customer: z.string().meta({ description: 'Number of the customer or supplier' }),
  role: z.enum(['customer', 'supplier']),
  bureau: z.string(),
  reasonKind: z.string(),
  reason: z.string(),
  copyNotice: z.boolean().meta({ description: 'The bureau tells the person who asked' }),
  askedAt: z.string(),
  askedBy: z.string().nullable(),
  outcome: z
    .enum(['answered', 'unknown-number', 'failed', 'waiting', 'erased'])
    .meta({ description: 'waiting: no answer has come yet' }),
  answer: z
    .object({
      sourceOn: dayText.meta({ description: 'The day of the bureau’s data' }),
      ageDays: z.number().int(),
      status: z.string().nullable(),
      score: z.string().nullable().meta({ description: 'On the bureau’s own scale' }),
      class: z.string().nullable(),
      limit: z.object({ amount: amountText, currency: z.string() }).nullable(),
      remarkCount: z.number().int().nullable(),
      remarks: z.array(z.string()),
    })
    .nullable(),
  failure: z.string().nullable(),
})

interface Row {
  checkId: Id
  customer: string
  role: 'customer' | 'supplier'
  bureau: string
  reasonKind: string
  reason: string
  copyNotice: boolean
  askedAt: string
  askedBy: string | null
  outcome: 'answered' | 'unknown-number' | 'failed' | null
  sourceOn: Day | null
  status: string | null
  score: string | null
  class: string | null
  limitAmount: bigint | null
  limitCurrency: string | null
  remarkCount: number | null
  remarks: string[] | null
  failure: string | null
  erased: boolean
}

export async function readChecks(ctx: Ctx, which: Statement, limit: number): Promise<z.input<typeof checkShape>[]> {
  const rows = await ctx.db.rows<Row>(
    sql`select c.id as "checkId", p.number as customer, c.role, c.bureau, c.reason_kind as "reasonKind", c.reason, c.copy_notice as "copyNotice",
               to_char(c.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "askedAt", u.name as "askedBy", a.outcome, a.source_on as "sourceOn", a.status,
               trim_scale(a.score)::text as score, a.class, a.limit_amount as "limitAmount", a.limit_currency as "limitCurrency", a.remark_count as "remarkCount", a.remarks, a.failure,
               a.check_id is null and p.name = '–' as erased
          from credit_checks c join parties p on p.company_id = c.company_id and p.id = c.party_id
          left join credit_answers a on a.company_id = c.company_id and a.check_id = c.id left join users u on u.id = c.asked_by
         where c.company_id = ${ctx.company.id} and ${which} order by c.id desc limit ${limit}`,
  )
  return rows.map((row) => ({
    checkId: row.checkId,
    customer: row.customer,
    role: row.role,
    bureau: row.bureau,
    reasonKind: row.reasonKind,
    reason: row.reason,
    copyNotice: row.copyNotice,
    askedAt: row.askedAt,
    askedBy: row.askedBy,
    outcome: row.outcome ?? (row.erased ? 'erased' : 'waiting'),
    answer:
      row.outcome === 'answered'
        ? {
            sourceOn: row.sourceOn!,
            ageDays: daysBetween(row.sourceOn!, ctx.today),
            status: row.status,
            score: row.score,
            class: row.class,
            limit:
              row.limitAmount === null
                ? null
                : { amount: formatMinor(row.limitAmount, row.limitCurrency!), currency: row.limitCurrency! },
            remarkCount: row.remarkCount,
            remarks: row.remarks ?? [],
          }
        : null,
    failure: row.failure,
  }))
}
