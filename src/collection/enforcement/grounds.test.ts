import { expect, test } from 'vitest'
import type { LawValues } from '../../countries/claims.ts'
import { day } from '../../kernel/day.ts'
import type { PlannedCase } from '../plan-cases.ts'
import type { CountryCode, Work } from './grounds.ts'
import { draftClaims } from './grounds.ts'

const at = { from: day('2026-01-01'), source: 'avtal', checked: day('2026-01-01') }
const law = {
  anyAmountOn: () => ({ amount: 300_00n, currency: 'SEK', ...at }),
  percentOn: () => ({ percent: '2', ...at }),
} as unknown as LawValues

function ofCapital(
  country: CountryCode,
  agreed: object | null,
  more: object = {},
  work: Work | null = null,
  known: LawValues = law,
) {
  const one = {
    currency: 'SEK',
    total: 1000_00n,
    claims: [
      {
        itemId: 'i',
        open: 1000_00n,
        numberText: '7',
        invoiceOn: '2026-01-02',
        dueOn: '2026-02-01',
        payments: [],
        letters: [],
        charges: [{ component: 'interest', open: 5_00n, chargedOn: '2026-03-01', itemId: 'c', letterKind: null }],
        rows: [],
        interest: { from: day('2026-02-02'), amount: 0n, segments: [], agreed: agreed && { ...at, ...agreed } },
        ...more,
      },
    ],
  } as unknown as PlannedCase
  return draftClaims(country, one, known, day('2026-06-01'), work)
}

test.each<[CountryCode, object | null, string | null]>([
  ['SE', null, 'Ränta enligt 6 § räntelagen från den 2026-02-02 tills betalning sker'],
  ['SE', { percent: '12.5' }, 'Avtalad dröjsmålsränta med 12,5 % per år från den 2026-02-02 tills betalning sker'],
  [
    'SE',
    { margin: '10' },
    'Avtalad dröjsmålsränta med Riksbankens referensränta (9 § räntelagen) och 10 procentenheter från den 2026-02-02 tills betalning sker',
  ],
  ['SE', { percent: '0' }, null],
  ['NO', null, 'Forsinkelsesrente etter forsinkelsesrenteloven § 3 fra 02.02.2026 til betaling skjer'],
  ['NO', { percent: '9.25' }, 'Avtalt forsinkelsesrente på 9,25 % per år fra 02.02.2026 til betaling skjer'],
  ['BG', null, 'Законна лихва по чл. 86 ЗЗД от 02.02.2026\u00a0г. до окончателното плащане'],
  [
    'BG',
    { percent: '8' },
    'Уговорена лихва за забава в размер на 8 % годишно от 02.02.2026\u00a0г. до окончателното плащане',
  ],
])('%s: running interest as it was agreed (%j)', (country, agreed, text) => {
  const [capital] = ofCapital(country, agreed).claims
  expect(capital).toMatchObject({ interestText: text, interestFrom: text === null ? null : '2026-02-02' })
})

test.each<[CountryCode, Work, string | null]>([
  ['SE', 'representative', 'Ersättning för arvode till ombud i målet (lag 1990:746 48 §).'],
  ['SE', 'own', 'Ersättning för sökandens eget arbete med anledning av målet (lag 1990:746 48 §).'],
  ['NO', 'representative', 'Sakskostnader: utgifter til rettslig medhjelper i saken (tvisteloven § 6-13).'],
  ['NO', 'own', null],
  ['BG', 'representative', 'Възнаграждение за адвокат по заповедното производство (чл. 78, ал. 1 ГПК).'],
  ['BG', 'own', 'Юрисконсултско възнаграждение по заповедното производство (чл. 78, ал. 8 ГПК).'],
])(
  '%s: the work of the application (%s) is claimed as the law lets it; what it does not know is asked for',
  (country, work, ground) => {
    const claims = ofCapital(country, null, {}, work).claims.filter(({ kind }) => kind === 'representation')
    expect(claims.map((claim) => [claim.amount, claim.ground])).toEqual(ground ? [[300_00n, ground]] : [])
    const unknown = { ...law, anyAmountOn: () => null }
    const { missing } = ofCapital(country, null, {}, work, unknown)
    expect(missing.some(({ code }) => code === 'court-representation')).toBe(ground !== null)
  },
)

test('Bulgaria: interest charged before by an agreement is not called that of the law', () => {
  expect(ofCapital('BG', { percent: '8' }).claims[1]?.ground).toContain('Начислена уговорена лихва')
  expect(ofCapital('BG', null).claims[1]?.ground).toContain('Начислена законна лихва за забава')
})

test.each<[CountryCode, string[], number, string]>([
  ['SE', [], 0, 'Betalning har inte skett.'],
  ['SE', [], 1, 'Delbetalning har avräknats; det återstående beloppet är inte betalt.'],
  ['NO', ['collection-notice'], 0, 'Inkassovarsel er sendt 01.03.2026. Kravet er ikke betalt.'],
  [
    'NO',
    ['collection-notice', 'payment-demand'],
    1,
    'Inkassovarsel er sendt 01.03.2026. Betalingsoppfordring er sendt 01.03.2026. Delbetalinger er trukket fra; resten er ikke betalt.',
  ],
  [
    'BG',
    ['reminder', 'collection-notice'],
    0,
    // The one that puts him in default is named for what it is (чл. 84, ал. 2 ЗЗД), a reminder before it too.
    'Напомняне е изпратено на 01.03.2026\u00a0г. Покана за плащане е изпратена на 01.03.2026\u00a0г. Задължението не е платено.',
  ],
  ['BG', [], 1, 'Частичните плащания са приспаднати, остатъкът не е платен.'],
])(
  '%s: a court is told of letters that were sent (%j) and of money that came (%d), and of nothing else',
  (country, kinds, payments, text) => {
    const { claims } = ofCapital(country, null, {
      letters: kinds.map((kind) => ({ kind, sentOn: '2026-03-01', deadlineOn: '2026-03-15' })),
      payments: Array.from({ length: payments }, () => ({ on: '2026-04-01', amount: '1.00' })),
    })
    expect(claims[0]?.ground.endsWith(text)).toBe(true)
  },
)

const whole = [{ from: '2026-02-02', through: '2026-06-01', percent: '10.00', principal: '1000.00' }]
const interrupted = [
  { from: '2026-02-02', through: '2026-03-01', percent: '10.00', principal: '1500.00' },
  { from: '2026-05-01', through: '2026-06-01', percent: '10.15', principal: '1000.00' },
]

test.each<[CountryCode, object[], string[]]>([
  ['SE', whole, ['Ränta enligt 6 § räntelagen från den 2026-02-02 tills betalning sker']],
  [
    'SE',
    interrupted,
    [
      'Ränta enligt 6 § räntelagen från den 2026-06-02 tills betalning sker',
      'Ränta enligt 6 § räntelagen från den 2026-02-02 till och med den 2026-06-01 på faktura nr 7.',
      '2026-02-02–2026-03-01: 10,00 % på 1\u00a0500,00; 2026-05-01–2026-06-01: 10,15 % på 1\u00a0000,00',
    ],
  ],
  [
    'NO',
    whole,
    [
      'Forsinkelsesrente etter forsinkelsesrenteloven § 3 fra 02.06.2026 til betaling skjer',
      'Forsinkelsesrente etter forsinkelsesrenteloven § 3 fra 02.02.2026 til og med 01.06.2026 på faktura nr. 7.',
      '02.02.2026–01.06.2026: 10,00 % av 1\u00a0000,00',
    ],
  ],
  [
    'BG',
    whole,
    [
      'Законна лихва по чл. 86 ЗЗД от 02.06.2026\u00a0г. до окончателното плащане',
      'Законна лихва по чл. 86 ЗЗД от 02.02.2026\u00a0г. до 01.06.2026\u00a0г. по фактура № 7.',
      '02.02.2026\u00a0г. – 01.06.2026\u00a0г.: 10,00 % върху 1\u00a0000,00',
    ],
  ],
])(
  '%s: interest of the days before is a sum where the court wants it or its course was broken (%j)',
  (country, segments, texts) => {
    const { claims } = ofCapital(country, null, {
      charges: [],
      interest: { from: day('2026-02-02'), amount: 12_34n, segments, agreed: null },
    })
    const [capital, accrued] = claims
    const isSum = texts.length > 1
    expect([capital!.interestText, ...(isSum ? [accrued!.ground, accrued!.interestText] : [])]).toEqual(texts)
    expect(capital!.interestFrom).toBe(isSum ? '2026-06-02' : '2026-02-02')
    const interest = claims.filter(({ kind }) => kind === 'interest').map(({ amount }) => amount)
    expect(interest).toEqual(isSum ? [12_34n] : [])
  },
)

test('Bulgaria: the state fee is never less than the tariff lets it be', () => {
  const fee = (least: bigint) =>
    ofCapital('BG', null, {}, null, {
      ...law,
      anyAmountOn: (name: string) => (name === 'court-fee-minimum' ? { amount: least, currency: 'EUR', ...at } : null),
    } as unknown as LawValues).claims.find(({ kind }) => kind === 'court-fee')
  // 2 % of 1000.00 and of 5.00 of interest that was charged.
  expect(fee(12_78n)).toMatchObject({ amount: 20_10n, ground: expect.stringContaining('2 % от вземането (чл. 410') })
  expect(fee(25_00n)).toMatchObject({
    amount: 25_00n,
    ground: expect.stringContaining('2 % от вземането, но не по-малко от 25,00\u00a0€'),
  })
})
