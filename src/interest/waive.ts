import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { type Id, newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { type Accrued, accrueInterest } from './accrue.ts'
import { recordDays } from './post-charges.ts'
import { type Waived, waiveCharges } from './waive-charges.ts'

/** Fees and interest that are given up (räntelag 8 §, jämkning): charged ones by a reversal, interest not charged yet by its days. */
export const waive = verb({
  kind: 'write',
  name: 'interest.waive',
  summary: 'Give up fees and interest, with a reason',
  route: 'POST /interest/waivers',
  input: z
    .object({
      charges: z.array(id).max(1000).default([]).meta({ description: 'Open fees, interest, compensation' }),
      claims: z
        .array(id)
        .max(1000)
        .default([])
        .meta({ description: 'Capital items: interest that they have accrued and that is not charged' }),
      through: dayText.optional().meta({ description: 'Of claims: the last day given up; default: today' }),
      reason: z.string().trim().min(3).max(500),
    })
    .refine((given) => given.charges.length + given.claims.length > 0, { error: 'name charges or claims' }),
  output: z.object({
    charges: z.array(z.object({ itemId: id, amount: z.string(), voucherId: id })),
    claims: z.array(z.object({ itemId: id, amount: z.string(), through: z.string().nullable() })),
    undo: z
      .object({ verb: z.string(), input: z.object({ waivers: z.array(id), days: z.array(id) }) })
      .nullable()
      .meta({ description: 'Null where there was nothing to give up' }),
  }),
  async run(ctx, { charges, claims, through, reason }) {
    const currencies = await currenciesOf(ctx, charges)
    const waived = await waiveCharges(ctx, charges, { reason, on: ctx.today })
    const waivers = await keepWaivers(ctx, waived, reason)
    const { given, days } = await giveUpDays(ctx, claims, through ?? ctx.today, reason)
    await audit(ctx, {
      verb: 'interest.waive',
      subjects: [...charges, ...claims].slice(0, 100),
      summary: { charges: waived.length, claims: given.length, reason },
    })
    return {
      charges: waived.map(({ itemId, voucherId, amount }) => ({
        itemId,
        voucherId,
        amount: formatMinor(amount, currencies.get(itemId)!),
      })),
      claims: given.map((one) => ({
        itemId: one.itemId,
        amount: formatMinor(one.amount, one.currency),
        through: one.last,
      })),
      undo: waivers.length + days.length > 0 ? { verb: 'interest.undo-waive', input: { waivers, days } } : null,
    }
  },
})

/** What a person gave up, so that it can be taken back; what follows a credit note or a letter that never left is not among it. */
async function keepWaivers(ctx: Ctx, waived: readonly Waived[], reason: string): Promise<Id[]> {
  const rows = waived.map((one) => ({
    id: newId(),
    item_id: one.itemId,
    voucher_id: one.voucherId,
    amount: one.amount,
    reason,
    business_area_id: one.businessAreaId,
  }))
  await insertRows(
    ctx.db,
    'charge_waivers',
    { id: 'uuid', item_id: 'uuid', voucher_id: 'uuid', amount: 'int8', reason: 'text', business_area_id: 'uuid' },
    rows,
    { company_id: { type: 'uuid', value: ctx.company.id }, recorded_by: { type: 'uuid', value: ctx.user.id } },
  )
  return rows.map((row) => row.id)
}

async function giveUpDays(
  ctx: Ctx,
  claims: readonly Id[],
  through: Day,
  reason: string,
): Promise<{ given: Accrued[]; days: Id[] }> {
  if (claims.length === 0) return { given: [], days: [] }
  const accrued = await accrueInterest(ctx, claims, through, { lock: true })
  for (const claim of claims)
    if (!accrued.has(claim)) refuse('item.unknown', `there is no capital item ${claim}`, { item: claim }, 404)
  // Days whose interest nobody can tell are not given up: what was given up would be unknown.
  const problems = [...accrued.values()].flatMap((one) => one.problem ?? [])
  if (problems.length > 0) throw new Refused(problems.slice(0, 20))
  const bearing = [...accrued.values()].filter((one) => one.stretches.length > 0 || one.earlier)
  const days = await recordDays(
    ctx,
    bearing.map((one) => ({ accrued: one, chargeItemId: null, invoiceId: null })),
    null,
    { reason },
  )
  return { given: bearing, days }
}

async function currenciesOf({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, string>> {
  const rows = await db.rows<{ id: Id; currency: string }>(
    hot(`select id, currency from open_items where company_id = $1 and id = any ($2::uuid[])`, [company.id, ids]),
  )
  return new Map(rows.map((row) => [row.id, row.currency]))
}
