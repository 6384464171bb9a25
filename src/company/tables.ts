import { accountRoles } from './account-roles.ts'
import { accounts } from './accounts.ts'
import { articles } from './articles.ts'
import { bankAccounts } from './bank-accounts.ts'
import { businessAreas } from './business-areas.ts'
import { dimensionCombinations } from './dimension-combinations.ts'
import { dimensionRules } from './dimension-rules.ts'
import { dimensionValues } from './dimension-values.ts'
import { dimensions } from './dimensions.ts'
import { exchangeRates } from './exchange-rates.ts'
import { invoiceGroups } from './invoice-groups.ts'
import { numberSeries } from './number-series.ts'
import { settings } from './parameters.ts'
import { periods } from './periods.ts'
import { cashPostings, postingRules } from './posting-rules.ts'
import { profile } from './profile.ts'
import type { SetUpTable } from './set-up/table.ts'
import { transactionTypes } from './transaction-types.ts'
import { vatCodes } from './vat-codes.ts'
import { vatMethods } from './vat-methods.ts'

/** The whole set-up, each table after those that it names: the order of the sheets and of writing. */
export const setUpTables: readonly SetUpTable[] = [
  profile,
  settings,
  businessAreas,
  accounts,
  accountRoles,
  dimensions,
  dimensionValues,
  dimensionRules,
  dimensionCombinations,
  vatMethods,
  vatCodes,
  numberSeries,
  transactionTypes,
  articles,
  invoiceGroups,
  postingRules,
  bankAccounts,
  cashPostings,
  exchangeRates,
  periods,
]
