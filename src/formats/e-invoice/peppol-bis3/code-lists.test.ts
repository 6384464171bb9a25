import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { exemptionCodes, unitCodes } from './code-lists.ts'

test('every exemption code is whole', () => {
  for (const code of exemptionCodes) expect(code).toMatch(/^VATEX-(EU|FR)-[0-9A-Z-]*[0-9A-Z]$/)
})

const official = '../shared/rules/CEN-EN16931-UBL.sch'
// Skipped where the official rule files are not beside the project.
describe.skipIf(!existsSync(official))('the code lists are those of the official rules', () => {
  const text = existsSync(official) ? readFileSync(official, 'utf8') : ''
  test('VATEX (BR-CL-22)', () => {
    const listed = new Set(text.match(/VATEX-(EU|FR)-[0-9A-Z-]*[0-9A-Z]/g))
    expect([...listed].filter((code) => !exemptionCodes.has(code))).toEqual([])
    expect([...exemptionCodes].filter((code) => !listed.has(code))).toEqual([])
  })
  test('units of measure that we write', () => {
    for (const code of ['C62', 'HUR', 'MON', 'MTQ', 'KWH', 'DAY']) expect(unitCodes.has(code)).toBe(true)
  })
})
