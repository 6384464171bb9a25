import type { Db } from '../db/transaction.ts'
import type { Id } from '../kernel/id.ts'
import type { Posting, Voucher } from './post.ts'

/** Vouchers with their postings, as they were posted. */
export async function readVouchers(db: Db, companyId: Id, ids: readonly Id[]): Promise<Map<Id, Voucher>> {
  if (ids.length === 0) return new Map()
  const heads = await db.rows<Omit<Voucher, 'postings'>>(
    `select id, series_id as "seriesId", ledger, transaction_type as "transactionType", posted_on as "postedOn", document_on as "documentOn",
            base_currency as "baseCurrency", text, reverses_id as "reversesId", run_id as "runId", business_area_id as "businessAreaId"
       from vouchers where company_id = $1 and id = any ($2::uuid[])`,
    [companyId, ids],
  )
  const postings = await db.rows<Posting & { voucherId: Id }>(
    `select voucher_id as "voucherId", account, base_amount as "baseAmount", currency, amount, party_id as "partyId", adjusts_item_id as "adjustsItemId",
            vat_code as "vatCode", dimensions, text, rule_id as "ruleId", business_area_id as "businessAreaId"
       from postings where company_id = $1 and voucher_id = any ($2::uuid[]) order by voucher_id, line_no`,
    [companyId, ids],
  )
  const vouchers = new Map<Id, Voucher>(heads.map((head) => [head.id, { ...head, postings: [] }]))
  for (const { voucherId, ...posting } of postings) vouchers.get(voucherId)?.postings.push(posting)
  return vouchers
}
