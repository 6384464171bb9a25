import { messageElements } from './recognise.ts'
import {
  type Account,
  type Amount,
  type Balance,
  type Charge,
  type Detail,
  type Entry,
  newAccount,
  newDetail,
  newEntry,
  newExchanged,
  newParty,
  newRemittance,
  newStatement,
  type Party,
  type Piece,
  type Remittance,
  type Statement,
} from './records.ts'
import { type Tree, tree } from './tree.ts'

/** The record under construction at each level, filled by the elements of § `camtTree`. */
export interface Cursor {
  statements: number
  entries: number
  statement: Statement
  balance: Balance
  entry: Entry
  detail: Detail
  charge: Charge
  remittance: Remittance
  line(): number
  statementEnds(): void
  entryEnds(): void
  detailEnds(): void
}

/**
 * The elements of camt.052, .053 and .054, versions .02 to .12 (and what .01 names otherwise), that become something.
 * Source: ISO 20022 message definitions; names that changed between versions stand side by side.
 */
export function camtTree(kind: keyof typeof messageElements): Tree<Cursor> {
  const statementName = { camt052: 'Rpt', camt053: 'Stmt', camt054: 'Ntfctn' }[kind]
  const grown = tree<Cursor>(messageElements[kind])
  const text = (path: string, act: (cursor: Cursor, value: string, currency: string) => void) => {
    grown.at(path).text = act
  }
  const begin = (path: string, act: (cursor: Cursor) => void) => {
    grown.at(path).begin = act
  }
  const end = (path: string, act: (cursor: Cursor) => void) => {
    grown.at(path).end = act
  }

  const stmt = statementName
  begin(stmt, (c) => {
    c.statements++
    c.entries = 0
    c.statement = newStatement(`${statementName}[${c.statements}]`)
    c.entry = newEntry('', 0)
  })
  end(stmt, (c) => c.statementEnds())
  text(`${stmt}/Id`, (c, v) => (c.statement.id = v))
  text(`${stmt}/${stmt}Pgntn/PgNb`, (c, v) => (c.statement.page = v))
  text(`${stmt}/${stmt}Pgntn/LastPgInd`, (c, v) => (c.statement.lastPage = v))
  text(`${stmt}/Acct/Ccy`, (c, v) => (c.statement.currency = v))
  account(`${stmt}/Acct`, (c) => (c.statement.account ??= newAccount()))

  const balance = `${stmt}/Bal`
  begin(balance, (c) => {
    c.balance = { code: '', subCode: null, amount: null, direction: null, on: null }
    c.statement.balances.push(c.balance)
  })
  for (const path of ['Tp/CdOrPrtry/Cd', 'Tp/CdOrPrtry/Prtry', 'Tp/Cd'])
    text(`${balance}/${path}`, (c, v) => (c.balance.code = v))
  text(`${balance}/Tp/SubTp/Cd`, (c, v) => (c.balance.subCode = v))
  text(`${balance}/Amt`, (c, v, currency) => (c.balance.amount = { text: v, currency }))
  text(`${balance}/CdtDbtInd`, (c, v) => (c.balance.direction = v))
  text(`${balance}/Dt/Dt`, (c, v) => (c.balance.on = v))
  text(`${balance}/Dt/DtTm`, (c, v) => (c.balance.on = v))

  for (const [name, key] of [
    ['TtlNtries', 'all'],
    ['TtlCdtNtries', 'credits'],
    ['TtlDbtNtries', 'debits'],
  ] as const) {
    const summary = `${stmt}/TxsSummry/${name}`
    text(`${summary}/NbOfNtries`, (c, v) => (c.statement[key].count = v))
    text(`${summary}/Sum`, (c, v) => (c.statement[key].sum = v))
    for (const path of ['TtlNetNtryAmt', 'TtlNetNtry/Amt'])
      text(`${summary}/${path}`, (c, v) => (c.statement[key].net = v))
    for (const path of ['CdtDbtInd', 'TtlNetNtry/CdtDbtInd'])
      text(`${summary}/${path}`, (c, v) => (c.statement[key].netDirection = v))
  }

  const entry = `${stmt}/Ntry`
  begin(entry, (c) => {
    c.entries++
    c.entry = newEntry(`${c.statement.path}/Ntry[${c.entries}]`, c.line())
  })
  end(entry, (c) => c.entryEnds())
  text(`${entry}/RvslInd`, (c, v) => (c.entry.reversal = v === 'true' || v === '1'))
  for (const path of ['Sts', 'Sts/Cd', 'Sts/Prtry']) text(`${entry}/${path}`, (c, v) => (c.entry.status = v))
  for (const path of ['Dt', 'DtTm']) {
    text(`${entry}/BookgDt/${path}`, (c, v) => (c.entry.bookedOn = v))
    text(`${entry}/ValDt/${path}`, (c, v) => (c.entry.valueOn = v))
  }
  text(`${entry}/AcctSvcrRef`, (c, v) => (c.entry.bankReference = v))
  text(`${entry}/AddtlNtryInf`, (c, v) => c.entry.information.push(v))
  for (const path of ['NtryDtls/Btch/NbOfTxs', 'Btch/NbOfTxs'])
    text(`${entry}/${path}`, (c, v) => {
      if (/^\d{1,15}$/.test(v)) c.entry.batchCount = (c.entry.batchCount ?? 0) + Number(v)
    })
  piece(entry, (c) => c.entry)
  // In .01 the details stand directly in the entry.
  for (const path of [`${entry}/NtryDtls/TxDtls`, `${entry}/TxDtls`]) detail(path)
  return grown

  function detail(at: string) {
    begin(at, (c) => (c.detail = newDetail(c.line())))
    end(at, (c) => c.detailEnds())
    piece(at, (c) => c.detail)
    text(`${at}/Refs/AcctSvcrRef`, (c, v) => (c.detail.bankReference = v))
    text(`${at}/Refs/AcctSvcrTxId`, (c, v) => (c.detail.bankReference ??= v))
    text(`${at}/Refs/EndToEndId`, (c, v) => (c.detail.endToEndId = v))
    text(`${at}/Refs/InstrId`, (c, v) => (c.detail.instructionId = v))
    text(`${at}/Refs/TxId`, (c, v) => (c.detail.transactionId = v))
    text(`${at}/AddtlTxInf`, (c, v) => c.detail.information.push(v))
    // Party wrapper since .08; a bank as party is Agt there.
    for (const wrapper of ['', '/Pty']) {
      party(`${at}/RltdPties/Dbtr${wrapper}`, (c) => (c.detail.debtor ??= newParty()))
      party(`${at}/RltdPties/Cdtr${wrapper}`, (c) => (c.detail.creditor ??= newParty()))
      party(`${at}/RltdPties/UltmtDbtr${wrapper}`, (c) => (c.detail.ultimateDebtor ??= newParty()))
      party(`${at}/RltdPties/UltmtCdtr${wrapper}`, (c) => (c.detail.ultimateCreditor ??= newParty()))
    }
    text(`${at}/RltdPties/Dbtr/Agt/FinInstnId/Nm`, (c, v) => ((c.detail.debtor ??= newParty()).name = v))
    text(`${at}/RltdPties/Cdtr/Agt/FinInstnId/Nm`, (c, v) => ((c.detail.creditor ??= newParty()).name = v))
    account(`${at}/RltdPties/DbtrAcct`, (c) => (c.detail.debtorAccount ??= newAccount()))
    account(`${at}/RltdPties/CdtrAcct`, (c) => (c.detail.creditorAccount ??= newAccount()))

    text(`${at}/RmtInf/Ustrd`, (c, v) => c.detail.texts.push(v))
    const structured = `${at}/RmtInf/Strd`
    begin(structured, (c) => c.detail.remittances.push((c.remittance = newRemittance())))
    text(`${structured}/CdtrRefInf/Ref`, (c, v) => (c.remittance.reference = v))
    text(`${structured}/CdtrRefInf/CdtrRef`, (c, v) => (c.remittance.reference = v))
    for (const path of ['Tp/CdOrPrtry/Cd', 'Tp/CdOrPrtry/Prtry', 'Tp/Cd', 'CdtrRefTp/Cd'])
      text(`${structured}/CdtrRefInf/${path}`, (c, v) => (c.remittance.referenceType = v))
    begin(`${structured}/RfrdDocInf`, (c) => c.remittance.documents.push({ kind: null, number: null }))
    text(`${structured}/RfrdDocInf/Nb`, (c, v) => (c.remittance.documents.at(-1)!.number = v))
    text(`${structured}/RfrdDocInf/RfrdDocNb`, (c, v) => (c.remittance.documents.at(-1)!.number = v))
    for (const path of ['Tp/CdOrPrtry/Cd', 'Tp/CdOrPrtry/Prtry', 'RfrdDocTp/Cd'])
      text(`${structured}/RfrdDocInf/${path}`, (c, v) => (c.remittance.documents.at(-1)!.kind = v))
    // Since .13 of the remittance component amounts may be typed (RmtAmtAndTp); the untyped ones stay valid.
    text(`${structured}/RfrdDocAmt/RmtdAmt`, (c, v, currency) => (c.remittance.remitted = { text: v, currency }))
    text(`${structured}/RfrdDocAmt/CdtNoteAmt`, (c, v, currency) => (c.remittance.creditNote = { text: v, currency }))
    text(`${structured}/AddtlRmtInf`, (c, v) => c.detail.texts.push(v))

    begin(`${at}/RtrInf`, (c) => (c.detail.returned = true))
    for (const path of ['Rsn/Cd', 'Rsn/Prtry', 'RtrRsn/Cd', 'RtrRsn/Prtry'])
      text(`${at}/RtrInf/${path}`, (c, v) => (c.detail.returnCode = v))
    for (const path of ['AddtlInf', 'AddtlRtrRsnInf'])
      text(`${at}/RtrInf/${path}`, (c, v) => c.detail.returnTexts.push(v))
  }

  function piece(at: string, of: (cursor: Cursor) => Piece) {
    text(`${at}/Amt`, (c, v, currency) => (of(c).amount = { text: v, currency }))
    text(`${at}/CdtDbtInd`, (c, v) => (of(c).direction = v))
    text(`${at}/BkTxCd/Domn/Cd`, (c, v) => (of(c).domain = v))
    text(`${at}/BkTxCd/Domn/Fmly/Cd`, (c, v) => (of(c).family = v))
    text(`${at}/BkTxCd/Domn/Fmly/SubFmlyCd`, (c, v) => (of(c).subFamily = v))
    text(`${at}/BkTxCd/Prtry/Cd`, (c, v) => (of(c).proprietary = v))
    for (const [name, key] of [
      ['InstdAmt', 'instructed'],
      ['TxAmt', 'transaction'],
      ['CntrValAmt', 'counterValue'],
    ] as const) {
      text(`${at}/AmtDtls/${name}/Amt`, (c, v, currency) => {
        const amount: Amount = { text: v, currency }
        ;(of(c).exchanged ??= newExchanged())[key] = amount
      })
      text(`${at}/AmtDtls/${name}/CcyXchg/XchgRate`, (c, v) => ((of(c).exchanged ??= newExchanged()).rate ??= v))
    }
    // Rcrd since .04; before, the record is Chrgs itself, repeated.
    text(`${at}/Chrgs/TtlChrgsAndTaxAmt`, (c, v, currency) => (of(c).chargesTotal = { text: v, currency }))
    for (const record of ['Chrgs', 'Chrgs/Rcrd', 'ChrgsInf']) {
      text(`${at}/${record}/Amt`, (c, v, currency) => {
        c.charge = { amount: { text: v, currency }, credit: false, included: true }
        of(c).charges.push(c.charge)
      })
      text(`${at}/${record}/CdtDbtInd`, (c, v) => (c.charge.credit = v === 'CRDT'))
      text(`${at}/${record}/ChrgInclInd`, (c, v) => (c.charge.included = v === 'true' || v === '1'))
    }
  }

  function account(at: string, of: (cursor: Cursor) => Account) {
    text(`${at}/Id/IBAN`, (c, v) => (of(c).iban = v))
    text(`${at}/Id/BBAN`, (c, v) => {
      of(c).other = v
      of(c).scheme = 'BBAN'
    })
    for (const path of ['Id/Othr/Id', 'Id/PrtryAcct/Id']) text(`${at}/${path}`, (c, v) => (of(c).other = v))
    for (const path of ['Cd', 'Prtry']) text(`${at}/Id/Othr/SchmeNm/${path}`, (c, v) => (of(c).scheme = v))
  }

  function party(at: string, of: (cursor: Cursor) => Party) {
    text(`${at}/Nm`, (c, v) => (of(c).name = v))
    for (const path of ['OrgId/Othr/Id', 'PrvtId/Othr/Id', 'OrgId/PrtryId/Id', 'PrvtId/OthrId/Id'])
      text(`${at}/Id/${path}`, (c, v) => (of(c).identityNumber ??= v))
    for (const [name, key] of [
      ['StrtNm', 'street'],
      ['BldgNb', 'building'],
      ['PstCd', 'postCode'],
      ['TwnNm', 'town'],
      ['Ctry', 'country'],
    ] as const)
      text(`${at}/PstlAdr/${name}`, (c, v) => (of(c)[key] = v))
    text(`${at}/PstlAdr/AdrLine`, (c, v) => of(c).lines.push(v))
  }
}
