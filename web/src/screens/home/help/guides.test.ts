import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { goLines } from '../../../shell/palette-lines.ts'
import { screens } from '../../../shell/screen-list.ts'
import { readFollowUp } from '../../customers/read-note.ts'
import { guides as bg } from './bg.ts'
import { guides as en } from './en.ts'
import type { Guide } from './guide.ts'
import { guides as nb } from './nb.ts'
import { guides as sv } from './sv.ts'

const guides = { sv, nb, bg, en }
const root = fileURLToPath(new URL('../../../', import.meta.url))
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !file.includes('help/') && !file.includes('generated'))
  .map((file) => [file, readFileSync(`${root}${file}`, 'utf8')] as const)

/** Where the keys of a screen are written; Ctrl, Alt, Space, Escape and the arrows are everywhere. */
const folders: Record<string, string> = {
  customers: 'screens/customers/',
  'billing-runs': 'screens/orders/billing-run',
  'dunning-runs': 'screens/claims/runs/',
  matching: 'screens/bank/',
  invoices: 'screens/invoices/',
  'new-invoice': 'shell/',
  ageing: 'screens/reports/',
}
const sourcesOf = (folder: string) => sources.filter(([file]) => file.startsWith(folder)).map(([, source]) => source)

const textsOf = (guide: Guide) => [
  guide.intro,
  ...guide.parts.flatMap(({ text, keys }) => [...text, ...(keys ?? []).map(([, does]) => does)]),
]
const quotedIn = (list: readonly Guide[]) =>
  list.flatMap(textsOf).flatMap((text) => [...text.matchAll(/["„“]([^"„“]+)["“”]/g)].map(([, said]) => said!))

describe.each(['sv', 'nb', 'bg', 'en'] as const)('the guides in %s', (language) => {
  const labels = new Set(
    sources.flatMap(([, source]) =>
      [...source.matchAll(new RegExp(`\\b${language}:\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|"([^"]*)")`, 'g'))].map((found) =>
        (found[1] ?? found[2]!).toLowerCase(),
      ),
    ),
  )
  const session = { company: { today: '2026-11-22' }, can: () => true } as never
  const say = ((phrase: Record<string, string>) => phrase[language]) as never
  const formats = { dayInText: (day: string) => day } as never
  /** What is typed in the palette and brings a report of a day, or what is typed as a note and comes back. */
  const isTyped = (text: string) =>
    goLines(text, say, formats, session).isReport || readFollowUp(text, '2026-11-22', language) !== null

  test('quote what stands on the screens, or what can be typed there', () => {
    expect(quotedIn(guides[language]).filter((text) => !labels.has(text.toLowerCase()) && !isTyped(text))).toEqual([])
    expect(quotedIn(guides[language]).length).toBeGreaterThan(4)
  })

  test('have the same parts, screens and keys as the others', () => {
    const shape = (list: readonly Guide[]) =>
      list.map(({ role, parts }) => [role, parts.map(({ screen, keys }) => [screen, keys?.map(([key]) => key)])])
    expect(shape(guides[language])).toEqual(shape(sv))
  })

  test('name keys that the screen has', () => {
    for (const { parts } of guides[language])
      for (const { screen, keys } of parts)
        for (const [key] of keys ?? []) {
          const files = folders[screen ?? '']
          if (files && /^[A-Y]$/.test(key) && key !== 'T')
            expect(
              sourcesOf(files).some((source) => source.includes(`key: '${key}'`)),
              `${key} on ${screen}`,
            ).toBe(true)
        }
  })

  test('lead to screens that there are', () => {
    const known = new Set(['home', ...screens.map(({ key }) => key)])
    for (const { parts } of guides[language])
      for (const { screen } of parts) if (screen) expect(known).toContain(screen)
  })
})
