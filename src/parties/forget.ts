import { z } from 'zod'
import { country } from '../countries/index.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, make } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from './find-party.ts'
import { eraseAudit } from './forget-whereabouts.ts'

/**
 * Erases a person once the books need not name them any more: what documents said about them, identity number, addresses,
 * channels, contacts, notes, bank accounts. Vouchers, invoices and their amounts stay whole; the salted hashes stay.
 * @throws Refused while something is open, or while the books of the last document must be kept
 */
export const forget = verb({
  kind: 'write',
  name: 'parties.forget',
  summary: "Erase a person's data after the time that the books must be kept",
  route: 'POST /parties/{number}/forget',
  input: z.object({ number: z.string(), dryRun: z.boolean().default(false) }),
  output: z.object({ number: z.string(), versions: z.number().int(), keptUntil: z.string().nullable() }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    const keptUntil = await asSystem(ctx, (system) => refuseWhileNeeded(system, party.id))
    const { count } = await ctx.db.one<{ count: number }>(
      `select count(*)::int as count from party_versions where company_id = $1 and party_id = $2 and erased_at is null`,
      [ctx.company.id, party.id],
    )
    if (!input.dryRun) {
      await asSystem(ctx, (system) => erase(system, party.id))
      await audit(ctx, { verb: 'parties.forget', subjects: [party.id], summary: { versions: count } })
    }
    return { number: party.number, versions: count, keptUntil }
  },
})

async function refuseWhileNeeded(ctx: Ctx, partyId: Id): Promise<Day | null> {
  const found = await ctx.db.one<{ open: number; orders: number; last_on: Day | null }>(
    `select (select count(*)::int from open_items i where i.company_id = $1 and i.party_id = $2 and i.amount_open <> 0) as open,
            (select count(*)::int from orders o where o.company_id = $1 and o.party_id = $2 and o.invoice_id is null and o.cancelled_at is null) as orders,
            greatest((select max(greatest(i.opened_on, case when i.closed_on < 'infinity' then i.closed_on end)) from open_items i where i.company_id = $1 and i.party_id = $2),
                     (select max(v.issued_on) from invoices v where v.company_id = $1 and (v.party_id = $2 or v.payer_id = $2))) as last_on`,
    [ctx.company.id, partyId],
  )
  if (found.open > 0)
    refuse('party.has-open-items', `${found.open} items are open: settle them first`, { items: found.open }, 409)
  if (found.orders > 0)
    refuse(
      'party.has-orders',
      `${found.orders} orders wait to be billed: bill or cancel them first`,
      { orders: found.orders },
      409,
    )
  if (found.last_on === null) return null
  const years = country(ctx.company.country).documents.retentionYears
  const until = make(Number(found.last_on.slice(0, 4)) + years, 12, 31)
  if (ctx.today <= until)
    refuse(
      'party.retention-runs',
      `the books of ${found.last_on} are kept until ${until} (${years} years): the data goes from ${addDays(until, 1)}`,
      { until },
      409,
    )
  return until
}

async function erase(ctx: Ctx, partyId: Id): Promise<void> {
  const place = [ctx.company.id, partyId]
  await ctx.db.query(
    `update parties set name = '–', search_name = '', identity_number = null, vat_number = null, their_reference = null, free_fields = '{}', payer_id = null,
            is_customer = false, is_supplier = false, closed_on = least(closed_on, $3) where company_id = $1 and id = $2`,
    [...place, ctx.today],
  )
  await ctx.db.query(
    `update party_versions set buyer = null, erased_at = $3 where company_id = $1 and party_id = $2 and erased_at is null`,
    [...place, ctx.now],
  )
  for (const table of [
    'party_addresses',
    'party_channels',
    'party_contacts',
    'party_notes',
    'party_bank_accounts',
    'party_areas',
    // What bureaus said goes; that they were asked, by whom and why, stays.
    'credit_answers',
    'credit_changes',
    'credit_standings',
  ])
    await ctx.db.query(`delete from ${table} where company_id = $1 and party_id = $2`, place)
  // What people wrote about his payments and about what was sent to him.
  await ctx.db.query(
    `delete from notes n where n.company_id = $1 and (
       n.subject_kind = 'payment' and exists (select from open_items i where i.company_id = n.company_id and i.bank_transaction_id = n.subject_id and i.party_id = $2)
       or n.subject_kind = 'delivery' and exists (select from deliveries d where d.company_id = n.company_id and d.id = n.subject_id
            and (d.party_id = $2 or exists (select from invoices v where v.company_id = d.company_id and v.id = d.subject_id and v.party_id = $2))))`,
    place,
  )
  await eraseAudit(ctx, [partyId])
}
