import type { PostalAddress } from '../formats/e-invoice/document.ts'
import type { Id } from '../kernel/id.ts'
import type { Reason } from '../kernel/words/reasons.ts'

export type ChannelName = 'peppol' | 'e-mail' | 'sms' | 'print' | 'portal' | 'folder' | 'internal'
export const channelNames = ['peppol', 'e-mail', 'sms', 'print', 'portal', 'folder', 'internal'] as const

/** A row of the outbox while a worker holds it. */
export interface Delivery {
  id: Id
  /** A claim-letter is about a plan or a deferral; a notice goes to a colleague. */
  subjectKind: 'invoice' | 'statement' | 'letter' | 'claim-letter' | 'notice'
  subjectId: Id
  channel: ChannelName
  attempt: number
  partyId: Id | null
  businessAreaId: Id | null
  /** How often it was taken up; together with the state it says whose turn it is. */
  tries: number
  /** When its bytes may have begun to leave; null: nothing has left. */
  begunAt: Date | null
}

export interface DeliveryFile {
  /** "faktura-100001.pdf": letters, digits and hyphens. */
  name: string
  mediaType: string
  bytes: Uint8Array
}

/** What leaves: bytes and where they go. A channel knows nothing of what the document is about. */
export interface Message {
  delivery: Delivery
  /** E-mail address, Peppol participant ("0007:2120000142"); null where the channel needs none. */
  address: string | null
  /** To whom a letter goes: as it stands on the paper. */
  recipient: { name: string; address: PostalAddress }
  /** The first is the document itself. */
  files: DeliveryFile[]
  /** For the index beside the files: number, kind, day, amount, receiver. */
  facts: Record<string, string | number | null>
  /** Subject and text, in the receiver's language. */
  letter: { subject: string; text: string } | null
  /** Who sends to whom in the Peppol network, and what. */
  peppol: { sender: string; receiver: string; documentType: string; process: string; country: string } | null
}

/** What became of an attempt to send. */
export type Outcome =
  /** Taken by the next hand, which gave it this id. */
  | { kind: 'sent'; providerId: string; text?: Reason }
  /** Taken by the receiver, or by his side of the network. */
  | { kind: 'delivered'; providerId: string; text?: Reason }
  /**
   * Not taken, and the same bytes never will be: for a reason that lies with the receiver (no such address: another
   * channel may reach him), with the document, or with us. `isAddressDead`: nothing at all reaches that address.
   */
  | {
      kind: 'refused'
      by: 'receiver' | 'document' | 'us'
      text: Reason
      data?: Record<string, unknown>
      isAddressDead?: boolean
    }
  /** Certainly not taken; may work later. */
  | { kind: 'again'; text: Reason }
  /** The answer was lost: taken or not. */
  | { kind: 'unknown'; text: Reason }

/** What a channel finds when it is asked about a message whose outcome is unknown. */
export type Finding = Outcome | { kind: 'not-sent' } | { kind: 'ask-later'; text: Reason }

/**
 * One way out, as an adapter to an outside party. `send` is never called twice for the same delivery unless `find` or the
 * outcome of the first call said that nothing was taken.
 */
export interface Channel {
  readonly name: ChannelName
  /** How many messages it may be given at the same time; one, when it does not say. */
  readonly atOnce?: number
  /** Ends within two minutes, by itself. */
  send(message: Message): Promise<Outcome>
  /** After a crash or a lost answer. */
  find(delivery: Delivery): Promise<Finding>
  /** The outcome is in the books: what was kept for `find` may go. */
  forget?(delivery: Delivery): Promise<void>
  /** What became of it after it was sent; null when nothing is known yet. */
  ask?(delivery: Delivery, providerId: string): Promise<Outcome | null>
  close(): Promise<void>
}
