import { z } from 'zod'
import { amountText, dayText, id, pageOf, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { findParty } from '../parties/find-party.ts'
import { expectedDay } from './expected-day.ts'
import { customerCurve } from './payment-delay.ts'
import { readKindCurves } from './refresh-standings.ts'

/** Each open claim with the day on which it is expected to be paid; by due day. */
export const listExpectedClaims = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'credit.list-expected-claims',
  summary: 'Open claims with the day each is expected to be paid, and the days between which four of five are',
  route: 'GET /credit/expected-claims',
  input: z.object({ ...paging, customer: z.string().optional().meta({ description: 'Customer number' }) }),
  output: pageOf(
    z.object({
      itemId: id,
      number: z.string(),
      partyId: id,
      customer: z.string(),
      customerName: z.string(),
      isProtected: z.boolean(),
      currency: z.string(),
      open: amountText,
      dueOn: dayText,
      expectedOn: dayText
        .nullable()
        .meta({ description: 'Null: claims that have waited so long were not seen being paid' }),
      from: dayText.nullable(),
      to: dayText.nullable().meta({ description: 'Null: no end is known' }),
      seen: z.number().int().meta({
        description:
          'Payments of this customer that it follows from; the fewer, the more it leans on customers of his kind',
      }),
    }),
  ),
  async run(ctx, { after, limit, customer }) {
    const { db, company, today } = ctx
    const partyId = customer === undefined ? null : (await findParty(ctx, customer)).id
    const [afterDay, afterId] = after?.split(':') ?? []
    const next =
      afterDay && afterId && dayText.safeParse(afterDay).success && z.uuid().safeParse(afterId).success
        ? sql`(i.due_on, i.id) > (${afterDay}::date, ${afterId}::uuid)`
        : sql`true`
    const rows = await db.rows<{
      itemId: Id
      number: string
      partyId: Id
      customer: string
      customerName: string
      isProtected: boolean
      currency: string
      open: bigint
      dueOn: Day
      area: Id
      kind: string
      delays: number[] | null
      waits: number[] | null
    }>(
      sql`select i.id as "itemId", i.number_text as number, p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected",
                 i.currency, i.amount_open as open, i.due_on as "dueOn", k.area, p.kind || coalesce(':' || p.customer_kind, '') as kind, s.delays, s.waits
            from open_items i
            join accounts c on c.company_id = i.company_id and c.code = i.account and c.control = 'receivable'
            join parties p on p.company_id = i.company_id and p.id = i.party_id and p.kind not in ('internal', 'system')
           cross join lateral (select coalesce(i.business_area_id, '00000000-0000-0000-0000-000000000000') as area) k
            left join credit_standings s on s.company_id = i.company_id and s.party_id = i.party_id and s.area_key = k.area
           where i.company_id = ${company.id} and i.amount_open > 0 and i.kind in ('invoice', 'take-over') and i.component = 'capital'
             and (${partyId}::uuid is null or i.party_id = ${partyId}) and ${next}
           order by i.due_on, i.id limit ${limit}`,
    )
    const curveOfKind = await readKindCurves(ctx)
    await logShown(ctx, 'credit.list-expected-claims', rows)
    return {
      rows: rows.map(({ area, kind, delays, waits, open, ...row }) => {
        const told = expectedDay(customerCurve(delays ?? [], waits ?? [], curveOfKind(area, kind)), row.dueOn, today)
        return {
          ...row,
          open: formatMinor(open, row.currency),
          expectedOn: told.on,
          from: told.from,
          to: told.to,
          seen: delays?.length ?? 0,
        }
      }),
      next: rows.length === limit ? `${rows.at(-1)!.dueOn}:${rows.at(-1)!.itemId}` : null,
    }
  },
})
