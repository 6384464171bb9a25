import type { Values } from '../../company/set-up/table.ts'
import type { Look } from './look.ts'
import { lookAtClaims } from './look-at-claims.ts'
import { lookAtInvoices } from './look-at-invoices.ts'
import { lookAtPayments } from './look-at-payments.ts'

export const looks = { invoices: lookAtInvoices, payments: lookAtPayments, claims: lookAtClaims } satisfies Record<
  string,
  Look
>
export type LookName = keyof typeof looks

/** Why a row of a table has no effect on anything that is there: said in a sentence instead of a trial. */
export const reasons = [
  'approvals-from-now',
  'advances-from-now',
  'customers-from-now',
  'exports-from-now',
  'files-from-now',
  'internal-from-now',
  'letters-from-now',
  'money-from-now',
  'one-method',
  'own-periods',
  'own-rule-trial',
  'questions-from-now',
  'sent-from-now',
] as const
export type Reason = (typeof reasons)[number]
export type Trial = readonly LookName[] | Reason

/** Every table of the set-up has a trial, or says why there is nothing to try. */
export const trialsOfTables: Readonly<Record<string, Trial>> = {
  profile: ['invoices'],
  'business-areas': ['invoices'],
  accounts: ['invoices'],
  'account-roles': ['invoices'],
  dimensions: ['invoices'],
  'dimension-values': ['invoices'],
  'dimension-rules': ['invoices'],
  'dimension-combinations': ['invoices'],
  'vat-methods': 'one-method',
  'vat-codes': ['invoices'],
  'number-series': ['invoices'],
  'transaction-types': ['invoices'],
  articles: ['invoices'],
  'invoice-groups': ['invoices'],
  // company.try-posting-rule tells it line by line, by account.
  'posting-rules': 'own-rule-trial',
  'bank-accounts': ['invoices', 'payments'],
  'cash-postings': ['payments'],
  'exchange-rates': ['invoices', 'payments'],
  periods: 'own-periods',
  'internal-companies': ['invoices'],
}

export const trialsOfParameters: Readonly<Record<string, Trial>> = {
  'match-threshold': ['payments'],
  'match-tolerance': ['payments'],
  'settlement-order': 'money-from-now',
  dunning: 'letters-from-now',
  interest: ['claims'],
  'rate-age': ['invoices', 'payments'],
  'refund-four-eyes': 'approvals-from-now',
  'write-off-four-eyes': 'approvals-from-now',
  'counterparty-domestic': 'customers-from-now',
  'counterparty-abroad': 'customers-from-now',
  'credit-limit': ['invoices'],
  'credit-bureaus': 'questions-from-now',
  'order-folder': 'files-from-now',
  'order-file-mapping': 'files-from-now',
  'bank-folder': 'files-from-now',
  'sftp-servers': 'files-from-now',
  'delivery-folder': 'sent-from-now',
  'delivery-e-mail': 'sent-from-now',
  'delivery-peppol': 'sent-from-now',
  'delivery-sms': 'sent-from-now',
  'delivery-print': 'sent-from-now',
  'peppol-validation': 'sent-from-now',
  'sie-dimensions': 'exports-from-now',
  'vouchers-csv': 'exports-from-now',
  'advance-invoices': 'advances-from-now',
  'internal-settlement': 'internal-from-now',
}

export const trialOf = (table: string, row: Values): Trial | undefined =>
  table === 'parameters' ? trialsOfParameters[String(row.name)] : trialsOfTables[table]
