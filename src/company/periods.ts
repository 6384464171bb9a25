import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { insertRows } from '../db/insert.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, addMonths, endOfMonth } from '../kernel/day.ts'
import { type SetUpTable, words } from './set-up/table.ts'
import { holdSetUp, saveVerb } from './set-up/verbs-of.ts'

/** The days that books can be kept for. Closing is a verb of the ledger: a row here only opens. */
export const periods: SetUpTable = {
  name: 'periods',
  one: 'period',
  db: 'periods',
  title: words('Perioder', 'Perioder', 'Периоди', 'Periods'),
  keys: ['ledger', 'startsOn'],
  columns: [
    {
      key: 'ledger',
      kind: 'choice',
      required: true,
      choices: ['general', 'receivable', 'payable'],
      title: words('Bok', 'Bok', 'Книга', 'Ledger'),
    },
    {
      key: 'startsOn',
      kind: 'day',
      required: true,
      title: words('Första dag', 'Første dag', 'Първи ден', 'First day'),
    },
    { key: 'endsOn', kind: 'day', required: true, title: words('Sista dag', 'Siste dag', 'Последен ден', 'Last day') },
  ],
  check: ({ ledger, startsOn, endsOn }, around) => {
    if (String(startsOn) > String(endsOn))
      return [{ code: 'period.days-not-ordered', message: 'the period ends before it begins', column: 'endsOn' }]
    const other = around
      .rows(periods)
      .find(
        ({ values }) =>
          values.ledger === ledger &&
          values.startsOn !== startsOn &&
          String(values.startsOn) <= String(endsOn) &&
          String(startsOn) <= String(values.endsOn),
      )
    return other
      ? [
          {
            code: 'period.overlap',
            message: `shares days with the period of ${String(other.values.startsOn)}: periods follow each other`,
            column: 'startsOn',
          },
        ]
      : []
  },
  guard: async (_ctx, changes) =>
    changes.map((change) => ({
      change,
      problem: {
        code: 'period.fixed',
        message: `the period of ${String(change.after.startsOn)} stays as it is: its days may hold postings`,
        column: 'endsOn',
      },
    })),
}

export const savePeriods = saveVerb(periods)

export const listPeriods = verb({
  kind: 'read',
  name: 'company.list-periods',
  summary: 'List periods and locks',
  route: 'GET /set-up/periods',
  input: z.object({ year: z.coerce.number().int().min(1900).max(2999).optional() }),
  output: z.object({
    rows: z.array(
      z.object({
        ledger: z.string(),
        startsOn: dayText,
        endsOn: dayText,
        closed: z.boolean(),
        closedAt: z.string().nullable(),
      }),
    ),
  }),
  async run(ctx, input) {
    const rows = await ctx.db.rows<{ ledger: string; startsOn: Day; endsOn: Day; closedAt: Date | null }>(
      `select ledger, starts_on as "startsOn", ends_on as "endsOn", closed_at as "closedAt" from periods
        where company_id = $1 and ($2::int is null or extract(year from starts_on) = $2) order by ledger, starts_on`,
      [ctx.company.id, input.year ?? null],
    )
    return {
      rows: rows.map((row) => ({
        ...row,
        closed: row.closedAt !== null,
        closedAt: row.closedAt?.toISOString() ?? null,
      })),
    }
  },
})

export const openYear = verb({
  kind: 'write',
  name: 'company.open-year',
  summary: 'Open the twelve months of a year for posting',
  route: 'POST /set-up/periods/{year}',
  ofWholeCompany: true,
  input: z.object({
    year: z.coerce.number().int().min(1900).max(2999),
    ledgers: z.array(z.enum(['general', 'receivable', 'payable'])).default(['general']),
  }),
  output: z.object({ opened: z.number().int() }),
  async run(ctx, { year, ledgers }) {
    await holdSetUp(ctx)
    const months = Array.from({ length: 12 }, (_, i) => addMonths(`${year}-01-01` as Day, i))
    const rows = ledgers.flatMap((ledger) =>
      months.map((starts_on) => ({ ledger, starts_on, ends_on: endOfMonth(starts_on) })),
    )
    // A month that a period covers already, wholly or in part, is passed over: the same again changes nothing.
    const taken = await ctx.db.rows<{ ledger: string; starts_on: Day; ends_on: Day }>(
      `select ledger, starts_on, ends_on from periods where company_id = $1 and starts_on < $3 and ends_on >= $2`,
      [ctx.company.id, months[0], addDays(endOfMonth(months[11]!), 1)],
    )
    const free = rows.filter(
      (row) =>
        !taken.some(
          (other) => other.ledger === row.ledger && other.starts_on <= row.ends_on && row.starts_on <= other.ends_on,
        ),
    )
    const opened = await insertRows(ctx.db, 'periods', { ledger: 'text', starts_on: 'date', ends_on: 'date' }, free, {
      company_id: { type: 'uuid', value: ctx.company.id },
    })
    if (opened > 0) await audit(ctx, { verb: 'company.open-year', summary: { year, ledgers, opened } })
    return { opened }
  },
})
