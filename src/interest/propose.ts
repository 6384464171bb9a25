import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { insertRunRows } from '../db/insert-run-rows.ts'
import { dayText, id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, startOfMonth } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { type Accrued, accrueInterest, asDocumented } from './accrue.ts'
import { type Claimed, compensationOf, readClaimed, unclaimed } from './compensation.ts'
import { type InterestSetUp, readInterestSetUp } from './interest-set-up.ts'
import { type Mode, modes, type RowReason } from './run-shape.ts'
import { unverifiedOf } from './unverified-rates.ts'

const batchMin = 2_000
/** Claims that were settled longer ago are not looked at again. */
const lookedBackDays = 400

export const proposeInput = z.object({
  mode: z.enum(modes).optional().meta({
    description:
      'Claims paid late and settled, claims still open, or both; default: the company’s parameter interest, else when-paid',
  }),
  through: dayText.optional().meta({
    description: 'The last day that is charged; default: yesterday, of open claims the end of the month before',
  }),
  customers: z.array(z.string()).max(1000).optional().meta({ description: 'Customer numbers' }),
  invoiceGroups: z.array(z.string()).max(100).optional().meta({ description: 'Codes' }),
  compensation: z.boolean().default(false).meta({
    description: 'Delay compensation for each claim that the law gives it for, as a line of the same document',
  }),
})
type Given = z.output<typeof proposeInput>

export const proposed = z.object({
  runId: id,
  mode: z.enum(modes),
  through: z.string(),
  documents: z.number(),
  held: z.number().meta({ description: 'Less than the least amount: carried to the next one; or the customer rests' }),
  rejected: z.number(),
  sums: z.array(z.object({ currency: z.string(), amount: z.string(), carried: z.string() })),
})

/** Interest invoices in the making: one row a customer, invoice group and currency, with every claim and its segments. */
export const propose = longVerb({
  kind: 'long',
  name: 'interest.propose',
  summary: 'Propose interest invoices: for claims paid late, or for open ones at the end of a period',
  route: 'POST /interest-runs',
  input: proposeInput,
  output: proposed,
  run: (ctx, given) => proposeInterest(ctx, given),
})

interface Candidate {
  id: Id
  partyId: Id
  partyKind: string
  currency: string
  number: string
  reference: string
  theirReference: string | null
  purchaseOrder: string | null
  dueOn: Day
  invoiceGroupId: Id
  businessAreaId: Id | null
  hold: string | null
}

interface Row {
  state: 'proposed' | 'held' | 'rejected'
  party_id: Id
  currency: string
  amount: bigint
  reason: RowReason
  problems: Problem[] | null
  business_area_id: Id | null
}

/** @param by the clockwork; dry where nothing shall come of it */
export async function proposeInterest(
  ctx: LongCtx,
  given: Given,
  by: { isDryRun: boolean } | null = null,
): Promise<z.output<typeof proposed>> {
  return ctx.transaction(async (tx) => {
    const setUp = await readInterestSetUp(tx)
    const mode = given.mode ?? modeOf(setUp, tx.today)
    const through = given.through ?? defaultDay(mode, tx.today)
    if (through > tx.today)
      refuse('interest-run.future', 'interest is charged up to today, not for days to come', { through })
    const filter = await filterOf(tx, given)
    const runId = newId()
    await tx.db.query(
      `insert into runs (company_id, id, kind, state, parameters, proposed_at, proposed_by) values ($1, $2, 'interest', 'proposed', $3, $4, $5)`,
      [
        tx.company.id,
        runId,
        JSON.stringify({
          mode,
          through,
          compensation: given.compensation,
          invoiceGroups: given.invoiceGroups,
          customers: given.customers,
          ...(by ? { unattended: true } : {}),
          ...(by?.isDryRun ? { dryRun: true } : {}),
        }),
        tx.now,
        tx.user.id,
      ],
    )
    const sums = new Map<string, { amount: bigint; carried: bigint }>()
    const counts = { documents: 0, held: 0, rejected: 0 }
    let rowNo = 0
    for await (const claims of candidates(tx, mode, through, filter)) {
      const accrued = await accrueInterest(
        tx,
        claims.map((claim) => claim.id),
        through,
        { setUp },
      )
      const claimed = given.compensation
        ? await readClaimed(
            tx,
            claims.map((claim) => claim.id),
          )
        : null
      const rows = rowsOf(claims, accrued, claimed, through, setUp, tx)
      for (const row of rows) {
        counts[row.state === 'proposed' ? 'documents' : row.state] += 1
        const sum = sums.get(row.currency) ?? { amount: 0n, carried: 0n }
        if (row.state === 'proposed') sum.amount += row.amount
        if (row.state === 'held') sum.carried += row.amount
        sums.set(row.currency, sum)
      }
      await insertRunRows(
        tx,
        runId,
        rows.map((row) => ({ ...row, row_no: (rowNo += 1) })),
      )
      ctx.progress(rowNo, null)
    }
    await tx.db.query(`update runs set totals = $3, progress_total = $4 where company_id = $1 and id = $2`, [
      tx.company.id,
      runId,
      JSON.stringify(counts),
      counts.documents,
    ])
    await audit(tx, { verb: 'interest.propose', subjects: [runId], summary: { mode, through, ...counts } })
    return {
      runId,
      mode,
      through,
      ...counts,
      sums: [...sums].map(([currency, { amount, carried }]) => ({
        currency,
        amount: formatMinor(amount, currency),
        carried: formatMinor(carried, currency),
      })),
    }
  })
}

function modeOf(setUp: InterestSetUp, on: Day): Mode {
  const own = setUp.parameter('interest', on)?.invoices ?? 'when-paid'
  if (own === 'on-reminders')
    return refuse(
      'interest-run.on-reminders',
      'the company charges interest with its reminders (parameter interest): name a mode to invoice it all the same',
    )
  return own
}

const defaultDay = (mode: Mode, today: Day): Day =>
  mode === 'when-paid' ? addDays(today, -1) : addDays(startOfMonth(today), -1)

interface Filter {
  partyIds: Id[] | null
  groupIds: Id[] | null
}

async function filterOf({ db, company }: Ctx, { customers, invoiceGroups }: Given): Promise<Filter> {
  const parties = customers
    ? await db.rows<{ id: Id; code: string }>(
        `select coalesce(merged_into_id, id) as id, number as code from parties where company_id = $1 and number = any ($2::text[])`,
        [company.id, customers],
      )
    : null
  const groups = invoiceGroups
    ? await db.rows<{ id: Id; code: string }>(
        `select id, code from invoice_groups where company_id = $1 and code = any ($2::text[])`,
        [company.id, invoiceGroups],
      )
    : null
  const problems: Problem[] = [
    ...(customers ?? [])
      .filter((code) => !parties!.some((one) => one.code === code))
      .map((code) => ({ code: 'party.unknown', message: `there is no customer ${code}`, data: { party: code } })),
    ...(invoiceGroups ?? [])
      .filter((code) => !groups!.some((one) => one.code === code))
      .map((code) => ({ code: 'invoice-group.unknown', message: `there is no invoice group ${code}`, data: { code } })),
  ]
  if (problems.length > 0) throw new Refused(problems)
  return { partyIds: parties?.map((one) => one.id) ?? null, groupIds: groups?.map((one) => one.id) ?? null }
}

/** Claims that interest may be invoiced of: whole customers, in their order. */
export async function* candidates(ctx: Ctx, mode: Mode, through: Day, filter: Filter): AsyncGenerator<Candidate[]> {
  const { db, company, today } = ctx
  const groups = await db.maybe<{ id: Id }>(
    `select id from invoice_groups where company_id = $1 and closed_on = 'infinity' order by code limit 1`,
    [company.id],
  )
  const open = `i.amount_open > 0 and i.due_on < $2`
  // Paid: not lost, not gone on in another currency of the books (that item bears the interest of both), not moved to where it is
  // open still, and not by the agency that asked for its interest too.
  const paid = `i.closed_on < 'infinity' and i.closed_on >= $3 and i.last_effective_on > i.due_on
       and not exists (select from losses l where l.company_id = i.company_id and l.item_id = i.id and l.kind = 'established'
             and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed'))
       and not exists (select from open_items n where n.company_id = i.company_id and n.continues_id = i.id
             and (n.base_currency <> i.base_currency and n.party_id = i.party_id or exists (select from carrying_item(n.company_id, n.id) m where m.amount_open <> 0)))
       and not exists (select from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id and k.target = 'agency' and k.state <> 'refused'
             join collection_agencies g on g.company_id = k.company_id and g.id = k.agency_id and g.accrues_interest
             where t.company_id = i.company_id and t.item_id = i.id and t.ended_on >= i.closed_on
               and exists (select from collection_events e where e.company_id = k.company_id and e.case_id = k.id and e.kind in ('handed-over', 'accepted')))`
  const which = mode === 'unpaid' ? open : mode === 'when-paid' ? paid : `(${open} or ${paid})`
  // A claim of which a part is disputed waits whole, as for a reminder: days are charged once, and those of a part that is owed
  // after all could not be charged any more.
  const statement = `
    select i.id, i.party_id as "partyId", p.kind as "partyKind", i.currency::text as currency, i.number_text as number, coalesce(i.reference, i.number_text) as reference, i.due_on as "dueOn", v.their_reference as "theirReference", v.purchase_order as "purchaseOrder",
           coalesce(i.invoice_group_id, $6::uuid) as "invoiceGroupId", i.business_area_id as "businessAreaId",
           coalesce((select case k.target when 'court' then 'in-enforcement' else 'in-collection' end from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
               join collection_agencies g on g.company_id = k.company_id and g.id = k.agency_id and (g.target = 'court' or g.accrues_interest)
               where t.company_id = i.company_id and t.item_id = i.id and t.ended_on = 'infinity'), (select h.kind from holds h where h.company_id = i.company_id and (h.party_id = i.party_id or h.item_id = i.id) and h.released_at is null and h.from_on <= $7 and $7 < h.to_on
               and h.kind in ('dispute', 'deceased', 'bankrupt', 'debt-relief', 'pause', 'plan') order by h.kind limit 1)) as hold
      from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
      left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id
     where i.company_id = $1 and i.component = 'capital' and i.amount > 0 and i.kind in ('invoice', 'take-over') and p.kind not in ('internal', 'system') and ${which}
       and not exists (select from financed_items f where f.company_id = i.company_id and f.financed_item_id = i.id)
       and i.account in (select a.code from accounts a where a.company_id = $1 and a.control = 'receivable')
       and ($4::uuid[] is null or i.party_id = any ($4)) and ($5::uuid[] is null or i.invoice_group_id = any ($5))
       and $2::date is not null and $3::date is not null
     order by i.party_id, i.id`
  const values = [
    company.id,
    through,
    addDays(today, -lookedBackDays),
    filter.partyIds,
    filter.groupIds,
    groups?.id ?? null,
    today,
  ]
  let pending: Candidate[] = []
  for await (const batch of db.stream<Candidate>(statement, values, batchMin)) {
    pending.push(...batch)
    const cut = pending.findIndex((row) => row.partyId === pending.at(-1)!.partyId)
    if (cut <= 0) continue
    yield pending.slice(0, cut)
    pending = pending.slice(cut)
  }
  if (pending.length > 0) yield pending
}

function rowsOf(
  claims: readonly Candidate[],
  accrued: ReadonlyMap<Id, Accrued>,
  /** Null: no compensation is asked for. */
  claimed: ReadonlyMap<Id, Claimed> | null,
  through: Day,
  setUp: InterestSetUp,
  { company, today }: Ctx,
): Row[] {
  const rows = new Map<string, { row: Row; problems: Problem[] }>()
  for (const candidate of claims) {
    const reckoned = accrued.get(candidate.id)
    if (!reckoned || (reckoned.amount === 0n && !reckoned.problem)) continue
    const one = asDocumented(reckoned, setUp, today)
    const claim = { ...candidate, currency: one.currency }
    const extra =
      claimed && !one.problem
        ? compensationOf({ ...claim, ...(claimed.get(claim.id) ?? unclaimed) }, one.lateOn, setUp, company.kind)
        : 0n
    const problem = one.problem ?? (typeof extra === 'bigint' ? undefined : extra)
    const key = `${claim.partyId} ${claim.currency} ${claim.invoiceGroupId} ${claim.businessAreaId} ${claim.hold ?? ''} ${problem ? 'problem' : ''}`
    let found = rows.get(key)
    if (!found) {
      found = { row: emptyRow(claim, setUp.minimumOf(claim.currency, through)), problems: [] }
      rows.set(key, found)
    }
    const { row, problems } = found
    if (problem || typeof extra !== 'bigint') {
      if (problem && !problems.some(({ message }) => message === problem.message)) problems.push(problem)
      continue
    }
    row.amount += one.amount + extra
    row.reason.items.push({
      itemId: claim.id,
      number: claim.number,
      reference: claim.reference,
      theirReference: claim.theirReference,
      purchaseOrder: claim.purchaseOrder,
      dueOn: claim.dueOn,
      amount: String(one.amount),
      from: one.from!,
      last: one.last!,
      segments: one.segments,
      correction: String(one.correction),
      compensation: String(extra),
    })
  }
  return [...rows.values()].map(({ row, problems }) => {
    const unverified = unverifiedOf(row.reason.items.flatMap(({ segments }) => segments))
    if (unverified) row.reason.unverified = unverified
    if (problems.length > 0) return { ...row, state: 'rejected', problems }
    if (row.reason.hold) return { ...row, state: 'held', reason: { ...row.reason, held: 'hold' } }
    const least = BigInt(row.reason.minimum)
    const small = row.amount < least && row.reason.items.every((item) => item.compensation === '0')
    return small ? { ...row, state: 'held', reason: { ...row.reason, held: 'minimum' } } : row
  })
}

const emptyRow = (claim: Candidate, minimum: bigint): Row => ({
  state: 'proposed',
  party_id: claim.partyId,
  currency: claim.currency,
  amount: 0n,
  reason: {
    invoiceGroupId: claim.invoiceGroupId,
    items: [],
    held: null,
    minimum: String(minimum),
    ...(claim.hold ? { hold: claim.hold } : {}),
  },
  problems: null,
  business_area_id: claim.businessAreaId,
})
