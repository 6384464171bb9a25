import type { CountryRules } from '../country.ts'
import { accounts } from './accounts.ts'
import { claims } from './claims.ts'
import { currency } from './currency.ts'
import { documents } from './documents.ts'
import { holidays } from './holidays.ts'
import { identity } from './identity.ts'
import { rates } from './rates.ts'
import { references } from './references.ts'
import { taxPayments } from './tax-payments.ts'
import { terms } from './terms.ts'
import { vat } from './vat.ts'

export const sweden: CountryRules = {
  code: 'SE',
  name: { sv: 'Sverige', nb: 'Sverige', bg: 'Швеция', en: 'Sweden' },
  language: 'sv',
  timeZone: 'Europe/Stockholm',
  identity,
  references,
  vat,
  accounts,
  terms,
  documents,
  holidays,
  rates,
  claims,
  currency,
  taxPayments,
}
