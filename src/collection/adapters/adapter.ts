import type {
  CollectionAnswer,
  CollectionCase,
  CollectionReport,
  Remittance,
} from '../../formats/collection/neutral.ts'
import type { Id } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Reason } from '../../kernel/words/reasons.ts'

export interface Document {
  /** "faktura-100001.pdf" */
  name: string
  mediaType: string
  bytes: Uint8Array
  /** The invoice that it is. */
  invoiceNumber: string
}

/** A row of collection_messages while a worker holds it, with what it carries. */
export interface OutMessage {
  id: Id
  /** The same key is the same message, whenever it is sent. */
  key: string
  body: { kind: 'register'; case: CollectionCase } | { kind: 'document' } | { kind: 'report'; report: CollectionReport }
  documents: Document[]
  /** The agency's own ids: by invoice number, as it gave them when it took the case. */
  agencyCases: Record<string, string>
  /** Its ids of earlier cases of the same invoices: what is found under them is another case. */
  earlier: string[]
}

export interface Taken {
  kind: 'taken'
  /** True: the agency itself said so; false: it lies where the agency fetches it, its receipt follows. */
  accepted: boolean
  agencyNumber?: string | null
  agencyCases?: Record<string, string>
  providerId?: string | null
}
export type Outcome =
  | Taken
  /** Not taken, and it never will be as it is. */
  | { kind: 'refused'; text: Reason }
  /** The agency's interface has no such word: a person tells it. Nothing has left. */
  | { kind: 'by-person'; text: Reason }
  /** Certainly not taken; may work later. */
  | { kind: 'again'; text: Reason; afterSeconds?: number }
  /** The answer was lost: taken or not; the agency is asked before anything is sent again. */
  | { kind: 'unknown'; text: Reason }
export type Finding = Taken | { kind: 'not-there' } | { kind: 'unknown'; text: Reason }

/** What came from the agency; a file's name and bytes are kept, and it is put away when the books have it. */
export interface Incoming {
  name: string
  bytes: Uint8Array
  answers: CollectionAnswer[]
  remittances: Remittance[]
  problems: Problem[]
  /** After the commit. */
  putAway(problems: readonly Problem[]): Promise<void>
}

/** An open case as `fetch` asks for it. */
export interface KnownCase {
  number: string
  agencyCases: Record<string, string>
}

/**
 * A way to an agency. It sends one message and says what became of it, finds what an interrupted sending has left, and
 * fetches what the agency has to say. It knows no books.
 */
export interface Adapter {
  /** Documents go in messages of their own, after the case was taken. */
  documentsApart: boolean
  /** So long after an answer was lost, "not there" is not believed: the agency may be slow to know what it took. */
  graceMinutes: number
  send(message: OutMessage): Promise<Outcome>
  find(message: OutMessage): Promise<Finding>
  /** The books know the outcome: what was kept to answer `find` may go. */
  forget(message: OutMessage): Promise<void>
  fetch(cases: readonly KnownCase[]): AsyncIterable<Incoming>
}
