import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { findParty } from '../parties/find-party.ts'
import { newestFirst, timelineKinds } from './timeline-order.ts'

interface Entry {
  kind: (typeof timelineKinds)[number]
  on: Day
  at: string | null
  isOfTheDay: boolean
  key: string
  what: string | null
  text: string | null
  amount: bigint | null
  currency: string | null
  number: string | null
  by: string | null
  itemId: Id | null
  invoiceId: Id | null
  linkId: Id | null
  /** What `linkId` names. */
  link: string | null
}

const itemsMax = 2_000

/** All that happened to a customer's claims, or to one, newest first: one list, each with what it can be opened by. */
export const readTimeline = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.read-timeline',
  summary: 'Read what happened to the claims of a customer or a document: the newest first, in days and within a day',
  route: 'GET /claims/timeline',
  input: z
    .object({
      customer: z.string().optional(),
      invoiceId: id.optional(),
      itemId: id.optional(),
      from: dayText.optional(),
      to: dayText.optional(),
      limit: z.coerce.number().int().min(1).max(2000).default(500),
    })
    .refine((given) => [given.customer, given.invoiceId, given.itemId].filter(Boolean).length === 1, {
      error: 'name a customer, a document or a claim',
    }),
  output: z.object({
    entries: z.array(
      z.object({
        kind: z.enum(timelineKinds),
        on: dayText,
        at: z.string().nullable(),
        what: z.string().nullable().meta({ description: 'Kind of letter, hold, event, channel …' }),
        text: z.string().nullable(),
        amount: z.string().nullable(),
        currency: z.string().nullable(),
        number: z.string().nullable(),
        by: z.string().nullable(),
        itemId: id.nullable(),
        invoiceId: id.nullable(),
        linkId: id.nullable(),
        link: z.string().nullable().meta({
          description: 'What linkId names: letter, transaction, hold, plan, case, loss, voucher, delivery, item',
        }),
      }),
    ),
    more: z.boolean(),
  }),
  async run(ctx, given) {
    const { items, parties } = await itemsOf(ctx, given)
    await logShown(ctx, 'claims.read-timeline', parties)
    const entries = await read(ctx, items, parties[0]?.partyId ?? null, given.customer !== undefined)
    const found = newestFirst(
      entries.filter((entry) => (!given.from || entry.on >= given.from) && (!given.to || entry.on <= given.to)),
    )
    return {
      entries: found.slice(0, given.limit).map(({ isOfTheDay: _, key: __, ...entry }) => ({
        ...entry,
        amount: entry.amount === null ? null : formatMinor(minor(entry.amount), entry.currency!),
      })),
      more: found.length > given.limit,
    }
  },
})

/** Items of the claims: their capital, what it went on as, and the charges beside it. */
async function itemsOf(
  ctx: Ctx,
  given: { customer?: string | undefined; invoiceId?: Id | undefined; itemId?: Id | undefined },
): Promise<{ items: Id[]; parties: { partyId: Id; isProtected: boolean }[] }> {
  const party = given.customer ? await findParty(ctx, given.customer) : null
  const rows = await ctx.db.rows<{ id: Id; partyId: Id; isProtected: boolean }>(
    party
      ? sql`select i.id, i.party_id as "partyId", p.protection <> 'none' as "isProtected"
              from postings q join open_items i on i.company_id = q.company_id and i.voucher_id = q.voucher_id and i.line_no = q.line_no
              join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable' join parties p on p.company_id = i.company_id and p.id = i.party_id
             where q.company_id = ${ctx.company.id} and q.party_id in (select o.id from parties o where o.company_id = ${ctx.company.id} and (o.id = ${party.id} or o.merged_into_id = ${party.id})) and i.amount > 0 and i.kind <> 'write-off' order by i.opened_on desc, i.id limit ${itemsMax}`
      : sql`with recursive own as (
              select i.id from open_items i where i.company_id = ${ctx.company.id} and i.amount > 0 and (i.id = ${given.itemId ?? null} or i.invoice_id = ${given.invoiceId ?? null}
                 and i.voucher_id = (select v.voucher_id from invoices v where v.company_id = ${ctx.company.id} and v.id = ${given.invoiceId ?? null}))
              union
              select n.id from own o join open_items n on n.company_id = ${ctx.company.id} and (n.continues_id = o.id or n.main_item_id = o.id))
            select i.id, i.party_id as "partyId", p.protection <> 'none' as "isProtected" from own o join open_items i on i.company_id = ${ctx.company.id} and i.id = o.id
              join parties p on p.company_id = i.company_id and p.id = i.party_id`,
  )
  if (rows.length === 0 && !party)
    refuse(
      'claim.unknown',
      'there is no such claim, or you may not see it',
      { claim: given.invoiceId ?? given.itemId ?? null },
      404,
    )
  return {
    items: rows.map((row) => row.id),
    parties: party ? [{ partyId: party.id, isProtected: party.protection !== 'none' }] : rows.slice(0, 1),
  }
}

async function read({ db, company }: Ctx, items: readonly Id[], partyId: Id | null, whole: boolean): Promise<Entry[]> {
  const co = company.id
  /** When it was recorded, and its id. */
  const at = (column: string) => ({
    text: `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, ${column.split('.')[0]}.id::text as key`,
    values: [],
  })
  // A plan tells itself what it lets rest, and until when: its holds are not told beside it.
  const entries = await db.rows<Entry>(
    sql`with t as materialized (select i.* from open_items i where i.company_id = ${co} and i.id = any (${items}::uuid[])
          -- What closes a waiver that was taken back is no charge of its own.
          and not exists (select from charge_waivers_undone g where g.company_id = i.company_id and g.voucher_id = i.voucher_id))
      select x.*, coalesce(company_day(${co}, x.at::timestamptz) = x."on", false) as "isOfTheDay" from (
      select 'issued' as kind, v.issued_on as on, ${at('v.issued_at')}, v.kind as what, null as text, v.amount_payable as amount, v.currency::text as currency, v.number_text as number, v.issued_by as by_id,
             t.id as "itemId", v.id as "invoiceId", v.id as "linkId", 'invoice' as link
        from t join invoices v on v.company_id = t.company_id and v.id = t.invoice_id and v.voucher_id = t.voucher_id
      union all
      select 'sent', company_day(t.company_id, e.recorded_at), ${at('e.recorded_at')}, d.channel, e.kind, null, null, t.number_text, null, t.id, t.invoice_id, d.id, 'delivery'
        from t join deliveries d on d.company_id = t.company_id and d.subject_kind = 'invoice' and d.subject_id = t.invoice_id
        join delivery_events e on e.company_id = d.company_id and e.delivery_id = d.id and e.kind in ('sent', 'delivered', 'bounced', 'failed') where t.continues_id is null and t.component = 'capital'
      union all
      select 'due', t.due_on, null, t.id::text, null, null, t.amount, t.currency::text, t.number_text, null, t.id, t.invoice_id, t.id, 'item' from t where t.component = 'capital' and t.continues_id is null
      union all
      select 'charge', t.opened_on, ${at('t.recorded_at')}, t.component, null, t.amount, t.currency::text, t.number_text, null, t.id, t.invoice_id, t.voucher_id, 'voucher' from t where t.kind = 'charge' and t.amount > 0
      union all
      select 'letter', d.sent_on, ${at('d.recorded_at')}, d.kind, 'step ' || x.step_no, d.amount_total, d.currency::text, t.number_text, d.recorded_by, t.id, t.invoice_id, d.id, 'letter'
        from t join dunning_letter_items x on x.company_id = t.company_id and x.item_id = t.id join dunning_letters d on d.company_id = x.company_id and d.id = x.letter_id
      union all
      select 'letter-recalled', company_day(t.company_id, e.recorded_at), ${at('e.recorded_at')}, e.kind, e.reason, null, null, t.number_text, e.recorded_by, t.id, t.invoice_id, e.letter_id, 'letter'
        from t join dunning_letter_items x on x.company_id = t.company_id and x.item_id = t.id join dunning_letter_events e on e.company_id = x.company_id and e.letter_id = x.letter_id
      union all
      select case when e.kind in ('sent', 'delivered') then 'letter-sent' else 'letter-failed' end, company_day(t.company_id, e.recorded_at), ${at('e.recorded_at')}, d.channel, e.kind, null, null, t.number_text, null, t.id, t.invoice_id, d.id, 'delivery'
        from t join dunning_letter_items x on x.company_id = t.company_id and x.item_id = t.id
        join deliveries d on d.company_id = x.company_id and d.subject_kind = 'letter' and d.subject_id = x.letter_id
        join delivery_events e on e.company_id = d.company_id and e.delivery_id = d.id and e.kind in ('sent', 'delivered', 'bounced', 'failed')
      union all
      select case when e.kind in ('sent', 'delivered') then 'letter-sent' else 'letter-failed' end, company_day(t.company_id, e.recorded_at), ${at('e.recorded_at')}, d.channel, l.kind, null, null, t.number_text, null, t.id, t.invoice_id, d.id, 'delivery'
        from t join claim_letters l on l.company_id = t.company_id and l.party_id in (select x.party_id from t x) and (l.plan_id is not null and exists (select from instalment_plan_items x where x.company_id = l.company_id and x.plan_id = l.plan_id and x.version_no = l.version_no and x.item_id = t.id)
                                         or exists (select from holds h where h.company_id = l.company_id and h.id = any (l.hold_ids) and h.item_id = t.id))
        join deliveries d on d.company_id = l.company_id and d.subject_kind = 'claim-letter' and d.subject_id = l.id
        join delivery_events e on e.company_id = d.company_id and e.delivery_id = d.id and e.kind in ('sent', 'delivered', 'bounced', 'failed') where t.component = 'capital'
      union all
      select case when c.kind = 'credit-note' then 'credit' when c.kind = 'write-off' then 'write-off' else 'payment' end, a.value_on, ${at('a.recorded_at')},
             case when a.amount < 0 then 'taken-back' else c.kind end, null, a.amount, t.currency::text, t.number_text, a.recorded_by, t.id, t.invoice_id, coalesce(c.bank_transaction_id, c.invoice_id, c.id),
             case when c.bank_transaction_id is not null then 'transaction' when c.invoice_id is not null then 'invoice' else 'item' end
        from t join allocations a on a.company_id = t.company_id and a.debit_item_id = t.id join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id where c.kind not in ('transfer', 'charge')
      union all
      select case when a.amount < 0 then 'waiver-undone' else 'waiver' end, a.value_on, ${at('a.recorded_at')}, t.component, (select q.text from postings q where q.company_id = c.company_id and q.voucher_id = c.voucher_id and q.line_no = c.line_no and a.amount > 0),
             abs(a.amount), t.currency::text, t.number_text, a.recorded_by, t.id, t.invoice_id, c.voucher_id, 'voucher'
        from t join allocations a on a.company_id = t.company_id and a.debit_item_id = t.id join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id where c.kind = 'charge'
      union all
      select 'hold', h.from_on, ${at('h.recorded_at')}, h.kind, h.reason, h.amount, h.currency::text, t.number_text, h.recorded_by, t.id, t.invoice_id, h.id, 'hold' from t join holds h on h.company_id = t.company_id and h.item_id = t.id and h.kind <> 'plan'
      union all
      select 'hold-ended', company_day(h.company_id, h.released_at), ${at('h.released_at')}, h.kind, coalesce(h.release_reason, h.outcome), null, null, t.number_text, h.released_by, t.id, t.invoice_id, h.id, 'hold'
        from t join holds h on h.company_id = t.company_id and h.item_id = t.id and h.kind <> 'plan' where h.released_at is not null
      union all
      select 'hold', h.from_on, ${at('h.recorded_at')}, h.kind, h.reason, null, null, null, h.recorded_by, null, null, h.id, 'hold' from holds h where ${whole} and h.company_id = ${co} and h.party_id = ${partyId} and h.kind <> 'billing'
      union all
      select 'hold-ended', company_day(h.company_id, h.released_at), ${at('h.released_at')}, h.kind, coalesce(h.release_reason, h.outcome), null, null, null, h.released_by, null, null, h.id, 'hold'
        from holds h where ${whole} and h.company_id = ${co} and h.party_id = ${partyId} and h.released_at is not null and h.kind <> 'billing'
      union all
      select distinct on (e.id) 'plan', e.on_day, ${at('e.recorded_at')}, e.kind, e.text, null, null, t.number_text, e.recorded_by, t.id, t.invoice_id, e.plan_id, 'plan'
        from t join instalment_plan_items x on x.company_id = t.company_id and x.item_id = t.id join instalment_plan_events e on e.company_id = x.company_id and e.plan_id = x.plan_id and e.version_no = x.version_no
      union all
      select 'queued', q.queued_on, ${at('q.recorded_at')}, q.target, coalesce(p.name || ' · ' || split_part(q.reason, ' ', 2), q.reason), null, null, t.number_text, q.queued_by, t.id, t.invoice_id, q.id, 'queue' from t join collection_queue q on q.company_id = t.company_id and q.item_id = t.id
        left join dunning_policies p on p.company_id = q.company_id and q.run_id is not null and p.code = split_part(q.reason, ' ', 1)
      union all
      select 'queue-left', company_day(q.company_id, q.ended_at), ${at('q.ended_at')}, q.target, q.ended_reason, null, null, t.number_text, q.ended_by, t.id, t.invoice_id, q.id, 'queue'
        from t join collection_queue q on q.company_id = t.company_id and q.item_id = t.id where q.state = 'dropped' and q.ended_reason <> 'paid'
      union all
      select 'case', e.happened_on, ${at('e.recorded_at')}, e.kind, e.text, e.amount, case when e.amount is not null then k.currency::text end, t.number_text, e.recorded_by, t.id, t.invoice_id, k.id, 'case'
        from t join collection_case_items x on x.company_id = t.company_id and x.item_id = t.id and x.component = 'capital' join collection_cases k on k.company_id = x.company_id and k.id = x.case_id
        join collection_events e on e.company_id = k.company_id and e.case_id = k.id
      union all
      select 'interest', c.through_on, ${at('c.recorded_at')}, c.kind, c.reason, c.amount, t.currency::text, t.number_text, c.recorded_by, t.id, t.invoice_id, coalesce(c.invoice_id, c.charge_item_id), case when c.invoice_id is not null then 'invoice' else 'item' end
        from t join interest_charges c on c.company_id = t.company_id and c.item_id = t.id where c.kind = 'charged' and c.freed_at is null
      union all
      select 'waiver', c.through_on, ${at('c.recorded_at')}, 'interest', c.reason, c.amount, t.currency::text, t.number_text, c.recorded_by, t.id, t.invoice_id, t.id, 'item'
        from t join interest_charges c on c.company_id = t.company_id and c.item_id = t.id where c.kind = 'waived'
      union all
      select 'waiver-undone', company_day(c.company_id, c.freed_at), ${at('c.freed_at')}, 'interest', null, c.amount, t.currency::text, t.number_text, c.freed_by, t.id, t.invoice_id, t.id, 'item'
        from t join interest_charges c on c.company_id = t.company_id and c.item_id = t.id where c.kind = 'waived' and c.freed_at is not null
      union all
      select 'loss', l.posted_on, ${at('l.recorded_at')}, l.kind, null, l.amount, l.currency::text, t.number_text, l.recorded_by, t.id, t.invoice_id, l.id, 'loss' from t join losses l on l.company_id = t.company_id and l.item_id = t.id
      union all
      select case e.kind when 'recovered' then 'recovery' else 'loss-undone' end, e.on_day, ${at('e.recorded_at')}, e.kind, e.reason, e.amount, l.currency::text, t.number_text, e.recorded_by, t.id, t.invoice_id, l.id, 'loss'
        from t join losses l on l.company_id = t.company_id and l.item_id = t.id join loss_events e on e.company_id = l.company_id and e.loss_id = l.id
      union all
      select 'interruption', n.on_day, ${at('n.recorded_at')}, n.kind, n.reason, null, null, t.number_text, n.recorded_by, t.id, t.invoice_id, n.id, 'interruption' from t join claim_interruptions n on n.company_id = t.company_id and n.item_id = t.id) x`,
  )
  const users = await db.rows<{ id: Id; name: string }>(
    sql`select id, name from users where id = any (${[...new Set(entries.flatMap((entry) => (entry as Entry & { by_id: Id | null }).by_id ?? []))]}::uuid[])`,
  )
  const names = new Map(users.map((user) => [user.id, user.name]))
  return entries.map((entry) => {
    const { by_id, ...rest } = entry as Entry & { by_id: Id | null }
    return { ...rest, by: by_id ? (names.get(by_id) ?? null) : null }
  })
}
