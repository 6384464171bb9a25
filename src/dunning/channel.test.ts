import { expect, test } from 'vitest'
import type { Day } from '../kernel/day.ts'
import type { PartyFacts } from '../parties/queries.ts'
import type { LetterToSend } from './channel.ts'
import { chooseChannel } from './channel.ts'
import type { LetterChannel } from './types.ts'

const on = '2026-03-31' as Day
const agreed = { consentOn: '2026-01-01' as Day, withdrawnOn: null, bounced: false }
const party = {
  protection: 'none',
  hasForwardingAddress: false,
  buyer: { address: { street: 'Storgatan 1', postCode: '852 30', city: 'Sundsvall' } },
  channels: [
    { channel: 'sms', address: '+46701234567', ...agreed },
    { channel: 'e-mail', address: 'ada@example.se', ...agreed },
    { channel: 'portal', address: 'ada', ...agreed },
    { channel: 'peppol', address: '0192:991825827', ...agreed },
  ],
} as unknown as PartyFacts

test.each<[string, LetterToSend, LetterChannel[], LetterChannel | null, string[]]>([
  ['a reminder may be a text message', { country: 'SE', kind: 'reminder', claims: 3 }, ['sms', 'print'], 'sms', []],
  [
    'a notice never is',
    { country: 'SE', kind: 'collection-notice', claims: 1 },
    ['sms', 'e-mail'],
    'e-mail',
    ['sms not-for-this-letter'],
  ],
  ['nor a demand', { country: 'NO', kind: 'payment-demand', claims: 1 }, ['sms'], null, ['sms not-for-this-letter']],
  ['an EHF Reminder tells of one', { country: 'NO', kind: 'reminder', claims: 1 }, ['peppol', 'print'], 'peppol', []],
  [
    'and of no two',
    { country: 'NO', kind: 'reminder', claims: 2 },
    ['peppol', 'print'],
    'print',
    ['peppol not-for-this-letter'],
  ],
  [
    'a portal that is not there carries nothing',
    { country: 'SE', kind: 'reminder', claims: 1 },
    ['portal', 'e-mail'],
    'e-mail',
    ['portal nothing-there'],
  ],
  [
    'a Swedish reminder is no Peppol document',
    { country: 'SE', kind: 'reminder', claims: 1 },
    ['peppol', 'e-mail'],
    'e-mail',
    ['peppol not-for-this-letter'],
  ],
])('%s', (_, letter, wanted, channel, passedOver) => {
  const chosen = chooseChannel(wanted, letter, party, on)
  expect(chosen.channel).toBe(channel)
  expect(chosen.passedOver.map((one) => `${one.channel} ${one.why}`)).toEqual(passedOver)
})
