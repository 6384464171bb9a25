import { describe, expect, test } from 'vitest'
import type { Day } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import type { LossFacts } from './bad-debt.ts'
import { lossLaw } from './bad-debt.ts'

const facts: LossFacts = {
  on: '2026-11-20' as Day,
  dueOn: '2026-05-20' as Day,
  letters: [],
  failedCollection: false,
  failedEnforcement: false,
  insolvent: false,
  barred: false,
  amount: minor(300_00n),
  smallClaim: null,
  hasInvoice: true,
  related: false,
  evidence: null,
}
const sent = (...days: string[]) => days.map((day) => ({ sentOn: day as Day }))
const three = sent('2026-06-10', '2026-07-01', '2026-07-20')

describe('when a loss is established, and when its VAT comes back', () => {
  test.each([
    ['SE: nothing shown', 'SE', {}, false, false],
    ['SE: a person shows it', 'SE', { evidence: 'utmätningsförsök utan resultat' }, true, true],
    ['SE: bankrupt', 'SE', { insolvent: true }, true, true],
    ['NO: three letters and six months to the day', 'NO', { letters: three }, true, true],
    ['NO: a day less', 'NO', { letters: three, dueOn: '2026-05-21' as Day }, false, false],
    ['NO: two letters', 'NO', { letters: three.slice(1) }, false, false],
    ['NO: the agency gave up', 'NO', { failedCollection: true }, true, true],
    ['NO: shown by a person alone: a loss, but its VAT stays', 'NO', { evidence: 'ukjent adresse' }, true, false],
    ['BG: 365 days and small', 'BG', { dueOn: '2025-11-20' as Day, smallClaim: minor(306_78n) }, true, true],
    ['BG: 364 days', 'BG', { dueOn: '2025-11-21' as Day, smallClaim: minor(306_78n) }, false, false],
    ['BG: more than small', 'BG', { dueOn: '2025-01-01' as Day, smallClaim: minor(299_99n) }, false, false],
    ['BG: barred, but related', 'BG', { barred: true, related: true }, true, false],
    ['BG: enforcement failed', 'BG', { failedEnforcement: true }, true, true],
  ] as const)('%s', (_, country, more, allowed, vat) => {
    const law = lossLaw(country, { ...facts, ...more })
    expect({ allowed: law.allowed, vat: law.vat }).toEqual({ allowed, vat })
    expect(law.why.length > 0).toBe(allowed)
    expect(law.why.every((why) => why.source !== '')).toBe(true)
    // A loss without its VAT says why.
    expect(law.vatStays !== null).toBe(allowed && !vat)
  })
})
