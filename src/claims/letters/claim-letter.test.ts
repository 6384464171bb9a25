import { expect, test } from 'vitest'
import { languages, letterFacts } from '../../../test/letters.ts'
import { day } from '../../kernel/day.ts'
import { planWords } from '../plan-words.ts'
import type { ClaimLetter, Said } from './claim-letter.ts'
import { claimLetterMail, claimLetterSheet } from './claim-letter.ts'
import { claimLetterKinds } from './claim-letter-kinds.ts'

const row = { name: '1', dueOn: day('2026-12-28'), capital: '52208', interest: '0', fee: '0', total: '52208' }
function letter(kind: ClaimLetter['kind'], language: ClaimLetter['language'], isPerson: boolean): ClaimLetter {
  const { party, seller, accounts, layout, businessArea, currency, reference, referenceKind } = letterFacts(
    'SE',
    'reminder',
    language,
  )
  const said: Said = {
    rows: [row],
    documents: ['10024817', '10024818'],
    pay: '52208',
    payBy: day('2026-12-31'),
    answerBy: day('2026-12-11'),
    parts: 6,
    partNo: 2,
    dueOn: day('2026-12-28'),
    percent: '10',
    interest: 'law',
    planFee: '17000',
    noticeFee: '0',
    reminderFee: true,
    fee: '6000',
    brokenAfterDays: 14,
    ended: 'broken',
    reference,
    referenceKind,
    groupId: null,
    knownThrough: null,
  }
  return {
    kind,
    language,
    madeOn: day('2026-11-20'),
    currency,
    said,
    party: { ...party, isPerson },
    seller,
    accounts,
    layout,
    businessArea,
  }
}

test.each(languages)(
  '%s: every mark is filled, a day keeps its full stop once, the mail speaks of the letter beside it',
  (language) => {
    for (const kind of claimLetterKinds)
      for (const isPerson of [true, false]) {
        const sheet = claimLetterSheet(letter(kind, language, isPerson))
        const mail = claimLetterMail(letter(kind, language, isPerson))
        const words = [...sheet.opening, ...sheet.sections.map(({ text }) => text), mail.text].join('\n')
        expect(words).not.toMatch(/[[\]{}<>|]|г\.\.|\d г [а-я]/)
        expect(mail.text).not.toContain(` ${planWords[language].here.letter}.`)
        const isPlan = kind.startsWith('plan-') && kind !== 'plan-ended'
        if (isPlan) expect(mail.text).toContain(planWords[language].here.mail)
        // What is asked for of a plan is its first part.
        expect(mail.text.includes(`\n${planWords[language].amount}: `)).toBe(isPlan)
      }
  },
)

test('a company is not spoken to as a person', () => {
  const opening = (isPerson: boolean) => claimLetterSheet(letter('deferral', 'sv', isPerson)).opening[0]
  expect(opening(true)).toBe(
    'Du får anstånd med betalningen av fakturorna 10024817, 10024818. Ny sista betalningsdag är 2026-12-31. Till dess vilar kraven.',
  )
  expect(opening(false)).toMatch(/^Ni får anstånd/)
  const signed = (language: ClaimLetter['language'], isPerson: boolean) =>
    claimLetterSheet(letter('plan-proposed', language, isPerson)).sections.at(-1)!.text
  expect([true, false].map((isPerson) => signed('sv', isPerson).split(' ')[0])).toEqual(['Jag', 'Vi'])
  expect([true, false].map((isPerson) => signed('bg', isPerson).split(' ')[0])).toEqual(['Признавам', 'Признаваме'])
})

test('a letter rests on the law of its creditor, whatever language it is written in', () => {
  for (const language of languages)
    for (const country of ['SE', 'NO', 'BG'] as const) {
      const one = letter('plan-agreed', language, true)
      const terms = claimLetterSheet({ ...one, seller: { ...one.seller, country } }).sections[0]!.text
      expect([language, country, /räntelagen|renteloven § 6|шведския|Swedish/.test(terms)]).toEqual([
        language,
        country,
        country === 'SE',
      ])
      expect(/1981:739/.test(terms)).toBe(country === 'SE')
      expect(/forsinkelsesrenteloven/.test(terms)).toBe(country === 'NO')
      expect(/ЗЗД/.test(terms)).toBe(country === 'BG')
    }
})

test('one part is paid by the way that is told for it, a plan by the way for each part', () => {
  expect(claimLetterSheet(letter('part-reminder', 'sv', true)).payment.title).toBe('Att betala')
  expect(claimLetterSheet(letter('plan-agreed', 'sv', true)).payment.title).toBe('Betala varje del så här')
})

test('a letter that asks for one sum has a slip to pay it by; a plan is paid part by part', () => {
  const slipOf = (kind: ClaimLetter['kind']) => claimLetterSheet(letter(kind, 'nb', true)).slip
  for (const kind of claimLetterKinds)
    expect([kind, slipOf(kind) !== null]).toEqual([kind, kind !== 'plan-proposed' && kind !== 'plan-agreed'])
  expect(slipOf('part-notice')).toMatchObject({ kind: 'se', kronor: '522', due: '2026-12-31' })
})
