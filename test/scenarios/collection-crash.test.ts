import { afterAll, expect, test } from 'vitest'
import { handOver } from '../../src/collection/hand-over.ts'
import { readCase } from '../../src/collection/read-case.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { openDesk } from '../collection.ts'
import { broken, startVerb } from '../crash/crash.ts'
import { openAmili } from '../fakes/amili.ts'
import { openWorld } from '../world.ts'

const amili = await openAmili()
process.env.RESKONTRA_SECRET_AMILI = 'secret'
afterAll(() => amili.close())

test.each([true, false])('killed in mid-send, taken there: %s – registered once', async (isTaken) => {
  for (const list of [amili.registrations, amili.cases, amili.uploads]) list.length = 0
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world, {
    adapter: 'amili',
    settings: { url: amili.url, key: { env: 'RESKONTRA_SECRET_AMILI' }, account: 'a', creditor: 'c', graceMinutes: 0 },
  })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const claim = await desk.invoice(ada, '1000.00', '2026-07-01')
  await desk.queue([claim.itemId])
  const { cases } = await desk.do<{ cases: { caseId: string }[] }>(handOver)

  const worker = await startVerb(world, sendMessages, { now: false })
  // Dead before it hears an answer.
  amili.between = () => {
    worker.child.kill('SIGKILL')
    return isTaken
  }
  worker.begin()
  expect(await worker.end).toMatchObject({ signal: 'SIGKILL' })
  amili.between = null
  expect(amili.registrations).toHaveLength(isTaken ? 1 : 0)

  // While its lease runs nobody takes the message up; then it is asked for.
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0, waiting: 0 })
  await world.tx(({ db, company }) =>
    db.query(
      `update collection_messages set leased_until = clock_timestamp() - interval '1 second' where company_id = $1 and state = 'sending'`,
      [company.id],
    ),
  )
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 2 })
  expect(amili.registrations).toHaveLength(1)
  expect(amili.uploads).toHaveLength(1)
  expect(await desk.do(readCase, { caseId: cases[0]!.caseId })).toMatchObject({ state: 'accepted' })
  await desk.proof()
  expect(await broken(world)).toBe('')
})
