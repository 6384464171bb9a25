import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { asSaid, reason } from '../../kernel/words/reasons.ts'
import type { Channel, Delivery, Message, Outcome } from '../channel.ts'
import { isLastingStatus } from './lasting-status.ts'

export interface MailSettings {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user?: string | undefined
  password: string | null
  from: string
  fromName: string
  replyTo?: string | undefined
}

/** Both below the two minutes that a channel has. */
const connectMillis = 20_000
const silenceMillis = 60_000
const chunkBytes = 64 * 1024

/** The same for every try of a delivery: so a second copy, and what comes back, can be recognised. */
export const messageIdOf = (deliveryId: string, from: string): string => `<${deliveryId}@${from.split('@')[1]}>`

/**
 * Mail by SMTP over one connection that is kept while it works. The protocol has one moment of doubt: after the last byte
 * of the message and before the server's answer (RFC 5321 4.2.5, RFC 1047). There and only there the outcome is unknown,
 * and a person decides; a mail may be sent once too few, never once too many.
 */
export function mailChannel(settings: MailSettings): Channel {
  let open: SMTPConnection | null = null

  async function connection(): Promise<SMTPConnection> {
    if (open) return open
    const made = new SMTPConnection({
      host: settings.host,
      port: settings.port,
      secure: settings.security === 'tls',
      requireTLS: settings.security === 'starttls',
      ignoreTLS: settings.security === 'none',
      connectionTimeout: connectMillis,
      greetingTimeout: connectMillis,
      socketTimeout: silenceMillis,
    })
    // A server that hangs up between two mails is no trouble of either.
    made.on('error', () => drop(made))
    made.on('end', () => drop(made))
    await new Promise<void>((resolve, reject) => {
      made.once('error', reject)
      made.connect((error) => {
        made.off('error', reject)
        error ? reject(error) : resolve()
      })
    })
    if (settings.user) {
      const credentials = { user: settings.user, pass: settings.password ?? '' }
      await new Promise<void>((resolve, reject) =>
        made.login({ credentials }, (error) => (error ? reject(error) : resolve())),
      )
    }
    open = made
    return made
  }
  function drop(which: SMTPConnection): void {
    if (open === which) open = null
    which.close()
  }

  return {
    name: 'e-mail',
    async send(message): Promise<Outcome> {
      if (!message.address || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(message.address))
        return { kind: 'refused', by: 'receiver', text: reason('e-mail-address-unusable') }
      const bytes = await compose(settings, message)
      let smtp: SMTPConnection
      try {
        smtp = await connection()
      } catch (error) {
        return { kind: 'again', text: reason('mail-server-away', { said: (error as Error).message }) }
      }
      const body = { ended: false }
      try {
        await transmit(
          smtp,
          { from: settings.from, to: [message.address], dsn: dsn(message.delivery) },
          stream(bytes, body),
        )
        return { kind: 'sent', providerId: messageIdOf(message.delivery.id, settings.from) }
      } catch (error) {
        drop(smtp)
        return judge(error as SmtpError, body.ended)
      }
    },
    // SMTP cannot be asked what it took.
    find: async () => ({
      kind: 'unknown',
      text: reason('mail-unconfirmed'),
    }),
    close: async () => {
      open?.quit()
      open = null
    },
  }
}

interface SmtpError extends Error {
  code?: string
  command?: string
  responseCode?: number
}

function judge(error: SmtpError, bodyEnded: boolean): Outcome {
  const code = error.responseCode ?? 0
  if (code >= 500) {
    const receivers = error.command === 'RCPT TO' || error.command === 'DATA'
    return receivers
      ? {
          kind: 'refused',
          by: 'receiver',
          text: asSaid(error.message),
          isAddressDead: error.command === 'RCPT TO' && isAboutAddress(error.message),
        }
      : { kind: 'again', text: reason('mail-server-refuses-us', { said: error.message }) }
  }
  // A 4xx answer says "not taken"; without the end of the message a server must not deliver it.
  if (code >= 400 || !bodyEnded) return { kind: 'again', text: asSaid(error.message) }
  return { kind: 'unknown', text: asSaid(error.message) }
}

/** "550 5.1.1 …" (RFC 3463). Three digits alone may be a server that does not like ours. */
function isAboutAddress(said: string): boolean {
  const status = /\b5\d\d[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(said)?.[1]
  return status !== undefined && isLastingStatus(status)
}

const dsn = (delivery: Delivery) => ({ id: delivery.id, return: 'headers' as const, notify: ['failure', 'delay'] })

const transmit = (
  smtp: SMTPConnection,
  envelope: Parameters<SMTPConnection['send']>[0],
  body: Readable,
): Promise<void> =>
  new Promise((resolve, reject) => {
    smtp.once('error', reject)
    smtp.send(envelope, body, (error) => {
      smtp.off('error', reject)
      error ? reject(error) : resolve()
    })
  })

/** Tells when the last byte was asked for: before that, the end of the message cannot have been sent. */
function stream(bytes: Uint8Array, state: { ended: boolean }): Readable {
  let at = 0
  return new Readable({
    read() {
      if (at >= bytes.length) {
        state.ended = true
        this.push(null)
        return
      }
      this.push(bytes.subarray(at, at + chunkBytes))
      at += chunkBytes
    },
  })
}

function compose(settings: MailSettings, { delivery, address, letter, files }: Message): Promise<Uint8Array> {
  return new MailComposer({
    from: { name: settings.fromName, address: settings.from },
    to: address!,
    ...(settings.replyTo ? { replyTo: settings.replyTo } : {}),
    subject: letter?.subject ?? files[0]?.name ?? '',
    text: letter?.text ?? '',
    messageId: messageIdOf(delivery.id, settings.from),
    // No answering machines (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: files.map(({ name, mediaType, bytes }) => ({
      filename: name,
      contentType: mediaType,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}
