import type { PostalAddress } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'

export const clearableFields = [
  'customerKind',
  'vatNumber',
  'currency',
  'termsDays',
  'theirReference',
  'contact',
  'address',
] as const

export type ClearableField = (typeof clearableFields)[number]

/** A customer or supplier as a person, a file or a register gives it. What is left out keeps what the register knows. */
export interface PartyInput {
  number?: string | null
  kind?: 'person' | 'company' | 'public' | 'internal' | null
  customerKind?: string | null
  name?: string | null
  country?: string | null
  identityNumber?: string | null
  vatNumber?: string | null
  language?: 'sv' | 'nb' | 'bg' | 'en' | null
  currency?: string | null
  termsDays?: number | null
  counterpartyCode?: string | null
  theirReference?: string | null
  isCustomer?: boolean
  isSupplier?: boolean
  /** Number of the party that pays; '' ends it. */
  payerNumber?: string | null
  /** Raises the protection; only parties.set-protection lowers it. */
  protection?: 'none' | 'secrecy-marked' | 'protected-registration'
  address?: Partial<PostalAddress> | null
  forwardingAddress?: Partial<PostalAddress> | null
  contact?: { name?: string | null; phone?: string | null; email?: string | null } | null
  channels?: {
    channel: string
    address: string
    consentOn?: Day | null
    consentSource?: string | null
    priority?: number
  }[]
  /** Business areas that alone see a new party. A known one that everybody sees stays so. */
  areaIds?: Id[]
  /** A value of '' takes the field away. */
  freeFields?: Record<string, string>
  /** What is left out is kept; these are emptied. */
  clear?: ClearableField[]
  /** Fields as the person saw them: refused where another has changed them since. */
  was?: Partial<Seen>
  /** Where it comes from: 'person', 'order-file', 'csv', a register's name. */
  source: string
}

/** The fields that two persons may change at once. */
export interface Seen {
  name: string | null
  identityNumber: string | null
  vatNumber: string | null
  customerKind: string | null
  theirReference: string | null
  currency: string | null
  termsDays: number | null
  language: string | null
  payerNumber: string | null
  address: Partial<PostalAddress> | null
  contact: PartyInput['contact']
  freeFields: Record<string, string> | null
}

export interface SavedParty {
  id: Id | null
  number: string | null
  outcome: 'created' | 'updated' | 'unchanged' | 'rejected'
  problems: Problem[]
}
