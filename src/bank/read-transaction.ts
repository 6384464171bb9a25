import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { readTransactions } from './read-transactions.ts'

const money = z.object({ amount: z.string(), currency: z.string() })

/** One payment with all that the file said, where its money went, who decided what, and where it stands in the file. */
export const readTransaction = verb({
  kind: 'read',
  name: 'bank.read-transaction',
  summary: 'Read a payment with its postings, decisions and source',
  route: 'GET /payments/{transactionId}',
  input: z.object({ transactionId: id }),
  output: z.object({
    transactionId: id,
    amount: z.string().meta({ description: 'What reached or left the account' }),
    currency: z.string(),
    deducted: z.string().meta({ description: 'Charges that the bank kept of what was paid' }),
    bookedOn: dayText,
    valueOn: dayText,
    posted: z.boolean(),
    references: z.array(z.object({ kind: z.string(), reference: z.string(), amount: z.string().nullable() })),
    text: z.string(),
    payer: z.object({ name: z.string().nullable(), account: z.string().nullable(), identity: z.string().nullable() }),
    bankReference: z.string().nullable(),
    endToEndId: z.string().nullable(),
    returnReason: z.string().nullable(),
    transactionCode: z.string().nullable(),
    postings: z.array(
      z.object({
        voucherId: id,
        voucher: z.string(),
        type: z.string(),
        postedOn: dayText,
        text: z.string(),
        reverses: z.boolean(),
        lines: z.array(money.extend({ account: z.string() })),
      }),
    ),
    items: z.array(
      z.object({
        itemId: id,
        kind: z.string(),
        party: z.string(),
        account: z.string(),
        amount: z.string(),
        open: z.string(),
        currency: z.string(),
      }),
    ),
    decisions: z.array(
      z.object({
        decisionId: id,
        decision: z.string(),
        by: z.string(),
        pass: z.string().nullable(),
        score: z.number().nullable(),
        itemIds: z.array(id),
        evidence: z.array(z.unknown()),
        recordedAt: z.string(),
      }),
    ),
    source: z.object({ fileId: id.nullable(), line: z.number().nullable(), path: z.string().nullable() }),
  }),
  async run(ctx, { transactionId }) {
    const transaction = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const { db, company } = ctx
    const source = await db.one<{ fileId: Id | null; line: number | null; path: string | null }>(
      `select file_id as "fileId", source_line as line, source_path as path from bank_transactions where company_id = $1 and id = $2`,
      [company.id, transactionId],
    )
    const postings = await db.rows<{
      voucherId: Id
      voucher: string
      type: string
      postedOn: string
      text: string
      reverses: boolean
      lines: { account: string; currency: string; amount: string }[]
    }>(
      `select v.id as "voucherId", s.code || ' ' || v.number || case when v.year > 0 then '/' || v.year else '' end as voucher, v.transaction_type as type, v.posted_on as "postedOn", v.text,
              b.reverses_no is not null as reverses,
              (select json_agg(json_build_object('account', p.account, 'currency', p.currency, 'amount', p.amount::text) order by p.line_no) from postings p
                where p.company_id = v.company_id and p.voucher_id = v.id) as lines
         from bank_postings b join vouchers v on v.company_id = b.company_id and v.id = b.voucher_id
         join number_series s on s.company_id = v.company_id and s.id = v.series_id
        where b.company_id = $1 and b.bank_transaction_id = $2 order by b.posting_no`,
      [company.id, transactionId],
    )
    const items = await db.rows<{
      itemId: Id
      kind: string
      party: string
      account: string
      amount: bigint
      open: bigint
      currency: string
    }>(
      `select i.id as "itemId", i.kind, p.name as party, i.account, i.amount, i.amount_open as open, i.currency
         from bank_postings b join open_items i on i.company_id = b.company_id and i.id = b.item_id join parties p on p.company_id = i.company_id and p.id = i.party_id
        where b.company_id = $1 and b.bank_transaction_id = $2 order by b.posting_no`,
      [company.id, transactionId],
    )
    const decisions = await db.rows<{
      decisionId: Id
      decision: string
      by: string
      pass: string | null
      score: string | null
      itemIds: Id[]
      evidence: unknown[]
      recordedAt: Date
    }>(
      `select id as "decisionId", decision, decided_by_kind as by, pass, score, item_ids as "itemIds", evidence, recorded_at as "recordedAt"
         from match_decisions where company_id = $1 and bank_transaction_id = $2 order by id`,
      [company.id, transactionId],
    )
    const shown = (amount: bigint, currency: string) => formatMinor(amount, currency)
    return {
      transactionId,
      amount: shown(transaction.amount - transaction.deducted, transaction.currency),
      currency: transaction.currency,
      deducted: shown(transaction.deducted, transaction.currency),
      bookedOn: transaction.bookedOn,
      valueOn: transaction.valueOn,
      posted: transaction.posted,
      references: transaction.refs.map((one) => ({
        ...one,
        amount: one.amount === null ? null : shown(BigInt(one.amount), transaction.currency),
      })),
      text: transaction.text,
      payer: { name: transaction.payerName, account: transaction.payerAccount, identity: transaction.payerIdentity },
      bankReference: transaction.bankReference,
      endToEndId: transaction.endToEndId,
      returnReason: transaction.returnReason,
      transactionCode: transaction.transactionCode,
      postings: postings.map((one) => ({
        ...one,
        postedOn: one.postedOn as typeof transaction.bookedOn,
        lines: one.lines.map((line) => ({ ...line, amount: shown(BigInt(line.amount), line.currency) })),
      })),
      items: items.map((one) => ({
        ...one,
        amount: shown(one.amount, one.currency),
        open: shown(one.open, one.currency),
      })),
      decisions: decisions.map((one) => ({
        ...one,
        score: one.score === null ? null : Number(one.score),
        recordedAt: one.recordedAt.toISOString(),
      })),
      source,
    }
  },
})
