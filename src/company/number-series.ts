import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Around, Change } from './set-up/table.ts'
import { codeColumn, nameColumn, type SetUpTable, type Values, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Gapless series; whether one begins again each year is its own property (Bulgaria: an invoice series never does). */
export const numberSeries: SetUpTable = {
  name: 'number-series',
  one: 'number-series',
  db: 'number_series',
  hasId: true,
  title: words('Nummerserier', 'Nummerserier', 'Номерации', 'Number series'),
  keys: ['code'],
  columns: [
    codeColumn,
    nameColumn,
    {
      key: 'kind',
      kind: 'choice',
      required: true,
      choices: ['invoice', 'proforma', 'internal', 'interest', 'voucher', 'customer'],
      title: words('Slag', 'Type', 'Вид', 'Kind'),
    },
    { key: 'prefix', kind: 'code', default: '', max: 10, title: words('Prefix', 'Prefiks', 'Префикс', 'Prefix') },
    {
      key: 'width',
      kind: 'integer',
      default: 0,
      max: 20,
      title: words('Antal siffror', 'Antall sifre', 'Брой цифри', 'Digits'),
    },
    {
      key: 'resetsYearly',
      kind: 'boolean',
      required: true,
      title: words(
        'Börjar om varje år',
        'Begynner på nytt hvert år',
        'Започва всяка година отначало',
        'Begins again each year',
      ),
    },
    {
      key: 'firstNumber',
      kind: 'integer',
      default: 1,
      min: 1,
      title: words('Första nummer', 'Første nummer', 'Първи номер', 'First number'),
    },
  ],
  check,
  guard,
}

function check({ kind, prefix, width, resetsYearly }: Values, { rules }: Around): Problem[] {
  if (kind !== 'invoice') return []
  const law = rules.documents.number
  const problems: Problem[] = []
  const add = (column: string, message: string) =>
    problems.push({ code: 'number-series.not-lawful', message: `${message} (${rules.name.en})`, column })
  if (law.digitsOnly && prefix) add('prefix', 'an invoice number holds digits alone: clear the prefix')
  if (law.width !== null && width !== law.width) add('width', `an invoice number has ${law.width} digits`)
  if (!law.yearlyReset && resetsYearly) add('resetsYearly', 'an invoice series does not begin again each year')
  return problems
}

async function guard(ctx: Ctx, changes: readonly Change[]): Promise<{ change: Change; problem: Problem }[]> {
  const begun = new Set(
    (
      await ctx.db.rows<{ series_id: string }>(
        `select distinct series_id from number_series_counters where company_id = $1 and series_id = any ($2::uuid[])`,
        [ctx.company.id, changes.map((change) => change.id)],
      )
    ).map((row) => row.series_id),
  )
  return changes.flatMap((change) =>
    change.differences
      .filter((key) => begun.has(change.id!) && !['name', 'width'].includes(key))
      .map((key) => ({
        change,
        problem: {
          code: 'number-series.used',
          message: `series ${String(change.after.code)} has given numbers: ${key} cannot change; add another series`,
          column: key,
        },
      })),
  )
}

export const listNumberSeries = listVerb(numberSeries)
export const saveNumberSeries = saveVerb(numberSeries)
