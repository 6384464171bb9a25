import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { AsOf } from './items-as-of.ts'
import { firstItems, itemColumns, itemsAsOf, itemsKept, itemsToSum } from './items-as-of.ts'

/**
 * Open items by the day on which their money is due: an item with instalments or a deferral is a row for each part that
 * is still open (`part_no`, with the part's own `due_on`, `amount`, `open`, `base_open`); any other is one row, `part_no` 0.
 * What was paid took the first parts (subledger: dueParts). Base money is cut at rounded running sums, so that the parts
 * add up to the item. `where` is of items, `due` of rows; both name `i`.
 */
export async function dueRowsAsOf(ctx: Ctx, at: AsOf, where: Statement, due: Statement = raw('true')) {
  if (!(await hasParts(ctx)))
    return sql`select ${rowColumns} from (${itemsAsOf(ctx, at, sql`(${where}) and (${due})`)}) i`
  const whole = itemsAsOf(ctx, at, sql`(${where}) and (${due}) and not ${parts(at)}`)
  return sql`select ${rowColumns} from (${whole}) i union all ${splitRows(ctx, at, where, due)}`
}

/** The rows among which the first of a list are (firstItems); those due in parts are few, and all of them are there. */
export async function firstDueRows(
  ctx: Ctx,
  at: AsOf,
  where: Statement,
  due: Statement,
  sort: Parameters<typeof firstItems>[3],
) {
  // What was known at an instant asks for the allocations recorded since.
  if (at.knownAt !== null) return dueRowsAsOf(ctx, at, where, due)
  const split = await hasParts(ctx)
  const wanted = sql`(${where}) and (${due}) ${split ? sql`and not ${parts(at)}` : raw('')}`
  const first = sql`i.id = any (array(${await firstItems(ctx, at.asOf, wanted, sort)}))`
  const rows = sql`select ${rowColumns} from (${itemsAsOf(ctx, at, first)}) i`
  return split ? sql`${rows} union all ${splitRows(ctx, at, where, due)}` : rows
}

/** The same for sums: `rows` are items or parts, each once; `corrections` are added to them (itemsToSum). */
export async function dueRowsToSum(
  ctx: Ctx,
  at: AsOf,
  where: Statement,
): Promise<{ rows: Statement[]; corrections: Statement[] }> {
  const split = await hasParts(ctx)
  const [first, ...rest] = await itemsToSum(ctx, at, split ? sql`(${where}) and not ${parts(at)}` : where)
  return {
    rows: [plainRows(first!), ...(split ? [splitRows(ctx, at, where, raw('true'))] : [])],
    corrections: rest.map(plainRows),
  }
}

/**
 * The same from kept sums (itemsKept): `where`, `due` and who reads the sources name kept columns only.
 * @param counted what `items` counts: each row, where a part is one; each item; nothing
 */
export async function dueSumsKept(
  ctx: Ctx,
  asOf: Day,
  where: Statement,
  { due = raw('true'), counted }: { due?: Statement; counted: 'rows' | 'items' | 'nothing' },
): Promise<Statement[]> {
  const sources = await itemsKept(ctx, asOf, sql`(${where}) and (${due})`, counted !== 'nothing')
  if (!(await hasParts(ctx))) return sources
  const at: AsOf = { asOf, knownAt: null }
  const one = raw(counted === 'rows' ? '1::int8' : '0::int8')
  const whole = itemsAsOf(ctx, at, sql`(${where}) and (${due}) and ${parts(at)}`)
  return [
    ...sources,
    sql`select ${keptOf}, -i.open as open, -i.base_open as base_open, -${one} as items from (${whole}) i`,
    sql`select ${keptOf}, i.open, i.base_open, ${one} as items from (${splitRows(ctx, at, where, due)}) i`,
  ]
}

const keptOf = raw(
  'i.account, i.currency, i.base_currency, i.kind, i.invoice_group_id, i.business_area_id, i.due_on, sign(i.amount)::smallint as sign, sign(i.amount)::int8 as amount',
)

const shared = itemColumns.filter((column) => column !== 'amount' && column !== 'due_on').map((column) => `i.${column}`)
const rowColumns = raw([...shared, 'i.amount', 'i.due_on', 'i.open', 'i.base_open', '0 as part_no'].join(', '))

const plainRows = (source: Statement): Statement => sql`select ${rowColumns} from (${source}) i`

const hasParts = async ({ db, company }: Ctx): Promise<boolean> =>
  (
    await db.one<{ any: boolean }>(
      sql`select exists (select from item_due_parts where company_id = ${company.id}) as any`,
    )
  ).any

/** Whether the item is due in parts, as known at the instant. */
const parts = ({ knownAt }: AsOf): Statement =>
  sql`exists (select from item_due_parts d where d.company_id = i.company_id and d.item_id = i.id and ${knownThen(knownAt)})`

const knownThen = (knownAt: string | null): Statement =>
  knownAt === null ? raw('true') : sql`d.recorded_at <= ${knownAt}`

function splitRows(ctx: Ctx, at: AsOf, where: Statement, due: Statement): Statement {
  // `upto`: what of the item is open in this part and all later ones; the parts open are its last ones.
  return sql`
    select ${raw(shared.join(', '))}, i.part_amount as amount, i.due_on, i.upto - i.beyond as open,
           round(i.base_open::numeric * i.upto / i.open)::int8 - round(i.base_open::numeric * i.beyond / i.open)::int8 as base_open, i.part_no
      from (
        select ${raw(shared.join(', '))}, i.open, i.base_open, d.part_no, d.due_on, d.amount as part_amount,
               sign(i.open)::int8 * least(abs(i.open), (sum(abs(d.amount)) over later)::int8) as upto,
               sign(i.open)::int8 * least(abs(i.open), (sum(abs(d.amount)) over later - abs(d.amount))::int8) as beyond
          from (${itemsAsOf(ctx, at, sql`(${where}) and ${parts(at)}`)}) i
          join item_due_parts d on d.company_id = i.company_id and d.item_id = i.id and ${knownThen(at.knownAt)}
        window later as (partition by i.id order by d.part_no desc rows unbounded preceding)
      ) i
     where i.upto <> i.beyond and (${due})`
}
