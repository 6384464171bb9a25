import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText, fileOutput } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { SieBalance } from '../formats/accounting/sie4/items.ts'
import { writeSie4 } from '../formats/accounting/sie4/write.ts'
import type { Day } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import type { Range } from './select-vouchers.ts'
import { selectVouchers } from './select-vouchers.ts'
import { gatherObjects, sieAccounts, sieDimensions, sieHead, sieVouchers } from './sie-parts.ts'
import { storeExport } from './store-export.ts'

/**
 * SIE 4I: vouchers for the general ledger, each once per receiving system unless asked again. SIE 4E: a whole year with
 * accounts, balances and all its vouchers; it takes nothing from what is still to be sent.
 */
export const exportSie = verb({
  kind: 'write',
  name: 'exchange.export-sie',
  summary: 'Export vouchers as SIE 4I, or a year as SIE 4E',
  route: 'POST /exports/sie',
  ofWholeCompany: true,
  input: z.object({
    type: z.enum(['4I', '4E']).default('4I'),
    from: dayText.optional().meta({ description: '4I: first day; left out: the beginning of the books' }),
    to: dayText.optional().meta({ description: '4I: last day; left out: today' }),
    year: z.coerce.number().int().min(1990).max(2100).optional().meta({ description: '4E: the year' }),
    target: z.string().trim().min(1).max(40).default('ledger').meta({ description: 'The receiving system' }),
    again: z.boolean().default(false).meta({ description: 'Also what that system had before' }),
  }),
  output: fileOutput,
  async run(ctx, input) {
    if (input.type === '4E') {
      const year = input.year ?? refuse('exchange.year-missing', 'SIE 4E is a whole year: say which')
      return exportYear(ctx, year, input.target)
    }
    const range: Range = {
      from: input.from ?? ('1900-01-01' as Day),
      to: input.to ?? ctx.today,
      target: input.target,
      again: input.again,
    }
    const selected = await selectVouchers(ctx, range)
    const dimensions = await sieDimensions(ctx)
    const { objects, accounts } = await gatherObjects(selected.vouchers(), dimensions)
    const warnings: Problem[] = []
    const bytes = writeSie4(
      {
        kind: '4I',
        head: await sieHead(ctx, selected.currency),
        accounts: await sieAccounts(ctx, accounts),
        dimensions: dimensions.list,
        objects,
        vouchers: sieVouchers(selected, dimensions),
      },
      (problem) => warnings.push(problem),
    )
    const file = {
      verb: 'exchange.export-sie',
      format: 'sie-4i' as const,
      fileName: `${ctx.company.code}-${range.to}.si`,
      mediaType: 'text/plain',
      remembers: true,
    }
    return storeExport(ctx, file, range, selected, bytes, warnings)
  },
})

async function exportYear(ctx: Ctx, year: number, target: string) {
  const [from, to] = [`${year}-01-01` as Day, `${year}-12-31` as Day]
  const range: Range = { from, to, target, again: true }
  const selected = await selectVouchers(ctx, range)
  const dimensions = await sieDimensions(ctx)
  const { objects } = await gatherObjects(selected.vouchers(), dimensions)
  const balances = await yearBalances(ctx, from, to, selected.currency)
  const warnings: Problem[] = []
  const bytes = writeSie4(
    {
      kind: '4E',
      head: { ...(await sieHead(ctx, selected.currency)), years: [{ year: 0, from, until: to }] },
      accounts: await sieAccounts(ctx, [...new Set(balances.map((row) => row.account))]),
      dimensions: dimensions.list,
      objects,
      balances,
      vouchers: sieVouchers(selected, dimensions),
    },
    (problem) => warnings.push(problem),
  )
  const file = {
    verb: 'exchange.export-sie',
    format: 'sie-4e' as const,
    fileName: `${ctx.company.code}-${year}.se`,
    mediaType: 'text/plain',
    remembers: false,
  }
  return storeExport(ctx, file, range, selected, bytes, warnings)
}

/** Opening and closing balances of balance accounts, results of income and expenses, of every account that moved. */
async function yearBalances({ db, company }: Ctx, from: Day, to: Day, currency: string): Promise<SieBalance[]> {
  const rows = await db.rows<{ account: string; result: boolean; opening: bigint; year: bigint }>(
    `select p.account, a.kind in ('income', 'expense') as result, coalesce(sum(p.base_amount) filter (where p.posted_on < $2), 0)::bigint as opening,
            coalesce(sum(p.base_amount) filter (where p.posted_on >= $2), 0)::bigint as year
       from postings p join accounts a on a.company_id = p.company_id and a.code = p.account
      where p.company_id = $1 and p.posted_on <= $3 and p.base_currency = $4 group by p.account, a.kind order by p.account`,
    [company.id, from, to, currency],
  )
  const balance = (kind: SieBalance['balance'], account: string, amount: bigint): SieBalance => ({
    balance: kind,
    year: 0,
    period: null,
    account,
    objects: [],
    amount: minor(amount),
    quantity: null,
  })
  const of = (kind: SieBalance['balance'], result: boolean, amount: (row: (typeof rows)[number]) => bigint) =>
    rows.filter((row) => row.result === result).map((row) => balance(kind, row.account, amount(row)))
  return [
    ...of('IB', false, (row) => row.opening),
    ...of('UB', false, (row) => row.opening + row.year),
    ...of('RES', true, (row) => row.year),
  ]
}
