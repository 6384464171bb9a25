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

export const norway: CountryRules = {
  code: 'NO',
  name: { sv: 'Norge', nb: 'Norge', bg: 'Норвегия', en: 'Norway' },
  language: 'nb',
  timeZone: 'Europe/Oslo',
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
