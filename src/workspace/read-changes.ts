import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'

const subjectsMax = 100
const changesMax = 50
/** Work that is still in its transaction when a page is opened bears an earlier moment: so far back is looked. */
const lookBackMillis = 10 * 60_000
/** Of the set-up and of rights there is one for the whole company, without a wall in it. */
const companyWide = /^(company|access|jobs)\.[a-z-]+$|^workspace\.save-menu$/

/**
 * What was done to the things that a page shows, so that it can say that it is old. Of customers, documents, payments and
 * runs only to who sees them; never what was changed, only by whom, when and by which verb.
 */
export const readChanges = verb({
  kind: 'read',
  name: 'workspace.read-changes',
  summary: 'Who changed these things lately',
  route: 'GET /changes',
  input: z.object({
    subjects: z
      .string()
      .default('')
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(id).max(subjectsMax))
      .meta({ description: 'Ids of customers, invoices, orders, order files, payments, runs, with commas' }),
    verbs: z
      .string()
      .default('')
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(z.string().regex(companyWide, 'a verb of the set-up, of rights or of jobs')).max(20))
      .meta({ description: 'Verbs that change one thing of the whole company: company.save-accounts' }),
    since: z.iso
      .datetime()
      .optional()
      .meta({ description: 'As answered by the first look; left out: ten minutes ago' }),
  }),
  output: z.object({
    since: z.iso.datetime(),
    changes: z
      .array(
        z.object({
          eventId: id,
          at: z.iso.datetime(),
          verb: z.string(),
          userId: id.nullable(),
          by: z.string().nullable().meta({ description: 'Null: the program by itself' }),
        }),
      )
      .meta({ description: 'Newest first' }),
  }),
  async run(ctx, { subjects, verbs, since: asked }) {
    const since = asked ? new Date(asked) : new Date(ctx.now.getTime() - lookBackMillis)
    const seen = subjects.length > 0 ? await seenOf(ctx, subjects) : []
    const changes =
      seen.length + verbs.length === 0
        ? []
        : await asSystem(ctx, ({ db, company }) =>
            db.rows<{ eventId: Id; at: Date; verb: string; userId: Id | null; by: string | null }>(
              `select e.id as "eventId", e.recorded_at as at, e.verb, e.user_id as "userId", u.name as by
                 from audit_events e left join users u on u.id = e.user_id
                where e.company_id = $1 and e.recorded_at >= $2
                  and ((e.subjects && $3::uuid[] and e.verb <> 'parties.reveal') or e.verb = any ($4::text[]))
                order by e.recorded_at desc, e.id desc limit $5`,
              [company.id, since, seen, verbs, changesMax],
            ),
          )
    return { since: since.toISOString(), changes: changes.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) }
  },
})

/** Under the asker's own sight. */
async function seenOf({ db, company }: Ctx, ids: readonly Id[]): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    ['parties', 'invoices', 'orders', 'bank_transactions', 'runs']
      .map((table) => `select id from ${table} where company_id = $1 and id = any ($2::uuid[])`)
      .join(' union '),
    [company.id, ids],
  )
  return rows.map((row) => row.id)
}
