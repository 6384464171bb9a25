import { z } from 'zod'
import { amountText, currencyCode, dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { logProtectedReads, protectedName, seesProtected } from '../parties/sees-protected.ts'
import type { RowReason } from './run-shape.ts'

export const causeShape = z.object({
  code: z.string(),
  until: dayText.nullable().optional(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
})
const row = z.object({
  rowNo: z.number(),
  state: z.string(),
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  policy: z.string(),
  versionNo: z.number(),
  stepNo: z.number(),
  kind: z.string(),
  dueOn: dayText.meta({ description: 'The oldest due day' }),
  deadlineOn: dayText,
  currency: currencyCode,
  capital: amountText,
  interest: amountText,
  charged: amountText,
  fee: amountText,
  compensation: amountText,
  total: amountText,
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
})

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
    state: z.enum(['proposed', 'held', 'excluded', 'done', 'rejected']).optional(),
    cause: z.string().optional().meta({ description: 'Held by this' }),
    policy: z.string().optional(),
    stepNo: z.coerce.number().int().optional(),
    search: z.string().trim().min(1).max(100).optional().meta({ description: 'Part of the customer’s number or name' }),
  }),
  output: pageOf(row),
  async run(ctx, { after, limit, runId, state, cause, policy, stepNo, search }) {
    const { db, company } = ctx
    const open = seesProtected(ctx)
    const found = await db.rows<{
      rowNo: number
      state: string
      partyId: Id
      customer: string
      name: string
      isProtected: boolean
      currency: string
      amount: bigint
      reason: RowReason
      problems: { code: string; message: string }[] | null
      letterId: Id | null
    }>(
      `select r.row_no as "rowNo", r.state, r.party_id as "partyId", p.number as customer, p.name, p.protection <> 'none' as "isProtected", r.currency::text as currency, r.amount, r.reason, r.problems, r.result_id as "letterId"
         from run_rows r join parties p on p.company_id = r.company_id and p.id = r.party_id
        where r.company_id = $1 and r.run_id = $2 and r.row_no > $3 and ($4::text is null or r.state = $4)
          and ($5::text is null or r.reason -> 'causes' @> jsonb_build_array(jsonb_build_object('code', $5::text)))
          and ($6::text is null or r.reason ->> 'policy' = $6) and ($7::int is null or (r.reason ->> 'stepNo')::int = $7)
          and ($8::text is null or p.number like $8 || '%' or (($9 or p.protection = 'none') and p.name ilike '%' || $8 || '%'))
          and exists (select from runs x where x.company_id = r.company_id and x.id = r.run_id and x.kind = 'dunning')
        order by r.row_no limit $10`,
      [
        company.id,
        runId,
        after ? Number(after) || 0 : 0,
        state ?? null,
        cause ?? null,
        policy ?? null,
        stepNo ?? null,
        search ? search.replace(/[\\%_]/g, '\\$&') : null,
        open,
        limit,
      ],
    )
    const looked = found.flatMap((one) => (one.isProtected ? [one.partyId] : []))
    if (looked.length > 0) await logProtectedReads(ctx, looked, 'dunning.list-run-rows')
    return {
      rows: found.map(({ name, amount, reason, problems, ...one }) => {
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
          channel: reason.channel,
          passedOver: reason.passedOver,
          causes: reason.causes,
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
        }
      }),
      next: found.length === limit ? String(found.at(-1)!.rowNo) : null,
    }
  },
})
