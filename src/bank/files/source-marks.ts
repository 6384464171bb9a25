import * as bgmax from '../../formats/money-in/bgmax/layout.ts'
import type { Field } from '../../formats/money-in/fixed-width.ts'
import * as ocrGiro from '../../formats/money-in/ocr-giro/layout.ts'
import { absolute, toDecimal } from '../../kernel/money.ts'
import type { BankTransaction } from '../types.ts'

/** A part of a line that the payment was made of: characters from `from`, up to but without `to`. */
export interface Mark {
  from: number
  to: number
  field: string
}

const bgmaxFields: Record<string, Record<string, Field>> = {
  '05': { account: bgmax.opening.bankgiro },
  '15': { bookedOn: bgmax.deposit.day },
  '20': { payerAccount: bgmax.payment.sender, reference: bgmax.payment.reference, amount: bgmax.payment.amount },
  '21': { payerAccount: bgmax.payment.sender, reference: bgmax.payment.reference, amount: bgmax.payment.amount },
  '22': { reference: bgmax.payment.reference, amount: bgmax.payment.amount },
  '23': { reference: bgmax.payment.reference, amount: bgmax.payment.amount },
  '25': { text: bgmax.information.text },
  '26': { payerName: bgmax.name.name },
  '29': { payerIdentity: bgmax.identity.number },
}
const ocrFields: Record<string, Record<string, Field>> = {
  '30': {
    bookedOn: ocrGiro.item1.day,
    sign: ocrGiro.item1.sign,
    amount: ocrGiro.item1.amount,
    reference: ocrGiro.item1.kid,
  },
  '31': { payerAccount: ocrGiro.item2.debitAccount },
  '32': { text: ocrGiro.item3.text },
}

/** The used columns of a record; blank ones are not marked. */
export function marksOfRecord(format: string, line: string): Mark[] {
  const fields = format === 'bgmax' ? bgmaxFields[line.slice(0, 2)] : ocrFields[line.slice(6, 8)]
  return Object.entries(fields ?? {}).flatMap(([field, [from, to]]) => {
    const cell = line.slice(from - 1, to)
    const text = cell.trim()
    if (text === '') return []
    const start = from - 1 + cell.indexOf(text)
    return [{ from: start, to: start + text.length, field }]
  })
}

const leaf = /<(?:[\w.-]+:)?([A-Za-z]+)(?:\s[^<>]*)?>([^<>]+)<\//g

/** The leaf elements of a line whose values became the payment: of their name, and of the value that was stored. */
export function marksOfXml(line: string, payment: BankTransaction): Mark[] {
  const marks: Mark[] = []
  for (const hit of line.matchAll(leaf)) {
    const [whole, name, raw] = [hit[0], hit[1]!, hit[2]!]
    const field = fieldOf(name, unescaped(raw.trim()), payment)
    if (!field) continue
    const start = hit.index + whole.length - 2 - raw.length + (raw.length - raw.trimStart().length)
    marks.push({ from: start, to: start + raw.trim().length, field })
  }
  return marks
}

function fieldOf(name: string, value: string, payment: BankTransaction): string | null {
  const bare = value.replace(/\s/g, '')
  if (name === 'Amt' || name === 'RmtdAmt') {
    if (!/^\d+(\.\d+)?$/.test(bare)) return null
    const is = (amount: bigint) => toDecimal(absolute(amount), payment.currency).eq(bare)
    if (is(payment.amount - payment.deducted)) return 'amount'
    // What was paid, and what the bank kept of it.
    if (payment.deducted !== 0n && is(payment.amount)) return 'amountBeforeCharges'
    return payment.deducted !== 0n && is(payment.deducted) ? 'charges' : null
  }
  if (name === 'Dt' || name === 'DtTm')
    return value.slice(0, 10) === payment.bookedOn
      ? 'bookedOn'
      : value.slice(0, 10) === payment.valueOn
        ? 'valueOn'
        : null
  if (name === 'Ref' || name === 'Nb') return payment.refs.some((one) => one.reference === bare) ? 'reference' : null
  if (name === 'Ustrd' || name === 'AddtlRmtInf' || name === 'AddtlTxInf' || name === 'AddtlNtryInf')
    return value !== '' && payment.text.includes(value) ? 'text' : null
  if (name === 'Nm') return value === payment.payerName ? 'payerName' : null
  if (name === 'IBAN' || name === 'Id') {
    if (bare === payment.payerAccount) return 'payerAccount'
    return bare === payment.payerIdentity ? 'payerIdentity' : null
  }
  if (name === 'EndToEndId') return value === payment.endToEndId ? 'endToEndId' : null
  if (name === 'AcctSvcrRef' || name === 'TxId') return value === payment.bankReference ? 'bankReference' : null
  return null
}

const unescaped = (text: string): string =>
  text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name: 'lt' | 'gt' | 'quot' | 'apos' | 'amp') => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name],
  )
