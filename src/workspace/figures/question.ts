import type { Statement } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'

/** A question of the first screen, ready for its parts. Sums are in the currency of the books on the day. */
export interface Question {
  asOf: Day
  currency: string
  filters: { party?: string; partyId?: string; invoiceGroup?: string; businessArea?: string }
  isFiltered: boolean
  /** On items `i` of the control accounts of receivables, in the currency of the books, and of the filters. */
  where: Statement
  receivableAccounts: string[]
}
