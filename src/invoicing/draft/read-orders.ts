import { hot } from '../../db/sql.ts'
import type { Db } from '../../db/transaction.ts'
import type { Id } from '../../kernel/id.ts'
import type { Order, OrderLine } from '../types.ts'

// Lines travel as JSON arrays (numbers as text, so that no decimal becomes a float): three times quicker than flat rows.
const columns = `
  o.id, o.kind, o.source, o.source_reference as "sourceReference", o.source_row as "sourceRow", o.party_id as "partyId", o.invoice_group_id as "invoiceGroupId",
  o.business_area_id as "businessAreaId", o.currency, o.invoice_on as "invoiceOn", o.due_on as "dueOn", o.supply_on as "supplyOn", o.supply_from as "supplyFrom",
  o.supply_to as "supplyTo", o.their_reference as "theirReference", o.our_reference as "ourReference", o.purchase_order as "purchaseOrder", o.text,
  o.credits_id as "creditsId", o.reason,
  (select coalesce(json_agg(json_build_array(l.line_no, l.text_only, l.article_id, l.name, l.description, trim_scale(l.quantity)::text, l.unit, l.unit_code,
            trim_scale(l.unit_price)::text, trim_scale(l.discount_percent)::text, l.vat_code, l.supply_from, l.supply_to, l.coding, l.credits_line_no) order by l.line_no), '[]')
     from order_lines l where l.company_id = o.company_id and l.order_id = o.id) as lines`

type LineArray = [
  number,
  boolean,
  Id | null,
  string,
  string | null,
  string,
  string,
  string,
  string,
  string | null,
  string,
  OrderLine['supplyFrom'],
  OrderLine['supplyTo'],
  OrderLine['coding'],
  number | null,
]
type OrderRow = Omit<Order, 'lines'> & { lines: LineArray[] }

/** Orders by id, with their lines; those billed or cancelled meanwhile are left out. `lock` keeps them until commit. */
export async function readOrders(db: Db, companyId: Id, ids: readonly Id[], lock = false): Promise<Map<Id, Order>> {
  const keys = `{${ids.join(',')}}`
  // The state is asked outside, never beside the keys: there it invites the index of all that waits, which is then read whole for
  // each chunk, where statistics are missing or old.
  // Locked by a statement of its own, so that the next one sees the lines as whoever held the order before has left them.
  const locked = lock
    ? db.query(
        hot(
          `select count(*) from (select 1 from orders where company_id = $1 and id = any ($2::uuid[]) order by id for no key update) x`,
          [companyId, keys],
        ),
      )
    : null
  const read = db.rows<OrderRow>(
    hot(
      `select ${columns} from (select * from orders where company_id = $1 and id = any ($2::uuid[]) offset 0) o
        where o.invoice_id is null and o.cancelled_at is null`,
      [companyId, keys],
    ),
  )
  const [rows] = await Promise.all([read, locked])
  return new Map(rows.map((row) => [row.id, toOrder(row)]))
}

/** Orders as they were billed, by id: for what they would become today. */
export async function readBilledOrders(db: Db, companyId: Id, ids: readonly Id[]): Promise<Map<Id, Order>> {
  const rows = await db.rows<OrderRow>(
    `select ${columns} from orders o where o.company_id = $1 and o.id = any ($2::uuid[]) and o.invoice_id is not null`,
    [companyId, ids],
  )
  return new Map(rows.map((row) => [row.id, toOrder(row)]))
}

export interface WaitingFilter {
  invoiceGroupIds?: Id[] | null
  importId?: Id | null
  orderIds?: Id[] | null
  partyIds?: Id[] | null
}

const namedMax = 2_000

/** Orders that wait to be billed, in the order in which they are assembled, batch by batch. */
export async function* waitingOrders(
  db: Db,
  companyId: Id,
  filter: WaitingFilter,
  batch = 500,
): AsyncGenerator<Order[]> {
  // Orders that are named come by their keys, in one answer.
  const { orderIds, ...others } = filter
  if (orderIds && orderIds.length <= namedMax && Object.values(others).every((one) => !one)) {
    const named = [...(await readOrders(db, companyId, orderIds)).values()]
    const key = (order: Order) => [order.invoiceGroupId, order.partyId, order.currency, order.kind, order.id].join(' ')
    if (named.length > 0) yield named.sort((a, b) => (key(a) < key(b) ? -1 : 1))
    return
  }
  const text = `select ${columns} from orders o
      where o.company_id = $1 and o.invoice_id is null and o.cancelled_at is null
        and ($2::uuid[] is null or o.invoice_group_id = any ($2)) and ($3::uuid is null or o.import_id = $3)
        and ($4::uuid[] is null or o.id = any ($4)) and ($5::uuid[] is null or o.party_id = any ($5))
      order by o.invoice_group_id, o.party_id, o.currency, o.kind, o.id`
  const params = [
    companyId,
    filter.invoiceGroupIds ?? null,
    filter.importId ?? null,
    filter.orderIds ?? null,
    filter.partyIds ?? null,
  ]
  const rows = db.stream<OrderRow>(text, params, batch)
  for await (const chunk of rows) yield chunk.map(toOrder)
}

function toOrder(row: OrderRow): Order {
  return {
    ...row,
    lines: row.lines.map(
      ([
        lineNo,
        textOnly,
        articleId,
        name,
        description,
        quantity,
        unit,
        unitCode,
        unitPrice,
        discountPercent,
        vatCode,
        supplyFrom,
        supplyTo,
        coding,
        creditsLineNo,
      ]) => ({
        orderId: row.id,
        lineNo,
        textOnly,
        articleId,
        name,
        description,
        quantity,
        unit,
        unitCode,
        unitPrice,
        discountPercent,
        vatCode,
        supplyFrom,
        supplyTo,
        coding,
        creditsLineNo,
      }),
    ),
  }
}
