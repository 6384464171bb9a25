import type { CountryRules } from '../countries/country.ts'
import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import { accountRoles } from './account-roles.ts'
import { accounts } from './accounts.ts'
import { businessAreas } from './business-areas.ts'
import { hasValue, unknownValue } from './dimension-rules.ts'
import { dimensionValues } from './dimension-values.ts'
import { numberSeries } from './number-series.ts'
import type { Around, Change } from './set-up/table.ts'
import { closedOnColumn, codeColumn, nameColumn, rolesOf, type SetUpTable, type Values, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Fakturagrupp: drives one kind of billing: series, terms, reference, approval, texts, default posting. */
export const invoiceGroups: SetUpTable = {
  name: 'invoice-groups',
  one: 'invoice-group',
  db: 'invoice_groups',
  hasId: true,
  title: words('Fakturagrupper', 'Fakturagrupper', 'Групи фактури', 'Invoice groups'),
  keys: ['code'],
  closes: 'closedOn',
  needs: [accounts, accountRoles, dimensionValues],
  columns: [
    codeColumn,
    nameColumn,
    {
      key: 'businessArea',
      kind: 'code',
      db: 'business_area_id',
      ref: businessAreas,
      title: words('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area'),
    },
    {
      key: 'series',
      kind: 'code',
      db: 'series_id',
      required: true,
      ref: numberSeries,
      title: words('Nummerserie', 'Nummerserie', 'Номерация', 'Number series'),
    },
    {
      key: 'proformaSeries',
      kind: 'code',
      db: 'proforma_series_id',
      ref: numberSeries,
      title: words('Serie för proforma', 'Serie for proforma', 'Номерация на проформи', 'Proforma series'),
    },
    {
      key: 'interestSeries',
      kind: 'code',
      db: 'interest_series_id',
      ref: numberSeries,
      title: words(
        'Serie för räntefakturor',
        'Serie for rentenotaer',
        'Номерация на ноти за лихви',
        'Series of interest invoices',
      ),
    },
    {
      key: 'voucherSeries',
      kind: 'code',
      db: 'voucher_series_id',
      required: true,
      ref: numberSeries,
      title: words('Verifikationsserie', 'Bilagsserie', 'Номерация на операции', 'Voucher series'),
    },
    {
      key: 'termsDays',
      kind: 'integer',
      required: true,
      max: 365,
      title: words('Betalningsvillkor, dagar', 'Betalingsfrist, dager', 'Срок на плащане, дни', 'Terms, days'),
    },
    {
      key: 'referenceKind',
      kind: 'choice',
      required: true,
      choices: ['ocr', 'ocr-length', 'kid-mod10', 'kid-mod11', 'number'],
      offers: (rules) => kindsOf(rules),
      title: words('Referens', 'Referanse', 'Референция', 'Reference'),
    },
    {
      key: 'combine',
      kind: 'boolean',
      default: true,
      title: words('Samfaktura', 'Samlefaktura', 'Обща фактура', 'Combine orders'),
    },
    {
      key: 'internal',
      kind: 'boolean',
      default: false,
      title: words('Internfakturor', 'Internfakturaer', 'Вътрешни фактури', 'Internal invoices'),
    },
    {
      key: 'interestFree',
      kind: 'boolean',
      default: false,
      title: words('Räntefri', 'Rentefri', 'Без лихва', 'Free of interest'),
    },
    {
      key: 'cashRounding',
      kind: 'boolean',
      default: false,
      title: words('Öresutjämning', 'Øreavrunding', 'Закръгляване', 'Cash rounding'),
    },
    {
      key: 'twoPersonApproval',
      kind: 'boolean',
      default: false,
      title: words('Två godkänner', 'To godkjenner', 'Одобрение от двама', 'Approved by a second person'),
    },
    {
      key: 'receivableRole',
      kind: 'code',
      offers: rolesOf,
      default: 'receivable',
      title: words('Roll för fordran', 'Rolle for fordring', 'Роля за вземане', 'Role of the receivable'),
    },
    {
      key: 'account',
      kind: 'code',
      db: 'default_coding',
      path: 'account',
      ref: accounts,
      title: words('Förvalt konto', 'Standardkonto', 'Сметка по подразбиране', 'Default account'),
    },
    {
      key: 'dimensions',
      kind: 'pairs',
      db: 'default_coding',
      path: 'dimensions',
      title: words('Förvalda koddelar', 'Standarddimensjoner', 'Аналитичности по подразбиране', 'Default dimensions'),
    },
    {
      key: 'texts',
      kind: 'words',
      title: words('Text på fakturan', 'Tekst på fakturaen', 'Текст във фактурата', 'Text on the invoice'),
    },
    { key: 'accent', kind: 'code', db: 'layout', path: 'accent', title: words('Färg', 'Farge', 'Цвят', 'Colour') },
    {
      key: 'footer',
      kind: 'words',
      db: 'layout',
      path: 'footer',
      title: words('Sidfot', 'Bunntekst', 'Долен текст', 'Footer'),
    },
    closedOnColumn,
  ],
  check,
  guard,
}

/** Series that documents were numbered from keep their group together; another series can be chosen while none was issued. */
async function guard(ctx: Ctx, changes: readonly Change[]): Promise<{ change: Change; problem: Problem }[]> {
  const walled = changes.filter((change) =>
    change.differences.some((key) => ['businessArea', 'internal'].includes(key)),
  )
  if (walled.length === 0) return []
  const used = new Set(
    (
      await ctx.db.rows<{ id: string }>(
        `select id from unnest($2::uuid[]) as g (id) where exists (select from invoices i where i.company_id = $1 and i.invoice_group_id = g.id)`,
        [ctx.company.id, walled.map((change) => change.id)],
      )
    ).map((row) => row.id),
  )
  return walled.flatMap((change) =>
    used.has(change.id!)
      ? [
          {
            change,
            problem: {
              code: 'invoice-group.used',
              message: `invoices were issued in group ${String(change.after.code)}: its business area and kind stay; add another group`,
              column: change.differences.includes('businessArea') ? 'businessArea' : 'internal',
            },
          },
        ]
      : [],
  )
}

function check(values: Values, around: Around): Problem[] {
  const problems: Problem[] = []
  const wanted = {
    series: values.internal ? 'internal' : 'invoice',
    proformaSeries: 'proforma',
    interestSeries: 'interest',
    voucherSeries: 'voucher',
  }
  for (const [column, kind] of Object.entries(wanted)) {
    const series = around.find(numberSeries, values[column])
    if (series && series.values.kind !== kind)
      problems.push({
        code: 'invoice-group.series-kind',
        message: `series ${String(values[column])} gives ${String(series.values.kind)} numbers: choose one of kind ${kind}`,
        column,
      })
  }
  if (!kindsOf(around.rules).includes(values.referenceKind as string))
    problems.push({
      code: 'invoice-group.reference-kind',
      message: `${String(values.referenceKind)} is not used in ${around.rules.name.en}: choose one of ${kindsOf(around.rules).join(', ')}`,
      column: 'referenceKind',
    })
  if (values.cashRounding && Object.keys(around.rules.documents.cashRounding).length === 0)
    problems.push({
      code: 'invoice-group.cash-rounding',
      message: `the law of ${around.rules.name.en} knows no rounding of invoices`,
      column: 'cashRounding',
    })
  const role = around.rows(accountRoles).find((row) => row.values.role === values.receivableRole)
  if (around.find(accounts, role?.values.account)?.values.control !== 'receivable')
    problems.push({
      code: 'invoice-group.receivable-role',
      message: `${String(values.receivableRole)} is no role with a control account of customers`,
      column: 'receivableRole',
    })
  for (const [dimension, value] of Object.entries(values.dimensions as Record<string, string>)) {
    if (!hasValue(around, dimension, value)) problems.push(unknownValue(dimension, value, 'dimensions'))
  }
  if (values.accent !== null && !/^#[0-9A-Fa-f]{6}$/.test(String(values.accent)))
    problems.push({ code: 'invoice-group.accent', message: 'a colour is written #1A5F7A', column: 'accent' })
  return problems
}

const kindsOf = (rules: CountryRules): string[] =>
  rules.references.schemes.map((scheme) => {
    if (scheme.kind === 'ocr') return scheme.lengthDigit ? 'ocr-length' : 'ocr'
    return scheme.kind === 'kid' ? `kid-mod${scheme.modulus}` : 'number'
  })

export const listInvoiceGroups = listVerb(invoiceGroups)
export const saveInvoiceGroups = saveVerb(invoiceGroups)
