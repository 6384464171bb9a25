import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const screens = path.join(import.meta.dirname, '../screens')
/** Fields whose text nobody misses: looked for with, taken at once, or parts of a form that keeps it. */
const notKept: Record<string, string> = {
  'claims/policies/policy-list.tsx': 'a search',
  'reports/dates.tsx': 'in the address',
  'people/tokens.tsx': 'a name, shown with its secret once',
  'customers/customer-fields.tsx': 'part of new-customer.tsx and edit-drawer.tsx',
  'invoices/invoice-defaults.tsx': 'part of new-invoice.tsx',
  'customers/protection-dialog.tsx': 'about a protected person: kept nowhere else',
  'invoices/send-again.tsx': 'an address that stands there already',
  'invoices/delivery-drawer.tsx': 'an address that stands there already',
  'reports/export-drawer.tsx': 'what a file is made of; nothing is saved',
}

test('what is typed in a form is kept until it is sent: every form on a screen, or it says here why not', () => {
  const files = readdirSync(screens, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'))
  const forgetful = files
    .filter((name) => {
      const text = readFileSync(path.join(screens, name), 'utf8')
      return /<(TextField|TextArea|AmountField|textarea)\b/.test(text) && !/\b(draft|typed|kept)\b/.test(text)
    })
    .map((name) => name.split(path.sep).join('/'))
  expect(forgetful.filter((name) => !(name in notKept))).toEqual([])
  expect(Object.keys(notKept).filter((name) => !forgetful.includes(name))).toEqual([])
})
