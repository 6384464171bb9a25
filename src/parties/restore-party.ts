import { asSystem, type Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { type Carried, reckonAnew } from './absorb-party.ts'

/**
 * The counterpart of absorbParty: what went over goes back, as far as it is still there. What came to the other since then
 * stays with it.
 */
export async function restoreParty(ctx: Ctx, from: Id, into: Id, carried: Carried): Promise<void> {
  await asSystem(ctx, async ({ db, company }) => {
    const of = (ids: readonly Id[]) => [company.id, from, into, ids]
    const { given, bankAccounts } = carried
    // The number of who has an own one again is no longer the other's, where he had it from here and it is the same still.
    await db.query(
      `update parties t set identity_number = case when $4 and t.identity_number = f.identity_number then null else t.identity_number end,
              vat_number = case when $5 and t.vat_number = f.vat_number then null else t.vat_number end,
              is_customer = t.is_customer and not $6, is_supplier = t.is_supplier and not $7
         from parties f where t.company_id = $1 and t.id = $3 and f.company_id = $1 and f.id = $2`,
      [company.id, from, into, given.identity, given.vat, given.customer, given.supplier],
    )
    await db.query(
      `update parties p set merged_into_id = null, closed_on = $3, payer_id = (select coalesce(q.merged_into_id, q.id) from parties q where q.company_id = p.company_id and q.id = $4)
        where p.company_id = $1 and p.id = $2`,
      [company.id, from, carried.closedOn, carried.payerId],
    )
    await db.query(
      `update parties set merged_into_id = $2 where company_id = $1 and id = any ($4::uuid[]) and merged_into_id = $3`,
      of(carried.ledHere),
    )
    await db.query(
      `update parties set payer_id = $2 where company_id = $1 and id = any ($4::uuid[]) and payer_id = $3`,
      of(carried.paysFor),
    )
    if (carried.paidForTheOther)
      await db.query(
        `update parties set payer_id = $2 where company_id = $1 and id = $3 and payer_id is null`,
        of([]).slice(0, 3),
      )
    for (const [table, ids] of [
      ['party_contacts', carried.contacts],
      ['party_notes', carried.notes],
      ['party_bank_accounts', bankAccounts.moved],
    ] as const)
      await db.query(
        `update ${table} set party_id = $2 where company_id = $1 and id = any ($4::uuid[]) and party_id = $3`,
        of(ids),
      )
    for (const { id, into: row, state, source, seen, first, last, own } of bankAccounts.folded) {
      await db.query(
        `insert into party_bank_accounts (company_id, id, party_id, scheme, account, state, source, seen_count, first_seen_on, last_seen_on)
         select company_id, $2, $3, scheme, account, $5, $6, $7, $8, $9 from party_bank_accounts where company_id = $1 and id = $4`,
        [company.id, id, from, row, state, source, seen, first, last],
      )
      // Seen since then: that day stays.
      await db.query(
        `update party_bank_accounts set seen_count = greatest(seen_count - $3, 1), first_seen_on = $4, last_seen_on = case when last_seen_on > $6 then last_seen_on else $5 end
          where company_id = $1 and id = $2`,
        [company.id, row, seen, own.first, own.last, own.last > last ? own.last : last],
      )
    }
    await db.query(
      `delete from party_areas where company_id = $1 and party_id = $2 and area_id = any ($3::uuid[])
          and exists (select from party_areas o where o.company_id = $1 and o.party_id = $2 and o.area_id <> all ($3::uuid[]))`,
      [company.id, into, given.areas],
    )
    await reckonAnew(ctx, [from, into])
  })
}
