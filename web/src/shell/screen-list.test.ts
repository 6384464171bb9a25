import { expect, test } from 'vitest'
import { screenAt, screens } from './screen-list.ts'

test.each([
  ['/companies/bjorkvik/claims', 'claims'],
  ['/companies/bjorkvik/claims/01a2029c', 'claims'],
  ['/companies/bjorkvik/claims/plans', 'plans'],
  ['/companies/bjorkvik/claims/plans/new', 'plans'],
  ['/companies/bjorkvik/claims/year', 'claims-year'],
  ['/companies/bjorkvik/invoices/new', 'new-invoice'],
  ['/companies/bjorkvik/invoices/01a2029c', 'invoices'],
  ['/companies/bjorkvik/bank/files', 'bank'],
  ['/companies/bjorkvik', null],
  ['/companies/bjorkvik/profile', null],
])('%s belongs to %s alone', (address, screen) => expect(screenAt(address)).toBe(screen))

test('every screen of a menu is found at its own address', () => {
  for (const { key, to } of screens) expect(screenAt(to.replace('$company', 'roza'))).toBe(key)
})
