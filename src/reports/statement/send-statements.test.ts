import { expect, test } from 'vitest'
import { postItem } from '../../../test/books.ts'
import { openMailServer } from '../../../test/fakes/mail-server.ts'
import { saveSetting, timePasses } from '../../../test/outbox.ts'
import { readPdf } from '../../../test/pdf-reader.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { readFile } from '../../delivery/read-file.ts'
import { day } from '../../kernel/day.ts'
import { setProtection } from '../../parties/set-protection.ts'
import { deliverStatements, printStatements } from './deliver-statements.ts'
import { sendStatements } from './send-statements.ts'

const accepted = { consentOn: day('2026-01-01'), consentSource: 'test' }

async function worldWithMail() {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const mail = await openMailServer()
  await saveSetting(world, 'delivery-e-mail', {
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    from: 'e@example.com',
  })
  return { world, mail }
}
const party = (world: World, number: string, name: string, address?: string) =>
  world.party({
    number,
    name,
    kind: 'person',
    channels: address ? [{ channel: 'e-mail', address, ...accepted }] : [],
  })
const owes = (world: World, of: string, number: string) =>
  postItem(world, { party: of, number, amount: '1250.00', on: '2026-11-02', due: '2026-12-01' })
const pdfOf = async (world: World, channel: string) => {
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from deliveries where subject_kind = 'statement' and channel = $1 limit 1`, [
      channel,
    ]),
  )
  const file = await world.do<{ body: AsyncIterable<Uint8Array> }>(readFile, { delivery: id, position: 1 })
  const chunks: Uint8Array[] = []
  for await (const chunk of file.body) chunks.push(chunk)
  return readPdf(Buffer.concat(chunks))
}

test('to all who owe: by mail where it was accepted, else on paper; once a day; seen before', async () => {
  const { world, mail } = await worldWithMail()
  await owes(world, await party(world, '1', 'Ada', 'ada@example.net'), 'A')
  await owes(world, await party(world, '2', 'Bo'), 'B')
  const paid = await party(world, '3', 'Cai', 'cai@example.net')
  await postItem(world, { party: paid, number: 'C', amount: '-100.00', on: '2026-11-03', kind: 'payment' })
  const seen = await world.do(sendStatements, { preview: true })
  expect(seen).toMatchObject({
    statements: 2,
    eMail: 1,
    print: 1,
    sent: 0,
    leftOut: [{ customer: '3', why: 'nothing-open' }],
  })
  expect(mail.taken).toEqual([])
  expect(await world.do(sendStatements, { text: 'Stämmer det inte? Hör av dig.' })).toMatchObject({
    statements: 2,
    sent: 1,
  })
  expect(await world.do(sendStatements, {})).toMatchObject({ statements: 0, known: 2, sent: 0 })
  expect(mail.taken.map(({ to }) => to)).toEqual(['ada@example.net'])
  const sheet = await pdfOf(world, 'e-mail')
  for (const content of ['Kontoutdrag', 'Ada', 'Utgående saldo 1 250,00', 'Stämmer det inte? Hör av dig.'])
    expect(sheet.text).toContain(content)
  expect(await world.do(printStatements, {})).toMatchObject({ bundles: [{ documents: 1, pages: 1 }] })
  await mail.close()
})

test('a mailbox that is not there: on paper; one that is busy: later', async () => {
  const { world, mail } = await worldWithMail()
  await owes(world, await party(world, '1', 'Ada', 'ada@example.net'), 'A')
  await owes(world, await party(world, '2', 'Bo', 'bo@example.net'), 'B')
  mail.next = ['refuse-receiver', 'defer-receiver']
  expect(await world.do(sendStatements, {})).toMatchObject({ statements: 2, sent: 0 })
  await timePasses(world)
  expect(await world.do(deliverStatements, {})).toMatchObject({ sent: 1 })
  expect(await world.do(printStatements, {})).toMatchObject({ bundles: [{ documents: 1 }] })
  await mail.close()
})

test('a protected person gets hers by the forwarding address, or none', async () => {
  const { world, mail } = await worldWithMail()
  for (const [number, name] of [
    ['1', 'Eva'],
    ['2', 'Fia'],
  ] as const)
    await owes(world, await party(world, number, name, `${number}@example.net`), name)
  const forwardingAddress = { street: 'Box 2820', postCode: '403 20', city: 'Göteborg' }
  const guard = { protection: 'protected-registration', source: 'Skatteverket' }
  await world.do(setProtection, { ...guard, number: '1', forwardingAddress })
  await world.do(setProtection, { ...guard, number: '2' })
  const sent = await world.do<{ leftOut: object[] }>(sendStatements, {})
  expect(sent).toMatchObject({ statements: 1, eMail: 0, print: 1 })
  expect(sent.leftOut).toEqual([{ customer: '2', why: 'no-address' }])
  await world.do(printStatements, {})
  const { text } = await pdfOf(world, 'print')
  expect(text).toContain('Box 2820 403 20 Göteborg')
  expect(text).not.toContain('Lillgatan')
  await mail.close()
})

test('who sees one area tells of that area; who sees several of many asks another', async () => {
  const { world, mail } = await worldWithMail()
  const several = {
    id: null,
    name: 'x',
    areas: ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'],
    permissions: ['*'],
  }
  await expect(world.do(sendStatements, {}, several)).rejects.toThrow('one business area or of all')
  await mail.close()
})
