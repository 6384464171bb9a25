import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { lockItemRows } from '../subledger/item-rows.ts'
import { reverseAllocations } from '../subledger/reverse-allocations.ts'
import { readChargeSetUp } from './charge-set-up.ts'
import { readInterestSetUp } from './interest-set-up.ts'
import { waiveCharges } from './waive-charges.ts'
import { chargesOfCredited } from './words.ts'

/** Credit notes and annulments of so many days are looked at: what was lost is done after the next. */
const lookedBackDays = 60

interface Credited {
  invoiceId: Id
  number: string
  partyId: Id
  businessAreaId: Id | null
  chargeIds: Id[]
}

/**
 * A document that was credited whole, or annulled, was never owed: neither were the fees, the interest and the compensation that
 * were charged beside it (räntelag 1 §, lag 1981:739 1 §, forsinkelsesrenteloven § 2: they follow a claim that is due). They are
 * waived with the reason; money that had paid them is the customer's again. Where credit notes are for what came later
 * (parameter interest, creditNotes "from-their-day") a person is told of them instead. Twice gives nothing new.
 */
export const waiveCredited = verb({
  kind: 'write',
  name: 'interest.waive-credited',
  summary: 'Let fees and interest follow documents that were credited whole',
  route: 'POST /interest/waivers/credited',
  input: z.object({}),
  output: z.object({ documents: z.number(), charges: z.number(), told: z.number() }),
  run: (ctx) =>
    asSystem(ctx, async (system) => {
      const found = await readCredited(system)
      if (found.length === 0) return { documents: 0, charges: 0, told: 0 }
      const { creditedFromStart } = await readInterestSetUp(system)
      if (!creditedFromStart) return { documents: 0, charges: 0, told: await tell(system, found) }
      const setUp = await readChargeSetUp(system)
      const ids = found.flatMap((one) => one.chargeIds)
      await lockItemRows(system, ids)
      await reverseAllocations(system, await paidBy(system, ids), system.today, setUp.openDay)
      let charges = 0
      for (const { number, chargeIds } of found) {
        const reason = chargesOfCredited[system.company.language](number)
        charges += (await waiveCharges(system, chargeIds, { reason, on: system.today, setUp })).length
      }
      await audit(system, {
        verb: 'interest.waive-credited',
        subjects: found.map((one) => one.invoiceId).slice(0, 100),
        summary: { documents: found.length, charges },
      })
      return { documents: found.length, charges, told: 0 }
    }),
})

/** Charges that stand, of documents of which nothing is owed any more by credit notes or an annulment of the last days. */
const readCredited = ({ db, company, today }: Ctx): Promise<Credited[]> =>
  db.rows<Credited>(
    hot(
      `with late as (
         select credits_id as id from invoices where company_id = $1 and credits_id is not null and kind = 'credit-note' and issued_on >= $2
         union select invoice_id from invoice_annulments where company_id = $1 and annulled_on >= $2)
       select v.id as "invoiceId", v.number_text as number, v.party_id as "partyId", v.business_area_id as "businessAreaId", array_agg(c.id order by c.id) as "chargeIds"
         from late l join invoices v on v.company_id = $1 and v.id = l.id
         join open_items i on i.company_id = v.company_id and i.invoice_id = v.id and i.component = 'capital' and i.amount > 0
         join open_items c on c.company_id = i.company_id and c.main_item_id = i.id and c.component <> 'capital' and c.amount > 0
        where (exists (select from invoice_annulments n where n.company_id = v.company_id and n.invoice_id = v.id)
               or (select sum(k.amount_gross) from invoices k where k.company_id = v.company_id and k.credits_id = v.id and k.kind = 'credit-note') >= v.amount_gross)
          and i.amount_open <= 0
          -- One that was waived before is closed by the credit beside it.
          and (c.amount_open > 0 or exists (select from allocations a join open_items p on p.company_id = a.company_id and p.id = a.credit_item_id and p.kind = 'payment'
                 where a.company_id = c.company_id and a.debit_item_id = c.id and a.reverses_id is null
                   and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)))
        group by 1, 2, 3, 4 order by 1`,
      [company.id, addDays(today, -lookedBackDays)],
    ),
  )

/** What payments took of charges, and still stands. */
async function paidBy({ db, company }: Ctx, chargeIds: readonly Id[]): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    hot(
      `select a.id from allocations a join open_items p on p.company_id = a.company_id and p.id = a.credit_item_id and p.kind = 'payment'
        where a.company_id = $1 and a.debit_item_id = any ($2::uuid[]) and a.reverses_id is null
          and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)`,
      [company.id, chargeIds],
    ),
  )
  return rows.map((row) => row.id)
}

/** A note whose day is today: it stands on the first screen until it is done. One for each document. */
async function tell({ db, company, today }: Ctx, found: readonly Credited[]): Promise<number> {
  let told = 0
  for (const { number, partyId, businessAreaId } of found) {
    const text = chargesOfCredited[company.language](number)
    const { rowCount } = await db.query(
      hot(
        `insert into party_notes (company_id, id, party_id, text, follow_up_on, business_area_id)
         select $1, $2, $3, $4, $5, $6 where not exists (select from party_notes where company_id = $1 and party_id = $3 and text = $4)`,
        [company.id, newId(), partyId, text, today, businessAreaId],
      ),
    )
    told += rowCount ?? 0
  }
  return told
}
