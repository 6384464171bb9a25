import { z } from 'zod'
import { seesWhole, seesWholeRun } from '../access/whole-run.ts'
import { id, paging } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import { logProtectedReads, protectedName, seesProtected } from '../parties/sees-protected.ts'
import { type RunOfInterest, readRunSums, runColumns, runShape } from './list-runs.ts'
import type { RowReason } from './run-shape.ts'
import { readUnverifiedRates, unverifiedRates } from './unverified-rates.ts'

const row = z.object({
  rowNo: z.number(),
  state: z.string(),
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  currency: z.string(),
  amount: z.string(),
  minimum: z.string(),
  held: z
    .string()
    .nullable()
    .meta({ description: 'minimum: carried to the next one; hold: the customer or a claim rests' }),
  hold: z.string().nullable(),
  excluded: z.string().nullable(),
  items: z.array(
    z.object({
      itemId: id,
      number: z.string(),
      dueOn: z.string(),
      amount: z.string(),
      compensation: z.string(),
      correction: z.string().meta({
        description: 'Of the amount, never above zero: days were charged before on money that had come already',
      }),
      segments: z.array(
        z.object({
          from: z.string(),
          through: z.string(),
          days: z.number(),
          percent: z.string(),
          principal: z.string(),
          amount: z.string(),
          source: z.string(),
          unverified: z.boolean().optional().meta({ description: 'At a rate that nobody has seen in its source' }),
        }),
      ),
    }),
  ),
  problems: z.array(
    z.object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  ),
  invoiceId: id.nullable(),
})

/** A run of interest invoices with its rows: every claim with its segments, and why a row waits. */
export const readRun = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'interest.read-run',
  summary: 'Read a run of interest invoices with its rows',
  route: 'GET /interest-runs/{runId}',
  input: z.object({
    ...paging,
    runId: id,
    state: z.enum(['proposed', 'held', 'excluded', 'done', 'rejected']).optional(),
  }),
  output: runShape.extend({
    compensation: z.boolean().meta({ description: 'Delay compensation was proposed too' }),
    invoiceGroups: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Codes it was proposed for, of those that the person sees; null: all' }),
    customers: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Numbers it was proposed for, of those that the person sees; null: all' }),
    seesWhole,
    unverified: unverifiedRates,
    rows: z.array(row),
    next: z.string().nullable(),
  }),
  async run(ctx, { runId, state, after, limit }) {
    const { db, company } = ctx
    const run =
      (await db.maybe<
        Omit<RunOfInterest, 'sums'> & {
          compensation: boolean
          invoiceGroups: string[] | null
          customers: string[] | null
        }
      >(
        `select ${runColumns(ctx.user.areas)}, coalesce((r.parameters ->> 'compensation')::boolean, false) as compensation,
                case when r.parameters ? 'invoiceGroups' then array(select g.code from invoice_groups g where g.company_id = r.company_id and r.parameters -> 'invoiceGroups' ? g.code order by 1) end as "invoiceGroups",
                case when r.parameters ? 'customers' then array(select p.number from parties p where p.company_id = r.company_id and r.parameters -> 'customers' ? p.number order by 1) end as customers
           from runs r where r.company_id = $1 and r.id = $2 and r.kind = 'interest'`,
        [company.id, runId],
      )) ?? refuse('run.unknown', `there is no interest run ${runId}`, { run: runId }, 404)
    const found = await db.rows<{
      rowNo: number
      state: string
      partyId: Id
      customer: string
      name: string
      isProtected: boolean
      currency: string
      amount: bigint
      reason: RowReason
      problems: Problem[] | null
      invoiceId: Id | null
    }>(
      hot(
        `select r.row_no as "rowNo", r.state, r.party_id as "partyId", p.number as customer, p.name, p.protection <> 'none' as "isProtected", r.currency::text as currency,
                r.amount, r.reason, r.problems, r.result_id as "invoiceId"
           from run_rows r join parties p on p.company_id = r.company_id and p.id = r.party_id
          where r.company_id = $1 and r.run_id = $2 and r.row_no > $3 and ($4::text is null or r.state = $4) order by r.row_no limit $5`,
        [company.id, runId, after ? Number(after) || 0 : 0, state ?? null, limit],
      ),
    )
    const looked = found.flatMap((one) => (one.isProtected ? [one.partyId] : []))
    if (looked.length > 0) await logProtectedReads(ctx, looked, 'interest.read-run')
    return {
      ...run,
      sums: (await readRunSums(ctx, [runId])).get(runId) ?? [],
      seesWhole: await seesWholeRun(ctx, runId),
      unverified: await readUnverifiedRates(ctx, runId),
      rows: found.map(({ name, isProtected, amount, reason, problems, ...one }) => {
        const money = (text: string) => formatMinor(BigInt(text), one.currency)
        return {
          ...one,
          customerName: isProtected && !seesProtected(ctx) ? protectedName[company.language] : name,
          amount: formatMinor(amount, one.currency),
          minimum: money(reason.minimum),
          held: reason.held,
          hold: reason.hold ?? null,
          excluded: reason.excluded ?? null,
          items: reason.items.map(({ itemId, number, dueOn, amount, compensation, correction, segments }) => ({
            itemId,
            number,
            dueOn,
            amount: money(amount),
            compensation: money(compensation),
            correction: money(correction),
            segments,
          })),
          problems: problems ?? [],
        }
      }),
      next: found.length === limit ? String(found.at(-1)!.rowNo) : null,
    }
  },
})
