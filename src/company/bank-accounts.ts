import type { Problem } from '../kernel/problem.ts'
import { accounts, outlived } from './accounts.ts'
import { businessAreas } from './business-areas.ts'
import type { Around } from './set-up/table.ts'
import { closedOnColumn, codeColumn, nameColumn, type SetUpTable, type Values, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Bank and cash accounts, with sub-accounts (underkonto, подсметка): how documents and bank files name them. */
export const bankAccounts: SetUpTable = {
  name: 'bank-accounts',
  one: 'bank-account',
  db: 'bank_accounts',
  hasId: true,
  title: words('Bank- och kassakonton', 'Bank- og kassekontoer', 'Банкови сметки и каси', 'Bank accounts'),
  keys: ['code'],
  closes: 'closedOn',
  columns: [
    codeColumn,
    nameColumn,
    {
      key: 'kind',
      kind: 'choice',
      required: true,
      choices: ['bank', 'cash', 'giro'],
      title: words('Slag', 'Type', 'Вид', 'Kind'),
    },
    {
      key: 'parent',
      kind: 'code',
      db: 'parent_id',
      ref: 'self',
      title: words('Underkonto till', 'Underkonto til', 'Подсметка на', 'Sub-account of'),
    },
    { key: 'currency', kind: 'code', required: true, title: words('Valuta', 'Valuta', 'Валута', 'Currency') },
    {
      key: 'account',
      kind: 'code',
      required: true,
      ref: accounts,
      title: words('Konto', 'Konto', 'Сметка', 'Account'),
    },
    { key: 'iban', kind: 'text', title: words('IBAN', 'IBAN', 'IBAN', 'IBAN') },
    { key: 'bic', kind: 'code', title: words('BIC', 'BIC', 'BIC', 'BIC') },
    { key: 'bban', kind: 'text', title: words('Kontonummer', 'Kontonummer', 'Номер на сметка', 'Account number') },
    { key: 'bankgiro', kind: 'text', title: words('Bankgiro', 'Bankgiro', 'Bankgiro', 'Bankgiro') },
    { key: 'plusgiro', kind: 'text', title: words('Plusgiro', 'Plusgiro', 'Plusgiro', 'Plusgiro') },
    { key: 'bankName', kind: 'text', title: words('Bank', 'Bank', 'Банка', 'Bank') },
    {
      key: 'onInvoices',
      kind: 'boolean',
      default: true,
      title: words('Visas på fakturor', 'Vises på fakturaer', 'Във фактурите', 'Shown on invoices'),
    },
    {
      key: 'businessArea',
      kind: 'code',
      db: 'business_area_id',
      ref: businessAreas,
      title: words('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area'),
    },
    closedOnColumn,
  ],
  normalise,
  check,
}

function normalise(values: Values, around: Around): Problem[] {
  const problems: Problem[] = []
  for (const kind of ['iban', 'bban', 'bankgiro', 'plusgiro'] as const) {
    const written = values[kind] as string | null
    if (written === null) continue
    const checked = around.rules.identity.bankAccount(written, kind)
    if (checked.value) values[kind] = checked.value.value
    else problems.push({ ...checked.problem, column: kind })
  }
  return problems
}

function check(values: Values, around: Around): Problem[] {
  const problems: Problem[] = []
  const bic = values.bic as string | null
  if (bic !== null && !/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic))
    problems.push({
      code: 'bank-account.bic-invalid',
      data: { value: bic },
      message: `${bic} is no BIC: 8 or 11 capital letters and digits`,
      column: 'bic',
    })
  if (!/^[A-Z]{3}$/.test(String(values.currency)))
    problems.push({
      code: 'currency.unknown',
      message: `${String(values.currency)} is not a currency code such as EUR`,
      column: 'currency',
    })
  const account = around.find(accounts, values.account)!.values
  problems.push(...outlived(account, values.closedOn))
  const { control } = account
  if (control === 'receivable' || control === 'payable')
    problems.push({
      code: 'bank-account.control-refused',
      data: { account: String(values.account) },
      message: `${String(values.account)} carries open items: money lies on another account`,
      column: 'account',
    })
  if (values.parent !== null && values.parent === values.code)
    problems.push({
      code: 'bank-account.own-parent',
      message: 'an account is not its own sub-account',
      column: 'parent',
    })
  return problems
}

export const listBankAccounts = listVerb(bankAccounts)
export const saveBankAccounts = saveVerb(bankAccounts)
