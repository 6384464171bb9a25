import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { amountText, currencyCode, dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { parseMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { findParty } from '../find-party.ts'
import { candidateColumns, candidatesByReference } from '../placing/candidates-by-reference.ts'
import { placeIncoming } from '../placing/match.ts'
import { byDueDay, placeByReference, smallDifferenceOf } from '../placing/place-by-reference.ts'
import { placePayments } from '../placing/place-payments.ts'
import { weighAgain } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import type { BankTransaction, Candidate, Placement } from '../types.ts'

const input = z.object({
  account: z.string().meta({ description: 'Code of the bank or cash account' }),
  amount: amountText,
  currency: currencyCode.optional(),
  paidOn: dayText,
  reference: z.string().max(100).optional(),
  party: z
    .string()
    .optional()
    .meta({ description: 'Customer number or id: without a reference the oldest due items are settled first' }),
  text: z.string().max(1000).default(''),
  payerName: z.string().max(200).optional(),
})

/** A payment entered by hand (cash, a cheque, a letter from the bank): matched and posted like one of a bank file. */
export const savePayment = verb({
  kind: 'write',
  name: 'bank.save-payment',
  summary: 'Enter a payment by hand',
  route: 'POST /payments',
  input,
  output: z.object({
    transactionId: id,
    pass: z.string(),
    partyId: id.nullable(),
    items: z.array(id).meta({ description: 'What it settles, wholly or in part' }),
  }),
  async run(ctx, given) {
    const partyId = given.party === undefined ? null : (await findParty(ctx, given.party)).id
    const transactionId = await insertPayment(ctx, given)
    const setUp = await readBankSetUp(ctx)
    const transaction = await asSystem(
      ctx,
      async (system) => (await readTransactions(system, [transactionId])).get(transactionId)!,
    )
    const named = partyId === null ? null : await placeForParty(ctx, transaction, partyId, setUp)
    const placement = await asSystem(ctx, (system) => place(system, transaction, named, setUp))
    await weighAgain(
      ctx,
      [transactionId],
      placement.items.map(({ candidate }) => candidate.id),
      setUp,
    )
    await audit(ctx, {
      verb: 'bank.save-payment',
      subjects: [transactionId],
      summary: { pass: placement.pass, items: placement.items.length },
    })
    return {
      transactionId,
      pass: placement.pass,
      partyId: placement.partyId,
      items: placement.items.map(({ candidate }) => candidate.id),
    }
  },
})

/** A reference goes before the customer named beside it; with neither, evidence decides. */
async function place(
  system: Ctx,
  transaction: BankTransaction,
  named: Placement | null,
  setUp: BankSetUp,
): Promise<Placement> {
  if (!named) return (await placeIncoming(system, [transaction], setUp, null))[0]!
  const found = await candidatesByReference(system, [transaction])
  const placement = placeByReference(transaction, found, setUp) ?? named
  await placePayments(system, [placement], setUp, null)
  return placement
}

async function insertPayment(ctx: Ctx, given: z.output<typeof input>): Promise<Id> {
  const account = await ctx.db.maybe<{ id: Id; currency: string }>(
    `select id, currency from bank_accounts where company_id = $1 and code = $2 and closed_on > $3`,
    [ctx.company.id, given.account, given.paidOn],
  )
  if (!account)
    return refuse(
      'bank-account.unknown',
      `there is no bank or cash account ${given.account}`,
      { account: given.account },
      404,
    )
  const currency = given.currency ?? account.currency
  const amount = parseMinor(given.amount, currency)
  if (amount <= 0n)
    refuse('payment.not-positive', 'a payment by hand is money in: give an amount above zero', { amount: given.amount })
  const transactionId = newId()
  const reference = given.reference?.trim() || null
  await ctx.db.query(
    `insert into bank_transactions (company_id, id, bank_account_id, identity_key, amount, currency, booked_on, value_on, reference, refs, text, payer_name, transaction_code, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, 'by-hand', $12)`,
    [
      ctx.company.id,
      transactionId,
      account.id,
      `hand#${transactionId}`,
      amount,
      currency,
      given.paidOn,
      reference,
      JSON.stringify(reference ? [{ kind: 'unchecked', reference, amount: null }] : []),
      given.text,
      given.payerName ?? null,
      ctx.user.id,
    ],
  )
  return transactionId
}

/** No document named: the oldest due first, as far as the money goes; the rest on account: custom, no law. Sees what the user sees. */
async function placeForParty(
  ctx: Ctx,
  transaction: BankTransaction,
  partyId: Id,
  setUp: BankSetUp,
): Promise<Placement> {
  const rows = await ctx.db.rows<Candidate>(
    `select ${candidateColumns} from open_items i
      where i.company_id = $1 and i.party_id = $2 and i.currency = $3 and i.amount_open > 0 and i.kind in ('invoice', 'take-over', 'charge') order by i.id for no key update`,
    [ctx.company.id, partyId, transaction.currency],
  )
  const oldest = rows.toSorted((a, b) => (a.dueOn === b.dueOn ? 0 : a.dueOn < b.dueOn ? -1 : 1))[0]
  const same = rows.filter((row) => row.account === oldest!.account && row.businessAreaId === oldest!.businessAreaId)
  const items = (same.length > 0 && byDueDay(same, transaction.amount, setUp.settleOrder)) || []
  const writeOff = smallDifferenceOf(items, transaction, setUp)
  return {
    transaction,
    partyId,
    account: oldest?.account ?? setUp.receivableAccount,
    businessAreaId: oldest?.businessAreaId ?? null,
    items,
    writeOff,
    pass: 'known-payer',
    score: null,
    evidence: [{ kind: 'party', text: 'the customer was named; the oldest due items first' }],
  }
}
