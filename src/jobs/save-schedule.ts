import { z } from 'zod'
import { areasOf, rightsOf } from '../access/rights.ts'
import { audit, canonicalJson } from '../db/audit.ts'
import { inputProblems } from '../db/input-problems.ts'
import { id } from '../db/schemas.ts'
import type { Verb } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { Refused, refuse } from '../kernel/problem.ts'

/**
 * A schedule runs as the system, in every business area: who saves one needs the right to its verb in all of them.
 * @param schedulable the verbs that a schedule may name
 */
export const saveSchedule = (schedulable: readonly Verb[]) =>
  verb({
    kind: 'write',
    name: 'jobs.save-schedule',
    summary: 'Let a verb run every so many minutes',
    route: 'PUT /schedules/{name}',
    ofWholeCompany: true,
    input: z.object({
      name: z.string().trim().min(1).max(100),
      verb: z.string().meta({ description: 'delivery.send-waiting' }),
      input: z.record(z.string(), z.unknown()).default({}),
      everyMinutes: z.number().int().min(1).max(44_640),
      firstAt: z.iso.datetime({ offset: true }).optional().meta({
        description:
          'Its time from then on: of whole days the same time of day in the company’s country, in summer too. Default: now, and then at the times it had',
      }),
      enabled: z.boolean().default(true),
      was: z
        .object({
          verb: z.string(),
          input: z.record(z.string(), z.unknown()),
          everyMinutes: z.number(),
          enabled: z.boolean(),
        })
        .nullable()
        .optional()
        .meta({
          description: 'What the person saw before he changed it; null: none. Refused where it is different now',
        }),
    }),
    output: z.object({ scheduleId: id, nextAt: z.string() }),
    async run(ctx, input) {
      const scheduled = schedulable.find(({ name }) => name === input.verb)
      if (!scheduled || scheduled.kind === 'read')
        return refuse('schedule.verb', `${input.verb} is no verb that can run by itself`, { verb: input.verb })
      const parsed = strictly(scheduled.input).safeParse(input.input)
      if (!parsed.success)
        throw new Refused(
          inputProblems(parsed.error).map((problem) => ({
            ...problem,
            message: `input.${problem.message}`,
            path: `input.${problem.path}`,
          })),
        )
      const rights = await rightsOf(ctx.db, ctx.company.id, ctx.user.id, ctx.today)
      if (areasOf(rights, scheduled.name) !== 'all')
        refuse(
          'access.beyond-own',
          `a schedule takes the right to ${scheduled.name} in every business area`,
          { verb: scheduled.name },
          403,
        )
      const before = await ctx.db.maybe<{
        id: string
        verb: string
        input: unknown
        every_minutes: number
        enabled: boolean
        next_at: Date
        first_at: Date
      }>(
        `select id, verb, input, every_minutes, enabled, next_at, first_at from schedules where company_id = $1 and name = $2 for update`,
        [ctx.company.id, input.name],
      )
      const now =
        before === undefined
          ? null
          : {
              verb: before.verb,
              input: before.input,
              everyMinutes: before.every_minutes,
              enabled: before.enabled,
            }
      if (input.was !== undefined && canonicalJson(input.was) !== canonicalJson(now))
        refuse(
          'schedule.changed-meanwhile',
          `the schedule ${input.name} has changed since it was read: look at both, then save`,
          { name: input.name },
          409,
        )
      const scheduleId = before?.id ?? newId()
      const nextAt = input.firstAt ? new Date(input.firstAt) : ctx.now
      const keepsItsTime =
        before?.every_minutes === input.everyMinutes &&
        (input.firstAt === undefined || nextAt.getTime() === before.next_at.getTime())
      const firstAt = keepsItsTime ? before.first_at : nextAt
      await ctx.db.query(
        `insert into schedules (company_id, id, name, verb, input, every_minutes, next_at, first_at, enabled, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (company_id, name) do update set verb = excluded.verb, input = excluded.input, every_minutes = excluded.every_minutes,
           next_at = excluded.next_at, first_at = excluded.first_at, enabled = excluded.enabled`,
        [
          ctx.company.id,
          scheduleId,
          input.name,
          input.verb,
          JSON.stringify(input.input),
          input.everyMinutes,
          nextAt,
          firstAt,
          input.enabled,
          ctx.user.id,
        ],
      )
      const { name, verb: verbName, everyMinutes, enabled } = input
      await audit(ctx, {
        verb: 'jobs.save-schedule',
        subjects: [scheduleId],
        summary: { name, verb: verbName, everyMinutes, enabled },
        before,
        after: { ...input, was: undefined },
      })
      return { scheduleId, nextAt: nextAt.toISOString() }
    },
  })

/** A field that the verb does not know would be passed over each time it runs: told now. */
const strictly = (schema: z.ZodType): z.ZodType => (schema instanceof z.ZodObject ? schema.strict() : schema)
