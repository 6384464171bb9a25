import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import type { Formats } from '../../../lang/formats.ts'
import type { Say } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { addDays } from '../../../lang/read-entry.ts'
import { texts as lawTexts } from '../policies/texts.ts'
import type { Row } from './shapes.ts'
import { texts } from './texts.ts'

const word = (list: object, code: string): Phrase | undefined => (list as Record<string, Phrase>)[code]
export const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)

/** A code that no phrase knows is said as it is. */
export const phraseOf = (list: object, code: string): Phrase =>
  word(list, code) ?? { sv: code, nb: code, bg: code, en: code }

export const stateNames: Record<string, Phrase> = {
  '': common.all,
  proposed: texts.goes,
  done: texts.wentOut,
  held: texts.held,
  rejected: texts.dropped,
  excluded: texts['group.excluded'],
  recalled: texts['group.recalled'],
}

/** Why a claim is held, in a word or two: a hindrance of its own, or a reason of the run. */
export const sayCause = (t: Say, code: string): string => {
  const phrase = word(codes.dunningCause, code) ?? word(codes.hindrance, code)
  return phrase ? capital(t(phrase)) : code
}
/** What is known of a cause besides its name: which money it is and why it may be meant, which row of the law lacks and from when, what who let it rest has said. */
export function sayCauseMore({ code, data }: Row['causes'][number], t: Say, formats: Formats): string | null {
  const given = (key: string) => (typeof data?.[key] === 'string' ? data[key] : null)
  const how = word(texts, `money.${given('how')}`)
  if ((code === 'unapplied-money' || code === 'refund-pending') && how) {
    const [amount, from] = [given('amount'), given('from')]
    const plain = amount ? `${formats.amount(amount)}\u00a0${given('currency') ?? ''}` : ''
    const money = from ? `${plain} (${formats.dayInText(from, 'short')})` : plain
    return code === 'refund-pending' ? money : t(how, { amount: money })
  }
  // The words of who let it rest.
  if (given('reason')) return given('reason')
  if (code === 'law-missing') {
    const name = word(lawTexts, `law.${given('name')}`)
    const what = name ? t(name) : given('what')
    if (!what) return null
    const from = given('from')
    return from ? t(texts.rateFrom, { what, day: formats.dayInText(from, 'short') }) : what
  }
  return null
}
export const sayKind = (t: Say, kind: string): string => {
  const phrase = word(codes.stepKind, kind)
  return phrase ? capital(t(phrase)) : kind
}
export const sayChannel = (t: Say, channel: string): string => {
  const phrase = word(codes.channel, channel)
  return phrase ? t(phrase) : channel
}

/** The last day of a rest, as a person gave it (the server tells the first day after it); of a law the first day that it allows. */
export const sayUntil = (code: string, day: string, cause: string, t: Say, formats: Formats): string =>
  code === 'law-too-early'
    ? t(texts.notBefore, { cause, day: formats.dayInText(day, 'short') })
    : t(texts.until, { cause, day: formats.dayInText(addDays(day, -1), 'short') })

/** Why a channel was passed over that needs no word in the list: it is the same for most rows. */
const plain: ReadonlySet<string> = new Set(['no-address', 'not-for-this-letter'])

/** Why a row stands where it does, in one line: how late, the letter before, what holds it, what was changed about it. */
export function sayWhy(row: Row, on: string, t: Say, formats: Formats): string {
  const parts: string[] = []
  const { change } = row
  if (row.group === 'changed' && change) parts.push(t(texts[`change.${change}` as keyof typeof texts]))
  if (row.excluded) parts.push(row.excluded)
  if (row.heldBecause) parts.push(row.heldBecause)
  if (row.state === 'held') {
    const until = row.causes.find((cause) => cause.until)
    // The first one stands in the chip beside it; two payments of one day and sum say the same.
    const rest = new Set(row.causes.slice(1).map(({ code }) => sayCause(t, code)))
    rest.delete(sayCause(t, row.causes[0]?.code ?? ''))
    if (until) parts.push(sayUntil(until.code, until.until!, '', t, formats).replace(/^, /, '').trim())
    parts.push(...rest, ...new Set(row.causes.flatMap((cause) => sayCauseMore(cause, t, formats) ?? [])))
  }
  if (row.releasedBecause) parts.push(row.releasedBecause)
  const late = Math.round((Date.parse(on) - Date.parse(row.dueOn)) / 86_400_000)
  const sentOn = row.before ? formats.dayInText(row.before.sentOn, 'short') : ''
  if (row.before)
    parts.push(
      // After another reason the letter alone: three lines of one row are hard to read.
      parts.length > 0
        ? t(texts.letterBefore, { kind: sayKind(t, row.before.kind), day: sentOn })
        : t(texts.letterUnpaid, { kind: sayKind(t, row.before.kind).toLowerCase(), day: sentOn }),
    )
  else if (late > 0) parts.push(t(texts.daysLate, { n: late }))
  if (!row.before && row.state !== 'held') parts.push(t(texts.firstStep))
  const passed = row.passedOver.find(({ why }) => `passed.${why}` in texts && !plain.has(why))
  if (passed && row.channel)
    parts.push(
      `${capital(t(texts[`passed.${passed.why}` as keyof typeof texts], { channel: sayChannel(t, passed.channel) }))}, ${t(texts.goesBy, { channel: sayChannel(t, row.channel) })}`,
    )
  return parts.length > 0 ? capital(parts.join(' · ')) : '–'
}
