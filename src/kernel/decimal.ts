import { Decimal as Base } from 'decimal.js'

/** Exact decimals for quantities, unit prices and rates; they end where `roundToMinor` begins. */
export const Decimal = Base.clone({ precision: 50, rounding: Base.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 40 })
export type Decimal = Base
