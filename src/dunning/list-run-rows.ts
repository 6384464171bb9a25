import { z } from 'zod'
import { amountText, currencyCode, dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { logProtectedReads, protectedName, seesProtected } from '../parties/sees-protected.ts'
import { stateNow } from './count-rows.ts'
import { earlierFees, type RowReason, scopeOf } from './run-shape.ts'
import { whyHeld } from './why-held.ts'

export const causeShape = z.object({
  code: z.string(),
  until: dayText.nullable().optional(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
})
/** How a row differs from the proposal before it. */
const rowChanges = ['new', 'next-step', 'again', 'held-now', 'released-now', 'held-otherwise', 'other-policy'] as const
const groups = ['rejected', 'changed', 'goes', 'held', 'excluded', 'recalled'] as const
const row = z.object({
  rowNo: z.number(),
  state: z.string(),
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  language: z.string().meta({ description: 'Of the letter' }),
  policy: z.string(),
  versionNo: z.number(),
  stepNo: z.number(),
  kind: z.string(),
  dueOn: dayText.meta({ description: 'The oldest due day' }),
  deadlineOn: dayText,
  currency: currencyCode,
  capital: amountText,
  interest: amountText,
  charged: amountText.meta({ description: earlierFees }),
  fee: amountText,
  compensation: amountText,
  total: amountText,
  approved: amountText
    .nullable()
    .meta({ description: 'The total that was approved, where the row came to something else when it was executed' }),
  channel: z.string().nullable(),
  passedOver: z.array(z.object({ channel: z.string(), why: z.string() })),
  causes: z.array(causeShape),
  said: z
    .array(z.object({ code: z.string(), text: z.string(), source: z.string() }))
    .meta({ description: 'What the law said of the fee' }),
  items: z.array(
    z.object({
      itemId: id,
      number: z.string(),
      dueOn: dayText,
      asked: amountText,
      interest: amountText,
      charged: amountText,
    }),
  ),
  excluded: z.string().nullable(),
  heldBecause: z.string().nullable(),
  releasedBecause: z.string().nullable(),
  problems: z.array(
    z.object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  ),
  letterId: id.nullable(),
  group: z.enum(groups).meta({ description: '“changed” in the order for a look alone: not as in the proposal before' }),
  change: z.enum(rowChanges).nullable(),
  before: z
    .object({ kind: z.string(), sentOn: dayText, deadlineOn: dayText })
    .nullable()
    .meta({ description: 'The letter that went before for its main claim' }),
})
type Shown = z.output<typeof row>

/** Rows of a run: one a customer, currency, business area, policy and step; claims that rest in rows of their own. */
export const listRunRows = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.list-run-rows',
  summary: 'Rows of a dunning run: letters, hand-overs and holds',
  route: 'GET /dunning-runs/{runId}/rows',
  input: z.object({
    ...paging,
    runId: id,
    state: z.enum(['proposed', 'held', 'excluded', 'done', 'rejected', 'recalled']).optional(),
    cause: z.string().optional().meta({ description: 'Held by this' }),
    policy: z.string().optional(),
    stepNo: z.coerce.number().int().optional(),
    search: z.string().trim().min(1).max(100).optional().meta({ description: 'Part of the customer’s number or name' }),
    order: z.enum(['rowNo', 'look']).default('rowNo').meta({
      description:
        'look: what was dropped, what changed since the last proposal, what goes, what is held, what is left out',
    }),
  }),
  output: pageOf(row),
  async run(ctx, { after, limit, runId, state, cause, policy, stepNo, search, order }) {
    const { db, company } = ctx
    const open = seesProtected(ctx)
    const [afterRank, afterRow] = order === 'look' ? cursor(after) : [0, after ? Number(after) || 0 : 0]
    const found = await db.rows<{
      rowNo: number
      state: string
      partyId: Id
      customer: string
      name: string
      isProtected: boolean
      language: string
      currency: string
      amount: bigint
      reason: RowReason
      problems: { code: string; message: string }[] | null
      letterId: Id | null
      rank: number
      change: Shown['change']
      before: Shown['before']
    }>(
      `with run as (select id, parameters, parameters ->> 'splitFrom' as split_from from runs where company_id = $1 and id = $2 and kind = 'dunning'),
       last as (
         select x.id, x.state from runs x cross join run where $11 and x.company_id = $1 and x.kind = 'dunning' and x.id < run.id and x.id::text is distinct from run.split_from
            and coalesce(x.parameters ->> 'unattended', 'false') <> 'true' and ${scopeOf('x')} = ${scopeOf('run')} order by x.id desc limit 1),
       told as (
         select r.row_no, r.state_now as state, r.party_id, r.subject_id, r.currency, r.amount, r.reason, r.problems, r.result_id, p.number, p.name, p.language, p.protection <> 'none' as is_protected, last.state = 'done' as was_sent,
                case when last.id is null or r.state_now not in ('proposed', 'done', 'held') then null
                     when q.row_no is null then 'new'
                     when r.state = 'held' then case when q.state <> 'held' then 'held-now' when ${held('q')} <> ${held('r')} then 'held-otherwise' end
                     when q.state = 'held' then 'released-now'
                     when q.reason ->> 'stepNo' <> r.reason ->> 'stepNo' then 'next-step'
                     when q.state = 'done' then 'again'
                     when (q.reason ->> 'policyId', q.reason ->> 'versionNo') is distinct from (r.reason ->> 'policyId', r.reason ->> 'versionNo') then 'other-policy' end as change
           from (select r.*, ${stateNow('r')} as state_now from run_rows r where r.company_id = $1 and r.run_id = $2) r join run on run.id = r.run_id join parties p on p.company_id = r.company_id and p.id = r.party_id
           left join last on true left join run_rows q on q.company_id = r.company_id and q.run_id = last.id and q.subject_id = r.subject_id
          where r.company_id = $1 and ($4::text is null or r.state_now = $4)
            and ($5::text is null or r.reason -> 'causes' @> jsonb_build_array(jsonb_build_object('code', $5::text)))
            and ($6::text is null or r.reason ->> 'policy' = $6) and ($7::int is null or (r.reason ->> 'stepNo')::int = $7)
            and ($8::text is null or p.number like $8 || '%' or (($9 or p.protection = 'none') and p.name ilike '%' || $8 || '%'))),
       ranked as (
         select t.*, case when t.state = 'rejected' then 0 when t.change is not null and not (coalesce(t.was_sent, false) and t.change in ('new', 'next-step')) then 1
                          when t.state in ('proposed', 'done') then 2 when t.state = 'held' then 3 when t.state = 'excluded' then 4 else 5 end as rank from told t),
       page as (
         select * from ranked where (case when $11 then rank else 0 end, row_no) > ($12, $3) order by case when $11 then rank else 0 end, row_no limit $10)
       select r.row_no as "rowNo", r.state, r.party_id as "partyId", r.number as customer, r.name, r.is_protected as "isProtected", r.language, r.currency::text as currency, r.amount, r.reason, r.problems, r.result_id as "letterId",
              r.rank, r.change, b.before
         from page r left join lateral (
           select json_build_object('kind', l.kind, 'sentOn', l.sent_on, 'deadlineOn', l.deadline_on) as before
             from dunning_letter_items x join dunning_letters l on l.company_id = x.company_id and l.id = x.letter_id
            where x.company_id = $1 and x.item_id = r.subject_id and l.run_id <> $2
              and not exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')
            order by l.sent_on desc, l.id desc limit 1) b on true
        order by case when $11 then r.rank else 0 end, r.row_no`,
      [
        company.id,
        runId,
        afterRow,
        state ?? null,
        cause ?? null,
        policy ?? null,
        stepNo ?? null,
        search ? search.replace(/[\\%_]/g, '\\$&') : null,
        open,
        limit,
        order === 'look',
        afterRank,
      ],
    )
    const looked = found.flatMap((one) => (one.isProtected ? [one.partyId] : []))
    if (looked.length > 0) await logProtectedReads(ctx, looked, 'dunning.list-run-rows')
    const told = new Map(
      // The words about a protected person are for who may see him.
      [...(await whyHeld(ctx, found.filter((one) => open || !one.isProtected).map(heldOf), ctx.today))].map(
        ([held, causes]) => [held.rowNo, causes],
      ),
    )
    return {
      rows: found.map(({ name, amount, reason, problems, rank, change, ...one }) => {
        const money = (text: string) => formatMinor(BigInt(text), one.currency)
        return {
          ...one,
          customerName: one.isProtected && !open ? protectedName[company.language] : name,
          policy: reason.policy,
          versionNo: reason.versionNo,
          stepNo: reason.stepNo,
          kind: reason.kind,
          dueOn: reason.dueOn,
          deadlineOn: reason.deadlineOn,
          capital: money(reason.capital),
          interest: money(reason.interest),
          charged: money(reason.charged),
          fee: money(reason.fee),
          compensation: money(reason.compensation),
          total: formatMinor(amount, one.currency),
          approved: reason.approved === undefined ? null : money(reason.approved),
          channel: reason.channel,
          passedOver: reason.passedOver,
          causes: told.get(one.rowNo) ?? reason.causes,
          said: reason.said,
          items: reason.items.map(({ id: itemId, number, dueOn, asked, interest, charged }) => ({
            itemId,
            number,
            dueOn,
            asked: money(asked),
            interest: money(interest),
            charged: money(charged),
          })),
          excluded: reason.excluded ?? null,
          heldBecause: reason.held?.reason ?? null,
          releasedBecause: reason.released?.reason ?? null,
          problems: problems ?? [],
          change: order === 'look' ? change : null,
          group: groups[order === 'look' || rank !== 1 ? rank : one.state === 'held' ? 3 : 2]!,
        }
      }),
      next: found.length === limit ? nextOf(found.at(-1)!, order) : null,
    }
  },
})

const heldOf = (row: { rowNo: number; partyId: Id; reason: RowReason }) => ({
  rowNo: row.rowNo,
  partyId: row.partyId,
  itemIds: row.reason.items.map((item) => item.id),
  causes: row.reason.causes,
})

/** What a person held in a run is a pause in the next. */
const held = (row: string) =>
  `replace(jsonb_path_query_array(${row}.reason, '$.causes[*].code')::text, 'by-person', 'pause')`
/** In the order for a look a place is a group and a row in it. */
const nextOf = ({ rank, rowNo }: { rank: number; rowNo: number }, order: 'rowNo' | 'look'): string =>
  order === 'look' ? `${rank}.${rowNo}` : String(rowNo)
const cursor = (after: string | undefined): [rank: number, rowNo: number] => {
  const [rank, rowNo] = (after ?? '').split('.').map(Number)
  return rank !== undefined && rowNo !== undefined && rank >= 0 && rowNo >= 0 ? [rank, rowNo] : [0, 0]
}
