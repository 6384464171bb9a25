import { expect, test } from 'vitest'
import { area, postItem, seriesOf } from '../../../test/books.ts'
import { openWorld } from '../../../test/world.ts'
import type { Day } from '../../kernel/day.ts'
import { newId } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { voucherKinds } from '../../kernel/words/voucher-kinds.ts'
import type { Voucher } from '../../ledger/post.ts'
import { post, reversal } from '../../ledger/post.ts'
import { accountBalances } from '../account-balances/report.ts'
import { generalLedger } from '../general-ledger/report.ts'
import { vouchers } from './report.ts'

interface List {
  rows: { voucher: string; text: string; postings: { account: string; itemId: string | null }[] }[]
  totals: { vouchers: number; debit: string }[] | null
  next: string | null
}
interface Balances {
  rows: { account: string; opening: string; debit: string; credit: string; closing: string; postings: number }[]
  totals: { opening: string; debit: string; credit: string; closing: string }[]
  next: string | null
}

async function books() {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const ada = await world.party({ name: 'Ada Lind', number: '1001' })
  const north = await area(world, 'NORTH')
  const days = ['2026-11-03', '2026-10-07', '2026-11-19', '2026-09-30', '2026-11-01']
  for (const [i, on] of days.entries())
    await postItem(world, { party: ada, number: `N${i}`, amount: `${i + 1}00.00`, on, area: i === 2 ? north : null })
  await postItem(world, { party: ada, number: 'Betalt', amount: '-50.00', on: '2026-11-05' })
  return world
}

test('vouchers go page by page from either end, with totals over the filter and filters on their postings', async () => {
  const world = await books()
  const texts = async (input: object) => (await world.do<List>(vouchers, input)).rows.map((row) => row.text)
  const inOrder = ['N3', 'N1', 'N4', 'N0', 'Betalt', 'N2']
  expect(await texts({})).toEqual(inOrder)
  for (const order of ['oldest', 'newest']) {
    const paged: string[] = []
    let after: string | undefined
    do {
      const page: List = await world.do<List>(vouchers, {
        order,
        limit: 4,
        withTotals: !after,
        ...(after ? { after } : {}),
      })
      paged.push(...page.rows.map((row) => row.text))
      if (after) expect(page.totals).toBeNull()
      else expect(page.totals).toEqual([{ baseCurrency: 'SEK', vouchers: 6, debit: '1550.00' }])
      after = page.next ?? undefined
    } while (after)
    expect(paged).toEqual(order === 'oldest' ? inOrder : inOrder.toReversed())
  }
  expect(await texts({ from: '2026-11-01', kind: 'invoice' })).toEqual(['N4', 'N0', 'N2'])
  expect(await texts({ amount: '300.00' })).toEqual(['N2'])
  expect((await world.do<{ rows: { debit: string }[] }>(vouchers, {})).rows.map((row) => row.debit)).toEqual([
    '400.00',
    '200.00',
    '500.00',
    '100.00',
    '50.00',
    '300.00',
  ])
  expect(await texts({ text: 'betal' })).toEqual(['Betalt'])
  expect(await texts({ businessArea: 'NORTH' })).toEqual(['N2'])
  expect(await texts({ account: '1910' })).toEqual(['Betalt'])
})

test('a page of vouchers without days reads an index, whatever the books hold', async () => {
  const world = await books()
  const plan = await world.tx(async ({ db }) => {
    await db.query('set local enable_seqscan = off')
    const rows = await db.rows<{ 'QUERY PLAN': string }>(
      `explain select * from vouchers v where v.company_id = '${world.companyId}' and (v.posted_on, v.id) < ('2026-11-01'::date, '${world.companyId}'::uuid) order by v.posted_on desc, v.id desc limit 100`,
    )
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toMatch(/Index Scan Backward using vouchers_by_day/)
  expect(plan).not.toMatch(/Sort/)
})

test('accounts open with opening and closing balance; each opens to its postings', async () => {
  const world = await books()
  const answer = await world.do<Balances>(accountBalances, { from: '2026-11-01' })
  expect(
    answer.rows.map(({ account, opening, debit, credit, closing }) => [account, opening, debit, credit, closing]),
  ).toEqual([
    ['1510', '600.00', '900.00', '50.00', '1450.00'],
    ['1910', '0.00', '50.00', '0.00', '50.00'],
    ['3001', '-600.00', '0.00', '900.00', '-1500.00'],
  ])
  expect(answer.totals).toMatchObject([{ opening: '0.00', debit: '950.00', credit: '950.00', closing: '0.00' }])
  for (const row of answer.rows) {
    const ledger = await world.do<{ rows: { row: string; baseBalance: string }[] }>(generalLedger, {
      account: row.account,
      from: '2026-11-01',
    })
    expect([ledger.rows[0]!.baseBalance, ledger.rows.at(-1)!.baseBalance]).toEqual([row.opening, row.closing])
    expect(ledger.rows.length - 2).toBe(row.postings)
  }
  const page = await world.do<Balances>(accountBalances, { from: '2026-11-01', limit: 2 })
  expect((await world.do<Balances>(accountBalances, { from: '2026-11-01', limit: 2, after: page.next! })).rows).toEqual(
    answer.rows.slice(2),
  )
  expect((await world.do<Balances>(accountBalances, { control: true })).rows.map((row) => row.account)).toEqual([
    '1510',
  ])
  expect(
    (await world.do<Balances>(accountBalances, { accountFrom: '1600', accountTo: '2999' })).rows.map(
      (row) => row.account,
    ),
  ).toEqual(['1910'])
})

test('a voucher that was reversed names the one that reverses it, and the other way round', async () => {
  const world = await books()
  const [own, mirror] = [newId(), newId()]
  await world.tx(async (ctx) => {
    const money = (account: string, amount: bigint) => ({
      account,
      baseAmount: minor(amount),
      currency: 'SEK',
      amount: minor(amount),
      partyId: null,
    })
    const voucher: Voucher = {
      id: own,
      seriesId: await seriesOf(ctx, 'K'),
      ledger: 'receivable',
      transactionType: 'write-off',
      postedOn: '2026-11-10' as Day,
      documentOn: '2026-11-10' as Day,
      baseCurrency: 'SEK',
      text: 'Fel konto',
      businessAreaId: null,
      postings: [money('1910', 500n), money('3001', -500n)],
    }
    await post(ctx.db, world.companyId, null, [voucher])
    await post(ctx.db, world.companyId, null, [reversal(voucher, mirror, '2026-11-12' as Day, 'Rättat')])
  })
  const { rows } = await world.do<{
    rows: { voucherId: string; reversesId: string | null; reversedById: string | null }[]
  }>(vouchers, {})
  expect(
    rows
      .filter((row) => row.reversesId !== null || row.reversedById !== null)
      .map((row) => [row.voucherId, row.reversesId, row.reversedById]),
  ).toEqual([
    [own, null, mirror],
    [mirror, own, null],
  ])
})

test('every transaction type that a company begins with has a word, and can be asked for', async () => {
  const world = await openWorld('SE')
  const types = await world.tx(({ db }) => db.rows<{ code: string }>(`select code from transaction_types`))
  expect(types.length).toBeGreaterThan(20)
  expect(types.map(({ code }) => code).filter((code) => !(code in voucherKinds))).toEqual([])
})
