import type { z } from 'zod'
import { Decimal } from '../kernel/decimal.ts'
import type { Problem } from '../kernel/problem.ts'
import { parameterShapes, type ShapedParameter } from './parameter-shapes.ts'
import type { Words } from './set-up/table.ts'
import { columnOf, type SetUpTable, validFromColumn, words } from './set-up/table.ts'
import type { Wanted } from './set-up/value.ts'
import { wrongValue as givenFor } from './set-up/value.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

export interface Parameter {
  name: string
  title: Words
  /** ratio: 0–1 · amounts: { currency: plain decimal } · code: text without blanks · object: parameter-shapes.ts. */
  kind: 'ratio' | 'amounts' | 'code' | 'object'
  /** Of a code: the only words that have an effect. */
  choices?: readonly string[]
}

/** The general parameters ("Generellt") that the program reads; an unknown name would have no effect, so it is refused. */
export const parameters: readonly Parameter[] = [
  {
    name: 'match-threshold',
    kind: 'ratio',
    title: words(
      'Tröskel för automatisk matchning',
      'Terskel for automatisk matching',
      'Праг за автоматично разнасяне',
      'Threshold of automatic matching',
    ),
  },
  {
    name: 'match-tolerance',
    kind: 'amounts',
    title: words(
      'Liten differens som skrivs av',
      'Liten differanse som avskrives',
      'Малка разлика за отписване',
      'Small difference written off',
    ),
  },
  {
    // 'law' or 'capital-first': which part of a debt money takes first (src/bank/debt-order.ts).
    name: 'settlement-order',
    kind: 'code',
    choices: ['law', 'capital-first'],
    title: words('Avräkningsordning', 'Avregningsrekkefølge', 'Ред на погасяване', 'Order of settlement'),
  },
  {
    name: 'dunning',
    kind: 'object',
    title: words('Påminnelser', 'Purringer', 'Напомняния', 'Reminders'),
  },
  {
    name: 'interest',
    kind: 'object',
    title: words('Dröjsmålsränta', 'Forsinkelsesrente', 'Лихва за забава', 'Late-payment interest'),
  },
  {
    name: 'rate-age',
    kind: 'object',
    title: words(
      'Valutakursens högsta ålder',
      'Valutakursens høyeste alder',
      'Най-голяма давност на валутния курс',
      'Maximum age of an exchange rate',
    ),
  },
  {
    name: 'refund-four-eyes',
    kind: 'object',
    title: words(
      'Återbetalning attesteras av en annan',
      'Tilbakebetaling attesteres av en annen',
      'Връщане се одобрява от друг',
      'Refunds are approved by another person',
    ),
  },
  {
    name: 'write-off-four-eyes',
    kind: 'object',
    title: words(
      'Avskriven differens attesteras av en annan',
      'Avskrevet differanse attesteres av en annen',
      'Отписана разлика се одобрява от друг',
      'Written-off differences are approved by another person',
    ),
  },
  {
    name: 'counterparty-domestic',
    kind: 'code',
    title: words(
      'Motpart, inrikes kunder',
      'Motpart, innenlandske kunder',
      'Контрагент, местни клиенти',
      'Counterparty of domestic customers',
    ),
  },
  {
    name: 'counterparty-abroad',
    kind: 'code',
    title: words(
      'Motpart, utländska kunder',
      'Motpart, utenlandske kunder',
      'Контрагент, чужди клиенти',
      'Counterparty of customers abroad',
    ),
  },
  {
    name: 'credit-limit',
    kind: 'object',
    title: words(
      'Kreditgräns i fakturering',
      'Kredittgrense i fakturering',
      'Кредитен лимит при фактуриране',
      'Credit limit in billing',
    ),
  },
  {
    name: 'credit-bureaus',
    kind: 'object',
    title: words('Kreditupplysare', 'Kredittopplysere', 'Кредитни бюра', 'Credit bureaus'),
  },
  {
    name: 'order-folder',
    kind: 'object',
    title: words('Mapp för orderfiler', 'Mappe for ordrefiler', 'Папка за поръчки', 'Folder of order files'),
  },
  {
    name: 'order-file-mapping',
    kind: 'object',
    title: words(
      'Översättning av orderfilers koder',
      'Oversettelse av ordrefilers koder',
      'Съответствие на кодовете в поръчките',
      'Mapping of order files’ codes',
    ),
  },
  {
    name: 'bank-folder',
    kind: 'object',
    title: words('Mapp för bankfiler', 'Mappe for bankfiler', 'Папка за банкови файлове', 'Folder of bank files'),
  },
  {
    name: 'sftp-servers',
    kind: 'object',
    title: words('SFTP-servrar', 'SFTP-servere', 'SFTP сървъри', 'SFTP servers'),
  },
  {
    name: 'delivery-folder',
    kind: 'object',
    title: words('Leverans till mapp', 'Levering til mappe', 'Доставка в папка', 'Delivery to a folder'),
  },
  {
    name: 'delivery-e-mail',
    kind: 'object',
    title: words('Leverans med e-post', 'Levering med e-post', 'Доставка по е-поща', 'Delivery by e-mail'),
  },
  {
    name: 'delivery-peppol',
    kind: 'object',
    title: words('Leverans med Peppol', 'Levering med Peppol', 'Доставка по Peppol', 'Delivery by Peppol'),
  },
  {
    name: 'delivery-sms',
    kind: 'object',
    title: words('Leverans med sms', 'Levering med SMS', 'Доставка по SMS', 'Delivery by SMS'),
  },
  {
    name: 'delivery-print',
    kind: 'object',
    title: words(
      'Leverans till tryckeri',
      'Levering til trykkeri',
      'Доставка до печатница',
      'Delivery to a print house',
    ),
  },
  {
    name: 'peppol-validation',
    kind: 'object',
    title: words(
      'Granskning med de officiella reglerna',
      'Kontroll med de offisielle reglene',
      'Проверка по официалните правила',
      'Validation by the official rules',
    ),
  },
  {
    name: 'sie-dimensions',
    kind: 'object',
    title: words('Dimensioner i SIE', 'Dimensjoner i SIE', 'Аналитичности в SIE', 'Dimensions in SIE'),
  },
  {
    name: 'vouchers-csv',
    kind: 'object',
    title: words('Verifikationer som CSV', 'Bilag som CSV', 'Операции като CSV', 'Vouchers as CSV'),
  },
  {
    name: 'advance-invoices',
    kind: 'object',
    title: words(
      'Förskottsfaktura vid betald proforma',
      'Forskuddsfaktura ved betalt proforma',
      'Авансова фактура при платена проформа',
      'Advance invoice when a proforma is paid',
    ),
  },
  {
    name: 'internal-settlement',
    kind: 'object',
    title: words(
      'Avräkning av internfakturor',
      'Avregning av internfakturaer',
      'Разчети по вътрешни фактури',
      'Settlement of internal invoices',
    ),
  },
]

export const settings: SetUpTable = {
  name: 'parameters',
  one: 'parameter',
  db: 'company_settings',
  title: words('Generellt', 'Generelt', 'Общи параметри', 'General parameters'),
  keys: ['name', 'validFrom'],
  columns: [
    {
      key: 'name',
      kind: 'choice',
      required: true,
      choices: parameters.map((parameter) => parameter.name),
      title: words('Parameter', 'Parameter', 'Параметър', 'Parameter'),
    },
    validFromColumn,
    { key: 'value', kind: 'json', required: true, title: words('Värde', 'Verdi', 'Стойност', 'Value') },
    { key: 'source', kind: 'text', title: words('Källa', 'Kilde', 'Източник', 'Source') },
  ],
  check: ({ name, value }) => {
    const parameter = parameters.find((one) => one.name === name)!
    return faults(parameter, value).map((fault) => problem(parameter.name, value, fault))
  },
}

/** `where`: the part of the value that is wrong ("servers.0.host"); '' = the whole. */
interface Fault {
  where: string
  wrong: string
  wanted: Wanted
}

const problem = (name: string, value: unknown, { where, wrong, wanted }: Fault): Problem => {
  const { key: column } = columnOf(settings, 'value')
  return where
    ? {
        code: wanted.wants === 'nothing' ? 'parameter.part-unknown' : 'parameter.part-invalid',
        message: `${name}, ${where}: ${wrong}`,
        column,
        data: { ...givenFor(partOf(value, where), wanted), name, where },
      }
    : {
        code: 'parameter.value-invalid',
        message: `${name} ${wrong}`,
        column,
        data: { ...givenFor(value, wanted), column: name },
      }
}

function faults({ name, kind, choices }: Parameter, value: unknown): Fault[] {
  const whole = (wrong: string | null, wanted: Wanted): Fault[] => (wrong ? [{ where: '', wrong, wanted }] : [])
  if (choices) {
    const list = choices.join(', ')
    return whole(choices.includes(String(value)) ? null : `is one of ${list}`, { wants: 'choice', choices: list })
  }
  if (kind !== 'object') return whole(wrongValue(kind, value), wantedOf[kind])
  if (typeof value !== 'object' || value === null) return whole('is an object of settings', { wants: 'settings' })
  const parsed = parameterShapes[name as ShapedParameter].safeParse(value)
  return parsed.success ? [] : parsed.error.issues.map(faultOf)
}

/** A key that nothing reads is named by itself. */
function faultOf(issue: z.core.$ZodIssue): Fault {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
  const where = [...issue.path, ...keys.slice(0, 1)].join('.')
  return keys.length > 0
    ? { where, wrong: 'has no effect: leave it out', wanted: { wants: 'nothing' } }
    : { where, wrong: issue.message, wanted: wantedBy(issue) }
}

/** What a part may be, as its shape says it. */
function wantedBy(issue: z.core.$ZodIssue): Wanted {
  switch (issue.code) {
    case 'invalid_value':
      return { wants: 'choice', choices: issue.values.join(', ') }
    case 'invalid_type':
      return { wants: wantedTypes[issue.expected] ?? 'text' }
    case 'too_small':
      return issue.origin === 'string' ? { wants: 'text' } : { wants: 'least', min: Number(issue.minimum) }
    case 'too_big':
      return { wants: issue.origin === 'string' ? 'length' : 'most', max: Number(issue.maximum) }
    case 'invalid_format':
      return issue.format === 'email'
        ? { wants: 'e-mail' }
        : issue.format === 'url'
          ? { wants: 'url' }
          : { wants: 'shape', choices: issue.message }
    default:
      return { wants: 'settings' }
  }
}
const wantedTypes: Readonly<Record<string, Wanted['wants']>> = {
  boolean: 'yes-no',
  number: 'decimal',
  int: 'integer',
  object: 'settings',
  record: 'settings',
  array: 'settings',
}

/** What stands at a place of a value: "servers.0.host". */
function partOf(value: unknown, where: string): unknown {
  let part = value
  for (const key of where.split('.'))
    part = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined
  return part ?? '–'
}

const wantedOf = {
  code: { wants: 'code' },
  ratio: { wants: 'between', min: 0, max: 1 },
  amounts: { wants: 'amounts' },
} as const satisfies Record<Exclude<Parameter['kind'], 'object'>, Wanted>

function wrongValue(kind: Exclude<Parameter['kind'], 'object'>, value: unknown): string | null {
  if (kind === 'code') return typeof value === 'string' && /^\S{1,20}$/.test(value) ? null : 'is a code without blanks'
  if (kind === 'ratio') {
    const number = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
    const fits = /^\d(\.\d+)?$/.test(number) && new Decimal(number).lte(1)
    return fits ? null : 'is a number between 0 and 1 (0.999)'
  }
  const isAmounts =
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([currency, amount]) => /^[A-Z]{3}$/.test(currency) && /^\d+(\.\d+)?$/.test(String(amount)),
    )
  return isAmounts ? null : 'holds amounts by currency: {"SEK":"5.00"}'
}

export const listParameters = listVerb(settings)
export const saveParameters = saveVerb(settings)
