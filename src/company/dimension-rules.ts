import type { Problem } from '../kernel/problem.ts'
import { dimensionColumn, dimensionValues } from './dimension-values.ts'
import type { Around } from './set-up/table.ts'
import { type SetUpTable, type Values, validFromColumn, validToColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Per range of accounts: the dimension is required, optional, forbidden, or always the same. Codes compare as text. */
export const dimensionRules: SetUpTable = {
  name: 'dimension-rules',
  one: 'dimension-rule',
  db: 'dimension_rules',
  hasId: true,
  title: words('Koddelsregler', 'Dimensjonsregler', 'Правила за аналитичност', 'Dimension rules'),
  keys: ['accountFrom', 'accountTo', 'dimension', 'validFrom'],
  dated: true,
  closes: 'validTo',
  needs: [dimensionValues],
  columns: [
    {
      key: 'accountFrom',
      kind: 'code',
      required: true,
      title: words('Från konto', 'Fra konto', 'От сметка', 'From account'),
    },
    {
      key: 'accountTo',
      kind: 'code',
      required: true,
      title: words('Till konto', 'Til konto', 'До сметка', 'To account'),
    },
    dimensionColumn,
    {
      key: 'rule',
      kind: 'choice',
      required: true,
      choices: ['required', 'optional', 'forbidden', 'fixed'],
      title: words('Regel', 'Regel', 'Правило', 'Rule'),
    },
    { key: 'fixedValue', kind: 'code', title: words('Fast värde', 'Fast verdi', 'Постоянна стойност', 'Fixed value') },
    validFromColumn,
    validToColumn,
  ],
  check,
}

function check({ accountFrom, accountTo, dimension, rule, fixedValue }: Values, around: Around): Problem[] {
  const problems: Problem[] = []
  if (String(accountFrom) > String(accountTo)) problems.push(rangeProblem('dimension-rule', 'accountTo'))
  if ((rule === 'fixed') !== (fixedValue !== null))
    problems.push({
      code: 'dimension-rule.fixed-value',
      message: rule === 'fixed' ? 'a fixed rule needs its value' : 'only a fixed rule has a value: clear it',
      column: 'fixedValue',
    })
  if (fixedValue !== null && !hasValue(around, dimension, fixedValue))
    problems.push(unknownValue(String(dimension), String(fixedValue), 'fixedValue'))
  return problems
}

export const hasValue = (around: Around, dimension: unknown, code: unknown): boolean =>
  around.rows(dimensionValues).some(({ values }) => values.dimension === dimension && values.code === code)

export const unknownValue = (dimension: string, value: string, column: string): Problem => ({
  code: 'dimension-value.unknown',
  message: `${dimension} has no value ${value}: add it first, or choose another`,
  column,
  data: { dimension, value },
})

export const rangeProblem = (one: string, column: string): Problem => ({
  code: `${one}.range-not-ordered`,
  message: 'the range ends before it begins: swap the two',
  column,
})

export const listDimensionRules = listVerb(dimensionRules)
export const saveDimensionRules = saveVerb(dimensionRules)
