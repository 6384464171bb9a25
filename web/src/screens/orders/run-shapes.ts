import type { Output, RowOf } from '../../api/call.ts'

export type Run = Output<'invoicing.read-run'>
export type Row = RowOf<'invoicing.list-run-rows'>
export type Counts = Output<'invoicing.list-run-rows'>['counts']

export const views = ['look', 'all', 'new', 'zero', 'held', 'rejected', 'excluded'] as const
export type View = (typeof views)[number]

export const nameOf = (row: Row): string => row.customerName ?? row.customer ?? ''
/** What would be issued, over all currencies. */
export const documentsOf = (run: Run): number => run.sums.reduce((sum, one) => sum + one.documents, 0)
