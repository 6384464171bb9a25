import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { formatsOf } from '../../lang/formats.ts'
import { say } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { texts } from './texts.ts'

/** Why a row of a billing run is held; above a credit limit the program says two figures alone ("1100.00 SEK > 1000.00 SEK"). */
export function sayHold({ kind, reason }: { kind: string; reason: string }, language: Language): string {
  const [, owes, limit, currency] =
    (kind === 'credit-limit' && /^(-?[\d.]+) [A-Z]{3} > ([\d.]+) ([A-Z]{3})$/.exec(reason)) || []
  if (!owes || !limit || !currency) return sayReason(reason, language)
  const money = (amount: string) => `${formatsOf(language).amount(amount)}\u00a0${currency}`
  return say(language, texts.overLimitSays, { owes: money(owes), limit: money(limit) })
}
