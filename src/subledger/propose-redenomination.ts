import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { Redenomination } from './read-redenomination.ts'
import { readRedenomination } from './read-redenomination.ts'

export const redenominationReport = z.object({
  from: z.string(),
  to: z.string(),
  rate: z.string().meta({ description: 'Old units for one new' }),
  source: z.string(),
  lastOn: dayText.meta({ description: 'Last day of the old currency: at its end everything stands in it' }),
  firstOn: dayText.meta({
    description: 'First day of the new one: everything goes out in the old and comes in in the new',
  }),
  items: z.number(),
  accounts: z.array(
    z.object({
      account: z.string(),
      items: z.number(),
      old: z.string(),
      converted: z.string().meta({ description: 'The sum, converted once' }),
      carried: z.string().meta({ description: 'The sum of the items or balances, each rounded once' }),
      difference: z.string(),
    }),
  ),
  rounding: z.string().meta({ description: 'Posted on the rounding account in the new currency, debit +' }),
  stillNamed: z.array(z.object({ what: z.string(), count: z.number() })).meta({
    description: 'Set-up that still names the old currency and must be changed by hand',
  }),
})
export type RedenominationReport = z.output<typeof redenominationReport>

/** What would become of every open item and account when the books change their currency; nothing is posted. */
export const proposeRedenomination = verb({
  kind: 'write',
  name: 'subledger.propose-redenomination',
  summary: 'Propose the redenomination of the books',
  route: 'POST /redenominations',
  ofWholeCompany: true,
  input: z.object({
    resultAccount: z.string().optional().meta({
      description: 'Account that takes the balances of income and expenses; left out: each goes on by itself',
    }),
  }),
  output: redenominationReport.extend({ runId: id }),
  run: (ctx, { resultAccount }) =>
    asSystem(ctx, async (system) => {
      if (resultAccount) await refuseUnknown(system, resultAccount)
      const plan = await readRedenomination(system, resultAccount ?? null)
      const report = await reportOf(system, plan)
      const runId = newId()
      const parameters = { resultAccount: resultAccount ?? null, fingerprint: plan.fingerprint }
      await system.db.query(
        `insert into runs (company_id, id, kind, state, parameters, totals, progress_total, proposed_by) values ($1, $2, 'redenomination', 'proposed', $3, $4, $5, $6)`,
        [ctx.company.id, runId, JSON.stringify(parameters), JSON.stringify(report), plan.items.length, ctx.user.id],
      )
      await insertRows(
        system.db,
        'run_rows',
        {
          row_no: 'int4',
          subject_id: 'uuid',
          party_id: 'uuid',
          currency: 'bpchar',
          amount: 'int8',
          reason: 'jsonb',
          business_area_id: 'uuid',
        },
        plan.items.map((one, i) => ({
          row_no: i + 1,
          subject_id: one.item.id,
          party_id: one.item.party_id,
          currency: one.new.currency,
          amount: one.new.amount,
          reason: { number: one.item.number_text, old: one.old, new: one.new },
          business_area_id: one.item.business_area_id,
        })),
        {
          company_id: { type: 'uuid', value: ctx.company.id },
          run_id: { type: 'uuid', value: runId },
          state: { type: 'text', value: 'proposed' },
        },
      )
      await audit(system, {
        verb: 'subledger.propose-redenomination',
        subjects: [runId],
        summary: { items: plan.items.length, rounding: report.rounding },
      })
      return { runId, ...report }
    }),
})

async function refuseUnknown({ db, company }: Ctx, account: string): Promise<void> {
  const row = await db.maybe<{ control: string | null }>(
    `select control from accounts where company_id = $1 and code = $2`,
    [company.id, account],
  )
  if (!row) refuse('account.unknown', `there is no account ${account}: add it first`, { account })
  else if (row.control) refuse('account.control', `account ${account} carries open items: choose another`, { account })
}

export async function reportOf(ctx: Ctx, plan: Redenomination): Promise<RedenominationReport> {
  const { change } = plan
  return {
    from: change.from,
    to: change.to,
    rate: change.rate,
    source: change.source,
    lastOn: plan.lastOn,
    firstOn: change.on,
    items: plan.items.length,
    accounts: plan.lines.map((line) => ({
      account: line.account,
      items: line.items,
      old: formatMinor(line.oldBase, change.from),
      converted: formatMinor(line.converted, change.to),
      carried: formatMinor(line.carried, change.to),
      difference: formatMinor(line.difference, change.to),
    })),
    rounding: formatMinor(plan.rounding, change.to),
    stillNamed: await stillNamed(ctx, change.from),
  }
}

/** Prices and agreements are people's to change: the law converts debts, not price lists. */
async function stillNamed({ db, company }: Ctx, currency: string): Promise<{ what: string; count: number }[]> {
  return db.rows<{ what: string; count: number }>(
    `select what, count from (
       select 'bank accounts' as what, count(*)::int as count from bank_accounts where company_id = $1 and currency = $2 and closed_on = 'infinity'
       union all select 'parties', count(*)::int from parties where company_id = $1 and currency = $2 and closed_on = 'infinity'
       union all select 'articles', count(*)::int from articles where company_id = $1 and currency = $2 and closed_on = 'infinity'
       union all select 'waiting orders', count(*)::int from orders where company_id = $1 and currency = $2 and invoice_id is null and cancelled_at is null
     ) x where count > 0 order by what`,
    [company.id, currency],
  )
}
