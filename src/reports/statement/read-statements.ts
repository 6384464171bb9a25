import type { Ctx } from '../../db/context.ts'
import { raw, sql } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { controlAccounts } from '../item-filter.ts'
import { itemsAsOf } from '../items-as-of.ts'
import { shown } from '../protection.ts'

/** What one customer is told about one period: per currency the opening balance, each movement, the closing balance, what is open. */
export interface CustomerStatement {
  partyId: Id
  partyNumber: string
  partyName: string
  isProtected: boolean
  from: Day
  to: Day
  currencies: StatementCurrency[]
}
export interface StatementCurrency {
  currency: string
  opening: string
  closing: string
  movements: StatementMovement[]
  /** Σ = closing. */
  openItems: {
    number: string
    kind: string
    component: string
    reference: string | null
    dueOn: Day
    amount: string
    open: string
  }[]
}
export interface StatementMovement {
  postedOn: Day
  kind: string
  /** Of the open item that it is; null: of none. */
  component: string | null
  number: string
  reference: string | null
  dueOn: Day | null
  amount: string
  balance: string
}

/**
 * Statements of the given customers, in the order given. Base money is the company's own matter: postings that move base
 * money alone are left out, amounts are in the currency of the documents.
 */
export async function readStatements(
  ctx: Ctx,
  partyIds: readonly Id[],
  { from, to }: { from: Day; to: Day },
): Promise<CustomerStatement[]> {
  const accounts = await controlAccounts(ctx)
  const ids = [...partyIds]
  const parties = await ctx.db.rows<{ id: Id; number: string; name: string; isProtected: boolean }>(
    sql`select p.id, p.number, ${shown(ctx, 'name')} as name, p.protection <> 'none' as "isProtected"
          from parties p where p.company_id = ${ctx.company.id} and p.id = any (${ids}::uuid[])`,
  )
  const openings = await ctx.db.rows<{ partyId: Id; currency: string; amount: bigint }>(
    sql`select party_id as "partyId", currency, sum(amount)::int8 as amount from postings
         where company_id = ${ctx.company.id} and party_id = any (${ids}::uuid[]) and account = any (${accounts}::text[]) and posted_on < ${from}
         group by party_id, currency having sum(amount) <> 0 order by party_id, currency`,
  )
  const moves = await ctx.db.rows<MoveRow>(
    sql`select p.party_id as "partyId", p.currency, p.posted_on as "postedOn", v.transaction_type as kind, coalesce(i.number_text, v.text) as number, i.reference,
               i.due_on as "dueOn", i.kind as "itemKind", i.component, p.amount
          from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
          left join open_items i on i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no
         where p.company_id = ${ctx.company.id} and p.party_id = any (${ids}::uuid[]) and p.account = any (${accounts}::text[])
           and p.posted_on between ${from} and ${to} and p.amount <> 0
         order by p.party_id, p.currency, p.posted_on, p.voucher_id, p.line_no`,
  )
  const open = await ctx.db.rows<OpenRow>(
    sql`select party_id as "partyId", currency, number_text as number, kind, component, reference, due_on as "dueOn", amount, open
          from (${itemsAsOf(ctx, { asOf: to, knownAt: null }, sql`i.party_id = any (${ids}::uuid[])`)}) i
         order by party_id, currency, due_on, id`,
  )
  return ids.flatMap((id) => {
    const party = parties.find((one) => one.id === id)
    if (!party) return []
    const of = <T extends { partyId: Id }>(rows: T[]): T[] => rows.filter((row) => row.partyId === id)
    return [
      {
        partyId: id,
        partyNumber: party.number,
        partyName: party.name,
        isProtected: party.isProtected,
        from,
        to,
        currencies: currenciesOf(of(openings), of(moves), of(open)),
      },
    ]
  })
}

interface MoveRow {
  partyId: Id
  currency: string
  postedOn: Day
  kind: string
  number: string
  reference: string | null
  dueOn: Day | null
  itemKind: string | null
  component: string | null
  amount: bigint
}
interface OpenRow {
  partyId: Id
  currency: string
  number: string
  kind: string
  component: string
  reference: string | null
  dueOn: Day
  amount: bigint
  open: bigint
}

function currenciesOf(
  openings: { currency: string; amount: bigint }[],
  moves: MoveRow[],
  open: OpenRow[],
): StatementCurrency[] {
  const names = [...new Set([...openings, ...moves, ...open].map((row) => row.currency))].sort()
  return names.map((currency) => {
    const text = (amount: bigint) => formatMinor(amount, currency)
    const opening = openings.find((row) => row.currency === currency)?.amount ?? 0n
    let balance = opening
    const movements = moves
      .filter((row) => row.currency === currency)
      .map((row) => {
        balance += row.amount
        return {
          postedOn: row.postedOn,
          kind: row.kind,
          component: row.component,
          number: row.number,
          reference: row.reference,
          dueOn: row.itemKind === 'invoice' ? row.dueOn : null,
          amount: text(row.amount),
          balance: text(balance),
        }
      })
    return {
      currency,
      opening: text(opening),
      closing: text(balance),
      movements,
      openItems: open
        .filter((row) => row.currency === currency)
        .map((row) => ({
          number: row.number,
          kind: row.kind,
          component: row.component,
          reference: row.reference,
          dueOn: row.dueOn,
          amount: text(row.amount),
          open: text(row.open),
        })),
    }
  })
}

/** Customers who had a balance or a movement in the period, in order of their numbers, after one of them. */
export async function partiesWithStatements(
  ctx: Ctx,
  { from, to }: { from: Day; to: Day },
  after: string | null,
  limit: number,
): Promise<{ id: Id; number: string }[]> {
  const accounts = await controlAccounts(ctx)
  return ctx.db.rows<{ id: Id; number: string }>(
    sql`select p.id, p.number from parties p
         where p.company_id = ${ctx.company.id} and p.kind <> 'system' and ${after === null ? raw('true') : sql`p.number > ${after}`}
           and (exists (select from postings m where m.company_id = p.company_id and m.party_id = p.id and m.posted_on between ${from} and ${to} and m.account = any (${accounts}::text[]))
             or exists (select from postings m where m.company_id = p.company_id and m.party_id = p.id and m.posted_on < ${from} and m.account = any (${accounts}::text[])
                         group by m.currency having sum(m.amount) <> 0))
         order by p.number limit ${limit}`,
  )
}
