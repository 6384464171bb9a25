import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page, Request } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { defaultRoles } from '../../src/company/create-company.ts'
import { orderColumns } from '../../src/formats/orders/columns.ts'
import { readSetUpTables } from '../../src/parties/set-up-workbook.ts'
import { auditWords, hidden } from '../../web/src/screens/people/audit-words.ts'
import { fillWorld } from './full-world.ts'
import { foreignWords, layoutFaults, notCyrillic, readDictionary, wordsOf } from './inspect.ts'
import { addressesOf, screens } from './screens.ts'
import type { Person, WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

type Language = NonNullable<Person['language']>

// All screens in all languages, themes and widths take minutes: SCREENS=all npx vitest run test/web/every-screen.test.ts.
// Otherwise each screen is seen once, in a language, a theme and at a width that SEED chooses; eight seeds in a row see each
// language at each width.
const isAll = process.env.SCREENS === 'all'
const seed = Number(process.env.SEED ?? 2)
const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']
const names = Object.keys(screens)

/** What has no word in any language, or is a name. */
const isData = (text: string) =>
  /^(?:EUR|BGN|SEK|NOK|Excel|IBAN|BIC|PDF|CSV|SIE|SMS|camt\.\d+|BgMax|OCR giro|EHF.*|Peppol.*|Svenska|Norsk bokmål|English|Ctrl.*|Alt.*|Esc|Tab|[\da-f]{16,}|.*\.(?:xml|csv|xlsx))$/u.test(
    text,
  )

let worlds: Record<'SE' | 'NO' | 'BG', WebWorld>
let addresses: Record<'SE' | 'NO' | 'BG', Map<string, string>>
const countryOf = { sv: 'SE', en: 'SE', nb: 'NO', bg: 'BG' } as const

beforeAll(async () => {
  const open = async (country: 'SE' | 'NO' | 'BG') => {
    // Every screen is seen once in the build in which React tells of its own faults; all other files see what people are given.
    const world = await openWebWorld(country, { build: 'development' })
    await fillWorld(world, country)
    return world
  }
  worlds = { SE: await open('SE'), NO: await open('NO'), BG: await open('BG') }
  const found = async (world: WebWorld) => {
    const page = await world.person('administrator')
    const code = new URL(world.at('')).pathname.split('/')[2]!
    const map = await addressesOf(page.request, world.http.url, code)
    await page.close()
    return map
  }
  addresses = { SE: await found(worlds.SE), NO: await found(worlds.NO), BG: await found(worlds.BG) }
})

/** A screen as it stands when everything has come. */
async function opened(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await settled(page)
}

/** The same from screen to screen of one page, as a link leads: the app need not start anew for each. */
function walker(page: Page): (url: string) => Promise<void> {
  let asked = 0
  let quietSince = Date.now()
  const ended = () => {
    asked -= 1
    quietSince = Date.now()
  }
  page.on('request', () => void (asked += 1))
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  return async (url) => {
    await page.evaluate((address) => history.pushState({}, '', address), url)
    quietSince = Date.now()
    while (asked > 0 || Date.now() - quietSince < 400) await page.waitForTimeout(50)
    await page.locator('main h1').first().waitFor()
  }
}
const dictionary = readDictionary()

/** What people or the company have named stays in its own language. */
const namesOf = (world: WebWorld): Promise<Set<string>> =>
  world.tx(async ({ db }) => {
    const rows = await db.rows<{ name: string }>(
      `select name from parties union select name from accounts union select name from transaction_types union select name from invoice_groups
        union select name from vat_codes union select name from number_series union select name from bank_accounts
        union select name from dunning_policies`,
    )
    // The headings of the company's own order files are data too.
    const headings = orderColumns.flatMap(({ title }) => Object.values(title))
    return new Set([...rows.map(({ name }) => name), ...headings])
  })

async function faultsOf(page: Page, language: Language): Promise<string[]> {
  const given = await namesOf(worlds[countryOf[language]])
  const words = (await wordsOf(page)).filter(({ text }) => !given.has(text))
  return [
    ...(await layoutFaults(page)),
    ...foreignWords(await dictionary, language, words),
    ...(language === 'bg' ? notCyrillic(words, isData) : []),
  ]
}

test('the list of screens is the router’s', () => {
  const folder = path.join('web', 'src', 'screens')
  const known = new Set(
    Object.values(screens).map((address) =>
      address
        .split('?')[0]!
        .replace(/\{\w+\}/g, '$')
        .replace('set-up/invoice-groups', 'set-up/$'),
    ),
  )
  const paths = readdirSync(folder).flatMap((area) => {
    const text = readFileSync(path.join(folder, area, 'routes.ts'), 'utf8')
    return [...text.matchAll(/^ {2}path: '([^']*)'/gm)].map(([, found]) =>
      found!.replace(/^\//, '').replace(/\$\w+/g, '$'),
    )
  })
  expect(paths.length).toBeGreaterThan(30)
  expect(paths.filter((one) => !known.has(one))).toEqual([])
})

describe('every screen with data', () => {
  test('has something to show in each country', () => {
    for (const country of ['SE', 'NO', 'BG'] as const)
      expect(
        names.filter((name) => !addresses[country].has(name)),
        country,
      ).toEqual([])
  })

  const cases = names.flatMap((name, index) =>
    isAll
      ? languages.flatMap((language) =>
          [1440, 390].flatMap((width) => [false, true].map((isDark) => ({ name, language, width, isDark }))),
        )
      : [
          {
            name,
            language: languages[(index + seed) % 4]!,
            width: (index + Math.floor(seed / 4)) % 2 === 0 ? 1440 : 390,
            isDark: (index + Math.floor(seed / 8)) % 3 === 0,
          },
        ],
  )
  test.concurrent.each(cases)(
    '$name, $language, $width px, dark $isDark',
    async ({ name, language, width, isDark }) => {
      const country = countryOf[language]
      const person = language === 'bg' ? 'Роза Иванова' : 'Eva Ek'
      const page = await worlds[country].person('administrator', { language, width, isDark, name: person })
      await opened(page, worlds[country].http.url + addresses[country].get(name)!)
      expect(await faultsOf(page, language)).toEqual([])
      await expectAccessible(page)
      await page.context().close()
    },
  )
})

test('all that events tell of themselves has a word', async () => {
  for (const world of Object.values(worlds)) {
    const keys = await world.tx(({ db }) =>
      db.rows<{ key: string }>(`select distinct jsonb_object_keys(summary) as key from audit_events`),
    )
    const tables = await world.do<{ tables: { name: string }[] }>(readSetUpTables, {})
    const known = new Set([...Object.keys(auditWords), ...hidden, ...tables.tables.map(({ name }) => name)])
    expect(keys.map(({ key }) => key).filter((key) => !known.has(key))).toEqual([])
  }
})

describe('a company where nothing has happened yet', () => {
  let empty: WebWorld
  beforeAll(async () => {
    empty = await openWebWorld('SE', { kind: 'company' })
  })
  const lists = Object.entries(screens).filter(([, address]) => !address.includes('{'))
  test.each(isAll ? languages : [languages[seed % 4]!])('every list says what comes here: %s', async (language) => {
    const page = await empty.person('administrator', { language, name: 'Eva Ek' })
    await opened(page, empty.at(''))
    const walk = walker(page)
    for (const [name, address] of lists) {
      await walk(empty.at(address))
      expect(await layoutFaults(page), name).toEqual([])
      // A table without rows explains itself.
      const bare = await page
        .locator('.table-frame')
        .evaluateAll(
          (frames) => frames.filter((frame) => !frame.querySelector('tbody tr[data-key], .empty, tbody td')).length,
        )
      expect(bare, `${name} has a table without rows or words`).toBe(0)
      await expectAccessible(page)
    }
  })
})

describe('looks', () => {
  test.each(['matching', 'ageing'])('%s in high contrast and with forced colours', async (name) => {
    const page = await worlds.SE.person('clerk')
    await page.emulateMedia({ contrast: 'more' })
    await opened(page, worlds.SE.http.url + addresses.SE.get(name)!)
    expect(await page.locator('html').getAttribute('data-contrast')).toBe('high')
    await expectAccessible(page)
    expect(await layoutFaults(page)).toEqual([])
    await page.emulateMedia({ contrast: null, forcedColors: 'active' })
    await expectAccessible(page)
    expect(await layoutFaults(page)).toEqual([])
  })

  test.each(['invoice-new', 'open-items'])('%s at twice the size', async (name) => {
    // Zoomed to 200 %, a window of 1440 has 720 px of its own.
    const page = await worlds.BG.person('administrator', { width: 720, language: 'bg', name: 'Роза Иванова' })
    await opened(page, worlds.BG.http.url + addresses.BG.get(name)!)
    expect(await faultsOf(page, 'bg')).toEqual([])
    await expectAccessible(page)
  })
})

describe('rights', () => {
  // Of the standard roles one is held only beside another.
  const roles = defaultRoles
    .map(({ name }) => name)
    .filter((name) => name !== 'administrator' && name !== 'protected-reader')
  test.concurrent.each(roles)(
    '%s: what the menu offers opens; every other address says calmly that it may not',
    async (role) => {
      const page = await worlds.SE.person(role)
      const refused: string[] = []
      // The screen that asked: an answer may come when the next one is open already.
      const asked = new WeakMap<Request, string>()
      let screen = ''
      page.on('request', (request) => asked.set(request, screen))
      page.on('response', (answer) => {
        if (answer.status() === 403 && asked.get(answer.request()) === screen)
          refused.push(`${screen}: ${answer.url()}`)
      })
      await opened(page, worlds.SE.at(''))
      const menu = await page
        .locator('.menu-groups a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
      const offered = new Set(menu.map((address) => address.split('?')[0]))
      const walk = walker(page)
      for (const [name, address] of addresses.SE) {
        refused.length = 0
        screen = name
        await walk(worlds.SE.http.url + address)
        const text = (await page.locator('main').textContent()) ?? ''
        expect(text.trim(), `${role} ${name}`).not.toBe('')
        expect(await page.getByText('Något gick fel').count(), `${role} ${name}`).toBe(0)
        if (offered.has(address)) expect(refused, `${role} ${name} of the menu`).toEqual([])
        else if (refused.length > 0)
          // What the server refused is told, once the page has drawn it.
          await page
            .locator('main')
            .filter({ hasText: /behörighet|rättighet|får inte|Du får/ })
            .waitFor()
            .catch(() => expect.fail(`${role} ${name} says nothing of ${refused}`))
        expect(await layoutFaults(page), `${role} ${name}`).toEqual([])
      }
    },
  )
})
