import { Decimal } from '../kernel/decimal.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Words } from './set-up/table.ts'
import { columnOf, type SetUpTable, validFromColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

export interface Parameter {
  name: string
  title: Words
  /** ratio: 0–1 · amounts: { currency: plain decimal } · code: text without blanks. */
  kind: 'ratio' | 'amounts' | 'code'
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
    const wrong = wrongValue(parameters.find((parameter) => parameter.name === name)!.kind, value)
    return wrong ? [problem(String(name), wrong)] : []
  },
}

const problem = (name: string, wrong: string): Problem => ({
  code: 'parameter.value-invalid',
  message: `${name} ${wrong}`,
  column: columnOf(settings, 'value').key,
  data: { name },
})

function wrongValue(kind: Parameter['kind'], value: unknown): string | null {
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
