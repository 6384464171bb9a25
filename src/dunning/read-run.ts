import { z } from 'zod'
import { seesWhole, seesWholeRun } from '../access/whole-run.ts'
import { bankThrough } from '../bank/bank-through.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readUnverifiedRates, unverifiedRates } from '../interest/unverified-rates.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { stateNow } from './count-rows.ts'
import type { Totals } from './run-shape.ts'
import { totalsShape } from './run-shape.ts'
import { seenTotals } from './seen-totals.ts'

const counts = z.object({
  proposed: z.number(),
  held: z.number(),
  excluded: z.number(),
  done: z.number(),
  rejected: z.number(),
  recalled: z.number().meta({ description: 'Sent, and recalled before it left' }),
})

const shape = z.object({
  runId: id,
  state: z.string(),
  on: dayText,
  isUnattended: z.boolean(),
  isDryRun: z.boolean().meta({ description: 'Nothing was to come of it' }),
  parameters: z.record(z.string(), z.unknown()),
  totals: totalsShape,
  counts,
  wantsSecondPerson: z.boolean(),
  seesWhole,
  done: z.number(),
  total: z.number().nullable(),
  proposedAt: z.string(),
  proposedBy: z.string().nullable(),
  approvedAt: z.string().nullable(),
  approvedBy: z.string().nullable(),
  finishedAt: z.string().nullable(),
  report: z.record(z.string(), z.unknown()).nullable(),
  letters: z
    .object({
      waiting: z.number(),
      waitUntil: z.string().nullable().meta({ description: 'Until when the last of them is kept for a recall' }),
      sent: z.number(),
      failed: z.number(),
      recalled: z.number(),
    })
    .meta({ description: 'Where the letters of the run are now; what waits can be recalled' }),
  unverified: unverifiedRates,
  bankThrough: dayText.nullable().meta({ description: 'Through which day the bank has told of money' }),
})

export const readRun = verb({
  kind: 'read',
  name: 'dunning.read-run',
  summary: 'A dunning run: what it asks for, what is held and why, how far it is, what came of it',
  route: 'GET /dunning-runs/{runId}',
  input: z.object({ runId: id }),
  output: shape,
  async run(ctx, { runId }) {
    const { db, company } = ctx
    const at = (column: string) => `to_char(r.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
    const run = await db.maybe<
      Omit<z.output<typeof shape>, 'bankThrough' | 'unverified' | 'seesWhole'> & {
        totals: Totals
        proposedById: Id | null
      }
    >(
      `select r.id as "runId", r.state, r.parameters ->> 'on' as on, r.parameters, r.totals, r.progress_done::int as done, r.progress_total::int as total, r.report,
              coalesce((r.parameters ->> 'unattended')::boolean, false) as "isUnattended", coalesce((r.parameters ->> 'dryRun')::boolean, false) as "isDryRun", ${at('proposed_at')} as "proposedAt", r.proposed_by as "proposedById", p.name as "proposedBy", ${at('approved_at')} as "approvedAt", a.name as "approvedBy", ${at('finished_at')} as "finishedAt",
              (select json_build_object('proposed', count(*) filter (where x.state = 'proposed'), 'held', count(*) filter (where x.state = 'held'), 'excluded', count(*) filter (where x.state = 'excluded'),
                                        'done', count(*) filter (where x.state = 'done'), 'rejected', count(*) filter (where x.state = 'rejected'), 'recalled', count(*) filter (where x.state = 'recalled'))
                 from (select ${stateNow('r')} as state from run_rows r where r.company_id = $1 and r.run_id = $2) x) as counts,
              exists (select from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed' and x.reason ->> 'approval' = 'two-person') as "wantsSecondPerson",
              (select json_build_object('waiting', count(*) filter (where d.state in ('waiting', 'sending')), 'sent', count(*) filter (where d.state in ('sent', 'delivered')),
                                        'waitUntil', to_char(max(d.next_try_at) filter (where d.state = 'waiting' and d.tries = 0 and d.next_try_at > clock_timestamp()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                        'failed', count(*) filter (where d.state in ('failed', 'held')), 'recalled', count(*) filter (where d.state = 'recalled'))
                 from dunning_letters l cross join lateral (select d.state, d.tries, d.next_try_at from deliveries d where d.company_id = l.company_id and d.subject_id = l.id order by d.id desc limit 1) d
                where l.company_id = $1 and l.run_id = $2) as letters
         from runs r left join users p on p.id = r.proposed_by left join users a on a.id = r.approved_by
        where r.company_id = $1 and r.id = $2 and r.kind = 'dunning'`,
      [company.id, runId],
    )
    if (!run) return refuse('run.unknown', `there is no dunning run ${runId}`, { run: runId }, 404)
    return {
      ...(await seenTotals(ctx, run)),
      seesWhole: await seesWholeRun(ctx, runId),
      unverified: await readUnverifiedRates(ctx, runId),
      bankThrough: await bankThrough(ctx, ctx.today),
    }
  },
})
