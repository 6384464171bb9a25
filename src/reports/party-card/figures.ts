import { z } from 'zod'
import { amountText, dayText } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { interestNotInvoiced } from '../../interest/not-invoiced.ts'
import { formatMinor } from '../../kernel/money.ts'
import { partyByNumber } from '../item-filter.ts'
import { oneSnapshot } from '../snapshot.ts'

const figure = z.object({ amount: amountText, count: z.number().int() })

/** The five figures of a customer's card, in the currency of the books; reports.party-items and invoicing.list-invoices open them. */
export const partyFigures = verb({
  kind: 'read',
  name: 'reports.party-figures',
  summary: 'A customer in five figures: open, overdue, credit, interest not invoiced, invoiced this year',
  route: 'GET /reports/party-figures/{party}',
  input: z.object({ party: z.string().meta({ description: 'Customer number' }) }),
  output: z.object({
    on: dayText,
    figures: z.array(
      z.object({
        baseCurrency: z.string(),
        open: figure,
        overdue: figure,
        credit: figure.meta({ description: 'What the customer has to the good, without sign; part of open' }),
        interestNotInvoiced: figure.nullable().meta({
          description: 'Up to today; the count is of claims. Null: a rate that it needs is missing',
        }),
        invoicedThisYear: figure.meta({ description: 'Invoices less credit notes; the count is of invoices' }),
      }),
    ),
  }),
  run: async (ctx, { party }) => {
    await oneSnapshot(ctx)
    const partyId = await partyByNumber(ctx, party)
    const rows = await ctx.db.rows<
      Record<'open' | 'items' | 'overdue' | 'late' | 'credit' | 'credits' | 'invoiced' | 'invoices', bigint> & {
        baseCurrency: string
      }
    >(sql`
      select "baseCurrency", sum(open)::int8 as open, sum(items)::int8 as items, sum(overdue)::int8 as overdue, sum(late)::int8 as late, sum(credit)::int8 as credit,
             sum(credits)::int8 as credits, sum(invoiced)::int8 as invoiced, sum(invoices)::int8 as invoices
        from (
          select base_currency as "baseCurrency", base_open as open, 1 as items, case when amount_open > 0 and due_on < ${ctx.today} then base_open else 0 end as overdue,
                 case when amount_open > 0 and due_on < ${ctx.today} then 1 else 0 end as late, case when amount_open < 0 then -base_open else 0 end as credit,
                 case when amount_open < 0 then 1 else 0 end as credits, 0 as invoiced, 0 as invoices
            from open_items where company_id = ${ctx.company.id} and party_id = ${partyId} and amount_open <> 0
          union all
          select i.base_currency, 0, 0, 0, 0, 0, 0, i.base_amount, case when n.kind = 'credit-note' then 0 else 1 end
            from invoices n join open_items i on i.company_id = n.company_id and i.voucher_id = n.voucher_id and i.invoice_id = n.id
           where n.company_id = ${ctx.company.id} and n.party_id = ${partyId} and n.issued_on between date_trunc('year', ${ctx.today}::date)::date and ${ctx.today}
             and not exists (select from invoice_annulments a where a.company_id = n.company_id and a.invoice_id = n.id)
        ) facts group by 1 order by 1`)
    const interest = await interestNotInvoiced(ctx, partyId)
    return {
      on: ctx.today,
      figures: rows.map(({ baseCurrency, ...sum }) => {
        const owed = interest.get(baseCurrency) ?? { amount: 0n, claims: 0, isRateMissing: false }
        const of = (amount: bigint, count: bigint) => ({
          amount: formatMinor(amount, baseCurrency),
          count: Number(count),
        })
        return {
          baseCurrency,
          open: of(sum.open, sum.items),
          overdue: of(sum.overdue, sum.late),
          credit: of(sum.credit, sum.credits),
          interestNotInvoiced: owed.isRateMissing ? null : of(owed.amount, BigInt(owed.claims)),
          invoicedThisYear: of(sum.invoiced, sum.invoices),
        }
      }),
    }
  },
})
