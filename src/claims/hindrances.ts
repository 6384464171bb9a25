import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'

/** Why a claim must not be asked for; in the order in which a person wants to hear them. */
export const hindranceKinds = [
  'deceased',
  'bankrupt',
  'debt-relief',
  'written-off',
  'in-enforcement',
  'in-collection',
  'financed',
  'dispute',
  'plan',
  'deferral',
  'promise',
  'pause',
  'protected',
  'credit-note-pending',
  'refund-pending',
  'unapplied-money',
] as const
export type HindranceKind = (typeof hindranceKinds)[number]

export interface Hindrance {
  kind: HindranceKind
  /** The hold, order, open item, refund, payment, case, financing, loss or party that it comes from. */
  causeId: Id
  fromOn: Day | null
  /** First day on which it holds no more; null: until it is ended. */
  toOn: Day | null
  /** What the cause is worth, in `currency`: the money that came, what was promised, what is disputed. */
  amount: Minor | null
  currency: string | null
  /** Of the claim so much only must not be asked for (a dispute of a part); null: all of it. */
  rests: Minor | null
  reason: string | null
  /** Why money that lies unapplied may be meant for this claim: it names it, is its very sum, is enough for it, or it is the oldest one. */
  how?: 'named' | 'exact' | 'enough' | 'oldest' | null
}

/** Of which claims: all open ones, those of some items, or those of some parties. */
export type HindranceFilter = 'all' | { items: readonly Id[] } | { parties: readonly Id[] }

/**
 * SQL: a table of `claim_hindrances` for a join (`from ${hindrancesOf(…)} h`): item_id, kind, cause_id, from_on, to_on, amount,
 * currency, rests, reason, how. Run it as the system (asSystem): money of a customer that lies behind another wall hinders too.
 */
export const hindrancesOf = (companyId: Id, on: Day, filter: HindranceFilter = 'all'): Statement =>
  sql`claim_hindrances(${companyId}::uuid, ${on}::date, ${filter !== 'all' && 'items' in filter ? filter.items : null}::uuid[], ${
    filter !== 'all' && 'parties' in filter ? filter.parties : null
  }::uuid[])`

/**
 * Every reason why open claims must not be asked for on a day, by item; an item that nothing hinders has no entry. One query.
 * Items are those that the user sees; their reasons are read past the walls, since money hinders wherever it lies.
 */
export async function readHindrances(
  ctx: Ctx,
  on: Day,
  filter: HindranceFilter = 'all',
): Promise<Map<Id, Hindrance[]>> {
  const rows = await asSystem(ctx, (system) =>
    system.db.rows<Hindrance & { itemId: Id }>(
      sql`select h.item_id as "itemId", h.kind, h.cause_id as "causeId", h.from_on as "fromOn", h.to_on as "toOn", h.amount, h.currency, h.rests, h.reason, h.how
            from ${hindrancesOf(ctx.company.id, on, filter)} h`,
    ),
  )
  const visible = ctx.user.areas === 'all' ? null : await visibleOf(ctx, rows)
  const byItem = new Map<Id, Hindrance[]>()
  for (const { itemId, ...hindrance } of rows) {
    if (visible && !visible.has(itemId)) continue
    const own = byItem.get(itemId)
    if (own) own.push(hindrance)
    else byItem.set(itemId, [hindrance])
  }
  for (const own of byItem.values()) own.sort((a, b) => rank(a) - rank(b))
  return byItem
}

const rank = ({ kind }: Hindrance): number => hindranceKinds.indexOf(kind)

async function visibleOf({ db, company }: Ctx, rows: readonly { itemId: Id }[]): Promise<Set<Id>> {
  const ids = [...new Set(rows.map((row) => row.itemId))]
  const seen = await db.rows<{ id: Id }>(
    sql`select id from open_items where company_id = ${company.id} and id = any (${ids}::uuid[])`,
  )
  return new Set(seen.map((row) => row.id))
}
