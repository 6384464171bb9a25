import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import type { CaseRow } from './cases.ts'
import { lockCase } from './cases.ts'
import { appendEvents } from './events.ts'
import { caseName } from './open-cases.ts'
import { withdrawCase } from './withdraw-case.ts'

const input = z.object({
  caseId: id,
  reason: z.string().trim().min(1).max(500),
  on: dayText.optional().meta({ description: 'Default: today' }),
})
const output = z.object({ caseId: id, state: z.string() })

const after = async ({ db, company }: Ctx, caseId: string) =>
  db.one<{ caseId: string; state: string }>(
    `select id as "caseId", state from collection_cases where company_id = $1 and id = $2`,
    [company.id, caseId],
  )

const recorded = (ctx: Ctx, name: string, one: CaseRow, reason: string) =>
  audit(ctx, {
    verb: name,
    subjects: [one.id],
    summary: { case: caseName(one.number) },
    after: { reason },
    businessAreaId: one.businessAreaId,
  })

/** Asks the claim back: at once where nothing has left, else the agency or the court is told, and says when it is done. */
export const withdraw = verb({
  kind: 'write',
  name: 'collection.withdraw',
  summary: 'Withdraw a case from the agency or the court',
  route: 'POST /collection/cases/{caseId}/withdraw',
  input,
  output,
  async run(ctx, { caseId, reason, on }) {
    const one = await lockCase(ctx, caseId)
    if (one.state === 'withdrawal-asked')
      refuse('collection.withdrawal-asked', `case ${caseName(one.number)} was asked back already`, {}, 409)
    await withdrawCase(ctx, one, reason, on ?? ctx.today)
    await recorded(ctx, 'collection.withdraw', one, reason)
    return after(ctx, caseId)
  },
})

/** The other side is done with it, as a person knows: the claims are free again. */
export const closeCase = verb({
  kind: 'write',
  name: 'collection.close',
  summary: 'Close a case of collection or enforcement',
  route: 'POST /collection/cases/{caseId}/close',
  input,
  output,
  async run(ctx, { caseId, reason, on }) {
    const one = await lockCase(ctx, caseId)
    const waiting = await ctx.db.one<{ n: number }>(
      `select count(*)::int as n from collection_messages where company_id = $1 and case_id = $2 and state in ('waiting', 'sending', 'held')`,
      [ctx.company.id, caseId],
    )
    if (waiting.n > 0)
      refuse(
        'collection.messages-wait',
        `${waiting.n} messages of ${caseName(one.number)} wait to be sent: send or withdraw first`,
        { case: caseName(one.number), messages: waiting.n },
        409,
      )
    await appendEvents(ctx, [{ caseId, kind: 'closed', on: on ?? ctx.today, text: reason }])
    await recorded(ctx, 'collection.close', one, reason)
    return after(ctx, caseId)
  },
})

/** Nothing is done but to wait for the debtor's means; the claim stays with the agency or in our own watch. */
export const putOnWatch = verb({
  kind: 'write',
  name: 'collection.put-on-watch',
  summary: 'Put a case under long-time watch, or end the watch',
  route: 'POST /collection/cases/{caseId}/watch',
  input: input.extend({ watch: z.boolean().default(true) }),
  output,
  async run(ctx, { caseId, reason, on, watch }) {
    const one = await lockCase(ctx, caseId)
    if ((one.watchSince !== null) === watch)
      refuse(
        'collection.watch-as-it-is',
        watch ? `${caseName(one.number)} is under watch already` : `${caseName(one.number)} is not under watch`,
        { case: caseName(one.number) },
        409,
      )
    await appendEvents(ctx, [{ caseId, kind: watch ? 'watch' : 'resumed', on: on ?? ctx.today, text: reason }])
    await recorded(ctx, 'collection.put-on-watch', one, reason)
    return after(ctx, caseId)
  },
})

export const note = verb({
  kind: 'write',
  name: 'collection.note',
  summary: 'Note something on a case',
  route: 'POST /collection/cases/{caseId}/notes',
  input: z.object({ caseId: id, text: z.string().trim().min(1).max(2000) }),
  output,
  async run(ctx, { caseId, text }) {
    const one = await lockCase(ctx, caseId, { ended: true })
    await appendEvents(ctx, [{ caseId, kind: 'note', text }])
    await recorded(ctx, 'collection.note', one, text)
    return after(ctx, caseId)
  },
})

/** A message that was tried too often: a person has asked the other side. */
export const settleMessage = verb({
  kind: 'write',
  name: 'collection.settle-message',
  summary: 'Say what became of a message that waits for a person',
  route: 'POST /collection/messages/{messageId}/settle',
  input: z.object({
    messageId: id,
    outcome: z.enum(['arrived', 'again', 'recall']),
    agencyNumber: z.string().trim().min(1).max(100).optional(),
  }),
  output,
  async run(ctx, { messageId, outcome, agencyNumber }) {
    const message = await ctx.db.maybe<{ caseId: string; kind: string; key: string; state: string }>(
      `select case_id as "caseId", kind, key, state from collection_messages where company_id = $1 and id = $2 for update`,
      [ctx.company.id, messageId],
    )
    if (!message) return refuse('collection.message-unknown', 'there is no such message', {}, 404)
    if (message.state !== 'held' && !(message.state === 'waiting' && outcome === 'again'))
      refuse('collection.message-not-held', `the message is ${message.state}: there is nothing to say`, {}, 409)
    const one = await lockCase(ctx, message.caseId, { ended: true })
    const state = { arrived: 'sent', again: 'waiting', recall: 'recalled' }[outcome]
    await ctx.db.query(
      `update collection_messages set state = $3, tries = 0, next_try_at = clock_timestamp(), sent_at = case when $3 = 'sent' then $4::timestamptz end where company_id = $1 and id = $2`,
      [ctx.company.id, messageId, state, ctx.now],
    )
    if (outcome === 'arrived' && message.kind === 'register')
      await appendEvents(ctx, [
        { caseId: one.id, kind: 'handed-over', messageId, sourceKey: `${message.key} handed-over` },
        {
          caseId: one.id,
          kind: 'accepted',
          messageId,
          data: agencyNumber ? { agencyNumber } : {},
          sourceKey: `${message.key} accepted`,
        },
      ])
    if (outcome === 'arrived' && message.kind === 'withdrawal')
      await appendEvents(ctx, [{ caseId: one.id, kind: 'withdrawn', messageId, sourceKey: `${message.key} withdrawn` }])
    await recorded(ctx, 'collection.settle-message', one, outcome)
    return after(ctx, one.id)
  },
})
