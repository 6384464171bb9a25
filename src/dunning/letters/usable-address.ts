import type { PartyFacts } from '../../parties/queries.ts'

/** The first address of a channel that may be used on a day: accepted, not withdrawn, not bounced; none of a protected person. */
export function usableLetterAddress(
  party: PartyFacts,
  channel: 'peppol' | 'e-mail' | 'sms' | 'portal',
  today: string,
): string | null {
  if (party.protection !== 'none') return null
  const found = party.channels.find(
    (row) =>
      row.channel === channel &&
      !row.bounced &&
      row.consentOn !== null &&
      row.consentOn <= today &&
      !(row.withdrawnOn && row.withdrawnOn <= today),
  )
  return found?.address ?? null
}
