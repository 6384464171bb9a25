import type { LetterKind } from '../countries/claims.ts'
import type { Country } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { PartyFacts } from '../parties/queries.ts'
import { channelForbidden } from './letters/channel-rules.ts'
import type { LetterChannel } from './types.ts'

export interface ChosenChannel {
  channel: LetterChannel | null
  passedOver: { channel: LetterChannel; why: string }[]
}

/** What is to be sent: some letters never go by some channels. */
export interface LetterToSend {
  country: Country
  kind: LetterKind
  /** How many claims it tells of. */
  claims: number
}

/**
 * The first channel of the step by which such a letter may go, the customer can be reached, and to which he has consented; a
 * protected person gets paper through the authority alone.
 */
export function chooseChannel(
  wanted: readonly LetterChannel[],
  letter: LetterToSend,
  party: PartyFacts,
  on: Day,
): ChosenChannel {
  const passedOver: ChosenChannel['passedOver'] = []
  for (const channel of wanted) {
    const forbidden = channelForbidden(letter.country, channel, letter.kind, letter.claims) !== null
    const why = forbidden ? 'not-for-this-letter' : hindered(channel, party, on)
    if (why === null) return { channel, passedOver }
    passedOver.push({ channel, why })
  }
  return { channel: null, passedOver }
}

function hindered(channel: LetterChannel, party: PartyFacts, on: Day): string | null {
  const isProtected = party.protection !== 'none'
  if (channel === 'print') {
    if (isProtected) return party.hasForwardingAddress ? null : 'no-address'
    const address = party.buyer?.address
    return address && (address.street || address.postCode || address.city) ? null : 'no-address'
  }
  if (isProtected) return 'protected'
  const own = party.channels.filter((row) => row.channel === channel)
  // EHF Reminder is a format of Norway: its receivers are found under Norwegian numbers (ICD 0192).
  const rows = channel === 'peppol' ? own.filter((row) => row.address.startsWith('0192:')) : own
  if (rows.length === 0) return 'no-address'
  // There is no portal yet: what nobody can open there is not sent, and may bear no fee and no deadline.
  if (channel === 'portal') return 'nothing-there'
  const standing = rows.filter((row) => !(row.withdrawnOn && row.withdrawnOn <= on))
  if (standing.length === 0) return 'withdrawn'
  const agreed = standing.filter((row) => row.consentOn !== null && row.consentOn <= on)
  if (agreed.length === 0) return 'no-consent'
  return agreed.some((row) => !row.bounced) ? null : 'bounced'
}
