import type { User } from '../db/context.ts'
import { withTenant } from '../db/transaction.ts'
import type { Installation } from '../jobs/perform.ts'
import type { Id } from '../kernel/id.ts'

export interface CompanyFigures {
  invoices: number
  openItems: number
  payments: number
  runs: { kind: string; state: string; at: Date }[]
}

/** What the plain page shows beside the proof, within the business areas of the person. */
export function companyFigures({ pool }: Installation, companyId: Id, user: User): Promise<CompanyFigures> {
  return withTenant(
    pool,
    { companyId, areas: user.areas, userId: user.id },
    async (db) => {
      const counts = await db.one<Omit<CompanyFigures, 'runs'>>(
        `select (select count(*)::int from invoices where company_id = $1) as invoices,
                (select count(*)::int from open_items where company_id = $1 and closed_on = 'infinity') as "openItems",
                (select count(*)::int from bank_transactions where company_id = $1) as payments`,
        [companyId],
      )
      const runs = await db.rows<CompanyFigures['runs'][number]>(
        `select kind, state, coalesce(finished_at, approved_at, proposed_at) as at from runs where company_id = $1 order by proposed_at desc limit 10`,
        [companyId],
      )
      return { ...counts, runs }
    },
    { readOnly: true },
  )
}
