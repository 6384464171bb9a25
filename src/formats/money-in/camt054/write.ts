import type { Day } from '../../../kernel/day.ts'
import { absolute, formatMinor, type Minor } from '../../../kernel/money.ts'
import type { AccountNumber, PaymentReference } from '../../format.ts'

/** One notification about one account, camt.054.001.08. */
export interface Notification {
  /** At most 35 characters; entries get "<id>-<number>" as reference of the bank. */
  id: string
  /** ISO instant: "2026-09-01T06:00:00Z". */
  createdAt: string
  account: AccountNumber
  /** The number that was paid to, where it is not the account: a bankgiro. */
  payee?: AccountNumber
  currency: string
  bookedOn: Day
  /** Payments of one batch entry; 1 gives each payment an entry of its own. */
  batchSize?: number
}

export interface NotifiedPayment {
  /** + in, − out: a payment out, or one that comes back, is an entry of its own. */
  amount: Minor
  /** At most 35 characters; without one the payment is the n-th of its entry. */
  bankReference?: string
  endToEndId?: string
  references?: readonly PaymentReference[]
  /** Lines of at most 140 characters. */
  text?: string
  payer?: { name?: string; account?: AccountNumber; identityNumber?: string }
  returned?: { reasonCode: string; reason?: string }
}

/**
 * Writes a notification as a bank sends it: valid against the official schema, batches as one entry with details. Made
 * for demonstrations, tests and measuring; pieces are yielded so that size costs no memory.
 */
export function* writeCamt054(notification: Notification, payments: Iterable<NotifiedPayment>): Iterable<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(head(notification))
  let entries = 0
  for (const batch of batched(payments, notification.batchSize ?? 1))
    yield encoder.encode(entry(notification, batch, ++entries))
  yield encoder.encode('    </Ntfctn>\n  </BkToCstmrDbtCdtNtfctn>\n</Document>\n')
}

function* batched(payments: Iterable<NotifiedPayment>, size: number): Iterable<NotifiedPayment[]> {
  let batch: NotifiedPayment[] = []
  for (const payment of payments) {
    if (payment.amount < 0n || payment.returned) {
      if (batch.length > 0) yield batch
      batch = []
      yield [payment]
      continue
    }
    batch.push(payment)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function head({ id, createdAt, account, currency }: Notification): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
  <BkToCstmrDbtCdtNtfctn>
    <GrpHdr><MsgId>${escaped(id)}</MsgId><CreDtTm>${createdAt}</CreDtTm></GrpHdr>
    <Ntfctn>
      <Id>${escaped(id)}</Id>
      <CreDtTm>${createdAt}</CreDtTm>
      <Acct>${accountId(account)}<Ccy>${currency}</Ccy></Acct>
`
}

function entry(notification: Notification, batch: readonly NotifiedPayment[], number: number): string {
  const { currency, bookedOn, id } = notification
  const total = batch.reduce((sum, payment) => sum + payment.amount, 0n)
  const [direction, family, subFamily] =
    total < 0n
      ? ['DBIT', 'ICDT', 'DMCT']
      : batch.some((payment) => payment.returned)
        ? ['CRDT', 'RCDT', 'RRTN']
        : ['CRDT', 'RCDT', 'DMCT']
  const amount = `<Amt Ccy="${currency}">${unsigned(total, currency)}</Amt><CdtDbtInd>${direction}</CdtDbtInd>`
  const batchTotal =
    batch.length === 1
      ? ''
      : `\n          <Btch><NbOfTxs>${batch.length}</NbOfTxs><TtlAmt Ccy="${currency}">${unsigned(total, currency)}</TtlAmt><CdtDbtInd>${direction}</CdtDbtInd></Btch>`
  return `      <Ntry>
        <NtryRef>${number}</NtryRef>${amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${bookedOn}</Dt></BookgDt><ValDt><Dt>${bookedOn}</Dt></ValDt>
        <AcctSvcrRef>${escaped(`${id}-${number}`)}</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${subFamily}</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls>${batchTotal}
${batch.map((payment) => detail(notification, payment)).join('')}        </NtryDtls>
      </Ntry>
`
}

function detail({ currency, payee }: Notification, payment: NotifiedPayment): string {
  const out = payment.amount < 0n
  const { bankReference, endToEndId, payer, returned } = payment
  const person = payer && {
    party:
      payer.name === undefined && payer.identityNumber === undefined
        ? ''
        : `<Pty>${tag('Nm', payer.name)}${identity(payer.identityNumber)}</Pty>`,
    account: payer.account ? accountId(payer.account) : '',
  }
  const [them, us] = out ? ['Cdtr', 'Dbtr'] : ['Dbtr', 'Cdtr']
  const parties: Record<string, string> = {
    [them!]: person?.party ?? '',
    [`${them}Acct`]: person?.account ?? '',
    [`${us}Acct`]: payee ? accountId(payee) : '',
  }
  const related = ['Dbtr', 'DbtrAcct', 'Cdtr', 'CdtrAcct']
    .map((name) => (parties[name] ? `<${name}>${parties[name]}</${name}>` : ''))
    .join('')
  const remittance = remittanceOf(payment, currency)
  return `          <TxDtls>
            <Refs>${tag('AcctSvcrRef', bankReference)}<EndToEndId>${escaped(endToEndId ?? 'NOTPROVIDED')}</EndToEndId></Refs>
            <Amt Ccy="${currency}">${unsigned(payment.amount, currency)}</Amt><CdtDbtInd>${out ? 'DBIT' : 'CRDT'}</CdtDbtInd>
${related ? `            <RltdPties>${related}</RltdPties>\n` : ''}${remittance ? `            <RmtInf>${remittance}</RmtInf>\n` : ''}${
  returned
    ? `            <RtrInf><Rsn><Cd>${escaped(returned.reasonCode)}</Cd></Rsn>${tag('AddtlInf', returned.reason)}</RtrInf>\n`
    : ''
}          </TxDtls>
`
}

function remittanceOf({ references = [], text, amount }: NotifiedPayment, currency: string): string {
  const lines = (text ?? '').split('\n').filter((line) => line !== '')
  return (
    lines.map((line) => tag('Ustrd', line)).join('') +
    references.map((reference) => structured(reference, amount, currency)).join('')
  )
}

/** A reference that was checked is a creditor reference (SCOR: OCR number, KID, RF…); an invoice number a document. */
function structured({ kind, reference, amount }: PaymentReference, payment: Minor, currency: string): string {
  const credit = amount !== null && amount < 0n !== payment < 0n
  const element = credit ? 'CdtNoteAmt' : 'RmtdAmt'
  const part =
    amount === null
      ? ''
      : `<RfrdDocAmt><${element} Ccy="${currency}">${unsigned(amount, currency)}</${element}></RfrdDocAmt>`
  if (kind === 'invoice')
    return `<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>${credit ? 'CREN' : 'CINV'}</Cd></CdOrPrtry></Tp><Nb>${escaped(reference)}</Nb></RfrdDocInf>${part}</Strd>`
  const type = kind === 'unchecked' ? '' : '<Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>'
  return `<Strd>${part}<CdtrRefInf>${type}<Ref>${escaped(reference)}</Ref></CdtrRefInf></Strd>`
}

function accountId({ scheme, id }: AccountNumber): string {
  if (scheme === 'IBAN') return `<Id><IBAN>${id}</IBAN></Id>`
  const name =
    scheme === 'OTHER'
      ? ''
      : scheme === 'BBAN'
        ? '<SchmeNm><Cd>BBAN</Cd></SchmeNm>'
        : `<SchmeNm><Prtry>${scheme}</Prtry></SchmeNm>`
  return `<Id><Othr><Id>${escaped(id)}</Id>${name}</Othr></Id>`
}

const identity = (number: string | undefined) =>
  number === undefined ? '' : `<Id><OrgId><Othr><Id>${escaped(number)}</Id></Othr></OrgId></Id>`

const tag = (name: string, text: string | undefined) =>
  text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`

const unsigned = (amount: bigint, currency: string) => formatMinor(absolute(amount), currency)

const escaped = (text: string): string =>
  /[<>&]/.test(text) ? text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') : text
