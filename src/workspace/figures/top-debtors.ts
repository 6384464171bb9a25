import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { protectedName } from '../../parties/sees-protected.ts'
import { itemsToSum } from '../../reports/items-as-of.ts'
import type { Question } from './question.ts'

const shownMax = 5

/** Who owes most that is overdue. Names of protected persons stand on no first screen, whoever looks. */
export async function topDebtors(ctx: Ctx, { asOf, currency, where }: Question) {
  const overdue = sql`${where} and i.due_on < ${asOf}`
  const sources = await itemsToSum(ctx, { asOf, knownAt: null }, overdue)
  const all = sources
    .map((source) => sql`select party_id, base_open, due_on from (${source}) s`)
    .reduce((both, one) => sql`${both} union all ${one}`)
  const rows = await ctx.db.rows<{
    partyId: Id
    number: string | null
    name: string | null
    isProtected: boolean
    overdue: bigint
    oldestDueOn: Day
  }>(
    sql`select d.*, p.number, p.name, coalesce(p.protection <> 'none', false) as "isProtected" from (
          select party_id as "partyId", sum_minor(base_open) as overdue, min(due_on) as "oldestDueOn" from (${all}) i
           group by 1 having sum_minor(base_open) > 0 order by 2 desc, 1 limit ${shownMax}) d
          left join parties p on p.company_id = ${ctx.company.id} and p.id = d."partyId"
         order by d.overdue desc, d."partyId"`,
  )
  return rows.map((row) => ({
    ...row,
    name: row.isProtected ? protectedName[ctx.company.language] : row.name,
    overdue: formatMinor(row.overdue, currency),
  }))
}
