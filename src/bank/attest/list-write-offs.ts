import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { protectedName, seesProtected } from '../../parties/sees-protected.ts'
import { wantsFourEyes } from '../refunds.ts'

const row = z.object({
  voucherId: id,
  voucher: z.string(),
  postedOn: dayText,
  party: z.string(),
  partyNumber: z.string(),
  number: z.string(),
  amount: z.string().meta({ description: '+ given up, − gained' }),
  currency: z.string(),
  payment: z
    .object({ transactionId: id, amount: z.string(), payer: z.string().nullable(), bookedOn: dayText })
    .nullable(),
  writtenOffBy: z.string().nullable().meta({ description: 'Null: the program, within the tolerance' }),
  attestedAt: z.string().nullable(),
  attestedBy: z.string().nullable(),
  mayAttest: z.boolean().meta({ description: 'False for who wrote it off, where four eyes are wanted' }),
})

/** Small differences written off, for attest; those reversed are left out. */
export const listWriteOffs = verb({
  kind: 'read',
  name: 'bank.list-write-offs',
  summary: 'List small differences that were written off',
  route: 'GET /write-offs',
  input: z.object({ ...paging, attested: z.enum(['no', 'yes', 'all']).default('no') }),
  output: pageOf(row),
  async run(ctx, { after, limit, attested }) {
    const rows = await ctx.db.rows<{
      voucherId: Id
      voucher: string
      postedOn: Day
      party: string
      partyNumber: string
      protection: string
      number: string
      amount: bigint
      currency: string
      transactionId: Id | null
      paid: bigint | null
      paidCurrency: string | null
      payer: string | null
      bookedOn: Day | null
      byId: Id | null
      by: string | null
      attestedAt: Date | null
      attestedBy: string | null
    }>(
      `select v.id as "voucherId", s.code || ' ' || v.number || case when v.year > 0 then '/' || v.year else '' end as voucher, v.posted_on as "postedOn",
              p.name as party, p.number as "partyNumber", p.protection, i.number_text as number, -i.amount as amount, i.currency,
              t.id as "transactionId", t.amount as paid, t.currency as "paidCurrency", t.payer_name as payer, t.booked_on as "bookedOn",
              v.recorded_by as "byId", u.name as by, a.attested_at as "attestedAt", w.name as "attestedBy"
         from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
         join number_series s on s.company_id = v.company_id and s.id = v.series_id
         join parties p on p.company_id = i.company_id and p.id = i.party_id
         left join bank_transactions t on t.company_id = i.company_id and t.id = i.bank_transaction_id
         left join users u on u.id = v.recorded_by
         left join write_off_attests a on a.company_id = v.company_id and a.voucher_id = v.id
         left join users w on w.id = a.attested_by
        where i.company_id = $1 and i.kind = 'write-off' and v.transaction_type = 'small-difference' and ($2::uuid is null or v.id > $2)
          and case $4 when 'no' then a.voucher_id is null when 'yes' then a.voucher_id is not null else true end
          and not exists (select from vouchers r where r.company_id = v.company_id and r.reverses_id = v.id)
        order by v.id limit $3`,
      [ctx.company.id, after ?? null, limit + 1, attested],
    )
    const fourEyes = await wantsFourEyes(ctx, 'write-off-four-eyes')
    const masks = !seesProtected(ctx)
    const page = rows.slice(0, limit)
    return {
      rows: page.map((one) => {
        const hidden = masks && one.protection !== 'none'
        const name = protectedName[ctx.company.language]
        return {
          voucherId: one.voucherId,
          voucher: one.voucher,
          postedOn: one.postedOn,
          party: hidden ? name : one.party,
          partyNumber: one.partyNumber,
          number: one.number,
          amount: formatMinor(one.amount, one.currency),
          currency: one.currency,
          payment: one.transactionId
            ? {
                transactionId: one.transactionId,
                amount: formatMinor(one.paid!, one.paidCurrency!),
                payer: hidden ? name : one.payer,
                bookedOn: one.bookedOn!,
              }
            : null,
          writtenOffBy: one.by,
          attestedAt: one.attestedAt?.toISOString() ?? null,
          attestedBy: one.attestedBy,
          mayAttest: one.attestedAt === null && !(fourEyes && one.byId !== null && one.byId === ctx.user.id),
        }
      }),
      next: rows.length > limit ? page.at(-1)!.voucherId : null,
    }
  },
})
