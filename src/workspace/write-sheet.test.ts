import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import type { FileAnswer } from '../db/verb.ts'
import { readSheets } from '../formats/xlsx/read.ts'
import { writeSheet } from './write-sheet.ts'

test('rows come out as they are shown: texts as texts, days and numbers as what they are', async () => {
  const world = await openWorld('BG')
  const file = await world.do<FileAnswer>(writeSheet, {
    name: 'Хора',
    columns: [
      { title: 'Име' },
      { title: 'От', kind: 'day' },
      { title: 'Брой', kind: 'integer' },
      { title: 'Кога', kind: 'instant' },
    ],
    rows: [
      ['00123 Петя', '2026-11-23', 12, '2026-11-22T22:30:59.123Z'],
      ['=1+1', '', null, null],
    ],
  })
  const rows: string[][] = []
  for await (const item of readSheets(file.body as AsyncIterable<Uint8Array>))
    if (item.type === 'row') rows.push(Array.from(item.cells, (cell) => (cell ? `${cell.kind} ${cell.text}` : '')))
  expect(rows).toEqual([
    ['text Име', 'text От', 'text Брой', 'text Кога'],
    ['text 00123 Петя', 'day 2026-11-23', 'number 12', 'day 2026-11-23'],
    ['text =1+1'],
  ])
  expect(file.fileName).toMatch(/-Хора-\d{4}-\d{2}-\d{2}\.xlsx$/)
})

test('a file says one day: that of its name, else today', async () => {
  const world = await openWorld('SE')
  const columns = [{ title: 'Konto' }]
  const nameOf = async (name: string) => (await world.do<FileAnswer>(writeSheet, { name, columns, rows: [] })).fileName
  expect(await nameOf('Avstämning 2026-10-31')).toMatch(/-Avstämning 2026-10-31\.xlsx$/)
  expect(await nameOf('Roller')).toMatch(new RegExp(`-Roller-${world.today}\\.xlsx$`))
})
