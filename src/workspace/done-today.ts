import { z } from 'zod'
import { areasOf } from '../access/rights.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Done } from './undo-of.ts'
import { undoFor } from './undo-of.ts'
import { readRights } from './within.ts'

const shownMax = 200
const subjectsMax = 3
/** Work in chunks has an event a chunk: one line tells of all of them, by its last. */
const inChunks = ['bank.match', 'invoicing.issue', 'bank.undo-run', 'bank.undo-file', 'delivery.print-bundle']

interface Event extends Done {
  eventId: Id
  at: Date
}

export const doneToday = verb({
  kind: 'read',
  name: 'workspace.done-today',
  summary: "The asker's own doings of today, the latest first, and what would undo each",
  route: 'GET /done-today',
  input: z.object({}),
  output: z.object({
    rows: z.array(
      z.object({
        eventId: id,
        at: z.iso.datetime(),
        verb: z.string(),
        summary: z.record(z.string(), z.unknown()),
        subjects: z.array(
          z.object({
            id,
            kind: z.enum(['customer', 'invoice', 'payment', 'other']),
            text: z
              .string()
              .nullable()
              .meta({ description: 'Number of the customer or invoice; amount of the payment' }),
          }),
        ),
        subjectCount: z.number(),
        undo: z
          .object({
            verb: z.string(),
            input: z.record(z.string(), z.unknown()),
            asks: z.array(z.string()).meta({ description: 'Fields of the input that the person fills in' }),
          })
          .nullable()
          .meta({ description: 'Null: cannot be undone, was undone, or is not the asker’s to undo' }),
      }),
    ),
  }),
  async run(ctx) {
    const rights = await readRights(ctx)
    const events = await readEvents(ctx)
    const texts = await readSubjects(ctx, [...new Set(events.flatMap((event) => event.subjects.slice(0, subjectsMax)))])
    const rows = events.map((event, i) => {
      const undo = undoFor(event, events.slice(0, i))
      return {
        eventId: event.eventId,
        at: event.at.toISOString(),
        verb: event.verb,
        summary: event.summary,
        subjects: event.subjects
          .slice(0, subjectsMax)
          .map((subject) => texts.get(subject) ?? { id: subject, kind: 'other' as const, text: null }),
        subjectCount: event.subjects.length,
        undo: undo && areasOf(rights, undo.verb) !== null ? undo : null,
      }
    })
    const seen = new Set<string>()
    return {
      rows: rows.filter(({ verb: done, subjects }) => {
        const key = `${done} ${subjects[0]?.id}`
        if (!inChunks.includes(done)) return true
        return seen.has(key) ? false : seen.add(key)
      }),
    }
  },
})

async function readEvents({ db, company, user, today }: Ctx): Promise<Event[]> {
  if (user.id === null) return []
  return db.rows<Event>(
    `select e.id as "eventId", e.recorded_at as at, e.verb, e.subjects, e.summary - 'payloadHash' as summary,
            case when e.verb in ('subledger.allocate', 'subledger.set-off') then array(
              select a.id from allocations a
               where a.company_id = e.company_id and a.debit_item_id = any (e.subjects) and a.credit_item_id = any (e.subjects) and a.reverses_id is null and a.recorded_by = e.user_id
                 and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id))
            else '{}' end as "allocationIds"
       from audit_events e
      where e.company_id = $1 and e.user_id = $2 and e.recorded_at >= ($3::date::timestamp at time zone $4)
      order by e.recorded_at desc, e.id desc limit $5`,
    [company.id, user.id, today, company.timeZone, shownMax],
  )
}

type Subject = { id: Id; kind: 'customer' | 'invoice' | 'payment'; text: string }

/** Under the asker's own sight: what he may not see any more has no text. */
async function readSubjects({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, Subject>> {
  const rows = await db.rows<
    Omit<Subject, 'text'> & { text: string | null; amount: bigint | null; currency: string | null }
  >(
    `select id, 'customer' as kind, number as text, null::bigint as amount, null::text as currency from parties where company_id = $1 and id = any ($2::uuid[])
     union all
     select id, 'invoice', number_text, null, null from invoices where company_id = $1 and id = any ($2::uuid[])
     union all
     select id, 'payment', null, amount, currency from bank_transactions where company_id = $1 and id = any ($2::uuid[])`,
    [company.id, ids],
  )
  return new Map(
    rows.map(({ id: subject, kind, text, amount, currency }) => [
      subject,
      { id: subject, kind, text: text ?? `${formatMinor(amount ?? 0n, currency ?? 'XXX')} ${currency}` },
    ]),
  )
}
