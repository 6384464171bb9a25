import { readParameter } from '../company/read-parameter.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import { waiveCharges } from '../interest/waive-charges.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { parseMinor } from '../kernel/money.ts'
import { amountText } from '../kernel/words/local-text.ts'

/** Money for them may be on its way so long after the capital was paid. */
const usualDays = 10

interface Left {
  partyId: Id
  currency: string
  businessAreaId: Id | null
  amount: bigint
  numbers: string
  chargeIds: Id[]
}

/**
 * Fees and interest that are left over when their claims are paid: no run asks for them. What a customer owes of them in all is
 * waived up to the company's limit; for more a person is told, once. What an agency, a court or a plan has, or is lost, is theirs.
 */
export async function followCharges(
  ctx: Ctx,
  note: (notes: { partyId: Id; area: Id | null; text: string }[]) => Promise<void>,
): Promise<{ waived: number; told: number }> {
  const own = ((await readParameter(ctx, 'dunning', ctx.today)) ?? {}).leftCharges ?? {}
  const words = texts[ctx.company.language]
  const waived: Id[] = []
  let told = 0
  for (const one of await readLeft(ctx, own.afterDays ?? usualDays)) {
    const limit = own.waiveBelow?.[one.currency]
    if (limit !== undefined && one.amount <= parseMinor(limit, one.currency)) {
      waived.push(...one.chargeIds)
      continue
    }
    const text = words.left(amountText(one.amount, one.currency, ctx.company.language), one.numbers)
    if (await isTold(ctx, one.partyId, text)) continue
    await note([{ partyId: one.partyId, area: one.businessAreaId, text }])
    told += 1
  }
  if (waived.length > 0) await waiveCharges(ctx, waived, { reason: words.small, on: ctx.today })
  return { waived: waived.length, told }
}

const readLeft = ({ db, company, today }: Ctx, afterDays: number): Promise<Left[]> =>
  db.rows<Left>(
    hot(
      `select c.party_id as "partyId", c.currency::text as currency, c.business_area_id as "businessAreaId", sum(c.amount_open)::bigint as amount,
              string_agg(distinct c.number_text, ', ' order by c.number_text) as numbers, array_agg(c.id order by c.id) as "chargeIds"
         from open_items c join open_items i on i.company_id = c.company_id and i.id = c.main_item_id
        where c.company_id = $1 and c.main_item_id is not null and c.component <> 'capital' and c.amount_open > 0 and i.component = 'capital' and i.amount_open = 0 and i.closed_on <= $2
          and greatest(c.opened_on, c.due_on) <= $2
          and not exists (select from open_items n where n.company_id = i.company_id and n.continues_id = i.id)
          and not exists (select from collection_case_items t where t.company_id = c.company_id and t.item_id in (c.id, i.id) and t.ended_on = 'infinity')
          and not exists (select from losses l where l.company_id = c.company_id and l.item_id in (c.id, i.id) and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed'))
          and not exists (select from holds h where h.company_id = c.company_id and (h.item_id = i.id or h.party_id = c.party_id) and h.released_at is null and h.from_on <= $3 and $3 < h.to_on and h.kind <> 'billing')
        group by 1, 2, 3 order by 1, 2`,
      [company.id, addDays(today, -afterDays), today],
    ),
  )

async function isTold({ db, company }: Ctx, partyId: Id, text: string): Promise<boolean> {
  return (
    (await db.maybe(
      hot(`select 1 from party_notes where company_id = $1 and party_id = $2 and text = $3`, [
        company.id,
        partyId,
        text,
      ]),
    )) !== undefined
  )
}

const texts: Record<Ctx['company']['language'], { left(amount: string, numbers: string): string; small: string }> = {
  sv: {
    left: (amount, numbers) =>
      `Avgifter och ränta på ${amount} är kvar av betalda fakturor (${numbers}): ingen körning begär dem. Skicka betalningsuppgifterna (fakturans inbetalningskort) eller efterge dem.`,
    small: 'Liten rest av avgifter och ränta på betalda fakturor',
  },
  nb: {
    left: (amount, numbers) =>
      `Gebyrer og renter på ${amount} står igjen av betalte fakturaer (${numbers}): ingen kjøring krever dem. Send betalingsopplysningene (fakturaens innbetalingskort) eller ettergi dem.`,
    small: 'Liten rest av gebyrer og renter på betalte fakturaer',
  },
  bg: {
    left: (amount, numbers) =>
      `Останали са такси и лихви за ${amount} по платени фактури (${numbers}): никоя серия не ги търси. Изпратете данните за плащане по фактурата или ги опростете.`,
    small: 'Малък остатък от такси и лихви по платени фактури',
  },
  en: {
    left: (amount, numbers) =>
      `Fees and interest of ${amount} are left of paid invoices (${numbers}): no run asks for them. Send the payment slip of the invoice, or waive them.`,
    small: 'Small rest of fees and interest of paid invoices',
  },
}
