import { describe, expect, test } from 'vitest'
import { kindsOf, languages, letterFacts, letterItems } from '../../../test/letters.ts'
import { fill, inflect, placeholders, unknownPlaceholders } from '../../claims/letters/fill.ts'
import type { LetterKind } from '../../countries/claims.ts'
import type { Country } from '../../formats/e-invoice/document.ts'
import { minor } from '../../kernel/money.ts'
import { mailOf, textMessageOf } from './carriers.ts'
import { letterContent } from './letter-content.ts'
import { carrierWords, labelsOf, lawWords, wordsOf } from './letter-words.ts'

const every = (['SE', 'NO', 'BG'] as const).flatMap((country) => kindsOf[country].map((kind) => ({ country, kind })))
const named = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1]!))].sort()
const marks = (text: string) => ({
  people: (text.match(/\[[^[\]|]+\|[^[\]|]+\]/g) ?? []).length,
  opened: (text.match(/[[<]/g) ?? []).length,
  closed: (text.match(/[\]>]/g) ?? []).length,
})

test.each(every)('$country $kind: four languages, every part, the same placeholders', ({ country, kind }) => {
  for (const part of ['title', 'fee', 'opening', 'consequence', 'objection'] as const) {
    const texts = languages.map((language) => wordsOf(country, kind, language)![part])
    expect(texts.filter((text) => text.trim() === '')).toEqual([])
    const [first] = texts.map(named)
    // The deadline is said at least once in each; what is filled in is the same in all.
    for (const text of texts) expect([part, named(text)]).toEqual([part, first])
    for (const text of texts) expect(marks(text).opened).toBe(marks(text).closed)
  }
  for (const language of languages)
    expect(named(wordsOf(country, kind, language)!.opening)).toEqual(['deadline', 'total'])
})

test('a country knows its own letters and no others', () => {
  expect(wordsOf('SE', 'payment-demand', 'sv')).toBeNull()
  expect(wordsOf('BG', 'payment-demand', 'bg')).toBeNull()
  expect(wordsOf('NO', 'payment-demand', 'nb')?.title).toBe('Betalingsoppfordring')
})

test('labels, law and carriers stand in four languages; Bulgarian is Cyrillic, the others are not', () => {
  const keys = Object.keys(labelsOf('sv'))
  for (const language of languages) {
    const cyrillic = (text: string) => /[а-я]/i.test(text)
    for (const [key, text] of Object.entries(labelsOf(language))) {
      expect([language, key, text.trim().length > 0]).toEqual([language, key, true])
      expect([language, key, cyrillic(text)]).toEqual([language, key, language === 'bg'])
    }
    expect(Object.keys(labelsOf(language))).toEqual(keys)
    for (const country of ['SE', 'NO', 'BG'] as const) {
      const law = lawWords[country][language]
      const all = [...Object.values(law.letter), law.fee, law.interest, law.compensation]
      expect(all.every((text) => text && text.length > 5)).toBe(true)
      expect(Object.keys(law.letter)).toEqual(kindsOf[country].filter((kind) => kind !== 'reminder'))
    }
    const { sms, subject } = carrierWords[language]
    expect(named(sms)).toEqual(named(carrierWords.sv.sms))
    expect(named(subject)).toEqual(['creditor', 'deadline', 'title'])
  }
})

test('marks and placeholders are filled, and nothing is left of them', () => {
  expect(inflect('[du|ni] har <en faktura|flera fakturor>', true, false)).toBe('du har en faktura')
  expect(inflect('[du|ni] har <en faktura|flera fakturor>', false, true)).toBe('ni har flera fakturor')
  expect(fill('{a} och {b}', { a: '1' })).toBe('1 och {b}')
  expect(fill('до {d}. {d}, {e}.', { d: '4.12. г.', e: 'x' })).toBe('до 4.12. г. 4.12. г., x.')
  expect(unknownPlaceholders('{total} {totl} {deadline} {Deadline}')).toEqual(['totl', 'Deadline'])
  for (const { country, kind } of every)
    for (const language of languages)
      for (const isPerson of [true, false]) {
        const base = letterFacts(country, kind, language)
        const sheet = letterContent({ ...base, party: { ...base.party, isPerson } })
        const mail = mailOf(base)
        // The table is in the letter beside it: the mail names what it is about.
        for (const item of base.items) expect(mail.text).toContain(item.number)
        const all = [
          ...sheet.opening,
          ...sheet.sections.map((one) => one.text),
          sheet.law ?? '',
          mail.subject,
          mail.text,
          textMessageOf(base),
        ].join('\n')
        expect([country, kind, language, all.match(/[[\]{}<>|]/g)]).toEqual([country, kind, language, null])
      }
})

test.each(languages)(
  '%s: several claims are paid by one reference, and the letter says so; one needs no such word',
  (language) => {
    const opening = (count: number, isDraft = false) =>
      letterContent(letterFacts('SE', 'reminder', language, { items: letterItems('SE', count) }), {
        isDraft,
      }).opening.join(' ')
    expect(opening(1)).not.toContain('1002481701')
    expect(opening(4)).toContain('1002481701')
    expect(opening(4)).not.toMatch(/[{}]/)
    expect(opening(4, true)).not.toContain('1002481701')
  },
)

test('the step’s own words take the place of the opening, with their placeholders; the law’s parts stay', () => {
  const own = {
    subject: 'Viktigt: {documents}',
    text: 'Hej {customer} ({customerNumber})!\n\n{creditor} väntar på {total} senast {deadline}. Ange {reference}.',
  }
  const facts = letterFacts('SE', 'collection-notice', 'sv', { text: own })
  const sheet = letterContent(facts)
  expect(sheet.opening).toEqual([
    'Hej Elsa Bergström (2041)!',
    'Ekeviks kommun väntar på 2\u00a0824,78\u00a0kr senast 2026-12-04. Ange 1002481701. Betala allt på en gång med OCR-nummer 1002481701, så fördelar vi pengarna på fakturorna.',
  ])
  expect(sheet.sections[0]!.text).toContain('betalningsföreläggande')
  expect(sheet.sections[1]!.text).toContain('Bestrider')
  expect(mailOf(facts).subject).toBe('Viktigt: 10024817, 10024818')
  expect(mailOf(facts).text).toContain('\nFakturor: 10024817, 10024818\n')
  // Several claims have a reference each: what pays them all is said where it is paid from.
  expect(mailOf(facts).text).toContain('Betala allt på en gång med OCR-nummer 1002481701')
  expect(mailOf({ ...facts, items: facts.items.slice(0, 1) }).text).not.toContain('på en gång')
  expect(placeholders.every((name) => typeof name === 'string')).toBe(true)
})

describe('what the acts want in a letter', () => {
  const textOf = (country: Country, kind: LetterKind) => {
    const facts = letterFacts(country, kind, { SE: 'sv', NO: 'nb', BG: 'bg' }[country] as 'sv')
    const sheet = letterContent(facts)
    return [
      ...sheet.names,
      ...sheet.facts.flat(),
      ...sheet.strip.flat(),
      ...sheet.opening,
      ...sheet.claims.heads,
      ...sheet.claims.rows.flatMap((row) => [...row.cells, row.detail]),
      ...sheet.totals.flatMap((row) => [row.label, row.detail, row.amount]),
      ...sheet.sections.flatMap((one) => [one.title, one.text]),
      sheet.law,
      ...sheet.payment.facts.flat(),
    ]
      .join('\n')
      .replaceAll('\u00a0', ' ')
  }
  test.each<[string, Country, LetterKind, string[]]>([
    [
      'inkassolagen 5 §: creditor, ground, capital, interest (amount, rate, period, base) and costs apart, time, how to pay',
      'SE',
      'collection-notice',
      [
        'Inkassokrav',
        'Borgenär\nEkeviks kommun',
        '10024817\nFörskoleavgift oktober 2026\n2026-09-30\n2026-10-30\n1 125,00\n6,47',
        'Dröjsmålsränta: 10 % per år på 1 125,00, 2026-10-31–2026-11-20 (21 dagar)',
        'Kapital\n\n2 567,25',
        'Dröjsmålsränta\ntill och med 2026-11-20\n17,53',
        'Tidigare avgifter\n\n60,00',
        'Kostnad för inkassokrav\n\n180,00',
        'Att betala\n\n2 824,78 kr',
        'Betala senast\n2026-12-04',
        'meddela oss senast samma dag varför du anser att kravet är fel',
        'betalningsföreläggande hos Kronofogdemyndigheten',
        'Lagrum: 5 § inkassolagen (1974:182); lagen (1981:739)',
        'räntelagen (1975:635)',
        'Bankgiro\n991-2346',
        '1002481701',
      ],
    ],
    [
      'inkassoloven § 9: in writing, a last day, and clearly that inkasso will begin',
      'NO',
      'collection-notice',
      [
        'Inkassovarsel',
        'inkassoloven § 9',
        'Blir kravet ikke betalt innen 04.12.2026, vil inkasso bli satt i gang',
        'Gebyr for inkassovarsel\n\n38,00',
        'Hjemmel: inkassoloven § 9; inkassoforskriften kapittel 1; forsinkelsesrenteloven §§ 2 og 3.',
      ],
    ],
    [
      'inkassoloven § 10: creditor, what it is about, main claim and additions apart, rate and from when, time to pay or object',
      'NO',
      'payment-demand',
      [
        'Betalingsoppfordring',
        'Fordringshaver\nFjordlys Energi AS',
        'Nettleie september',
        'Hovedstol\n\n2 567,25',
        'Forsinkelsesrente: 12,25 % per år av 1 125,00, 31.10.2026–20.11.2026 (21 dager)',
        'Tidligere gebyrer\n\n38,00',
        'Gebyr for betalingsoppfordring\n\n113,00',
        'eller kom med innsigelser mot kravet innen samme frist',
        'KID\n00501180008812',
      ],
    ],
    [
      'покана за плащане: главница и лихва поотделно, срок, основание, съд',
      'BG',
      'collection-notice',
      [
        'Покана за плащане',
        'Кредитор\nРоза Консулт ЕООД',
        'Главница\n\n2 567,25',
        'Лихва за забава\nдо 20.11.2026 г.\n17,53',
        'чл. 410 от Гражданския процесуален кодекс',
        'Правно основание: чл. 79 и чл. 84 от Закона за задълженията и договорите (ЗЗД); чл. 86 от ЗЗД',
        'BG80 BNBG 9661 1020 3456 78',
      ],
    ],
  ])('%s', (_, country, kind, wanted) => {
    const text = textOf(country, kind)
    expect(wanted.filter((content) => !text.includes(content))).toEqual([])
  })

  test('no fee is asked for, and no law named for one, where there is none', () => {
    const sheet = letterContent(letterFacts('BG', 'reminder', 'bg'))
    expect(sheet.totals.map((row) => row.label)).toEqual(['Главница', 'Лихва за забава', 'Сума за плащане'])
    expect(sheet.law).toBe('Правно основание: чл. 86 от ЗЗД и Постановление № 426 на Министерския съвет от 2014 г.')
  })

  test('no interest is spoken of where none is asked for', () => {
    for (const { country, kind } of every)
      for (const language of languages) {
        const { items, ...facts } = letterFacts(country, kind, language)
        const sheet = letterContent({
          ...facts,
          interest: 'none',
          items: items.map((item) => ({ ...item, interest: minor(0n), segments: [] })),
        })
        const said = [...sheet.opening, ...sheet.sections.map((one) => one.text), sheet.law ?? ''].join(' ')
        expect([country, kind, language, said.match(/dröjsmålsr|forsinkelsesr|лихва|interest/i)]).toEqual([
          country,
          kind,
          language,
          null,
        ])
      }
  })

  test('interest that was charged before has its rate, its base and its days as well', () => {
    const facts = letterFacts('SE', 'collection-notice', 'sv', { charged: { interest: minor(647n) } })
    const [first, ...others] = facts.items
    const sheet = letterContent({
      ...facts,
      items: [{ ...first!, segments: [], interest: minor(0n), chargedSegments: first!.segments }, ...others],
    })
    expect(sheet.claims.rows[0]!.detail).toBe(
      'Tidigare debiterad ränta: 10\u00a0% per år på 1\u00a0125,00, 2026-10-31–2026-11-20 (21\u00a0dagar)',
    )
  })

  test('a reader of another language has the legal name as well', () => {
    expect(letterContent(letterFacts('SE', 'collection-notice', 'en')).names).toEqual([
      'Debt collection demand',
      'Inkassokrav',
    ])
    expect(letterContent(letterFacts('NO', 'reminder', 'nb')).names).toEqual(['Purring'])
  })
})
