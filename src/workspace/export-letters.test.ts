import { expect, test } from 'vitest'
import { issueClaim } from '../../test/claim-stories.ts'
import { remind, savePlainPolicy } from '../../test/dunning.ts'
import { openWorld } from '../../test/world.ts'
import type { FileAnswer } from '../db/verb.ts'
import { listLetters } from '../dunning/letters/list-letters.ts'
import { recall } from '../dunning/recall.ts'
import { readSheets } from '../formats/xlsx/read.ts'
import { exportLetters } from './export-letters.ts'

test('letters leave as a sheet by the filters of their list: kind, channel, days', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-09-10' })
  await savePlainPolicy(world)
  for (const [number, name, email] of [
    ['10', 'Ada Lind', 'ada@example.com'],
    ['11', 'Bo Ek', null],
  ] as const)
    await issueClaim(world, await world.party({ number, name, kind: 'person', ...(email ? { email } : {}) } as never), {
      issuedOn: '2026-06-01',
      dueOn: '2026-07-01',
    })
  await remind(world)
  const sheet = async (input: object) => {
    const rows: string[][] = []
    const { body } = await world.do<FileAnswer>(exportLetters, input)
    for await (const item of readSheets(body as AsyncIterable<Uint8Array>))
      if (item.type === 'row') rows.push(Array.from(item.cells, (cell) => cell?.text ?? ''))
    return rows
  }
  const [head, ...rows] = await sheet({ language: 'sv' })
  expect(head!.slice(0, 4)).toEqual(['Datum', 'Slag', 'Kundnummer', 'Kund'])
  expect(rows.map((row) => row.slice(1, 3))).toEqual([
    ['Påminnelse', '11'],
    ['Påminnelse', '10'],
  ])
  for (const channel of ['e-mail', 'print', 'sms'])
    expect((await sheet({ channel })).length - 1).toBe(
      (await world.do<{ rows: object[] }>(listLetters, { channel })).rows.length,
    )
  expect(await sheet({ channel: 'sms' })).toHaveLength(1)
  expect(await sheet({ kind: 'collection-notice' })).toHaveLength(1)
  expect(await sheet({ from: '2026-09-11' })).toHaveLength(1)
  const [first] = (await world.do<{ rows: { letterId: string }[] }>(listLetters, {})).rows
  await world.do(recall, { letters: [first!.letterId], reason: 'fel dag' })
  expect(await sheet({ recalled: 'no' })).toHaveLength(2)
  expect((await sheet({ recalled: 'only' })).map((row) => row.at(-1))).toEqual(['Återkallat för', 'fel dag'])
})
