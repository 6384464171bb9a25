import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBounce } from './read-bounce.ts'

const id = '019ab000-0000-7000-8000-0000000000aa'
const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'))

/** A notification as RFC 3464 has it. */
const report = (fields: string[], returned: string[], head: string[] = []) =>
  mail(
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.net>',
    'To: ekonomi@example.com',
    'Subject: Undelivered Mail Returned to Sender',
    ...head,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    ...fields,
    '--b1',
    ...returned,
    '--b1--',
    '',
  )
const headersOf = (messageId: string) => [
  'Content-Type: text/rfc822-headers',
  '',
  'From: ekonomi@example.com',
  `Message-ID: <${messageId}>`,
  'Subject: Faktura 100001',
  '',
]
const failed = [
  '',
  'Final-Recipient: rfc822; ada@example.net',
  'Action: failed',
  'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1',
  ' no such mailbox',
  '',
]

test.each([
  [
    'failed, by the returned headers',
    report(failed, headersOf(`${id}@example.com`)),
    { action: 'failed', status: '5.1.1', text: 'smtp; 550 5.1.1 no such mailbox' },
  ],
  [
    'failed, by the returned mail',
    report(failed, [
      'Content-Type: message/rfc822',
      '',
      `Message-Id:`,
      ` <${id.toUpperCase()}@example.com>`,
      'Subject: x',
      '',
      'text',
      '',
    ]),
    { action: 'failed', status: '5.1.1' },
  ],
  [
    'failed, by the envelope id',
    report([`Original-Envelope-Id: ${id}`, ...failed], ['Content-Type: text/plain', '', 'nothing', '']),
    { action: 'failed' },
  ],
  [
    'delayed',
    report(['', 'Action: delayed', 'Status: 4.4.1', ''], headersOf(`${id}@example.com`)),
    { action: 'delayed', status: '4.4.1' },
  ],
  [
    'relayed counts as delivered',
    report(['', 'Action: relayed', 'Status: 2.0.0', ''], headersOf(`${id}@example.com`)),
    { action: 'delivered' },
  ],
  [
    'an older server',
    mail(
      'From: postmaster@old.example',
      'X-Failed-Recipients: ada@example.net',
      'Subject: failure notice',
      '',
      'The message',
      `Message-ID: <${id}@example.com>`,
      'bounced',
    ),
    { action: 'failed', status: null, text: 'failure notice' },
  ],
])('%s', async (_name, bytes, expected) => {
  expect(await readBounce(bytes)).toMatchObject({ deliveryId: id, ...expected })
})

test.each([
  [
    'an absence',
    mail(
      'From: ada@example.net',
      `In-Reply-To: <${id}@example.com>`,
      'Auto-Submitted: auto-replied',
      'Subject: on holiday',
      '',
      'back on Monday',
    ),
  ],
  [
    'a question about the invoice',
    mail('From: ada@example.net', `References: <${id}@example.com>`, 'Subject: Re: Faktura', '', 'why so much?'),
  ],
  ["a report on somebody else's mail", report(failed, headersOf('abc@other.example'))],
  ['nothing', Buffer.alloc(0)],
])('no bounce of ours: %s', async (_name, bytes) => {
  expect(await readBounce(bytes)).toBeNull()
})

test('garbage and torn notifications give an answer, never a crash', async () => {
  const whole = report(failed, headersOf(`${id}@example.com`))
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), fc.uint8Array({ maxLength: 40 }), async (cut, noise) => {
      const bounce = await readBounce(Buffer.concat([whole.subarray(0, cut), noise, whole.subarray(cut)]))
      expect(bounce === null || /^[0-9a-f-]{36}$/.test(bounce.deliveryId)).toBe(true)
    }),
    { numRuns: 200 },
  )
})
