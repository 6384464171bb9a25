import { rangeProblem } from './dimension-rules.ts'
import { dimensionColumn } from './dimension-values.ts'
import { type SetUpTable, validFromColumn, validToColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Where one dimension has a value, another must be within a range: "ansvar 1000–1999 only with verksamhet 400–599". */
export const dimensionCombinations: SetUpTable = {
  name: 'dimension-combinations',
  one: 'dimension-combination',
  db: 'dimension_combinations',
  hasId: true,
  title: words('Giltiga kombinationer', 'Gyldige kombinasjoner', 'Допустими комбинации', 'Valid combinations'),
  keys: ['whenDimension', 'whenFrom', 'whenTo', 'thenDimension', 'validFrom'],
  dated: true,
  closes: 'validTo',
  columns: [
    {
      ...dimensionColumn,
      key: 'whenDimension',
      title: words('När koddel', 'Når dimensjon', 'Когато аналитичност', 'When dimension'),
    },
    { key: 'whenFrom', kind: 'code', required: true, title: words('är från', 'er fra', 'е от', 'is from') },
    { key: 'whenTo', kind: 'code', required: true, title: words('är till', 'er til', 'е до', 'is to') },
    {
      ...dimensionColumn,
      key: 'thenDimension',
      title: words('då koddel', 'da dimensjon', 'тогава аналитичност', 'then dimension'),
    },
    { key: 'thenFrom', kind: 'code', required: true, title: words('från', 'fra', 'от', 'from') },
    { key: 'thenTo', kind: 'code', required: true, title: words('till', 'til', 'до', 'to') },
    validFromColumn,
    validToColumn,
  ],
  check: ({ whenDimension, whenFrom, whenTo, thenDimension, thenFrom, thenTo }) => [
    ...(String(whenFrom) > String(whenTo) ? [rangeProblem('dimension-combination', 'whenTo')] : []),
    ...(String(thenFrom) > String(thenTo) ? [rangeProblem('dimension-combination', 'thenTo')] : []),
    ...(whenDimension === thenDimension
      ? [
          {
            code: 'dimension-combination.same',
            message: 'a combination joins two different dimensions',
            column: 'thenDimension',
          },
        ]
      : []),
  ],
}

export const listDimensionCombinations = listVerb(dimensionCombinations)
export const saveDimensionCombinations = saveVerb(dimensionCombinations)
