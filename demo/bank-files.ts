import type { Day } from '../src/kernel/day.ts'
import { formatMinor } from '../src/kernel/money.ts'
import type { Payment } from './till.ts'

const sumOf = (payments: readonly Payment[]): bigint => payments.reduce((sum, payment) => sum + payment.amount, 0n)

/** Bankgiro Inbetalningar (BgMax, November 2019): one section, one deposit. */
export function bgmaxFile(bankgiro: string, on: Day, payments: readonly Payment[]): Buffer {
  const line = (text: string) => text.padEnd(80)
  const day = on.replaceAll('-', '')
  const giro = bankgiro.padStart(10, '0')
  const lines = [
    line(`01${'BGMAX'.padEnd(20)}01${day}060000000000P`),
    line(`05${giro}${' '.repeat(10)}SEK`),
    ...payments.flatMap((payment, i) => [
      line(
        `20${'0'.repeat(10)}${payment.reference!.padStart(25)}${payment.amount.toString().padStart(18, '0')}21${String(i + 1).padStart(12, '0')}0`,
      ),
      line(`26${payment.payer.slice(0, 35)}`),
    ]),
    line(
      `15${'54910000003'.padStart(35, '0')}${day}00001${sumOf(payments).toString().padStart(18, '0')}SEK${String(payments.length).padStart(8, '0')} `,
    ),
    line(`70${String(payments.length).padStart(8, '0')}${'0'.repeat(8)}${'0'.repeat(8)}00000001`),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
}

/** Norwegian OCR giro: one transmission, one assignment. */
export function ocrGiroFile(account: string, on: Day, payments: readonly Payment[]): Buffer {
  const day = `${on.slice(8)}${on.slice(5, 7)}${on.slice(2, 4)}`
  const zeros = (text: string) => text.padEnd(80, '0')
  const items = payments.flatMap((payment, i) => {
    const number = String(i + 1).padStart(7, '0')
    return [
      zeros(
        `NY091030${number}${day}13000000010${payment.amount.toString().padStart(17, '0')}${payment.reference!.padStart(25)}`,
      ),
      zeros(`NY091031${number}${String(9000000000 + i)}${'0'.repeat(16)}${day}${'0'.repeat(11)}`),
    ]
  })
  const total = sumOf(payments).toString().padStart(17, '0')
  const count = String(payments.length).padStart(8, '0')
  const lines = [
    zeros('NY00001000008080000000100001234'),
    zeros(`NY0900200010085660000001${account}`),
    ...items,
    zeros(`NY090088${count}${String(items.length + 2).padStart(8, '0')}${total}${day}${day}${day}`),
    zeros(`NY000089${count}${String(items.length + 4).padStart(8, '0')}${total}${day}`),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
}

/** A statement of the Bulgarian account, camt.053.001.08, opening and closing balance and an entry a payment. */
export function camt053File(iban: string, on: Day, opening: bigint, payments: readonly Payment[]): Buffer {
  const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const money = (amount: bigint) => `<Amt Ccy="EUR">${formatMinor(amount, 'EUR')}</Amt>`
  const balance = (code: string, amount: bigint) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${money(amount)}<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`
  const entries = payments.map(
    (
      payment,
      i,
    ) => `<Ntry><NtryRef>${i + 1}</NtryRef>${money(payment.amount)}<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>
<AcctSvcrRef>RS${on.replaceAll('-', '')}${String(i + 1).padStart(5, '0')}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Amt Ccy="EUR">${formatMinor(payment.amount, 'EUR')}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>${xml(payment.payer)}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>${xml(payment.text ?? `плащане по ф-ра ${payment.reference}`)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  )
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>RS-${on}</MsgId><CreDtTm>${on}T18:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>RS-${on}</Id><CreDtTm>${on}T18:00:00Z</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', opening)}
${balance('CLBD', opening + sumOf(payments))}
${entries.join('\n')}
</Stmt></BkToCstmrStmt></Document>
`)
}
