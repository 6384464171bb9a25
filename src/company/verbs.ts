import type { Verb } from '../db/verb.ts'
import { listAccountRoles, saveAccountRoles } from './account-roles.ts'
import { listAccounts } from './accounts.ts'
import { applyTemplate } from './apply-template.ts'
import { listArticles, saveArticles } from './articles.ts'
import { listBankAccounts, saveBankAccounts } from './bank-accounts.ts'
import { listBusinessAreas, saveBusinessAreas } from './business-areas.ts'
import { listDimensionCombinations, saveDimensionCombinations } from './dimension-combinations.ts'
import { listDimensionRules, saveDimensionRules } from './dimension-rules.ts'
import { listDimensionValues, saveDimensionValues } from './dimension-values.ts'
import { listDimensions, saveDimensions } from './dimensions.ts'
import { listExchangeRates, saveExchangeRates } from './exchange-rates.ts'
import { listInvoiceGroups, saveInvoiceGroups } from './invoice-groups.ts'
import { listNumberSeries, saveNumberSeries } from './number-series.ts'
import { listParameters, saveParameters } from './parameters.ts'
import { listPeriods, openYear, savePeriods } from './periods.ts'
import { listCashPostings, listPostingRules, saveCashPostings, savePostingRules } from './posting-rules.ts'
import { readProfile, saveProfile } from './profile.ts'
import { removeRows } from './remove-rows.ts'
import { saveAccounts } from './save-accounts.ts'
import { listTransactionTypes, saveTransactionTypes } from './transaction-types.ts'
import { listVatCodes, saveVatCodes } from './vat-codes.ts'
import { listVatMethods, saveVatMethods } from './vat-methods.ts'

/** The workbook verbs (export, import, read and save the whole set-up) lie in parties: internal companies belong to them. */
export const verbs: Verb[] = [
  readProfile,
  saveProfile,
  listParameters,
  saveParameters,
  listBusinessAreas,
  saveBusinessAreas,
  listAccounts,
  saveAccounts,
  listAccountRoles,
  saveAccountRoles,
  listDimensions,
  saveDimensions,
  listDimensionValues,
  saveDimensionValues,
  listDimensionRules,
  saveDimensionRules,
  listDimensionCombinations,
  saveDimensionCombinations,
  listVatMethods,
  saveVatMethods,
  listVatCodes,
  saveVatCodes,
  listNumberSeries,
  saveNumberSeries,
  listTransactionTypes,
  saveTransactionTypes,
  listArticles,
  saveArticles,
  listInvoiceGroups,
  saveInvoiceGroups,
  listPostingRules,
  savePostingRules,
  listCashPostings,
  saveCashPostings,
  listBankAccounts,
  saveBankAccounts,
  listExchangeRates,
  saveExchangeRates,
  listPeriods,
  savePeriods,
  openYear,
  applyTemplate,
  removeRows,
]
