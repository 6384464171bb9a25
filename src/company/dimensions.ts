import { codeColumn, nameColumn, type SetUpTable, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Koddelar: what a posting says beside its account. Kommun-Bas is a template of them; any company has its own. */
export const dimensions: SetUpTable = {
  name: 'dimensions',
  one: 'dimension',
  db: 'dimensions',
  title: words('Koddelar', 'Dimensjoner', 'Аналитичности', 'Dimensions'),
  keys: ['code'],
  columns: [
    codeColumn,
    nameColumn,
    {
      key: 'position',
      kind: 'integer',
      required: true,
      min: 1,
      max: 99,
      title: words('Plats', 'Plass', 'Място', 'Position'),
    },
    {
      key: 'source',
      kind: 'choice',
      choices: ['party', 'article', 'invoice-group', 'order'],
      title: words('Hämtas från', 'Hentes fra', 'Взема се от', 'Taken from'),
    },
  ],
}

export const listDimensions = listVerb(dimensions)
export const saveDimensions = saveVerb(dimensions)
