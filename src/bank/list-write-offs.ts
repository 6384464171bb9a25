import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'

const row = z.object({
  voucherId: id,
  postedOn: dayText,
  party: z.string(),
  number: z.string(),
  amount: z.string().meta({ description: '+ given up, − gained' }),
  currency: z.string(),
  attestedAt: z.string().nullable(),
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
      postedOn: z.output<typeof dayText>
      party: string
      number: string
      amount: bigint
      currency: string
      attestedAt: Date | null
    }>(
      `select v.id as "voucherId", v.posted_on as "postedOn", p.name as party, i.number_text as number, -i.amount as amount, i.currency, a.attested_at as "attestedAt"
         from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
         join parties p on p.company_id = i.company_id and p.id = i.party_id
         left join write_off_attests a on a.company_id = v.company_id and a.voucher_id = v.id
        where i.company_id = $1 and i.kind = 'write-off' and v.transaction_type = 'small-difference' and ($2::uuid is null or v.id > $2)
          and case $4 when 'no' then a.voucher_id is null when 'yes' then a.voucher_id is not null else true end
          and not exists (select from vouchers r where r.company_id = v.company_id and r.reverses_id = v.id)
        order by v.id limit $3`,
      [ctx.company.id, after ?? null, limit + 1, attested],
    )
    const page = rows.slice(0, limit)
    return {
      rows: page.map((one) => ({
        ...one,
        amount: formatMinor(one.amount, one.currency),
        attestedAt: one.attestedAt?.toISOString() ?? null,
      })),
      next: rows.length > limit ? page.at(-1)!.voucherId : null,
    }
  },
})
