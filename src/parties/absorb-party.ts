import { asSystem, type Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'

export interface MergeSide {
  id: Id
  number: string
  kind: string
  country: string
  identityNumber: string | null
  protection: string
  areas: Id[]
  waitingOrders: number
}

/** What decides whether two parties can become one; `lock` holds them as they are until the merge is done. */
export async function readMergeSides(ctx: Ctx, ids: readonly [Id, Id], lock = true): Promise<[MergeSide, MergeSide]> {
  const rows = await ctx.db.rows<MergeSide>(
    `select p.id, p.number, p.kind, p.country, p.identity_number as "identityNumber", p.protection,
            array(select a.area_id from party_areas a where a.company_id = p.company_id and a.party_id = p.id order by a.area_id) as areas,
            (select count(*)::int from orders o where o.company_id = p.company_id and o.party_id = p.id and o.invoice_id is null and o.cancelled_at is null) as "waitingOrders"
       from parties p where p.company_id = $1 and p.id = any ($2::uuid[]) order by p.id ${lock ? 'for update of p' : ''}`,
    [ctx.company.id, ids],
  )
  return [rows.find((row) => row.id === ids[0])!, rows.find((row) => row.id === ids[1])!]
}

export function mergeProblems(from: MergeSide, into: MergeSide): Problem[] {
  const problems: Problem[] = []
  const data = { from: from.number, into: into.number }
  const add = (code: string, message: string) => problems.push({ code, message, data })
  if (from.id === into.id) add('merge.same', `${from.number} and ${into.number} are one already`)
  if (from.kind === 'system' || into.kind === 'system') add('merge.system', "the program's own party is not merged")
  if ((from.kind === 'internal') !== (into.kind === 'internal'))
    add('merge.internal', 'an internal company and a customer outside do not become one')
  if (from.identityNumber && into.identityNumber && from.identityNumber !== into.identityNumber)
    add(
      'merge.two-identities',
      'the two have different identity numbers: they are two; correct a number first if it is wrong',
    )
  if (from.protection !== into.protection)
    add('merge.protection', 'one of the two has protected identity: set the same protection on both first')
  if ((from.areas.length === 0) !== (into.areas.length === 0))
    add(
      'merge.areas',
      'one of the two is seen by everybody, the other by some business areas: set the areas of both alike first',
    )
  if (from.waitingOrders > 0)
    add(
      'merge.orders-wait',
      `${from.waitingOrders} orders of ${from.number} wait to be billed: bill or cancel them first`,
    )
  return problems
}

/**
 * Everything but money goes over: payers, bank accounts, contacts, notes, areas. The number leads to the other from now on.
 * How the two paid was reckoned of each: that goes, and the schedule that reckons it runs at once instead of tonight.
 */
export async function absorbParty(ctx: Ctx, from: Id, into: Id): Promise<void> {
  await asSystem(ctx, async ({ db }) => {
    const both = [ctx.company.id, from, into]
    await db.query(`update parties set payer_id = $3 where company_id = $1 and payer_id = $2 and id <> $3`, both)
    await db.query(`update parties set payer_id = null where company_id = $1 and id = $3 and payer_id = $2`, both)
    await db.query(
      `insert into party_bank_accounts as t (company_id, id, party_id, scheme, account, state, source, seen_count, first_seen_on, last_seen_on)
       select company_id, gen_random_uuid(), $3, scheme, account, state, source, seen_count, first_seen_on, last_seen_on from party_bank_accounts where company_id = $1 and party_id = $2
       on conflict (company_id, scheme, account, party_id) do update set seen_count = t.seen_count + excluded.seen_count,
         first_seen_on = least(t.first_seen_on, excluded.first_seen_on), last_seen_on = greatest(t.last_seen_on, excluded.last_seen_on)`,
      both,
    )
    await db.query(`delete from party_bank_accounts where company_id = $1 and party_id = $2`, [ctx.company.id, from])
    await db.query(`update party_contacts set party_id = $3 where company_id = $1 and party_id = $2`, both)
    await db.query(`update party_notes set party_id = $3 where company_id = $1 and party_id = $2`, both)
    await db.query(
      `insert into party_areas (company_id, party_id, area_id) select company_id, $3, area_id from party_areas where company_id = $1 and party_id = $2 on conflict do nothing`,
      both,
    )
    await db.query(`delete from credit_standings where company_id = $1 and party_id in ($2, $3)`, both)
    await db.query(
      `update schedules set next_at = least(next_at, $2) where company_id = $1 and verb = 'credit.score-customers' and enabled`,
      [ctx.company.id, ctx.now],
    )
    // Numbers that led here lead on, so that no chain arises; an identity number is free for the other from here.
    await db.query(
      `update parties set merged_into_id = $3, payer_id = null, closed_on = least(closed_on, $4) where company_id = $1 and (id = $2 or merged_into_id = $2)`,
      [...both, ctx.today],
    )
    await db.query(
      `update parties t set identity_number = coalesce(t.identity_number, f.identity_number), vat_number = coalesce(t.vat_number, f.vat_number),
              is_customer = t.is_customer or f.is_customer, is_supplier = t.is_supplier or f.is_supplier
         from parties f where t.company_id = $1 and t.id = $3 and f.company_id = $1 and f.id = $2`,
      both,
    )
  })
}
