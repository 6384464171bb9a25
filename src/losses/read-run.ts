import { z } from 'zod'
import { seesWhole, seesWholeRun } from '../access/whole-run.ts'
import { id } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { lossKinds } from './loss-plan.ts'
import type { LossReason } from './propose.ts'
import { sumsOf } from './propose.ts'

/** A run of losses: each row with what VAT comes back, its evidence, and what holds it. */
export const readRun = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'losses.read-run',
  summary: 'Read proposed losses',
  route: 'GET /losses/runs/{runId}',
  input: z.object({
    runId: id,
    after: z.coerce.number().int().default(0),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  output: z.object({
    runId: id,
    state: z.string(),
    kind: z.enum(lossKinds),
    evidence: z.string().nullable(),
    proposedBy: z.string().nullable(),
    proposedAt: z.string(),
    approvedBy: z.string().nullable(),
    mayApprove: z.boolean().meta({ description: 'Somebody else than who proposed it' }),
    seesWhole,
    sums: z.array(z.object({ currency: z.string(), amount: z.string(), vat: z.string() })),
    rows: z.array(
      z.object({
        rowNo: z.number(),
        state: z.string(),
        itemId: id,
        number: z.string(),
        component: z.string(),
        partyId: id,
        customer: z.string(),
        customerName: z.string(),
        isProtected: z.boolean(),
        dueOn: z.string(),
        currency: z.string(),
        amount: z.string(),
        net: z.string(),
        vat: z.string(),
        evidence: z.array(z.object({ code: z.string(), text: z.string(), source: z.string().optional() })),
        letters: z.array(z.object({ id, kind: z.string(), sentOn: z.string() })),
        problems: z.array(z.object({ code: z.string(), message: z.string() }).loose()),
        lossId: id.nullable(),
      }),
    ),
    next: z.number().nullable(),
  }),
  async run(ctx, { runId, after, limit }) {
    const run = await ctx.db.maybe<{
      state: string
      kind: 'doubtful'
      evidence: string | null
      proposedBy: string | null
      proposedById: Id | null
      proposedAt: string
      approvedBy: string | null
    }>(
      sql`select r.state, r.parameters ->> 'lossKind' as kind, r.parameters ->> 'evidence' as evidence, u.name as "proposedBy", r.proposed_by as "proposedById",
                 to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "proposedAt", a.name as "approvedBy"
            from runs r left join users u on u.id = r.proposed_by left join users a on a.id = r.approved_by
           where r.company_id = ${ctx.company.id} and r.id = ${runId} and r.kind = 'loss'`,
    )
    if (!run) return refuse('run.unknown', `there is no such run ${runId}`, { run: runId }, 404)
    const all = await ctx.db.rows<{ state: string; currency: string; amount: bigint; reason: LossReason }>(
      sql`select state, currency, amount, reason from run_rows where company_id = ${ctx.company.id} and run_id = ${runId} and state in ('proposed', 'done')`,
    )
    const rows = await ctx.db.rows<{
      rowNo: number
      state: string
      itemId: Id
      partyId: Id
      customer: string
      customerName: string
      isProtected: boolean
      currency: string
      amount: bigint
      reason: LossReason
      problems: { code: string; message: string }[] | null
      lossId: Id | null
    }>(
      sql`select x.row_no as "rowNo", x.state, x.subject_id as "itemId", x.party_id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName",
                 p.protection <> 'none' as "isProtected", x.currency, x.amount, x.reason, x.problems, x.result_id as "lossId"
            from run_rows x join parties p on p.company_id = x.company_id and p.id = x.party_id
           where x.company_id = ${ctx.company.id} and x.run_id = ${runId} and x.row_no > ${after} order by x.row_no limit ${limit}`,
    )
    await logShown(ctx, 'losses.read-run', rows)
    const { proposedById, ...told } = run
    return {
      ...told,
      runId,
      seesWhole: await seesWholeRun(ctx, runId),
      mayApprove: run.state === 'proposed' && (ctx.user.id === null || proposedById !== ctx.user.id),
      sums: sumsOf(all),
      rows: rows.map(({ reason, amount, problems, ...row }) => {
        const text = (of: 'net' | 'vat') =>
          formatMinor(minor(reason.parts.reduce((sum, part) => sum + BigInt(part[of]), 0n)), row.currency)
        return {
          ...row,
          number: reason.number,
          component: reason.component,
          dueOn: reason.dueOn,
          amount: formatMinor(minor(amount), row.currency),
          net: text('net'),
          vat: text('vat'),
          evidence: reason.evidence,
          letters: reason.letters,
          problems: problems ?? [],
        }
      }),
      next: rows.length === limit ? rows.at(-1)!.rowNo : null,
    }
  },
})
