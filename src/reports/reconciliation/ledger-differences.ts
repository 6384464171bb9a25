import { z } from 'zod'
import { dayText, id } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { codes } from '../../kernel/words/codes.ts'
import type { ReportRow } from '../columns.ts'
import { code } from '../columns.ts'
import { controlAccounts } from '../item-filter.ts'
import { report } from '../report.ts'
import { reportTitles } from '../titles.ts'
import { generalLedgerDifferences } from './general-ledger-differences.ts'
import { chooseImport, differenceColumns } from './report.ts'

const parameters = z.object({
  asOf: dayText.optional().meta({ description: 'The latest general ledger until this day; default today' }),
  importId: id.optional().meta({ description: 'An imported general ledger' }),
  account: z.string().optional().meta({ description: 'One control account; default all' }),
})

/** The differences of the reconciliation as a list of their own: the working paper of who closes a period. */
export const ledgerDifferencesReport = report({
  name: 'ledger-differences',
  titles: reportTitles['ledger-differences'],
  parameters,
  columns: () => [code('cause', codes.reconciliationCause), ...differenceColumns],
  parts: async (ctx, given) => {
    const { ledger, differences } = await ask(ctx, given)
    if (!ledger) return []
    const { effect } = await ctx.db.one<{ effect: bigint }>(
      sql`select coalesce(sum(effect), 0)::int8 as effect from (${differences}) d`,
    )
    return [{ currency: ledger.baseCurrency, baseCurrency: ledger.baseCurrency, totals: { effect } }]
  },
  rows: async function* (ctx, given) {
    const { differences } = await ask(ctx, given)
    yield* ctx.db.stream<ReportRow>(
      sql`select * from (${differences}) d order by account, cause, coalesce("postedOn", "importedOn"), "voucherId", "importedVoucher"`,
    )
  },
})

async function ask(ctx: Parameters<typeof chooseImport>[0], given: z.output<typeof parameters>) {
  const ledger = await chooseImport(ctx, given.importId, given.asOf ?? ctx.today)
  const accounts = given.account ? [given.account] : await controlAccounts(ctx, undefined)
  // Balances alone have no postings to compare.
  if (!ledger || ledger.firstOn === null) return { ledger: null, differences: sql`select` }
  return { ledger, differences: generalLedgerDifferences(ctx.company.id, ledger, accounts) }
}
