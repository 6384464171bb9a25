import type { CountryRules } from '../countries/country.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import type { OpenDay } from '../ledger/open-day.ts'

/** Where a document stands: what decides whether it may still be annulled or credited. */
export interface Standing {
  id: Id
  kind: string
  numberText: string
  currency: string
  issuedOn: Day
  postedOn: Day | null
  voucherId: Id | null
  businessAreaId: Id | null
  amountGross: bigint
  annulledOn: Day | null
  credited: bigint
  /** The latest debit note on it that stands. */
  debitedBy: string | null
  /** Null for a document that opened no item. */
  amountOpen: bigint | null
  /** Something has been allocated to its item, and not taken back. */
  settled: boolean
  /** Deliveries that left the house, or are just leaving. */
  delivered: { channel: string; state: string; at: string | null }[]
  /** A final invoice that has deducted this advance. */
  deductedOn: string | null
}

export async function readStanding({ db, company }: Ctx, invoiceId: Id): Promise<Standing | undefined> {
  return db.maybe<Standing>(
    `select i.id, i.kind, i.number_text as "numberText", i.currency, i.issued_on as "issuedOn", v.posted_on as "postedOn", i.voucher_id as "voucherId",
            i.business_area_id as "businessAreaId", i.amount_gross as "amountGross", n.annulled_on as "annulledOn",
            (select coalesce(sum(coalesce(c.credits_amount, c.amount_gross)), 0)::bigint from invoices c where c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'credit-note'
                and not exists (select from invoice_annulments x where x.company_id = c.company_id and x.invoice_id = c.id)) as credited,
            (select c.number_text from invoices c where c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'debit-note'
                and not exists (select from invoice_annulments x where x.company_id = c.company_id and x.invoice_id = c.id)
              order by c.issued_on desc, c.number_text desc limit 1) as "debitedBy",
            t.amount_open as "amountOpen", coalesce(t.amount_open <> t.amount, false) as settled,
            (select coalesce(json_agg(json_build_object('channel', d.channel, 'state', d.state, 'at',
                      (select max(e.recorded_at) from delivery_events e where e.company_id = d.company_id and e.delivery_id = d.id))), '[]')
               from deliveries d where d.company_id = i.company_id and d.subject_id = i.id and d.state in ('sending', 'held', 'sent', 'delivered')) as delivered,
            (select f.number_text from order_advances a join orders o on o.company_id = a.company_id and o.id = a.order_id
               join invoices f on f.company_id = o.company_id and f.id = o.invoice_id
              where a.company_id = i.company_id and a.advance_invoice_id = i.id) as "deductedOn"
       from invoices i
       left join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
       left join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
       left join invoice_annulments n on n.company_id = i.company_id and n.invoice_id = i.id
      where i.company_id = $1 and i.id = $2`,
    [company.id, invoiceId],
  )
}

/** Every reason why a document can no longer be annulled; empty when it can. */
export function annulmentHindrances(rules: CountryRules, standing: Standing, openDay: OpenDay): Problem[] {
  const problems: Problem[] = []
  const data = { invoice: standing.numberText }
  const hinder = (code: string, message: string, more = data) => problems.push({ code, message, data: more })
  if (standing.annulledOn) {
    // Its annulment settled it: nothing else is worth saying.
    hinder('invoice.annulled', `${standing.numberText} was annulled on ${standing.annulledOn}`)
    return problems
  }
  if (rules.documents.correction !== 'annulment' && standing.kind !== 'proforma')
    hinder('annulment.not-in-country', 'an issued document is not annulled here: credit it')
  if (standing.delivered.length > 0)
    hinder('annulment.delivered', `${standing.numberText} has been delivered: credit it`)
  if (standing.postedOn && openDay('receivable', standing.postedOn) !== standing.postedOn)
    hinder('annulment.period-closed', `the period of ${standing.postedOn} is closed: credit it`)
  if (standing.settled) hinder('annulment.settled', `${standing.numberText} is paid or settled in part: credit it`)
  if (standing.credited !== 0n) hinder('annulment.credited', `${standing.numberText} has a credit note`)
  if (standing.debitedBy)
    hinder('annulment.debited', `the debit note ${standing.debitedBy} adds to it: annul that one first`, {
      invoice: standing.debitedBy,
    })
  if (standing.deductedOn)
    hinder('advance.deducted', `the advance is deducted on invoice ${standing.deductedOn}: correct that one`, {
      invoice: standing.deductedOn,
    })
  return problems
}
