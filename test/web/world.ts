import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { createSignInLink, signInByLink } from '../../src/access/sessions.ts'
import type { Country } from '../../src/formats/e-invoice/document.ts'
import type { Id } from '../../src/kernel/id.ts'
import { newId } from '../../src/kernel/id.ts'
import type { Http } from '../http.ts'
import { openHttp } from '../http.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'
import { openBrowser } from './browser.ts'
import { type Build, builtWeb } from './built-web.ts'

/** A world with its server, the web app as it is built now, and a real browser. */
export interface WebWorld extends World {
  http: Http
  /** Address of a screen: at('invoices') */
  at(screen: string): string
  /** A person of the role, signed in, on a page of his own. Any error of the page fails the test at `close`. */
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
  const contexts: BrowserContext[] = []
  afterAll(async () => {
    for (const context of contexts) await context.close()
    await (await browser)?.close()
    browser = undefined
    expect(errors, 'errors of pages').toEqual([])
  })
  const visitor = async (look: Pick<Person, 'width' | 'isDark'> = {}): Promise<Page> => {
    const context = await opened.newContext({
      viewport: { width: look.width ?? 1440, height: (look.width ?? 1440) < 600 ? 844 : 900 },
      colorScheme: look.isDark ? 'dark' : 'light',
      hasTouch: (look.width ?? 1440) < 600,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    contexts.push(context)
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      // A refusal is an answer, told on the screen; the browser writes it as an error all the same.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
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
