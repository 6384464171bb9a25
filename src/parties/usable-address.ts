import type { PartyFacts } from './queries.ts'

/** The first address of a channel that may be used on the day: accepted (ML 17:20, ЗДДС чл. 114 ал. 9), not withdrawn, not bounced; none of a protected person. */
export function usableAddress(
  party: Pick<PartyFacts, 'protection' | 'channels'>,
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
