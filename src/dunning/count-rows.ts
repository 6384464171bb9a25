import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Totals } from './run-shape.ts'
import type { LetterChannel, StepKind } from './types.ts'
import { isLetter } from './types.ts'

/** Rows of a run that are alike in everything that is counted. */
export interface RowCount {
  policy: string
  stepNo: number
  kind: StepKind
  state: 'proposed' | 'held' | 'excluded' | 'done' | 'rejected' | 'recalled'
  currency: string
  channel: LetterChannel | null
  /** Of one letter. */
  fee: bigint
  wantsTwo: boolean
  feeCut: boolean
  rows: number
  items: number
  capital: bigint
  interest: bigint
  charged: bigint
  compensation: bigint
  total: bigint
}
const parts = ['capital', 'interest', 'charged', 'fee', 'compensation', 'total'] as const

export interface RowFilter {
  policy?: string | undefined
  stepNo?: number | undefined
}

/** SQL: the state of a row as it stands now: one whose letter was recalled has asked for nothing. */
export const stateNow = (row: string): string =>
  `case when ${row}.state = 'done' and ${row}.result_id is not null and exists (
     select from dunning_letter_events e where e.company_id = ${row}.company_id and e.letter_id = ${row}.result_id and e.kind = 'recalled') then 'recalled' else ${row}.state end`

export const countRows = ({ db, company }: Ctx, runId: Id, { policy, stepNo }: RowFilter): Promise<RowCount[]> =>
  db.rows<RowCount>(
    hot(
      `select reason ->> 'policy' as policy, (reason ->> 'stepNo')::int as "stepNo", reason ->> 'kind' as kind, ${stateNow('r')} as state, currency::text as currency, reason ->> 'channel' as channel,
              (reason ->> 'fee')::bigint as fee, reason ->> 'approval' = 'two-person' as "wantsTwo", reason -> 'said' <> '[]' as "feeCut",
              count(*)::int as rows, sum(jsonb_array_length(reason -> 'items'))::int as items, sum((reason ->> 'capital')::bigint)::bigint as capital, sum((reason ->> 'interest')::bigint)::bigint as interest,
              sum((reason ->> 'charged')::bigint)::bigint as charged, sum((reason ->> 'compensation')::bigint)::bigint as compensation, sum(amount)::bigint as total
         from run_rows r where company_id = $1 and run_id = $2 and ($3::text is null or reason ->> 'policy' = $3) and ($4::int is null or (reason ->> 'stepNo')::int = $4)
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by 1, 2, 5, 7 desc`,
      [company.id, runId, policy ?? null, stepNo ?? null],
    ),
  )

export const goes = ({ state }: Pick<RowCount, 'state'>): boolean => state === 'proposed' || state === 'done'

/** The sums of the rows that go, by currency. */
export function sumsOf(counts: readonly RowCount[]): Totals['sums'] {
  const sums = new Map<string, Record<(typeof parts)[number], bigint>>()
  for (const one of counts.filter(goes)) {
    const sum = sums.get(one.currency) ?? {
      capital: 0n,
      interest: 0n,
      charged: 0n,
      fee: 0n,
      compensation: 0n,
      total: 0n,
    }
    for (const part of parts) sum[part] += part === 'fee' ? one.fee * BigInt(one.rows) : one[part]
    sums.set(one.currency, sum)
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sum]) => {
      const told = (part: (typeof parts)[number]) => formatMinor(sum[part], currency)
      return {
        currency,
        capital: told('capital'),
        interest: told('interest'),
        charged: told('charged'),
        fee: told('fee'),
        compensation: told('compensation'),
        total: told('total'),
      }
    })
}

/** Why rows are held, most claims first. */
export async function causesOf(
  { db, company }: Ctx,
  runId: Id,
  { policy, stepNo }: RowFilter,
): Promise<Totals['causes']> {
  const rows = await db.rows<{ code: string; currency: string; rows: number; items: number; amount: bigint }>(
    hot(
      `select c.code, r.currency::text as currency, count(*)::int as rows, sum(jsonb_array_length(r.reason -> 'items'))::int as items, sum((r.reason ->> 'capital')::bigint)::bigint as amount
         from run_rows r cross join lateral (select distinct x ->> 'code' as code from jsonb_array_elements(r.reason -> 'causes') x) c
        where r.company_id = $1 and r.run_id = $2 and r.state = 'held' and ($3::text is null or r.reason ->> 'policy' = $3) and ($4::int is null or (r.reason ->> 'stepNo')::int = $4)
        group by 1, 2 order by 1, 2`,
      [company.id, runId, policy ?? null, stepNo ?? null],
    ),
  )
  return [...new Set(rows.map(({ code }) => code))]
    .map((code) => {
      const own = rows.filter((row) => row.code === code)
      return {
        code,
        rows: own.reduce((sum, row) => sum + row.rows, 0),
        items: own.reduce((sum, row) => sum + row.items, 0),
        amounts: own.map(({ amount, currency }) => ({ amount: formatMinor(amount, currency), currency })),
      }
    })
    .sort((a, b) => b.items - a.items)
}

/** The totals of a run counted anew from its rows; claims that wait for a later day are no rows and stay with `waiting`. */
export function totalsOf(counts: readonly RowCount[], causes: Totals['causes'], waiting: Totals['waiting']): Totals {
  const out = counts.filter(goes)
  const held = counts.filter(({ state }) => state === 'held')
  const rowsOf = (some: readonly RowCount[]) => some.reduce((sum, one) => sum + one.rows, 0)
  const itemsOf = (some: readonly RowCount[]) => some.reduce((sum, one) => sum + one.items, 0)
  const steps = new Map<string, Totals['steps'][number]>()
  for (const one of counts) {
    const key = `${one.policy} ${one.stepNo}`
    const step = steps.get(key) ?? {
      policy: one.policy,
      stepNo: one.stepNo,
      kind: one.kind,
      rows: 0,
      items: 0,
      held: 0,
    }
    if (goes(one)) {
      step.rows += one.rows
      step.items += one.items
    } else if (one.state === 'held') step.held += one.rows
    steps.set(key, step)
  }
  return {
    letters: rowsOf(out.filter(({ kind }) => isLetter(kind))),
    handovers: rowsOf(out.filter(({ kind }) => !isLetter(kind))),
    held: rowsOf(held),
    items: itemsOf(out),
    heldItems: itemsOf(held),
    sums: sumsOf(counts),
    steps: [...steps.values()],
    causes,
    waiting,
    feesCut: rowsOf(out.filter(({ feeCut }) => feeCut)),
  }
}
