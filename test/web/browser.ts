import chromium from '@sparticuz/chromium'
import type { Browser, BrowserContext } from 'playwright-core'
import { chromium as driver } from 'playwright-core'

/** A real Chromium that comes with the packages; CHROMIUM names another one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? (await chromium.executablePath())
  return driver.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none', '--hide-scrollbars'],
  })
}

export interface Look {
  width: number
  height?: number
  isDark?: boolean
}

export async function signIn(
  browser: Browser,
  url: string,
  link: string,
  look: Look = { width: 1440 },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: look.width, height: look.height ?? (look.width < 600 ? 844 : 900) },
    colorScheme: look.isDark ? 'dark' : 'light',
    hasTouch: look.width < 600,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(link)
  await page.getByRole('button').first().click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
  await page.close()
  return context
}
