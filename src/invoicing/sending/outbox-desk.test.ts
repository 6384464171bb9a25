import { beforeAll, expect, test } from 'vitest'
import { readPdf as readPdfText } from '../../../test/pdf-reader.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { recall } from '../../delivery/recall.ts'
import type { Billed } from '../direct/bill-now.ts'
import { invoiceNow } from '../direct/invoice-now.ts'
import { readInvoice } from '../documents/read-invoice.ts'
import { hold } from '../holds/hold.ts'
import { releaseHold } from '../holds/release-hold.ts'
import { sendWaiting } from './deliver.ts'
import { listOutbox } from './list-outbox.ts'
import { readPdfs } from './read-pdfs.ts'

let world: World
const line = { name: 'Lunch', quantity: '10', unitPrice: '80', vatCode: 'S25' }
const invoice = async (more: object = {}) =>
  (await world.do<Billed>(invoiceNow, { customer: '77', lines: [line], ...more })).documents[0]!
const outbox = (input: object = {}) =>
  world.do<{
    rows: { id: string; number: string; customerName: string; state: string; isSuperseded: boolean }[]
    counts: { state: string; count: number }[] | null
  }>(listOutbox, input)

beforeAll(async () => {
  world = await openWorld('SE')
  await world.party({ name: 'Ada Lind', number: '77', kind: 'person' })
})

test('what is made by hand is kept back for a while, and until then it is recalled by the row that was told', async () => {
  const made = await invoice({ recallSeconds: 60 })
  expect(made.deliveries).toHaveLength(1)
  // And it leaves when that while is over: the outbox is emptied a second later.
  const { rows } = await world.database.owner.query(
    `select verb, extract(epoch from run_at - created_at)::int as after from jobs where state = 'waiting'`,
  )
  expect(rows).toEqual([{ verb: 'delivery.send-waiting', after: 61 }])
  await world.do(sendWaiting, {})
  expect((await outbox({ search: made.number })).rows).toMatchObject([{ state: 'waiting', customerName: 'Ada Lind' }])
  await world.do(recall, { deliveries: made.deliveries, reason: 'fel pris' })
  expect((await outbox({ search: 'ada' })).rows).toMatchObject([{ number: made.number, state: 'recalled' }])
})

test('the outbox tells what needs a person, and no attempt that a later one has followed', async () => {
  const [one, two] = [await invoice(), await invoice()]
  await world.database.owner.query(`update deliveries set state = 'failed' where id = any ($1)`, [
    [...one.deliveries, ...two.deliveries],
  ])
  await world.database.owner.query(
    `insert into deliveries (company_id, id, subject_kind, subject_id, channel, attempt, party_id)
     select company_id, gen_random_uuid(), subject_kind, subject_id, channel, 2, party_id from deliveries where id = $1`,
    [one.deliveries[0]],
  )
  await world.database.owner.query(
    `update deliveries set id = 'ffffffff-0000-7000-8000-000000000001' where subject_id = $1 and attempt = 2`,
    [one.invoiceId],
  )
  const needing = await outbox({ state: 'needs-you' })
  expect(needing.rows.map(({ number }) => number)).toEqual([two.number])
  expect(needing.counts).toContainEqual({ state: 'needs-you', count: 1 })
  expect(needing.counts).toContainEqual({ state: 'failed', count: 2 })
})

test('the claim of a document rests with a reason until it is released', async () => {
  const { invoiceId } = await invoice()
  const { holdId } = await world.do<{ holdId: string }>(hold, { invoiceId, kind: 'dispute', reason: 'fel antal' })
  const read = () => world.do<{ invoice: { holds: object[] } }>(readInvoice, { invoiceId })
  expect((await read()).invoice.holds).toMatchObject([{ kind: 'dispute', reason: 'fel antal', of: 'document' }])
  await world.do(releaseHold, { holdId })
  expect((await read()).invoice.holds).toEqual([])
  await expect(world.do(hold, { invoiceId, customer: '77', reason: 'x' })).rejects.toThrow()
})

test('several documents are one PDF, in the order in which they were named', async () => {
  const [one, two] = [await invoice(), await invoice()]
  const { body } = await world.do<FileAnswer>(readPdfs, { invoiceIds: [two.invoiceId, one.invoiceId] })
  const { text } = await readPdfText(body as Uint8Array)
  expect(text.indexOf(two.number)).toBeGreaterThanOrEqual(0)
  expect(text.lastIndexOf(two.number)).toBeLessThan(text.lastIndexOf(one.number))
})
