import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { seesProtected } from '../../parties/sees-protected.ts'
import { carried, invoiceState, openAmount, openCurrency } from '../invoice-filter.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'
import { invoiceShape } from './invoice-shape.ts'

/** Everything about one document: lines, VAT, postings, what is open and what settled it, deliveries, notes, orders and file rows. */
export const readInvoice = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.read-invoice',
  summary: 'One document with all that belongs to it',
  route: 'GET /invoices/{invoiceId}',
  input: z.object({ invoiceId: id }),
  output: z.object({ invoice: invoiceShape }),
  async run(ctx, { invoiceId }) {
    const { db, company } = ctx
    const row = await db.maybe<{
      currency: string
      base: string | null
      open: bigint
      openCurrency: string
      shown: { partyId: string; isProtected: boolean }[]
      invoice: Record<string, unknown>
    }>(
      `with recursive line as (
         select n.* from invoices i join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
           join open_items n on n.company_id = t.company_id and n.continues_id = t.id and n.invoice_id = i.id and n.number_text = i.number_text
          where i.company_id = $1 and i.id = $2
         union all
         select n.* from line l join open_items n on n.company_id = l.company_id and n.continues_id = l.id and n.invoice_id = l.invoice_id and n.number_text = l.number_text
       )
       select i.currency, v.base_currency as base, ${openAmount} as open, ${openCurrency} as "openCurrency",
              json_build_array(json_build_object('partyId', p.id, 'isProtected', p.protection <> 'none'), json_build_object('partyId', y.id, 'isProtected', y.protection <> 'none')) as shown, json_build_object(
          'invoiceId', i.id, 'kind', i.kind, 'number', i.number_text, 'reference', i.reference, 'partyId', p.id, 'customer', p.number, 'customerName', ${shownName(ctx, 'p')}, 'isProtected', p.protection <> 'none',
          'payerId', y.id, 'payer', y.number, 'payerName', ${shownName(ctx, 'y')}, 'invoiceGroup', g.code, 'invoiceGroupName', g.name, 'termsDays', i.terms_days, 'referenceKind', i.reference_kind,
          'businessArea', (select json_build_object('code', b.code, 'name', b.name) from business_areas b where b.company_id = i.company_id and b.id = i.business_area_id),
          'state', ${invoiceState(ctx.today)}, 'paidOn', case when t.closed_on < 'infinity' and ${openAmount} = 0 then (select max(z.value_on) from allocations z
            where z.company_id = t.company_id and z.reverses_id is null and (z.debit_item_id = t.id or z.credit_item_id = t.id or z.debit_item_id in (select id from line) or z.credit_item_id in (select id from line))) end, 'issuedOn', i.issued_on, 'dueOn', i.due_on, 'supplyOn', i.supply_on, 'supplyFrom', i.supply_from, 'supplyTo', i.supply_to,
          'currency', i.currency, 'rate', trim_scale(i.rate)::text, 'rateOn', i.rate_on, 'language', i.language,
          'amounts', json_build_object('net', i.amount_net::text, 'vatAmount', i.amount_vat::text, 'gross', i.amount_gross::text,
                       'prepaid', i.amount_prepaid::text, 'rounding', i.amount_rounding::text, 'payable', i.amount_payable::text),
          'theirReference', i.their_reference, 'ourReference', i.our_reference, 'purchaseOrder', i.purchase_order, 'text', i.text, 'reason', i.reason,
          'credits', (select json_build_object('invoiceId', c.id, 'number', c.number_text, 'kind', c.kind) from invoices c where c.company_id = i.company_id and c.id = i.credits_id),
          'annulment', (select json_build_object('reason', n.reason, 'on', n.annulled_on, 'voucherId', n.voucher_id) from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id),
          'issuedBy', u.name, 'issuedAt', i.issued_at, 'runId', i.run_id,
          'lines', (select coalesce(json_agg(json_build_object('lineNo', l.line_no, 'textOnly', l.text_only, 'article', a.code, 'name', l.name, 'description', l.description,
                      'quantity', trim_scale(l.quantity)::text, 'unit', l.unit, 'unitPrice', trim_scale(l.unit_price)::text, 'discountPercent', trim_scale(l.discount_percent)::text,
                      'amounts', json_build_object('net', l.amount_net::text), 'vatCode', l.vat_code, 'vatCategory', l.vat_category, 'vatPercent', trim_scale(l.vat_percent)::text,
                      'creditsLineNo', l.credits_line_no, 'orderId', l.order_id, 'fileRow', o.source_row) order by l.line_no), '[]')
                      from invoice_lines l left join articles a on a.company_id = l.company_id and a.id = l.article_id
                      left join order_lines o on o.company_id = l.company_id and o.order_id = l.order_id and o.line_no = l.order_line_no
                     where l.company_id = i.company_id and l.invoice_id = i.id),
          'vat', (select coalesce(json_agg(json_build_object('vatCode', x.vat_code, 'category', x.category, 'percent', trim_scale(x.percent)::text,
                      'amounts', json_build_object('base', x.base::text, 'vat', x.vat::text)) order by x.row_no), '[]')
                    from invoice_vat x where x.company_id = i.company_id and x.invoice_id = i.id),
          'voucher', case when v.id is null then null else json_build_object('voucherId', v.id, 'series', s.code, 'year', v.year, 'number', v.number::text, 'postedOn', v.posted_on,
                      'baseCurrency', v.base_currency,
                      'postings', (select json_agg(json_build_object('lineNo', q.line_no, 'account', q.account, 'accountName', k.name, 'baseAmounts', json_build_object('base', q.base_amount::text),
                          'amounts', json_build_object('amount', q.amount::text), 'vatCode', q.vat_code, 'dimensions', q.dimensions, 'ruleId', q.rule_id,
                            'rule', (select json_build_object('note', r.note, 'validFrom', r.valid_from) from posting_rules r where r.company_id = q.company_id and r.id = q.rule_id)) order by q.line_no)
                          from postings q left join accounts k on k.company_id = q.company_id and k.code = q.account where q.company_id = v.company_id and q.voucher_id = v.id)) end,
          'item', case when t.id is null then null else json_build_object('itemId', t.id, 'account', t.account, 'closedOn', nullif(t.closed_on, 'infinity'),
                      'amounts', json_build_object('amount', t.amount::text, 'open', t.amount_open::text),
                      ${allocationsOf(ctx, 't')},
                      'carriedOn', (select coalesce(json_agg(json_build_object('itemId', x.id, 'account', x.account, 'partyId', x.party_id, 'currency', x.currency, 'closedOn', nullif(x.closed_on, 'infinity'),
                          'amounts', json_build_object('amount', x.amount::text, 'open', x.amount_open::text), ${allocationsOf(ctx, 'x')}) order by x.opened_on, x.id), '[]') from line x)) end,
          'deliveries', (select coalesce(json_agg(json_build_object('deliveryId', d.id, 'channel', d.channel, 'attempt', d.attempt, 'state', d.state, 'address', case when y.protection = 'none' or ${seesProtected(ctx)} then d.address end, 'nextTryAt', case when d.state = 'waiting' then d.next_try_at end,
                      'hasFile', exists (select from delivery_events e where e.company_id = d.company_id and e.delivery_id = d.id and e.kind = 'rendered'),
                      'events', (select coalesce(json_agg(json_build_object('kind', e.kind, 'at', e.recorded_at, 'text', e.text) order by e.recorded_at, e.id), '[]')
                                   from delivery_events e where e.company_id = d.company_id and e.delivery_id = d.id)) order by d.attempt, d.id), '[]')
                      from deliveries d where d.company_id = i.company_id and d.subject_kind = 'invoice' and d.subject_id = i.id),
          'holds', (select coalesce(json_agg(json_build_object('holdId', h.id, 'kind', h.kind, 'reason', h.reason, 'from', h.from_on, 'to', nullif(h.to_on, 'infinity'), 'by', w.name,
                      'of', case when h.item_id is not null then 'document' else 'customer' end) order by h.from_on, h.id), '[]')
                      from holds h left join users w on w.id = h.recorded_by
                     where h.company_id = i.company_id and h.released_at is null and (h.item_id = t.id or h.party_id in (i.party_id, i.payer_id))),
          'notes', (select coalesce(json_agg(json_build_object('invoiceId', c.id, 'kind', c.kind, 'number', c.number_text, 'issuedOn', c.issued_on, 'reason', c.reason,
                      'amounts', json_build_object('gross', c.amount_gross::text)) order by c.issued_on, c.id), '[]')
                      from invoices c where c.company_id = i.company_id and c.credits_id = i.id),
          'orders', (select coalesce(json_agg(json_build_object('orderId', o.id, 'source', o.source, 'reference', o.source_reference, 'row', o.source_row, 'importId', o.import_id, 'fileName', f.file_name,
                      'fileSha256', encode(o.file_sha256, 'hex')) order by o.id), '[]')
                      from orders o left join order_files f on f.company_id = o.company_id and f.id = o.import_id
                     where o.company_id = i.company_id and o.invoice_id = i.id),
          'advances', i.advances) as invoice
         from invoices i
         join parties p on p.company_id = i.company_id and p.id = i.party_id
         join parties y on y.company_id = i.company_id and y.id = i.payer_id
         join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
         left join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
         left join number_series s on s.company_id = v.company_id and s.id = v.series_id
         left join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
         ${carried}
         left join users u on u.id = i.issued_by
         left join invoice_annulments n on n.company_id = i.company_id and n.invoice_id = i.id
        where i.company_id = $1 and i.id = $2`,
      [company.id, invoiceId],
    )
    if (!row) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    await logShown(ctx, 'invoicing.read-invoice', row.shown)
    return {
      invoice: {
        ...inMajorUnits(row.invoice, row.currency, row.base ?? row.currency),
        open: formatMinor(row.open, row.openCurrency),
        openCurrency: row.openCurrency,
      } as z.input<typeof invoiceShape>,
    }
  },
})

/** SQL: what was applied to an item, and what stands on the other side. */
const allocationsOf = (
  ctx: Ctx,
  item: string,
): string => `'allocations', (select coalesce(json_agg(json_build_object('allocationId', z.id, 'with', w.kind, 'withItemId', w.id, 'number', w.number_text, 'bankTransactionId', w.bank_transaction_id,
     'valueOn', z.value_on, 'effectiveOn', z.effective_on, 'reverses', z.reverses_id, 'recordedAt', z.recorded_at, 'by', (select a.name from users a where a.id = z.recorded_by),
     'reversedBy', (select r.id from allocations r where r.company_id = z.company_id and r.reverses_id = z.id), 'decisionId', z.decision_id, 'withInvoiceId', w.invoice_id, 'voucherId', z.voucher_id,
     'payment', (select json_build_object('transactionId', m.id, 'bookedOn', m.booked_on, 'payerName', case when y.protection = 'none' or ${seesProtected(ctx)} then m.payer_name end,
         'payerAccount', case when m.payer_account is null then null else '•••• ' || right(m.payer_account, 4) end, 'bankAccount', c.code, 'fileId', m.file_id)
         from bank_transactions m join bank_accounts c on c.company_id = m.company_id and c.id = m.bank_account_id where m.company_id = w.company_id and m.id = w.bank_transaction_id),
     'amounts', json_build_object('amount', z.amount::text)) order by z.effective_on, z.id), '[]')
     from allocations z join open_items w on w.company_id = z.company_id and w.id = case when z.debit_item_id = ${item}.id then z.credit_item_id else z.debit_item_id end
                         where z.company_id = ${item}.company_id and (z.debit_item_id = ${item}.id or z.credit_item_id = ${item}.id))`

/**
 * Amounts come from the database as minor units in objects named amounts and baseAmounts; they leave as plain decimals. Items
 * that carry the claim on name a currency of their own.
 */
function inMajorUnits(value: Record<string, unknown>, currency: string, base: string): Record<string, unknown> {
  const walk = (node: unknown, unit: string): unknown => {
    if (Array.isArray(node)) return node.map((one) => walk(one, unit))
    if (node === null || typeof node !== 'object') return node
    const own = 'currency' in node && typeof node.currency === 'string' ? node.currency : unit
    const entries = Object.entries(node).flatMap(([key, inner]): [string, unknown][] => {
      if (key === 'amounts') return formatted(inner, own)
      if (key === 'baseAmounts') return formatted(inner, base)
      return [[key, key === 'advances' ? advancesOf(inner, own) : walk(inner, own)]]
    })
    return Object.fromEntries(entries)
  }
  return walk(value, currency) as Record<string, unknown>
}

const formatted = (amounts: unknown, currency: string): [string, string][] =>
  Object.entries(amounts as Record<string, string>).map(([key, amount]) => [key, formatMinor(BigInt(amount), currency)])

const advancesOf = (advances: unknown, currency: string): unknown =>
  (advances as { invoiceId: string; number: string; issuedOn: string; gross: string; vat: string }[] | null)?.map(
    ({ invoiceId, number, issuedOn, gross, vat }) => ({
      invoiceId,
      number,
      issuedOn,
      gross: formatMinor(BigInt(gross), currency),
      vat: formatMinor(BigInt(vat), currency),
    }),
  ) ?? []
