import { z } from 'zod'
import { verifySeals } from '../../access/verify-seals.ts'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import { readAgeing } from '../ageing/report.ts'
import { oneSnapshot } from '../snapshot.ts'
import type { CheckResult } from './check-result.ts'
import { checkResult } from './check-result.ts'
import { checks } from './checks.ts'
import { claimChecks } from './claim-checks.ts'
import { interestEqualsComputation } from './interest-equals-computation.ts'

/** What must always hold (ARCHITECTURE, “What cannot happen”), proved on the stored rows of all business areas; names the first row that breaks it. */
export const verify = verb({
  kind: 'read',
  name: 'reports.verify',
  summary: 'Prove the books: every invariant on every stored row, the first row that breaks one by name',
  route: 'GET /reports/verification',
  input: z.object({}),
  output: z.object({ ok: z.boolean(), checks: z.array(checkResult) }),
  run: async (ctx) => {
    await oneSnapshot(ctx)
    const results = await asSystem(ctx, verifyBooks)
    // Who sees some business areas only learns that something is broken, not what lies in another area.
    return ctx.user.areas === 'all'
      ? results
      : { ...results, checks: results.checks.map((one) => ({ ...one, first: null })) }
  },
})

export async function verifyBooks(ctx: Ctx): Promise<{ ok: boolean; checks: CheckResult[] }> {
  const results: CheckResult[] = []
  const all = [...checks, ...claimChecks]
  const steps = all.length + 3
  // Each of them reads its tables by sets. Statistics that are old or missing would have it go row by row, for minutes.
  await ctx.db.query(`set local enable_nestloop = off`)
  for (const { name, says, checked, broken } of all) {
    ctx.progress(results.length, steps, name)
    const row = await ctx.db.one<{ checked: bigint; failed: bigint; first: CheckResult['first'] }>(
      sql`with broken as materialized (${broken(ctx.company.id)})
          select (${checked(ctx.company.id)})::int8 as checked, (select count(*) from broken) as failed, (select to_jsonb(b) from broken b limit 1) as first`,
    )
    results.push({ name, says, checked: Number(row.checked), failed: Number(row.failed), first: row.first })
  }
  await ctx.db.query(`set local enable_nestloop = on`)
  ctx.progress(results.length, steps, 'interest-equals-computation')
  results.push(await interestEqualsComputation(ctx))
  ctx.progress(results.length, steps, 'buckets-sum-to-open')
  results.push(await bucketsSumToOpen(ctx))
  ctx.progress(results.length, steps, 'audit-seals')
  results.push(await auditSeals(ctx))
  return { ok: results.every((one) => one.failed === 0), checks: results }
}

const periodEndsMax = 6

/**
 * The ageing as users get it, today and at the last period ends, against what items and allocations sum to without any of
 * its short cuts.
 */
async function bucketsSumToOpen(ctx: Ctx): Promise<CheckResult> {
  const days = await ctx.db.rows<{ day: Day }>(
    sql`select ${ctx.today}::date as day union
        (select ends_on from periods where company_id = ${ctx.company.id} and ledger = 'general' and ends_on < ${ctx.today} order by ends_on desc limit ${periodEndsMax})
        order by day`,
  )
  let checked = 0
  const broken: NonNullable<CheckResult['first']>[] = []
  // By currency it comes from kept sums, by kind of customer from the items.
  const asked = days.flatMap(({ day }) => (['currency', 'customer-kind'] as const).map((by) => ({ day, by })))
  for (const { day, by } of asked) {
    const facts = await openByFacts(ctx, day)
    const answer = await readAgeing(ctx, {
      asOf: day,
      by,
      control: 'all',
      amounts: 'document',
      order: 'code',
      limit: 1000,
    })
    for (const key of new Set([...facts.keys(), ...answer.totals.map(keyOf)])) {
      checked += 1
      const [currency, baseCurrency] = key.split(' ') as [string, string]
      const total = answer.totals.find((one) => keyOf(one) === key)
      const buckets = (total?.buckets ?? []).reduce((sum, bucket) => sum + parseMinor(bucket.amount, currency), 0n)
      const fact = facts.get(key) ?? { open: 0n, baseOpen: 0n }
      const found = {
        open: total?.open ?? formatMinor(0n, currency),
        buckets: formatMinor(buckets, currency),
        baseOpen: total?.baseOpen ?? formatMinor(0n, baseCurrency),
      }
      const byFacts = { open: formatMinor(fact.open, currency), baseOpen: formatMinor(fact.baseOpen, baseCurrency) }
      if (found.open !== byFacts.open || found.buckets !== byFacts.open || found.baseOpen !== byFacts.baseOpen)
        broken.push({
          on: day,
          currency,
          baseCurrency,
          ...found,
          openByFacts: byFacts.open,
          baseOpenByFacts: byFacts.baseOpen,
        })
    }
  }
  return {
    name: 'buckets-sum-to-open',
    says: 'the buckets of the ageing sum to what is open, today and at the last period ends',
    checked,
    failed: broken.length,
    first: broken[0] ?? null,
  }
}

const keyOf = (row: { currency: string; baseCurrency: string }): string => `${row.currency} ${row.baseCurrency}`

async function openByFacts(ctx: Ctx, day: Day): Promise<Map<string, { open: bigint; baseOpen: bigint }>> {
  const rows = await ctx.db.rows<{ currency: string; baseCurrency: string; open: bigint; baseOpen: bigint }>(
    sql`select currency, base_currency as "baseCurrency", sum(amount)::int8 as open, sum(base_amount)::int8 as "baseOpen" from (
          select currency, base_currency, amount, base_amount from open_items where company_id = ${ctx.company.id} and opened_on <= ${day}
          union all
          select i.currency, i.base_currency, -a.amount, -a.base_debit from allocations a join open_items i on i.company_id = a.company_id and i.id = a.debit_item_id
           where a.company_id = ${ctx.company.id} and a.effective_on <= ${day}
          union all
          select i.currency, i.base_currency, a.amount, a.base_credit from allocations a join open_items i on i.company_id = a.company_id and i.id = a.credit_item_id
           where a.company_id = ${ctx.company.id} and a.effective_on <= ${day}
          union all
          select currency, base_currency, 0, base_amount from item_adjustments where company_id = ${ctx.company.id} and posted_on <= ${day}
        ) facts group by currency, base_currency having sum(amount) <> 0 or sum(base_amount) <> 0`,
  )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

async function auditSeals(ctx: Ctx): Promise<CheckResult> {
  const proof = await verifySeals.run(ctx, { scope: 'all' })
  return {
    name: 'audit-seals',
    says: 'no sealed audit event was changed, added or taken away',
    checked: proof.events,
    failed: proof.firstBroken ? 1 : 0,
    first: proof.firstBroken ?? null,
  }
}
