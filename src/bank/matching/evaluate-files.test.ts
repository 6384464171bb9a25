import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Refused } from '../../kernel/problem.ts'
import { evaluateFiles, hundredths, readEvaluationFiles } from './evaluate-files.ts'

const invoices = `invoice_id,Assignment Number,Billing Number,Customer ID,Customer Name,Currency Code,Amount,Document Date,Due Date
0,INV100000000000017,4512345678,C1,"Nordsjö, Bygg & Co ""AB""",SEK,1250.5,20260301,20260331
1,INV100000000000018,7781234567,C1,"Nordsjö, Bygg & Co ""AB""",SEK,300,2026-03-02,2026-04-01
`
const payments = `payment_id,Business Partner,Account Number,Memo Line,Amount,Currency,Posting Date
0,NORDSJO BYGG,SE1,"faktura 4512345678
tack",1250.4999999999998,SEK,20260329
1,,,7781234567,100.00,SEK,20260330
`
const matches = `match_id,match_category,perturbation_categories,invoice_ids,payment_ids
0,one_pay_one_inv,[],[0],[0]
1,multi_pay_one_inv,"[""perturbed_business_partner""]",[1],"[1]"
`
const files = { invoices, payments, matches }

test('reads quoted cells, both ways of writing days, and amounts a float has gone through', () => {
  const input = readEvaluationFiles(files)
  expect(input.invoices[0]).toMatchObject({
    partyName: 'Nordsjö, Bygg & Co "AB"',
    amount: 125_050n,
    dueOn: '2026-03-31',
  })
  expect(input.invoices[1]!.openedOn).toBe('2026-03-02')
  expect(input.payments[0]).toMatchObject({ text: 'faktura 4512345678\ntack', amount: 125_050n })
  expect(input.payments[1]).toMatchObject({ payerName: null, payerAccount: null })
  expect(readEvaluationFiles({ ...files, invoices: `\ufeff${invoices.replaceAll('\n', '\r\n')}` }).invoices).toEqual(
    input.invoices,
  )
})

test('reports by category and perturbation', () => {
  const report = evaluateFiles(files)
  expect(report).toMatchObject({
    payments: 2,
    invoices: 2,
    automatic: 2,
    automaticRight: 2,
    precision: 1,
    rateWithin1: 1,
  })
  expect(report.byCategory).toMatchObject({ one_pay_one_inv: { payments: 1 }, multi_pay_one_inv: { payments: 1 } })
  expect(Object.keys(report.byPerturbation).sort()).toEqual(['none', 'perturbed_business_partner'])
})

test('two decimals in every currency, unless told otherwise', () => {
  expect(hundredths('24168654.34', 'JPY')).toBe(2_416_865_434n)
  expect(hundredths('-0.005', 'SEK')).toBe(-1n)
  const whole = readEvaluationFiles(files, (amount) => hundredths(amount.split('.')[0]!, ''))
  expect(whole.invoices[0]!.amount).toBe(125_000n)
})

test('tells every unreadable cell by file and line', () => {
  const broken = {
    invoices: invoices.replace('1250.5', '1 250.50').replace('2026-03-02', '20260230'),
    payments: 'payment_id,Amount\n1,2\n',
    matches: `${matches.replace('[0],[0]', '[0],none')}3,one,two\n`,
  }
  const problems = (() => {
    try {
      readEvaluationFiles(broken)
      return []
    } catch (error) {
      return error instanceof Refused ? error.problems : []
    }
  })()
  expect(problems.map(({ path, row, column }) => [path, row, column])).toEqual([
    ['invoices', 2, 'Amount'],
    ['invoices', 3, 'Document Date'],
    ['payments', 1, undefined],
    ['matches', 2, 'payment_ids'],
    ['matches', 4, 'row'],
  ])
})

test.each(['', '"', 'a,b\n"x', '\u0000', 'invoice_id\n1,2,3'])('garbage (%j) is refused, not crashed on', (garbage) => {
  expect(() => evaluateFiles({ ...files, invoices: garbage })).toThrow(Refused)
})

const sample = '../shared/samples/payments/single-'
describe.skipIf(!existsSync(`${sample}invoices.csv`))('the labelled set of the shared samples', () => {
  test('reaches its targets', () => {
    const read = (name: string) => readFileSync(`${sample}${name}.csv`, 'utf8')
    const report = evaluateFiles({ invoices: read('invoices'), payments: read('payments'), matches: read('matches') })
    expect(report.precision).toBeGreaterThanOrEqual(0.999)
    expect(report.automaticRate).toBeGreaterThanOrEqual(0.85)
    expect(report.rateWithin3).toBeGreaterThanOrEqual(0.95)
  })
})
