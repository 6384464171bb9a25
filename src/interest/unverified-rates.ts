import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import type { Segment } from './accrue.ts'

export const unverifiedRates = z
  .array(z.object({ percent: z.string(), source: z.string(), rows: z.number() }))
  .meta({ description: 'Rates that the run used and nobody has seen in their source: look them up before it goes' })

/** A rate that nobody has seen in its source, as a row of a run keeps it in `reason.unverified`. */
export type UnverifiedRate = Pick<Segment, 'percent' | 'source'>

/** Those of some segments, each once; undefined: every rate was seen. */
export function unverifiedOf(segments: readonly Segment[]): UnverifiedRate[] | undefined {
  const found = new Map<string, UnverifiedRate>()
  for (const { unverified, percent, source } of segments)
    if (unverified) found.set(`${percent} ${source}`, { percent, source })
  return found.size === 0 ? undefined : [...found.values()]
}

/** What rows of a run used of them, most rows first. */
export const readUnverifiedRates = ({ db, company }: Ctx, runId: Id) =>
  db.rows<UnverifiedRate & { rows: number }>(
    hot(
      `select u.percent, u.source, count(*)::int as rows
         from run_rows r cross join lateral jsonb_to_recordset(r.reason -> 'unverified') u (percent text, source text)
        where r.company_id = $1 and r.run_id = $2 and r.reason ? 'unverified' and r.state <> 'excluded'
        group by 1, 2 order by 3 desc, 1`,
      [company.id, runId],
    ),
  )
