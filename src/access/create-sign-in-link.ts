import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { userOfCompany } from './queries.ts'
import { refuseBeyondOwnFor } from './rights.ts'
import { createSignInLink } from './sessions.ts'
import { signInAddress } from './sign-in-address.ts'

/** For who lost the password. Only for a person of this company alone: the link opens every company of the person. */
export const createLink = verb({
  kind: 'write',
  name: 'access.create-sign-in-link',
  summary: 'Make a one-time sign-in link for a person of this company',
  route: 'POST /users/{userId}/sign-in-links',
  input: z.object({ userId: id }),
  output: z.object({ signInLink: z.string(), expiresAt: z.string() }),
  async run(ctx, { userId }) {
    await userOfCompany(ctx, userId)
    await refuseBeyondOwnFor(ctx, userId)
    const { elsewhere } = await ctx.db.one<{ elsewhere: boolean }>(
      `select is_in_other_company($1, $2, $3) as elsewhere`,
      [userId, ctx.company.id, ctx.today],
    )
    if (elsewhere && userId !== ctx.user.id)
      refuse(
        'user.of-other-companies',
        'the person belongs to other companies, too, which the link would open: the administrator of the installation makes it',
        {},
        409,
      )
    const link = await createSignInLink(ctx.db, userId, ctx.now)
    await audit(ctx, { verb: 'access.create-sign-in-link', subjects: [userId] })
    return { signInLink: signInAddress(ctx, link.token), expiresAt: link.expiresAt.toISOString() }
  },
})
