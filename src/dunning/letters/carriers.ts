import { fill } from '../../claims/letters/fill.ts'
import { accountFact, referenceLabel, sortedAccounts } from '../../delivery/pdf/facts.ts'
import { textsOf } from '../../delivery/pdf/texts.ts'
import { writeDay, writeMoney } from '../../delivery/pdf/write-figures.ts'
import { filler, letterWords, payableOf, togetherOf, valuesOf } from './letter-content.ts'
import type { LetterFacts } from './letter-facts.ts'
import { totalOf } from './letter-facts.ts'
import { carrierWords, labelsOf } from './letter-words.ts'

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

/** Subject and text of the mail that carries a letter, in the customer's language; the step's own words where it has any. */
export function mailOf(facts: LetterFacts): { subject: string; text: string } {
  const say = carrierWords[facts.language]
  const label = labelsOf(facts.language)
  const words = letterWords(facts)
  const values = valuesOf(facts)
  const payable = payableOf(facts)
  const texts = textsOf(facts.seller.country, facts.language)
  const account = sortedAccounts(payable)[0]
  const contact = facts.businessArea ?? facts.seller.contact
  const numbers = facts.items.slice(0, 10).map(({ number }) => number)
  const lines = [
    // The table is in the letter: the mail names its documents.
    `${numbers.length === 1 ? label.document : label.documents}: ${numbers.join(', ')}${facts.items.length > 10 ? ' …' : ''}`,
    `${label.payTotal}: ${writeMoney(totalOf(facts), facts.currency, facts.language)}`,
    `${label.payBy}: ${writeDay(facts.deadlineOn, facts.language)}`,
    ...(account ? [accountFact(account, texts).join(': ')] : []),
    `${referenceLabel(payable, texts)}: ${facts.reference}`,
  ]
  const parts = [
    say.hello,
    [
      facts.text.text ? fill(facts.text.text, values) : filler(facts)(words.opening),
      togetherOf(facts, label, referenceLabel(payable, texts)),
    ]
      .filter(Boolean)
      .join(' '),
    lines.join('\n'),
    say.attached,
    [say.regards, facts.businessArea?.name, facts.seller.name, contact?.phone, contact?.email]
      .filter(Boolean)
      .join('\n'),
  ]
  const subject = facts.text.subject ?? fill(say.subject, { title: words.title })
  return { subject: plain(fill(subject, values)).replace(/\s+/g, ' '), text: plain(parts.join('\n\n')) }
}

/** "Bankgiro 991-2346" within a sentence; IBAN stays what it is. */
const midSentence = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLocaleLowerCase() + text.slice(1) : text

/** A reminder as a text message: who, how much, until when, where to, and whom to ask. */
export function textMessageOf(facts: LetterFacts): string {
  const payable = payableOf(facts)
  const texts = textsOf(facts.seller.country, facts.language)
  const account = sortedAccounts(payable)[0]
  const contact = facts.businessArea?.phone ?? facts.seller.contact?.phone ?? facts.seller.contact?.email
  const text = fill(carrierWords[facts.language].sms, {
    ...valuesOf(facts),
    account: account ? midSentence(accountFact(account, texts).join(' ')) : '',
    // "Quote {reference}": a bare number needs no name.
    reference:
      facts.referenceKind === 'number' ? facts.reference : `${referenceLabel(payable, texts)} ${facts.reference}`,
    contact: contact ?? facts.seller.name,
  })
  return plain(text).replace(/\s+/g, ' ').trim()
}
