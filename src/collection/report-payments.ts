import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { longVerb } from '../db/verb.ts'
import type { CollectionReport } from '../formats/collection/neutral.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { reason } from '../kernel/words/reasons.ts'
import type { CaseRow } from './cases.ts'
import { caseColumns } from './cases.ts'
import { appendEvents } from './events.ts'
import { queueMessages } from './messages.ts'
import { caseName } from './open-cases.ts'
import { remainingOf } from './remaining.ts'
import { reportDisputes } from './report-disputes.ts'
import { withdrawCase } from './withdraw-case.ts'

const chunk = 500

/**
 * Tells the agencies what came to us since the last report: payments, credit notes, what was taken back or written off, disputes.
 * Each allocation is reported once (collection_reported); what the agency itself has remitted is no news to it. An item that
 * moved to another account goes on in its case. A case with nothing left open is closed.
 */
export const reportPayments = longVerb({
  kind: 'long',
  name: 'collection.report-payments',
  summary: 'Report payments, credit notes and disputes of handed-over claims to the agencies',
  route: 'POST /collection/reports',
  input: z.object({}),
  output: z.object({ reports: z.number(), closed: z.number() }),
  async run(ctx) {
    const sum = { reports: await ctx.transaction(reportDisputes), closed: 0 }
    for (;;) {
      const done = await ctx.transaction(async (tx) => {
        await followMoved(tx)
        return reportChunk(tx)
      })
      sum.reports += done.reports
      sum.closed += done.closed
      if (done.rows < chunk) return sum
      ctx.progress(sum.reports, null)
    }
  },
})

/** A claim that goes on in another item stays in its case. */
async function followMoved({ db, company }: Ctx): Promise<void> {
  await db.query(
    `insert into collection_case_items (company_id, case_id, item_id, component, main_item_id, continues_id, number_text, due_on, amount)
     select c.company_id, c.case_id, n.id, c.component, coalesce((select m.id from open_items m where m.company_id = c.company_id and m.continues_id = c.main_item_id limit 1), c.main_item_id),
            c.item_id, c.number_text, c.due_on, n.amount
       from collection_case_items c join open_items n on n.company_id = c.company_id and n.continues_id = c.item_id and n.component = c.component
      where c.company_id = $1 and c.ended_on = 'infinity'
        and not exists (select from collection_case_items x where x.company_id = c.company_id and x.item_id = n.id and x.ended_on = 'infinity')
     on conflict do nothing`,
    [company.id],
  )
}

interface Change {
  caseId: Id
  number: bigint
  agencyId: Id
  target: 'agency' | 'court'
  adapter: string
  businessAreaId: Id | null
  currency: string
  allocationId: Id
  /** What takes it: the other item's kind. */
  by: string
  isReversal: boolean
  component: string
  on: Day
  amount: bigint
  invoiceNumber: string
}

/** Allocations of handed-over items that nobody was told about; what was there before was told with the case. */
async function readChanges({ db, company }: Ctx): Promise<Change[]> {
  return db.rows<Change>(
    `select c.id as "caseId", c.number, c.agency_id as "agencyId", c.target, g.adapter, c.business_area_id as "businessAreaId", c.currency, a.id as "allocationId",
            o.kind as by, a.reverses_id is not null as "isReversal", t.component, a.value_on as "on", a.amount,
            coalesce(m.number_text, t.number_text) as "invoiceNumber"
       from collection_cases c
       join collection_agencies g on g.company_id = c.company_id and g.id = c.agency_id
       join collection_case_items t on t.company_id = c.company_id and t.case_id = c.id
       join allocations a on a.company_id = t.company_id and a.debit_item_id = t.item_id
       join open_items o on o.company_id = a.company_id and o.id = a.credit_item_id
       left join open_items m on m.company_id = t.company_id and m.id = t.main_item_id
      where c.company_id = $1 and c.ended_on = 'infinity' and c.state not in ('proposed', 'approved')
        and o.kind <> 'transfer'
        and not exists (select from collection_reported r where r.company_id = a.company_id and r.case_id = c.id and r.allocation_id = a.id)
        and not exists (select from collection_remittance_rows w where w.company_id = a.company_id and w.item_id = a.credit_item_id and w.case_id = c.id)
      order by c.id, a.id limit ${chunk}
        for update of c skip locked`,
    [company.id],
  )
}

async function reportChunk(ctx: Ctx): Promise<{ rows: number; reports: number; closed: number }> {
  const changes = await readChanges(ctx)
  const left = await remainingOf(ctx, [...new Set(changes.map((change) => change.caseId))])
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const key = [change.caseId, kindOf(change), change.on, change.invoiceNumber].join(' ')
    const group = groups.get(key)
    if (group) group.push(change)
    else groups.set(key, [change])
  }
  const messages = [...groups.values()].map((group) => {
    const first = group[0]!
    const kind = kindOf(first)
    const of = (wanted: (component: string) => boolean) =>
      group.reduce((sum, one) => (wanted(one.component) ? sum + one.amount : sum), 0n)
    const [capital, interest] = [of((one) => one === 'capital'), of((one) => one === 'interest')]
    const fees = of((one) => one !== 'capital' && one !== 'interest')
    const text = (amount: bigint) => formatMinor(amount, first.currency)
    const report: CollectionReport = {
      case: caseName(first.number),
      agencyNumber: null,
      kind,
      on: first.on,
      currency: first.currency,
      amount: text(capital + interest + fees),
      invoiceNumber: first.invoiceNumber,
      capital: text(capital),
      interest: text(interest),
      fees: text(fees),
      remaining: text(left.get(first.caseId) ?? 0n),
      text: first.by === 'write-off' ? 'written off' : first.isReversal ? 'taken back' : null,
    }
    return {
      group,
      message: {
        id: newId(),
        agencyId: first.agencyId,
        caseId: first.caseId,
        kind: first.target === 'court' ? ('reduction' as const) : kind,
        key: `${report.case}-${kind}-${first.allocationId}`,
        body: { report },
        businessAreaId: first.businessAreaId,
      },
    }
  })
  // A court that is written to on paper hears of it from a person: the case says that it was.
  const isPaper = (group: readonly Change[]) => group[0]!.adapter === 'paper'
  await queueMessages(
    ctx,
    messages.filter(({ group }) => !isPaper(group)).map(({ message }) => message),
  )
  await appendEvents(
    ctx,
    messages
      .filter(({ group }) => group[0]!.target === 'court')
      .map(({ group, message }) => ({
        caseId: message.caseId,
        kind: 'reduced',
        on: group[0]!.on,
        amount: group.reduce((sum, one) => sum + one.amount, 0n),
        text: message.body.report.kind,
        sourceKey: message.key,
      })),
  )
  await insertRows(
    ctx.db,
    'collection_reported',
    { case_id: 'uuid', allocation_id: 'uuid', message_id: 'uuid' },
    messages.flatMap(({ group, message }) =>
      group.map((one) => ({
        case_id: one.caseId,
        allocation_id: one.allocationId,
        message_id: isPaper(group) ? null : message.id,
      })),
    ),
    { company_id: { type: 'uuid', value: ctx.company.id } },
  )
  if (messages.length > 0)
    await audit(ctx, {
      verb: 'collection.report-payments',
      subjects: [...new Set(messages.map(({ message }) => message.caseId))].slice(0, 100),
      summary: { reports: messages.length },
    })
  return { rows: changes.length, reports: messages.length, closed: await closePaid(ctx) }
}

const kindOf = ({ by, isReversal }: Change): 'payment' | 'credit' | 'adjustment' =>
  isReversal || by === 'write-off' ? 'adjustment' : by === 'credit-note' ? 'credit' : 'payment'

/** Paid in full, told, and no word left to send: the case of an agency is over; an application is withdrawn while it waits for its decision. */
export async function closePaid(ctx: Ctx): Promise<number> {
  await withdrawPaid(ctx)
  const rows = await ctx.db.rows<{ id: Id }>(
    `select c.id from collection_cases c
      where c.company_id = $1 and c.target = 'agency' and c.ended_on = 'infinity' and c.state not in ('proposed', 'approved')
        and not exists (select from collection_messages m where m.company_id = c.company_id and m.case_id = c.id and m.state in ('waiting', 'sending', 'held')
                          and not (m.state = 'held' and m.kind in ('dispute', 'dispute-ended')))
        and not exists (select from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
                         where t.company_id = c.company_id and t.case_id = c.id and i.amount_open <> 0)
      for update of c skip locked`,
    [ctx.company.id],
  )
  return appendEvents(
    ctx,
    rows.map((row) => ({ caseId: row.id, kind: 'closed', text: reason('case-paid'), sourceKey: 'closed paid' })),
  )
}

const undecided = ['handed-over', 'confirmed', 'served', 'objected']

async function withdrawPaid(ctx: Ctx): Promise<void> {
  const rows = await ctx.db.rows<CaseRow>(
    `select ${caseColumns} from collection_cases c
      where c.company_id = $1 and c.target = 'court' and c.ended_on = 'infinity' and c.state = any ($2::text[])
        and not exists (select from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
                         where t.company_id = c.company_id and t.case_id = c.id and i.amount_open <> 0)
      for update of c skip locked`,
    [ctx.company.id, undecided],
  )
  for (const row of rows) await withdrawCase(ctx, row, 'paid', ctx.today)
}
