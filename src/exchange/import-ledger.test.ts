import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { Refused } from '../kernel/problem.ts'
import { importLedger } from './import-ledger.ts'

interface Imported {
  importId: string
  asOf: string
  accounts: number
  postings: number
  debit: string
  warnings: { code: string; message: string }[]
}

let world: World
beforeAll(async () => {
  world = await openWorld('NO', { today: '2026-11-20' })
})

const take = async (name: string, bytes: Uint8Array, more: object = {}) =>
  world.do<Imported>(importLedger, {
    file: { name, ...(await world.installation.files.put(world.companyId, [bytes])) },
    otherCompany: true,
    ...more,
  })
const refusal = async (name: string, bytes: Uint8Array, more: object = {}) => {
  try {
    await take(name, bytes, more)
  } catch (error) {
    if (error instanceof Refused) return error.problems.map(({ code, row }) => (row ? `${code} ${row}` : code))
    throw error
  }
  return []
}
const stored = async (importId: string) =>
  world.tx(async ({ db, company }) => ({
    source: (
      await db.one<{ source: string }>(`select source from ledger_imports where company_id = $1 and id = $2`, [
        company.id,
        importId,
      ])
    ).source,
    balances: Object.fromEntries(
      (
        await db.rows<{ account: string; balance: bigint }>(
          `select account, balance from ledger_import_balances where company_id = $1 and import_id = $2`,
          [company.id, importId],
        )
      ).map(({ account, balance }) => [account, balance]),
    ),
    postings: await db.rows(
      `select row_no, account, posted_on, amount, voucher, text from ledger_import_postings where company_id = $1 and import_id = $2 order by row_no`,
      [company.id, importId],
    ),
  }))
const utf8 = (text: string) => new TextEncoder().encode(text)

describe('SAF-T', () => {
  const own = readFileSync(new URL('../formats/accounting/saf-t/samples/fjord-2026-01.xml', import.meta.url))

  test('balances of the period’s last day, and each posting; once', async () => {
    const done = await take('fjord.xml', own)
    expect(done).toMatchObject({ asOf: '2026-01-31', accounts: 3, postings: 3, debit: '1250.00', warnings: [] })
    expect(await stored(done.importId)).toEqual({
      source: 'SAF-T 1.30: fjord.xml',
      balances: { '1500': 165000n, '2700': -33000n, '3000': -132000n },
      postings: [
        { row_no: 1, account: '1500', posted_on: '2026-01-15', amount: 125000n, voucher: '71', text: 'Kari Kunde' },
        { row_no: 2, account: '3000', posted_on: '2026-01-15', amount: -100000n, voucher: '71', text: 'Faktura 5001' },
        { row_no: 3, account: '2700', posted_on: '2026-01-15', amount: -25000n, voucher: '71', text: 'Faktura 5001' },
      ],
    })
    expect(await take('again.xml', own)).toMatchObject({ importId: done.importId })
  })

  test('a closing balance that the vouchers do not come to is told; another company, another currency refused', async () => {
    const text = own.toString()
    const askew = await take('askew.xml', utf8(text.replace('ClosingDebitBalance>1650<', 'ClosingDebitBalance>1700<')))
    expect(askew.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('come to 1650.00, its closing balance is 1700.00'),
    ])
    const foreign = utf8(text.replace('DefaultCurrencyCode>NOK', 'DefaultCurrencyCode>EUR'))
    expect(await refusal('other.xml', foreign, { otherCompany: false })).toEqual([
      'ledger-import.currency',
      'ledger-import.other-company',
    ])
  })

  test('an unbalanced voucher, or a file cut off: nothing of it', async () => {
    const text = own.toString()
    expect(await refusal('u.xml', utf8(text.replace('<n1:Amount>1000.00', '<n1:Amount>999.00')))).toEqual([
      'saf-t.unbalanced 54',
    ])
    expect(await refusal('cut.xml', own.subarray(0, 3000))).toEqual([expect.stringMatching(/^saf-t\.damaged/)])
  })
})

describe('a trial balance as a table', () => {
  test.each<[string, string, Record<string, bigint>]>([
    [
      'Swedish, one column',
      'Konto;Benämning;Ingående saldo;Saldo\n1510;Kundfordringar;5,00;1 250,50\n2611;Moms;0;-250,10\nSumma;;;1000,40\n',
      { '1510': 125050n, '2611': -25010n },
    ],
    [
      'Norwegian, account and name in one cell',
      'Saldobalanse\n\nKonto;Saldo\n1500 Kundefordringer;1.250,50\n3000 Salg;(1250,50)\n',
      { '1500': 125050n, '3000': -125050n },
    ],
    [
      'English, two columns',
      'Account,Debit,Credit\n1500,1250.50,\n3000,,1250.50\n',
      { '1500': 125050n, '3000': -125050n },
    ],
    [
      'Bulgarian, headings of two rows, the last pair counts',
      'Сметка\tНаименование\tНачално салдо\t\tОбороти\t\tКрайно салдо\t\n\t\tДебит\tКредит\tДебит\tКредит\tДебит\tКредит\n411/1\tКлиенти\t100,00\t\t50,00\t30,00\t120,00\t\n703\tПриходи\t\t100,00\t30,00\t50,00\t\t120,00\nВсичко:\t\t100,00\t100,00\t80,00\t80,00\t120,00\t120,00\n',
      { '411/1': 12000n, '703': -12000n },
    ],
  ])('%s', async (name, text, balances) => {
    const done = await take(`${name}.csv`, utf8(text), { asOf: '2026-10-31' })
    expect(done).toMatchObject({ asOf: '2026-10-31', postings: 0, warnings: [] })
    expect((await stored(done.importId)).balances).toEqual(balances)
  })

  test('an account on two rows is added up, and told', async () => {
    const done = await take('twice.csv', utf8('Konto;Avdeling;Saldo\n1500;A;10,00\n1500;B;5,50\n'), {
      asOf: '2026-10-31',
    })
    expect(done.warnings.map(({ code }) => code)).toEqual(['ledger-import.account-twice'])
    expect((await stored(done.importId)).balances).toEqual({ '1500': 1550n })
  })

  test('without a day, with a balance that cannot be read, or without headings: refused, saying where', async () => {
    expect(await refusal('day.csv', utf8('Konto;Saldo\n1500;10,00\n'))).toEqual(['ledger-import.no-day'])
    expect(await refusal('x.csv', utf8('Konto;Saldo\n1500;10,005\n1501;ti\n'), { asOf: '2026-10-31' })).toEqual([
      'ledger-import.amount 2',
      'ledger-import.amount 3',
    ])
    for (const bytes of [utf8('Hello\nworld\n'), utf8(''), Uint8Array.from([0x25, 0x50, 0x44, 0x46, 0, 255])])
      expect(await refusal('letter.pdf', bytes)).toEqual(['ledger-import.unknown-format'])
  })
})

const shared = new URL('../../../shared/samples/saf-t-no/', import.meta.url)
describe.skipIf(!existsSync(shared))('the tax authority’s examples (skipped without ../shared)', () => {
  test.each([
    ['ExampleFile SAF-T Financial_888888888_20180228235959.xml', '2017-04-30', 22],
    ['ExampleFile SAF-T Financial_999999999_20161125213512.xml', '2015-12-31', 4],
  ])('%s', async (name, asOf, accounts) => {
    const done = await take(name, readFileSync(new URL(name, shared)))
    expect(done).toMatchObject({ asOf })
    expect(done.accounts).toBeGreaterThanOrEqual(accounts)
  })
})
