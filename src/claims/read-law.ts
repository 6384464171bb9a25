import type { ClaimRules, LawName, LawValues } from '../countries/claims.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { readLawValues } from '../interest/read-law-values.ts'
import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'

export interface Law {
  rules: ClaimRules
  values: LawValues
}

/** The country's law of claims, with the rows that the company's people have added. */
export async function readLaw(ctx: Ctx): Promise<Law> {
  return { rules: country(ctx.company.country).claims, values: await readLawValues(ctx) }
}

/** The amount of a name that the country may not know; null: the law gives none. */
export function amountOrNone({ rules, values }: Law, name: LawName, on: Day): { amount: Minor; source: string } | null {
  return rules.law[name] ? values.anyAmountOn(name, on) : null
}
