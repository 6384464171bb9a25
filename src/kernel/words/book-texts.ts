import type { Language, Phrases } from './phrase.ts'
import { wordOf } from './phrase.ts'
import { voucherKinds } from './voucher-kinds.ts'

const phrases: Phrases = {
  ...voucherKinds,
  reversal: { sv: 'rättelse', nb: 'tilbakeføring', bg: 'сторно', en: 'reversal' },
  'balances-out': {
    sv: 'byte av redovisningsvaluta, saldon ut',
    nb: 'omregning til ny valuta, saldoer ut',
    bg: 'превалутиране, изписани салда',
    en: 'redenomination, balances out',
  },
  'balances-in': {
    sv: 'byte av redovisningsvaluta, saldon in',
    nb: 'omregning til ny valuta, saldoer inn',
    bg: 'превалутиране, заведени салда',
    en: 'redenomination, balances in',
  },
  'items-out': {
    sv: 'byte av redovisningsvaluta, poster ut',
    nb: 'omregning til ny valuta, poster ut',
    bg: 'превалутиране, изписани позиции',
    en: 'redenomination, items out',
  },
  'items-in': {
    sv: 'byte av redovisningsvaluta, poster in',
    nb: 'omregning til ny valuta, poster inn',
    bg: 'превалутиране, заведени позиции',
    en: 'redenomination, items in',
  },
  'redenomination-rounding': {
    sv: 'avrundning vid byte av redovisningsvaluta',
    nb: 'avrunding ved omregning til ny valuta',
    bg: 'закръгления от превалутирането',
    en: 'rounding of the redenomination',
  },
  'redenomination-clearing': {
    sv: 'avräkning vid byte av redovisningsvaluta',
    nb: 'avregning ved omregning til ny valuta',
    bg: 'преизчисляване при превалутиране',
    en: 'clearing of the redenomination',
  },
  'take-over-clearing': {
    sv: 'Avräkning vid övertagande',
    nb: 'Avregning ved overtakelse',
    bg: 'Разчет при прехвърляне на отчетността',
    en: 'Take-over clearing',
  },
  'payment-identified': {
    sv: 'identifierad betalning',
    nb: 'identifisert betaling',
    bg: 'установено плащане',
    en: 'payment identified',
  },
  'internal-settlement': {
    sv: 'intern avräkning',
    nb: 'intern avregning',
    bg: 'вътрешен разчет',
    en: 'internal settlement',
  },
}

export type BookText =
  | 'reversal'
  | 'annulment'
  | 'exchange-difference'
  | 'small-difference'
  | 'set-off'
  | 'revaluation'
  | 'take-over'
  | 'transfer'
  | 'balances-out'
  | 'balances-in'
  | 'items-out'
  | 'items-in'
  | 'redenomination-rounding'
  | 'redenomination-clearing'
  | 'take-over-clearing'
  | 'payment-identified'
  | 'internal-settlement'

/** What the program itself writes as the text of a voucher: in the company's language, since auditors read the books. */
export const bookText = (language: Language, what: BookText, of = ''): string =>
  `${wordOf(phrases, what, language)}${what === 'reversal' && of ? ':' : ''} ${of}`.trim()
