import { expect, test } from 'vitest'
import type { Agency } from './agencies.ts'
import { courtOf } from './court-of-place.ts'

const court = (code: string, name: string, serves: string[] = [], adapter: Agency['adapter'] = 'paper') =>
  ({ code, name, adapter, settings: adapter === 'paper' ? { serves } : {} }) as unknown as Agency
const courts = [
  court('oslo', 'Forliksrådet i Oslo', ['0001-1295']),
  court('gamle-oslo', 'Gamle Oslo forliksråd', ['0190', '0650-0658']),
  court('bergen', 'Forliksrådet i Bergen'),
  court('asker', 'Forliksrådet for vest', ['Asker', '1338']),
  court('kfm', 'Kronofogden', [], 'authority-file'),
]

test.each([
  ['0155', 'Oslo', 'oslo'],
  // The narrower one knows better.
  ['0652', 'Oslo', 'gamle-oslo'],
  ['1383', 'ASKER', 'asker'],
  ['1338', 'Sandvika', 'asker'],
  // Told by nobody, but it bears the name.
  ['5003', 'Bergen', 'bergen'],
  ['9008', 'Tromsø', undefined],
  // A Swedish post code of five digits lies in no range of four.
  ['01551', 'Vega', undefined],
  [null, null, undefined],
])('%s %s: %s', (postCode, city, code) => {
  expect(courtOf(courts, { country: 'NO', postCode, city })?.code).toBe(code)
})

test('Bulgarian places as they are written', () => {
  const own = [court('s', 'Софийски районен съд', ['1000-1999']), court('p', 'Районен съд Пловдив')]
  expect(courtOf(own, { country: 'BG', postCode: '4000', city: 'гр. Пловдив' })?.code).toBe('p')
  expect(courtOf(own, { country: 'BG', postCode: '1408', city: 'София' })?.code).toBe('s')
})

test('two that bear the name: a person chooses', () => {
  expect(
    courtOf([court('a', 'Bergen forliksråd nord'), court('b', 'Bergen forliksråd sør')], {
      country: 'NO',
      city: 'Bergen',
    }),
  ).toBeUndefined()
})
