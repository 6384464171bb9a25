import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { userOfCompany } from './queries.ts'
import { endGrants } from './revoke-grant.ts'
import { refuseBeyondOwnFor } from './rights.ts'

/** Ends a person's grants and tokens in this company at once; the account itself ends with its last company. */
export const closeUser = verb({
  kind: 'write',
  name: 'access.close-user',
  summary: 'End all rights of a person in this company',
  route: 'POST /users/{userId}/close',
  input: z.object({ userId: id }),
  output: z.object({ userId: id, grantsEnded: z.number(), tokensRevoked: z.number(), accountClosed: z.boolean() }),
  async run(ctx, { userId }) {
    await userOfCompany(ctx, userId)
    await refuseBeyondOwnFor(ctx, userId)
    const { elsewhere } = await ctx.db.one<{ elsewhere: boolean }>(
      `select is_in_other_company($1, $2, $3) as elsewhere`,
      [userId, ctx.company.id, ctx.today],
    )
    const grants = await ctx.db.rows<{ id: string }>(
      `select id from grants where company_id = $1 and user_id = $2 and valid_to > $3`,
      [ctx.company.id, userId, ctx.today],
    )
    await endGrants(
      ctx,
      grants.map((grant) => grant.id),
    )
    const tokens = await ctx.db.query(
      `update api_tokens set revoked_at = $3 where company_id = $1 and user_id = $2 and revoked_at is null`,
      [ctx.company.id, userId, ctx.now],
    )
    if (!elsewhere) {
      await ctx.db.query(`update users set closed_at = $2 where id = $1`, [userId, ctx.now])
      await ctx.db.query(`delete from sessions where user_id = $1`, [userId])
      await ctx.db.query(`update sign_in_links set used_at = $2 where user_id = $1 and used_at is null`, [
        userId,
        ctx.now,
      ])
    }
    const done = { grantsEnded: grants.length, tokensRevoked: tokens.rowCount, accountClosed: !elsewhere }
    await audit(ctx, { verb: 'access.close-user', subjects: [userId], summary: done })
    return { userId, ...done }
  },
})
