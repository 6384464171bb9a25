import { isDay } from '../../../kernel/day.ts'
import { Decimal } from '../../../kernel/decimal.ts'
import { currencyDigits, formatMinor, toDecimal } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type { DocumentParty, DocumentVat, IssuedDocument } from '../document.ts'
import { countries, currencies, endpointSchemes, exemptionCodes, unitCodes } from './code-lists.ts'
import {
  accountOf,
  buyerReference,
  clean,
  endpoint,
  isDecimal,
  legalId,
  outsideVat,
  pricedLines,
  pricing,
  taxRegistration,
  typeCodes,
  vatId,
} from './fields.ts'
import { identityFault } from './identities.ts'

/**
 * Would the official rules (EN 16931 1.3.16, Peppol BIS Billing 3.0.21) find a fault in this document once it is
 * written? In plain words, in microseconds, without the rule files. Tested equal to them on documents and mutations.
 *
 * `data.rules` names the official rules that a problem stands for; null: the official rules let it pass (they allow
 * a unit of currency of slack in VAT), we do not, because the books and the document must say the same.
 * Errors must keep the document from being issued as an e-invoice. Two things are warnings: a Norwegian seller outside
 * of Foretaksregisteret (NO-R-002), which nobody can mend, and VAT that is a rounding off its base, as a part credit
 * that mirrors stored amounts may be.
 */
export function checkDocument(document: IssuedDocument): Problem[] {
  const found: Problem[] = []
  const say: Say = (code, rules, message, more = {}) => {
    found.push({
      code: `e-invoice.${code}`,
      message,
      severity: more.severity ?? 'error',
      ...(more.row === undefined ? {} : { row: more.row }),
      ...(more.path === undefined ? {} : { path: more.path }),
      data: { rules: rules || null, ...more.data },
    })
  }
  if (typeCodes[document.kind] === null) {
    say('kind-not-sendable', '', `A ${document.kind} is no e-invoice: send it as PDF, or keep it inside.`, {
      path: 'kind',
    })
    return found
  }
  checkHead(document, say)
  checkSeller(document, say)
  checkBuyer(document, say)
  checkPayment(document, say)
  checkLines(document, say)
  checkAllowances(document, say)
  checkVat(document, say)
  checkTotals(document, say)
  return found
}

type Say = (
  code: string,
  rules: string,
  message: string,
  more?: { severity?: 'warning'; row?: number; path?: string; data?: Record<string, string | number | null> },
) => void

// ── Head ────────────────────────────────────────────────────────────────────

function checkHead(document: IssuedDocument, say: Say): void {
  if (clean(document.number) === null) say('number-missing', 'BR-02', 'The document has no number.', { path: 'number' })
  if (!isDay(document.issuedOn))
    say('issue-day-missing', 'BR-03, PEPPOL-EN16931-F001', 'The document has no valid issue day.', { path: 'issuedOn' })
  if (!currencies.has(document.currency))
    say(
      'currency-unknown',
      'BR-05, BR-CL-03, BR-CL-04, PEPPOL-EN16931-CL007, PEPPOL-EN16931-R051',
      `${document.currency || 'The empty text'} is no currency in force: use an ISO 4217 code.`,
      { path: 'currency' },
    )
  if (buyerReference(document) === null && clean(document.purchaseOrder) === null)
    say(
      'buyer-reference-missing',
      'PEPPOL-EN16931-R003',
      'The buyer can only route an e-invoice by a reference: fill in their reference or a purchase order number.',
      { path: 'theirReference' },
    )
  if (currencyDigits(document.currency) > 2)
    say(
      'currency-decimals',
      'UBL-DT-01',
      `Amounts in ${document.currency} have more than two decimals, which an e-invoice cannot say.`,
      { path: 'currency' },
    )
  checkPeriod(document.supplyFrom, document.supplyTo, 'BR-29', say, {})
  if (document.supplyOn && !isDay(document.supplyOn))
    say('day-unreadable', 'PEPPOL-EN16931-F001', `${document.supplyOn} is no day.`, { path: 'supplyOn' })
  for (const [i, preceding] of document.preceding.entries()) {
    if (clean(preceding.number) === null)
      say('preceding-number-missing', 'BR-55, UBL-SR-07', 'A preceding document is named without its number.', {
        path: `preceding[${i}]`,
      })
    if (!isDay(preceding.issuedOn))
      say('day-unreadable', 'PEPPOL-EN16931-F001', `The day of the preceding document ${preceding.number} is no day.`, {
        path: `preceding[${i}]`,
      })
  }
  const corrects = document.kind === 'credit-note' || document.kind === 'debit-note'
  if (corrects && document.preceding.length === 0)
    say(
      'preceding-missing',
      '',
      'A credit or debit note names the document it corrects (ML 17:22, bokføringsforskriften 5-2-7, ЗДДС чл. 115).',
      { path: 'preceding' },
    )
}

function checkPeriod(
  from: string | null | undefined,
  to: string | null | undefined,
  rule: string,
  say: Say,
  where: { row?: number },
): void {
  for (const day of [from, to])
    if (day && !isDay(day)) say('day-unreadable', 'PEPPOL-EN16931-F001', `${day} is no day.`, where)
  if (from && to && to < from)
    say('period-backwards', rule, `The period ends on ${to}, before it begins on ${from}.`, where)
}

// ── Parties ─────────────────────────────────────────────────────────────────

function checkSeller(document: IssuedDocument, say: Say): void {
  const { seller } = document
  checkParty(document, seller, 'seller', say)
  const vat = outsideVat(document) ? null : vatId(seller)
  const registered = legalId(seller)
  if (vat === null && registered === null && clean(seller.number) === null)
    say('seller-identity-missing', 'BR-CO-26', 'The seller has neither an organisation number nor a VAT number.', {
      path: 'seller',
    })
  if (seller.address.country === 'SE') {
    if (vat?.startsWith('SE') && (vat.length !== 14 || !isNumber(vat.slice(2, 14))))
      say(
        'seller-vat-number-wrong',
        'SE-R-001, SE-R-002',
        `A Swedish VAT number is SE and twelve digits: ${vat} is not.`,
        { path: 'seller.vatNumber' },
      )
    const fault = registered && identityFault('0007', registered.id)
    if (fault)
      say(
        'seller-organisation-number-wrong',
        'SE-R-003, SE-R-004, SE-R-013, PEPPOL-COMMON-R049',
        `The organisation number is wrong. ${fault}`,
        {
          path: 'seller.organisationNumber',
        },
      )
  }
  const country = vat?.slice(0, 2) ?? seller.address.country.toUpperCase()
  if (country === 'NO') {
    if (taxRegistration(seller) !== 'Foretaksregisteret')
      say(
        'seller-not-in-business-register',
        'NO-R-002',
        'A Norwegian company with limited liability states "Foretaksregisteret" on its invoices (foretaksregisterloven § 10-2). Set it on the company if it is registered there; others can send without it.',
        { severity: 'warning', path: 'seller.inBusinessRegister' },
      )
    if (vat?.startsWith('NO') && (!/^NO\d{9}MVA$/.test(vat) || identityFault('0192', vat.slice(2, 11)) !== null))
      say(
        'seller-vat-number-wrong',
        'NO-R-001',
        `A Norwegian VAT number is NO, the organisation number and MVA: ${vat} is not.`,
        { path: 'seller.vatNumber' },
      )
  }
}

function checkBuyer(document: IssuedDocument, say: Say): void {
  checkParty(document, document.buyer, 'buyer', say)
}

function checkParty(document: IssuedDocument, party: DocumentParty, role: 'seller' | 'buyer', say: Say): void {
  const isSeller = role === 'seller'
  const who = isSeller ? 'The seller' : 'The buyer'
  if (clean(party.legalName) === null && clean(party.name) === null)
    say(`${role}-name-missing`, isSeller ? 'BR-06' : 'BR-07', `${who} has no name.`, { path: `${role}.name` })
  const country = clean(party.address.country)
  if (country === null || !countries.has(country))
    say(
      `${role}-country-missing`,
      isSeller ? 'BR-08, BR-09, BR-CL-14' : 'BR-10, BR-11, BR-CL-14, BR-IC-12',
      `${who}'s address has no country, or none of ISO 3166 (two capitals).`,
      { path: `${role}.address.country` },
    )
  checkEndpoint(party, role, who, say)
  const registered = legalId(party)
  const fault = registered?.scheme ? identityFault(registered.scheme, registered.id) : null
  // A Swedish seller's number has rules of its own.
  if (fault && !(isSeller && party.address.country === 'SE'))
    say(
      `${role}-organisation-number-wrong`,
      'PEPPOL-COMMON-R041, PEPPOL-COMMON-R049',
      `The organisation number is wrong. ${fault}`,
      {
        path: `${role}.organisationNumber`,
      },
    )
  const vat = outsideVat(document) ? null : vatId(party)
  if (vat && !countries.has(vat.slice(0, 2)) && !vat.startsWith('EL'))
    say(
      `${role}-vat-number-wrong`,
      'BR-CO-09',
      `A VAT number begins with the two letters of its country: ${vat} does not.`,
      { path: `${role}.vatNumber` },
    )
  if (vat?.startsWith('NL') && !/^NL\d{9}B\d{2}$/.test(vat))
    say(
      `${role}-vat-number-wrong`,
      'PEPPOL-COMMON-R056-2',
      `A Dutch VAT number looks like NL123456789B12: ${vat} does not.`,
      { path: `${role}.vatNumber` },
    )
}

function checkEndpoint(party: DocumentParty, role: 'seller' | 'buyer', who: string, say: Say): void {
  const address = endpoint(party)
  if (address === null) {
    const rule = role === 'seller' ? 'PEPPOL-EN16931-R020' : 'PEPPOL-EN16931-R010'
    say(`${role}-endpoint-missing`, rule, `${who} has no Peppol address: without it nothing can be sent.`, {
      path: `${role}.endpoint`,
    })
    return
  }
  if (!endpointSchemes.has(address.scheme)) {
    const rule = `${role === 'seller' ? 'BR-62' : 'BR-63'}, BR-CL-25, PEPPOL-EN16931-CL008`
    say(
      `${role}-endpoint-scheme-unknown`,
      rule,
      `${who}'s Peppol address has the scheme "${address.scheme}", which Peppol does not know (0007 Swedish, 0192 Norwegian organisation number, 9926 Bulgarian VAT number, 0088 GLN).`,
      { path: `${role}.endpoint` },
    )
  }
  const fault = identityFault(address.scheme, address.id)
  if (fault)
    say(
      `${role}-endpoint-wrong`,
      `PEPPOL-COMMON-${ruleOfScheme[address.scheme]}`,
      `${who}'s Peppol address is wrong. ${fault}`,
      {
        path: `${role}.endpoint`,
      },
    )
}

const ruleOfScheme: Record<string, string> = {
  '0088': 'R040',
  '0192': 'R041',
  '0184': 'R042',
  '0208': 'R043',
  '0201': 'R044',
  '0210': 'R045',
  '0211': 'R047',
  '0007': 'R049',
  '0151': 'R050',
  '0096': 'R052',
  '0198': 'R053',
  '0106': 'R054',
  '0190': 'R055',
  '9944': 'R056-1',
}

// ── Payment ─────────────────────────────────────────────────────────────────

function checkPayment(document: IssuedDocument, say: Say): void {
  const { payment } = document
  if (!payment) return
  const credit = document.kind === 'credit-note'
  if (payment.dueOn && !isDay(payment.dueOn))
    say('day-unreadable', credit ? 'XSD' : 'PEPPOL-EN16931-F001', `The due day ${payment.dueOn} is no day.`, {
      path: 'payment.dueOn',
    })
  for (const [i, account] of payment.accounts.entries()) {
    const path = `payment.accounts[${i}]`
    const { id, branch } = accountOf(account)
    if (id === null) {
      say('account-number-missing', 'BR-50, BR-61', 'An account to pay to has no number.', { path })
      continue
    }
    if (document.seller.address.country !== 'SE') continue
    if (branch === 'SE:BANKGIRO' && !(isNumber(id) && (id.length === 7 || id.length === 8)))
      say('bankgiro-wrong', 'SE-R-008, SE-R-009', `A bankgiro number has seven or eight digits: ${id} has not.`, {
        path,
      })
    if (branch === 'SE:PLUSGIRO' && !(isNumber(id) && id.length >= 2 && id.length <= 8))
      say('plusgiro-wrong', 'SE-R-007, SE-R-010', `A plusgiro number has two to eight digits: ${id} has not.`, { path })
  }
}

// ── Lines ───────────────────────────────────────────────────────────────────

const slack = new Decimal('0.02')

function checkLines(document: IssuedDocument, say: Say): void {
  const priced = pricedLines(document)
  if (priced.length === 0) say('lines-missing', 'BR-16', 'The document has no line with an amount.', { path: 'lines' })
  for (const { line } of priced) {
    const row = line.lineNo
    if (clean(line.name) === null)
      say('line-name-missing', 'BR-25', `Line ${row} says nothing: give the article a name.`, { row })
    if (!unitCodes.has(clean(line.unitCode) ?? ''))
      say(
        'unit-code-unknown',
        'BR-23, BR-CL-23',
        `Line ${row}: "${line.unitCode}" is no unit of UN/ECE Recommendation 20 (C62 piece, HUR hour, MON month …).`,
        { row },
      )
    checkLineAmount(document, line, say)
    checkPercent(document, line.vatCategory, line.vatPercent, '05', `Line ${row}`, say, { row })
    checkPeriod(line.supplyFrom, line.supplyTo, 'BR-29, BR-30', say, { row })
    if (document.supplyFrom && line.supplyFrom && line.supplyFrom < document.supplyFrom)
      say(
        'line-period-outside',
        'PEPPOL-EN16931-R110',
        `Line ${row} begins on ${line.supplyFrom}, before the document's period (${document.supplyFrom}).`,
        { row },
      )
    if (document.supplyTo && line.supplyTo && line.supplyTo > document.supplyTo)
      say(
        'line-period-outside',
        'PEPPOL-EN16931-R111',
        `Line ${row} ends on ${line.supplyTo}, after the document's period (${document.supplyTo}).`,
        { row },
      )
  }
}

function checkLineAmount(document: IssuedDocument, line: IssuedDocument['lines'][number], say: Say): void {
  const row = line.lineNo
  const { quantity, unitPrice } = pricing(line)
  for (const [what, value] of [
    ['quantity', quantity],
    ['price', unitPrice],
  ] as const)
    if (!isDecimal(value))
      say(
        `line-${what}-unreadable`,
        'PEPPOL-EN16931-R120, PEPPOL-EN16931-R008, BR-27',
        `Line ${row}: the ${what} "${value}" is no plain decimal number.`,
        { row },
      )
  if (!isDecimal(quantity) || !isDecimal(unitPrice)) return
  const expected = new Decimal(quantity).times(unitPrice).minus(toDecimal(line.allowance ?? 0n, document.currency))
  const net = toDecimal(line.amountNet, document.currency)
  if (expected.minus(net).abs().greaterThan(slack))
    say(
      'line-amount-wrong',
      'PEPPOL-EN16931-R120',
      `Line ${row}: ${quantity} × ${unitPrice} less allowance is ${expected.toFixed()}, but the line says ${net.toFixed()}.`,
      { row },
    )
}

function checkAllowances(document: IssuedDocument, say: Say): void {
  for (const [list, rules, number] of [
    ['allowances', 'BR-33, BR-CO-21', '06'],
    ['charges', 'BR-38, BR-CO-22', '07'],
  ] as const)
    for (const [i, entry] of document[list].entries()) {
      const path = `${list}[${i}]`
      if (clean(entry.reason) === null)
        say('allowance-reason-missing', rules, 'An allowance or charge on the whole document needs its reason.', {
          path,
        })
      checkPercent(document, entry.vatCategory, entry.vatPercent, number, entry.reason, say, { path })
    }
}

// ── VAT ─────────────────────────────────────────────────────────────────────

const categories: Record<string, { rule: string; name: string }> = {
  S: { rule: 'S', name: 'standard rated' },
  Z: { rule: 'Z', name: 'zero rated' },
  E: { rule: 'E', name: 'exempt' },
  AE: { rule: 'AE', name: 'reverse charge' },
  K: { rule: 'IC', name: 'intra-community supply' },
  G: { rule: 'G', name: 'export' },
  O: { rule: 'O', name: 'outside VAT' },
}

/** The percent that goes with a category: none for O, 0 for Z, E, AE, K, G, more than 0 (Sweden: 25, 12, 6) for S. */
function checkPercent(
  document: IssuedDocument,
  category: string,
  percent: string | null,
  number: '05' | '06' | '07' | '',
  where: string,
  say: Say,
  at: { row?: number; path?: string },
): void {
  const known = categories[category]
  if (!known) {
    say(
      'vat-category-unknown',
      'BR-CO-04, BR-CL-17, BR-CL-18',
      `${where}: "${category}" is no VAT category (S, Z, E, AE, K, G, O).`,
      at,
    )
    return
  }
  const text = clean(percent)
  const value = text !== null && isDecimal(text) ? new Decimal(text) : null
  const rule = number === '' ? 'BR-48' : `BR-${known.rule}-${number}`
  if (text !== null && value === null) {
    say('vat-percent-wrong', rule, `${where}: the VAT percent "${text}" is no plain decimal number.`, at)
    return
  }
  if (number === '') {
    // In the breakdown the amounts speak (BR-CO-17); the rules ask only that a percent is there.
    if (value === null && category !== 'O')
      say('vat-percent-wrong', rule, `${where}: category ${category} needs a percent.`, at)
  } else if (category === 'O') {
    if (value !== null) say('vat-percent-wrong', rule, `${where}: what is outside VAT has no percent, not even 0.`, at)
  } else if (category === 'S') {
    if (value === null || !value.greaterThan(0))
      say('vat-percent-wrong', rule, `${where}: category S needs a percent above 0.`, at)
  } else if (!value?.isZero())
    say('vat-percent-wrong', rule, `${where}: category ${category} (${known.name}) has the percent 0.`, at)
  if (category === 'S' && isSwedish(document) && !(value?.equals(25) || value?.equals(12) || value?.equals(6)))
    say(
      'vat-percent-not-swedish',
      'SE-R-006',
      `${where}: Swedish VAT is 25, 12 or 6 percent, not ${text ?? 'none'}.`,
      at,
    )
}

const isSwedish = (document: IssuedDocument): boolean =>
  document.seller.address.country === 'SE' &&
  !outsideVat(document) &&
  (vatId(document.seller)?.startsWith('SE') ?? false)

/** Category and percent of everything that carries an amount without VAT, charges positive, allowances negative. */
function taxed(document: IssuedDocument): { category: string; percent: string | null; amount: bigint; from: string }[] {
  return [
    ...pricedLines(document).map(({ line }) => ({
      category: line.vatCategory,
      percent: line.vatPercent,
      amount: line.amountNet,
      from: 'line',
    })),
    ...document.allowances.map((entry) => ({
      category: entry.vatCategory,
      percent: entry.vatPercent,
      amount: -entry.amount,
      from: 'allowance',
    })),
    ...document.charges.map((entry) => ({
      category: entry.vatCategory,
      percent: entry.vatPercent,
      amount: entry.amount,
      from: 'charge',
    })),
  ]
}

function checkVat(document: IssuedDocument, say: Say): void {
  const parts = taxed(document)
  if (document.vat.length === 0)
    say(
      'vat-breakdown-missing',
      'BR-CO-18, PEPPOL-EN16931-R053, PEPPOL-EN16931-R054',
      'The document has no VAT summary: it needs one entry per category and percent, also for 0 and outside VAT.',
      { path: 'vat' },
    )
  for (const [category, { rule, name }] of Object.entries(categories)) {
    const used = parts.some((part) => part.category === category)
    const entries = document.vat.filter((entry) => entry.category === category)
    if (used && entries.length === 0)
      say(
        'vat-entry-missing',
        `BR-${rule}-01`,
        `Lines are ${name} (${category}), but the VAT summary has no such entry.`,
        { path: 'vat' },
      )
    else if (category !== 'S' && entries.length > 1)
      say('vat-entry-twice', `BR-${rule}-01`, `The VAT summary has more than one entry for ${name} (${category}).`, {
        path: 'vat',
      })
    else if (category === 'S' && !used && entries.length > 0)
      say('vat-entry-unused', 'BR-S-01', 'The VAT summary has a standard rated entry, but no line has.', {
        path: 'vat',
      })
    if (used) checkTaxIdentities(document, category, rule, name, say)
  }
  for (const [i, entry] of document.vat.entries()) checkEntry(document, entry, parts, `vat[${i}]`, say)
  checkOutside(document, parts, say)
  if (
    document.vat.some((entry) => entry.category === 'K') &&
    !document.supplyOn &&
    !document.supplyFrom &&
    !document.supplyTo
  )
    say('delivery-day-missing', 'BR-IC-11', 'An intra-community supply needs its delivery day or period.', {
      path: 'supplyOn',
    })
  checkBasesExactly(document, parts, say)
}

/** BR-x-02 for lines, -03 for allowances, -04 for charges. */
const familyOf = (rule: string): string => `BR-${rule}-02, BR-${rule}-03, BR-${rule}-04`

/** Who must have which number when something of the category is on the document. */
function checkTaxIdentities(document: IssuedDocument, category: string, rule: string, name: string, say: Say): void {
  if (category === 'O') return
  const sellerVat = outsideVat(document) ? null : vatId(document.seller)
  const buyerVat = outsideVat(document) ? null : vatId(document.buyer)
  const onlyVat = category === 'K' || category === 'G'
  if (sellerVat === null && (onlyVat || taxRegistration(document.seller) === null))
    say('seller-vat-number-missing', familyOf(rule), `What is ${name} (${category}) needs the seller's VAT number.`, {
      path: 'seller.vatNumber',
    })
  if (category === 'K' && buyerVat === null)
    say('buyer-vat-number-missing', familyOf('IC'), "An intra-community supply needs the buyer's VAT number.", {
      path: 'buyer.vatNumber',
    })
  if (category === 'AE' && buyerVat === null && legalId(document.buyer) === null)
    say(
      'buyer-vat-number-missing',
      familyOf('AE'),
      "Reverse charge needs the buyer's VAT number or organisation number.",
      { path: 'buyer.vatNumber' },
    )
}

function checkEntry(
  document: IssuedDocument,
  entry: DocumentVat,
  parts: ReturnType<typeof taxed>,
  path: string,
  say: Say,
): void {
  const where = `VAT ${entry.category} ${entry.percent ?? ''}`.trim()
  checkPercent(document, entry.category, entry.percent, '', where, say, { path })
  const known = categories[entry.category]
  if (!known) return
  const text = clean(entry.percent)
  const percent = text !== null && isDecimal(text) ? new Decimal(text) : null
  const amount = (value: bigint) => formatMinor(value, document.currency)
  const same = parts.filter(
    (part) => part.category === entry.category && (entry.category !== 'S' || samePercent(part.percent, entry.percent)),
  )
  const sum = same.reduce((total, part) => total + part.amount, 0n)
  const unit = 10n ** BigInt(currencyDigits(document.currency))

  if (entry.category === 'S') {
    const off = entry.base - sum
    if (percent !== null && (same.length === 0 || off >= unit || off <= -unit))
      say(
        'vat-base-wrong',
        'BR-S-08',
        `${where}: the base is ${amount(entry.base)}, but the lines sum to ${amount(sum)}.`,
        { path },
      )
  } else if (entry.base !== sum)
    say(
      'vat-base-wrong',
      `BR-${known.rule}-08`,
      `${where}: the base is ${amount(entry.base)}, but the lines sum to ${amount(sum)}.`,
      { path },
    )

  checkVatAmount(document, entry, percent, known.rule, where, path, say)
  const reason = clean(entry.exemptionReason) ?? clean(entry.exemptionCode)
  if (entry.category === 'S' || entry.category === 'Z') {
    if (reason !== null)
      say(
        'exemption-reason-forbidden',
        `BR-${known.rule}-10`,
        `${where}: what is ${known.name} has no reason for exemption.`,
        { path },
      )
  } else if (reason === null)
    say(
      'exemption-reason-missing',
      `BR-${known.rule}-10`,
      `${where}: what is ${known.name} needs the reason (text or VATEX code) why no VAT is charged.`,
      { path },
    )
  checkExemptionCode(entry, where, path, say)
}

function checkVatAmount(
  document: IssuedDocument,
  entry: DocumentVat,
  percent: Decimal | null,
  rule: string,
  where: string,
  path: string,
  say: Say,
): void {
  const vat = toDecimal(entry.vat, document.currency)
  const amount = (value: Decimal) => value.toFixed()
  if (entry.category !== 'S' && entry.vat !== 0n) {
    say('vat-amount-wrong', `BR-${rule}-09, BR-CO-17`, `${where}: no VAT is charged, but the VAT is ${amount(vat)}.`, {
      path,
    })
    return
  }
  // XPath rounds a half up; a percent below 0.5 counts as none (BR-CO-17).
  const rounded = percent?.plus('0.5').floor() ?? null
  if (rounded === null || rounded.isZero()) {
    if (!vat.plus('0.5').floor().isZero())
      say('vat-amount-wrong', 'BR-CO-17', `${where}: no VAT is charged, but the VAT is ${amount(vat)}.`, { path })
    if (entry.category !== 'S') return
  }
  if (percent === null) return
  const base = toDecimal(entry.base, document.currency)
  const exact = base.abs().times(percent).div(100)
  const calculated = exact.times(100).plus('0.5').floor().div(100)
  if (!vat.abs().minus(1).lessThan(calculated) || !vat.abs().plus(1).greaterThan(calculated))
    say(
      'vat-amount-wrong',
      'BR-S-09, BR-CO-17',
      `${where}: ${percent.toFixed()} % of ${base.toFixed()} is not ${amount(vat)}.`,
      { path },
    )
  else if (
    !vat.abs().equals(exact.toDecimalPlaces(currencyDigits(document.currency), Decimal.ROUND_HALF_UP)) ||
    (!vat.isZero() && vat.isNegative() !== base.isNegative())
  )
    say(
      'vat-amount-inexact',
      '',
      `${where}: ${percent.toFixed()} % of ${base.toFixed()} is not exactly ${amount(vat)}.`,
      { path, severity: 'warning' },
    )
}

function checkExemptionCode(entry: DocumentVat, where: string, path: string, say: Say): void {
  const code = clean(entry.exemptionCode)?.toUpperCase()
  if (!code) return
  if (!exemptionCodes.has(code))
    say('exemption-code-unknown', 'BR-CL-22', `${where}: "${entry.exemptionCode}" is no VATEX code.`, { path })
  const wanted = categoryOfCode[code]
  if (wanted && wanted !== entry.category)
    say(
      'exemption-code-wrong',
      `PEPPOL-EN16931-${ruleOfCode[code]}`,
      `${where}: ${code} belongs to category ${wanted}.`,
      {
        path,
      },
    )
}

const categoryOfCode: Record<string, string> = {
  'VATEX-EU-G': 'G',
  'VATEX-EU-O': 'O',
  'VATEX-EU-IC': 'K',
  'VATEX-EU-AE': 'AE',
  'VATEX-EU-D': 'E',
  'VATEX-EU-F': 'E',
  'VATEX-EU-I': 'E',
  'VATEX-EU-J': 'E',
}

const ruleOfCode: Record<string, string> = {
  'VATEX-EU-G': 'P0104',
  'VATEX-EU-O': 'P0105',
  'VATEX-EU-IC': 'P0106',
  'VATEX-EU-AE': 'P0107',
  'VATEX-EU-D': 'P0108',
  'VATEX-EU-F': 'P0109',
  'VATEX-EU-I': 'P0110',
  'VATEX-EU-J': 'P0111',
}

function checkOutside(document: IssuedDocument, parts: ReturnType<typeof taxed>, say: Say): void {
  const inSummary = document.vat.some((entry) => entry.category === 'O')
  const outside = inSummary || parts.some((part) => part.category === 'O')
  if (!outside) return
  const mixed =
    inSummary && (document.vat.some((entry) => entry.category !== 'O') || parts.some((part) => part.category !== 'O'))
  if (mixed)
    say(
      'outside-vat-mixed',
      'BR-O-11, BR-O-12, BR-O-13, BR-O-14',
      'What is outside VAT (O) stands alone: put interest, fees and the like on a document of their own.',
      { path: 'vat' },
    )
  // Numbers are left out of a document that is all outside VAT; here they would be written.
  const numbers = vatId(document.seller) !== null || vatId(document.buyer) !== null
  if (!outsideVat(document) && numbers && parts.some((part) => part.category === 'O'))
    say(
      'outside-vat-with-numbers',
      familyOf('O'),
      'A document with something outside VAT (O) cannot carry VAT numbers.',
      { path: 'vat' },
    )
}

/** The official rules leave gaps: a rate on a line that the summary lacks, a base that is off by less than one unit. */
function checkBasesExactly(document: IssuedDocument, parts: ReturnType<typeof taxed>, say: Say): void {
  const sums = new Map<string, bigint>()
  const key = (category: string, percent: string | null) =>
    `${category} ${percent !== null && isDecimal(percent) ? new Decimal(percent).toFixed() : ''}`.trim()
  for (const part of parts)
    sums.set(key(part.category, part.percent), (sums.get(key(part.category, part.percent)) ?? 0n) + part.amount)
  for (const entry of document.vat)
    sums.set(key(entry.category, entry.percent), (sums.get(key(entry.category, entry.percent)) ?? 0n) - entry.base)
  for (const [what, off] of sums)
    if (off !== 0n)
      say(
        'vat-base-inexact',
        '',
        `VAT ${what}: the lines and the VAT summary differ by ${formatMinor(off, document.currency)}.`,
        { path: 'vat' },
      )
}

const samePercent = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && isDecimal(a) && isDecimal(b) && new Decimal(a).equals(b)

// ── Totals ──────────────────────────────────────────────────────────────────

function checkTotals(document: IssuedDocument, say: Say): void {
  const { totals, currency } = document
  const sumOf = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
  const allowances = sumOf(document.allowances.map((entry) => entry.amount))
  const charges = sumOf(document.charges.map((entry) => entry.amount))
  const compare = (path: string, rule: string, what: string, stated: bigint, calculated: bigint) => {
    if (stated === calculated) return
    say(
      'total-wrong',
      rule,
      `${what} is ${formatMinor(stated, currency)}, but adds up to ${formatMinor(calculated, currency)}.`,
      {
        path: `totals.${path}`,
        data: { stated: formatMinor(stated, currency), calculated: formatMinor(calculated, currency) },
      },
    )
  }
  compare(
    'lines',
    'BR-CO-10',
    'The sum of the lines',
    totals.lines,
    sumOf(pricedLines(document).map(({ line }) => line.amountNet)),
  )
  compare('net', 'BR-CO-13', 'The total without VAT', totals.net, totals.lines - allowances + charges)
  compare(
    'vat',
    document.vat.length > 0 ? 'BR-CO-14' : '',
    'The total VAT',
    totals.vat,
    sumOf(document.vat.map((entry) => entry.vat)),
  )
  compare('gross', 'BR-CO-15', 'The total with VAT', totals.gross, totals.net + totals.vat)
  compare('payable', 'BR-CO-16', 'The amount to pay', totals.payable, totals.gross - totals.prepaid + totals.rounding)
  checkAccountingVat(document, say)
}

function checkAccountingVat(document: IssuedDocument, say: Say): void {
  const { accountingVat: accounting, totals, currency } = document
  if (!accounting) return
  const path = 'accountingVat'
  if (!currencies.has(accounting.currency) || currencyDigits(accounting.currency) > 2)
    say(
      'accounting-currency-unknown',
      'BR-CL-03, BR-CL-05, PEPPOL-EN16931-CL007, UBL-DT-01',
      `${accounting.currency || 'The empty text'} is no currency to state VAT in.`,
      { path },
    )
  if (accounting.currency === currency)
    say(
      'accounting-currency-same',
      'PEPPOL-EN16931-R005, BR-CO-15',
      `The VAT is stated in ${currency} already: leave the accounting currency out.`,
      { path },
    )
  else if ((accounting.vat > 0n && totals.vat < 0n) || (accounting.vat < 0n && totals.vat > 0n))
    say('accounting-vat-sign', 'PEPPOL-EN16931-R055', 'The VAT in the accounting currency has the other sign.', {
      path,
    })
}

/** What XPath's number() reads. */
const isNumber = (text: string): boolean => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)
