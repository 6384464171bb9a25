import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { wantsFourEyes } from '../refunds.ts'

/** A person has seen these write-offs and stands for them. */
export const attestWriteOffs = verb({
  kind: 'write',
  name: 'bank.attest-write-offs',
  summary: 'Attest small differences that were written off',
  route: 'POST /write-offs/attest',
  input: z.object({ voucherIds: z.array(id).min(1).max(10_000) }),
  output: z.object({ attested: z.number() }),
  async run(ctx, { voucherIds }) {
    if (ctx.user.id && (await wantsFourEyes(ctx, 'write-off-four-eyes'))) {
      const own = await ctx.db.maybe<{ id: Id }>(
        `select id from vouchers where company_id = $1 and id = any ($2::uuid[]) and recorded_by = $3 limit 1`,
        [ctx.company.id, voucherIds, ctx.user.id],
      )
      if (own)
        refuse('write-off.four-eyes', 'you wrote this off, so somebody else must attest it', { voucher: own.id }, 403)
    }
    const { rowCount } = await ctx.db.query(
      `insert into write_off_attests (company_id, voucher_id, attested_at, attested_by)
       select v.company_id, v.id, $3, $4 from vouchers v where v.company_id = $1 and v.id = any ($2::uuid[]) and v.transaction_type = 'small-difference' and v.reverses_id is null
       on conflict do nothing`,
      [ctx.company.id, voucherIds, ctx.now, ctx.user.id],
    )
    await audit(ctx, { verb: 'bank.attest-write-offs', subjects: voucherIds, summary: { attested: rowCount } })
    return { attested: rowCount }
  },
})
