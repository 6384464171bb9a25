import { raw, sql } from '../../db/sql.ts'
import type { Check } from './checks.ts'
import { counted } from './checks.ts'

/** A letter that was taken back before it left counts for nothing. */
const recalled = `exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')`

/** What must always hold of claims: charges, letters, interest, plans, losses, collection. */
export const claimChecks: Check[] = [
  {
    name: 'charges-follow-capital',
    says: 'every fee, interest, compensation and cost stands beside a capital item of its own party, account and currency, and bears no VAT',
    checked: (company) => sql`select count(*) from open_items where company_id = ${company} and kind = 'charge'`,
    broken: (company) => sql`
      select c.id as "itemId", c.number_text as number, c.component, c.amount::text as amount, m.number_text as "mainNumber", v.account as "vatAccount"
        from open_items c left join open_items m on m.company_id = c.company_id and m.id = c.main_item_id
        left join (select p.voucher_id, min(p.account) as account from postings p
                    where p.company_id = ${company} and p.account in (select account from account_roles where company_id = ${company} and (role like 'outputVat%' or role like 'advanceVat%')) group by p.voucher_id) v
          on v.voucher_id = c.voucher_id
       where c.company_id = ${company} and c.kind = 'charge'
         and (m.id is null or m.component <> 'capital' or c.component = 'capital' or v.account is not null
           or (c.party_id, c.account, c.currency, c.reference, c.number_text) is distinct from (m.party_id, m.account, m.currency, m.reference, m.number_text))
       order by c.opened_on, c.id`,
  },
  {
    name: 'letters-within-law',
    says: 'no letter costs more than the law that is stored with it allows',
    checked: counted('dunning_letters'),
    // SE: the fee of the act. NO: of the inkassosats one twentieth, of a betalingsoppfordring three, in whole kroner; BG has none.
    broken: (company) => sql`
      select l.id as "letterId", p.number as "partyNumber", l.sent_on as "sentOn", l.kind, l.amount_fee::text as fee, l.amount_compensation::text as compensation, w.fee::text as "allowedFee", w.compensation::text as "allowedCompensation"
        from dunning_letters l join parties p on p.company_id = l.company_id and p.id = l.party_id
       cross join lateral (
         select coalesce(max(case when x.name = 'collection-rate' then floor(x.value * case l.kind when 'payment-demand' then 3 else 1 end / 2000 + 0.5) * 100
                                  when x.name = case l.kind when 'collection-notice' then 'collection-notice-fee' else 'reminder-fee' end then x.value end), 0) as fee,
                max(case when x.name = 'compensation' then x.value end) as compensation
           from (select v ->> 'name' as name, (v ->> 'amount')::numeric as value from jsonb_array_elements(l.law) v where v ->> 'amount' ~ '^[0-9]+$') x) w
       where l.company_id = ${company}
         and (l.amount_fee < 0 or l.amount_fee > w.fee or l.amount_compensation < 0
           or l.amount_compensation > w.compensation * (select count(*) from dunning_letter_items i where i.company_id = l.company_id and i.letter_id = l.id))
       order by l.sent_on, l.id`,
  },
  {
    name: 'letters-sum',
    says: 'a letter asks for the sum of its claims and charges, and what it charges stands in the books',
    checked: counted('dunning_letters'),
    broken: (company) => sql`
      select l.id as "letterId", p.number as "partyNumber", l.sent_on as "sentOn", l.amount_total::text as total, l.amount_capital::text as capital, coalesce(i.capital, 0)::text as claims,
             l.amount_interest::text as interest, coalesce(i.interest, 0)::text as "interestOfClaims", l.amount_fee::text as fee, coalesce(c.fee, 0)::text as "feeCharged"
        from dunning_letters l join parties p on p.company_id = l.company_id and p.id = l.party_id
        left join (select letter_id, sum(amount_open) as capital, sum(amount_interest) as interest from dunning_letter_items where company_id = ${company} group by letter_id) i on i.letter_id = l.id
        left join (select x.letter_id, coalesce(sum(o.amount) filter (where o.component = 'fee'), 0) as fee, coalesce(sum(o.amount) filter (where o.component = 'compensation'), 0) as compensation, sum(o.amount) filter (where o.component = 'interest') as interest
                     from dunning_letter_charges x join open_items o on o.company_id = x.company_id and o.id = x.item_id where x.company_id = ${company} group by x.letter_id) c on c.letter_id = l.id
       where l.company_id = ${company}
         and (l.amount_total <> l.amount_capital + l.amount_interest + l.amount_charged + l.amount_fee + l.amount_compensation
           or (l.amount_capital, l.amount_interest) is distinct from (i.capital, i.interest)
           or (l.amount_fee, l.amount_compensation) is distinct from (coalesce(c.fee, 0), coalesce(c.compensation, 0))
           or c.interest <> l.amount_interest
           or l.charged <> '{}' and l.amount_charged <> (select sum(value::bigint) from jsonb_each_text(l.charged)))
       order by l.sent_on, l.id`,
  },
  {
    name: 'letters-one-after-another',
    says: 'a claim is asked for once by a step, and not again before the time of the letter before it has run out',
    checked: counted('dunning_letter_items'),
    broken: (company) => sql`
      with standing as (
        select i.item_id, l.id, l.party_id, l.policy_id, l.step_no, l.sent_on, l.deadline_on,
               exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'returned') as returned
          from dunning_letter_items i join dunning_letters l on l.company_id = i.company_id and l.id = i.letter_id
         where i.company_id = ${company} and not exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')
      ), chain as (
        select s.*, lag(deadline_on) over before as before_on, lag(returned) over before as before_returned,
               count(*) filter (where not returned) over (partition by item_id, policy_id, step_no order by sent_on, id) as times
          from standing s window before as (partition by item_id order by sent_on, id)
      )
      select c.id as "letterId", o.number_text as number, c.step_no as step, c.sent_on as "sentOn", c.before_on as "deadlineBefore"
        from chain c join open_items o on o.company_id = ${company} and o.id = c.item_id
       where not c.returned and c.times > 1 or not c.before_returned and c.sent_on < c.before_on order by c.sent_on, c.id`,
  },
  {
    name: 'letters-stop-at-collection',
    says: 'what an agency or a court has is in no later letter of ours',
    checked: counted('collection_case_items'),
    broken: (company) => sql`
      select l.id as "letterId", 'K' || k.number as case, o.number_text as number, k.opened_on as "openedOn", l.sent_on as "sentOn"
        from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
        join dunning_letter_items i on i.company_id = t.company_id and i.item_id = t.item_id
        join dunning_letters l on l.company_id = i.company_id and l.id = i.letter_id and l.sent_on > k.opened_on and l.sent_on < t.ended_on
        join open_items o on o.company_id = t.company_id and o.id = t.item_id
       where t.company_id = ${company} and not ${raw(recalled)} order by l.sent_on, l.id`,
  },
  {
    name: 'interest-days-once',
    says: 'no day of a claim is charged twice, and none before it was overdue',
    checked: (company) => sql`select count(*) from interest_charges where company_id = ${company} and freed_at is null`,
    broken: (company) => sql`
      select c.id as "chargeId", i.number_text as number, i.due_on as "dueOn", c.from_on as from, c.through_on as through, c.last_before as "chargedThrough"
        from (select c.*, max(through_on) over (partition by item_id order by from_on, through_on, id rows between unbounded preceding and 1 preceding) as last_before
                from interest_charges c where c.company_id = ${company} and c.freed_at is null) c
        left join open_items i on i.company_id = ${company} and i.id = c.item_id
       where i.id is null or i.component <> 'capital' or c.through_on < c.from_on or c.from_on <= i.due_on or c.from_on <= c.last_before order by c.from_on, c.id`,
  },
  {
    name: 'compensation-once',
    says: 'delay compensation of a claim is claimed once, by a letter or on an interest invoice, and the document holds it',
    checked: counted('invoiced_compensations'),
    broken: (company) => sql`
      select v.number_text as invoice, v.kind, i.number_text as number, c.amount::text as amount, coalesce(l.charged, 0)::text as "chargedBeside", s.amount::text as "ofInvoice", v.amount_gross::text as gross
        from invoiced_compensations c
        left join invoices v on v.company_id = c.company_id and v.id = c.invoice_id
        left join open_items i on i.company_id = c.company_id and i.id = c.item_id
        join (select invoice_id, sum(amount) as amount from invoiced_compensations where company_id = ${company} group by 1) s on s.invoice_id = c.invoice_id
        left join (select main_item_id, sum(amount) as charged from open_items where company_id = ${company} and component = 'compensation' group by 1) l on l.main_item_id = c.item_id
       where c.company_id = ${company}
         and (v.kind is distinct from 'interest-invoice' or i.component is distinct from 'capital' or i.party_id is distinct from v.party_id or s.amount > v.amount_gross or l.charged > 0)
       order by c.claimed_on, c.item_id`,
  },
  {
    name: 'plan-parts-sum',
    says: 'the parts of a plan are its claims: all of the capital and of the charges, and interest only where it runs',
    checked: counted('instalment_plan_versions'),
    broken: (company) => sql`
      select v.plan_id as "planId", v.version_no as version, y.number as "partyNumber", p.capital::text as "capitalOfParts", i.capital::text as capital, p.interest::text as "interestOfParts", i.interest::text as interest, p.fee::text as "feesOfParts", i.fee::text as fees
        from instalment_plan_versions v join instalment_plans n on n.company_id = v.company_id and n.id = v.plan_id join parties y on y.company_id = n.company_id and y.id = n.party_id
        left join (select plan_id, version_no, sum(amount_capital) as capital, sum(amount_interest) as interest, sum(amount_fee) as fee, bool_and(amount_total = amount_capital + amount_interest + amount_fee) as whole
                     from instalment_plan_parts where company_id = ${company} group by 1, 2) p on (p.plan_id, p.version_no) = (v.plan_id, v.version_no)
        left join (select t.plan_id, t.version_no, coalesce(sum(t.amount) filter (where o.component = 'capital'), 0) as capital, coalesce(sum(t.amount) filter (where o.component = 'interest'), 0) as interest,
                          coalesce(sum(t.amount) filter (where o.component not in ('capital', 'interest')), 0) as fee
                     from instalment_plan_items t join open_items o on o.company_id = t.company_id and o.id = t.item_id where t.company_id = ${company} group by 1, 2) i on (i.plan_id, i.version_no) = (v.plan_id, v.version_no)
       where v.company_id = ${company}
         and (p.whole is not true or p.capital is distinct from i.capital or p.fee < i.fee or p.interest < i.interest or v.interest = 'none' and p.interest <> i.interest)
       order by v.recorded_at, v.plan_id, v.version_no`,
  },
  {
    name: 'losses-within-document',
    says: 'the VAT that comes back by losses of a document is, code by code, no more than its VAT; charges have none',
    checked: counted('losses'),
    broken: (company) => sql`
      select d.invoice_id as "invoiceId", d.number, d.code, d.lost::text as "vatOfLosses", coalesce(v.vat, 0)::text as vat
        from (select l.invoice_id, l.component, min(l.number_text) as number, x ->> 'code' as code, l.currency, sum((x ->> 'vat')::numeric) as lost, min(l.posted_on) as posted_on, min(l.id::text) as id
                from losses l cross join lateral jsonb_array_elements(l.parts) x
               where l.company_id = ${company} and l.kind <> 'doubtful' and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed')
               group by l.invoice_id, l.component, x ->> 'code', l.currency) d
        left join (select invoice_id, vat_code, sum(vat) as vat from invoice_vat where company_id = ${company} group by 1, 2) v on v.invoice_id = d.invoice_id and v.vat_code = d.code
       where d.lost <> 0 and (d.component <> 'capital' or d.lost < 0 or d.lost > coalesce(v.vat, 0)) order by d.posted_on, d.id`,
  },
  {
    name: 'recovery-within-loss',
    says: 'no more money and no more VAT comes back of a loss than was lost',
    checked: counted('losses'),
    broken: (company) => sql`
      select l.id as "lossId", l.number_text as number, l.amount::text as lost, l.vat::text as vat, e.amount::text as recovered, e.vat::text as "recoveredVat"
        from losses l
        join (select loss_id, sum(case kind when 'recovered' then amount when 'recovery-reversed' then -amount else 0 end) as amount, sum(case kind when 'recovered' then vat when 'recovery-reversed' then -vat else 0 end) as vat,
                     bool_or(kind = 'reversed') as reversed from loss_events where company_id = ${company} group by loss_id) e on e.loss_id = l.id
       where l.company_id = ${company} and (e.amount not between 0 and l.amount or e.vat not between 0 and l.vat or e.reversed and e.amount <> 0) order by l.posted_on, l.id`,
  },
  {
    name: 'interruptions-of-claims',
    says: 'what began the time of limitation anew happened to a claim, after it arose and before it was recorded',
    checked: counted('claim_interruptions'),
    broken: (company) => sql`
      select c.id as "interruptionId", i.number_text as number, c.kind, c.on_day as on, i.opened_on as "openedOn", company_day(c.company_id, c.recorded_at) as "recordedOn"
        from claim_interruptions c left join open_items i on i.company_id = c.company_id and i.id = c.item_id
       where c.company_id = ${company} and (i.id is null or i.component <> 'capital' or i.amount <= 0 or c.on_day < i.opened_on) order by c.on_day, c.id`,
  },
  {
    name: 'collection-queue-once',
    says: 'a claim waits for collection once, not while it is there already, and what was taken is in the case that took it',
    checked: counted('collection_queue'),
    broken: (company) => sql`
      select q.id as "rowId", i.number_text as number, q.state, q.queued_on as "queuedOn", q.times, 'K' || k.number as case
        from (select *, count(*) filter (where state = 'waiting') over (partition by item_id) as times from collection_queue where company_id = ${company}) q
        left join open_items i on i.company_id = q.company_id and i.id = q.item_id
        left join collection_case_items t on t.company_id = q.company_id and t.item_id = q.item_id and case q.state when 'taken' then t.case_id = q.case_id else t.ended_on = 'infinity' end
        left join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
       where i.id is null or i.component <> 'capital' or q.state = 'waiting' and (q.times > 1 or t.case_id is not null) or q.state = 'taken' and t.case_id is null
       order by q.queued_on, q.id`,
  },
  {
    name: 'claim-in-one-case',
    says: 'a claim is in one open case, and ends with its case',
    checked: counted('collection_case_items'),
    broken: (company) => sql`
      select 'K' || k.number as case, o.number_text as number, t.ended_on as "endedOn", k.ended_on as "caseEndedOn", t.times as cases
        from (select *, count(*) filter (where ended_on = 'infinity') over (partition by item_id) as times from collection_case_items where company_id = ${company}) t
        join collection_cases k on k.company_id = t.company_id and k.id = t.case_id left join open_items o on o.company_id = t.company_id and o.id = t.item_id
       where o.id is null or t.ended_on = 'infinity' and t.times > 1 or t.ended_on is distinct from k.ended_on order by k.number, o.number_text`,
  },
]
