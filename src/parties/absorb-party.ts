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

/** What one party gave another as it was merged into it: ids and days, nothing personal. */
export interface Carried {
  /** Of the one that ended. */
  payerId: Id | null
  closedOn: string
  /** Numbers that had led to it already. */
  ledHere: Id[]
  paysFor: Id[]
  paidForTheOther: boolean
  contacts: Id[]
  notes: Id[]
  /** `folded`: both had paid from the account; the row of the one that ended went into that of the other. */
  bankAccounts: { moved: Id[]; folded: FoldedAccount[] }
  /** What the one that remains has from it. */
  given: { areas: Id[]; identity: boolean; vat: boolean; customer: boolean; supplier: boolean }
}
interface FoldedAccount {
  id: Id
  into: Id
  state: string
  source: string
  seen: number
  first: string
  last: string
  /** The days of the other's own row. */
  own: { first: string; last: string }
}

/**
 * Everything but money goes over: payers, bank accounts, contacts, notes, areas. The number leads to the other from now on.
 * How the two paid was reckoned of each: that goes, and the schedule that reckons it runs at once instead of tonight.
 */
export async function absorbParty(ctx: Ctx, from: Id, into: Id): Promise<Carried> {
  return asSystem(ctx, async ({ db }) => {
    const both = [ctx.company.id, from, into]
    const ids = async (sql: string): Promise<Id[]> => (await db.rows<{ id: Id }>(sql, both)).map((row) => row.id)
    const before = await db.one<Omit<Carried['given'], 'areas'> & { payerId: Id | null; closedOn: string }>(
      `select f.payer_id as "payerId", f.closed_on::text as "closedOn", t.identity_number is null and f.identity_number is not null as identity,
              t.vat_number is null and f.vat_number is not null as vat, f.is_customer and not t.is_customer as customer, f.is_supplier and not t.is_supplier as supplier
         from parties f, parties t where f.company_id = $1 and f.id = $2 and t.company_id = $1 and t.id = $3`,
      both,
    )
    const paysFor = await ids(
      `update parties set payer_id = $3 where company_id = $1 and payer_id = $2 and id <> $3 returning id`,
    )
    const paidForTheOther = await ids(
      `update parties set payer_id = null where company_id = $1 and id = $3 and payer_id = $2 returning id`,
    )
    const moved = await ids(
      `update party_bank_accounts f set party_id = $3 where f.company_id = $1 and f.party_id = $2
          and not exists (select from party_bank_accounts t where t.company_id = f.company_id and t.party_id = $3 and t.scheme = f.scheme and t.account = f.account) returning f.id`,
    )
    const folded = await db.rows<FoldedAccount>(
      `select f.id, t.id as into, f.state, f.source, f.seen_count as seen, f.first_seen_on::text as first, f.last_seen_on::text as last,
              jsonb_build_object('first', t.first_seen_on, 'last', t.last_seen_on) as own
         from party_bank_accounts f join party_bank_accounts t on t.company_id = f.company_id and t.party_id = $3 and t.scheme = f.scheme and t.account = f.account
        where f.company_id = $1 and f.party_id = $2 order by f.id`,
      both,
    )
    await db.query(
      `update party_bank_accounts t set seen_count = t.seen_count + f.seen_count, first_seen_on = least(t.first_seen_on, f.first_seen_on), last_seen_on = greatest(t.last_seen_on, f.last_seen_on)
         from party_bank_accounts f where f.company_id = $1 and f.party_id = $2 and t.company_id = $1 and t.party_id = $3 and t.scheme = f.scheme and t.account = f.account`,
      both,
    )
    await db.query(`delete from party_bank_accounts where company_id = $1 and party_id = $2`, [ctx.company.id, from])
    const contacts = await ids(
      `update party_contacts set party_id = $3 where company_id = $1 and party_id = $2 returning id`,
    )
    const notes = await ids(`update party_notes set party_id = $3 where company_id = $1 and party_id = $2 returning id`)
    const newAreas = await ids(
      `insert into party_areas (company_id, party_id, area_id) select company_id, $3, area_id from party_areas where company_id = $1 and party_id = $2 on conflict do nothing returning area_id as id`,
    )
    await reckonAnew(ctx, [from, into])
    // Numbers that led here lead on, so that no chain arises; an identity number is free for the other from here.
    const ended = await db.rows<{ id: Id }>(
      `update parties set merged_into_id = $3, payer_id = null, closed_on = least(closed_on, $4) where company_id = $1 and (id = $2 or merged_into_id = $2) returning id`,
      [...both, ctx.today],
    )
    await db.query(
      `update parties t set identity_number = coalesce(t.identity_number, f.identity_number), vat_number = coalesce(t.vat_number, f.vat_number),
              is_customer = t.is_customer or f.is_customer, is_supplier = t.is_supplier or f.is_supplier
         from parties f where t.company_id = $1 and t.id = $3 and f.company_id = $1 and f.id = $2`,
      both,
    )
    const { payerId, closedOn, ...given } = before
    return {
      payerId,
      closedOn,
      ledHere: ended.map((row) => row.id).filter((id) => id !== from),
      paysFor,
      paidForTheOther: paidForTheOther.length > 0,
      contacts,
      notes,
      bankAccounts: { moved, folded },
      given: { areas: newAreas, ...given },
    }
  })
}

/** How they pay is reckoned anew, by the schedule that does so, at once. */
export async function reckonAnew({ db, company, now }: Ctx, parties: readonly Id[]): Promise<void> {
  await db.query(`delete from credit_standings where company_id = $1 and party_id = any ($2::uuid[])`, [
    company.id,
    parties,
  ])
  await db.query(
    `update schedules set next_at = least(next_at, $2) where company_id = $1 and verb = 'credit.score-customers' and enabled`,
    [company.id, now],
  )
}
