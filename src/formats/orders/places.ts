import type { OrderRecord } from '../order-rows.ts'

/** Where an order lies, in the words of its sheet. */
export interface OrderPlace {
  /** Null in a file that has one table only. */
  sheet: string | null
  /** Headings as the sheet has them, by what they mean: "vatCode", and "dimension ansvar" for a dimension. */
  headings: ReadonlyMap<string, string>
}

/** Beside the records, not in them: they say what is ordered, whatever the file calls it. */
const places = new WeakMap<OrderRecord, OrderPlace>()

export const setPlace = (order: OrderRecord, place: OrderPlace): void => void places.set(order, place)

/** Undefined for an order of a file without headings. */
export const placeOf = (order: OrderRecord): OrderPlace | undefined => places.get(order)
