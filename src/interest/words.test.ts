import { expect, test } from 'vitest'
import { noteOf, wordsOf } from './words.ts'

test.each(['sv', 'nb', 'bg', 'en'] as const)('%s: an interest invoice rests on the law of its creditor', (language) => {
  for (const country of ['SE', 'NO', 'BG'] as const) {
    const note = noteOf(country, language, true)
    const acts = [/räntelagen/, /forsinkelsesrenteloven/, /ЗЗД/].map((act) => act.test(note))
    expect([country, ...acts]).toEqual([country, country === 'SE', country === 'NO', country === 'BG'])
    expect(/1981:739/.test(note)).toBe(country === 'SE')
    expect(/3 ?a/.test(note) && country === 'NO').toBe(country === 'NO')
    expect(/309 ?[aа]/.test(note)).toBe(country === 'BG')
    // What is not asked for needs no law.
    expect(noteOf(country, language, false)).not.toMatch(/1981:739|309 ?[aа]|3 a/)
    expect(note).not.toContain('..')
  }
})

test('a stretch of interest in English has its thousands apart, and its decimals whole', () => {
  const { segment } = wordsOf.en
  expect(segment('2026-06-11' as never, '2026-09-30' as never, 112, '10.00', '1234567.89', '37882.346123')).toBe(
    '2026-06-11 – 2026-09-30: 112 days at 10 % of 1,234,567.89 = 37882.346123',
  )
  expect(segment('2026-06-11' as never, '2026-06-11' as never, 1, '10', '500.00', '0.136986')).toContain(
    'at 10 % of 500.00',
  )
})
