import { z } from 'zod'
import { amountText, id, pageOf, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { type CreditLimit, readCreditLimits } from '../invoicing/draft/credit-limits.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import { addMonths } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { readBooks } from '../ledger/books.ts'
import { usedOf } from './limit-use.ts'
import { type Standing, standingColumns, standingShape, standings, toldStanding } from './standing.ts'

/** A score from here on is good, below is bad. */
const goodFrom = 80
const badBelow = 40
const newMonths = 12
/** Days later than before that make a customer stand out. */
const worseDays = 5

const row = z.object({
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  ...standingShape,
  limit: amountText.nullable().meta({ description: 'Credit limit today; null: none' }),
  owes: amountText.nullable().meta({ description: 'Open and waiting to be billed, against the limit' }),
  limitCurrency: z.string().nullable(),
})

/** Customers by how they pay: the worst first, of `new-and-good` the best. */
export const listCustomers = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'credit.list-customers',
  summary: 'Customers by how they pay: new and good, worsening, bad, above their limit',
  route: 'GET /credit/customers',
  input: z.object({
    ...paging,
    filter: z.enum(['all', 'new-and-good', 'worsening', 'bad', 'over-limit']).default('all').meta({
      description:
        'new-and-good: first claim within a year, score from 80 · worsening: five days later than before · bad: score below 40 · over-limit: open and waiting above the credit limit',
    }),
  }),
  output: pageOf(row),
  async run(ctx, { after, limit, filter }) {
    const { db, company, today } = ctx
    const sumOf = (one: CreditLimit): bigint => {
      const { open, waiting } = usedOf(one, ctx.user.areas)
      return open + waiting
    }
    const owed = await overLimit()
    const which = {
      all: sql`true`,
      'new-and-good': sql`s.first_on > ${addMonths(today, -newMonths)} and s.score >= ${goodFrom}`,
      worsening: sql`s.recent_paid >= 3 and s.earlier_paid >= 3 and s.recent_amount > 0 and s.earlier_amount > 0 and s.recent_day_amount / s.recent_amount - s.earlier_day_amount / s.earlier_amount >= ${worseDays}`,
      bad: sql`s.score < ${badBelow}`,
      'over-limit': sql`s.party_id = any (${owed ?? []}::uuid[])`,
    }[filter]
    const place = filter === 'new-and-good' ? sql`-s.score` : sql`coalesce(s.score, 101)`
    const [afterPlace, afterId] = after?.split(':') ?? []
    const next =
      afterPlace && afterId && /^-?\d{1,3}$/.test(afterPlace) && z.uuid().safeParse(afterId).success
        ? sql`(${place}, s.party_id) > (${Number(afterPlace)}::int, ${afterId}::uuid)`
        : sql`true`
    const rows = await db.rows<
      Standing & { customer: string; customerName: string; isProtected: boolean; place: number }
    >(
      sql`select ${standingColumns}, ${place} as place, p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected"
            from ${standings(company.id)} s join parties p on p.company_id = ${company.id} and p.id = s.party_id and p.merged_into_id is null
           where ${which} and ${next} order by ${place}, s.party_id limit ${limit}`,
    )
    const limits = await readCreditLimits(
      ctx,
      await readBooks(ctx),
      rows.map((one) => one.partyId),
      today,
      true,
    )
    await logShown(ctx, 'credit.list-customers', rows)
    return {
      rows: rows.map((one) => {
        const own = limits.get(one.partyId)
        const owes = own && sumOf(own)
        return {
          partyId: one.partyId,
          customer: one.customer,
          customerName: one.customerName,
          isProtected: one.isProtected,
          ...toldStanding(one),
          limit: own ? formatMinor(own.amount, own.currency) : null,
          owes: own ? formatMinor(owes!, own.currency) : null,
          limitCurrency: own?.currency ?? null,
        }
      }),
      next: rows.length === limit ? `${rows.at(-1)!.place}:${rows.at(-1)!.partyId}` : null,
    }

    /** Limits are few: who is above his own is found among those who have one. */
    async function overLimit(): Promise<Id[] | null> {
      if (filter !== 'over-limit') return null
      const limited = await db.rows<{ id: Id }>(
        `select distinct party_id as id from credit_limits where company_id = $1 and valid_from <= $2 and $2 < valid_to`,
        [company.id, today],
      )
      const found = await readCreditLimits(
        ctx,
        await readBooks(ctx),
        limited.map((one) => one.id),
        today,
        true,
      )
      return [...found].filter(([, one]) => sumOf(one) > one.amount).map(([partyId]) => partyId)
    }
  },
})
