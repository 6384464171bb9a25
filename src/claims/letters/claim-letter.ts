import { country } from '../../countries/index.ts'
import { addressLines } from '../../delivery/pdf/address-lines.ts'
import { accountFact, facts, referenceLabel, sortedAccounts, transferFacts } from '../../delivery/pdf/facts.ts'
import type { LetterSheet } from '../../delivery/pdf/letter-sheet.ts'
import type { Payable } from '../../delivery/pdf/payment-codes.ts'
import { baseSheet, dateOf, shortened } from '../../delivery/pdf/sheet.ts'
import { qrOf, slipOf } from '../../delivery/pdf/slip.ts'
import { textsOf } from '../../delivery/pdf/texts.ts'
import { writeAmount, writeDay, writeDecimal, writeMoney } from '../../delivery/pdf/write-figures.ts'
import type { DocumentParty, DocumentSeller, IssuedDocument, Language } from '../../formats/e-invoice/document.ts'
import type { BillingSetUp } from '../../invoicing/billing-set-up.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { planActs, planWords } from '../plan-words.ts'
import type { ClaimLetterKind } from './claim-letter-kinds.ts'
import { fill, inflect } from './fill.ts'

/** A part of a plan, or a document; minor units as text, as it is stored. */
export interface SaidRow {
  name: string
  dueOn: Day
  capital: string
  interest: string
  fee: string
  total: string
}

/** What a letter says, stored with it: the same words and figures come out whenever it is made. */
export interface Said {
  rows: SaidRow[]
  documents: string[]
  /** What is to be paid by which day, in minor units as text. */
  pay: string
  payBy: Day
  answerBy: Day | null
  /** Of how many parts, and which. */
  parts: number
  partNo: number | null
  /** The day on which the part was due. */
  dueOn: Day | null
  percent: string | null
  interest: 'none' | 'law'
  planFee: string
  noticeFee: string
  reminderFee: boolean
  /** The letter's own fee. */
  fee: string
  brokenAfterDays: number
  ended: 'broken' | 'ended' | null
  reference: string
  referenceKind: 'ocr' | 'kid' | 'number'
  groupId: Id | null
  /** Nothing is asked for before the bank has told of money through this day; null: it asks for nothing that is late. */
  knownThrough: Day | null
}

export interface ClaimLetter {
  kind: ClaimLetterKind
  language: Language
  madeOn: Day
  currency: string
  said: Said
  party: DocumentParty
  seller: DocumentSeller
  accounts: BillingSetUp['accounts']
  layout: IssuedDocument['layout']
  businessArea: IssuedDocument['businessArea']
}

const payableOf = ({ said, madeOn, seller, party, currency, accounts }: ClaimLetter): Payable => ({
  kind: 'letter',
  number: said.documents.length === 1 ? said.documents[0]! : '',
  issuedOn: madeOn,
  seller,
  buyer: party,
  currency,
  payment: { dueOn: said.payBy, reference: said.reference, referenceKind: said.referenceKind, accounts },
  totals: { payable: minor(BigInt(said.pay)), vat: minor(0n) },
})

function filler(
  { said, language, currency, party, seller }: ClaimLetter,
  place: 'letter' | 'mail' = 'letter',
): (text: string) => string {
  const money = (amount: string) => writeMoney(minor(BigInt(amount)), currency, language)
  const on = (day: Day | null) => (day ? writeDay(day, language) : '')
  const values: Record<string, string> = {
    documents: said.documents.join(', '),
    parts: String(said.parts),
    part: String(said.partNo ?? ''),
    due: on(said.dueOn),
    payBy: on(said.payBy),
    lastDay: on(said.payBy),
    answerBy: on(said.answerBy),
    percent: said.percent ? writeDecimal(said.percent, language) : '',
    planFee: money(said.planFee),
    noticeFee: money(said.noticeFee),
    fee: money(said.fee),
    days: String(said.brokenAfterDays),
    here: planWords[language].here[place],
    interestAct: planActs[seller.country][language].interest,
    feeAct: planActs[seller.country][language].fee,
  }
  return (text) => fill(inflect(text, Boolean(party.isPerson), said.documents.length > 1), values)
}

const openingOf = ({ kind, said, language }: ClaimLetter): string =>
  kind === 'plan-ended' ? planWords[language].ended[said.ended ?? 'ended'] : planWords[language].opening[kind]

/** Words and figures of the letter; the same facts give the same sheet. */
export function claimLetterSheet(letter: ClaimLetter): LetterSheet {
  const { kind, said, language, party, seller, currency, businessArea, layout, accounts } = letter
  const words = planWords[language]
  const say = textsOf(seller.country, language)
  const title = words.title[kind]
  const fill = filler(letter)
  const money = (amount: bigint) => writeMoney(minor(amount), currency, language)
  const amount = (value: bigint) => writeAmount(minor(value), currency, language)
  const sum = (name: 'capital' | 'interest' | 'fee' | 'total') =>
    said.rows.reduce((total, row) => total + BigInt(row[name]), 0n)
  const contact = businessArea ?? seller.contact
  const payable = payableOf(letter)
  const isWhole = isWholePlan(kind)
  const isOfDocuments = kind === 'plan-ended' || kind === 'deferral'
  return {
    ...baseSheet({ language, seller, businessArea, layout, payment: { accounts } }, say, null),
    title: [title, party.number].filter(Boolean).join(' '),
    description: `${title}, ${seller.name}`,
    date: dateOf(letter.madeOn),
    names: [title],
    number: null,
    mark: null,
    running: [shortened(title), shortened(seller.name)],
    attachment: null,
    // A plan is paid part by part, each by its own; a letter that asks for one sum says how to pay it.
    slip: isWhole ? null : slipOf(payable, planWords[country(seller.country).language].title[kind]),
    draft: null,
    window: seller.country === 'NO' ? 'left' : 'right',
    address: addressLines(party, seller),
    facts: facts([
      [words.sentOn, writeDay(letter.madeOn, language)],
      [say.customerNumber, party.number],
      [words.creditor, seller.name],
      [words.questions, [contact?.phone, contact?.email].filter(Boolean).join(', ')],
    ]),
    strip: facts([
      [isWhole ? words.total : words.toPay, money(isWhole ? sum('total') : BigInt(said.pay))],
      [isWhole ? words.firstDue : words.payBy, writeDay(said.payBy, language)],
      ...(kind === 'plan-proposed' && said.answerBy
        ? ([[words.answerBy, writeDay(said.answerBy, language)]] as [string, string][])
        : []),
      [referenceLabel(payable, say), said.reference],
    ]),
    opening: [fill(openingOf(letter))],
    claims: {
      heads: [
        isOfDocuments ? words.document : words.heads[0],
        '',
        '',
        words.heads[1],
        words.heads[2],
        words.heads[3],
        words.heads[4],
        words.heads[5],
      ],
      rows: said.rows.map((row) => ({
        cells: [
          row.name,
          '',
          '',
          writeDay(row.dueOn, language),
          amount(BigInt(row.capital)),
          amount(BigInt(row.interest)),
          amount(BigInt(row.fee)),
          amount(BigInt(row.total)),
        ],
        detail: null,
      })),
    },
    totals: [
      { label: words.sums.capital, detail: null, amount: amount(sum('capital')), strong: false },
      { label: words.sums.interest, detail: null, amount: amount(sum('interest')), strong: false },
      { label: words.sums.fee, detail: null, amount: amount(sum('fee')), strong: false },
      { label: words.sums.total, detail: null, amount: money(sum('total')), strong: true },
    ],
    sections: sectionsOf(letter).filter((section) => section.text !== ''),
    law: null,
    payment: {
      title: isWhole ? words.payTitle : words.toPay,
      facts: facts([
        [words.payee, seller.name],
        ...transferFacts(payable, say),
        [referenceLabel(payable, say), said.reference],
        [isWhole ? words.amount : words.toPay, money(BigInt(said.pay))],
      ]),
    },
    qr: isWhole ? null : qrOf(payable, say),
  }
}

function sectionsOf(letter: ClaimLetter): LetterSheet['sections'] {
  const { kind, said, language } = letter
  const words = planWords[language]
  const fill = filler(letter)
  const terms = (...texts: (string | false)[]) => ({
    title: words.terms,
    text: texts.flatMap((text) => (text ? [fill(text)] : [])).join(' '),
  })
  if (kind === 'plan-ended') return []
  if (kind === 'deferral')
    return [
      terms(
        said.interest === 'none' ? words.deferral.interestNone : words.deferral.interestRuns,
        BigInt(said.fee) > 0n && words.deferral.fee,
      ),
    ]
  if (kind === 'part-notice') return [{ title: words.brokenTitle, text: fill(words.broken) }]
  if (kind === 'part-reminder')
    return [terms(BigInt(said.fee) > 0n && words.thisFee), { title: words.brokenTitle, text: fill(words.lastDay) }]
  return [
    terms(
      said.interest === 'none' ? words.interestNone : words.interestLaw,
      BigInt(said.planFee) > 0n && words.planFee,
      BigInt(said.noticeFee) > 0n && words.noticeFee,
      said.reminderFee && words.reminderFee,
    ),
    { title: words.brokenTitle, text: fill(words.broken) },
    ...(kind === 'plan-proposed' ? [{ title: words.signTitle, text: fill(words.sign) }] : []),
  ]
}

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

const isWholePlan = (kind: ClaimLetterKind): boolean => kind === 'plan-proposed' || kind === 'plan-agreed'

/** Subject and text of the mail that carries a letter. */
export function claimLetterMail(letter: ClaimLetter): { subject: string; text: string } {
  const { said, language, seller, businessArea, currency, kind } = letter
  const words = planWords[language]
  const say = textsOf(seller.country, language)
  const payable = payableOf(letter)
  const account = sortedAccounts(payable)[0]
  const contact = businessArea ?? seller.contact
  const title = words.title[kind]
  const lines = [
    // Of a whole plan the first part is asked for, and the mail says so.
    `${isWholePlan(kind) ? words.amount : words.toPay}: ${writeMoney(minor(BigInt(said.pay)), currency, language)}`,
    `${isWholePlan(kind) ? words.firstDue : words.payBy}: ${writeDay(said.payBy, language)}`,
    ...(account ? [accountFact(account, say).join(': ')] : []),
    `${referenceLabel(payable, say)}: ${said.reference}`,
  ]
  const parts = [
    words.carrier.hello,
    filler(letter, 'mail')(openingOf(letter)),
    lines.join('\n'),
    words.carrier.attached,
    [words.carrier.regards, businessArea?.name, seller.name, contact?.phone, contact?.email].filter(Boolean).join('\n'),
  ]
  return { subject: plain(`${title}, ${seller.name}`), text: plain(parts.join('\n\n')) }
}
