import { expect, test } from 'vitest'
import { issueOrders } from '../../test/books.ts'
import { plainOrder } from '../../test/orders.ts'
import { openWorld } from '../../test/world.ts'
import { saveArticles } from '../company/articles.ts'
import { saveInvoiceGroups } from '../company/invoice-groups.ts'
import { savePostingRules } from '../company/posting-rules.ts'
import { saveAccounts } from '../company/save-accounts.ts'
import { tryPostingRule } from './try-posting-rule.ts'
import { whyAccount } from './why-account.ts'

test('why this account: the rule that says most wins, the others are named, without rule the role', async () => {
  const world = await openWorld('SE')
  const why = (facts: object) =>
    world.do<Record<string, unknown>>(whyAccount, { purpose: 'revenue', vatCode: 'S25', ...facts })
  await world.do(saveAccounts, { rows: ['3010', '3020', '3030'].map((code) => ({ code, name: code, kind: 'income' })) })
  await world.do(saveArticles, { rows: [{ code: 'BO1', names: { sv: 'Avgift' }, unit: 'mån', vatCode: 'S25' }] })
  expect(await why({})).toMatchObject({ account: '3001', because: 'account role sales:25', rule: null, lost: [] })
  await world.do(saveInvoiceGroups, { rows: [{ code: '1', account: '3030' }] })
  expect(await why({ invoiceGroup: '1' })).toMatchObject({
    account: '3030',
    because: 'default account of invoice group 1',
  })
  await world.do(savePostingRules, {
    rows: [
      { purpose: 'revenue', invoiceGroup: '1', account: '3010' },
      { purpose: 'revenue', article: 'BO1', validFrom: '2026-01-01', account: '3020' },
    ],
  })
  expect(await why({ invoiceGroup: '1', article: 'BO1' })).toMatchObject({
    account: '3020',
    because: 'posting rule: article BO1',
    rule: { article: 'BO1', account: '3020', validFrom: '2026-01-01' },
    lost: [{ invoiceGroup: '1', account: '3010' }],
  })
  // The dated rule did not hold yet.
  expect(await why({ invoiceGroup: '1', article: 'BO1', on: '2025-12-31' })).toMatchObject({
    account: '3010',
    lost: [],
  })
  expect(await why({ purpose: 'receivable', invoiceGroup: '1' })).toMatchObject({ account: '1510', role: 'receivable' })
  expect(await why({ purpose: 'cash', channel: 'BANK' })).toMatchObject({
    account: '1930',
    because: 'account of bank account BANK',
  })
  await expect(why({ article: 'NONE' })).rejects.toThrow('there is no article NONE')
})

test('what a rule would do on the last invoice lines, before it is saved', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', customerKind: 'privat' })
  const firm = await world.party({ name: 'Exempel AB', kind: 'company', identityNumber: '556026-9986' })
  const coded = plainOrder(world, ada, 'A-3', [['Kodad', '1', '40', 'S25']])
  coded.lines[0]!.coding = [{ account: '3002', dimensions: {}, amount: null }]
  await issueOrders(world, [
    plainOrder(world, ada, 'A-1', [
      ['Avgift', '1', '100', 'S25'],
      ['Mat', '1', '50', 'S12'],
    ]),
    plainOrder(world, firm, 'A-2', [['Avgift', '1', '900', 'S25']]),
    coded,
  ])
  await world.do(saveAccounts, { rows: [{ code: '3010', name: 'Privat', kind: 'income' }] })
  const rule = { purpose: 'revenue', customerKind: 'privat', vatCode: 'S25', validFrom: '2027-01-01', account: '3010' }
  expect(await world.do(tryPostingRule, { rule })).toMatchObject({
    on: '2027-01-01',
    looked: 4,
    codedByOrder: 1,
    changed: 1,
    moves: [{ from: '3001', to: '3010', currency: 'SEK', lines: 1, amount: '100.00' }],
    lines: [{ name: 'Avgift', amount: '100.00', from: '3001', to: '3010' }],
  })
  await expect(world.do(tryPostingRule, { rule: { ...rule, account: '9999' } })).rejects.toThrow('no account 9999')
  // Trying saved nothing; saved, it changes nothing more.
  expect(await world.tx(({ db }) => db.rows('select 1 from posting_rules'))).toEqual([])
  await world.do(savePostingRules, { rows: [rule] })
  expect(await world.do(tryPostingRule, { rule })).toMatchObject({ changed: 0 })
  // A rule that postings were made by, with another account: what stood so far moves, though it cannot be saved so.
  const now = { ...rule, customerKind: null, vatCode: 'S12', validFrom: null }
  await world.do(savePostingRules, { rows: [now] })
  await issueOrders(world, [plainOrder(world, ada, 'A-4', [['Mat', '1', '70', 'S12']])])
  await world.do(saveAccounts, { rows: [{ code: '3011', name: 'Mat', kind: 'income' }] })
  expect(await world.do(tryPostingRule, { rule: { ...now, account: '3011' } })).toMatchObject({
    looked: 5,
    changed: 2,
    moves: [{ from: '3010', to: '3011', lines: 2, amount: '120.00' }],
  })
})
