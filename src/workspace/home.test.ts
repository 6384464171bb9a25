import { beforeAll, describe, expect, test } from 'vitest'
import { importPayments, money, openInvoice } from '../../test/bank-books.ts'
import { person } from '../../test/http.ts'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { payBack } from '../bank/attest/pay-back.ts'
import { match } from '../bank/placing/match.ts'
import type { User } from '../db/context.ts'
import { hold } from '../invoicing/holds/hold.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import { approveBilling } from '../invoicing/run/approve-billing.ts'
import { proposeBilling } from '../invoicing/run/propose-billing.ts'
import { addDays, dayOf } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { saveNote } from '../parties/save-note.ts'
import { readHome } from './read-home.ts'

interface Line {
  kind: string
  count: number
  amounts: { amount: string; currency: string }[]
  oldestOn: string
  subjectId: string | null
  figures: Record<string, unknown>
}
interface Home {
  work: Line[]
  byItself: Record<string, unknown>
}

// Rows that the database dates itself are looked for since yesterday.
const today = dayOf(new Date(), 'Europe/Stockholm')
let world: World
const home = (user?: User) => world.do<Home>(readHome, {}, user)
const line = async (kind: string, user?: User) => (await home(user)).work.filter((one) => one.kind === kind)
const userOf = async (permissions: string[], areaCode?: string): Promise<User> => {
  const { userId } = await person(world, permissions, areaCode)
  const areas = areaCode
    ? (
        await world.tx(({ db, company }) =>
          db.rows<{ id: string }>(`select id from business_areas where company_id = $1 and code = $2`, [
            company.id,
            areaCode,
          ]),
        )
      ).map((row) => row.id)
    : ('all' as const)
  return { id: userId, name: 'Person', areas, permissions }
}

beforeAll(async () => {
  world = await openWorld('SE', { today })
  await world.tx(async ({ db, company }) => {
    for (const code of ['park', 'soc'])
      await db.query(`insert into business_areas (company_id, id, code, name) values ($1, $2, $3, $3)`, [
        company.id,
        newId(),
        code,
      ])
  })
})

test('a company with nothing to do says so', async () => {
  expect((await home()).work).toEqual([])
})

describe('billing runs', () => {
  test('wait for who may approve and need not be another', async () => {
    const clerk = await userOf(['invoicing.*'])
    const approver = await userOf(['invoicing.approve-*'])
    const reader = await userOf(['invoicing.read-*'])
    const party = await world.party({ name: 'Ada Lind' })
    await world.tx((ctx) => saveOrders(ctx, [plainOrder(world, party, 'o-1', [['Avgift', '1', '800.00', 'S25']])]))
    const { runId } = await world.do<{ runId: string }>(proposeBilling, {}, clerk)
    const shown = {
      kind: 'approve-runs',
      subjectId: runId,
      count: 1,
      amounts: [{ amount: '1000.00', currency: 'SEK' }],
      oldestOn: today,
    }
    expect(await line('approve-runs', approver)).toMatchObject([{ ...shown, figures: { held: 0, rejected: 0 } }])
    // One person is enough in this invoice group.
    expect(await line('approve-runs', clerk)).toMatchObject([shown])
    expect(await line('approve-runs', reader)).toEqual([])
    await world.tx(({ db, company }) =>
      db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
    )
    expect(await line('approve-runs', clerk)).toEqual([])
    expect(await line('approve-runs', approver)).toMatchObject([shown])
    await world.do(approveBilling, { runId }, approver)
    expect(await line('approve-runs', approver)).toEqual([])
    expect(await line('runs-to-issue', clerk)).toMatchObject([{ subjectId: runId, count: 1 }])
    expect(await line('runs-to-issue', approver)).toEqual([])
  })
})

describe('payments', () => {
  test('that nobody knows wait, with their sum; what was matched went by itself', async () => {
    const party = await world.party({ name: 'Bo Ek' })
    await openInvoice(world, party, '700100', '500.00')
    await importPayments(world, 'A', [
      money('500.00', { reference: '700100' }),
      money('70.00', { text: 'ingen vet', payer: { name: 'Q' } }),
      money('30.50', { text: 'ej heller', payer: { name: 'W' } }),
    ])
    await world.do(match, {})
    expect(await line('unmatched-payments')).toMatchObject([
      { count: 2, amounts: [{ amount: '100.50', currency: 'SEK' }] },
    ])
    expect((await home()).byItself).toMatchObject({ paymentsMatched: 1, paymentsRead: 3, failures: 0 })
    const parkClerk = await userOf(['bank.*'], 'park')
    expect(await line('unmatched-payments', parkClerk)).toEqual([])
    expect((await home(parkClerk)).byItself).toMatchObject({ paymentsMatched: null, failures: null })
  })

  test('that are to be paid back wait for another than who proposed it', async () => {
    const [karin, anders] = [await userOf(['bank.*']), await userOf(['bank.*'])]
    const account = { scheme: 'IBAN', id: 'SE7280000810340009783242' } as const
    await importPayments(world, 'R', [money('300.00', { text: 'fel', payer: { name: 'Fel Person', account } })])
    await world.do(match, {})
    const transactionId = await world.tx(
      async ({ db }) => (await db.one<{ id: string }>(`select id from bank_transactions where amount = 30000`)).id,
    )
    await world.do(payBack, { transactionId, reason: 'fel mottagare' }, karin)
    expect(await line('refunds', karin)).toEqual([])
    expect(await line('refunds', anders)).toMatchObject([
      { count: 1, amounts: [{ amount: '300.00', currency: 'SEK' }], figures: { withoutAccount: 0 } },
    ])
  })
})

test('holds in force and notes whose day has come', async () => {
  await world.party({ name: 'Cia Dal', number: '4711' } as never)
  await world.do(hold, { customer: '4711', reason: 'adressen saknas', from: addDays(today, -3), to: addDays(today, 2) })
  await world.do(hold, { customer: '4711', reason: 'börjar sedan', from: addDays(today, 3) })
  expect(await line('billing-holds')).toMatchObject([
    { count: 1, oldestOn: addDays(today, -3), figures: { endWithinWeek: 1, longerThanMonth: 0 } },
  ])
  await world.do(saveNote, { number: '4711', text: 'ring', followUpOn: today })
  await world.do(saveNote, { number: '4711', text: 'ring senare', followUpOn: addDays(today, 1) })
  expect(await line('follow-ups')).toMatchObject([{ count: 1, oldestOn: today, figures: { late: 0 } }])
})

test('failed and held deliveries count until another attempt took them over', async () => {
  const first = newId()
  const subject = newId()
  await world.tx(async ({ db, company }) => {
    await db.query(
      `insert into deliveries (company_id, id, subject_kind, subject_id, channel, state) values ($1, $2, 'letter', $3, 'e-mail', 'failed')`,
      [company.id, first, subject],
    )
    await db.query(`insert into delivery_events (company_id, id, delivery_id, kind) values ($1, $2, $3, 'bounced')`, [
      company.id,
      newId(),
      first,
    ])
  })
  expect(await line('failed-deliveries')).toMatchObject([{ count: 1, amounts: [], figures: { bounced: 1, held: 0 } }])
  await world.tx(({ db, company }) =>
    db.query(
      `insert into deliveries (company_id, id, subject_kind, subject_id, channel, state) values ($1, $2, 'letter', $3, 'print', 'sent')`,
      [company.id, newId(), subject],
    ),
  )
  expect(await line('failed-deliveries')).toEqual([])
})

test('files with rows not taken, until a good one of the same name comes; write-offs until attested', async () => {
  const run = (state: string, rejected: number, at: string) => {
    const id = newId()
    return world.tx(async ({ db, company }) => {
      await db.query(
        `insert into runs (company_id, id, kind, state, parameters, totals, proposed_at, approved_at) values ($1, $2, 'order-import', $3, '{"fileName": "va.xlsx"}', jsonb_build_object('read', 9, 'rejected', $4::int), $5, $5)`,
        [company.id, id, state, rejected, at],
      )
      for (let i = 1; i <= rejected; i++)
        await db.query(
          `insert into import_problems (company_id, import_id, problem_no, row_no, severity, code, message) values ($1, $2, $3, $3, 'error', 'x', 'x')`,
          [company.id, id, i],
        )
      return id
    })
  }
  const refused = await run('failed', 3, `${today}T06:00:00Z`)
  expect(await line('rejected-rows')).toMatchObject([
    { subjectId: refused, count: 3, figures: { ordersRead: 9, problems: 3, refusedWhole: 1 } },
  ])
  await run('done', 0, `${today}T07:00:00Z`)
  expect(await line('rejected-rows')).toEqual([])
})
