import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import { accounts, outlived } from './accounts.ts'
import { articles } from './articles.ts'
import { bankAccounts } from './bank-accounts.ts'
import { businessAreas } from './business-areas.ts'
import { hasValue, unknownValue } from './dimension-rules.ts'
import { dimensionValues } from './dimension-values.ts'
import { invoiceGroups } from './invoice-groups.ts'
import type { Around, Change, Column } from './set-up/table.ts'
import { type SetUpRow, type SetUpTable, type Values, validFromColumn, validToColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'
import { transactionTypes } from './transaction-types.ts'
import { vatCodes } from './vat-codes.ts'

const then: Column[] = [
  { key: 'account', kind: 'code', required: true, ref: accounts, title: words('Konto', 'Konto', 'Сметка', 'Account') },
  { key: 'dimensions', kind: 'pairs', title: words('Koddelar', 'Dimensjoner', 'Аналитичности', 'Dimensions') },
  validFromColumn,
  validToColumn,
  { key: 'note', kind: 'text', title: words('Anmärkning', 'Merknad', 'Бележка', 'Note') },
]

/** Konteringsstyrning: what is blank holds for anything; the rule that says most about the facts wins. */
export const postingRules: SetUpTable = {
  name: 'posting-rules',
  one: 'posting-rule',
  db: 'posting_rules',
  hasId: true,
  where: `purpose <> 'cash'`,
  title: words('Konteringsstyrning', 'Konteringsregler', 'Правила за осчетоводяване', 'Posting rules'),
  keys: [
    'purpose',
    'transactionType',
    'invoiceGroup',
    'article',
    'customerKind',
    'vatCode',
    'businessArea',
    'channel',
    'validFrom',
  ],
  dated: true,
  closes: 'validTo',
  needs: [dimensionValues],
  columns: [
    {
      key: 'purpose',
      kind: 'choice',
      required: true,
      choices: ['revenue', 'receivable'],
      title: words('Gäller', 'Gjelder', 'Отнася се за', 'Purpose'),
    },
    {
      key: 'transactionType',
      kind: 'code',
      ref: transactionTypes,
      title: words('Transaktionstyp', 'Transaksjonstype', 'Вид операция', 'Transaction type'),
    },
    {
      key: 'invoiceGroup',
      kind: 'code',
      db: 'invoice_group_id',
      ref: invoiceGroups,
      title: words('Fakturagrupp', 'Fakturagruppe', 'Група фактури', 'Invoice group'),
    },
    {
      key: 'article',
      kind: 'code',
      db: 'article_id',
      ref: articles,
      title: words('Artikel', 'Artikkel', 'Артикул', 'Article'),
    },
    { key: 'customerKind', kind: 'code', title: words('Kundtyp', 'Kundetype', 'Вид клиент', 'Customer kind') },
    { key: 'vatCode', kind: 'code', ref: vatCodes, title: words('Momskod', 'Mva-kode', 'ДДС код', 'VAT code') },
    {
      key: 'businessArea',
      kind: 'code',
      db: 'area_id',
      ref: businessAreas,
      title: words('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area'),
    },
    { key: 'channel', kind: 'code', title: words('Kanal', 'Kanal', 'Канал', 'Channel') },
    ...then,
  ],
  check,
  guard,
  used,
}

/** Likvidkontering: which account the money of a payment channel (a bank or cash account) lands on, where not on its own. */
export const cashPostings: SetUpTable = {
  name: 'cash-postings',
  one: 'cash-posting',
  db: 'posting_rules',
  hasId: true,
  constants: { purpose: 'cash' },
  where: `purpose = 'cash'`,
  title: words('Likvidkontering', 'Likvidkontering', 'Парични сметки по канал', 'Cash postings'),
  keys: ['channel', 'transactionType', 'businessArea', 'validFrom'],
  dated: true,
  closes: 'validTo',
  needs: [dimensionValues],
  columns: [
    {
      key: 'channel',
      kind: 'code',
      ref: bankAccounts,
      refByCode: true,
      required: true,
      title: words('Betalningskanal', 'Betalingskanal', 'Платежен канал', 'Payment channel'),
    },
    {
      key: 'transactionType',
      kind: 'code',
      ref: transactionTypes,
      title: words('Transaktionstyp', 'Transaksjonstype', 'Вид операция', 'Transaction type'),
    },
    {
      key: 'businessArea',
      kind: 'code',
      db: 'area_id',
      ref: businessAreas,
      title: words('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area'),
    },
    ...then,
  ],
  check,
  guard,
  used,
}

function check(values: Values, around: Around): Problem[] {
  const account = around.find(accounts, values.account)!.values
  const problems = outlived(account, values.validTo)
  const { control } = account
  const carriesItems = control === 'receivable' || control === 'payable'
  if (values.purpose === 'receivable' && control !== 'receivable')
    problems.push({
      code: 'posting-rule.needs-control',
      message: `${String(values.account)} is no control account of customers, and receivables need one`,
      column: 'account',
    })
  if (values.purpose !== 'receivable' && carriesItems)
    problems.push({
      code: 'posting-rule.control-refused',
      message: `${String(values.account)} carries open items: only receivables are posted there`,
      column: 'account',
    })
  for (const [dimension, value] of Object.entries(values.dimensions as Record<string, string>)) {
    if (!hasValue(around, dimension, value)) problems.push(unknownValue(dimension, value, 'dimensions'))
  }
  return problems
}

/** Postings name their rule: what it said then must be found there later. */
async function guard(ctx: Ctx, changes: readonly Change[]): Promise<{ change: Change; problem: Problem }[]> {
  const telling = changes.filter((change) => change.differences.some((key) => ['account', 'dimensions'].includes(key)))
  const inUse = await usedRules(
    ctx,
    telling.map((change) => ({ id: change.id!, account: change.before!.account as string })),
  )
  return telling.flatMap((change) =>
    inUse.has(change.id!)
      ? [
          {
            change,
            problem: {
              code: 'posting-rule.used',
              message: 'postings were made by this rule: end it, and add a row with the new account from a new day',
              column: change.differences.includes('account') ? 'account' : 'dimensions',
            },
          },
        ]
      : [],
  )
}

async function used(ctx: Ctx, rows: readonly SetUpRow[]): Promise<Set<SetUpRow>> {
  const inUse = await usedRules(
    ctx,
    rows.map((row) => ({ id: row.id!, account: row.values.account as string })),
  )
  return new Set(rows.filter((row) => inUse.has(row.id!)))
}

/** Through the account's index: a rule's postings lie on its account. */
async function usedRules(ctx: Ctx, rules: readonly { id: string; account: string }[]): Promise<Set<string>> {
  if (rules.length === 0) return new Set()
  const rows = await ctx.db.rows<{ id: string }>(
    `select r.id from unnest($2::uuid[], $3::text[]) as r (id, account)
      where exists (select from postings p where p.company_id = $1 and p.account = r.account and p.rule_id = r.id)`,
    [ctx.company.id, rules.map((rule) => rule.id), rules.map((rule) => rule.account)],
  )
  return new Set(rows.map((row) => row.id))
}

export const listPostingRules = listVerb(postingRules)
export const savePostingRules = saveVerb(postingRules)
export const listCashPostings = listVerb(cashPostings)
export const saveCashPostings = saveVerb(cashPostings)
