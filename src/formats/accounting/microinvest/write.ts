import type { Day } from '../../../kernel/day.ts'
import type { Minor } from '../../../kernel/money.ts'
import { formatMinor } from '../../../kernel/money.ts'
import { type Problem, Refused } from '../../../kernel/problem.ts'
import { codePage } from '../code-page.ts'

/** Документ: an invoice, a credit note, or a sale on delivery without invoice (ОП). */
export type MicroinvestKind = 'invoice' | 'credit-note' | 'sale'
export interface MicroinvestParty {
  name: string
  /** МОЛ */
  responsiblePerson: string | null
  town: string | null
  address: string | null
  vatNumber: string | null
  eik: string | null
}
export interface MicroinvestDocument {
  type: 'document'
  kind: MicroinvestKind
  /** Up to ten digits; written with ten. */
  number: string
  on: Day
  party: MicroinvestParty
  /** One per VAT rate. Amounts as on the document: positive, on a credit note too (the writer gives the sign). Gross includes VAT. */
  rates: { percent: '20' | '9' | '0'; gross: Minor; vat: Minor }[]
  /** Cost of the goods sold, where it is known; never on a credit note. */
  cost: Minor | null
  /** Bank account shown on the document. */
  bankAccount: string | null
  note: string | null
}
/** Cash received (+) or paid back (−) for a document, in this file or an earlier one. */
export interface MicroinvestPayment {
  type: 'payment'
  kind: MicroinvestKind
  number: string
  on: Day
  party: MicroinvestParty
  amount: Minor
}

/**
 * Writes the text that Microinvest Delta imports (Import.txt): 16 fields, windows-1251, CR LF.
 * Amounts are minor units of the company's currency (EUR; BGN before 2026), which the file does not name.
 * Characters that the code page lacks are written as near as it can and told to `warn`.
 * @throws Refused after the last row with every problem found; the bytes given so far must then be thrown away.
 */
export async function* writeMicroinvest(
  documents:
    | Iterable<MicroinvestDocument | MicroinvestPayment>
    | AsyncIterable<MicroinvestDocument | MicroinvestPayment>,
  warn: (problem: Problem) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const problems: Problem[] = []
  let out = ''
  for await (const document of documents) {
    const found = problemsOf(document)
    if (problems.length < problemsMax) problems.push(...found)
    if (found.length > 0) continue
    const field = fieldsOf(document, warn)
    out += document.type === 'payment' ? paymentRow(document, field) : documentRows(document, field)
    if (out.length < fullAt) continue
    yield page.encode(out)
    out = ''
  }
  if (problems.length > 0) throw new Refused(problems)
  if (out !== '') yield page.encode(out)
}

const page = codePage('windows-1251')
const fullAt = 64 * 1024
const problemsMax = 1_000

const typeOf = { invoice: 'Ф-ра', 'credit-note': 'КИ', sale: 'ОП' } as const
const describe = { invoice: 'Издадена фактура', 'credit-note': 'Кредитно известие', sale: 'Продажба' } as const
const taxCodes: Record<string, string> = { '20': '16', '9': '20', '0': '21' }
const costOrPayment = '8'
const noAccount = '   '
const noNote = ' '

type FieldWriter = (text: string | null) => string

function documentRows(document: MicroinvestDocument, field: FieldWriter): string {
  const { kind, party, rates, cost, bankAccount, note } = document
  const sign = kind === 'credit-note' ? -1n : 1n
  const tail = [field(bankAccount) || noAccount, describe[kind], field(note) || noNote]
  const rows = rates.map(({ percent, gross, vat }) => [
    '2',
    ...identity(document),
    decimal(sign * gross),
    taxCodes[percent]!,
    ...counterparty(party, field),
    ...tail,
    decimal(sign * vat),
  ])
  // The row of the cost names no counterparty, only the town, and its VAT is a bare 0.
  if (cost !== null)
    rows.push([
      '8',
      ...identity(document),
      decimal(cost),
      costOrPayment,
      '',
      '',
      field(party.town),
      '',
      '',
      '',
      ...tail,
      '0',
    ])
  return rows.map(row).join('')
}

const paymentRow = (payment: MicroinvestPayment, field: FieldWriter): string =>
  row([
    '10',
    ...identity(payment),
    decimal(payment.amount),
    costOrPayment,
    ...counterparty(payment.party, field),
    noAccount,
    'Плащане в брой',
    noNote,
    '0.00',
  ])

const identity = ({ on, number, kind }: MicroinvestDocument | MicroinvestPayment): string[] => [
  on.split('-').reverse().join('.'),
  number.padStart(10, '0'),
  typeOf[kind],
]
const counterparty = (
  { name, responsiblePerson, town, address, vatNumber, eik }: MicroinvestParty,
  field: FieldWriter,
): string[] => [name, responsiblePerson, town, address, vatNumber, eik].map(field)

const row = (fields: string[]): string => `${fields.join('|')}\r\n`
const decimal = (amount: bigint): string => formatMinor(amount, 'EUR')

/** A text in one field: no bar, no line break, only characters of the code page. */
function fieldsOf(document: MicroinvestDocument | MicroinvestPayment, warn: (problem: Problem) => void): FieldWriter {
  return (text) => {
    const given = (text ?? '').trim()
    const written = page.fit(given.replaceAll('|', ' ')).replace(/ {2,}/g, ' ').trim()
    if (written !== given.normalize('NFC'))
      warn({
        code: 'microinvest.text-changed',
        severity: 'warning',
        message: `document ${document.number}: ${JSON.stringify(given)} was written ${JSON.stringify(written)}`,
        data: { number: document.number, from: given, to: written },
      })
    return written
  }
}

function problemsOf(document: MicroinvestDocument | MicroinvestPayment): Problem[] {
  const problems: Problem[] = []
  const add = (code: string, message: string): void => {
    problems.push({
      code: `microinvest.${code}`,
      severity: 'error',
      message: `document ${document.number}: ${message}`,
      data: { number: document.number },
    })
  }
  if (!/^\d{1,10}$/.test(document.number))
    add('number', 'the number must be at most ten digits; Microinvest takes no letters')
  if (document.party.name.trim() === '') add('party-missing', 'the name of the counterparty is missing')
  if (document.type === 'payment') return problems
  if (document.rates.length === 0) add('no-rates', 'it has no amounts')
  for (const { percent } of document.rates)
    if (!taxCodes[percent]) add('rate', `Microinvest has no code for VAT ${percent} %; it knows 20, 9 and 0`)
  if (new Set(document.rates.map(({ percent }) => percent)).size < document.rates.length)
    add('rate-twice', 'the same VAT rate stands twice; add the amounts together')
  if (document.kind === 'credit-note' && document.cost !== null) add('cost', 'a credit note carries no cost of goods')
  return problems
}
