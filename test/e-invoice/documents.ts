import type {
  Country,
  DocumentKind,
  DocumentLine,
  DocumentParty,
  DocumentSeller,
  DocumentVat,
  IssuedDocument,
  Language,
  PaymentAccount,
  VatCategory,
} from '../../src/formats/e-invoice/document.ts'
import {
  buyerReference,
  legalId,
  outsideVat,
  sellerContact,
  vatId,
} from '../../src/formats/e-invoice/peppol-bis3/fields.ts'
import { addDays, type Day, day } from '../../src/kernel/day.ts'
import { Decimal } from '../../src/kernel/decimal.ts'
import { type Minor, minor, roundToMinor, toDecimal } from '../../src/kernel/money.ts'

/**
 * Test support: documents of every kind × country × VAT category × payment means × language, with allowances, charges,
 * foreign currency, rounding, advances, periods, text rows and odd characters. Same seed, same documents.
 */
export function makeDocuments(count: number, seed = 20261122): { name: string; document: IssuedDocument }[] {
  const made: { name: string; document: IssuedDocument }[] = []
  for (let i = 0; i < count; i++) {
    const country = countries[i % 3]!
    const kind = kinds[Math.floor(i / 3) % kinds.length]!
    const round = Math.floor(i / (3 * kinds.length))
    const document = makeDocument(country, kind, round, random(seed + i))
    const has = [...new Set(document.vat.map((entry) => entry.category))].join('+')
    made.push({ name: `${i} ${country} ${kind} ${has} ${document.currency} ${document.language}`, document })
  }
  return made
}

const countries: Country[] = ['SE', 'NO', 'BG']
const kinds: DocumentKind[] = ['invoice', 'credit-note', 'debit-note', 'advance-invoice', 'interest-invoice']
const mixes: VatCategory[][] = [
  ['S'],
  ['S', 'S', 'S'],
  ['S', 'Z'],
  ['S', 'E'],
  ['E'],
  ['Z'],
  ['AE'],
  ['K'],
  ['G'],
  ['O'],
  ['S', 'AE'],
  ['S', 'E', 'Z'],
]
const rates: Record<Country, string[]> = { SE: ['25', '12', '6'], NO: ['25', '15', '12', '11.11'], BG: ['20', '9'] }
const money: Record<Country, string> = { SE: 'SEK', NO: 'NOK', BG: 'EUR' }
const languages: Language[] = ['sv', 'nb', 'bg', 'en']
const units = ['C62', 'HUR', 'MTQ', 'MON', 'KWH', 'DAY', 'XPK']

export type Random = (below: number) => number

/** mulberry32. */
export function random(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

function makeDocument(country: Country, kind: DocumentKind, round: number, pick: Random): IssuedDocument {
  const mix: VatCategory[] = kind === 'interest-invoice' ? ['O'] : mixes[round % mixes.length]!
  const native = money[country]
  const foreign = round % 5 === 3 && kind !== 'interest-invoice'
  const currency = foreign ? (native === 'EUR' ? 'USD' : 'EUR') : native
  const issuedOn = addDays(day('2026-01-07'), pick(340))
  const lines = makeLines(country, mix, currency, issuedOn, pick)
  const allowances = round % 4 === 1 ? [charge(lines, currency, 'Mängdrabatt <3 %>', pick)] : []
  const charges =
    round % 3 === 2
      ? [charge(lines, currency, 'Frakt & emballage', pick), charge(lines, currency, 'Faktureringsavgift', pick)]
      : []
  const language = languages[(round + pick(4)) % 4]!
  const party = buyer(country, mix, pick)
  const document: IssuedDocument = {
    kind,
    country,
    language,
    number: country === 'BG' ? String(1_000_000 + pick(1_000_000)).padStart(10, '0') : String(100_000 + pick(900_000)),
    issuedOn,
    supplyOn: mix.includes('K') || pick(2) === 0 ? addDays(issuedOn, -pick(20)) : null,
    supplyFrom: null,
    supplyTo: null,
    currency,
    seller: seller(country, pick),
    buyer: party,
    theirReference: pick(3) === 0 ? null : `Ref ${pick(1000)} "Åsa"`,
    ourReference: pick(2) === 0 ? 'Ж. Иванова' : null,
    purchaseOrder: null,
    contractReference: pick(4) === 0 ? `AVT-${pick(99)}` : null,
    preceding: [],
    reason: null,
    notes: pick(2) === 0 ? ['Tack för ert förtroende & välkommen åter', 'Се "условия" <на гърба> #1#'] : [],
    lines,
    vat: [],
    allowances,
    charges,
    totals: {
      lines: minor(0n),
      net: minor(0n),
      vat: minor(0n),
      gross: minor(0n),
      prepaid: minor(0n),
      rounding: minor(0n),
      payable: minor(0n),
    },
    payment: kind === 'credit-note' && pick(2) === 0 ? null : payment(country, issuedOn, language, round, pick),
  }
  if (document.theirReference === null || pick(3) === 0) {
    if (pick(4) === 0 && document.theirReference === null)
      document.buyer.contact = { name: 'Beställare Ek', phone: null, email: 'ek@example.org' }
    else document.purchaseOrder = `PO-${pick(10_000)}`
  }
  if (pick(4) === 0) {
    document.supplyFrom = addDays(issuedOn, -40)
    document.supplyTo = addDays(issuedOn, -1)
    for (const line of lines)
      if (!line.textOnly && pick(2) === 0)
        Object.assign(line, { supplyFrom: addDays(issuedOn, -30), supplyTo: addDays(issuedOn, -9) })
  }
  if (kind === 'credit-note' || kind === 'debit-note') {
    document.preceding = [{ number: String(90_000 + pick(9999)), issuedOn: addDays(issuedOn, -45), kind: 'invoice' }]
    if (pick(4) === 0)
      document.preceding.push({
        number: String(80_000 + pick(9999)),
        issuedOn: addDays(issuedOn, -75),
        kind: 'invoice',
      })
    document.reason = pick(2) === 0 ? 'Fel antal levererat' : 'Връщане на стока'
  }
  document.vat = vatOf(document)
  total(document)
  if (kind === 'invoice' && round % 6 === 4) deductAdvance(document)
  if (native === 'SEK' && currency === 'SEK' && round % 2 === 0) roundToKrona(document)
  if (foreign && !mix.includes('O')) accountingVat(document, native)
  return document
}

function makeLines(
  country: Country,
  mix: VatCategory[],
  currency: string,
  issuedOn: Day,
  pick: Random,
): DocumentLine[] {
  const lines: DocumentLine[] = []
  const count = mix.length + pick(4)
  const text = (name: string): DocumentLine => ({
    lineNo: lines.length + 1,
    textOnly: true,
    name,
    quantity: '0',
    unit: '',
    unitCode: '',
    unitPrice: '0',
    amountNet: minor(0n),
    vatCategory: mix[0]!,
    vatPercent: null,
  })
  for (let i = 0; i < count; i++) {
    if (pick(6) === 0) lines.push(text(`Avser perioden ${issuedOn.slice(0, 7)} – «план»`))
    const category = mix[i % mix.length]!
    const quantity = ['1', '2', '12.5', '0.333', '100', '-1', '7'][pick(7)]!
    const price = ['100', '19.99', '0.0475', '1250.00', '3.333', '99999.99', '-25.5'][pick(7)]!
    const gross = roundToMinor(new Decimal(quantity).times(price), currency)
    const percent = pick(4) === 0 ? ['10', '12.5', '33.3'][pick(3)]! : null
    const allowance =
      percent === null
        ? pick(9) === 0
          ? minor(gross / 10n)
          : null
        : roundToMinor(toDecimal(gross, currency).times(percent).div(100), currency)
    const unit = units[pick(units.length)]!
    lines.push({
      lineNo: lines.length + 1,
      name: ['Vattenavgift', 'Консултантски услуги', 'Timer & materiell', 'Rör 3/4" <svart>'][pick(4)]!,
      description: pick(3) === 0 ? 'Enligt avtal\u0007 m.m.' : null,
      articleNumber: pick(2) === 0 ? `A-${pick(500)}` : null,
      quantity,
      unit,
      unitCode: unit,
      unitPrice: price,
      discountPercent: percent,
      allowance,
      allowanceReason: allowance !== null && pick(2) === 0 ? 'Stamkund' : null,
      amountNet: minor(gross - (allowance ?? 0n)),
      vatCategory: category,
      vatPercent: category === 'O' ? null : category === 'S' ? rates[country][i % rates[country].length]! : '0',
      orderLineReference: pick(5) === 0 ? String(i + 1) : null,
    })
  }
  if (pick(8) === 0) lines.push(text('Slut på specifikationen'))
  return lines
}

function charge(
  lines: DocumentLine[],
  currency: string,
  reason: string,
  pick: Random,
): IssuedDocument['charges'][number] {
  const like = lines.filter((line) => !line.textOnly)[0]!
  return {
    amount: roundToMinor(new Decimal(pick(20_000)).div(100).plus('0.01'), currency),
    reason,
    vatCategory: like.vatCategory,
    vatPercent: like.vatPercent,
  }
}

const exemptions: Partial<Record<VatCategory, { reason: string; code: string | null }>> = {
  E: { reason: 'Undantag från skatteplikt', code: null },
  AE: { reason: 'Omvänd betalningsskyldighet', code: 'VATEX-EU-AE' },
  K: { reason: 'Intra-community supply', code: 'VATEX-EU-IC' },
  G: { reason: 'Export', code: 'VATEX-EU-G' },
  O: { reason: 'Utanför mervärdesskatt', code: 'VATEX-EU-O' },
}

/** The VAT summary that the document's lines, allowances and charges make (half up, per category and percent). */
export function vatOf(document: IssuedDocument): DocumentVat[] {
  const entries = new Map<string, DocumentVat>()
  const addTo = (category: VatCategory, percent: string | null, amount: bigint) => {
    const key = `${category} ${percent}`
    const exemption = exemptions[category]
    const entry = entries.get(key) ?? {
      category,
      percent,
      base: minor(0n),
      vat: minor(0n),
      ...(exemption ? { exemptionReason: exemption.reason, exemptionCode: exemption.code } : {}),
    }
    entry.base = minor(entry.base + amount)
    entries.set(key, entry)
  }
  for (const line of document.lines) if (!line.textOnly) addTo(line.vatCategory, line.vatPercent, line.amountNet)
  for (const entry of document.allowances) addTo(entry.vatCategory, entry.vatPercent, -entry.amount)
  for (const entry of document.charges) addTo(entry.vatCategory, entry.vatPercent, entry.amount)
  for (const entry of entries.values())
    entry.vat = roundToMinor(
      toDecimal(entry.base, document.currency)
        .times(entry.percent ?? '0')
        .div(100),
      document.currency,
    )
  return [...entries.values()]
}

const sum = (amounts: bigint[]): Minor => minor(amounts.reduce((all, amount) => all + amount, 0n))

export function total(document: IssuedDocument): void {
  const lines = sum(document.lines.filter((line) => !line.textOnly).map((line) => line.amountNet))
  const net = minor(
    lines - sum(document.allowances.map((entry) => entry.amount)) + sum(document.charges.map((entry) => entry.amount)),
  )
  const vat = sum(document.vat.map((entry) => entry.vat))
  const gross = minor(net + vat)
  document.totals = { lines, net, vat, gross, prepaid: minor(0n), rounding: minor(0n), payable: gross }
}

function deductAdvance(document: IssuedDocument): void {
  const gross = minor(document.totals.gross / 4n)
  const issuedOn = addDays(document.issuedOn, -30)
  document.advances = [{ number: '77001', issuedOn, gross, vat: minor(document.totals.vat / 4n) }]
  document.totals.prepaid = gross
  document.totals.payable = minor(document.totals.payable - gross)
}

function roundToKrona(document: IssuedDocument): void {
  const rounded = roundToMinor(
    toDecimal(document.totals.payable, 'SEK').toDecimalPlaces(0, Decimal.ROUND_HALF_UP),
    'SEK',
  )
  document.totals.rounding = minor(rounded - document.totals.payable)
  document.totals.payable = rounded
}

function accountingVat(document: IssuedDocument, currency: string): void {
  const rate = currency === 'EUR' ? '0.9215' : '11.2345'
  const vat = roundToMinor(toDecimal(document.totals.vat, document.currency).times(rate), currency)
  document.accountingVat = { currency, vat, rate, rateOn: addDays(document.issuedOn, -1) }
}

// ── Parties and payment ─────────────────────────────────────────────────────

function seller(country: Country, pick: Random): DocumentSeller {
  const address = {
    street: 'Storgatan 1',
    street2: pick(3) === 0 ? 'Box 12' : null,
    postCode: '123 45',
    city: 'Ort',
    country,
  }
  const contact = pick(2) === 0 ? { name: 'Kundtjänst', phone: '+46 8 123 45', email: 'faktura@example.org' } : null
  if (country === 'SE') {
    const number = swedishNumber(pick)
    return {
      name: 'Exempelbolaget',
      legalName: 'Exempelbolaget i Ort AB',
      address,
      contact,
      country,
      organisationNumber: `${number.slice(0, 6)}-${number.slice(6)}`,
      vatNumber: `SE${number}01`,
      endpoint: { scheme: '0007', id: number },
      approvedForFTax: pick(5) !== 0,
      registeredOffice: 'Ort',
      number: null,
    }
  }
  if (country === 'NO') {
    const number = norwegianNumber(pick)
    return {
      name: 'Eksempel AS',
      address,
      contact,
      country,
      organisationNumber: number,
      vatNumber: pick(2) === 0 ? `NO ${number} MVA` : `${number} MVA`,
      endpoint: { scheme: '0192', id: number },
      inBusinessRegister: true,
    }
  }
  const eik = String(100_000_000 + pick(99_999_999))
  return {
    name: 'Пример ЕООД',
    address: { ...address, street: 'ул. „Цар Шишман“ 5', city: 'София' },
    contact,
    country,
    organisationNumber: eik,
    vatNumber: `BG${eik}`,
    endpoint: { scheme: '9926', id: `BG${eik}` },
    responsiblePerson: 'Иван Петров',
    compiledBy: 'Мария Колева',
  }
}

function buyer(country: Country, mix: VatCategory[], pick: Random): DocumentParty {
  const where = mix.includes('G')
    ? 'US'
    : mix.includes('K')
      ? ['DE', 'DK', 'NL', 'FI'][pick(4)]!
      : pick(5) === 0
        ? ['DE', 'DK', 'NL'][pick(3)]!
        : country
  const base = {
    name: pick(2) === 0 ? 'Kunden & Co' : 'Клиент ООД',
    number: String(2000 + pick(999)),
    address: {
      careOf: pick(4) === 0 ? 'Berg' : null,
      street: 'Köpvägen 7',
      postCode: '98765',
      city: 'Stad',
      country: where,
    },
    contact: pick(3) === 0 ? { name: 'Er Referens', phone: null, email: null } : null,
  }
  if (where === 'SE') {
    const number = swedishNumber(pick)
    return { ...base, organisationNumber: number, vatNumber: `SE${number}01`, endpoint: { scheme: '0007', id: number } }
  }
  if (where === 'NO') {
    const number = norwegianNumber(pick)
    return {
      ...base,
      organisationNumber: number,
      vatNumber: `NO${number}MVA`,
      endpoint: { scheme: '0192', id: number },
    }
  }
  if (where === 'BG')
    return {
      ...base,
      organisationNumber: '175074752',
      vatNumber: 'BG175074752',
      endpoint: { scheme: '9926', id: 'BG175074752' },
    }
  if (where === 'US')
    return { ...base, organisationNumber: '12-3456789', vatNumber: null, endpoint: { scheme: '0060', id: '123456789' } }
  if (where === 'DK')
    return {
      ...base,
      organisationNumber: '13585628',
      vatNumber: 'DK13585628',
      endpoint: { scheme: '0184', id: 'DK13585628' },
    }
  if (where === 'NL')
    return {
      ...base,
      organisationNumber: null,
      vatNumber: 'NL123456789B12',
      endpoint: { scheme: '0106', id: '12345678' },
    }
  if (where === 'FI')
    return {
      ...base,
      organisationNumber: '0112038-9',
      vatNumber: 'FI01120389',
      endpoint: { scheme: '0088', id: '7300010000001' },
    }
  return {
    ...base,
    organisationNumber: 'HRB 1234',
    vatNumber: 'DE123456789',
    endpoint: { scheme: '9930', id: 'DE123456789' },
  }
}

function payment(
  country: Country,
  issuedOn: Day,
  language: Language,
  round: number,
  pick: Random,
): IssuedDocument['payment'] {
  const iban: PaymentAccount = {
    kind: 'iban',
    id: 'SE45 5000 0000 0583 9825 7466',
    bic: pick(2) === 0 ? 'ESSESESS' : null,
  }
  const accounts: Record<Country, PaymentAccount[][]> = {
    SE: [
      [{ kind: 'bankgiro', id: '991-2346' }],
      [{ kind: 'plusgiro', id: '4 12 34-5' }],
      [{ kind: 'bankgiro', id: '5050-1055' }, iban],
      [iban],
      [],
    ],
    NO: [
      [{ kind: 'bban', id: '8601 11 17947' }],
      [
        { kind: 'bban', id: '86011117947' },
        { kind: 'iban', id: 'NO9386011117947', bic: 'DNBANOKK' },
      ],
      [],
    ],
    BG: [
      [{ kind: 'iban', id: 'BG80BNBG96611020345678', bic: 'BNBGBGSD' }],
      [
        { kind: 'iban', id: 'BG80BNBG96611020345678' },
        { kind: 'iban', id: 'BG18RZBB91550123456789' },
      ],
    ],
  }
  const choices = accounts[country]
  return {
    dueOn: addDays(issuedOn, 30),
    reference: country === 'BG' ? `${pick(10 ** 9)}A` : country === 'SE' ? '1234574' : '123456782',
    referenceKind: country === 'SE' ? 'ocr' : country === 'NO' ? 'kid' : 'number',
    accounts: choices[round % choices.length]!,
    termsText: pick(3) === 0 ? null : language === 'bg' ? '30 дни нето' : '30 dagar netto',
    latePaymentText: pick(3) === 0 ? 'Dröjsmålsränta enligt räntelagen' : null,
  }
}

/** Numbers made by their check digit, of nobody in particular. */
export function swedishNumber(pick: Random): string {
  for (;;) {
    const digits = `55${String(10_000_000 + pick(89_999_999))}`
    if (digits[2]! >= '2' && isLuhn(digits)) return digits
  }
}

function isLuhn(digits: string): boolean {
  let all = 0
  for (let i = 0; i < digits.length; i++) {
    const n = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 2)
    all += n > 9 ? n - 9 : n
  }
  return all % 10 === 0
}

export function norwegianNumber(pick: Random): string {
  for (;;) {
    const digits = `9${String(10_000_000 + pick(89_999_999))}`
    const weights = [3, 2, 7, 6, 5, 4, 3, 2]
    const remainder = weights.reduce((all, weight, i) => all + weight * Number(digits[i]), 0) % 11
    if (remainder !== 1 && (11 - remainder) % 11 === Number(digits[8])) return digits
  }
}

/**
 * What a document says once it went through UBL: the terms that Peppol BIS has no place for are gone (README.md lists
 * them), numbers are without blanks, a text row above a line is one row.
 */
export function carried(document: IssuedDocument): unknown {
  const party = (of: DocumentParty) => ({
    name: of.name,
    legalName: of.legalName ?? null,
    address: { careOf: null, street: null, street2: null, postCode: null, city: null, ...of.address },
    organisationNumber: legalId(of)?.id ?? null,
    endpoint: of.endpoint ?? null,
    number: of.number ?? null,
    vatNumber: outsideVat(document) ? null : vatId(of),
  })
  const flipped = (line: DocumentLine) => {
    if (!line.unitPrice.startsWith('-')) return { quantity: line.quantity, unitPrice: line.unitPrice }
    return { quantity: new Decimal(line.quantity).negated().toFixed(), unitPrice: line.unitPrice.slice(1) }
  }
  const last = document.lines.findLastIndex((line) => !line.textOnly)
  return {
    kind: document.kind === 'interest-invoice' ? 'invoice' : document.kind,
    country: document.country,
    number: document.number,
    issuedOn: document.issuedOn,
    supplyOn: document.supplyOn ?? null,
    supplyFrom: document.supplyFrom ?? null,
    supplyTo: document.supplyTo ?? null,
    currency: document.currency,
    seller: {
      ...party(document.seller),
      contact: sellerContact(document),
      approvedForFTax: document.seller.approvedForFTax ?? false,
      inBusinessRegister: document.seller.inBusinessRegister ?? false,
      registeredOffice: document.seller.registeredOffice ?? null,
      responsiblePerson: document.seller.responsiblePerson ?? null,
      compiledBy: document.seller.compiledBy ?? null,
    },
    buyer: {
      ...party(document.buyer),
      contact: { name: null, phone: null, email: null, ...document.buyer.contact },
    },
    theirReference: buyerReference(document),
    purchaseOrder: document.purchaseOrder ?? null,
    contractReference: document.contractReference ?? null,
    preceding: [...document.preceding, ...(document.advances ?? [])].map(({ number, issuedOn }) => ({
      number,
      issuedOn,
    })),
    notes: [
      ...(document.reason ? [document.reason] : []),
      ...document.notes,
      ...document.lines.slice(last + 1).map((line) => line.name),
    ],
    lines: document.lines.slice(0, last + 1).map((line) =>
      line.textOnly
        ? { lineNo: line.lineNo, name: line.name, textOnly: true }
        : {
            lineNo: line.lineNo,
            name: line.name,
            description: line.description?.replaceAll('\u0007', '') ?? null,
            articleNumber: line.articleNumber ?? null,
            ...flipped(line),
            unitCode: line.unitCode,
            allowance: line.allowance === 0n ? null : (line.allowance ?? null),
            amountNet: line.amountNet,
            vatCategory: line.vatCategory,
            vatPercent: line.vatPercent,
            supplyFrom: line.supplyFrom ?? null,
            supplyTo: line.supplyTo ?? null,
            orderLineReference: line.orderLineReference ?? null,
          },
    ),
    vat: document.vat.map((entry) => ({ exemptionReason: null, exemptionCode: null, ...entry })),
    allowances: document.allowances,
    charges: document.charges,
    totals: document.totals,
    accountingVat: document.accountingVat ?? null,
    advances: document.advances ?? null,
    payment: document.payment && {
      dueOn: document.payment.dueOn,
      reference: document.payment.reference,
      referenceKind: document.payment.referenceKind,
      accounts: document.payment.accounts.map((account) => ({
        kind: account.kind,
        id: account.id.replace(/[ -]/g, ''),
        bic: account.kind === 'iban' ? (account.bic ?? null) : null,
      })),
      terms: [document.payment.termsText, document.payment.latePaymentText].filter(Boolean).join('\n'),
    },
  }
}
