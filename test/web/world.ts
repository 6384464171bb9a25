import { setTimeout as sleep } from 'node:timers/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page, Request } from 'playwright-core'
import { afterEach, expect } from 'vitest'
import { createSignInLink, signInByLink } from '../../src/access/sessions.ts'
import type { Country } from '../../src/formats/e-invoice/document.ts'
import type { Id } from '../../src/kernel/id.ts'
import { newId } from '../../src/kernel/id.ts'
import type { Http } from '../http.ts'
import { openHttp } from '../http.ts'
import { atEnd } from '../support.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'
import { openBrowser } from './browser.ts'
import { type Build, builtWeb } from './built-web.ts'

/** A world with its server, the web app as it is built now, and a real browser. */
export interface WebWorld extends World {
  http: Http
  /** Address of a screen: at('invoices') */
  at(screen: string): string
  /** A person of the role, signed in, on a page of his own. Any error of the page fails the test. */
  person(role: string, options?: Person): Promise<Page>
  /** Somebody whom the server does not know yet. */
  visitor(look?: Pick<Person, 'width' | 'isDark'>): Promise<Page>
}
export interface Person {
  name?: string
  language?: 'sv' | 'nb' | 'bg' | 'en'
  width?: number
  isDark?: boolean
  /** A business area by its code: the person sees it alone. */
  area?: string
}

let browser: Promise<Browser> | undefined
const errors: string[] = []
afterEach(() => expect(errors.splice(0), 'errors of pages').toEqual([]))
const broken = new WeakSet<Page>()
/** The test itself takes the server away from the page: that a file or an answer did not come is then no error of the page. */
export function breaksOnPurpose(page: Page): void {
  broken.add(page)
}

export async function openWebWorld(
  country: Country = 'SE',
  { build = 'production', ...options }: Parameters<typeof openWorld>[1] & { build?: Build } = {},
): Promise<WebWorld> {
  const web = builtWeb(build)
  browser ??= openBrowser()
  const world = await openWorld(country, options)
  const code = `test-${country.toLowerCase()}`
  const http = await openHttp(world, { code, webFolder: await web })
  const opened = await browser
  // Before its server goes.
  atEnd(() => opened.close())
  const visitor = async (look: Pick<Person, 'width' | 'isDark'> = {}): Promise<Page> => {
    const context = await opened.newContext({
      viewport: { width: look.width ?? 1440, height: (look.width ?? 1440) < 600 ? 844 : 900 },
      colorScheme: look.isDark ? 'dark' : 'light',
      hasTouch: (look.width ?? 1440) < 600,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    context.setDefaultTimeout(90_000)
    const page = await context.newPage()
    // To find what goes wrong when answers are slow: LATE=800 npx vitest run test/web.
    const late = Number(process.env.LATE ?? 0)
    if (late > 0)
      await page.route('**/api/**', async (route) => {
        await sleep(Math.random() * late)
        await route.continue().catch(() => {})
      })
    const asked = new Set<Request>()
    underWay.set(page, asked)
    page.on('request', (request) => {
      if (request.isNavigationRequest()) asked.clear()
      asked.add(request)
    })
    page.on('requestfinished', (request) => asked.delete(request))
    page.on('requestfailed', (request) => asked.delete(request))
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      // A refusal is an answer, told on the screen; the browser writes it as an error all the same.
      if (message.type() !== 'error' || /status of 4\d\d/.test(message.text())) return
      if (broken.has(page) && message.text().startsWith('Failed to load resource')) return
      errors.push(`${page.url()}: ${message.text()}`)
    })
    return page
  }
  return Object.assign(world, {
    http,
    visitor,
    at: (screen: string) => `${http.url}/companies/${code}/${screen}`,
    async person(role: string, person: Person = {}): Promise<Page> {
      const page = await visitor(person)
      await page
        .context()
        .addCookies([{ name: 'reskontra_session', value: await sessionOf(world, role, person), url: http.url }])
      return page
    },
  })
}

const underWay = new WeakMap<Page, Set<Request>>()
/**
 * The screen is there with all that it has asked for. The browser's own "networkidle" is so, too, when the app has not begun to
 * ask for half a second, as on a busy machine.
 */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor()
  for (let quiet = 0; quiet < 4; ) {
    await sleep(60)
    await page.evaluate(() => 0)
    quiet = underWay.get(page)?.size ? 0 : quiet + 1
  }
}

/** axe finds nothing, by WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  )
}

async function sessionOf(
  world: World,
  role: string,
  { name = `Test ${role}`, language = 'sv', area }: Person,
): Promise<string> {
  const userId = newId()
  const now = world.installation.clock()
  const { token } = await world.tx(async (ctx) => {
    await ctx.db.query(`insert into users (id, email, name, language) values ($1, $2, $3, $4)`, [
      userId,
      `${userId}@example.com`,
      name,
      language,
    ])
    const { id } = await ctx.db.one<{ id: Id }>(`select id from roles where company_id = $1 and name = $2`, [
      ctx.company.id,
      role,
    ])
    await ctx.db.query(
      `insert into grants (company_id, id, user_id, role_id, area_id, valid_from)
       values ($1, $2, $3, $4, (select a.id from business_areas a where a.company_id = $1 and a.code = $5), '2020-01-01')`,
      [ctx.company.id, newId(), userId, id, area ?? null],
    )
    return createSignInLink(ctx.db, userId, now)
  })
  const session = await signInByLink(world.installation.pool, token, { address: '127.0.0.1', userAgent: 'test' }, now)
  return session.token
}
