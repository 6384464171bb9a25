import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { logProtectedReads, protectedName, seesProtected } from '../parties/sees-protected.ts'

/** Items of the subledger, oldest first: those open now, or all; what was open on a past day is asked of reports. */
export const listItems = verb({
  kind: 'read',
  name: 'subledger.list-items',
  summary: 'List open items',
  route: 'GET /items',
  recordsLooks: true,
  input: z.object({
    party: z.string().optional().meta({ description: 'Number of the customer or supplier' }),
    account: z.string().optional(),
    currency: z.string().optional(),
    number: z.string().optional().meta({ description: 'Number or payment reference of the document' }),
    kind: z.string().optional(),
    state: z.enum(['open', 'closed', 'all']).default('open'),
    overdueOn: dayText.optional().meta({ description: 'Only what was due before this day' }),
    after: id.optional().meta({ description: 'The last item of the page before' }),
    limit: paging.limit,
  }),
  output: pageOf(
    z.object({
      itemId: id,
      party: z.string(),
      partyName: z.string(),
      account: z.string(),
      kind: z.string(),
      component: z.string(),
      number: z.string(),
      reference: z.string().nullable(),
      currency: z.string(),
      amount: z.string(),
      amountOpen: z.string(),
      baseCurrency: z.string(),
      baseOpen: z.string(),
      openedOn: dayText,
      dueOn: dayText,
      closedOn: dayText.nullable(),
      continuesId: id.nullable(),
      invoiceId: id.nullable(),
    }),
  ),
  async run(ctx, input) {
    const { db, company } = ctx
    const unmasked = seesProtected(ctx)
    const rows = await db.rows<{
      id: Id
      party_id: Id
      party: string
      party_name: string
      protection: string
      account: string
      kind: string
      component: string
      number_text: string
      reference: string | null
      currency: string
      amount: bigint
      amount_open: bigint
      base_currency: string
      base_open: bigint
      opened_on: Day
      due_on: Day
      closed_on: string
      continues_id: Id | null
      invoice_id: Id | null
    }>(
      `select i.id, i.party_id, p.number as party, p.name as party_name, p.protection, i.account, i.kind, i.component, i.number_text, i.reference, i.currency, i.amount, i.amount_open,
              i.base_currency, i.base_open, i.opened_on, i.due_on, i.closed_on, i.continues_id, i.invoice_id
         from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and ($2::uuid is null or i.id > $2)
          and ($3 = 'all' or (i.amount_open <> 0) = ($3 = 'open'))
          and ($4::text is null or p.number = $4) and ($5::text is null or i.account = $5) and ($6::text is null or i.currency = $6)
          and ($7::text is null or i.number_text = $7 or i.reference = $7) and ($8::text is null or i.kind = $8) and ($9::date is null or i.due_on < $9)
        order by i.id limit $10`,
      [
        company.id,
        input.after ?? null,
        input.state,
        input.party ?? null,
        input.account ?? null,
        input.currency ?? null,
        input.number ?? null,
        input.kind ?? null,
        input.overdueOn ?? null,
        input.limit + 1,
      ],
    )
    const page = rows.slice(0, input.limit)
    const hidden = page.filter((row) => row.protection !== 'none').map((row) => row.party_id)
    if (unmasked && hidden.length > 0) await logProtectedReads(ctx, hidden, 'subledger.list-items')
    return {
      rows: page.map((row) => ({
        itemId: row.id,
        party: row.party,
        partyName: row.protection === 'none' || unmasked ? row.party_name : protectedName[company.language],
        account: row.account,
        kind: row.kind,
        component: row.component,
        number: row.number_text,
        reference: row.reference,
        currency: row.currency,
        amount: formatMinor(row.amount, row.currency),
        amountOpen: formatMinor(row.amount_open, row.currency),
        baseCurrency: row.base_currency,
        baseOpen: formatMinor(row.base_open, row.base_currency),
        openedOn: row.opened_on,
        dueOn: row.due_on,
        closedOn: row.closed_on === 'infinity' ? null : (row.closed_on as Day),
        continuesId: row.continues_id,
        invoiceId: row.invoice_id,
      })),
      next: rows.length > input.limit ? page.at(-1)!.id : null,
    }
  },
})
