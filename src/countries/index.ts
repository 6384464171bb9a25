import { refuse } from '../kernel/problem.ts'
import { bulgaria } from './bg/index.ts'
import type { CountryRules } from './country.ts'
import { norway } from './no/index.ts'
import { sweden } from './se/index.ts'

/** Every country the house knows: one line each. */
export const countries: readonly CountryRules[] = [sweden, norway, bulgaria]

const byCode = new Map<string, CountryRules>(countries.map((rules) => [rules.code, rules]))

/** @throws Refused country.unknown */
export function country(code: string): CountryRules {
  return (
    byCode.get(code) ??
    refuse('country.unknown', `Country ${code} is not built: use one of ${[...byCode.keys()].join(', ')}.`, { code })
  )
}
