import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { protectedName, seesProtected } from '../../parties/sees-protected.ts'
import { unposted } from '../read-transactions.ts'

const states = ['settled', 'waiting', 'rejected', 'to-be-paid-back', 'unposted', 'undone'] as const

const row = z.object({
  transactionId: id,
  state: z.enum(states),
  bookedOn: dayText,
  amount: z.string(),
  left: z.string().nullable().meta({ description: 'What waits of it at the matching desk' }),
  currency: z.string(),
  account: z.string(),
  payer: z.string().nullable(),
  reference: z.string().nullable(),
  text: z.string(),
  returnReason: z.string().nullable(),
  decidedBy: z.enum(['machine', 'person']).nullable(),
  decidedByName: z.string().nullable(),
  settles: z.array(z.string()).meta({ description: 'Numbers of what it was matched with' }),
})

/** Payments with where each stands: those of a file in the file's order, else the newest first. */
export const listPayments = verb({
  kind: 'read',
  name: 'bank.list-payments',
  summary: 'List payments of a file or an account, and where each stands',
  route: 'GET /payments',
  input: z.object({
    ...paging,
    fileId: id.optional(),
    account: z.string().optional().meta({ description: 'Code of our bank account' }),
    state: z.enum(states).optional(),
    text: z.string().trim().max(200).optional().meta({ description: 'Part of payer, text or reference' }),
  }),
  output: pageOf(row),
  async run(ctx, { after, limit, fileId, account, state, text }) {
    const forward = fileId !== undefined
    const rows = await ctx.db.rows<{
      transactionId: Id
      state: (typeof states)[number]
      bookedOn: Day
      amount: bigint
      left: bigint | null
      currency: string
      account: string
      payer: string | null
      reference: string | null
      text: string
      returnReason: string | null
      decidedBy: 'machine' | 'person' | null
      decidedByName: string | null
      settles: string[]
      isProtected: boolean
    }>(
      `select x.*, l.decided_by_kind as "decidedBy", u.name as "decidedByName",
              coalesce(array(select i.number_text from open_items i where i.company_id = $1 and i.id = any (l.item_ids) order by 1 limit 5), '{}') as settles,
              exists (select from bank_postings b join open_items o on o.company_id = b.company_id and o.id = b.item_id join parties p on p.company_id = o.company_id and p.id = o.party_id
                       where b.company_id = $1 and b.bank_transaction_id = x."transactionId" and p.protection <> 'none') as "isProtected"
         from (
           select t.id as "transactionId", t.booked_on as "bookedOn", t.amount, d.amount as left, t.currency, a.code as account, t.payer_name as payer, t.reference, t.text,
                  t.return_reason as "returnReason",
                  case when f.undone_at is not null then 'undone' when d.certainty = 5 then 'rejected' when d.certainty is not null then 'waiting'
                       when exists (select from refunds r where r.company_id = t.company_id and r.bank_transaction_id = t.id and r.withdrawn_at is null) then 'to-be-paid-back'
                       when ${unposted} then 'unposted' else 'settled' end as state
             from bank_transactions t
             join bank_accounts a on a.company_id = t.company_id and a.id = t.bank_account_id
             left join bank_files f on f.company_id = t.company_id and f.id = t.file_id
             left join desk_payments d on d.company_id = t.company_id and d.bank_transaction_id = t.id
            where t.company_id = $1 and ($2::uuid is null or t.file_id = $2) and ($3::text is null or a.code = $3)
              and ($4::uuid is null or ${forward ? 't.id > $4' : 't.id < $4'})
              and ($6::text is null or (coalesce(t.payer_name, '') || ' ' || t.text || ' ' || coalesce(t.reference, '')) ilike $6)
            order by t.id ${forward ? '' : 'desc'}) x
         left join lateral (
           select m.decided_by_kind, m.item_ids, m.recorded_by from match_decisions m
            where m.company_id = $1 and m.bank_transaction_id = x."transactionId" and m.decision = 'taken'
              and not exists (select from match_decisions n where n.company_id = m.company_id and n.undoes_id = m.id)
            order by m.id desc limit 1) l on true
         left join users u on u.id = l.recorded_by
        where $7::text is null or x.state = $7
        order by x."transactionId" ${forward ? '' : 'desc'} limit $5`,
      [
        ctx.company.id,
        fileId ?? null,
        account ?? null,
        after ?? null,
        limit + 1,
        text ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : null,
        state ?? null,
      ],
    )
    const masks = !seesProtected(ctx)
    const page = rows.slice(0, limit)
    return {
      rows: page.map(({ isProtected, ...one }) => {
        const hidden = masks && isProtected
        return {
          ...one,
          amount: formatMinor(one.amount, one.currency),
          left: one.left === null ? null : formatMinor(one.left, one.currency),
          payer: hidden ? protectedName[ctx.company.language] : one.payer,
          text: hidden ? '' : one.text,
        }
      }),
      next: rows.length > limit ? page.at(-1)!.transactionId : null,
    }
  },
})
