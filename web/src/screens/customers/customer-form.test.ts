import { expect, test } from 'vitest'
import { blankForm, changedRow, newRow } from './customer-form.ts'

const blank = blankForm('SE', '2026-11-22')
const known = {
  ...blank,
  number: '50010',
  name: 'Hedlund Cykel AB',
  kind: 'company' as const,
  vatNumber: 'SE559900109501',
  street: 'Industrivägen 2',
  city: 'Björkvik',
  phone: '070',
  termsDays: '30',
  freeFields: [
    { name: 'lokal', value: '3 B' },
    { name: 'port', value: '12' },
  ],
}

test('a new customer: what is empty is left out', () => {
  expect(newRow({ ...blank, name: ' Ada Lind ', street: 'Storgatan 1', city: 'Ekevik' })).toEqual({
    name: 'Ada Lind',
    country: 'SE',
    address: { careOf: null, street: 'Storgatan 1', street2: null, postCode: null, city: 'Ekevik', country: 'SE' },
    isCustomer: true,
  })
  expect(
    newRow({ ...blank, name: 'Ada', channel: 'e-mail', channelAddress: 'a@example.com', consentSource: 'telefon' }),
  ).toMatchObject({
    channels: [{ channel: 'e-mail', address: 'a@example.com', consentOn: '2026-11-22', consentSource: 'telefon' }],
  })
})

test('a change: only what was changed, and what was emptied by its name', () => {
  expect(changedRow(known, known)).toBe(null)
  expect(changedRow(known, { ...known, name: 'Hedlunds Cykel AB' })).toEqual({
    number: '50010',
    name: 'Hedlunds Cykel AB',
  })
  expect(changedRow(known, { ...known, vatNumber: '', termsDays: '', phone: ' ' })).toEqual({
    number: '50010',
    clear: ['vatNumber', 'termsDays', 'contact'],
  })
  expect(
    changedRow(known, { ...known, careOf: '', street: '', street2: '', postCode: '', city: ' ' }),
    'nobody knows where the customer is',
  ).toEqual({ number: '50010', clear: ['address'] })
  expect(changedRow(known, { ...known, termsDays: '10 dagar', city: 'Ekevik' })).toMatchObject({
    termsDays: 10,
    address: { street: 'Industrivägen 2', city: 'Ekevik' },
  })
  expect(changedRow(known, { ...known, freeFields: [{ name: 'lokal', value: '4 C' }] })).toEqual({
    number: '50010',
    freeFields: { lokal: '4 C', port: '' },
  })
})
