import { createHash } from 'node:crypto'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { ItemRow } from './item-rows.ts'
import { itemColumns } from './item-rows.ts'
import type { Change, NewAmount, OldAmount } from './redenomination-plan.ts'
import { accountLines, inNew, redenominated } from './redenomination-plan.ts'

export interface CarriedItem {
  item: ItemRow
  old: OldAmount
  new: NewAmount
  /** Revaluation that still stands on the item, in the old and the new currency of the books. */
  adjustment: bigint
  newAdjustment: bigint
}
export interface CarriedBalance {
  account: string
  /** Where it goes: itself, or for income and expenses the account of the result. */
  into: string
  old: OldAmount
  new: NewAmount
}
export interface Redenomination {
  change: Change & { on: Day; source: string }
  /** The last day of the old currency. */
  lastOn: Day
  items: CarriedItem[]
  balances: CarriedBalance[]
  /** Posted on the rounding account, new currency: what makes the opening sum to zero. */
  rounding: bigint
  lines: (ReturnType<typeof accountLines>[number] & { items: number })[]
  /** Says whether two plans are the same. */
  fingerprint: string
}

/** The change of currency that the country's rules know. @throws Refused redenomination.none */
export function changeOf(ctx: Ctx): Redenomination['change'] {
  const [change] = country(ctx.company.country).currency.changes
  return change ?? refuse('redenomination.none', 'the books of this country do not change their currency')
}

/**
 * Everything that the old books hold at the end of their last day, and what becomes of it: the same plan is shown, and made
 * again when it is executed. @throws Refused when the control accounts differ from their items, or a day is closed
 */
export async function readRedenomination(ctx: Ctx, resultAccount: string | null): Promise<Redenomination> {
  const change = changeOf(ctx)
  const lastOn = addDays(change.on, -1)
  await refuseClosed(ctx, change.on)
  await refuseUnproved(ctx, lastOn)
  const items = await readItems(ctx, change)
  const balances = await readBalances(ctx, change, resultAccount)
  if (items.length === 0 && balances.length === 0)
    refuse('redenomination.nothing-left', `nothing is left in ${change.from}: it has been redenominated`, {}, 409)
  const parts = [
    ...items.map((one) => ({
      account: one.item.account,
      old: one.old.base + one.adjustment,
      new: one.new.base + one.newAdjustment,
    })),
    ...balances.map((one) => ({ account: one.account, old: one.old.base, new: one.new.base })),
  ]
  const rounding = -parts.reduce((sum, part) => sum + part.new, 0n)
  const lines = accountLines(parts, change).map((line) => ({
    ...line,
    items: items.filter((one) => one.item.account === line.account).length,
  }))
  const text = JSON.stringify([
    items.map((one) => [one.item.id, String(one.old.amount), String(one.old.base), String(one.adjustment)]),
    balances.map((one) => [one.account, one.into, one.old.currency, String(one.old.amount), String(one.old.base)]),
  ])
  const fingerprint = createHash('sha256').update(text).digest('hex')
  return { change, lastOn, items, balances, rounding, lines, fingerprint }
}

/** Only the first day of the new currency has to be open: the old year may be closed. */
async function refuseClosed({ db, company }: Ctx, day: Day): Promise<void> {
  const row = await db.maybe<{ ledger: string | null }>(
    `select (select min(p.ledger) from periods p where p.company_id = $1 and $2 between p.starts_on and p.ends_on and p.closed_at is not null) as ledger
      where exists (select from periods p where p.company_id = $1 and $2 between p.starts_on and p.ends_on and p.closed_at is not null)
         or not exists (select from periods p where p.company_id = $1 and p.ledger = 'general' and $2 between p.starts_on and p.ends_on)`,
    [company.id, day],
  )
  if (!row) return
  const { ledger } = row
  if (ledger)
    refuse('period.closed', `the period of ${day} is closed (${ledger} ledger): open it first`, { on: day }, 409)
  refuse('period.unknown', `no period holds ${day}: add it`, { on: day }, 409)
}

async function refuseUnproved({ db, company }: Ctx, on: Day): Promise<void> {
  const rows = await db.rows<{ account: string; party: string | null; difference: bigint; base_currency: string }>(
    `select c.account, p.number as party, c.ledger_base - c.items_base - c.adjustments as difference, c.base_currency
       from control_proof($1, $2) c left join parties p on p.company_id = $1 and p.id = c.party_id
      where c.ledger_amount <> c.items_amount or c.ledger_base <> c.items_base + c.adjustments order by c.account, p.number limit 20`,
    [company.id, on],
  )
  if (rows.length === 0) return
  throw new Refused(
    rows.map((row) => ({
      code: 'redenomination.control-account-differs',
      message: `account ${row.account}, party ${row.party ?? '(none)'}: the ledger differs from the open items by ${formatMinor(row.difference, row.base_currency)} ${row.base_currency} on ${on}: find the cause first`,
      data: { account: row.account, party: row.party },
    })),
  )
}

async function readItems({ db, company }: Ctx, change: Change): Promise<CarriedItem[]> {
  const rows = await db.rows<ItemRow & { adjustment: bigint }>(
    `select ${itemColumns},
            (select coalesce(sum(j.base_amount), 0)::bigint from item_adjustments j where j.company_id = $1 and j.item_id = i.id) as adjustment
       from open_items i where i.company_id = $1 and i.base_currency = $2 and i.amount_open <> 0
      order by i.id for no key update`,
    [company.id, change.from],
  )
  return rows.map(({ adjustment, ...item }) => {
    const old = { currency: item.currency, amount: item.amount_open, base: item.base_open }
    return { item, old, new: redenominated(old, change), adjustment, newAdjustment: inNew(adjustment, change) }
  })
}

/** Accounts that carry no items: the items are carried one by one. What an earlier run carried has left the old currency. */
async function readBalances(
  { db, company }: Ctx,
  change: Change,
  resultAccount: string | null,
): Promise<CarriedBalance[]> {
  const rows = await db.rows<{ account: string; kind: string; currency: string; amount: bigint; base: bigint }>(
    `select p.account, a.kind, p.currency, sum(p.amount)::bigint as amount, sum(p.base_amount)::bigint as base
       from postings p join accounts a on a.company_id = p.company_id and a.code = p.account
      where p.company_id = $1 and p.base_currency = $2 and a.control is null
      group by p.account, a.kind, p.currency having sum(p.amount) <> 0 or sum(p.base_amount) <> 0
      order by p.account, p.currency`,
    [company.id, change.from],
  )
  return rows.map((row) => {
    const old = { currency: row.currency, amount: row.amount, base: row.base }
    const isResult = row.kind === 'income' || row.kind === 'expense'
    return {
      account: row.account,
      into: isResult && resultAccount ? resultAccount : row.account,
      old,
      new: redenominated(old, change),
    }
  })
}
