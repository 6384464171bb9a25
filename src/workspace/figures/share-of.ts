import { Decimal } from '../../kernel/decimal.ts'

/** @returns part of whole with four decimals; null where there is no whole that it could be a part of. */
export const shareOf = (part: bigint, whole: bigint): string | null =>
  whole <= 0n ? null : new Decimal(part.toString()).div(whole.toString()).toFixed(4)
