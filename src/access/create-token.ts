import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { userOfCompany } from './queries.ts'
import { refuseBeyondOwnFor } from './rights.ts'
import { newToken } from './tokens.ts'

/** A token lets a program act as a person, in this company alone, with the rights that the person has then. */
export const createToken = verb({
  kind: 'write',
  name: 'access.create-token',
  summary: 'Make an API token for a person; told once',
  route: 'POST /users/{userId}/tokens',
  input: z.object({
    userId: id,
    name: z.string().trim().min(1).max(100).meta({ description: 'What the token is for' }),
    days: z.number().int().min(1).max(730).default(365),
  }),
  output: z.object({ tokenId: id, token: z.string().meta({ description: 'Told once' }), expiresAt: z.string() }),
  async run(ctx, input) {
    if (ctx.user.id === null) refuse('access.system', 'the clockwork makes no tokens', {}, 403)
    await userOfCompany(ctx, input.userId)
    await refuseBeyondOwnFor(ctx, input.userId)
    const { token, hash } = newToken('rsk_')
    const tokenId = newId()
    const expiresAt = new Date(ctx.now.getTime() + input.days * 86_400_000)
    await ctx.db.query(
      `insert into api_tokens (company_id, id, token_hash, user_id, name, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [ctx.company.id, tokenId, hash, input.userId, input.name, ctx.now, expiresAt],
    )
    await audit(ctx, {
      verb: 'access.create-token',
      subjects: [input.userId, tokenId],
      summary: { name: input.name, days: input.days },
    })
    return { tokenId, token, expiresAt: expiresAt.toISOString() }
  },
})
