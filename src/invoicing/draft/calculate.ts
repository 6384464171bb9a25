import { canonicalPercent, divideRounded, type Fraction, fraction, powerOfTen } from '../../countries/fraction.ts'
import type { VatCategory } from '../../formats/e-invoice/document.ts'
import { absolute, currencyDigits, type Minor, minor, proportion, share } from '../../kernel/money.ts'
import { assert } from '../../kernel/problem.ts'

/** A line before its arithmetic. Decimals are plain text; amounts are minor units of the document's currency. */
export interface LineInput {
  /** Plain decimal; negative takes back. */
  quantity: string
  /** Price of `priceBase` units, without VAT unless `pricesIncludeVat`. */
  unitPrice: string
  /** BT-149; default "1". */
  priceBase?: string
  /** Percent of the line's gross, as plain decimal; or `allowance`, an amount to subtract (BT-136). Not both. */
  discountPercent?: string | null
  allowance?: Minor | null
  /** Amount to add (BT-141). */
  charge?: Minor | null
  vatCategory: VatCategory
  /** Plain decimal; null outside the scope of VAT (category O). */
  vatPercent: string | null
}

/** An allowance (BG-20) or charge (BG-21) of the whole document, as a positive amount without VAT. */
export interface DocumentAmount {
  amount: Minor
  vatCategory: VatCategory
  vatPercent: string | null
}

export interface CalculateInput {
  currency: string
  lines: readonly LineInput[]
  allowances?: readonly DocumentAmount[]
  charges?: readonly DocumentAmount[]
  /** Unit prices, line allowances and charges include VAT: the sum of a category is kept to the minor unit. */
  pricesIncludeVat?: boolean
  /** Unit in minor units to which the amount payable is rounded, where law and terms allow; 'none' by default. */
  cashRounding?: 'none' | Minor
  /** BT-113: advances with their VAT. */
  prepaid?: Minor
}

export interface CalculatedLine {
  /** Quantity × price ÷ base, rounded; without VAT. */
  amountGross: Minor
  allowance: Minor
  charge: Minor
  /** BT-131 = amountGross − allowance + charge. */
  amountNet: Minor
  /** Price without VAT (BT-146) where prices include it; else as given. */
  unitPrice: string
  vatCategory: VatCategory
  /** Canonical ("25"), null for O. */
  vatPercent: string | null
}

/** One VAT breakdown (BG-23). */
export interface VatBreakdown {
  category: VatCategory
  percent: string | null
  /** BT-116 = Σ line nets − allowances + charges of the category. */
  base: Minor
  /** BT-117. */
  vat: Minor
}

export interface Calculated {
  currency: string
  lines: CalculatedLine[]
  allowances: DocumentAmount[]
  charges: DocumentAmount[]
  /** In the order in which the categories first appear. */
  vat: VatBreakdown[]
  totals: Totals
}

export interface Totals {
  /** BT-106 = Σ BT-131. */
  lines: Minor
  /** BT-107 = Σ BT-92. */
  allowances: Minor
  /** BT-108 = Σ BT-99. */
  charges: Minor
  /** BT-109 = BT-106 − BT-107 + BT-108. */
  net: Minor
  /** BT-110 = Σ BT-117. */
  vat: Minor
  /** BT-112 = BT-109 + BT-110. */
  gross: Minor
  /** BT-113. */
  prepaid: Minor
  /** BT-114: cash rounding alone, never VAT. */
  rounding: Minor
  /** BT-115 = BT-112 − BT-113 + BT-114. */
  payable: Minor
}

/**
 * The arithmetic of every document (EN 16931-1 § 6.5.4; BR-CO-10, 11, 12, 13, 14, 15, 16, 17).
 * Each amount is rounded once, half away from zero, and everything else sums rounded amounts.
 * Where prices include VAT, the VAT of a category is what its gross holds beyond its net, so that what the
 * buyer was promised stays whole; it may then differ from base × percent by one minor unit (BR-CO-17 allows one whole).
 * @throws RangeError when a text is no plain decimal or a price base is not above zero.
 */
export function calculate(input: CalculateInput): Calculated {
  const digits = currencyDigits(input.currency)
  const lines = input.lines.map((line) => lineOf(line, digits))
  const allowances = (input.allowances ?? []).map(canonical)
  const charges = (input.charges ?? []).map(canonical)
  const vat = input.pricesIncludeVat
    ? breakdownFromGross(input.lines, lines, allowances, charges)
    : breakdown(lines, allowances, charges)
  const totals = totalsOf(lines, allowances, charges, vat, input.prepaid ?? minor(0n), input.cashRounding ?? 'none')
  return { currency: input.currency, lines, allowances, charges, vat, totals }
}

function lineOf(line: LineInput, digits: number): CalculatedLine {
  const amountGross = lineGross(fraction(line.quantity), fraction(line.unitPrice), line.priceBase, digits)
  const allowance = line.allowance ?? (line.discountPercent ? percentOf(amountGross, line.discountPercent) : 0n)
  const charge = line.charge ?? 0n
  return {
    amountGross: amountGross as Minor,
    allowance: allowance as Minor,
    charge: charge as Minor,
    amountNet: (amountGross - allowance + charge) as Minor,
    unitPrice: line.unitPrice,
    vatCategory: line.vatCategory,
    vatPercent: percentOrNull(line.vatPercent),
  }
}

function lineGross(quantity: Fraction, price: Fraction, priceBase: string | undefined, digits: number): bigint {
  let numerator = quantity.units * price.units
  let scale = quantity.scale + price.scale
  let denominator = 1n
  if (priceBase !== undefined && priceBase !== '1') {
    const base = fraction(priceBase)
    if (base.units <= 0n) throw new RangeError(`the price base must be above zero: ${priceBase}`)
    numerator *= powerOfTen(base.scale)
    denominator = base.units
  }
  if (scale < digits) {
    numerator *= powerOfTen(digits - scale)
    scale = digits
  }
  const divisor = denominator * powerOfTen(scale - digits)
  return divisor === 1n ? numerator : divideRounded(numerator, divisor)
}

function percentOf(amount: bigint, percent: string): bigint {
  const { units, scale } = fraction(percent)
  return divideRounded(amount * units, powerOfTen(scale + 2))
}

const canonicalPercents = new Map<string, string>()
/** "25.00" is the rate "25"; few texts occur and all of them often. */
function percentOrNull(percent: string | null): string | null {
  if (percent === null) return null
  let text = canonicalPercents.get(percent)
  if (text === undefined) {
    text = canonicalPercent(percent)
    if (canonicalPercents.size < 1000) canonicalPercents.set(percent, text)
  }
  return text
}

const canonical = (amount: DocumentAmount): DocumentAmount => ({
  ...amount,
  vatPercent: percentOrNull(amount.vatPercent),
})

type Rated = { vatCategory: VatCategory; vatPercent: string | null }

/** Taxable amounts by category and percent, then the VAT of each (BR-CO-17, BR-S-08 and its kin). */
function breakdown(
  lines: readonly CalculatedLine[],
  allowances: readonly DocumentAmount[],
  charges: readonly DocumentAmount[],
): VatBreakdown[] {
  const rows = bases(lines, allowances, charges)
  for (const row of rows) row.vat = vatOf(row.base, row.percent)
  return rows
}

function bases(
  lines: readonly CalculatedLine[],
  allowances: readonly DocumentAmount[],
  charges: readonly DocumentAmount[],
): VatBreakdown[] {
  const rows: VatBreakdown[] = []
  for (const line of lines) addBase(rows, line, line.amountNet)
  for (const allowance of allowances) addBase(rows, allowance, -allowance.amount)
  for (const charge of charges) addBase(rows, charge, charge.amount)
  return rows
}

/** A document has few categories: a walk beats a map. */
function addBase(rows: VatBreakdown[], { vatCategory, vatPercent }: Rated, amount: bigint): void {
  for (const row of rows) {
    if (row.category === vatCategory && row.percent === vatPercent) {
      row.base = (row.base + amount) as Minor
      return
    }
  }
  rows.push({ category: vatCategory, percent: vatPercent, base: amount as Minor, vat: 0n as Minor })
}

/** VAT on a taxable amount, half away from zero. */
export const vatOf = (base: Minor, percent: string | null): Minor =>
  (percent === null ? 0n : percentOf(base, percent)) as Minor

/** Splits an amount that includes VAT: the net is rounded, the VAT is the rest (ML 8:22; mval § 4-1). */
export function fromGross(gross: Minor, percent: string | null): { net: Minor; vat: Minor } {
  if (percent === null) return { net: gross, vat: minor(0n) }
  const { units, scale } = fraction(percent)
  const hundred = powerOfTen(scale + 2)
  const net = divideRounded(gross * hundred, hundred + units)
  return { net: net as Minor, vat: (gross - net) as Minor }
}

/** Turns lines whose prices include VAT into net lines, in place, and keeps each category's gross whole. */
function breakdownFromGross(
  inputs: readonly LineInput[],
  lines: CalculatedLine[],
  allowances: readonly DocumentAmount[],
  charges: readonly DocumentAmount[],
): VatBreakdown[] {
  const groups: { rated: Rated; members: CalculatedLine[]; inputs: LineInput[] }[] = []
  lines.forEach((line, i) => {
    let group = groups.find((g) => g.rated.vatCategory === line.vatCategory && g.rated.vatPercent === line.vatPercent)
    if (!group) groups.push((group = { rated: line, members: [], inputs: [] }))
    group.members.push(line)
    group.inputs.push(inputs[i]!)
  })
  const vatOfLines = groups.map(({ rated, members, inputs }) => netLines(members, inputs, rated.vatPercent))
  const rows = bases(lines, allowances, charges)
  for (const row of rows) {
    const group = groups.findIndex(
      ({ rated }) => rated.vatCategory === row.category && rated.vatPercent === row.percent,
    )
    const net = group < 0 ? 0n : groups[group]!.members.reduce((sum, line) => sum + line.amountNet, 0n)
    // Allowances and charges of the document come without VAT and bear their own.
    row.vat = ((group < 0 ? 0n : vatOfLines[group]!) + vatOf((row.base - net) as Minor, row.percent)) as Minor
  }
  return rows
}

/** Gives the group's net to its lines, the odd minor units to the largest fractions; returns the group's VAT. */
function netLines(members: CalculatedLine[], inputs: LineInput[], percent: string | null): bigint {
  const gross = members.reduce((sum, line) => sum + line.amountNet, 0n)
  const { net, vat } = fromGross(gross as Minor, percent)
  const nets =
    gross === 0n
      ? members.map((line) => fromGross(line.amountNet, percent).net)
      : share(
          net,
          members.map((line) => line.amountNet),
        )
  // Lines that cancel out leave the odd units of their own roundings with the first of them.
  if (gross === 0n && nets.length > 0) nets[0] = (nets[0]! - nets.reduce((sum, n) => sum + n, 0n)) as Minor
  members.forEach((line, i) => {
    const adjusted = { allowance: fromGross(line.allowance, percent).net, charge: fromGross(line.charge, percent).net }
    line.allowance = adjusted.allowance
    line.charge = adjusted.charge
    line.amountNet = nets[i]!
    line.amountGross = (nets[i]! + adjusted.allowance - adjusted.charge) as Minor
    line.unitPrice = netPrice(inputs[i]!.unitPrice, percent)
  })
  return vat
}

/** Price without VAT with six more decimals than the price has: exact enough for quantity × price (PEPPOL-EN16931-R120). */
function netPrice(price: string, percent: string | null): string {
  if (percent === null) return price
  const { units, scale } = fraction(percent)
  const { units: priceUnits, scale: priceScale } = fraction(price)
  const hundred = powerOfTen(scale + 2)
  return plain(divideRounded(priceUnits * hundred * 1_000_000n, hundred + units), priceScale + 6)
}

function plain(units: bigint, scale: number): string {
  const text = absolute(units)
    .toString()
    .padStart(scale + 1, '0')
  const decimals = text.slice(text.length - scale).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${text.slice(0, text.length - scale)}${decimals ? `.${decimals}` : ''}`
}

function totalsOf(
  lines: readonly CalculatedLine[],
  allowances: readonly DocumentAmount[],
  charges: readonly DocumentAmount[],
  vat: readonly VatBreakdown[],
  prepaid: Minor,
  cashRounding: 'none' | Minor,
): Totals {
  let [sumLines, sumAllowances, sumCharges, sumVat] = [0n, 0n, 0n, 0n]
  for (const line of lines) sumLines += line.amountNet
  for (const allowance of allowances) sumAllowances += allowance.amount
  for (const charge of charges) sumCharges += charge.amount
  for (const row of vat) sumVat += row.vat
  const net = sumLines - sumAllowances + sumCharges
  const gross = net + sumVat
  const { payable, rounding } = roundCash((gross - prepaid) as Minor, cashRounding)
  return {
    lines: sumLines as Minor,
    allowances: sumAllowances as Minor,
    charges: sumCharges as Minor,
    net: net as Minor,
    vat: sumVat as Minor,
    gross: gross as Minor,
    prepaid,
    rounding,
    payable,
  }
}

/** Half a unit rounds away from zero: 1–49 öre down, 50–99 up (lag 1970:1029). */
export function roundCash(amount: Minor, unit: 'none' | Minor): { payable: Minor; rounding: Minor } {
  if (unit === 'none') return { payable: amount, rounding: minor(0n) }
  const payable = divideRounded(amount, unit) * unit
  return { payable: payable as Minor, rounding: (payable - amount) as Minor }
}

/** The whole document with its signs turned: a credit note mirrors what is stored and computes nothing anew. */
export function mirror(document: Calculated): Calculated {
  const turn = (amount: Minor): Minor => -amount as Minor
  const turned = (amount: DocumentAmount): DocumentAmount => ({ ...amount, amount: turn(amount.amount) })
  const { lines, allowances, charges, net, vat, gross, prepaid, rounding, payable } = document.totals
  return {
    currency: document.currency,
    lines: document.lines.map((line) => ({
      ...line,
      amountGross: turn(line.amountGross),
      allowance: turn(line.allowance),
      charge: turn(line.charge),
      amountNet: turn(line.amountNet),
    })),
    allowances: document.allowances.map(turned),
    charges: document.charges.map(turned),
    vat: document.vat.map((row) => ({ ...row, base: turn(row.base), vat: turn(row.vat) })),
    totals: {
      lines: turn(lines),
      allowances: turn(allowances),
      charges: turn(charges),
      net: turn(net),
      vat: turn(vat),
      gross: turn(gross),
      prepaid: turn(prepaid),
      rounding: turn(rounding),
      payable: turn(payable),
    },
  }
}

/** What to take back of one line: `index` counts the stored lines from 0; the amount is without VAT, of the line's own sign. */
export interface CreditPick {
  index: number
  /** Default: the whole line. */
  amountNet?: Minor
}

/**
 * A credit note for a part of a stored document, with negative amounts (mirrors of what is taken back).
 * `credited` are the credit notes that went before: the one that takes the rest takes the rest of the VAT too, so that
 * document and credit notes sum to zero whatever the order. Allowances and charges of the document follow their category pro rata.
 * Cash rounding is not mirrored in part; give the unit to round the note by itself.
 */
export function creditPart(
  document: Calculated,
  picks: readonly CreditPick[],
  options: { credited?: readonly Calculated[]; cashRounding?: 'none' | Minor } = {},
): Calculated {
  const credited = options.credited ?? []
  const lines = picks.map((pick) => creditLine(document, pick))
  const parts = document.vat.map((row) => creditCategory(document, row, lines, credited)).filter((part) => part.touched)
  const allowances = parts.flatMap((part) => part.allowance)
  const charges = parts.flatMap((part) => part.charge)
  const vat = parts.map((part) => part.row)
  const totals = totalsOf(lines, allowances, charges, vat, minor(0n), options.cashRounding ?? 'none')
  return { currency: document.currency, lines, allowances, charges, vat, totals }
}

function creditLine(document: Calculated, { index, amountNet }: CreditPick): CalculatedLine {
  const line = document.lines[index]
  assert(line, `the document has no line ${index}`)
  if (amountNet === undefined || amountNet === line.amountNet) {
    const { amountGross, allowance, charge } = line
    return {
      ...line,
      amountGross: -amountGross as Minor,
      allowance: -allowance as Minor,
      charge: -charge as Minor,
      amountNet: -line.amountNet as Minor,
    }
  }
  return {
    ...line,
    amountGross: -amountNet as Minor,
    allowance: minor(0n),
    charge: minor(0n),
    amountNet: -amountNet as Minor,
  }
}

function creditCategory(
  document: Calculated,
  row: VatBreakdown,
  lines: readonly CalculatedLine[],
  credited: readonly Calculated[],
) {
  const same = (rated: Rated) => rated.vatCategory === row.category && rated.vatPercent === row.percent
  const sumOf = (list: readonly CalculatedLine[]) => list.filter(same).reduce((sum, line) => sum + line.amountNet, 0n)
  const amountOf = (list: readonly DocumentAmount[]) => list.filter(same).reduce((sum, entry) => sum + entry.amount, 0n)
  const rowOf = (list: readonly VatBreakdown[]) =>
    list.find((r) => r.category === row.category && r.percent === row.percent)

  const whole = sumOf(document.lines)
  const before = -credited.reduce((sum, note) => sum + sumOf(note.lines), 0n)
  const upTo = before - sumOf(lines)
  // What is taken back up to and with this note, less what earlier notes took.
  const part = (total: bigint, taken: bigint): Minor =>
    (whole === 0n ? 0n : -(proportion(total, upTo, whole) + taken)) as Minor

  const allowance = part(
    amountOf(document.allowances),
    credited.reduce((sum, note) => sum + amountOf(note.allowances), 0n),
  )
  const charge = part(
    amountOf(document.charges),
    credited.reduce((sum, note) => sum + amountOf(note.charges), 0n),
  )
  const vat = part(
    row.vat,
    credited.reduce((sum, note) => sum + (rowOf(note.vat)?.vat ?? 0n), 0n),
  )
  const rated = { vatCategory: row.category, vatPercent: row.percent }
  return {
    touched: lines.some(same),
    allowance: allowance === 0n ? [] : [{ ...rated, amount: allowance }],
    charge: charge === 0n ? [] : [{ ...rated, amount: charge }],
    row: { ...row, base: (sumOf(lines) - allowance + charge) as Minor, vat },
  }
}
