import type { LetterKind } from '../../countries/claims.ts'
import type { Country } from '../../formats/e-invoice/document.ts'
import { type Reason, reason } from '../../kernel/words/reasons.ts'
import type { LetterChannel } from '../types.ts'

/**
 * Why a letter of this kind never goes by a channel; null: it may. A text message cannot hold what the acts
 * want in a notice (inkassolagen 5 §, inkassoloven §§ 9, 10). In the Peppol network there is a document for reminders in
 * Norway alone (EHF Reminder), and it tells of one invoice; a Swedish reminder is never sent there.
 */
export function channelForbidden(
  country: Country,
  channel: LetterChannel,
  kind: LetterKind,
  claims: number,
): Reason | null {
  if (channel === 'sms' && kind !== 'reminder') return reason('channel-sms-law')
  if (channel !== 'peppol') return null
  if (country !== 'NO') return reason('channel-peppol-country')
  if (kind !== 'reminder') return reason('channel-peppol-kind')
  return claims === 1 ? null : reason('channel-peppol-claims', { count: claims })
}
