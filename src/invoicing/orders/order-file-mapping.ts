import type { z } from 'zod'
import { parameterShapes } from '../../company/parameter-shapes.ts'
import type { OrderCoding } from '../../formats/order-rows.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { vatOn } from '../billing-set-up.ts'

/** Name of the general parameter. */
export const mappingParameter = 'order-file-mapping'

export type OrderFileMapping = z.output<(typeof parameterShapes)[typeof mappingParameter]>

export const readMapping = (setUp: BillingSetUp, on: Day): OrderFileMapping =>
  parameterShapes[mappingParameter].parse(setUp.parameter(mappingParameter, on) ?? {})

/**
 * The company's VAT code for what a file writes ("25", "K25", "06", "00", "S25") on the day of supply: by the mapping, by the
 * code itself, else by the percent; a plain zero is the exempt code, then what is outside VAT, then zero-rated. Null: none fits.
 */
export function vatCodeOf(setUp: BillingSetUp, mapping: OrderFileMapping, written: string, on: Day): string | null {
  const text = written.trim()
  const mapped = mapping.vatCodes[text] ?? mapping.vatCodes[text.toUpperCase()]
  if (mapped !== undefined) return vatOn(setUp, mapped, on) ? mapped : null
  if (vatOn(setUp, text, on)) return text
  const digits = /^[A-Za-zА-я]?\s*(\d{1,2}(?:[.,]\d{1,3})?)\s*%?$/.exec(text)?.[1]
  if (digits === undefined) return null
  const percent = new Decimal(digits.replace(',', '.'))
  const inForce = [...setUp.vatCodes.keys()].flatMap((code) => vatOn(setUp, code, on) ?? [])
  if (percent.isZero()) {
    for (const category of ['E', 'O', 'Z']) {
      const found = inForce.find((row) => row.category === category)
      if (found) return found.code
    }
    return null
  }
  const fitting = inForce.filter((row) => row.category === 'S' && row.percent !== null && percent.equals(row.percent))
  return (fitting.find((row) => row.code === `S${percent.toString()}`) ?? fitting[0])?.code ?? null
}

/** Account and dimensions in the company's codes; `unknown` are names of dimensions that the company has not. */
export function codingOf(
  setUp: BillingSetUp,
  mapping: OrderFileMapping,
  coding: OrderCoding,
): { account: string | null; dimensions: Record<string, string>; unknown: string[] } {
  const dimensions: Record<string, string> = {}
  const unknown: string[] = []
  for (const [name, value] of Object.entries(coding.dimensions)) {
    const mapped = mapping.dimensions[name]
    if (mapped === null) continue
    const code = mapped ?? name
    const known = setUp.posting.dimensions.find((one) => one.code.toLowerCase() === code.toLowerCase())
    if (known) dimensions[known.code] = value
    else unknown.push(name)
  }
  const account = coding.account === null ? null : (mapping.accounts[coding.account] ?? coding.account)
  return { account, dimensions, unknown }
}
