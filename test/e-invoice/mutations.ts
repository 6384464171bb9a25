import type { DocumentLine, IssuedDocument, VatCategory } from '../../src/formats/e-invoice/document.ts'
import type { Day } from '../../src/kernel/day.ts'
import { minor } from '../../src/kernel/money.ts'

/**
 * Test support: what can go wrong in a document before it is issued, one change each. A mutation changes a copy and
 * answers whether it applied. Some are harmless on some documents: both rule sets must say so.
 */
export const mutations: Record<string, (document: IssuedDocument) => boolean> = {
  'no number': (d) => set(d, 'number', ''),
  'number of control characters': (d) => set(d, 'number', '\u0001'),
  'number of hard blanks': (d) => set(d, 'number', '\u00a0'),
  'no issue day': (d) => set(d, 'issuedOn', '' as Day),
  'impossible issue day': (d) => set(d, 'issuedOn', '2026-02-30' as Day),
  'no reference at all': (d) => {
    d.buyer.contact = null
    d.theirReference = null
    return set(d, 'purchaseOrder', null)
  },
  'no reference but an order': (d) => {
    d.theirReference = ' '
    return set(d, 'purchaseOrder', 'PO 1')
  },
  'currency of the past': (d) => d.accountingVat === undefined && set(d, 'currency', 'BGN'),
  'no currency': (d) => set(d, 'currency', ''),
  'currency with three decimals': (d) => set(d, 'currency', 'KWD'),
  'currency without decimals': (d) => set(d, 'currency', 'JPY'),
  'no lines': (d) => set(d, 'lines', []),
  'only text rows': (d) =>
    set(
      d,
      'lines',
      d.lines.map((line) => ({ ...line, textOnly: true })),
    ),
  'a line less': (d) => d.lines.length > 1 && set(d, 'lines', d.lines.slice(1)),

  'seller without endpoint': (d) => set(d.seller, 'endpoint', null),
  'buyer without endpoint': (d) => set(d.buyer, 'endpoint', null),
  'buyer endpoint blank': (d) => set(d.buyer, 'endpoint', { scheme: '0007', id: ' ' }),
  'buyer endpoint with unknown scheme': (d) => set(d.buyer, 'endpoint', { scheme: '9999', id: '123' }),
  'buyer endpoint without scheme': (d) => set(d.buyer, 'endpoint', { scheme: '', id: '123' }),
  'buyer endpoint old Danish scheme': (d) => set(d.buyer, 'endpoint', { scheme: '9902', id: 'DK13585628' }),
  'Swedish endpoint with wrong check digit': (d) => set(d.buyer, 'endpoint', { scheme: '0007', id: '5560360794' }),
  'Swedish endpoint with hyphen': (d) => set(d.buyer, 'endpoint', { scheme: '0007', id: '556036-0793' }),
  'Swedish endpoint too long': (d) => set(d.buyer, 'endpoint', { scheme: '0007', id: '55603607930' }),
  'Norwegian endpoint with wrong check digit': (d) => set(d.buyer, 'endpoint', { scheme: '0192', id: '988077918' }),
  'Norwegian endpoint right': (d) => set(d.buyer, 'endpoint', { scheme: '0192', id: '988 077 917' }),
  'Norwegian endpoint of zeros': (d) => set(d.buyer, 'endpoint', { scheme: '0192', id: '000000000' }),
  'GLN with wrong check digit': (d) => set(d.buyer, 'endpoint', { scheme: '0088', id: '7300010000002' }),
  'GLN right': (d) => set(d.buyer, 'endpoint', { scheme: '0088', id: '7300010000001' }),
  'GLN with letters': (d) => set(d.buyer, 'endpoint', { scheme: '0088', id: '73000x' }),
  'Danish endpoint right': (d) => set(d.buyer, 'endpoint', { scheme: '0184', id: '13585628' }),
  'Danish endpoint wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0184', id: '1358562' }),
  'Danish P number wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0096', id: '135' }),
  'Danish SE number wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0198', id: '13585628' }),
  'Belgian endpoint right': (d) => set(d.buyer, 'endpoint', { scheme: '0208', id: '0202239951' }),
  'Belgian endpoint wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0208', id: '0202239952' }),
  'Dutch KVK wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0106', id: '1234567' }),
  'Dutch OIN wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0190', id: '1234' }),
  'Dutch VAT endpoint wrong': (d) => set(d.buyer, 'endpoint', { scheme: '9944', id: 'NL12' }),
  'Italian IPA wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0201', id: 'ABC' }),
  'Italian IPA right': (d) => set(d.buyer, 'endpoint', { scheme: '0201', id: 'UFY9MH' }),
  'Italian tax code wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0210', id: 'ABC' }),
  'Italian tax code right': (d) => set(d.buyer, 'endpoint', { scheme: '0210', id: 'RSSMRA85T10A562S' }),
  'Italian VAT endpoint wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0211', id: 'IT12345678901' }),
  'Italian VAT endpoint right': (d) => set(d.buyer, 'endpoint', { scheme: '0211', id: 'IT00743110157' }),
  'Australian endpoint wrong': (d) => set(d.buyer, 'endpoint', { scheme: '0151', id: '12345678901' }),
  'Australian endpoint right': (d) => set(d.buyer, 'endpoint', { scheme: '0151', id: '51824753556' }),

  'seller without name': (d) => {
    d.seller.legalName = ''
    return set(d.seller, 'name', '')
  },
  'seller without trade name': (d) => {
    d.seller.legalName = 'Bolaget AB'
    return set(d.seller, 'name', '')
  },
  'buyer without name': (d) => {
    d.buyer.legalName = null
    return set(d.buyer, 'name', ' \n ')
  },
  'seller without country': (d) => set(d.seller, 'address', { ...d.seller.address, country: '' }),
  'buyer without country': (d) => set(d.buyer, 'address', { ...d.buyer.address, country: '' }),
  'buyer in an unknown country': (d) => set(d.buyer, 'address', { ...d.buyer.address, country: 'XX' }),
  'buyer country in small letters': (d) => set(d.buyer, 'address', { ...d.buyer.address, country: 'se' }),
  'buyer address empty but for the country': (d) => set(d.buyer, 'address', { country: d.buyer.address.country }),
  'seller without numbers': (d) => {
    d.seller.vatNumber = null
    d.seller.number = null
    return set(d.seller, 'organisationNumber', null)
  },
  'seller without VAT number': (d) => set(d.seller, 'vatNumber', null),
  'seller without VAT number and tax text': (d) => {
    d.seller.approvedForFTax = false
    d.seller.inBusinessRegister = false
    return set(d.seller, 'vatNumber', null)
  },
  'seller without organisation number': (d) => set(d.seller, 'organisationNumber', null),
  'seller VAT number without country': (d) => set(d.seller, 'vatNumber', '556677889901'),
  'seller VAT number too short': (d) => set(d.seller, 'vatNumber', `${d.country}12345`),
  'seller VAT number with letters': (d) => set(d.seller, 'vatNumber', `${d.country}12345678ABCD`),
  'seller VAT number MVA wrong digit': (d) => d.country === 'NO' && set(d.seller, 'vatNumber', 'NO988077918MVA'),
  'seller VAT number MVA left out': (d) => d.country === 'NO' && set(d.seller, 'vatNumber', 'NO988077917'),
  'seller organisation number wrong digit': (d) => set(d.seller, 'organisationNumber', '556036-0794'),
  'seller organisation number with letters': (d) => set(d.seller, 'organisationNumber', '55A0360793'),
  'seller organisation number too short': (d) => set(d.seller, 'organisationNumber', '556036'),
  'buyer organisation number wrong digit': (d) => set(d.buyer, 'organisationNumber', '556036-0794'),
  'buyer organisation number missing': (d) => set(d.buyer, 'organisationNumber', null),
  'buyer VAT number missing': (d) => set(d.buyer, 'vatNumber', null),
  'buyer without numbers': (d) => {
    d.buyer.vatNumber = null
    return set(d.buyer, 'organisationNumber', null)
  },
  'buyer VAT number without country': (d) => set(d.buyer, 'vatNumber', '123456789'),
  'buyer VAT number Greek': (d) => set(d.buyer, 'vatNumber', 'EL123456789'),
  'buyer VAT number Dutch wrong': (d) => set(d.buyer, 'vatNumber', 'NL1234'),
  'not approved for F-tax': (d) => set(d.seller, 'approvedForFTax', false),
  'not in the business register': (d) => set(d.seller, 'inBusinessRegister', false),

  'bankgiro with letters': (d) => pay(d, [{ kind: 'bankgiro', id: '99A-2346' }]),
  'bankgiro too short': (d) => pay(d, [{ kind: 'bankgiro', id: '99-2346' }]),
  'bankgiro of nine digits': (d) => pay(d, [{ kind: 'bankgiro', id: '99999-2346' }]),
  'plusgiro of one digit': (d) => pay(d, [{ kind: 'plusgiro', id: '5' }]),
  'plusgiro with letters': (d) => pay(d, [{ kind: 'plusgiro', id: '1x-5' }]),
  'plusgiro of eight digits': (d) => pay(d, [{ kind: 'plusgiro', id: '1234567-8' }]),
  'account without number': (d) => pay(d, [{ kind: 'iban', id: '' }]),
  'second account without number': (d) =>
    pay(d, [
      { kind: 'bban', id: '86011117947' },
      { kind: 'bban', id: ' ' },
    ]),
  'no accounts': (d) => pay(d, []),
  'no payment': (d) => set(d, 'payment', null),
  'no payment reference': (d) => d.payment !== null && set(d.payment, 'reference', ''),
  'due day impossible': (d) =>
    d.payment !== null && d.kind !== 'credit-note' && set(d.payment, 'dueOn', '2026-13-01' as Day),

  'line without name': (d) => on(d, (line) => set(line, 'name', '')),
  'line with unknown unit': (d) => on(d, (line) => set(line, 'unitCode', 'STK')),
  'line without unit': (d) => on(d, (line) => set(line, 'unitCode', '')),
  'line with a rare unit': (d) => on(d, (line) => set(line, 'unitCode', 'E49')),
  'line net one unit more': (d) => on(d, (line) => set(line, 'amountNet', minor(line.amountNet + 100n))),
  'line net two cents more': (d) => on(d, (line) => set(line, 'amountNet', minor(line.amountNet + 2n))),
  'line price doubled': (d) => on(d, (line) => set(line, 'unitPrice', `${line.unitPrice}1`)),
  'line price no number': (d) => on(d, (line) => set(line, 'unitPrice', '12,50')),
  'line price empty': (d) => on(d, (line) => set(line, 'unitPrice', '')),
  'line quantity no number': (d) => on(d, (line) => set(line, 'quantity', 'två')),
  'line quantity empty': (d) => on(d, (line) => set(line, 'quantity', '')),
  'line price negative, quantity turned': (d) =>
    on(d, (line) => {
      if (line.quantity.startsWith('-') || line.unitPrice.startsWith('-')) return false
      line.quantity = `-${line.quantity}`
      return set(line, 'unitPrice', `-${line.unitPrice}`)
    }),
  'line allowance dropped': (d) => on(d, (line) => (line.allowance ?? 0n) !== 0n && set(line, 'allowance', null)),
  'line period backwards': (d) =>
    on(d, (line) => {
      line.supplyFrom = '2026-05-02' as Day
      return set(line, 'supplyTo', '2026-05-01' as Day)
    }),
  'line period outside': (d) =>
    on(d, (line) => {
      d.supplyFrom = '2026-05-02' as Day
      d.supplyTo = '2026-05-31' as Day
      line.supplyTo = '2026-06-01' as Day
      return set(line, 'supplyFrom', '2026-05-01' as Day)
    }),
  'line period begins only': (d) =>
    on(d, (line) => set(line, 'supplyFrom', (d.supplyFrom ?? d.issuedOn) as Day) && set(line, 'supplyTo', null)),
  'document period backwards': (d) => {
    d.supplyFrom = '2026-05-02' as Day
    return set(d, 'supplyTo', '2026-05-01' as Day)
  },
  'document period with one end': (d) => {
    d.supplyTo = null
    return set(d, 'supplyFrom', '2020-01-01' as Day)
  },
  'delivery day impossible': (d) => set(d, 'supplyOn', '2026-06-31' as Day),
  'no delivery day': (d) => {
    d.supplyFrom = null
    d.supplyTo = null
    return set(d, 'supplyOn', null)
  },

  ...each(['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'Q'] as VatCategory[], (category) => [
    `line category ${category}`,
    (d) => on(d, (line) => set(line, 'vatCategory', category)),
  ]),
  ...each(['0', '25', '20', '6', '15', '24', '-25', '1.5', 'x', null], (percent) => [
    `line percent ${percent}`,
    (d) => on(d, (line) => set(line, 'vatPercent', percent)),
  ]),
  ...each(['S', 'Z', 'E', 'AE', 'K', 'G', 'O'] as VatCategory[], (category) => [
    `everything ${category}`,
    (d) => {
      for (const entry of [...d.lines, ...d.allowances, ...d.charges]) entry.vatCategory = category
      for (const entry of d.vat) entry.category = category
      return true
    },
  ]),
  ...each(['0', '25', '12.00', '0.4', null], (percent) => [
    `VAT entry percent ${percent}`,
    (d) => d.vat[0] !== undefined && set(d.vat[0], 'percent', percent),
  ]),
  'no VAT summary': (d) => set(d, 'vat', []),
  'VAT entry missing': (d) => d.vat.length > 1 && set(d, 'vat', d.vat.slice(0, -1)),
  'VAT entry twice': (d) => d.vat[0] !== undefined && set(d, 'vat', [...d.vat, d.vat[0]]),
  'VAT entry split in two': (d) => {
    const first = d.vat[0]
    if (!first) return false
    return set(d, 'vat', [{ ...first, base: minor(0n), vat: minor(0n) }, ...d.vat])
  },
  'VAT entry that nothing uses': (d) =>
    set(d, 'vat', [...d.vat, { category: 'E', percent: '0', base: minor(0n), vat: minor(0n), exemptionReason: 'x' }]),
  'VAT base two units more': (d) => d.vat[0] !== undefined && set(d.vat[0], 'base', minor(d.vat[0].base + 200n)),
  'VAT base half a unit more': (d) => d.vat[0]?.category === 'S' && set(d.vat[0], 'base', minor(d.vat[0].base + 50n)),
  'VAT amount five units more': (d) => d.vat[0] !== undefined && set(d.vat[0], 'vat', minor(d.vat[0].vat + 500n)),
  'VAT amount five units more, totals follow': (d) => {
    if (!d.vat[0]) return false
    d.totals.vat = minor(d.totals.vat + 500n)
    d.totals.gross = minor(d.totals.gross + 500n)
    d.totals.payable = minor(d.totals.payable + 500n)
    return set(d.vat[0], 'vat', minor(d.vat[0].vat + 500n))
  },
  'exemption reason missing': (d) =>
    d.vat.some((entry) => {
      if (!entry.exemptionReason) return false
      entry.exemptionCode = null
      return set(entry, 'exemptionReason', ' ')
    }),
  'exemption reason only as code': (d) =>
    d.vat.some((entry) => !!entry.exemptionCode && set(entry, 'exemptionReason', null)),
  'exemption reason too many': (d) => d.vat[0] !== undefined && set(d.vat[0], 'exemptionReason', 'Undantag'),
  'exemption code unknown': (d) => d.vat[0] !== undefined && set(d.vat[0], 'exemptionCode', 'VATEX-SE-1'),
  ...each(['G', 'O', 'IC', 'AE', 'D', 'F', 'I', 'J'], (code) => [
    `exemption code ${code}`,
    (d) => d.vat[0] !== undefined && set(d.vat[0], 'exemptionCode', `VATEX-EU-${code}`),
  ]),

  'allowance without reason': (d) => d.allowances[0] !== undefined && set(d.allowances[0], 'reason', ''),
  'charge without reason': (d) => d.charges[0] !== undefined && set(d.charges[0], 'reason', ''),
  'allowance of another category': (d) => d.allowances[0] !== undefined && set(d.allowances[0], 'vatCategory', 'E'),
  'charge of another category': (d) => d.charges[0] !== undefined && set(d.charges[0], 'vatCategory', 'O'),
  'allowance percent wrong': (d) => d.allowances[0] !== undefined && set(d.allowances[0], 'vatPercent', null),
  'charge percent wrong': (d) => d.charges[0] !== undefined && set(d.charges[0], 'vatPercent', '7'),
  'allowance forgotten in totals': (d) => d.allowances[0] !== undefined && set(d, 'allowances', []),
  'charge doubled': (d) => d.charges[0] !== undefined && set(d, 'charges', [...d.charges, d.charges[0]]),

  ...each(['lines', 'net', 'vat', 'gross', 'prepaid', 'rounding', 'payable'] as const, (name) => [
    `total ${name} one cent more`,
    (d) => set(d.totals, name, minor(d.totals[name] + 1n)),
  ]),
  'all totals negative': (d) => {
    for (const name of ['lines', 'net', 'vat', 'gross', 'payable'] as const) d.totals[name] = minor(-d.totals[name])
    return true
  },

  'accounting currency the same': (d) => !!d.accountingVat && set(d.accountingVat, 'currency', d.currency),
  'accounting currency unknown': (d) => !!d.accountingVat && set(d.accountingVat, 'currency', 'ABC'),
  'accounting VAT of the other sign': (d) =>
    !!d.accountingVat && set(d.accountingVat, 'vat', minor(-d.accountingVat.vat)),

  'preceding without number': (d) => d.preceding[0] !== undefined && set(d.preceding[0], 'number', ''),
  'preceding day impossible': (d) =>
    d.preceding[0] !== undefined && set(d.preceding[0], 'issuedOn', '2026-00-01' as Day),
  'note with a false subject code': (d) => set(d, 'notes', ['#XXX# läs detta']),
  'note with characters outside XML': (d) => set(d, 'notes', ['a\u0000b\ud800c\uffff<&>']),
}

function set<Of, Key extends keyof Of>(of: Of, key: Key, value: Of[Key]): true {
  of[key] = value
  return true
}

function pay(document: IssuedDocument, accounts: NonNullable<IssuedDocument['payment']>['accounts']): boolean {
  return document.payment !== null && set(document.payment, 'accounts', accounts)
}

/** The first line with an amount. */
function on(document: IssuedDocument, change: (line: DocumentLine) => boolean): boolean {
  const line = document.lines.find((candidate) => !candidate.textOnly)
  return line !== undefined && change(line)
}

type Mutation = (document: IssuedDocument) => boolean
function each<Value>(values: readonly Value[], make: (value: Value) => [string, Mutation]): Record<string, Mutation> {
  return Object.fromEntries(values.map(make))
}
