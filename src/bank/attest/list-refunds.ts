import { z } from 'zod'
import { id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { protectedName, seesProtected } from '../../parties/sees-protected.ts'

const states = ['proposed', 'attested', 'paid', 'withdrawn'] as const
const row = z.object({
  refundId: id,
  transactionId: id,
  state: z.enum(states),
  amount: z.string(),
  currency: z.string(),
  party: z.string().nullable().meta({ description: 'Null: nobody knows whose money it is' }),
  payee: z.object({ name: z.string().nullable(), scheme: z.string().nullable(), account: z.string().nullable() }),
  reason: z.string(),
  proposedAt: z.string(),
  proposedBy: z.string().nullable(),
  attestedAt: z.string().nullable(),
  attestedBy: z.string().nullable(),
  mayAttest: z.boolean().meta({ description: 'False for who proposed it, where four eyes are wanted' }),
})

/** Money to be paid back, newest first; a refund is paid when the bank's message of it has closed its item. */
export const listRefunds = verb({
  kind: 'read',
  name: 'bank.list-refunds',
  summary: 'List money that is to be paid back',
  route: 'GET /refunds',
  input: z.object({ ...paging, state: z.enum([...states, 'all']).default('proposed') }),
  output: pageOf(row),
  async run(ctx, { after, limit, state }) {
    const masks = !seesProtected(ctx)
    const rows = await ctx.db.rows<{
      refundId: Id
      transactionId: Id
      state: (typeof states)[number]
      amount: bigint
      currency: string
      party: string
      partyKind: string
      protection: string
      name: string | null
      scheme: string | null
      account: string | null
      reason: string
      proposedAt: Date
      proposedBy: string | null
      proposedById: Id | null
      attestedAt: Date | null
      attestedBy: string | null
      fourEyes: boolean
    }>(
      `select * from (
         select r.id as "refundId", r.bank_transaction_id as "transactionId",
                case when r.withdrawn_at is not null then 'withdrawn' when i.amount_open = 0 then 'paid' when r.attested_at is not null then 'attested' else 'proposed' end as state,
                r.amount, r.currency, p.name as party, p.kind as "partyKind", p.protection, r.payee_name as name, r.payee_scheme as scheme, r.payee_account as account, r.reason,
                r.proposed_at as "proposedAt", u.name as "proposedBy", r.proposed_by as "proposedById", r.attested_at as "attestedAt", w.name as "attestedBy", r.four_eyes as "fourEyes"
           from refunds r join open_items i on i.company_id = r.company_id and i.id = r.item_id
           join parties p on p.company_id = i.company_id and p.id = i.party_id
           left join users u on u.id = r.proposed_by left join users w on w.id = r.attested_by
          where r.company_id = $1 and ($2::uuid is null or r.id < $2)) x
        where $4 = 'all' or state = $4 order by "refundId" desc limit $3`,
      [ctx.company.id, after ?? null, limit + 1, state],
    )
    const page = rows.slice(0, limit)
    return {
      rows: page.map((one) => {
        const hidden = masks && one.protection !== 'none'
        return {
          refundId: one.refundId,
          transactionId: one.transactionId,
          state: one.state,
          amount: formatMinor(one.amount, one.currency),
          currency: one.currency,
          party: one.partyKind === 'system' ? null : hidden ? protectedName[ctx.company.language] : one.party,
          payee: {
            name: hidden ? protectedName[ctx.company.language] : one.name,
            scheme: one.scheme,
            account: one.account,
          },
          reason: one.reason,
          proposedAt: one.proposedAt.toISOString(),
          proposedBy: one.proposedBy,
          attestedAt: one.attestedAt?.toISOString() ?? null,
          attestedBy: one.attestedBy,
          mayAttest: one.state === 'proposed' && !(one.fourEyes && one.proposedById === ctx.user.id),
        }
      }),
      next: rows.length > limit ? page.at(-1)!.refundId : null,
    }
  },
})
