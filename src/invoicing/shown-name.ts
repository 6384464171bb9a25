import type { Ctx } from '../db/context.ts'
import { protectedName, seesProtected } from '../parties/sees-protected.ts'

/** SQL: the name of a party, masked for who may not see persons with protected identity (src/parties/set-protection.ts). */
export const shownName = (ctx: Pick<Ctx, 'user' | 'company'>, alias: string): string =>
  seesProtected(ctx)
    ? `${alias}.name`
    : `case when ${alias}.protection = 'none' then ${alias}.name else '${protectedName[ctx.company.language]}' end`
