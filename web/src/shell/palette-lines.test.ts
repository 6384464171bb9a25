import { expect, test } from 'vitest'
import { goLines, isMeant } from './palette-lines.ts'
import { screens } from './screen-list.ts'

const find = (typed: string): string[] => {
  const session = { company: { today: '2026-11-22' }, can: () => true } as never
  return goLines(typed, ((phrase: { sv: string }) => phrase.sv) as never, {} as never, session).lines.map(
    ({ id }) => id,
  )
}

test.each([
  ['eksport', 'go vouchers'],
  ['експорт', 'go vouchers'],
  ['påminnelse', 'go dunning-runs'],
  ['purring', 'go dunning-runs'],
  ['мва', null],
  ['mva', 'go set-up'],
  ['kontoplan', 'go set-up'],
  ['användare', 'go people'],
  ['kreditnota', 'go invoices'],
  ['bankfil', 'go bank'],
])('a newcomer who types %s is shown %s', (typed, found) =>
  found ? expect(find(typed)).toContain(found) : expect(find(typed)).toEqual([]),
)

test('every screen is found by each of its names', () => {
  for (const { key, title } of screens)
    for (const name of Object.values(title)) expect(find(name)).toContain(`go ${key}`)
})

test.each([
  ['ålders', 'Anders Ali', false],
  ['ali', 'Anders Ali', true],
  ['asa skol', 'Åsa Ek', true],
  ['påminn', 'Pia Minna', false],
])('%s means %s: %s', (typed, title, meant) => expect(isMeant(typed, [{ title, sub: 'Skolgatan 15' }])).toBe(meant))
