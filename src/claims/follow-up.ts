import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { longVerb } from '../db/verb.ts'
import { releaseHolds } from '../invoicing/holds/place-holds.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import { dayText } from '../kernel/words/local-text.ts'
import { promiseGraceDays } from './find-claims.ts'
import { followCharges } from './follow-charges.ts'
import { notice, remindOfPart, writeEndLetter } from './letters/plan-letters.ts'
import type { PartStanding } from './plan-parts.ts'
import { standingOf } from './plan-parts.ts'
import type { PlanRow } from './plans.ts'
import { appendPlanEvents, planHolds, readPlans, standing } from './plans.ts'

const chunkMax = 200

const answer = z.object({
  promisesKept: z.number(),
  promisesBroken: z.number(),
  partsMet: z.number(),
  partsLate: z.number(),
  plansBroken: z.number(),
  plansFulfilled: z.number(),
  notices: z.number().meta({ description: 'Parts that were announced by letter' }),
  reminders: z.number().meta({ description: 'Late parts that were reminded of by letter' }),
  chargesWaived: z
    .number()
    .meta({ description: 'Small fees and interest left of paid claims, by the company’s limit' }),
  chargesTold: z.number().meta({ description: 'Customers with more of them: a person is told' }),
})
type Counts = z.output<typeof answer>

/**
 * Once a day: promises are kept or broken, parts of plans are met by the money that came, late or broken. What is broken
 * falls back to where it stood, with a note for a person. Fees and interest left of paid claims are waived or told of. Twice on a day gives nothing new.
 */
export const followUp = longVerb({
  kind: 'long',
  name: 'claims.follow-up',
  summary: 'Look whether promises and instalment plans were kept',
  route: 'POST /claims/follow-up',
  input: z.object({
    letters: z
      .enum(['as-agreed', 'none', 'all'])
      .default('as-agreed')
      .meta({ description: 'Of which plans the letters leave by themselves: those that say so, none, all' }),
    noticeDays: z.number().int().min(0).max(60).default(10).meta({
      description: 'So many days before it is due a part is announced, where the plan has notices',
    }),
  }),
  output: answer,
  async run(ctx, given) {
    const counts: Counts = {
      promisesKept: 0,
      promisesBroken: 0,
      partsMet: 0,
      partsLate: 0,
      plansBroken: 0,
      plansFulfilled: 0,
      notices: 0,
      reminders: 0,
      chargesWaived: 0,
      chargesTold: 0,
    }
    await ctx.transaction((tx) => followPromises(tx, counts))
    let from: Id | null = null
    for (;;) {
      const after: Id | null = from
      const ids: Id[] = await ctx.transaction(async ({ db, company }) =>
        (
          await db.rows<{ id: Id }>(
            `select plan_id as id from instalment_plan_states where company_id = $1 and state = 'agreed' and ($2::uuid is null or plan_id > $2) order by plan_id limit ${chunkMax}`,
            [company.id, after],
          )
        ).map((row) => row.id),
      )
      if (ids.length === 0) break
      await ctx.transaction((tx) => followPlans(tx, ids, counts, given))
      from = ids.at(-1)!
    }
    await ctx.transaction(async (tx) => {
      const { waived, told } = await followCharges(tx, (notes) => note(tx, notes))
      counts.chargesWaived += waived
      counts.chargesTold += told
    })
    if (Object.values(counts).some((count) => count > 0))
      await ctx.transaction((tx) => audit(tx, { verb: 'claims.follow-up', summary: { ...counts } }))
    return counts
  },
})

/** A promise is kept when what was promised has come since it was given, by whatever payment; known when its day and grace are over. */
async function followPromises(ctx: Ctx, counts: Counts): Promise<void> {
  const rows = await ctx.db.rows<{
    id: Id
    kept: boolean
    due: boolean
    partyId: Id
    number: string
    byOn: Day
    area: Id | null
  }>(
    `select h.id, h.to_on <= $2 as due, i.party_id as "partyId", i.number_text as number, h.business_area_id as area, (h.to_on - $3::int)::text as "byOn",
            i.amount_open = 0 or coalesce((select sum(a.amount) from allocations a where a.company_id = h.company_id and a.debit_item_id = h.item_id and a.recorded_at >= h.recorded_at), 0) >= h.amount as kept
       from holds h join open_items i on i.company_id = h.company_id and i.id = h.item_id
      where h.company_id = $1 and h.kind = 'promise' and h.released_at is null order by h.id for update of h skip locked`,
    [ctx.company.id, ctx.today, 1 + promiseGraceDays],
  )
  const kept = rows.filter((row) => row.kept)
  const broken = rows.filter((row) => !row.kept && row.due)
  counts.promisesKept += (
    await releaseHolds(
      ctx,
      kept.map((row) => row.id),
      'kept',
      null,
    )
  ).length
  counts.promisesBroken += (
    await releaseHolds(
      ctx,
      broken.map((row) => row.id),
      'broken',
      null,
    )
  ).length
  await note(
    ctx,
    broken.map((row) => ({
      partyId: row.partyId,
      area: row.area,
      text: brokenPromise(row.number, row.byOn, ctx.company.language),
    })),
  )
}

interface Letters {
  letters: 'as-agreed' | 'none' | 'all'
  noticeDays: number
}

async function followPlans(ctx: Ctx, ids: readonly Id[], counts: Counts, given: Letters): Promise<void> {
  const plans = await readPlans(ctx, ids, true)
  const over: {
    planId: Id
    partyId: Id
    outcome: 'kept' | 'broken'
    area: Id | null
    partNo: number | null
    send: boolean
  }[] = []
  for (const plan of plans) {
    if (plan.state !== 'agreed') continue
    const { closed, parts, paid } = standing(plan)
    const common = { planId: plan.planId, versionNo: plan.versionNo, onDay: ctx.today }
    counts.partsMet += await appendPlanEvents(
      ctx,
      parts.filter((part) => part.left === 0n).map((part) => ({ ...common, kind: 'part-met', partNo: part.partNo })),
    )
    // Money that lies unapplied may be meant for the plan: nothing is called late before a person has looked at it.
    const withMoney = standingOf(plan.parts, minor(paid + plan.unapplied), closed)
    const late = withMoney.filter((part) => part.left > 0n && part.dueOn < ctx.today)
    counts.partsLate += await appendPlanEvents(
      ctx,
      late.map((part) => ({ ...common, kind: 'part-late', partNo: part.partNo })),
    )
    const send = given.letters === 'all' || (given.letters === 'as-agreed' && plan.letters)
    const breaking = late.find((part) => breaksAfter(plan, part.partNo) < ctx.today)
    if (!closed && !breaking) {
      if (send) await writeLetters(ctx, plan, late, withMoney, counts, given)
      continue
    }
    await appendPlanEvents(ctx, [{ ...common, kind: closed ? 'fulfilled' : 'broken' }])
    over.push({
      planId: plan.planId,
      partyId: plan.partyId,
      outcome: closed ? 'kept' : 'broken',
      area: plan.businessAreaId,
      partNo: breaking?.partNo ?? null,
      send,
    })
  }
  for (const outcome of ['kept', 'broken'] as const) {
    const own = over.filter((one) => one.outcome === outcome)
    const holds = await planHolds(
      ctx,
      own.map((one) => one.planId),
    )
    await releaseHolds(
      ctx,
      holds.map((one) => one.id),
      outcome,
      null,
    )
    if (outcome === 'kept') counts.plansFulfilled += own.length
    else {
      counts.plansBroken += own.length
      for (const { planId, partNo, send } of own) if (send) await writeEndLetter(ctx, planId, 'broken', partNo)
      await note(
        ctx,
        own.map(({ partyId, area }) => ({ partyId, area, text: brokenPlan[ctx.company.language] })),
      )
    }
  }
}

/** The last day on which a part can still be paid: as the plan says, and as a reminder gave. */
export const breaksAfter = (plan: PlanRow, partNo: number): Day => {
  const part = plan.parts.find((one) => one.partNo === partNo)!
  return later(addDays(part.dueOn, plan.brokenAfterDays), part.payBy ?? part.dueOn)
}

/** Notices of parts that come soon, reminders of late ones when money on its way has had its days. */
async function writeLetters(
  ctx: Ctx,
  plan: PlanRow,
  late: readonly PartStanding[],
  parts: readonly PartStanding[],
  counts: Counts,
  { noticeDays }: Letters,
): Promise<void> {
  const coming = plan.notices
    ? parts.filter((part) => part.left > 0n && ctx.today <= part.dueOn && part.dueOn <= addDays(ctx.today, noticeDays))
    : []
  for (const part of coming) if (await notice(ctx, plan, part.partNo, true)) counts.notices += 1
  for (const part of late)
    if (addDays(part.dueOn, promiseGraceDays) < ctx.today && (await remindOfPart(ctx, plan, part.partNo)))
      counts.reminders += 1
}

const brokenPlan = {
  sv: 'Amorteringsplanen är bruten: fordringarna går vidare där de stod.',
  nb: 'Nedbetalingsavtalen er brutt: kravene går videre der de sto.',
  bg: 'Разсроченото плащане е нарушено: вземанията продължават оттам, където бяха.',
  en: 'The instalment plan is broken: the claims go on where they stood.',
}
const brokenPromise = (number: string, byOn: Day, language: Ctx['company']['language']): string => {
  const day = dayText(byOn, language)
  return {
    sv: `Löftet att betala ${number} senast ${day} hölls inte.`,
    nb: `Løftet om å betale ${number} innen ${day} ble ikke holdt.`,
    bg: `Обещанието за плащане на ${number} до ${day} не беше спазено.`,
    en: `The promise to pay ${number} by ${day} was not kept.`,
  }[language]
}

/** A person is told by a note whose day is today: it stands on the first screen until it is done. */
async function note(ctx: Ctx, notes: readonly { partyId: Id; area: Id | null; text: string }[]): Promise<void> {
  for (const { partyId, area, text } of notes)
    await ctx.db.query(
      `insert into party_notes (company_id, id, party_id, noted_by, text, follow_up_on, business_area_id) values ($1, $2, $3, $4, $5, $6, $7)`,
      [ctx.company.id, newId(), partyId, ctx.user.id, text, ctx.today, area],
    )
}
