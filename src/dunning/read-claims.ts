import type { Ctx } from '../db/context.ts'
import { hot, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { PolicyBook } from './policies.ts'
import { choosePolicy } from './policies.ts'
import type { Charged, Claim, PastLetter } from './types.ts'

export interface ClaimFilter {
  policyIds?: readonly Id[] | null
  invoiceGroupIds?: readonly Id[] | null
  /** As parties.kind. */
  customerKinds?: readonly string[] | null
  businessAreaIds?: readonly Id[] | null
  partyIds?: readonly Id[] | null
  itemIds?: readonly Id[] | null
  /** Customers whose ids come after this one, up to and with that one: a stretch of all. */
  afterParty?: Id | null
  throughParty?: Id | null
}

/** Claims of one batch: whole customers, in the order of the customers. */
const batchMin = 2_000

interface ItemRow {
  itemId: Id
  partyId: Id
  currency: string
  number: string
  reference: string
  invoiceId: Id | null
  invoiceGroupId: Id | null
  businessAreaId: Id | null
  dueOn: Day
  open: bigint
  continuesId: Id | null
  kind: string
}

const columns = `i.id as "itemId", i.party_id as "partyId", i.currency::text as currency, i.number_text as number, coalesce(i.reference, i.number_text) as reference, i.invoice_id as "invoiceId",
  i.invoice_group_id as "invoiceGroupId", i.business_area_id as "businessAreaId", i.due_on as "dueOn", i.amount_open as open, i.continues_id as "continuesId"`

/** What no statement need be asked for again and again: whether there is any of it in the company at all. */
export interface ClaimHints {
  letters: boolean
  charges: boolean
  parts: boolean
  queue: boolean
}

export async function readHints({ db, company }: Ctx): Promise<ClaimHints> {
  return db.one<ClaimHints>(
    hot(
      `select exists (select from dunning_letters where company_id = $1) as letters, exists (select from open_items where company_id = $1 and main_item_id is not null) or exists (select from invoiced_compensations where company_id = $1) as charges,
              exists (select from item_due_parts where company_id = $1) as parts, exists (select from collection_queue where company_id = $1) as queue`,
      [company.id],
    ),
  )
}

/** SQL of a filter on items `i` and their customers `p`, behind the values given. */
function filterOf(filter: ClaimFilter, given: unknown[]): { where: string; values: unknown[] } {
  const values = [...given]
  const wanted = [
    ['i.party_id', filter.partyIds, 'uuid'],
    ['i.id', filter.itemIds, 'uuid'],
    ['i.invoice_group_id', filter.invoiceGroupIds, 'uuid'],
    ['i.business_area_id', filter.businessAreaIds, 'uuid'],
    ['p.kind', filter.customerKinds, 'text'],
  ] as const
  const where = wanted.flatMap(([column, list, type]) => {
    if (!list) return []
    values.push(list)
    return [`and ${column} = any ($${values.length}::${type}[])`]
  })
  for (const [condition, party] of [
    ['i.party_id >', filter.afterParty],
    ['i.party_id <=', filter.throughParty],
  ] as const) {
    if (!party) continue
    values.push(party)
    where.push(`and ${condition} $${values.length}::uuid`)
  }
  return { where: where.join(' '), values }
}

/** All overdue claims of some customers, with their chains: by one query each. */
export const claimsOfParties = (
  ctx: Ctx,
  on: Day,
  book: PolicyBook,
  partyIds: readonly Id[],
  hints?: ClaimHints,
): Promise<Claim[]> => claimsOf(ctx, on, book, { partyIds }, hints)

/** All overdue claims of a filter that few customers pass. */
export async function claimsOf(
  ctx: Ctx,
  on: Day,
  book: PolicyBook,
  filter: ClaimFilter,
  hints?: ClaimHints,
): Promise<Claim[]> {
  const { where, values } = filterOf(filter, [ctx.company.id, on])
  const rows = await ctx.db.rows<ItemRow>(overdueItems(where), values)
  const claims = await completeClaims(ctx, rows, on, book, hints ?? (await readHints(ctx)))
  return filter.policyIds
    ? claims.filter((claim) => claim.policy && filter.policyIds!.includes(claim.policy.id))
    : claims
}

const overdueItems = (where: string): string =>
  `select ${columns}, p.kind from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
    where i.company_id = $1 and i.amount_open > 0 and i.component = 'capital' and i.due_on < $2
      and i.account in (select a.code from accounts a where a.company_id = $1 and a.control = 'receivable') ${where}
    order by i.party_id, i.id`

/**
 * Chains, charges and policies of the items of a batch, each by one query.
 * @param before letters and charges of earlier days alone: as it stood on the morning of that day
 */
export async function completeClaims(
  ctx: Ctx,
  rows: readonly ItemRow[],
  on: Day,
  book: PolicyBook,
  hints: ClaimHints,
  before: Day | null = null,
): Promise<Claim[]> {
  const ids = rows.map((row) => row.itemId)
  const origins = await originsOf(ctx, rows)
  const letters = hints.letters ? await readLetters(ctx, ids, origins, before) : new Map<Id, never>()
  const charges = hints.charges ? await readCharges(ctx, rows, origins, before) : new Map<Id, never>()
  const parts = hints.parts ? await readParts(ctx, ids, on) : new Map<Id, never>()
  const queue = hints.queue ? await readQueue(ctx, ids, before) : new Map<Id, never>()
  const claims: Claim[] = []
  for (const row of rows) {
    const part = parts.get(row.itemId)
    if (part && part.open <= 0n) continue
    const chain = letters.get(row.itemId)
    const charge = charges.get(row.itemId)
    // Field by field: a run makes some hundred thousand of these.
    claims.push({
      itemId: row.itemId,
      partyId: row.partyId,
      currency: row.currency,
      number: row.number,
      reference: row.reference,
      invoiceId: row.invoiceId,
      invoiceGroupId: row.invoiceGroupId,
      businessAreaId: row.businessAreaId,
      dueOn: part?.dueOn ?? row.dueOn,
      open: part?.open ?? row.open,
      letters: chain?.standing ?? [],
      lastLetterId: chain?.lastId ?? null,
      charged: charge?.open ?? noCharges,
      compensation: charge?.compensation ?? 0n,
      costs: charge?.costs ?? 0n,
      queued: queue.get(row.itemId) ?? null,
      policy: choosePolicy(book, row.invoiceId, row.partyId, row.invoiceGroupId, row.kind).policy,
    })
  }
  return claims
}

/** Items that carry another one on (into another currency, account or party): its letters are theirs. New item → all before it. */
async function originsOf({ db, company }: Ctx, rows: readonly ItemRow[]): Promise<Map<Id, Id[]>> {
  const moved = rows.filter((row) => row.continuesId !== null)
  if (moved.length === 0) return new Map()
  const found = await db.rows<{ itemId: Id; originId: Id }>(
    sql`with recursive before (item_id, origin_id) as (
          select i.id, i.continues_id from open_items i where i.company_id = ${company.id} and i.id = any (${moved.map((row) => row.itemId)}::uuid[])
          union
          select b.item_id, i.continues_id from before b join open_items i on i.company_id = ${company.id} and i.id = b.origin_id where i.continues_id is not null)
        select item_id as "itemId", origin_id as "originId" from before where origin_id is not null`,
  )
  const origins = new Map<Id, Id[]>()
  for (const { itemId, originId } of found) {
    const list = origins.get(itemId)
    if (list) list.push(originId)
    else origins.set(itemId, [originId])
  }
  return origins
}

const withOrigins = (ids: readonly Id[], origins: ReadonlyMap<Id, Id[]>): Id[] =>
  origins.size === 0 ? [...ids] : [...new Set([...ids, ...[...origins.values()].flat()])]

/** Which items a row belongs to: its own, and those that carry it on; of an item moved in part there are several. */
function ownersOf(origins: ReadonlyMap<Id, Id[]>): (id: Id) => Id[] {
  const owners = new Map<Id, Id[]>()
  for (const [itemId, list] of origins)
    for (const origin of list) {
      const known = owners.get(origin)
      if (known) known.push(itemId)
      else owners.set(origin, [origin, itemId])
    }
  return (id) => owners.get(id) ?? [id]
}

async function readLetters(
  { db, company }: Ctx,
  ids: readonly Id[],
  origins: ReadonlyMap<Id, Id[]>,
  before: Day | null,
): Promise<Map<Id, { standing: PastLetter[]; lastId: Id | null }>> {
  // Planned anew each time: letters become many within one run, and a plan made before it would read all of them for each claim.
  const rows = await db.rows<PastLetter & { itemId: Id; recalled: boolean }>(
    `select x.item_id as "itemId", l.id as "letterId", l.kind, l.sent_on as "sentOn", l.deadline_on as "deadlineOn", l.amount_fee as fee,
            exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled') as recalled,
            s.left, not s.left and s.failed or exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'returned') as returned
       from unnest($2::uuid[]) as asked (id)
      cross join lateral (select i.item_id, i.letter_id from dunning_letter_items i where i.company_id = $1 and i.item_id = asked.id offset 0) x
      cross join lateral (select l.* from dunning_letters l where l.company_id = $1 and l.id = x.letter_id offset 0) l
      cross join lateral (select coalesce(bool_or(d.state in ('sent', 'delivered')), false) as left, coalesce(bool_or(d.state = 'failed'), false) as failed
                            from deliveries d where d.company_id = l.company_id and d.subject_id = l.id) s
      where $3::date is null or l.sent_on < $3 order by l.sent_on, l.id`,
    [company.id, withOrigins(ids, origins), before],
  )
  const owners = ownersOf(origins)
  const chains = new Map<Id, { standing: PastLetter[]; lastId: Id | null }>()
  for (const { itemId, recalled, ...letter } of rows)
    for (const own of owners(itemId)) {
      const chain = chains.get(own) ?? { standing: [], lastId: null }
      // What a new letter follows is the last one of this very item.
      if (own === itemId) chain.lastId = letter.letterId
      // A letter that told of an item and of a part of it counts once.
      if (!recalled && chain.standing.at(-1)?.letterId !== letter.letterId) chain.standing.push(letter)
      chains.set(own, chain)
    }
  return chains
}

type ChargeRow = { open: Charged; compensation: bigint; costs: bigint }
const noCharges: Charged = { fee: 0n, interest: 0n, compensation: 0n, cost: 0n }

async function readCharges(
  { db, company }: Ctx,
  items: readonly Pick<ItemRow, 'itemId' | 'partyId'>[],
  origins: ReadonlyMap<Id, Id[]>,
  before: Day | null,
): Promise<Map<Id, ChargeRow>> {
  const ids = items.map((item) => item.itemId)
  // What was taken back has a credit beside it: both add up to nothing.
  const rows = await db.rows<{ itemId: Id; partyId: Id; component: keyof Charged; open: bigint; amount: bigint }>(
    hot(
      `select i.main_item_id as "itemId", i.party_id as "partyId", i.component, sum(i.amount_open)::bigint as open, sum(i.amount)::bigint as amount
         from open_items i where i.company_id = $1 and i.main_item_id = any ($2::uuid[]) and i.component <> 'capital' and ($3::date is null or i.opened_on < $3) group by 1, 2, 3
       union all
       -- An interest invoice asks for it: it counts, and is not asked for here.
       select x.item_id, m.party_id, 'compensation', 0, x.amount
         from invoiced_compensations x join open_items m on m.company_id = x.company_id and m.id = x.item_id
        where x.company_id = $1 and x.item_id = any ($2::uuid[]) and ($3::date is null or x.claimed_on < $3)`,
      [company.id, withOrigins(ids, origins), before],
    ),
  )
  const owners = ownersOf(origins)
  const partyOf = new Map(items.map((item) => [item.itemId, item.partyId]))
  const charges = new Map<Id, ChargeRow>()
  for (const { itemId, partyId, component, open, amount } of rows) {
    // Of an item that went on in several, each has had the charges; what is open of them is asked for once, of whom it is due.
    let isAsked = false
    for (const own of owners(itemId)) {
      if (!partyOf.has(own)) continue
      const row = charges.get(own) ?? { open: { ...noCharges }, compensation: 0n, costs: 0n }
      if (!isAsked && partyOf.get(own) === partyId) {
        row.open[component] += open
        isAsked = true
      }
      if (component === 'compensation') row.compensation += amount
      if (component === 'fee') row.costs += amount
      charges.set(own, row)
    }
  }
  return charges
}

/** Of items that are due in parts: what is due by the day, and since when. What was paid took the first parts. */
async function readParts(
  { db, company }: Ctx,
  ids: readonly Id[],
  on: Day,
): Promise<Map<Id, { open: bigint; dueOn: Day }>> {
  const rows = await db.rows<{ itemId: Id; open: bigint; dueOn: Day | null }>(
    hot(
      `select item_id as "itemId", sum(open) filter (where due_on < $3)::bigint as open, min(due_on) filter (where open > 0) as "dueOn" from (
         select d.item_id, d.due_on, least(d.amount, greatest(0, i.amount_open - (coalesce(sum(d.amount) over later, 0) - d.amount)))::bigint as open
           from item_due_parts d join open_items i on i.company_id = d.company_id and i.id = d.item_id
          where d.company_id = $1 and d.item_id = any ($2::uuid[])
         window later as (partition by d.item_id order by d.part_no desc rows unbounded preceding)) x
        group by 1`,
      [company.id, ids, on],
    ),
  )
  return new Map(rows.map(({ itemId, open, dueOn }) => [itemId, { open: open ?? 0n, dueOn: dueOn ?? on }]))
}

async function readQueue(
  { db, company }: Ctx,
  ids: readonly Id[],
  before: Day | null,
): Promise<Map<Id, 'waiting' | 'ended'>> {
  const rows = await db.rows<{ itemId: Id; waiting: boolean }>(
    hot(
      `select item_id as "itemId", bool_or(state = 'waiting' or $3::date is not null and (ended_at at time zone $4)::date >= $3) as waiting
         from collection_queue where company_id = $1 and item_id = any ($2::uuid[]) and ($3::date is null or queued_on < $3) group by 1`,
      [company.id, ids, before, company.timeZone],
    ),
  )
  return new Map(rows.map(({ itemId, waiting }) => [itemId, waiting ? 'waiting' : 'ended']))
}

/** A claim of the past: what of it was open at the end of each day. */
export interface PastClaim extends Claim {
  amount: bigint
  openedOn: Day
  /** Falling: the amount that came off, and the day on which the books show it. */
  movements: { on: Day; amount: bigint }[]
  /** Of charges before the stretch: what came off each kind since. */
  chargeMovements: { on: Day; component: keyof Charged; amount: bigint }[]
  /** Where it is due in parts: each in its order. */
  parts: { dueOn: Day; amount: bigint }[]
}

/** Every claim that was overdue on some day of a stretch, as it stood before it, with what happened to it since. */
export async function* pastClaims(
  ctx: Ctx,
  from: Day,
  through: Day,
  book: PolicyBook,
  filter: ClaimFilter = {},
): AsyncGenerator<PastClaim[]> {
  const { db, company } = ctx
  const known = await readHints(ctx)
  // What is due in parts, and when, is found day by day.
  const hints = { ...known, parts: false }
  const { where, values } = filterOf(filter, [company.id, from, through])
  const statement = `select ${columns}, p.kind, i.amount, i.opened_on as "openedOn" from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
     where i.company_id = $1 and i.amount > 0 and i.component = 'capital' and i.due_on < $3 and i.opened_on <= $3 and i.closed_on > $2
       and i.account in (select a.code from accounts a where a.company_id = $1 and a.control = 'receivable') ${where}
     order by i.party_id, i.id`
  type Row = ItemRow & Pick<PastClaim, 'amount' | 'openedOn'>
  const complete = async (rows: Row[]): Promise<PastClaim[]> => {
    const claims = await completeClaims(ctx, rows, from, book, hints, from)
    const taken = await db.rows<{ itemId: Id; on: Day; amount: bigint }>(
      hot(
        `select debit_item_id as "itemId", effective_on as on, sum(amount)::bigint as amount from allocations where company_id = $1 and debit_item_id = any ($2::uuid[]) group by 1, 2`,
        [company.id, rows.map((row) => row.itemId)],
      ),
    )
    const movements = byItem(taken)
    const chargeMovements = hints.charges ? await readChargeMovements(ctx, rows, from) : none
    const parts = known.parts ? await readDueParts(ctx, rows) : none
    const byId = new Map(rows.map((row) => [row.itemId, row]))
    return claims.map((claim) => {
      const { amount, openedOn } = byId.get(claim.itemId)!
      return {
        ...claim,
        amount,
        openedOn,
        movements: movements.get(claim.itemId) ?? [],
        chargeMovements: chargeMovements.get(claim.itemId) ?? [],
        parts: parts.get(claim.itemId) ?? [],
      }
    })
  }
  let pending: Row[] = []
  for await (const batch of db.stream<Row>(statement, values, batchMin)) {
    pending.push(...batch)
    const last = pending.at(-1)!.partyId
    const cut = pending.findIndex((row) => row.partyId === last)
    if (cut <= 0) continue
    yield complete(pending.slice(0, cut))
    pending = pending.slice(cut)
  }
  if (pending.length > 0) yield complete(pending)
}

const none = new Map<Id, never>()

function byItem<T extends { itemId: Id }>(rows: readonly T[]): Map<Id, T[]> {
  const map = new Map<Id, T[]>()
  for (const row of rows) {
    const own = map.get(row.itemId)
    if (own) own.push(row)
    else map.set(row.itemId, [row])
  }
  return map
}

/** Of charges that stood on the morning of a day: what came off them from that day on. */
const readChargeMovements = async ({ db, company }: Ctx, rows: readonly ItemRow[], from: Day) =>
  byItem(
    await db.rows<{ itemId: Id } & PastClaim['chargeMovements'][number]>(
      hot(
        `select c.main_item_id as "itemId", c.component, a.effective_on as on, sum(a.amount)::bigint as amount
           from open_items c join allocations a on a.company_id = c.company_id and a.debit_item_id = c.id
          where c.company_id = $1 and c.main_item_id = any ($2::uuid[]) and c.component <> 'capital' and c.opened_on < $3 and a.effective_on >= $3 group by 1, 2, 3`,
        [company.id, rows.map((row) => row.itemId), from],
      ),
    ),
  )

const readDueParts = async ({ db, company }: Ctx, rows: readonly ItemRow[]) =>
  byItem(
    await db.rows<{ itemId: Id } & PastClaim['parts'][number]>(
      hot(
        `select item_id as "itemId", due_on as "dueOn", amount from item_due_parts where company_id = $1 and item_id = any ($2::uuid[]) order by item_id, part_no`,
        [company.id, rows.map((row) => row.itemId)],
      ),
    ),
  )
