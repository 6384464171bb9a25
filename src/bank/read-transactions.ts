import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { BankTransaction } from './types.ts'

/** Of a transaction `t` on a bank account `b`, with its postings so far. Joins go with `transactionJoins`. */
export const transactionColumns = `
  t.id, t.bank_account_id as "bankAccountId", t.file_id as "fileId", b.account, b.code as channel, t.amount + kept.charges as amount, kept.charges as deducted, t.currency,
  t.booked_on as "bookedOn", t.value_on as "valueOn", t.reference, t.refs, t.text, t.payer_name as "payerName", t.payer_account as "payerAccount", t.payer_scheme as "payerScheme",
  t.payer_identity as "payerIdentity", t.return_reason as "returnReason", t.returned_reference as "returnedReference", t.bank_reference as "bankReference",
  t.end_to_end_id as "endToEndId", t.transaction_code as "transactionCode",
  (t.amount < 0 and (t.charges = -t.amount or t.transaction_code ~ '[.](CHRG|FEES|COMM)$')) is true as "isCharge", done."postingCount", done."freedOn"`

// Charges count as paid where the file states both the amount before them and the charges, and the three agree.
export const transactionJoins = `
  join bank_accounts b on b.company_id = t.company_id and b.id = t.bank_account_id
  cross join lateral (
    select case when t.amount > 0 and t.charges > 0 and t.original ->> 'currency' = t.currency and (t.original ->> 'amount')::bigint = t.amount + t.charges then t.charges else 0 end as charges) kept
  cross join lateral (
    select coalesce(max(p.posting_no), 0) as "postingCount", max(v.posted_on) as "freedOn"
      from bank_postings p left join vouchers v on p.reverses_no is not null and v.company_id = p.company_id and v.id = p.voucher_id
     where p.company_id = t.company_id and p.bank_transaction_id = t.id) done`

/** No voucher shows the transaction `t`: never posted, or taken back; and its file stands. */
const unpostedBy = (keep: '' | 'offset 0'): string => `
  not exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id and p.reverses_no is null
                 and not exists (select from bank_postings r where r.company_id = p.company_id and r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no) ${keep})
  and not exists (select from bank_files f where f.company_id = t.company_id and f.id = t.file_id and f.undone_at is not null ${keep})`
export const unposted = unpostedBy('')
/** The same, asked of each row in its turn (`offset 0`): a join may read them in another order, or all of them for a few. */
export const unpostedInTurn = unpostedBy('offset 0')

export async function readTransactions(
  ctx: Ctx,
  ids: readonly Id[],
): Promise<Map<Id, BankTransaction & { posted: boolean }>> {
  const rows = await ctx.db.rows<BankTransaction & { posted: boolean }>(
    `select ${transactionColumns}, not (${unposted}) as posted from bank_transactions t ${transactionJoins} where t.company_id = $1 and t.id = any ($2::uuid[])`,
    [ctx.company.id, ids],
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  for (const id of ids)
    if (!found.has(id)) refuse('bank-transaction.unknown', `there is no payment ${id}`, { transaction: id }, 404)
  return found
}
