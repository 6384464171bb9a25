import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { longVerb } from '../db/verb.ts'
import { eventText, leafHash, sealRoot } from './seal.ts'

const eventsPerSeal = 10_000

/**
 * Seals what was committed and not sealed yet, oldest first. An event whose transaction ends later is in a later seal:
 * ids say when an event began, not when it was committed. A seal is no event itself, else there would always be one more.
 */
export const sealAudit = longVerb({
  kind: 'long',
  name: 'access.seal-audit',
  summary: 'Seal the audit events that are not sealed yet',
  route: 'POST /audit-seals',
  input: z.object({}),
  output: z.object({ seals: z.number(), events: z.number(), lastRoot: z.string().nullable() }),
  async run(ctx) {
    const done = { seals: 0, events: 0, lastRoot: null as string | null }
    for (;;) {
      const sealed = await ctx.transaction((tx) => asSystem(tx, sealBatch))
      if (!sealed) return done
      done.seals += 1
      done.events += sealed.events
      done.lastRoot = sealed.root
      ctx.progress(done.events, null)
    }
  },
})

async function sealBatch({ db, company, now }: Ctx): Promise<{ events: number; root: string } | undefined> {
  await db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`audit-seal ${company.id}`])
  const events = await db.rows<{ id: string; text: string }>(
    `select e.id, ${eventText} as text from audit_events e
      where e.company_id = $1 and not exists (select from audit_sealed_events s where s.company_id = e.company_id and s.event_id = e.id)
      order by e.id limit $2`,
    [company.id, eventsPerSeal],
  )
  if (events.length === 0) return undefined
  const last = await db.maybe<{ seal_no: bigint; root: Buffer }>(
    `select seal_no, root from audit_seals where company_id = $1 order by seal_no desc limit 1`,
    [company.id],
  )
  const sealNo = (last?.seal_no ?? 0n) + 1n
  const root = sealRoot(
    events.map((event) => leafHash(event.text)),
    last?.root ?? null,
  )
  await db.query(
    `insert into audit_seals (company_id, seal_no, root, previous_root, event_count, sealed_at) values ($1, $2, $3, $4, $5, $6)`,
    [company.id, sealNo, root, last?.root ?? null, events.length, now],
  )
  await db.query(
    `insert into audit_sealed_events (company_id, event_id, seal_no, position)
     select $1, id, $2, n from unnest($3::uuid[]) with ordinality as t (id, n)`,
    [company.id, sealNo, events.map((event) => event.id)],
  )
  return { events: events.length, root: root.toString('hex') }
}
