import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import type { Language, Phrase } from '../../web/src/lang/phrase.ts'

/**
 * What a person would complain of on the page as it stands: a page wider than its window, text that is cut off, sticks
 * out of its box or lies over other text. What ends in an ellipsis is shortened on purpose; what scrolls can be reached.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  await page.evaluate('globalThis.__name ??= (named) => named')
  return page.evaluate(() => {
    const faults = new Set<string>()
    const { documentElement: root } = document
    if (root.scrollWidth > root.clientWidth + 1)
      faults.add(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`)
    // In a wide window a table stands whole; a list does not hide its last column.
    if (root.clientWidth >= 1200)
      for (const frame of document.querySelectorAll('.table-frame'))
        if (frame.scrollWidth > frame.clientWidth + 1 && frame.querySelectorAll('thead th').length <= 9)
          faults.add(
            `the table "${frame.getAttribute('aria-label')}" is ${frame.scrollWidth} wide in ${frame.clientWidth}`,
          )
    const nameOf = (element: Element): string => {
      const own = (one: Element) =>
        one.tagName.toLowerCase() + (one.id ? `#${one.id}` : [...one.classList].map((name) => `.${name}`).join(''))
      return [element.parentElement?.parentElement, element.parentElement, element]
        .filter((one): one is Element => Boolean(one))
        .map(own)
        .join(' > ')
    }
    interface Piece {
      text: string
      element: Element
      layer: Element | null
      rect: { left: number; top: number; right: number; bottom: number }
    }
    const pieces: Piece[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    while (walker.nextNode()) {
      const node = walker.currentNode
      const text = (node.textContent ?? '').replace(/\s+/g, ' ').trim()
      const element = node.parentElement
      if (!text || !element || element.closest('script, style, option, .unseen, .print-only, .skip, textarea')) continue
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      range.selectNodeContents(node)
      for (const given of range.getClientRects()) {
        const rect = { left: given.left, top: given.top, right: given.right, bottom: given.bottom }
        let isReached = false
        let layer: Element | null = null
        let box: Element | null = null
        for (let at: Element | null = element; at; at = at.parentElement) {
          const style = getComputedStyle(at)
          if (!box && style.display !== 'inline' && style.display !== 'contents') {
            box = at
            const { left, right } = at.getBoundingClientRect()
            if (
              (rect.right > right + 2 || rect.left < left - 2) &&
              style.overflowX === 'visible' &&
              style.textIndent === '0px'
            )
              faults.add(`"${text.slice(0, 60)}" sticks out of ${nameOf(at)}`)
          }
          if (!layer && (/fixed|absolute|sticky/.test(style.position) || at.tagName === 'DIALOG')) layer = at
          if (at === document.body || at === root) continue
          const clip = at.getBoundingClientRect()
          // Kept for screen readers alone, or shrunk to a dot.
          if (style.clipPath === 'inset(50%)' || (style.overflowX !== 'visible' && clip.width <= 8)) {
            rect.right = rect.left
            break
          }
          if (style.overflowX !== 'visible') {
            if (rect.right > clip.right + 1.5 || rect.left < clip.left - 1.5) {
              if (style.textOverflow === 'ellipsis' || /auto|scroll/.test(style.overflowX)) isReached = true
              else if (!isReached && rect.right - clip.left > 0)
                faults.add(`"${text.slice(0, 60)}" is cut off by ${nameOf(at)}`)
              rect.left = Math.max(rect.left, clip.left)
              rect.right = Math.min(rect.right, clip.right)
            }
          }
          if (style.overflowY !== 'visible') {
            if (rect.bottom > clip.bottom + 3 || rect.top < clip.top - 3) {
              const isClamped = style.getPropertyValue('-webkit-line-clamp') !== 'none'
              if (/auto|scroll/.test(style.overflowY) || isClamped) isReached = true
              else if (!isReached) faults.add(`"${text.slice(0, 60)}" is cut off from below by ${nameOf(at)}`)
              rect.top = Math.max(rect.top, clip.top)
              rect.bottom = Math.min(rect.bottom, clip.bottom)
            }
          }
        }
        if (rect.right <= rect.left || rect.bottom <= rect.top) continue
        if (!isReached && rect.left < root.clientWidth && rect.right > root.clientWidth + 1)
          faults.add(`"${text.slice(0, 60)}" leaves the window (${nameOf(element)})`)
        pieces.push({ text, element, layer, rect })
      }
    }
    for (const [at, one] of pieces.entries())
      for (const other of pieces.slice(at + 1)) {
        if (one.layer !== other.layer || one.element === other.element) continue
        const wide = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left)
        const high = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top)
        if (wide > 3 && high > 5)
          faults.add(
            `"${one.text.slice(0, 40)}" and "${other.text.slice(0, 40)}" lie over each other (${nameOf(other.element)})`,
          )
      }
    return [...faults]
  })
}

/** A text that is seen or read aloud, and what bears it. */
export interface Word {
  text: string
  bearer: 'control' | 'heading' | 'name' | 'text'
}

export async function wordsOf(page: Page): Promise<Word[]> {
  await page.evaluate('globalThis.__name ??= (named) => named')
  return page.evaluate(() => {
    const words: { text: string; bearer: 'control' | 'heading' | 'name' | 'text' }[] = []
    const tidy = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      const text = tidy(walker.currentNode.textContent)
      if (!text || !element || element.closest('script, style, kbd, [lang]:not(html)')) continue
      if (!element.closest('option') && !element.checkVisibility()) continue
      const bearer = element.closest('h1, h2, h3, th')
        ? 'heading'
        : element.closest('button, label, [role=tab], nav a')
          ? 'control'
          : 'text'
      words.push({ text, bearer })
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
      if (element.closest('[lang]:not(html)')) continue
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
        const text = tidy(element.getAttribute(name))
        if (text) words.push({ text, bearer: 'name' })
      }
    }
    return words
  })
}

/** All that the program can say, of one language: whole phrases, and those with a place for a value. */
interface Sayings {
  whole: Set<string>
  patterns: RegExp[]
}
export type Dictionary = Record<Language, Sayings>

const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']
const tidy = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Reads every phrase of web/src out of its modules: a phrase is whatever has the four languages. */
export async function readDictionary(): Promise<Dictionary> {
  const made = (): Sayings => ({ whole: new Set(), patterns: [] })
  const dictionary: Dictionary = { sv: made(), nb: made(), bg: made(), en: made() }
  const folder = path.resolve('web', 'src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.test\.ts$|\.d\.ts$|generated|routes\.ts$/.test(file),
  )
  const seen = new Set<unknown>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (languages.every((language) => language in value)) {
      for (const language of languages)
        for (const saying of [(value as Phrase)[language]].flat())
          if (typeof saying === 'string') add(dictionary[language], saying)
          else look(saying)
      return
    }
    for (const inner of Object.values(value)) look(inner)
  }
  for (const file of files) {
    const text = path.join(folder, file)
    if (!/texts|common|codes|verb-names|form-faults|screen-list|work-lines|problems|tables|verb-list/.test(text))
      continue
    look({ ...((await import(pathToFileURL(text).href)) as object) })
  }
  return dictionary
}

function add({ whole, patterns }: Sayings, saying: string): void {
  const parts = saying.split(/\{\w+\}/)
  if (parts.length === 1) {
    whole.add(tidy(saying))
    return
  }
  // What is nearly only values says nothing about the language.
  if (parts.join('').replace(/[^\p{L}]/gu, '').length < 6) return
  const escaped = parts.map(
    (part) => tidy(` ${part} `.replace(/\s+/g, ' ')) && part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  patterns.push(new RegExp(`^${escaped.join('(.+)').trim()}$`, 'u'))
}

const says = ({ whole, patterns }: Sayings, text: string): boolean =>
  whole.has(text) || patterns.some((pattern) => pattern.test(text))

/** Phrases of another language than the page's. */
export function foreignWords(dictionary: Dictionary, language: Language, words: readonly Word[]): string[] {
  const found = new Set<string>()
  for (const { text } of words) {
    if (!/\p{L}{2}/u.test(text) || says(dictionary[language], text)) continue
    const other = languages.find((one) => one !== language && says(dictionary[one], text))
    if (other) found.add(`"${text}" is ${other}`)
  }
  return [...found]
}

/** Headings and controls without one Cyrillic letter, though they have words. */
export function notCyrillic(words: readonly Word[], isData: (text: string) => boolean): string[] {
  const found = new Set<string>()
  for (const { text, bearer } of words)
    if (bearer !== 'text' && /\p{L}{2}/u.test(text) && !/\p{Script=Cyrillic}/u.test(text) && !isData(text))
      found.add(`${bearer}: "${text}"`)
  return [...found]
}
