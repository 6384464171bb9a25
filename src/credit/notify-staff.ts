import { z } from 'zod'
import { areasFor } from '../access/rights.ts'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { changeTenant } from '../db/transaction.ts'
import { longVerb } from '../db/verb.ts'
import type { Delivery } from '../delivery/channel.ts'
import type { Prepared } from '../delivery/send.ts'
import { sendWaiting } from '../delivery/send.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { reason } from '../kernel/words/reasons.ts'
import { noticeLetter } from './notice-texts.ts'
import type { OverdueCustomer } from './overdue.ts'
import { readOverdueOf } from './overdue.ts'

/** What a person may see there, he is told of. */
const seenBy = 'credit.list-own-overdue'

/**
 * Tells each colleague by e-mail of the overdue customers that he answers for, in his language, and only of those he may see. Once a
 * day at most, or once a week; who has none gets nothing. The letters leave by the outbox: a crash sends none twice.
 */
export const notifyStaff = longVerb({
  kind: 'long',
  name: 'credit.notify-staff',
  summary: 'Tell colleagues by e-mail of the overdue customers that they answer for',
  route: 'POST /credit/notify-staff',
  input: z.object({ every: z.enum(['day', 'week']).default('day').meta({ description: 'Nobody is told more often' }) }),
  output: z.object({
    told: z.number().int().meta({ description: 'Letters decided now' }),
    sent: z.number().int(),
    failed: z.number().int(),
    waiting: z.number().int().meta({ description: 'Tried again later, or held because the outcome is unknown' }),
    problems: z.array(z.object({ channel: z.string(), code: z.string(), message: z.string() })),
  }),
  async run(ctx, { every }) {
    const told = await ctx.transaction((tx) => decide(tx, every))
    const { sent, failed, postponed, held, problems } = await sendWaiting(ctx, {
      subjectKind: 'notice',
      channels: ['e-mail'],
      limit: 10_000,
      prepare,
      // A colleague has one address.
      refused: async () => {},
    })
    return { told, sent, failed, waiting: postponed + held, problems }
  },
})

interface Person {
  id: Id
  name: string
  email: string
  language: Language
}

async function decide(ctx: Ctx, every: 'day' | 'week'): Promise<number> {
  const since = every === 'day' ? ctx.today : addDays(ctx.today, -6)
  const people = await asAllAreas(ctx, () =>
    ctx.db.rows<Person>(
      `select distinct u.id, u.name, u.email, u.language from responsibles r join users u on u.id = r.user_id and u.closed_at is null
        where r.company_id = $1 and r.from_on <= $2 and $2 < r.to_on
          and not exists (select from credit_notices n where n.company_id = r.company_id and n.user_id = u.id and n.noticed_on >= $3) order by u.id`,
      [ctx.company.id, ctx.today, since],
    ),
  )
  const notices: { id: Id; user_id: Id; customers: number }[] = []
  for (const person of people) {
    const rows = await overdueOf(ctx, person.id)
    if (rows.length > 0)
      notices.push({ id: newId(), user_id: person.id, customers: new Set(rows.map((row) => row.partyId)).size })
  }
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  return asAllAreas(ctx, async () => {
    await insertRows(ctx.db, 'credit_notices', { id: 'uuid', user_id: 'uuid', customers: 'int4' }, notices, {
      ...tenant,
      noticed_on: { type: 'date', value: ctx.today },
      recorded_at: { type: 'timestamptz', value: ctx.now },
    })
    await insertRows(
      ctx.db,
      'deliveries',
      { id: 'uuid', subject_id: 'uuid' },
      notices.map(({ id }) => ({ id: newId(), subject_id: id })),
      {
        ...tenant,
        subject_kind: { type: 'text', value: 'notice' },
        channel: { type: 'text', value: 'e-mail' },
        created_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    if (notices.length > 0)
      await audit(ctx, {
        verb: 'credit.notify-staff',
        subjects: notices.map((notice) => notice.user_id),
        summary: { told: notices.length },
      })
    return notices.length
  })
}

/** As the person sees the company today, without a look at whom he may not. */
async function overdueOf(ctx: Ctx, userId: Id): Promise<OverdueCustomer[]> {
  const areas = await areasFor(ctx.db, ctx.company.id, userId, seenBy, ctx.today)
  if (areas === null) return []
  await changeTenant(ctx.db, { companyId: ctx.company.id, areas, userId })
  try {
    // No rights of the caller's: names of protected persons do not travel by mail, whoever reads them.
    return await readOverdueOf({ ...ctx, user: { id: userId, name: '', areas, permissions: [] } }, userId)
  } finally {
    await changeTenant(ctx.db, { companyId: ctx.company.id, areas: ctx.user.areas, userId: ctx.user.id }).catch(
      () => {},
    )
  }
}

async function asAllAreas<R>(ctx: Ctx, work: () => Promise<R>): Promise<R> {
  const own = { companyId: ctx.company.id, areas: ctx.user.areas, userId: ctx.user.id }
  await changeTenant(ctx.db, { ...own, system: true })
  try {
    return await work()
  } finally {
    await changeTenant(ctx.db, own).catch(() => {})
  }
}

/** The letter is written when it leaves: what was paid since is not in it. */
async function prepare(ctx: LongCtx, deliveries: readonly Delivery[]): Promise<Map<Id, Prepared>> {
  return ctx.transaction(async (tx) => {
    const notices = await asAllAreas(tx, () =>
      tx.db.rows<Person & { noticeId: Id; on: Day }>(
        `select n.id as "noticeId", n.noticed_on as on, u.id, u.name, u.email, u.language from credit_notices n join users u on u.id = n.user_id and u.closed_at is null
          where n.company_id = $1 and n.id = any ($2::uuid[])`,
        [tx.company.id, deliveries.map((delivery) => delivery.subjectId)],
      ),
    )
    const prepared = new Map<Id, Prepared>()
    for (const delivery of deliveries) {
      const person = notices.find((notice) => notice.noticeId === delivery.subjectId)
      const rows = person ? await overdueOf(tx, person.id) : []
      if (!person || rows.length === 0) {
        const text = person ? reason('nothing-overdue') : reason('colleague-left')
        prepared.set(delivery.id, { refused: { by: 'document', text } })
        continue
      }
      const base = tx.settings.baseUrl
      const link = base ? `${base.replace(/\/$/, '')}/companies/${tx.company.code}/credit?view=own` : null
      prepared.set(delivery.id, {
        message: {
          delivery,
          address: person.email,
          recipient: { name: person.name, address: { country: tx.company.country } },
          files: [],
          facts: { kind: 'notice', day: person.on },
          letter: noticeLetter(
            person.language,
            { user: person.name, company: tx.company.name, today: tx.today, link },
            rows,
          ),
          peppol: null,
        },
      })
    }
    return prepared
  })
}
