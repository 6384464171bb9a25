import { rowSource } from '../../db/insert.ts'
import { hot } from '../../db/sql.ts'
import type { Db } from '../../db/transaction.ts'
import type { Id } from '../../kernel/id.ts'
import { assert } from '../../kernel/problem.ts'
import type { Draft } from '../types.ts'

const columns = {
  invoice_id: 'uuid',
  order_id: 'uuid',
  line_no: 'int4',
  order_line_no: 'int4',
  unit_price: 'numeric',
  amount_allowance: 'int8',
  amount_net: 'int8',
  vat_category: 'text',
  vat_percent: 'numeric',
} as const

/**
 * The lines of documents: what was computed comes from the drafts, all else from the lines of their orders, which the caller has
 * locked: it need not travel to the program and back.
 */
export async function writeLines(
  db: Db,
  companyId: Id,
  documents: readonly { id: Id; draft: Pick<Draft, 'kind' | 'lines'> }[],
): Promise<void> {
  const rows = documents.flatMap(({ id, draft }) =>
    draft.lines.map((line, i) => ({
      invoice_id: id,
      order_id: line.orderId,
      line_no: i + 1,
      order_line_no: line.lineNo,
      // The order of an advance states its price with VAT.
      unit_price: draft.kind === 'advance-invoice' ? line.unitPrice : null,
      amount_allowance: line.allowance === 0n ? null : line.allowance,
      amount_net: line.amountNet,
      vat_category: line.vatCategory,
      vat_percent: line.vatPercent,
    })),
  )
  if (rows.length === 0) return
  const params: unknown[] = [companyId]
  const { names, selects, from } = rowSource(columns, rows, params)
  const { rowCount } = await db.query(
    hot(
      `insert into invoice_lines (company_id, invoice_id, line_no, text_only, order_id, order_line_no, article_id, name, description, quantity, unit, unit_code, unit_price, discount_percent,
              amount_allowance, amount_net, vat_code, vat_category, vat_percent, supply_from, supply_to, credits_line_no)
       select $1, x.invoice_id, x.line_no, l.text_only, x.order_id, x.order_line_no, l.article_id, l.name, l.description, l.quantity, l.unit, l.unit_code, coalesce(x.unit_price, l.unit_price), l.discount_percent,
              x.amount_allowance, x.amount_net, l.vat_code, x.vat_category, x.vat_percent, l.supply_from, l.supply_to, l.credits_line_no
         from (select ${selects.map((select, i) => `${select} as ${names[i]}`).join(', ')}${from} offset 0) x
        cross join lateral (select * from order_lines l where l.company_id = $1 and l.order_id = x.order_id and l.line_no = x.order_line_no offset 0) l`,
      params,
    ),
  )
  assert(rowCount === rows.length, `${rows.length} lines are billed, ${rowCount} are there`)
}
