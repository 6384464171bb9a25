import type { Page } from 'playwright-core'

// What a person who has no pointer would complain of.

/** What has the focus as it is told in a fault, and whether the eye finds it. */
interface Focus {
  /** Which of the elements, in the order of the document; -1 is the page itself, where a hand is lost. */
  at: number
  name: string
  fault: string | null
  isText: boolean
  box: { left: number; top: number; right: number; bottom: number }
  /** Parts that stand beside each other have their own order: the menu, the list, the drawer. */
  part: string
}

export async function focusOf(page: Page): Promise<Focus> {
  await page.evaluate('globalThis.__name ??= (named) => named')
  return page.evaluate(() => {
    const active = document.activeElement as HTMLElement | null
    const nowhere = { left: 0, top: 0, right: 0, bottom: 0 }
    if (!active || active === document.body || active === document.documentElement)
      return { at: -1, name: 'the page', fault: 'is on nothing', isText: false, box: nowhere, part: '' }
    const at = [...document.querySelectorAll('*')].indexOf(active)
    const label =
      active.getAttribute('aria-label') ||
      (active as HTMLInputElement).labels?.[0]?.textContent ||
      active.textContent?.replace(/\s+/g, ' ').trim() ||
      ''
    const classes = [...active.classList].map((one) => `.${one}`).join('')
    const name = `${active.tagName.toLowerCase()}${classes} "${label.slice(0, 40)}"`
    const draws = (one: Element | null): boolean => {
      if (!one) return false
      const { outlineStyle, outlineWidth, boxShadow, opacity } = getComputedStyle(one)
      if (Number(opacity) === 0) return false
      return (outlineStyle !== 'none' && Number.parseInt(outlineWidth, 10) >= 1) || /inset/.test(boxShadow)
    }
    // A field draws the edge of its box, a row that of its cells; a whole page or palette is seen by itself.
    const isWhole = active.matches('main, dialog, .pane')
    const around = [
      active,
      active.parentElement,
      active.parentElement?.parentElement,
      active.querySelector('td, th, [aria-selected="true"]'),
    ]
    const isDrawn = isWhole || active.closest('.palette') !== null || around.some((one) => draws(one ?? null))
    const { left, top, right, bottom } = active.getBoundingClientRect()
    const isInside = right > 0 && bottom > 0 && left < window.innerWidth && top < window.innerHeight
    const fault = !active.checkVisibility({ visibilityProperty: true })
      ? 'is not shown'
      : !isDrawn
        ? 'has no edge that shows it'
        : !isWhole && (right - left < 8 || bottom - top < 8)
          ? 'is a dot'
          : !isInside
            ? 'stands outside of the window'
            : null
    const holder = active.closest(
      'dialog, .menu-pane, .drawer, .side, aside, .key-bar, .tabs, .table-frame, .strip, header.bar, .sub-bar, form, section, main',
    )
    return {
      at,
      name,
      fault,
      isText: active.matches('input, textarea, select'),
      box: { left, top, right, bottom },
      part: holder ? `${[...document.querySelectorAll('*')].indexOf(holder)}` : '',
    }
  })
}

/**
 * Once around by Tab: every stop is seen, the way follows the eye within each part, and the round comes to its end.
 * @returns faults, and how many stops there were.
 */
export async function tabRound(page: Page, most = 400): Promise<{ faults: string[]; stops: number }> {
  const faults = new Set<string>()
  const seen = new Set<number>()
  let before: Focus | null = null
  let outside = 0
  for (let presses = 0; presses < most; presses++) {
    // What scrolls when the focus moves on has its place measured where it stands then.
    await page.evaluate(() => Object.assign(window, { stopBefore: document.activeElement }))
    await page.keyboard.press('Tab')
    const now = await focusOf(page)
    // After the last stop the browser's own bar has its turn, once.
    if (now.at === -1) {
      before = null
      if (++outside > 2) return { faults: [...faults, 'Tab finds nothing'], stops: seen.size }
      continue
    }
    if (now.fault) faults.add(`${now.name} ${now.fault}`)
    if (before && now.at === before.at) faults.add(`${now.name} holds Tab`)
    if (seen.has(now.at)) return { faults: [...faults], stops: seen.size }
    seen.add(now.at)
    if (before && before.part === now.part) {
      const other = now.box
      const one = await page.evaluate(() => {
        const box = (window as unknown as { stopBefore: Element }).stopBefore.getBoundingClientRect()
        return { left: box.left, top: box.top, right: box.right, bottom: box.bottom }
      })
      const isAbove = other.bottom <= one.top + 2 && other.left < one.right
      const isBack = other.top < one.bottom && other.bottom > one.top && other.right <= one.left + 2
      const isTall = one.bottom - one.top > 60 || other.bottom - other.top > 60
      if (isAbove || (isBack && !isTall)) faults.add(`Tab goes from ${before.name} back to ${now.name}`)
    }
    before = now
  }
  return { faults: [...faults, `after ${most} stops the round is not at its end`], stops: seen.size }
}

/** The hand is given back within a moment: to where it was, else to the chosen row or the page. */
export async function held(page: Page): Promise<boolean> {
  return page
    .waitForFunction(() => document.activeElement !== null && document.activeElement !== document.body, undefined, {
      timeout: 30_000,
    })
    .then(
      () => true,
      () => false,
    )
}

interface ListedKey {
  key: string
  shown: string
  label: string
}

/** The keys of the list under "?". */
export async function listedKeys(page: Page): Promise<{ here: ListedKey[]; everywhere: ListedKey[] }> {
  // In a field a question mark is a letter.
  await page.evaluate(
    () => document.activeElement?.matches('input, textarea, select') && document.getElementById('main')?.focus(),
  )
  await page.keyboard.press('?')
  const list = page.locator('dialog .key-list')
  await list.first().waitFor()
  const lists = await list.evaluateAll((all) =>
    all.map((one) =>
      [...one.querySelectorAll('li')].map((line) => ({
        key: line.querySelector('.unseen')?.textContent?.replace(/: $/, '') ?? '',
        shown: line.querySelector('kbd')?.textContent ?? '',
        label: line.lastChild?.textContent ?? '',
      })),
    ),
  )
  await page.keyboard.press('Escape')
  await list.first().waitFor({ state: 'detached' })
  await held(page)
  const everywhere = lists.at(-1) ?? []
  return { here: lists.length > 1 ? lists[0]! : [], everywhere }
}

/** Keys drawn on buttons and lines of the page itself. */
export const drawnKeys = (page: Page): Promise<{ shown: string; where: string }[]> =>
  page.locator('main kbd.key, .drawer kbd.key, .menu-pane kbd.key').evaluateAll((caps) =>
    caps
      .filter((cap) => cap.checkVisibility() && !cap.closest('.key-bar, .key-list, .changed-keys, .guide-keys'))
      .map((cap) => ({
        shown: cap.textContent ?? '',
        where:
          (cap.closest('button, a, tr, label, .pill') ?? cap.parentElement)?.textContent?.trim().slice(0, 40) ?? '',
      })),
  )

/** As the hand presses it: "Ctrl+Enter" → Control+Enter, letters by their place. */
export const pressed = (key: string): string =>
  key
    .replace('Ctrl', 'Control')
    .replace(/(^|\+)([A-Z])$/, '$1Key$2')
    .replace(/(^|\+)(\d)$/, '$1Digit$2')
