import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** To take a right away takes less than to give it: whoever may revoke tokens may revoke any of the company. */
export const revokeToken = verb({
  kind: 'write',
  name: 'access.revoke-token',
  summary: 'End an API token',
  route: 'DELETE /tokens/{tokenId}',
  input: z.object({ tokenId: id }),
  output: z.object({ tokenId: id }),
  async run(ctx, { tokenId }) {
    const token = await ctx.db.maybe<{ user_id: Id; name: string }>(
      `update api_tokens set revoked_at = coalesce(revoked_at, $3) where company_id = $1 and id = $2 returning user_id, name`,
      [ctx.company.id, tokenId, ctx.now],
    )
    if (!token) return refuse('token.unknown', 'there is no such token', {}, 404)
    await audit(ctx, { verb: 'access.revoke-token', subjects: [token.user_id, tokenId], summary: { name: token.name } })
    return { tokenId }
  },
})
