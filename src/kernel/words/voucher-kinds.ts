import { codes } from './codes.ts'
import type { Phrases } from './phrase.ts'

/** Transaction types: those that a company has from the start; one of its own is shown by its code. */
export const voucherKinds: Phrases = {
  ...codes.documentKind,
  payment: codes.itemKind.payment,
  refund: codes.itemKind.refund,
  return: { sv: 'retur från banken', nb: 'retur fra banken', bg: 'връщане от банката', en: 'return by the bank' },
  'set-off': { sv: 'kvittning', nb: 'motregning', bg: 'прихващане', en: 'set-off' },
  'small-difference': { sv: 'öresdifferens', nb: 'øredifferanse', bg: 'малка разлика', en: 'small difference' },
  'exchange-difference': codes.reconciliationCause['exchange-difference'],
  revaluation: codes.runKind.revaluation,
  redenomination: codes.runKind.redenomination,
  annulment: { sv: 'makulering', nb: 'annullering', bg: 'анулиране', en: 'annulment' },
  'take-over': codes.itemKind['take-over'],
  transfer: codes.itemKind.transfer,
  'write-off': codes.itemKind['write-off'],
  charge: codes.itemKind.charge,
  fee: { sv: 'påminnelseavgift', nb: 'purregebyr', bg: 'такса за напомняне', en: 'reminder fee' },
  interest: { sv: 'dröjsmålsränta', nb: 'forsinkelsesrente', bg: 'лихва за забава', en: 'late-payment interest' },
  compensation: {
    sv: 'förseningsersättning',
    nb: 'standardkompensasjon',
    bg: 'обезщетение за разноски',
    en: 'delay compensation',
  },
  'collection-cost': {
    sv: 'inkassokostnad',
    nb: 'inkassokostnad',
    bg: 'разноски по събиране',
    en: 'collection cost',
  },
  'charge-waiver': {
    sv: 'eftergiven avgift eller ränta',
    nb: 'ettergitt gebyr eller rente',
    bg: 'опростена такса или лихва',
    en: 'charge waived',
  },
}
