import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { noteShape, readNotes } from '../../db/notes.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { logProtectedReads, protectedName, seesProtected } from '../../parties/sees-protected.ts'
import { readTransactions } from '../read-transactions.ts'

const money = z.object({ amount: z.string(), currency: z.string() })

/** One payment with all that the file said, where its money went, who decided what, and where it stands in the file. */
export const readTransaction = verb({
  kind: 'read',
  recordsLooks: true,
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
    to: z
      .object({ code: z.string(), name: z.string(), number: z.string().nullable() })
      .meta({ description: 'Our account' }),
    left: z.string().nullable().meta({ description: 'What waits of it at the matching desk; null: nothing' }),
    isProtected: z
      .boolean()
      .meta({ description: 'Of a person with protected identity; names are masked for who may not see them' }),
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
        lines: z.array(money.extend({ account: z.string(), accountName: z.string().nullable() })),
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
    settles: z
      .array(
        z.object({
          itemId: id,
          number: z.string(),
          kind: z.string(),
          invoiceId: id.nullable(),
          party: z.string(),
          partyNumber: z.string(),
          amount: z.string(),
          currency: z.string(),
          on: dayText,
          dueOn: dayText,
          open: z.string(),
        }),
      )
      .meta({ description: 'What its money was applied to, as it stands now' }),
    refund: z
      .object({ refundId: id, state: z.enum(['proposed', 'attested', 'paid']), amount: z.string(), reason: z.string() })
      .nullable(),
    decisions: z.array(
      z.object({
        decisionId: id,
        decision: z.string(),
        by: z.string(),
        byName: z.string().nullable(),
        stands: z.boolean().meta({ description: 'Taken, and not undone since' }),
        undoes: id.nullable(),
        numbers: z.array(z.string()),
        pass: z.string().nullable(),
        score: z.number().nullable(),
        itemIds: z.array(id),
        evidence: z.array(z.unknown()),
        recordedAt: z.string(),
      }),
    ),
    notes: z.array(noteShape).meta({ description: 'What people wrote, oldest first' }),
    source: z.object({
      fileId: id.nullable(),
      fileName: z.string().nullable(),
      format: z.string().nullable(),
      line: z.number().nullable(),
      path: z.string().nullable(),
    }),
  }),
  async run(ctx, { transactionId }) {
    const transaction = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const { db, company } = ctx
    const { left, toCode, toName, toNumber, ...source } = await db.one<{
      fileId: Id | null
      fileName: string | null
      format: string | null
      line: number | null
      path: string | null
      left: bigint | null
      toCode: string
      toName: string
      toNumber: string | null
    }>(
      `select t.file_id as "fileId", f.file_name as "fileName", f.format, t.source_line as line, t.source_path as path, d.amount as left,
              b.code as "toCode", b.name as "toName", coalesce(b.bankgiro, b.plusgiro, b.iban, b.bban) as "toNumber"
         from bank_transactions t join bank_accounts b on b.company_id = t.company_id and b.id = t.bank_account_id
         left join bank_files f on f.company_id = t.company_id and f.id = t.file_id
         left join desk_payments d on d.company_id = t.company_id and d.bank_transaction_id = t.id
        where t.company_id = $1 and t.id = $2`,
      [company.id, transactionId],
    )
    const postings = await db.rows<{
      voucherId: Id
      voucher: string
      type: string
      postedOn: string
      text: string
      reverses: boolean
      lines: { account: string; accountName: string | null; currency: string; amount: string }[]
    }>(
      `select v.id as "voucherId", s.code || ' ' || v.number || case when v.year > 0 then '/' || v.year else '' end as voucher, v.transaction_type as type, v.posted_on as "postedOn", v.text,
              b.reverses_no is not null as reverses,
              (select json_agg(json_build_object('account', p.account, 'accountName', a.name, 'currency', p.currency, 'amount', p.amount::text) order by p.line_no) from postings p
                left join accounts a on a.company_id = p.company_id and a.code = p.account
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
      protection: string
      account: string
      amount: bigint
      open: bigint
      currency: string
    }>(
      `select i.id as "itemId", i.kind, p.name as party, p.protection, i.account, i.amount, i.amount_open as open, i.currency
         from bank_postings b join open_items i on i.company_id = b.company_id and i.id = b.item_id join parties p on p.company_id = i.company_id and p.id = i.party_id
        where b.company_id = $1 and b.bank_transaction_id = $2 order by b.posting_no`,
      [company.id, transactionId],
    )
    const decisions = await db.rows<{
      decisionId: Id
      decision: string
      by: string
      byName: string | null
      undoes: Id | null
      undone: boolean
      numbers: string[]
      pass: string | null
      score: string | null
      itemIds: Id[]
      evidence: unknown[]
      recordedAt: Date
    }>(
      `select m.id as "decisionId", m.decision, m.decided_by_kind as by, u.name as "byName", m.undoes_id as undoes, m.pass, m.score, m.item_ids as "itemIds", m.evidence, m.recorded_at as "recordedAt",
              exists (select from match_decisions n where n.company_id = m.company_id and n.undoes_id = m.id) as undone,
              array(select i.number_text from open_items i where i.company_id = m.company_id and i.id = any (m.item_ids) order by 1) as numbers
         from match_decisions m left join users u on u.id = m.recorded_by where m.company_id = $1 and m.bank_transaction_id = $2 order by m.id`,
      [company.id, transactionId],
    )
    const settles = await readSettled(ctx, transactionId)
    const refund = await db.maybe<{
      refundId: Id
      amount: bigint
      currency: string
      attested: boolean
      open: bigint
      reason: string
    }>(
      `select r.id as "refundId", r.amount, r.currency, r.attested_at is not null as attested, i.amount_open as open, r.reason
         from refunds r join open_items i on i.company_id = r.company_id and i.id = r.item_id
        where r.company_id = $1 and r.bank_transaction_id = $2 and r.withdrawn_at is null order by r.id desc limit 1`,
      [company.id, transactionId],
    )
    const isProtected = [...items, ...settles].some((one) => one.protection !== 'none')
    if (isProtected)
      await logProtectedReads(
        ctx,
        settles.filter((one) => one.protection !== 'none').map((one) => one.partyId),
        'bank.read-transaction',
      )
    const masked = isProtected && !seesProtected(ctx)
    const protectedText = protectedName[company.language]
    const nameOf = (name: string, protection: string) => (protection !== 'none' && masked ? protectedText : name)
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
      text: masked ? '' : transaction.text,
      payer: masked
        ? { name: protectedText, account: null, identity: null }
        : { name: transaction.payerName, account: transaction.payerAccount, identity: transaction.payerIdentity },
      to: { code: toCode, name: toName, number: toNumber },
      left: left === null ? null : shown(left, transaction.currency),
      isProtected,
      settles: settles.map(({ protection, partyId: _, ...one }) => ({
        ...one,
        party: nameOf(one.party, protection),
        amount: shown(one.amount, one.currency),
        open: shown(one.open, one.currency),
      })),
      refund: refund
        ? {
            refundId: refund.refundId,
            state:
              refund.open === 0n ? ('paid' as const) : refund.attested ? ('attested' as const) : ('proposed' as const),
            amount: shown(refund.amount, refund.currency),
            reason: refund.reason,
          }
        : null,
      bankReference: transaction.bankReference,
      endToEndId: transaction.endToEndId,
      returnReason: transaction.returnReason,
      transactionCode: transaction.transactionCode,
      postings: postings.map((one) => ({
        ...one,
        postedOn: one.postedOn as typeof transaction.bookedOn,
        lines: one.lines.map((line) => ({ ...line, amount: shown(BigInt(line.amount), line.currency) })),
      })),
      items: items.map(({ protection, ...one }) => ({
        ...one,
        party: nameOf(one.party, protection),
        amount: shown(one.amount, one.currency),
        open: shown(one.open, one.currency),
      })),
      decisions: decisions.map(({ undone, ...one }) => ({
        ...one,
        stands: one.decision === 'taken' && !undone,
        evidence: masked ? [] : one.evidence,
        score: one.score === null ? null : Number(one.score),
        recordedAt: one.recordedAt.toISOString(),
      })),
      notes: masked ? [] : await readNotes(ctx, 'payment', transactionId),
      source,
    }
  },
})

interface Settled {
  itemId: Id
  number: string
  kind: string
  invoiceId: Id | null
  partyId: Id
  party: string
  partyNumber: string
  protection: string
  amount: bigint
  currency: string
  on: Day
  dueOn: Day
  open: bigint
}

/** Documents that the payment's own items are applied to by allocations that stand; steps between its own items are left out. */
const readSettled = (ctx: Ctx, transactionId: Id): Promise<Settled[]> =>
  ctx.db.rows<Settled>(
    `with own as (
       select i.id from bank_postings b join open_items i on i.company_id = b.company_id and i.id = b.item_id and i.kind <> 'write-off' where b.company_id = $1 and b.bank_transaction_id = $2
       union
       select id from open_items where company_id = $1 and bank_transaction_id = $2 and kind <> 'write-off'),
     touching as (
       select a.id, a.amount, a.effective_on as on, a.credit_item_id as other from own o join allocations a on a.company_id = $1 and a.debit_item_id = o.id and a.reverses_id is null
       union all
       select a.id, a.amount, a.effective_on, a.debit_item_id from own o join allocations a on a.company_id = $1 and a.credit_item_id = o.id and a.reverses_id is null)
     select i.id as "itemId", i.number_text as number, i.kind, i.invoice_id as "invoiceId", p.id as "partyId", p.name as party, p.number as "partyNumber", p.protection,
            sum(x.amount)::bigint as amount, i.currency, max(x.on) as on, i.due_on as "dueOn", i.amount_open as open
       from touching x join open_items i on i.company_id = $1 and i.id = x.other join parties p on p.company_id = i.company_id and p.id = i.party_id
      where x.other not in (select id from own) and i.kind not in ('transfer', 'write-off')
        and not exists (select from allocations r where r.company_id = $1 and r.reverses_id = x.id)
      group by i.company_id, i.id, p.company_id, p.id order by i.due_on, i.number_text`,
    [ctx.company.id, transactionId],
  )
