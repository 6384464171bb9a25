import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type GoldenCase, runGolden } from './golden.ts'

const cases: GoldenCase[] = JSON.parse(readFileSync(new URL('golden/cases.json', import.meta.url), 'utf8'))

describe('golden cases', () => {
  test.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    expect(runGolden([golden])).toEqual({ passed: [golden.id], failures: [], notCovered: [] })
  })

  test('every field of every case is looked at: one changed figure fails', () => {
    for (const golden of cases) {
      for (const field of Object.keys(golden.expected)) {
        const expected = { ...golden.expected, [field]: changed(golden.expected[field]) }
        const { failures } = runGolden([{ ...golden, expected }])
        expect(failures.map((failure) => failure.id)).toContain(golden.id)
      }
    }
  })

  test('what is not built is counted and never passed; what is not understood fails', () => {
    const report = runGolden([
      { id: 'a', area: 'astrology', input: {}, expected: {} },
      { id: 'b', area: 'vat', input: { colour: 'red' }, expected: { vat: '1.00' } },
      { id: 'c', area: 'vat', input: { BGN: '1.00' }, expected: {} },
    ])
    expect(report.notCovered).toEqual([{ id: 'a', area: 'astrology' }])
    expect(report.passed).toEqual([])
    expect(report.failures.map((failure) => failure.id)).toEqual(['b', 'c'])
  })
})

function changed(value: unknown): unknown {
  if (typeof value === 'string') return `${value}1`
  if (typeof value === 'boolean') return !value
  if (Array.isArray(value)) return [...value.slice(0, -1), changed(value.at(-1))]
  const [key, inner] = Object.entries(value as object)[0]!
  return { ...(value as object), [key]: changed(inner) }
}
