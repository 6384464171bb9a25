import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, daysBetween } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { revalue as revalueItems } from './arithmetic.ts'
import type { SubledgerSetUp } from './subledger-set-up.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

/** A closing rate may be this old: the last banking day before a period's end. */
const rateDaysMax = 7

export interface Revalued {
  itemId: Id
  account: string
  partyId: Id
  number: string
  currency: string
  businessAreaId: Id | null
  open: bigint
  base: bigint
  rate: string
  /** Posting on the control account, base currency. */
  adjustment: bigint
}

/**
 * What items in foreign currency are worth at a period's end by the closing rate, item by item, to be looked at; nothing is
 * posted (subledger.revalue posts it).
 */
export const proposeRevaluation = verb({
  kind: 'write',
  name: 'subledger.propose-revaluation',
  summary: 'Propose the revaluation of open items in foreign currency',
  route: 'POST /revaluations',
  ofWholeCompany: true,
  input: z.object({ on: dayText.meta({ description: 'The last day of a period' }) }),
  output: z.object({
    runId: id,
    baseCurrency: z.string(),
    items: z.number(),
    sums: z.array(
      z.object({
        currency: z.string(),
        rate: z.string(),
        items: z.number(),
        open: z.string(),
        base: z.string(),
        gain: z.string(),
        loss: z.string(),
      }),
    ),
  }),
  run: (ctx, input) =>
    asSystem(ctx, async (system) => {
      const { on } = input
      const setUp = await readSubledgerSetUp(system)
      await refuseUnlessPeriodEnd(system, on)
      const rows = await revaluations(system, on, setUp)
      const baseCurrency = setUp.baseOn(on)
      const runId = newId()
      const sums = sumsOf(rows, baseCurrency)
      await system.db.query(
        `insert into runs (company_id, id, kind, state, parameters, totals, proposed_by) values ($1, $2, 'revaluation', 'proposed', $3, $4, $5)`,
        [ctx.company.id, runId, JSON.stringify({ on }), JSON.stringify({ sums }), ctx.user.id],
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
        rows.map((row, i) => ({
          row_no: i + 1,
          subject_id: row.itemId,
          party_id: row.partyId,
          currency: baseCurrency,
          amount: row.adjustment,
          reason: { number: row.number, open: row.open, base: row.base, rate: row.rate, currency: row.currency },
          business_area_id: row.businessAreaId,
        })),
        {
          company_id: { type: 'uuid', value: ctx.company.id },
          run_id: { type: 'uuid', value: runId },
          state: { type: 'text', value: 'proposed' },
        },
      )
      await audit(system, {
        verb: 'subledger.propose-revaluation',
        subjects: [runId],
        summary: { on, items: rows.length },
      })
      return { runId, baseCurrency, items: rows.length, sums }
    }),
})

export async function refuseUnlessPeriodEnd({ db, company }: Ctx, on: Day): Promise<void> {
  const ends = await db.rows<{ closed: boolean; next: Day | null }>(
    `select p.closed_at is not null as closed,
            (select n.starts_on from periods n where n.company_id = p.company_id and n.ledger = 'general' and n.starts_on = $3) as next
       from periods p where p.company_id = $1 and p.ledger = 'general' and p.ends_on = $2`,
    [company.id, on, addDays(on, 1)],
  )
  if (ends.length === 0) refuse('revaluation.not-period-end', `${on} is not the last day of a period`, { on })
  if (ends[0]!.closed) refuse('period.closed', `the period that ends on ${on} is closed`, { on }, 409)
  if (!ends[0]!.next) refuse('period.unknown', `no period follows ${on}: add it, the reversal is posted there`, { on })
  const done = await db.maybe<{ id: Id }>(
    `select id from runs where company_id = $1 and kind = 'revaluation' and state in ('executing', 'done') and parameters ->> 'on' = $2`,
    [company.id, on],
  )
  if (done) refuse('revaluation.already-done', `${on} has been revalued: run ${done.id}`, { on, run: done.id }, 409)
}

/**
 * The decision, used to propose and again to execute. @throws Refused RATE_MISSING with every currency that lacks a rate;
 * revaluation.carried-over
 */
export async function revaluations({ db, company }: Ctx, on: Day, setUp: SubledgerSetUp): Promise<Revalued[]> {
  const base = setUp.baseOn(on)
  const rows = await db.rows<{
    id: Id
    account: string
    party_id: Id
    number_text: string
    currency: string
    business_area_id: Id | null
    open: bigint
    base: bigint
    open_now: bigint
  }>(
    `select i.id, i.account, i.party_id, i.number_text, i.currency, i.business_area_id, b.amount_open as open, i.amount_open as open_now,
            (b.base_open + coalesce((select sum(j.base_amount) from item_adjustments j where j.company_id = $1 and j.item_id = i.id and j.posted_on <= $2), 0))::bigint as base
       from item_balances($1, $2) b join open_items i on i.company_id = $1 and i.id = b.item_id
       join accounts a on a.company_id = $1 and a.code = i.account
      where b.currency <> $3 and b.base_currency = $3 and a.control in ('receivable', 'payable', 'suspense')
      order by i.id`,
    [company.id, on, base],
  )
  // On the last day of an old currency of the books there is no mirror: what stands on an item is carried with it, once.
  if (setUp.baseOn(addDays(on, 1)) !== base && rows.some((row) => row.open_now === 0n))
    refuse(
      'revaluation.carried-over',
      `the books in ${base} have been carried over: a revaluation of their last day comes before that`,
      { on, base },
      409,
    )
  const problems: Problem[] = []
  const rates = new Map<string, string>()
  for (const currency of new Set(rows.map((row) => row.currency))) {
    const rate = setUp.rateOn(currency, on)
    if (rate && daysBetween(rate.on, on) <= rateDaysMax) rates.set(currency, rate.rate)
    else
      problems.push({
        code: 'RATE_MISSING',
        message: `no closing rate ${currency}/${base} for ${on}${rate ? ` (the latest is of ${rate.on})` : ''}: add one`,
        data: { currency, on, what: `${currency}/${base}` },
      })
  }
  if (problems.length > 0) throw new Refused(problems)
  return rows.flatMap((row): Revalued[] => {
    const rate = rates.get(row.currency)!
    const balance = { id: row.id, open: minor(row.open), base: minor(row.base) }
    return revalueItems([balance], row.currency, base, { per: row.currency, rate }, on).map((one) => ({
      itemId: row.id,
      account: row.account,
      partyId: row.party_id,
      number: row.number_text,
      currency: row.currency,
      businessAreaId: row.business_area_id,
      open: row.open,
      base: row.base,
      rate,
      adjustment: one.controlAdjustment,
    }))
  })
}

function sumsOf(rows: readonly Revalued[], base: string) {
  const currencies = [...new Set(rows.map((row) => row.currency))].sort()
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    const sum = (amounts: bigint[]) => amounts.reduce((a, b) => a + b, 0n)
    return {
      currency,
      rate: own[0]!.rate,
      items: own.length,
      open: formatMinor(sum(own.map((row) => row.open)), currency),
      base: formatMinor(sum(own.map((row) => row.base)), base),
      gain: formatMinor(sum(own.map((row) => (row.adjustment > 0n ? row.adjustment : 0n))), base),
      loss: formatMinor(sum(own.map((row) => (row.adjustment < 0n ? -row.adjustment : 0n))), base),
    }
  })
}
