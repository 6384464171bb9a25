import { describe, expect, test } from 'vitest'
import type { IncomingPayment, MoneyInItem, ProblemItem } from '../../format.ts'
import { read } from './read.ts'
import { type CamtKind, recognise } from './recognise.ts'

const statement = (content: string, version = '08') =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><Stmt><Id>S1</Id>` +
  `<Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id><Ccy>SEK</Ccy></Acct>${content}</Stmt></BkToCstmrStmt></Document>`
const balance = (code: string, amount: string, more = '') =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry>${more}</Tp><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>`
const balances = (opening: string, closing: string) => balance('OPBD', opening) + balance('CLBD', closing)
const entry = (amount: string, content = '', direction = 'CRDT', status = 'BOOK') =>
  `<Ntry><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts><AcctSvcrRef>R</AcctSvcrRef>${content}</Ntry>`
const details = (...contents: string[]) =>
  `<NtryDtls>${contents.map((content) => `<TxDtls>${content}</TxDtls>`).join('')}</NtryDtls>`
const amount = (value: string, currency = 'SEK', direction = 'CRDT') =>
  `<Amt Ccy="${currency}">${value}</Amt><CdtDbtInd>${direction}</CdtDbtInd>`

type Item = MoneyInItem | ProblemItem
async function items(xml: string | Uint8Array, kind: CamtKind = 'camt053'): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of read(kind, [typeof xml === 'string' ? Buffer.from(xml) : xml])) found.push(item)
  return found
}
const problems = (found: Item[]) => found.flatMap((item) => (item.type === 'problem' ? [item.problem] : []))
const payments = (found: Item[]) => found.flatMap((item): IncomingPayment[] => (item.type === 'payment' ? [item] : []))
const codes = (found: Item[]) => problems(found).map((problem) => problem.code)

describe('Σ details = entry', () => {
  const inst = (value: string) => `<AmtDtls><InstdAmt><Amt Ccy="SEK">${value}</Amt></InstdAmt></AmtDtls>`
  const tx = (value: string, currency = 'SEK') =>
    `<AmtDtls><TxAmt><Amt Ccy="${currency}">${value}</Amt></TxAmt></AmtDtls>`
  const charge = (value: string, included = 'true') =>
    `<Chrgs><Rcrd><Amt Ccy="SEK">${value}</Amt><CdtDbtInd>DBIT</CdtDbtInd><ChrgInclInd>${included}</ChrgInclInd></Rcrd></Chrgs>`

  test.each<[string, string, string[], bigint[]]>([
    ['no details', '', [], [10000n]],
    ['one without amount', details('<Refs/>'), [], [10000n]],
    ['one in another currency', details(amount('9.00', 'EUR')), [], [10000n]],
    ['one equal', details(amount('100.00')), [], [10000n]],
    ['one that differs', details(amount('99.99')), ['camt.sum-of-details'], [10000n]],
    ['one that was instructed higher', details(inst('103.00')), [], [10000n]],
    ['one gross with charges', details(amount('102.00') + charge('2.00')), [], [10000n]],
    [
      'one gross with charges apart',
      details(amount('102.00') + charge('2.00', 'false')),
      ['camt.sum-of-details'],
      [10000n],
    ],
    ['several', details(amount('60'), amount('40.0')), [], [6000n, 4000n]],
    ['several of version 02', details(tx('60'), tx('40')), [], [6000n, 4000n]],
    ['several in both directions', details(amount('130'), amount('30', 'SEK', 'DBIT')), [], [13000n, -3000n]],
    ['several that differ', details(amount('60'), amount('39.99')), ['camt.sum-of-details'], [6000n, 3999n]],
    ['several in two NtryDtls', details(amount('60')) + details(amount('40')), [], [6000n, 4000n]],
    ['several, one without amount', details(amount('60'), ''), ['camt.detail-amount'], [10000n]],
    ['several, one in another currency', details(amount('60'), amount('4', 'EUR')), ['camt.detail-amount'], [10000n]],
    [
      'several gross with charges each',
      details(amount('60') + charge('3'), amount('44') + charge('1')),
      [],
      [5700n, 4300n],
    ],
    [
      'several gross with charges of the whole',
      charge('5') + details(amount('60'), amount('45')),
      [],
      [6000n, 4500n, -500n],
    ],
    ['a detail with too many decimals', details(amount('100.001')), ['camt.amount'], [10000n]],
  ])('%s', async (_name, content, expected, amounts) => {
    const found = await items(statement(balances('0', '100.00') + entry('100.00', content)))
    expect(codes(found)).toEqual(expected)
    expect(payments(found).map((payment) => payment.amount)).toEqual(amounts)
  })

  test('the message names both figures', async () => {
    const [problem] = problems(
      await items(statement(balances('0', '429.56') + entry('429.56', details(amount('329.56'), amount('99.00'))))),
    )
    expect(problem).toMatchObject({ path: 'Stmt[1]/Ntry[1]', data: { details: '428.56', entry: '429.56' } })
    expect(problem?.message).toContain('428.56')
    expect(problem?.message).toContain('429.56')
  })

  test.each<[string, string, string[]]>([
    ['equal', '6001.00', []],
    ['that differs', '6001.01', ['camt.sum-of-details']],
    ['less charges of the whole', '6000.00', []],
  ])('a batch of more details than are held, %s', async (_name, total, expected) => {
    const charges = total === '6000.00' ? charge('1.00') : ''
    const found = await items(
      statement(
        balances('0', total) + entry(total, charges + details(...Array.from({ length: 6001 }, () => amount('1.00')))),
      ),
    )
    expect(codes(found)).toEqual(expected)
    expect(payments(found).length).toBe(6001 + (charges ? 1 : 0))
    expect(new Set(payments(found).map((payment) => payment.bankReference)).size).toBe(payments(found).length)
  })
})

describe('opening + Σ booked = closing', () => {
  test.each<[string, string, string[]]>([
    ['equal', balances('10', '110') + entry('100'), []],
    [
      'pending does not count',
      balances('10', '10') + entry('100', '', 'CRDT', 'PDNG') + entry('5', '', 'CRDT', 'INFO'),
      [],
    ],
    ['money out', balances('10', '4') + entry('6', '', 'DBIT'), []],
    ['differs', balances('10', '111') + entry('100'), ['camt.sum-of-balances']],
    ['the day before closes what today opens', balance('PRCD', '10') + balance('CLBD', '10'), []],
    [
      'the balance between pages is not the one',
      balance('OPBD', '7', '<SubTp><Cd>INTM</Cd></SubTp>') + balances('10', '10'),
      [],
    ],
    [
      'a page of several',
      '<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>' + balances('10', '11'),
      ['warning camt.sum-of-balances'],
    ],
    ['no balances', entry('1'), ['warning camt.no-balances']],
    ['an amount that is none', balances('10', '11') + entry('1,00'), ['camt.amount']],
    ['a balance that is none', balances('10', 'x') + entry('1'), ['camt.balance', 'warning camt.no-balances']],
  ])('%s', async (_name, content, expected) => {
    const found = problems(await items(statement(content)))
    expect(found.map((problem) => `${problem.severity === 'warning' ? 'warning ' : ''}${problem.code}`)).toEqual(
      expected,
    )
  })
})

describe('amounts as XML decimals', () => {
  test.each<[string, bigint | null]>([
    ['5442.09000', 544209n],
    ['5', 500n],
    ['+5.0', 500n],
    ['.5', 50n],
    ['5.', 500n],
    ['8.85001', null],
    ['-5', null],
    ['1e3', null],
    ['1 000', null],
    ['.', null],
    ['', null],
    ['12345678901234567890.12', 1234567890123456789012n],
  ])('%s', async (text, expected) => {
    const found = await items(statement(entry(text)))
    expect(payments(found)[0]?.amount ?? null).toBe(expected)
    expect(codes(found).includes('camt.amount')).toBe(expected === null)
  })
})

describe('who paid', () => {
  const parties =
    '<RltdPties><Dbtr><Pty><Nm>Debtor</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>NO9386011117947</IBAN></Id></DbtrAcct>' +
    '<Cdtr><Pty><Nm>Creditor</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></CdtrAcct></RltdPties>'

  test.each([
    ['money in comes from the debtor', 'CRDT', parties, 'Debtor'],
    [
      'money out goes to the creditor',
      'DBIT',
      parties.replaceAll('Dbtr', 'X').replaceAll('Cdtr', 'Dbtr').replaceAll('X', 'Cdtr'),
      'Debtor',
    ],
    [
      'a payment of ours that comes back: its creditor',
      'CRDT',
      parties
        .replace('NO9386011117947', 'SE4550000000058398257466')
        .replace(/(<CdtrAcct>.*)SE45\d+/, '$1NO9386011117947'),
      'Creditor',
    ],
  ])('%s', async (_name, direction, content, name) => {
    const [payment] = payments(await items(statement(entry('1', details(content), direction))))
    expect(payment?.payer.name).toBe(name)
    expect(payment?.payer.account?.id).toBe('NO9386011117947')
    expect(payment?.payee).toBe(null)
  })
})

describe('references', () => {
  const strd = (type: string, reference: string) =>
    `<RmtInf><Strd><CdtrRefInf>${type && `<Tp><CdOrPrtry>${type}</CdOrPrtry></Tp>`}<Ref>${reference}</Ref></CdtrRefInf></Strd></RmtInf>`
  const scor = '<Cd>SCOR</Cd>'
  test.each<[string, string, string, string]>([
    ['SE4550000000058398257466', scor, '1234574', 'ocr'],
    ['NO9386011117947', scor, '002600012349', 'kid'],
    ['NO9386011117947', scor, '00260001235-', 'kid'],
    ['BG80BNBG96611020345678', scor, '1234574', 'scor'],
    ['SE4550000000058398257466', scor, 'RF18539007547034', 'scor'],
    ['SE4550000000058398257466', '<Prtry>KID</Prtry>', '1234574', 'kid'],
    ['SE4550000000058398257466', '<Prtry>OCR</Prtry>', '1234574', 'ocr'],
    ['SE4550000000058398257466', '<Prtry>QRR</Prtry>', '1234574', 'unchecked'],
    ['SE4550000000058398257466', '', '1234574', 'unchecked'],
  ])('%s %s %s: %s', async (iban, type, reference, kind) => {
    const [payment] = payments(
      await items(statement(entry('1', details(strd(type, reference)))).replace('SE4550000000058398257466', iban)),
    )
    expect(payment?.references).toEqual([{ kind, reference, amount: null }])
  })

  test('parts of a payment out carry its sign', async () => {
    const part =
      '<RmtInf><Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>7</Nb></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy="SEK">1</RmtdAmt></RfrdDocAmt></Strd></RmtInf>'
    const [payment] = payments(await items(statement(entry('1', details(part), 'DBIT'))))
    expect(payment?.references).toEqual([{ kind: 'invoice', reference: '7', amount: -100n }])
  })
})

describe('returns', () => {
  test('carry code, text and what they return', async () => {
    const content =
      '<Refs><EndToEndId>E9</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account</AddtlInf><AddtlInf>closed</AddtlInf></RtrInf>'
    const [payment] = payments(await items(statement(entry('1', details(content), 'DBIT'))))
    expect(payment?.returned).toEqual({ reasonCode: 'AC04', reason: 'Account\nclosed', originalReference: 'E9' })
  })
  test('are known by the bank transaction code alone', async () => {
    const code = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>'
    const [payment] = payments(await items(statement(entry('1', code))))
    expect(payment?.returned).toEqual({ reasonCode: null, reason: null, originalReference: null })
  })
})

describe('encodings', () => {
  const xml = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?>\n${statement(balances('0', '1') + entry('1', '<AddtlNtryInf>Åsa Öst</AddtlNtryInf>'))}`
  test.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from(xml('UTF-8')), 'Åsa Öst'],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${xml('utf-8')}`), 'Åsa Öst'],
    ['ISO-8859-1', Buffer.from(xml('ISO-8859-1'), 'latin1'), 'Åsa Öst'],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${xml('UTF-16')}`, 'utf16le'), 'Åsa Öst'],
    ['UTF-8 that says UTF-16', Buffer.from(xml('UTF-16')), 'Åsa Öst'],
  ])('%s', async (_name, bytes, text) => {
    expect(recognise(bytes)).toBe('camt053')
    const found = await items(bytes)
    expect(codes(found)).toEqual([])
    expect(payments(found)[0]?.text).toBe(text)
  })
  test('ISO-8859-1 that says UTF-8 warns that letters are lost', async () => {
    expect(codes(await items(Buffer.from(xml('UTF-8'), 'latin1')))).toEqual(['camt.characters'])
  })
  test('an unknown encoding is a problem', async () => {
    expect(codes(await items(xml('X-KLINGON')))).toEqual(['camt.encoding'])
  })
})

describe('files that are not what they seem', () => {
  const good = statement(balances('0', '1') + entry('1'))
  test.each<[string, string, string[]]>([
    [
      'another message',
      good.replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn'),
      ['camt.other-message', 'camt.no-statement'],
    ],
    ['a newer version', good.replace('001.08', '001.14'), ['camt.version']],
    ['the same statement twice', good.replace(/(<Stmt>.*<\/Stmt>)/, '$1$1'), ['camt.statement-twice']],
    ['no account', good.replace(/<Acct>.*<\/Acct>/, ''), ['camt.account']],
    ['cut off', good.slice(0, -20), ['camt.damaged']],
    ['an entity of its own', good.replace('R</AcctSvcrRef>', '&x;</AcctSvcrRef>'), ['camt.damaged']],
    ['nested without end', good.replace('<Ntry>', '<Ntry>'.repeat(80)), ['camt.damaged']],
    ['inside an envelope', `<BizData><Hdr><Fr>BANK</Fr></Hdr>${good}</BizData>`, []],
  ])('%s', async (_name, xml, expected) => {
    expect(codes(await items(xml))).toEqual(expected)
  })
})

test('what is read but mapped to nothing is named', async () => {
  const end = (
    await items(
      statement(balances('0', '1') + entry('1', '<NtryRef>9</NtryRef><AddtlInfInd><MsgId>M</MsgId></AddtlInfInd>')),
    )
  ).at(-1)
  expect(end).toMatchObject({ type: 'end', unused: ['Stmt/Ntry/AddtlInfInd/MsgId', 'Stmt/Ntry/NtryRef'] })
})
