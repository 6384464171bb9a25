import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { verbs } from '../../../src/verbs.ts'
import { problemCodes, quotedTexts } from '../../../tools/problem-codes.ts'
import { formFaults } from '../lang/form-faults.ts'
import type { Phrase } from '../lang/phrase.ts'
import { loaders, placesOf, sayProblem } from './say-problem.ts'

const source = fileURLToPath(new URL('../../../src', import.meta.url))
const found = problemCodes(source)
const quoted = quotedTexts(source)

/** Codes that the schemas' library makes (zod 4, core/errors.ts) and src/db/input-problems.ts tells apart, behind "input." and, in order files, "order-row.". */
const ofSchemas =
  'invalid_type too_big too_long too_small too_short invalid_format not_multiple_of unrecognized_keys invalid_union invalid_key invalid_element invalid_value custom'
    .split(' ')
    .map((code) => `input.${code.replaceAll('_', '-')}`)
/** The browser's own: no server answered. */
const ofTheBrowser = ['service.unreachable']
/** Columns of templates (exchange/), which look like codes. */
const columns = /^(party|voucher|posting|document)\.(name|number|organisation-number|vat-number|on|type|due-on)$/

/** Constraints and the names that triggers raise. */
const constraints = new Set(
  [
    ...readFileSync(`${source}/../db/schema.sql`, 'utf8').matchAll(
      /(?:constraint|constraint =|UNIQUE INDEX) '?([a-z_0-9]+)/gi,
    ),
  ].map(([, name]) => name!),
)

const phrases = new Map<string, { module: string; phrase: Phrase }>()
const twice: string[] = []
beforeAll(async () => {
  for (const [module, load] of Object.entries(loaders))
    for (const [code, phrase] of Object.entries((await load()).texts)) {
      if (phrases.has(code)) twice.push(code)
      phrases.set(code, { module, phrase })
    }
})

// A code without a point is a part of one ("order-row." + "discount"), but for these three.
const whole = (code: string): boolean => code.includes('.') || /^(internal|refused|RATE_MISSING)$/.test(code)
const codes = () => [...new Set(found.map(({ code }) => code).filter(whole))].sort()
const glob = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.+')}$`)
/** What is said of a code: the first phrase of the places where it is looked for. */
const spoken = (code: string): string[] =>
  placesOf(code)
    .filter(([module, key]) => phrases.get(key)?.module === module)
    .map(([, key]) => key)

describe('every refusal has its sentence', () => {
  test('the source tells of hundreds of codes', () => {
    expect(codes().length).toBeGreaterThan(500)
    expect(codes()).toEqual(expect.arrayContaining(['order.unknown', 'camt.damaged', 'order-row.discount', '*.twice']))
  })

  test('a code has a phrase where it is looked for', () => {
    const without = codes().filter((code) =>
      code.includes('*')
        ? !phrases.has(code) && ![...phrases.keys()].some((key) => glob(code).test(key))
        : spoken(code).length === 0,
    )
    expect(without).toEqual([])
  })

  test('a text of the source that looks like a code has one, too', () => {
    const verbNames = new Set(verbs.map(({ name }) => name))
    const words = new Set(codes().map((code) => code.split('.')[0]))
    const looksLikeCode = (text: string) =>
      /^[a-z-]+\.[a-z-]+$/.test(text) && words.has(text.split('.')[0]) && !columns.test(text) && !verbNames.has(text)
    const fileName = /\.(typ|txt|js|json|csv|xlsx|pdf|xml|zip|tmp)$/
    const without = [...quoted].filter(
      (text) => looksLikeCode(text) && !fileName.test(text) && spoken(text).length === 0,
    )
    expect(without).toEqual([])
  })

  test('a phrase has a code', () => {
    const exact = new Set([...codes(), ...quoted, ...ofSchemas, ...ofTheBrowser])
    const patterns = codes().filter((code) => code.includes('*'))
    const without = [...phrases.keys()].filter((key) => {
      if (exact.has(key)) return false
      if (key.endsWith('.*')) return !codes().some((code) => code.startsWith(key.slice(0, -1)))
      if (key.startsWith('*.')) return !codes().some((code) => code.endsWith(key.slice(1)))
      // Put together when the program runs: the end of it stands in the source by itself.
      const end = key.slice(key.indexOf('.') + 1)
      if (patterns.some((pattern) => glob(pattern).test(key)) && (quoted.has(end) || key.startsWith('e-invoice.line-')))
        return false
      return !(key.startsWith('database.') && isConstraint(key))
    })
    expect(without).toEqual([])
    expect(twice).toEqual([])
  })

  test('the places that write their data out fill the placeholders', () => {
    const gaps = found.flatMap(({ code, place, data }) => {
      if (data === null || !whole(code) || code.includes('*')) return []
      const keys = spoken(code)
      const fills = (key: string) =>
        placeholdersOf(phrases.get(key)!.phrase).every((name) => data.includes(name) || name === 'table')
      return keys.length === 0 || keys.some(fills) ? [] : [`${place} ${code}`]
    })
    expect(gaps).toEqual([])
  })
})

describe('the four languages', () => {
  test('have the same placeholders, their own letters and their own words', () => {
    const faults = [...phrases].flatMap(([code, { phrase }]) => formFaults(phrase).map((fault) => `${code}: ${fault}`))
    expect(faults).toEqual([])
  })
})

describe('a problem is said', () => {
  const problem = (code: string, data: Record<string, string | number | null> = {}) => ({ code, message: 'told', data })
  test.each([
    [
      'a customer in Swedish',
      problem('customer.closed', { customer: '2208' }),
      'sv',
      'Kund 2208 är avslutad. Välj en annan eller öppna den igen.',
    ],
    [
      'an amount and its currency',
      problem('set-off.more-than-open', { most: '1250.00 SEK' }),
      'sv',
      'Högst 1\u00a0250,00\u00a0SEK kan kvittas. Ange ett mindre belopp.',
    ],
    [
      'a day in Bulgarian',
      problem('period.unknown', { on: '2026-11-23' }),
      'bg',
      'Няма период за 23.11.2026 г. Добавете го в „Периоди“.',
    ],
    [
      'what somebody wrote stays as it is',
      problem('order-row.not-a-number', { value: '1250.005' }),
      'en',
      '1250.005 is not a number. Write 1250.50 or 1250,50.',
    ],
    [
      'a table of the set-up',
      problem('transaction-type.unknown', { code: '77' }),
      'nb',
      '77 finnes ikke blant transaksjonstyper. Legg den til først, eller velg en annen.',
    ],
    [
      'the next phrase where the first lacks its data',
      problem('article.unknown', { code: 'A1' }),
      'en',
      'A1 is not among articles. Add it first, or choose another.',
    ],
    [
      'a role of accounts',
      problem('account-role.missing', { role: 'outputVat:25' }),
      'en',
      'No account is given for output VAT 25 %. Add it to the account roles.',
    ],
    [
      'a constraint of the database',
      problem('database.periods-open', { constraint: 'periods_open' }),
      'en',
      'The period is closed. Open it first, or choose a later day.',
    ],
    [
      'any other constraint',
      problem('database.parties-number-unique'),
      'nb',
      'Regnskapet tar ikke imot det. Ingenting ble endret.',
    ],
    [
      'a value that cannot be used, with what can',
      problem('article.value-invalid', { value: 'x', column: 'Pris', wants: 'decimal' }),
      'sv',
      '”x” går inte att använda i Pris. Skriv ett tal som 1250,50.',
    ],
    [
      'the choices of a column',
      problem('account.value-invalid', { value: 'q', column: 'Slag', wants: 'choice', choices: 'asset, income' }),
      'nb',
      '«q» kan ikke brukes i Slag. Skriv ett av asset, income.',
    ],
    [
      'its bounds',
      problem('dimension.value-invalid', { value: '99', column: 'Ред', wants: 'between', min: 0, max: 50 }),
      'bg',
      '„99“ не може да се използва в Ред. Напишете число от 0 до 50.',
    ],
    ['what has no phrase', problem('nothing.known'), 'bg', 'told'],
    ['what lacks its data', problem('customer.closed'), 'sv', 'told'],
    ['what only looks like a property', problem('constructor'), 'sv', 'told'],
  ] as const)('%s', async (_, told, language, text) => {
    expect(await sayProblem(told, language)).toBe(text)
  })
})

const isConstraint = (key: string): boolean => constraints.has(key.slice('database.'.length).replaceAll('-', '_'))
const placeholdersOf = (phrase: Phrase): string[] =>
  [...JSON.stringify(phrase.sv).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
