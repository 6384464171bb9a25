import { changeTenant, withoutTenant } from '../db/transaction.ts'
import { newId } from '../kernel/id.ts'
import type { Installation } from './perform.ts'

/** What runs by itself in every company until somebody changes it: the outbox is emptied, receipts are asked for, the trail is sealed, files that nothing names are collected, how customers pay is reckoned. */
const schedules: [name: string, verb: string, everyMinutes: number][] = [
  ['outbox', 'delivery.send-waiting', 5],
  ['letters', 'dunning.send-letters', 5],
  ['claim-letters', 'claims.send-letters', 5],
  ['statements', 'dunning.deliver-statements', 15],
  ['receipts', 'delivery.ask-status', 15],
  ['bounces', 'delivery.read-bounces', 30],
  ['collection', 'collection.hand-over-waiting', 60],
  ['collection-reports', 'collection.report-payments', 60],
  ['collection-messages', 'collection.send-messages', 15],
  ['collection-answers', 'collection.fetch-answers', 60],
  ['court-files', 'collection.send-applications', 60],
  ['court-answers', 'collection.read-answers', 60],
  ['seals', 'access.seal-audit', 60],
  ['files', 'jobs.collect-files', 24 * 60],
  ['promises', 'claims.follow-up', 24 * 60],
  ['standings', 'credit.score-customers', 24 * 60],
  // Without a bureau, or colleagues who answer for customers, they find nothing to do.
  ['credit-changes', 'credit.read-changes', 24 * 60],
  ['staff-notices', 'credit.notify-staff', 7 * 24 * 60],
]

/**
 * Gives each company the usual schedules that it was never given: all of them to a new one, those of this release to an older
 * one. What a person changed stays so, what he ended stays ended; a name that he has taken is his. Twice is once.
 */
export function addDefaultSchedules({ pool, clock }: Installation): Promise<void> {
  return withoutTenant(pool, async (db) => {
    const companies = await db.rows<{ company_id: string }>(`select company_id from all_companies()`)
    for (const { company_id } of companies) {
      await changeTenant(db, { companyId: company_id, areas: 'all', system: true })
      await db.query(
        `with given as (
           insert into usual_schedules_given (company_id, name) select $1, x.name from unnest($3::text[]) as x (name)
           on conflict (company_id, name) do nothing returning name
         )
         insert into schedules (company_id, id, name, verb, every_minutes, next_at, first_at)
         select $1, x.id, x.name, x.verb, x.every, $6, $6 from unnest($2::uuid[], $3::text[], $4::text[], $5::int[]) as x (id, name, verb, every)
           join given on given.name = x.name
         on conflict (company_id, name) do nothing`,
        [
          company_id,
          schedules.map(() => newId()),
          schedules.map(([name]) => name),
          schedules.map(([, verb]) => verb),
          schedules.map(([, , every]) => every),
          clock(),
        ],
      )
    }
  })
}
