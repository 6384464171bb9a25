import { bankThrough } from '../../bank/bank-through.ts'
import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import type { Delivery } from '../../delivery/channel.ts'
import type { Withdrawal } from '../../delivery/send.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { type Reason, reason } from '../../kernel/words/reasons.ts'
import { standingOf } from '../plan-parts.ts'
import type { PlanRow } from '../plans.ts'
import { readPlans, standing } from '../plans.ts'
import type { Said } from './claim-letter.ts'
import type { ClaimLetterKind } from './claim-letter-kinds.ts'

export type Stop = { withdrawn: Withdrawal } | { later: Reason }

interface LetterRow {
  id: Id
  kind: ClaimLetterKind
  planId: Id | null
  versionNo: number | null
  said: Said
  recalled: boolean
  /** Of a deferral: whether all of its holds are in force, and something is open. */
  rests: boolean
  /** Of a plan that is over: whether a new one has come, or less is open than the letter asks for. */
  moved: boolean
}

/** Of letters that wait: what must not leave any more, why; or not yet. */
export async function recheckClaimLetters(ctx: Ctx, letterIds: readonly Id[]): Promise<Map<Id, Stop>> {
  const { db, company, today } = ctx
  const letters = await db.rows<LetterRow>(
    sql`select l.id, l.kind, l.plan_id as "planId", l.version_no as "versionNo", l.said,
               exists (select from claim_letter_recalls r where r.company_id = l.company_id and r.letter_id = l.id) as recalled,
               l.kind = 'deferral' and (select bool_and(h.released_at is null and ${today} < h.to_on) and bool_or(i.amount_open > 0) from holds h join open_items i on i.company_id = h.company_id and i.id = h.item_id
                                         where h.company_id = l.company_id and h.id = any (l.hold_ids)) as rests,
               l.kind = 'plan-ended' and (
                 exists (select from holds h join instalment_plan_items x on x.company_id = h.company_id and x.item_id = h.item_id
                          where x.company_id = l.company_id and x.plan_id = l.plan_id and x.version_no = l.version_no and h.kind = 'plan' and h.released_at is null and ${today} < h.to_on)
                 or (select coalesce(sum(c.amount_open + coalesce((select sum(n.amount_open) from open_items n where n.company_id = x.company_id and n.main_item_id = c.id and n.amount_open > 0), 0)), 0)
                       from instalment_plan_items x cross join lateral carrying_item(x.company_id, x.item_id) c
                      where x.company_id = l.company_id and x.plan_id = l.plan_id and x.version_no = l.version_no and c.component = 'capital') < (l.said ->> 'pay')::bigint) as moved
          from claim_letters l where l.company_id = ${company.id} and l.id = any (${[...new Set(letterIds)]}::uuid[])`,
  )
  const plans = new Map(
    (await readPlans(ctx, [...new Set(letters.flatMap((letter) => letter.planId ?? []))])).map((plan) => [
      plan.planId,
      plan,
    ]),
  )
  const through = letters.some((letter) => letter.said.knownThrough) ? await bankThrough(ctx, today) : null
  return new Map(
    letters.flatMap((letter) => {
      const stop = stopOf(letter, plans.get(letter.planId ?? ''), today, through)
      return stop ? [[letter.id, stop] as const] : []
    }),
  )
}

/** As Sending.recheck wants it: by delivery. */
export async function recheckClaimDeliveries(ctx: Ctx, deliveries: readonly Delivery[]): Promise<Map<Id, Stop>> {
  const stops = await recheckClaimLetters(
    ctx,
    deliveries.map((delivery) => delivery.subjectId),
  )
  return new Map(
    deliveries.flatMap((delivery) => {
      const stop = stops.get(delivery.subjectId)
      return stop ? [[delivery.id, stop] as const] : []
    }),
  )
}

function stopOf(letter: LetterRow, plan: PlanRow | undefined, today: Day, through: Day | null): Stop | null {
  const { kind, said } = letter
  const gone = (code: string, said: Reason): Stop => ({ withdrawn: { code, text: reason('not-to-be-told', { said }) } })
  if (letter.recalled) return gone('recalled', reason('letter-recalled'))
  if (kind === 'deferral') return letter.rests ? null : gone('deferral-ended', reason('deferral-over'))
  if (!plan || plan.versionNo !== letter.versionNo) return gone('plan-changed', reason('plan-changed'))
  const wanted = { 'plan-proposed': ['proposed'], 'plan-ended': ['broken', 'ended'] }[kind as string] ?? ['agreed']
  if (!wanted.includes(plan.state)) return gone('plan-state', reason('plan-stands', { state: plan.state }))
  if (kind === 'plan-proposed' && said.answerBy && said.answerBy < today)
    return gone('too-late-to-send', reason('answer-day-passed'))
  if (kind === 'plan-ended' && (letter.moved || plan.unapplied > 0n)) return gone('money-came', reason('money-came'))
  if (kind === 'part-notice' || kind === 'part-reminder') {
    if (leftWithMoney(plan, said.partNo!) < BigInt(said.pay)) return gone('money-came', reason('money-came'))
    if (kind === 'part-reminder' && said.payBy < today) return gone('too-late-to-send', reason('pay-day-passed'))
  }
  if (said.knownThrough && through !== null && through < said.knownThrough)
    return { later: reason('bank-known-through', { day: through }) }
  return null
}

/** What is left of a part when money that lies unapplied is taken as meant for the plan. */
function leftWithMoney(plan: PlanRow, partNo: number): bigint {
  const { paid, closed } = standing(plan)
  return standingOf(plan.parts, minor(paid + plan.unapplied), closed).find((part) => part.partNo === partNo)?.left ?? 0n
}
