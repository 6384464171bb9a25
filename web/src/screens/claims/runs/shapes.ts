import type { Output, RowOf } from '../../../api/call.ts'

export type Run = Output<'dunning.read-run'>
export type Sums = Output<'dunning.sum-run-rows'>
export type Row = RowOf<'dunning.list-run-rows'>

/** Terms beside capital, interest and fee: those that no row has take no room; what is shown adds up to what is asked for. */
export const termsOf = ({ totals: { sums } }: Run) => ({
  hasCompensation: sums.some(({ compensation }) => Number(compensation) !== 0),
  hasCharged: sums.some(({ charged }) => Number(charged) !== 0),
})
