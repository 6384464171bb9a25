import PostalMime from 'postal-mime'
import type { Id } from '../../kernel/id.ts'

/** What a mail that came back says of one delivery. */
export interface Bounce {
  deliveryId: Id
  action: 'failed' | 'delayed' | 'delivered'
  /** RFC 3463: "5.1.1"; null where the mail has none. */
  status: string | null
  /** The server's words. */
  text: string
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
const ourMessageId = new RegExp(`<?(${uuid.source})@[^\\s<>]+>?`, 'i')

/**
 * Reads a delivery status notification (RFC 3464), or a failure of an older mail server that names the address in
 * X-Failed-Recipients. Null for everything else: answers, absences, and reports on mails that are not ours.
 */
export async function readBounce(bytes: Uint8Array): Promise<Bounce | null> {
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' }).catch(
    () => null,
  )
  if (!mail) return null
  const parts = mail.attachments.map(({ mimeType, content }) => ({
    mimeType,
    text: typeof content === 'string' ? content : new TextDecoder().decode(content),
  }))
  const report = parts.find(({ mimeType }) => mimeType === 'message/delivery-status')
  const failedRecipient = mail.headers.some(({ key }) => key === 'x-failed-recipients')
  if (!report && !failedRecipient) return null
  const returned = parts.filter(({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers')
  const fields = report ? groupsOf(report.text) : []
  const deliveryId =
    uuid.exec(fields[0]?.get('original-envelope-id') ?? '')?.[0] ??
    messageIdIn(returned.map(({ text }) => text.slice(0, 32_000)).join('\n')) ??
    messageIdIn(`${mail.inReplyTo ?? ''} ${mail.references ?? ''}`, false) ??
    messageIdIn(mail.text ?? '')
  if (!deliveryId) return null
  // One receiver a mail: the first group after that of the message.
  const receiver = fields.slice(1).find((group) => group.has('action'))
  const action = receiver?.get('action')?.toLowerCase() ?? 'failed'
  return {
    deliveryId: deliveryId.toLowerCase(),
    action: action === 'failed' || action === 'delayed' ? action : 'delivered',
    status: /\d\.\d{1,3}\.\d{1,3}/.exec(receiver?.get('status') ?? '')?.[0] ?? null,
    text: (receiver?.get('diagnostic-code') ?? mail.subject ?? 'the mail came back').replace(/\s+/g, ' ').slice(0, 500),
  }
}

function messageIdIn(text: string, labelled = true): string | null {
  const source = labelled ? /^message-id:[ \t]*(?:\r?\n[ \t]+)?(\S+)/im.exec(text)?.[1] : text
  return source ? (ourMessageId.exec(source)?.[1] ?? null) : null
}

/** Groups of header fields parted by blank lines; folded lines are joined. */
function groupsOf(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n/g, '\n')
    .trim()
    .split(/\n{2,}/)
    .map(
      (group) =>
        new Map(
          group
            .replace(/\n[ \t]+/g, ' ')
            .split('\n')
            .flatMap((line) => {
              const colon = line.indexOf(':')
              return colon > 0
                ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const]
                : []
            }),
        ),
    )
}
