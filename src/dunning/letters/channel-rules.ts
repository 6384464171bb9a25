import type { LetterKind } from '../../countries/claims.ts'
import type { Country } from '../../formats/e-invoice/document.ts'
import type { LetterChannel } from '../types.ts'

/**
 * Why a letter of this kind never goes by a channel, in plain English; null: it may. A text message cannot hold what the acts
 * want in a notice (inkassolagen 5 §, inkassoloven §§ 9, 10). In the Peppol network there is a document for reminders in
 * Norway alone (EHF Reminder), and it tells of one invoice; a Swedish reminder is never sent there.
 */
export function channelForbidden(
  country: Country,
  channel: LetterChannel,
  kind: LetterKind,
  claims: number,
): string | null {
  if (channel === 'sms' && kind !== 'reminder') return 'a text message cannot hold what the law wants in such a letter'
  if (channel !== 'peppol') return null
  if (country !== 'NO') return 'a reminder is never sent as a Peppol document here'
  if (kind !== 'reminder') return 'the Peppol network has a document for reminders alone'
  return claims === 1 ? null : `an EHF Reminder tells of one invoice, this letter of ${claims}`
}
