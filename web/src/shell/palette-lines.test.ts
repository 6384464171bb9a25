import { expect, test } from 'vitest'
import { doLines, goLines, isMeant, verbLines } from './palette-lines.ts'
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
  ['aldersfordelt saldoliste', 'go ageing'],
  ['анализ по възраст', 'go ageing'],
  ['pay back', 'go matching'],
  ['tilbakebetal', 'go matching'],
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

test.each([
  ['keys', 'do keys'],
  ['клавиши', 'do keys'],
  ['snabbtangenter', 'do keys'],
  ['tema mørk', 'do theme'],
  ['dark mode', 'do theme'],
  ['тъмна тема', 'do theme'],
])('of the program itself, %s is %s', (typed, id) =>
  expect(
    doLines(typed, ((phrase: { sv: string }) => phrase.sv) as never, {} as never, () => true).map((one) => one.id),
  ).toContain(id),
)

test('an invoice is held while something is open on it', () => {
  const offered = (state: string) =>
    verbLines(
      { kind: 'invoices', row: { id: 'i1', title: '1', state } as never },
      ((phrase: { sv: string }) => phrase.sv) as never,
      () => true,
    ).find(({ id }) => id === 'do hold')?.address
  expect(offered('overdue')).toBe('invoices/i1?act=hold')
  expect(offered('paid')).toBeUndefined()
})
