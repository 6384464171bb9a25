/** What the file says, as written; `payments.ts` decides what it means. Fields stay null where the file is silent. */

export interface Amount {
  text: string
  currency: string
}

export interface Account {
  iban: string | null
  /** National number without scheme in old versions (BBAN, PrtryAcct), Othr/Id in newer ones. */
  other: string | null
  scheme: string | null
}

export interface Party {
  name: string | null
  identityNumber: string | null
  street: string | null
  building: string | null
  postCode: string | null
  town: string | null
  country: string | null
  lines: string[]
}

export interface Charge {
  amount: Amount
  credit: boolean
  /** False: charged apart, not taken from this amount. */
  included: boolean
}

export interface Document {
  kind: string | null
  number: string | null
}

/** One Strd: what the payer says that he pays. */
export interface Remittance {
  reference: string | null
  referenceType: string | null
  documents: Document[]
  remitted: Amount | null
  creditNote: Amount | null
}

export interface Exchanged {
  instructed: Amount | null
  transaction: Amount | null
  counterValue: Amount | null
  rate: string | null
}

/** What an entry and its details share. */
export interface Piece {
  amount: Amount | null
  direction: string | null
  bankReference: string | null
  domain: string | null
  family: string | null
  subFamily: string | null
  proprietary: string | null
  exchanged: Exchanged | null
  charges: Charge[]
  chargesTotal: Amount | null
  information: string[]
}

/** One TxDtls. */
export interface Detail extends Piece {
  line: number
  endToEndId: string | null
  instructionId: string | null
  transactionId: string | null
  debtor: Party | null
  creditor: Party | null
  ultimateDebtor: Party | null
  ultimateCreditor: Party | null
  debtorAccount: Account | null
  creditorAccount: Account | null
  texts: string[]
  remittances: Remittance[]
  returnCode: string | null
  returnTexts: string[]
  returned: boolean
}

/** One Ntry. */
export interface Entry extends Piece {
  path: string
  line: number
  reversal: boolean
  status: string | null
  bookedOn: string | null
  valueOn: string | null
  batchCount: number | null
  details: Detail[]
}

export interface Balance {
  code: string
  subCode: string | null
  amount: Amount | null
  direction: string | null
  on: string | null
}

/** One line of TxsSummry: stated by the bank, proved by the reader. */
export interface Summary {
  count: string | null
  sum: string | null
  net: string | null
  netDirection: string | null
}

export interface Statement {
  path: string
  id: string | null
  page: string | null
  lastPage: string | null
  account: Account | null
  currency: string | null
  balances: Balance[]
  all: Summary
  credits: Summary
  debits: Summary
}

export const newAccount = (): Account => ({ iban: null, other: null, scheme: null })

export const newParty = (): Party => ({
  name: null,
  identityNumber: null,
  street: null,
  building: null,
  postCode: null,
  town: null,
  country: null,
  lines: [],
})

export const newRemittance = (): Remittance => ({
  reference: null,
  referenceType: null,
  documents: [],
  remitted: null,
  creditNote: null,
})

export const newExchanged = (): Exchanged => ({ instructed: null, transaction: null, counterValue: null, rate: null })

export const newDetail = (line: number): Detail => ({
  amount: null,
  direction: null,
  bankReference: null,
  domain: null,
  family: null,
  subFamily: null,
  proprietary: null,
  exchanged: null,
  charges: [],
  chargesTotal: null,
  information: [],
  line,
  endToEndId: null,
  instructionId: null,
  transactionId: null,
  debtor: null,
  creditor: null,
  ultimateDebtor: null,
  ultimateCreditor: null,
  debtorAccount: null,
  creditorAccount: null,
  texts: [],
  remittances: [],
  returnCode: null,
  returnTexts: [],
  returned: false,
})

export const newEntry = (path: string, line: number): Entry => ({
  amount: null,
  direction: null,
  bankReference: null,
  domain: null,
  family: null,
  subFamily: null,
  proprietary: null,
  exchanged: null,
  charges: [],
  chargesTotal: null,
  information: [],
  path,
  line,
  reversal: false,
  status: null,
  bookedOn: null,
  valueOn: null,
  batchCount: null,
  details: [],
})

const newSummary = (): Summary => ({ count: null, sum: null, net: null, netDirection: null })

export const newStatement = (path: string): Statement => ({
  path,
  id: null,
  page: null,
  lastPage: null,
  account: null,
  currency: null,
  balances: [],
  all: newSummary(),
  credits: newSummary(),
  debits: newSummary(),
})
