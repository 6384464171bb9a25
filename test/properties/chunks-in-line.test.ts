import { expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { matchPayments } from '../../src/bank/placing/match.ts'
import type { LongCtx } from '../../src/db/context.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { importPayments, money, openInvoice } from '../bank-books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const invoices = 60
const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i))

async function broken(world: World): Promise<string> {
  const { checks } = await world.do<{ checks: { name: string; failed: number; first: unknown }[] }>(verify, {})
  return checks.flatMap((one) => (one.failed > 0 ? [`${one.name} ${JSON.stringify(one.first)}`] : [])).join('\n')
}

/**
 * Sixty invoices and their payments: every third one in two parts that lie in different chunks, every fifth paid a second
 * time later, some with a text instead of a reference, some from an account that an earlier payment taught.
 */
async function paidWorld(): Promise<World> {
  const world = await openWorld('SE')
  const parties = await Promise.all(times(6, (i) => world.party({ number: `${i + 1}`, name: `Kund ${'ABCDEF'[i]}` })))
  for (let i = 0; i < invoices; i++) await openInvoice(world, parties[i % 6]!, `9000${100 + i}`, '100.00')
  const payer = (i: number) => ({
    payer: {
      name: `Kund ${'ABCDEF'[i % 6]}`,
      account: { scheme: 'IBAN' as const, id: `SE35500000000549100000${10 + (i % 6)}` },
    },
  })
  const payments = times(invoices, (i) =>
    money(i % 3 === 0 ? '40.00' : '100.00', {
      ...(i % 7 === 3 ? { text: `faktura 9000${100 + i}` } : { reference: `9000${100 + i}` }),
      ...payer(i),
    }),
  )
  const later = times(invoices, (i) => [
    ...(i % 3 === 0 ? [money('60.00', { reference: `9000${100 + i}`, ...payer(i) })] : []),
    ...(i % 5 === 0 ? [money('100.00', { reference: `9000${100 + i}`, ...payer(i) })] : []),
    ...(i % 10 === 9 ? [money(`${i}.00`, { text: 'tack', ...payer(i) })] : []),
  ]).flat()
  await importPayments(world, 'F', [...payments, ...later])
  return world
}

/** What each payment became, in the order of the file; numbers of vouchers with it. */
const outcome = (world: World) =>
  world.tx(({ db }) =>
    db.rows(
      `select t.seq, v.number, v.text, i.kind, y.name, i.amount_open, d.pass,
              (select jsonb_agg(jsonb_build_array(x.number_text, a.amount) order by x.number_text) from allocations a join open_items x on x.id = a.debit_item_id where a.credit_item_id = i.id) as paid
         from (select *, row_number() over (order by id) as seq from bank_transactions) t
         join bank_postings p on p.bank_transaction_id = t.id join vouchers v on v.id = p.voucher_id join open_items i on i.id = p.item_id join parties y on y.id = i.party_id
         left join match_decisions d on d.id = p.decision_id
        order by t.seq, p.posting_no`,
    ),
  )

/** Every chunk that goes beside another fails before it has read anything: each is done alone. */
const oneByOne = (ctx: LongCtx): LongCtx => ({
  ...ctx,
  transaction: (work, options) =>
    ctx.transaction(
      (tx) =>
        work({
          ...tx,
          db: {
            ...tx.db,
            query: (statement, params) =>
              JSON.stringify(statement).includes('lock_timeout')
                ? Promise.reject(new Error('alone'))
                : tx.db.query(statement, params),
          },
        }),
      options,
    ),
})

test('payments in chunks side by side become what the same chunks make of them one by one, numbers and all', async () => {
  for (const size of [5, 9, 40]) {
    const alone = await paidWorld()
    await matchPayments(oneByOne(await alone.long()), {}, size)
    const expected = await outcome(alone)
    expect(expected.length).toBeGreaterThan(90)
    const world = await paidWorld()
    const began: number[] = []
    const ctx = await world.long()
    let open = 0
    // How many chunks were under way at once: the test is of nothing where they never are.
    const watched: typeof ctx = {
      ...ctx,
      transaction: async (work, options) => {
        began.push(++open)
        return ctx.transaction(work, options).finally(() => open--)
      },
    }
    expect(await matchPayments(watched, {}, size)).toMatchObject({ payments: expected.length, rejected: [] })
    expect(Math.max(...began)).toBe(3)
    expect(await outcome(world)).toEqual(expected)
    expect(await broken(world)).toBe('')
  }
})

test('others draw numbers and pay the same invoices while chunks are under way: every number once, every payment once', async () => {
  const world = await paidWorld()
  const desks = times(6, async (i) => {
    for (let k = 0; k < 5; k++)
      await world.do(savePayment, {
        account: 'BANK',
        amount: '10.00',
        paidOn: world.today,
        reference: `9000${100 + ((i * 11 + k * 7) % invoices)}`,
      })
  })
  const ctx = await world.long()
  const [first, second] = await Promise.all([matchPayments(ctx, {}, 4), matchPayments(ctx, {}, 6), ...desks])
  const count = await world.tx(({ db }) =>
    db.one<{ n: number; file: number; span: number; twins: number }>(
      `select count(*)::int as n, (select count(*)::int from bank_transactions where file_id is not null) as file, (max(v.number) - min(v.number) + 1)::int as span, (count(*) - count(distinct v.number))::int as twins
         from vouchers v join bank_postings p on p.voucher_id = v.id`,
    ),
  )
  expect(first.payments + second.payments).toBe(count.file)
  expect(count).toMatchObject({ n: count.file + 30, span: count.file + 30, twins: 0 })
  expect(await broken(world)).toBe('')
})
