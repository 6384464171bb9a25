import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id, language } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { grant, grantInput } from './grant-role.ts'
import { createSignInLink } from './sessions.ts'
import { signInAddress } from './sign-in-address.ts'

/**
 * A person with a first role. There is no default password: the answer carries a one-time link, told this once.
 * Who is known to the installation already gets the role and no link: a link would open the person's other companies, too.
 */
export const createUser = verb({
  kind: 'write',
  name: 'access.create-user',
  summary: 'Add a person with a role; answers a one-time sign-in link',
  route: 'POST /users',
  input: z.object({
    email: z.email().max(254),
    name: z.string().trim().min(1).max(200),
    language: language.optional(),
    ...grantInput,
  }),
  output: z.object({
    userId: id,
    grantId: id,
    signInLink: z.string().nullable().meta({
      description:
        "Told once; null for a person who signs in already. A path alone (/sign-in/…) is put after the server's address: RESKONTRA_BASE_URL makes it whole",
    }),
    expiresAt: z.string().nullable(),
  }),
  async run(ctx, input) {
    const known = await ctx.db.maybe<{ id: string; closed: boolean; is_system: boolean }>(
      `select id, closed_at is not null as closed, is_system from users where lower(email) = lower($1)`,
      [input.email.trim()],
    )
    if (known?.closed || known?.is_system)
      return refuse('user.closed', 'this person was closed and can get no role', {}, 409)
    const userId = known?.id ?? newId()
    if (!known) {
      await ctx.db.query(`insert into users (id, email, name, language, created_at) values ($1, $2, $3, $4, $5)`, [
        userId,
        input.email.trim(),
        input.name,
        input.language ?? ctx.company.language,
        ctx.now,
      ])
    }
    const grantId = await grant(ctx, userId, input)
    await audit(ctx, {
      verb: 'access.create-user',
      subjects: [userId, grantId],
      summary: { role: input.role, areaCode: input.areaCode ?? null },
      after: { email: input.email, name: input.name },
    })
    if (known) return { userId, grantId, signInLink: null, expiresAt: null }
    const link = await createSignInLink(ctx.db, userId, ctx.now)
    return { userId, grantId, signInLink: signInAddress(ctx, link.token), expiresAt: link.expiresAt.toISOString() }
  },
})
