import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { BankSetUp } from './bank-set-up.ts'
import { readBankSetUp } from './bank-set-up.ts'
import { candidatesByReference } from './candidates-by-reference.ts'
import { learnPayers } from './learn-payers.ts'
import { matchByEvidence } from './match-by-evidence.ts'
import { placeByReference } from './place-by-reference.ts'
import { placePayments } from './place-payments.ts'
import type { BankTransaction, Placement } from './types.ts'

const chunkMax = 2_000

const answer = z.object({
  runId: id,
  payments: z.number(),
  matched: z.number().meta({ description: 'Settled by the machine, wholly or in part' }),
  onAccount: z.number().meta({ description: 'The payer is known, the invoice is not: a credit on the account' }),
  unidentified: z.number().meta({ description: 'In suspense, for a person' }),
})
type Counts = Omit<z.output<typeof answer>, 'runId'>

/**
 * Posts and matches what came in and is not posted yet, chunk by chunk, in passes from surest to weakest: payment
 * reference; then numbers in the text, learnt payer accounts, names and amounts, weighed as evidence. Only a unique,
 * consistent candidate above the threshold is taken; all else is posted to suspense and waits for a person.
 */
export const match = longVerb({
  kind: 'long',
  name: 'bank.match',
  summary: 'Match and post incoming payments',
  route: 'POST /match-runs',
  input: z.object({ fileId: id.optional() }),
  output: answer,
  run: matchPayments,
})

export async function matchPayments(
  ctx: LongCtx,
  { fileId }: { fileId?: Id | undefined },
): Promise<z.output<typeof answer>> {
  const runId = newId()
  const counts: Counts = { payments: 0, matched: 0, onAccount: 0, unidentified: 0 }
  await ctx.transaction((tx) =>
    tx.db.query(
      `insert into runs (company_id, id, kind, state, parameters, proposed_by, approved_at, approved_by) values ($1, $2, 'match', 'executing', $3, $4, $5, $4)`,
      [ctx.company.id, runId, JSON.stringify({ fileId: fileId ?? null }), ctx.user.id, ctx.now],
    ),
  )
  let setUp: BankSetUp | undefined
  let after: Id | null = null
  for (;;) {
    const last: Id | null = await ctx.transaction((tx) =>
      asSystem(tx, async (system) => {
        // One matching run of a company at a time; a person at the desk works on, item locks keep them apart.
        await system.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`match ${ctx.company.id}`])
        setUp ??= await readBankSetUp(system)
        return matchChunk(system, runId, fileId ?? null, after, setUp, counts)
      }),
    )
    ctx.progress(counts.payments, null)
    if (last === null) break
    after = last
  }
  await ctx.transaction(async (tx) => {
    await tx.db.query(
      `update runs set state = 'done', finished_at = now(), report = $3 where company_id = $1 and id = $2`,
      [ctx.company.id, runId, JSON.stringify(counts)],
    )
    await audit(tx, { verb: 'bank.match', subjects: [runId], summary: counts })
  })
  return { runId, ...counts }
}

async function matchChunk(
  ctx: Ctx,
  runId: Id,
  fileId: Id | null,
  after: Id | null,
  setUp: BankSetUp,
  counts: Counts,
): Promise<Id | null> {
  const transactions = await readUnposted(ctx, fileId, after)
  if (transactions.length === 0) return null
  const found = await candidatesByReference(ctx, transactions)
  const placements: Placement[] = []
  const left: BankTransaction[] = []
  for (const transaction of transactions) {
    const placement = placeByReference(transaction, found, setUp)
    if (placement) placements.push(placement)
    else left.push(transaction)
  }
  placements.push(...(await matchByEvidence(ctx, left, found, setUp)))
  await placePayments(ctx, placements, setUp, runId, 'machine')
  await learnPayers(ctx, placements)
  for (const placement of placements) {
    counts.payments += 1
    if (placement.items.length > 0) counts.matched += 1
    else if (placement.partyId) counts.onAccount += 1
    else counts.unidentified += 1
  }
  return transactions.at(-1)!.id
}

/** Money in that no voucher shows yet. Money out waits for the payment runs and returns (bank.place-outgoing). */
async function readUnposted(ctx: Ctx, fileId: Id | null, after: Id | null): Promise<BankTransaction[]> {
  return ctx.db.rows<BankTransaction>(
    `select ${transactionColumns}
       from bank_transactions t join bank_accounts b on b.company_id = t.company_id and b.id = t.bank_account_id
      where t.company_id = $1 and t.amount > 0 and t.return_reason is null and ($2::uuid is null or t.file_id = $2) and ($3::uuid is null or t.id > $3)
        and not exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id)
      order by t.id limit $4`,
    [ctx.company.id, fileId, after, chunkMax],
  )
}

export const transactionColumns = `
  t.id, t.bank_account_id as "bankAccountId", b.account, t.amount, t.currency, t.booked_on as "bookedOn", t.value_on as "valueOn", t.reference, t.refs, t.text,
  t.payer_name as "payerName", t.payer_account as "payerAccount", t.payer_scheme as "payerScheme", t.payer_identity as "payerIdentity", t.return_reason as "returnReason",
  t.returned_reference as "returnedReference", t.bank_reference as "bankReference", t.end_to_end_id as "endToEndId", t.charges`
