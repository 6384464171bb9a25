import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import type { BankTransaction, Candidate, Placement } from '../types.ts'
import { candidateColumns } from './candidates-by-reference.ts'
import { placePayments } from './place-payments.ts'
import { placeReturnsAcrossChange } from './return-across-change.ts'
import { planTakeBack, takeBack } from './take-back.ts'

/**
 * Returns, bank charges and other money out. A return that has exactly one original not returned yet reopens what that
 * original had settled; charges that the bank names are costs; all else goes to suspense and waits for a person.
 */
export async function placeOutgoing(
  ctx: Ctx,
  transactions: readonly BankTransaction[],
  setUp: BankSetUp,
  runId: Id | null,
): Promise<Placement[]> {
  const originals = await findOriginals(ctx, transactions)
  const found = transactions.flatMap((transaction) => originals.get(transaction.id) ?? [])
  if (found.length > 0) {
    await takeBack(
      ctx,
      await planTakeBack(
        ctx,
        found.map((one) => one.id),
        'to-first',
        ctx.today,
      ),
      runId,
    )
  }
  const credits = await readCredits(
    ctx,
    found.map((one) => one.itemId),
  )
  const across = await placeReturnsAcrossChange(
    ctx,
    transactions.filter((one) => one.amount < 0n && isReturn(one) && !originals.has(one.id)),
  )
  const placements = transactions.map((transaction) => {
    const again = across.find((one) => one.transaction === transaction)
    if (again) return again
    const original = originals.get(transaction.id)
    const credit = original && credits.get(original.itemId)
    return credit && credit.amountOpen <= transaction.amount
      ? returned(transaction, original, credit, setUp)
      : outgoing(transaction, setUp, ctx)
  })
  await placePayments(ctx, placements, setUp, runId)
  return placements
}

interface Original {
  id: Id
  /** The item that its first posting opened. */
  itemId: Id
  by: string
}

interface OriginalRow extends Original {
  returnId: Id
  strength: number
}

/**
 * The transaction that came back: of the same amount on the same bank account, named by the return (end-to-end id, the
 * bank's own reference, payment reference) or from the same payer's account. Two equally good ones are for a person.
 */
async function findOriginals(ctx: Ctx, transactions: readonly BankTransaction[]): Promise<Map<Id, Original>> {
  const returns = transactions.filter((transaction) => transaction.amount < 0n && isReturn(transaction))
  const found = new Map<Id, Original>()
  if (returns.length === 0) return found
  const rows = await ctx.db.rows<OriginalRow>(
    `select r.id as "returnId", t.id, p.item_id as "itemId", x.strength, x.by
       from bank_transactions r
       join bank_transactions t on t.company_id = r.company_id and t.amount = -r.amount and t.bank_account_id = r.bank_account_id and t.currency = r.currency
        and t.booked_on <= r.booked_on and t.return_reason is null
       cross join lateral (
         select case when t.bank_reference = r.returned_reference or t.end_to_end_id = r.returned_reference then 3
                     when t.end_to_end_id = r.end_to_end_id or t.bank_reference = r.bank_reference then 3
                     when t.reference = r.reference then 2
                     when t.payer_account = r.payer_account then 1 end as strength,
                case when t.bank_reference = r.returned_reference or t.end_to_end_id = r.returned_reference then 'the reference of what is returned'
                     when t.end_to_end_id = r.end_to_end_id then 'the end-to-end id' when t.bank_reference = r.bank_reference then 'the reference of the bank'
                     when t.reference = r.reference then 'the payment reference' else 'account and amount' end as by) x
       join lateral (
         select p.item_id from bank_postings p
          where p.company_id = t.company_id and p.bank_transaction_id = t.id and p.reverses_no is null
            and not exists (select from bank_postings q where q.company_id = p.company_id and q.bank_transaction_id = p.bank_transaction_id and q.reverses_no = p.posting_no)
          order by p.posting_no limit 1) p on p.item_id is not null
      where r.company_id = $1 and r.id = any ($2::uuid[]) and x.strength is not null
        and not exists (
          select from allocations a join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id
           where a.company_id = t.company_id and a.credit_item_id = p.item_id and a.reverses_id is null
             and (d.bank_transaction_id <> t.id
               or d.kind = 'transfer' and not exists (select from bank_postings m where m.company_id = t.company_id and m.bank_transaction_id = t.id and m.voucher_id = d.voucher_id))
             and not exists (select from allocations b where b.company_id = a.company_id and b.reverses_id = a.id))
      order by r.id, x.strength desc, t.id`,
    [ctx.company.id, returns.map((one) => one.id)],
  )
  const used = new Set<Id>()
  for (const transaction of returns) {
    const own = rows.filter((row) => row.returnId === transaction.id && !used.has(row.id))
    const best = own.filter((row) => row.strength === own[0]?.strength)
    if (best.length !== 1) continue
    used.add(best[0]!.id)
    found.set(transaction.id, best[0]!)
  }
  return found
}

/** A return says so; OCR giro and some banks only mark it as taking back what a reference names. */
const isReturn = (transaction: BankTransaction): boolean =>
  transaction.returnReason !== null || transaction.returnedReference !== null

async function readCredits(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, Candidate>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.rows<Candidate>(
    `select ${candidateColumns} from open_items i where i.company_id = $1 and i.id = any ($2::uuid[]) order by i.id for no key update`,
    [ctx.company.id, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function returned(transaction: BankTransaction, original: Original, credit: Candidate, setUp: BankSetUp): Placement {
  return {
    transaction,
    partyId: credit.partyId === setUp.unidentifiedPartyId ? null : credit.partyId,
    account: credit.account,
    businessAreaId: credit.businessAreaId,
    items: [{ candidate: credit, amount: transaction.amount }],
    writeOff: 0n,
    pass: 'return',
    score: 1,
    evidence: [
      {
        kind: 'return',
        text: `returned (${transaction.returnReason ?? 'no reason stated'}): found by ${original.by}`,
        data: { originalTransactionId: original.id, reason: transaction.returnReason ?? '' },
      },
    ],
  }
}

function outgoing(transaction: BankTransaction, setUp: BankSetUp, ctx: Ctx): Placement {
  const charges = transaction.isCharge && !isReturn(transaction)
  return {
    transaction,
    partyId: null,
    account: charges ? setUp.accountOf('bankCharges', ctx.today) : setUp.suspenseAccount,
    businessAreaId: null,
    items: [],
    writeOff: 0n,
    pass: charges ? 'charges' : 'none',
    score: null,
    evidence: [],
  }
}
