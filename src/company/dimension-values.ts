import { dimensions } from './dimensions.ts'
import { codeColumn, nameColumn, type SetUpTable, validFromColumn, validToColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

export const dimensionColumn = {
  key: 'dimension',
  kind: 'code' as const,
  required: true,
  ref: dimensions,
  title: words('Koddel', 'Dimensjon', 'Аналитичност', 'Dimension'),
}

export const dimensionValues: SetUpTable = {
  name: 'dimension-values',
  one: 'dimension-value',
  db: 'dimension_values',
  title: words('Koddelsvärden', 'Dimensjonsverdier', 'Стойности на аналитичност', 'Dimension values'),
  keys: ['dimension', 'code'],
  closes: 'validTo',
  columns: [dimensionColumn, codeColumn, nameColumn, validFromColumn, validToColumn],
}

export const listDimensionValues = listVerb(dimensionValues)
export const saveDimensionValues = saveVerb(dimensionValues)
