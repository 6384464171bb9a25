import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { readLawValues } from '../interest/read-law-values.ts'
import type { LawDesk } from './law.ts'
import { lawDesk } from './law.ts'

/** The law of the company's country, with the rows that its people have added. */
export async function readLawDesk(ctx: Ctx): Promise<LawDesk> {
  return lawDesk(
    country(ctx.company.country),
    await readLawValues(ctx),
    ctx.company.kind === 'municipality' ? 'authority' : 'business',
  )
}
