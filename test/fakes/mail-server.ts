import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** What the server does with one mail. */
export type MailBehaviour =
  | 'good'
  | 'refuse-receiver'
  | 'no-such-mailbox'
  | 'defer-receiver'
  | 'refuse-content'
  | 'drop-before-data'
  | 'drop-after-data'
  | 'take-and-drop'

export interface MailServer {
  port: number
  next: MailBehaviour[]
  /** Mails that the server took to deliver. */
  taken: { to: string; source: string }[]
  close(): Promise<void>
}

/** A real SMTP server that misbehaves on demand, one mail at a time; then it is good. */
export async function openMailServer(login?: { user: string; password: string }): Promise<MailServer> {
  let now: MailBehaviour = 'good'
  let last: Socket | undefined
  const fail = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })
  const server = new SMTPServer({
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    authOptional: !login,
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === login?.user && auth.password === login?.password
        ? done(null, { user: 'x' })
        : done(fail(535, 'wrong password')),
    onRcptTo: (address, _session, done) => {
      now = mail.next.shift() ?? 'good'
      if (now === 'refuse-receiver') return done(fail(550, `<${address.address}>: not taken`))
      if (now === 'no-such-mailbox') return done(fail(550, `5.1.1 <${address.address}>: no such mailbox`))
      if (now === 'defer-receiver') return done(fail(451, 'try again later'))
      done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      if (now === 'drop-before-data') {
        stream.resume()
        return void last?.destroy()
      }
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (now === 'refuse-content') return done(fail(554, 'content refused'))
        if (now === 'good' || now === 'take-and-drop')
          mail.taken.push({ to: session.envelope.rcptTo[0]?.address ?? '', source: Buffer.concat(chunks).toString() })
        if (now === 'take-and-drop' || now === 'drop-after-data') return void last?.destroy()
        done()
      })
    },
  })
  server.on('error', () => {})
  // The library keeps its sockets to itself: the newest connection is the one that speaks.
  server.server.on('connection', (socket: Socket) => {
    last = socket
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const mail: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    next: [],
    taken: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return mail
}
