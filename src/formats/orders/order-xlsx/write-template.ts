import { type Column, type Sheet, writeWorkbook } from '../../xlsx/write.ts'
import {
  dimensionWord,
  exampleWord,
  type Language,
  type OrderColumn,
  type OrderColumnKey,
  orderColumns,
} from '../columns.ts'

export interface Choice {
  code: string
  name: string
}

/** The company's own codes; they become the drop-downs. */
export interface OrderTemplate {
  language: Language
  invoiceGroups: readonly Choice[]
  articles: readonly Choice[]
  vatCodes: readonly Choice[]
  businessAreas: readonly Choice[]
  /** At most `customersMax` are offered; more would make a slow sheet, so that the numbers are typed. */
  customers?: readonly Choice[]
  dimensions: readonly { code: string; name: string; values: readonly Choice[] }[]
}

export const customersMax = 5_000

/** The Excel workbook for orders: headings in the language, the company's codes as drop-downs, an example row, instructions. */
export function writeOrderTemplate(template: OrderTemplate): AsyncIterable<Uint8Array> {
  return writeWorkbook([orderSheet(template), instructionSheet(template)])
}

type Key = OrderColumnKey

function orderSheet(template: OrderTemplate): Sheet {
  const { language } = template
  const columns: Column[] = []
  const lists: { column: string; list: string[] }[] = []
  for (const column of orderColumns as readonly (OrderColumn & { key: Key })[]) {
    columns.push({
      key: column.key,
      title: column.title[language],
      kind: sheetKind[column.kind],
      width: widths[column.key],
    })
    const choices = choicesOf(template, column.key)
    if (choices.length > 0) lists.push({ column: column.key, list: choices.map(shown) })
    if (column.key === 'account') {
      for (const dimension of template.dimensions) {
        const key = `dimension:${dimension.code}`
        columns.push({ key, title: `${dimensionWord[language]}: ${dimension.code}`, kind: 'text', width: 18 })
        if (dimension.values.length > 0) lists.push({ column: key, list: dimension.values.map(shown) })
      }
    }
  }
  return {
    name: sheetNames[language].orders,
    columns,
    rows: [exampleRow(template)],
    validations: lists,
    autofilter: false,
  }
}

function choicesOf(template: OrderTemplate, key: Key): readonly Choice[] {
  if (key === 'invoiceGroup') return template.invoiceGroups
  if (key === 'article') return template.articles
  if (key === 'vatCode') return template.vatCodes
  if (key === 'businessArea') return template.businessAreas
  const customers = template.customers ?? []
  return key === 'customer' && customers.length <= customersMax ? customers : []
}

// The code before the blank counts on reading: a code with a blank in it would not come back whole.
function shown({ code, name }: Choice): string {
  if (/\s/.test(code)) throw new RangeError(`a code with a blank cannot be chosen in a sheet: ${JSON.stringify(code)}`)
  return `${code} ${name}`.trim()
}

function exampleRow(template: OrderTemplate): Record<string, unknown> {
  const { language } = template
  const first = (choices: readonly Choice[] | undefined) => (choices?.[0] ? shown(choices[0]) : null)
  const row: Record<string, unknown> = {
    order: `${exampleWord[language]} 1`,
    customer: first(template.customers) ?? '1001',
    invoiceGroup: first(template.invoiceGroups),
    businessArea: first(template.businessAreas),
    dueOn: '2026-11-30',
    description: exampleDescriptions[language],
    quantity: '2',
    unitPrice: '1250.50',
    amount: '2501',
    vatCode: first(template.vatCodes),
  }
  for (const { code, values } of template.dimensions) row[`dimension:${code}`] = first(values)
  return row
}

function instructionSheet(template: OrderTemplate): Sheet {
  const { language } = template
  const names = sheetNames[language]
  const rows: string[][] = instructions[language].map((text) => ['', text])
  for (const column of orderColumns as readonly OrderColumn[])
    rows.push([column.title[language], column.help[language]])
  for (const { code, name } of template.dimensions) rows.push([`${dimensionWord[language]}: ${code}`, name])
  return {
    name: names.instructions,
    columns: [
      { key: 'column', title: names.column, kind: 'text', width: 28 },
      { key: 'meaning', title: names.meaning, kind: 'text', width: 90, wrap: true },
    ],
    rows,
    autofilter: false,
  }
}

const sheetKind = { text: 'text', code: 'text', amount: 'number', day: 'day', choice: 'text' } as const

const widths: Partial<Record<Key, number>> = {
  order: 16,
  customer: 20,
  identity: 18,
  name: 24,
  street: 22,
  invoiceGroup: 20,
  businessArea: 20,
  article: 22,
  description: 36,
  vatCode: 16,
}

const sheetNames: Record<Language, { orders: string; instructions: string; column: string; meaning: string }> = {
  sv: { orders: 'Order', instructions: 'Så här gör du', column: 'Kolumn', meaning: 'Betydelse' },
  nb: { orders: 'Ordre', instructions: 'Slik gjør du', column: 'Kolonne', meaning: 'Betydning' },
  bg: { orders: 'Поръчки', instructions: 'Указания', column: 'Колона', meaning: 'Значение' },
  en: { orders: 'Orders', instructions: 'How to', column: 'Column', meaning: 'Meaning' },
}

const exampleDescriptions: Record<Language, string> = {
  sv: 'Barnomsorgsavgift november',
  nb: 'Barnehage november',
  bg: 'Такса за ноември',
  en: 'Child care November',
}

const instructions: Record<Language, string[]> = {
  sv: [
    'En rad per fakturarad. Raden som börjar med EXEMPEL läses inte; den kan tas bort.',
    'Rader med samma orderreferens blir en order. Utan referens blir rader i följd med samma kund och fakturagrupp en order; är kunden tom gäller raden ovanför.',
    'Utan orderreferens känns en order igen på sitt innehåll: en likadan order i en senare fil räknas som redan inläst. Skriv en referens om den ska faktureras igen.',
    'Kolumner får flyttas och tas bort. Belopp: 1250,50. Dagar: 2026-11-30. Rader med fel visas med radnummer; de andra går vidare.',
  ],
  nb: [
    'Én rad per fakturalinje. Raden som begynner med EKSEMPEL leses ikke; den kan fjernes.',
    'Rader med samme ordrereferanse blir én ordre. Uten referanse blir rader på rad med samme kunde og fakturagruppe én ordre; er kunden tom, gjelder raden over.',
    'Uten ordrereferanse kjennes en ordre igjen på innholdet: en lik ordre i en senere fil regnes som allerede lest inn. Skriv en referanse hvis den skal faktureres igjen.',
    'Kolonner kan flyttes og fjernes. Beløp: 1250,50. Dager: 2026-11-30. Rader med feil vises med radnummer; de andre går videre.',
  ],
  bg: [
    'Един ред за всеки ред от фактурата. Редът, който започва с ПРИМЕР, не се чете; може да се изтрие.',
    'Редове с еднаква референция стават една поръчка. Без референция последователните редове с един клиент и група са една поръчка; празен клиент означава горния.',
    'Без референция поръчката се познава по съдържанието: същата поръчка в по-късен файл се смята за вече прочетена. Напишете референция, ако трябва да се фактурира отново.',
    'Колоните могат да се местят и махат. Суми: 1250,50. Дни: 2026-11-30. Редовете с грешки се показват с номер; останалите продължават.',
  ],
  en: [
    'One row per invoice line. The row that begins with EXAMPLE is not read; it may be removed.',
    'Rows with the same order reference become one order. Without a reference, consecutive rows of one customer and invoice group become one order; a blank customer repeats the row above.',
    'Without an order reference an order is known by its content: the same order in a later file counts as already read. Write a reference if it is to be invoiced again.',
    'Columns may be moved and removed. Amounts: 1250.50. Days: 2026-11-30. Rows with errors are shown with their numbers; the others go on.',
  ],
}
