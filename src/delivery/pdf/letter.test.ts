import { afterAll, expect, test } from 'vitest'
import { kindsOf, languages, letterFacts, letterItems } from '../../../test/letters.ts'
import { readPdf } from '../../../test/pdf-reader.ts'
import { letterContent } from '../../dunning/letters/letter-content.ts'
import type { LetterFacts } from '../../dunning/letters/letter-facts.ts'
import { createPdfRenderer } from './render.ts'

const renderer = createPdfRenderer({ workers: 2 })
afterAll(() => renderer.close())
const render = (facts: LetterFacts, isDraft = false) =>
  renderer.renderLetter({ sheet: letterContent(facts, { isDraft }), logo: facts.layout?.logo ?? null })
const countries = ['SE', 'NO', 'BG'] as const

test('every letter of every country in every language: one page, its names, total, last day, in its language', async () => {
  const faults: string[] = []
  await Promise.all(
    countries.flatMap((country) =>
      kindsOf[country].flatMap((kind) =>
        languages.map(async (language) => {
          const facts = letterFacts(country, kind, language)
          const sheet = letterContent(facts)
          const read = await readPdf(await render(facts))
          const wanted = [
            ...sheet.names,
            sheet.strip[0]![1],
            sheet.strip[1]![1],
            ...sheet.sections.map((one) => one.title),
          ]
          const plain = (text: string) => text.replace(/\s+/g, ' ')
          for (const content of wanted)
            if (!read.text.includes(plain(content))) faults.push(`${country} ${kind} ${language}: ${content}`)
          if (read.pages.length !== 1) faults.push(`${country} ${kind} ${language}: ${read.pages.length} pages`)
          if (read.language !== language || !read.isTagged)
            faults.push(`${country} ${kind} ${language}: not accessible`)
        }),
      ),
    ),
  )
  expect(faults).toEqual([])
})

test('one to eight claims stand on one page, whatever their interest; a reminder of one has its slip', async () => {
  const pages: string[] = []
  await Promise.all(
    countries.flatMap((country) =>
      [1, 2, 3, 4, 5, 6, 7, 8].flatMap((count) =>
        [0, 1, 3].map(async (segments) => {
          const facts = letterFacts(country, 'collection-notice', { SE: 'sv', NO: 'nb', BG: 'bg' }[country] as 'sv', {
            items: letterItems(country, count, segments),
          })
          const read = await readPdf(await render(facts))
          if (read.pages.length !== 1) pages.push(`${country} ${count} ${segments}: ${read.pages.length}`)
        }),
      ),
    ),
  )
  expect(pages).toEqual([])
  const one = await readPdf(await render(letterFacts('SE', 'reminder', 'sv', { items: letterItems('SE', 1) })))
  expect(one.text).toMatch(/# 1002481701 # 1191 47 \d > 9912346 #41#/)
  const kid = await readPdf(await render(letterFacts('NO', 'reminder', 'nb', { items: letterItems('NO', 1) })))
  expect(kid.text).toContain('Kundeidentifikasjon (KID)')
  expect(kid.text).toContain('Purring 10024817')
})

test('two or three claims keep their slip without small type; no letter of ten is set below eight points', async () => {
  const sizeOf = async (country: 'SE' | 'NO', count: number) => {
    const facts = letterFacts(country, 'collection-notice', country === 'SE' ? 'sv' : 'nb', {
      items: letterItems(country, count),
    })
    const { text, places } = await readPdf(await render(facts))
    const { size } = places.find(({ text }) => text.includes(facts.items[0]!.what!))!
    return { size: Math.round(size * 10) / 10, slip: /Inbetalningskort|Kvittering/.test(text) }
  }
  for (const country of ['SE', 'NO'] as const) {
    for (const count of [2, 3]) expect(await sizeOf(country, count)).toEqual({ size: 8.5, slip: true })
    expect((await sizeOf(country, 10)).size).toBeGreaterThanOrEqual(8)
  }
})

test.each(['SE', 'NO'] as const)(
  '%s: the letter of two or three claims that says most keeps its slip in every language',
  async (country) => {
    const kind = kindsOf[country].at(-1)!
    const without = await Promise.all(
      languages.flatMap((language) =>
        [2, 3].map(async (count) => {
          const { text } = await readPdf(
            await render(letterFacts(country, kind, language, { items: letterItems(country, count, 2) })),
          )
          return /Inbetalningskort|Kvittering/.test(text) ? [] : [`${language} ${count}`]
        }),
      ),
    )
    expect(without.flat()).toEqual([])
  },
)

test.each([
  ['SE', ['Alte Landstraße 128 b', 'Hinterhaus']],
  ['NO', ['Alte Landstraße 128 b', 'Hinterhaus']],
  ['SE', ['Alte Landstraße zum Königlichen Forsthaus 128 b, Hinterhaus, 4. Stock', 'Ortsteil Obersulzbach']],
  ['NO', ['Alte Landstraße zum Königlichen Forsthaus 128 b, Hinterhaus, 4. Stock', 'Ortsteil Obersulzbach']],
] as const)('%s: a foreign address of six lines stays above the line that is read: %s', async (country, streets) => {
  const facts = letterFacts(country, 'reminder', 'sv', { items: letterItems(country, 1) })
  const party = {
    ...facts.party,
    name: 'Rechtsanwaltsgesellschaft Freiherr von Schwarzenberg-Hohenlohe & Partner mbH',
    legalName: null,
    address: {
      careOf: 'Maria Oberhuber-Zimmermannsdorff',
      street: streets[0],
      street2: streets[1],
      postCode: '01234',
      city: 'Bad Kleinkirchheim',
      country: 'DE',
    },
  }
  const { places } = await readPdf(await render({ ...facts, party }))
  const slip = places.filter(({ y }) => y < 288)
  const below = slip.find(({ text }) => text.startsWith(country === 'SE' ? 'Var god gör' : 'Kundeidentifikasjon'))!
  const lines = slip.filter(({ text }) => /GERMANY|Kleinkirchheim|Hinterhaus|Forsthaus|Schwarzenberg/.test(text))
  expect(lines.length).toBeGreaterThanOrEqual(3)
  for (const { y } of lines) expect(y).toBeGreaterThan(below.y + 6)
  // The code beside it begins at 76 mm.
  if (country === 'SE') for (const { text, x, size } of lines) expect(x + text.length * size * 0.5).toBeLessThan(230)
})

test('two hundred claims go on over pages with their heads, and the slip ends the last', async () => {
  const facts = letterFacts('SE', 'collection-notice', 'sv', { items: letterItems('SE', 200) })
  const { pages, text } = await readPdf(await render(facts))
  expect(pages.length).toBeGreaterThan(5)
  for (const item of facts.items) expect(text).toContain(item.number)
  for (const page of pages.slice(0, -2)) expect(page).toContain('Fakturadatum')
  expect(pages.at(-1)).toContain('Inbetalningskort')
  expect(pages.slice(0, -1).join(' ')).not.toContain('Inbetalningskort')
})

test('the same facts give the same bytes; a draft says so and has nothing to pay by', async () => {
  const facts = letterFacts('NO', 'payment-demand', 'nb')
  expect(Buffer.from(await render(facts)).equals(Buffer.from(await render(facts)))).toBe(true)
  const draft = await readPdf(await render(letterFacts('SE', 'reminder', 'sv'), true))
  expect(draft.text).toContain('Utkast')
  expect(draft.text).not.toMatch(/1002481701|991-2346 #|Inbetalningskort/)
})

test.each(countries)('%s: no page comes between a claim and the words of its interest', async (country) => {
  for (const rows of [37, 40, 43]) {
    const facts = letterFacts(country, 'reminder', 'en', { items: letterItems(country, rows) })
    const { pages } = await readPdf(await render(facts))
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) {
      const numbers = facts.items.filter((item) => page.includes(`${item.number} ${item.what}`)).length
      expect(page.match(/per year on/g)?.length ?? 0).toBe(numbers)
    }
  }
})

test.each(languages)(
  '%s: of two claims the opening names what is quoted by a word, not by the label of the strip',
  (language) => {
    const { opening, strip } = letterContent(letterFacts('BG', 'reminder', language))
    expect(opening.join(' ')).toMatch(/ (nummer|основание|reference) 0000001287/)
    expect(opening.join(' ')).not.toContain(strip[2]![0])
  },
)

test('a telephone number is not torn apart', () => {
  const { sections } = letterContent(letterFacts('NO', 'reminder', 'sv'))
  expect(sections.at(-1)!.text).toContain('55\u00a000\u00a012\u00a034')
})
