import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openBrowser, signIn } from '../test/web/browser.ts'
import { addressesOf } from '../test/web/screens.ts'

// npm run shots -- --url http://127.0.0.1:3000 --link <one-time sign-in link> [--out DIR] [--company CODE]
//   [--screen PATTERN] [--language sv,nb,bg,en] [--theme light,dark,high-contrast] [--width 1440,390] [--type png,webp]
// Pictures of every screen in every language, theme and width, to be looked at. Errors of pages are told at the end.
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    link: { type: 'string' },
    out: { type: 'string', default: 'shots' },
    company: { type: 'string', multiple: true },
    screen: { type: 'string', default: '.' },
    language: { type: 'string', default: 'sv,nb,bg,en' },
    theme: { type: 'string', default: 'light,dark' },
    width: { type: 'string', default: '1440,390' },
    type: { type: 'string', default: 'png' },
  },
})
const { url, link } = values
if (!url || !link) throw new Error('shots needs --url and --link: reskontra sign-in-link --email … makes one')
const wanted = new RegExp(values.screen)
const errors: string[] = []
let taken = 0

const browser = await openBrowser()
const context = await signIn(browser, url, link)
const me = await (await context.request.get(`${url}/api/v1/me`)).json()
const companies = values.company ?? (me as { companies: { code: string }[] }).companies.map(({ code }) => code)
mkdirSync(values.out, { recursive: true })
const page = await context.newPage()
page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
page.on('console', (message) => message.type() === 'error' && errors.push(`${page.url()}: ${message.text()}`))
const change = { headers: { 'x-reskontra-csrf': '1' } }
for (const company of companies) {
  const api = `${url}/api/v1/companies/${company}`
  const addresses = [...(await addressesOf(context.request, url, company))].filter(([name]) => wanted.test(name))
  for (const language of values.language.split(','))
    for (const theme of values.theme.split(',')) {
      await context.request.put(`${api}/me/language`, { ...change, data: { language } })
      await context.request.put(`${api}/preferences`, { ...change, data: { preferences: { theme } } })
      for (const width of values.width.split(',').map(Number)) {
        await page.setViewportSize({ width, height: width < 600 ? 844 : 900 })
        for (const [name, address] of addresses) {
          await page.goto(url + address)
          await page.waitForLoadState('networkidle').catch(() => {})
          const file = path.join(values.out, `${company}-${name}-${language}-${theme}-${width}.${values.type}`)
          if (values.type === 'webp') writeFileSync(file, await webp(page))
          else await page.screenshot({ path: file })
          taken++
        }
      }
    }
}
await browser.close()
console.log(`${taken} pictures in ${values.out}`)
for (const error of new Set(errors)) console.log(`error: ${error}`)
process.exitCode = errors.length > 0 ? 1 : 0

/** A few times smaller than PNG: for pages that others load. */
async function webp(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 90 })
  await session.detach()
  return Buffer.from(data, 'base64')
}
