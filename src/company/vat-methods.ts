import { type SetUpTable, validFromColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** When VAT becomes due. The cash method (bokslutsmetoden, чл. 151а ЗДДС) is not built, so it cannot be chosen: docs/adr/0011. */
export const vatMethods: SetUpTable = {
  name: 'vat-methods',
  one: 'vat-method',
  db: 'vat_methods',
  title: words('Momsmetod', 'Mva-metode', 'Метод за ДДС', 'VAT method'),
  keys: ['validFrom'],
  columns: [
    validFromColumn,
    {
      key: 'method',
      kind: 'code',
      required: true,
      offers: () => ['invoice'],
      title: words('Metod', 'Metode', 'Метод', 'Method'),
    },
  ],
  check: ({ method }) =>
    method === 'invoice'
      ? []
      : [
          {
            code: 'vat-method.not-built',
            message: `the ${String(method)} method is not built: the only one is "invoice" (VAT by the document's day)`,
            column: 'method',
          },
        ],
}

export const listVatMethods = listVerb(vatMethods)
export const saveVatMethods = saveVerb(vatMethods)
