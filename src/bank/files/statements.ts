import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'

/** A statement of a bank account with its booked balances. */
export interface Statement {
  bankAccountId: Id
  fileId: Id
  statementId: string | null
  currency: string
  opening: bigint | null
  openingOn: Day | null
  closing: bigint
  closingOn: Day | null
}

/** All statements with a closing balance, by account and day, of files that stand. */
export async function readStatements(ctx: Ctx, bankAccountId: Id | null = null): Promise<Statement[]> {
  const rows = await ctx.db.rows<Omit<Statement, 'opening' | 'closing'> & { opening: string | null; closing: string }>(
    `select (s ->> 'bankAccountId')::uuid as "bankAccountId", f.id as "fileId", s ->> 'statementId' as "statementId", s ->> 'currency' as currency, s ->> 'opening' as opening,
            s ->> 'openingOn' as "openingOn", s ->> 'closing' as closing, s ->> 'closingOn' as "closingOn"
       from bank_files f cross join lateral jsonb_array_elements(f.statements) with ordinality as x (s, no)
      where f.company_id = $1 and f.undone_at is null and s ->> 'closing' is not null and s ->> 'bankAccountId' is not null
        and ($2::uuid is null or (s ->> 'bankAccountId')::uuid = $2)
      order by s ->> 'bankAccountId', coalesce(s ->> 'openingOn', s ->> 'closingOn'), s ->> 'closingOn', f.imported_at, x.no`,
    [ctx.company.id, bankAccountId],
  )
  return rows.map((row) => ({
    ...row,
    opening: row.opening === null ? null : parseMinor(row.opening, row.currency),
    closing: parseMinor(row.closing, row.currency),
  }))
}

export async function latestStatements(ctx: Ctx): Promise<Map<Id, Statement>> {
  return new Map((await readStatements(ctx)).map((statement) => [statement.bankAccountId, statement]))
}

/**
 * Each statement opens with what the one before closed with; where not, a file is missing (a gap) or two tell of the same
 * days (an overlap). Pure; statements of one account in the order of their days.
 */
export function breaksBetween(statements: readonly Statement[]): Problem[] {
  return statements.slice(1).flatMap((statement, i): Problem[] => {
    const before = statements[i]!
    if (statement.opening === null || statement.opening === before.closing) return []
    const overlap = before.closingOn !== null && statement.openingOn !== null && statement.openingOn < before.closingOn
    const [closed, opened] = [
      formatMinor(before.closing, before.currency),
      formatMinor(statement.opening, statement.currency),
    ]
    const name = (one: Statement) => `statement ${one.statementId ?? one.fileId} (${one.closingOn ?? 'no day'})`
    return [
      {
        code: overlap ? 'bank-statement.overlap' : 'bank-statement.gap',
        severity: 'warning',
        message: `${name(statement)} opens with ${opened} ${statement.currency}, ${name(before)} closed with ${closed}: ${overlap ? 'the two tell of the same days' : 'a statement between them is missing'}`,
        data: { closed, opened, before: before.fileId, after: statement.fileId },
      },
    ]
  })
}
