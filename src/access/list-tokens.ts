import { z } from 'zod'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

export const listTokens = verb({
  kind: 'read',
  name: 'access.list-tokens',
  summary: 'List the API tokens of this company (not the tokens themselves)',
  route: 'GET /tokens',
  input: z.object({}),
  output: z.object({
    rows: z.array(
      z.object({
        tokenId: id,
        userId: id,
        userName: z.string(),
        name: z.string(),
        createdAt: z.string(),
        expiresAt: z.string(),
        revokedAt: z.string().nullable(),
      }),
    ),
  }),
  async run(ctx) {
    const rows = await ctx.db.rows<{
      tokenId: string
      userId: string
      userName: string
      name: string
      created: Date
      expires: Date
      revoked: Date | null
    }>(
      `select t.id as "tokenId", t.user_id as "userId", u.name as "userName", t.name, t.created_at as created, t.expires_at as expires, t.revoked_at as revoked
         from api_tokens t join users u on u.id = t.user_id where t.company_id = $1 order by t.created_at desc`,
      [ctx.company.id],
    )
    return {
      rows: rows.map(({ created, expires, revoked, ...row }) => ({
        ...row,
        createdAt: created.toISOString(),
        expiresAt: expires.toISOString(),
        revokedAt: revoked?.toISOString() ?? null,
      })),
    }
  },
})
