import { changeOf } from '../../countries/currency.ts'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import type { BankTransaction, Placement } from '../types.ts'

interface Proforma {
  number: string
  payerId: Id
  currency: string
  businessAreaId: Id | null
}

/** Words of a text that may be a document's number: letters and digits, at least one digit. */
const words = (transaction: BankTransaction): string[] =>
  [...transaction.refs.map((ref) => ref.reference), transaction.text]
    .join(' ')
    .split(/[^\p{L}\p{N}/-]+/u)
    .filter((word) => word.length <= 30 && /\d/.test(word))

/**
 * A payment that names one proforma is that customer's money in advance: a credit on the account, which
 * `invoicing.advance-invoice` turns into a prepayment with its VAT where the law wants it. A proforma itself owes nothing,
 * so nothing is settled. Several proformas of different customers, or another currency, are left to a person.
 */
export async function placeOnProforma(
  ctx: Ctx,
  transactions: readonly BankTransaction[],
  setUp: BankSetUp,
): Promise<{ placements: Placement[]; left: BankTransaction[] }> {
  const wanted = [...new Set(transactions.flatMap(words))]
  if (wanted.length === 0) return { placements: [], left: [...transactions] }
  const proformas = await ctx.db.rows<Proforma>(
    `select v.number_text as number, v.payer_id as "payerId", v.currency, v.business_area_id as "businessAreaId"
       from unnest($2::text[]) as k (word)
      cross join lateral (select * from invoices v where v.company_id = $1 and v.number_text = k.word offset 0) v
      where v.kind = 'proforma'`,
    [ctx.company.id, wanted],
  )
  const { currency: rules } = country(ctx.company.country)
  const byNumber = new Map<string, Proforma[]>()
  for (const one of proformas) byNumber.set(one.number, [...(byNumber.get(one.number) ?? []), one])
  const placements: Placement[] = []
  const left: BankTransaction[] = []
  for (const transaction of transactions) {
    const named = words(transaction).flatMap((word) => byNumber.get(word) ?? [])
    const first = named[0]
    const one =
      first &&
      named.every((other) => {
        const currency = changeOf(rules, other.currency, transaction.bookedOn)?.to ?? other.currency
        return other.payerId === first.payerId && currency === transaction.currency
      })
    if (!one) left.push(transaction)
    else
      placements.push({
        transaction,
        partyId: first.payerId,
        account: setUp.receivableAccount,
        businessAreaId: first.businessAreaId,
        items: [],
        writeOff: 0n,
        pass: 'known-payer',
        score: null,
        evidence: [{ kind: 'reference-exact', text: `the payment names proforma ${first.number}` }],
      })
  }
  return { placements, left }
}
