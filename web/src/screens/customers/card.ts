import type { Output } from '../../api/call.ts'

/** A dialog that the card can open. */
export type Asked = `unmerge:${string}` | 'rest' | 'areas' | 'protection' | 'forget' | 'merge' | 'reveal'

export interface Channel {
  channel: string
  address: string
  priority: number
  consentOn: string | null
  consentSource: string | null
  withdrawnOn: string | null
  bounced: boolean
}
export interface Address {
  purpose: string
  validFrom: string
  validTo: string | null
  careOf: string | null
  street: string | null
  street2: string | null
  postCode: string | null
  city: string | null
  country: string
  source: string
}
export interface Contact {
  id: string
  name: string
  phone: string | null
  email: string | null
  role: string | null
}
export interface Note {
  id: string
  notedAt: string
  notedBy: string | null
  text: string
  followUpOn: string | null
  doneAt: string | null
}
export interface BankAccount {
  scheme: string
  account: string
  state: string
  lastSeenOn: string
}
export interface Version {
  versionNo: number
  recordedAt: string
  recordedBy: string | null
  name: string | null
  address: Partial<Address> | null
  forgotten: boolean
}
/** Of a protected person only kind, protection, language, terms, state and the day of the forwarding address are told. */
export interface Party {
  kind: string
  protection: string
  closedOn: string | null
  language: string
  currency: string | null
  termsDays: number | null
  versionNo: number
  customerKind?: string | null
  country?: string
  identityNumber?: string | null
  vatNumber?: string | null
  payerNumber?: string | null
  counterpartyCode?: string | null
  theirReference?: string | null
  freeFields?: Record<string, string>
  contact?: { name: string | null; phone: string | null; email: string | null } | null
  forgotten?: boolean
  forwardingFrom?: string | null
}
/** What parties.read answers, with its parts named. */
export interface Card {
  id: string
  number: string
  name: string
  masked: boolean
  party: Party
  addresses: Address[]
  channels: Channel[]
  contacts: Contact[]
  notes: Note[]
  bankAccounts: BankAccount[]
  businessAreas: string[]
  versions: Version[]
  events: { id: string; verb: string; at: string; by: string | null }[]
  lastLook: { at: string; by: string | null } | null
  mergedFrom: string[]
}
export const cardOf = (read: Output<'parties.read'>): Card => read as unknown as Card

/** What was shown for a minute, laid over the masked card. */
export const withRevealed = (card: Card, shown: Output<'parties.reveal'>): Card =>
  ({
    ...card,
    name: shown.name,
    masked: false,
    party: { ...shown.party, forwardingFrom: card.party.forwardingFrom },
    addresses: shown.addresses,
    channels: shown.channels,
    contacts: shown.contacts,
    notes: shown.notes,
  }) as unknown as Card

export const currentAddress = (card: Card): Address | undefined =>
  card.addresses.find(({ purpose, validTo }) => purpose === 'postal' && validTo === null)

export const addressLine = (address: Partial<Address> | null | undefined): string =>
  [
    address?.careOf && `c/o ${address.careOf}`,
    address?.street,
    address?.street2,
    [address?.postCode, address?.city].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join(', ')

/** A personal number by its first part: "19870412-••••"; a firm's number is public. */
export const shownIdentity = (party: Party): string => {
  const number = party.identityNumber ?? ''
  if (!number) return ''
  if (party.kind !== 'person')
    return party.country === 'SE' && number.length === 10 ? `${number.slice(0, 6)}-${number.slice(6)}` : number
  return party.country === 'SE'
    ? `${number.slice(0, 8)}-••••`
    : `${number.slice(0, 6)}••••${'•'.repeat(Math.max(number.length - 10, 0))}`
}

/** "•••• 4417" */
export const shownAccount = (account: string): string => `•••• ${account.slice(-4)}`
