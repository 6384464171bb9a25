import { z } from 'zod'
import type { LongCtx } from '../db/context.ts'
import { longVerb } from '../db/verb.ts'
import type { CollectionCase, CollectionReport } from '../formats/collection/neutral.ts'
import type { RenderPdf } from '../invoicing/sending/prepare-invoices.ts'
import { fileName, readDeliverable, xmlInside } from '../invoicing/sending/prepare-invoices.ts'
import { withPdfRenderer } from '../invoicing/sending/render-pdf.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import { asSaid, reason } from '../kernel/words/reasons.ts'
import type { Adapter, Document, Finding, Outcome, OutMessage, Taken } from './adapters/adapter.ts'
import type { Agency } from './agencies.ts'
import { needsNoReceipt, openAdapter, readAgencies } from './agencies.ts'
import type { CaseEvent } from './events.ts'
import { appendEvents } from './events.ts'
import type { StoredMessage } from './messages.ts'
import {
  beginMessage,
  claimMessages,
  endMessage,
  nextWait,
  queueMessages,
  recallMessage,
  tellWhyTheyWait,
} from './messages.ts'
import { recheckCases, takeBackCases } from './recheck-cases.ts'

const batchMax = 20
const messagesMax = 5_000

const result = z.object({
  sent: z.number(),
  refused: z.number(),
  waiting: z.number(),
  recalled: z
    .number()
    .meta({ description: 'Taken back in the last moment: paid, disputed, protected … since it was handed over' }),
  problems: z.array(
    z.object({
      agency: z.string(),
      code: z.string(),
      message: z.string(),
      data: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
})
type Result = z.output<typeof result>

/**
 * Sends what waits for the agencies: claimed and committed, marked as begun and committed before a byte leaves, the outcome
 * recorded after. Who dies in between leaves a row whose lease ends; then the agency is asked what it has. A case is never
 * registered twice, a payment never reported twice.
 */
export const sendMessages = longVerb({
  kind: 'long',
  name: 'collection.send-messages',
  summary: 'Send what waits for the collection agencies',
  route: 'POST /collection/messages/send',
  input: z.object({
    now: z.boolean().default(false).meta({ description: 'Also what waits for its next try' }),
  }),
  output: result,
  async run(ctx, input) {
    const sum: Result = { sent: 0, refused: 0, waiting: 0, recalled: 0, problems: [] }
    const agencies = await ctx.transaction((tx) => readAgencies(tx))
    await withPdfRenderer(async (render) => {
      for (const agency of agencies)
        if (agency.target === 'agency') await sendToAgency(ctx, agency, render, input.now, sum)
    })
    return sum
  },
})

async function sendToAgency(ctx: LongCtx, agency: Agency, render: RenderPdf, now: boolean, sum: Result): Promise<void> {
  let adapter: Adapter
  try {
    adapter = await ctx.transaction((tx) => openAdapter(tx, agency))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    for (const { code, message, data } of error.problems)
      sum.problems.push({ agency: agency.code, code, message, data: data ?? {} })
    const text = reason('agency-not-set-up', { said: error.problems[0]?.message ?? '' })
    sum.waiting += await ctx.transaction((tx) => tellWhyTheyWait(tx, agency.id, text))
    return
  }
  // What was put off in this call has had its turn.
  const tried = new Set<Id>()
  for (let count = 0; count < messagesMax; ) {
    const messages = (
      await ctx.transaction((tx) => claimMessages(tx, agency.id, { limit: batchMax, now: now && tried.size === 0 }))
    ).filter((message) => !tried.has(message.id))
    if (messages.length === 0) return
    for (const message of messages) {
      tried.add(message.id)
      await sendOne(ctx, agency, adapter, message, render, sum)
    }
    count += messages.length
    ctx.progress(sum.sent, null)
  }
}

async function sendOne(
  ctx: LongCtx,
  agency: Agency,
  adapter: Adapter,
  message: StoredMessage,
  render: RenderPdf,
  sum: Result,
): Promise<void> {
  let out: OutMessage
  try {
    out = await prepare(ctx, adapter, message, render)
  } catch (error) {
    // The renderer, or the disk: nothing has left.
    return settle(ctx, agency, adapter, message, null, { kind: 'again', text: asSaid((error as Error).message) }, sum)
  }
  if (message.begunAt !== null) {
    // Who cannot be asked what he has is told nothing again, and keeps no other from his own.
    const found = await adapter
      .find(out)
      .catch((error: Error): Finding => ({ kind: 'unknown', text: reason('agency-silent', { said: error.message }) }))
    const isEarly = found.kind === 'not-there' && (message.begunMinutes ?? 0) < adapter.graceMinutes
    const early = { kind: 'unknown' as const, text: reason('agency-answer-lost') }
    if (found.kind !== 'not-there' || isEarly)
      return settle(ctx, agency, adapter, message, out, found.kind === 'not-there' ? early : found, sum)
  }
  const begun = await ctx.transaction(async (tx) => {
    // What came of the claim since it was handed over is looked at as it leaves; what has left hears of it by a report.
    const why = message.kind === 'register' && !message.begunAt ? await recheckCases(tx, [message.caseId]) : null
    if (!why || why.size === 0) return beginMessage(tx, message)
    if (await recallMessage(tx, message, [...why.values()].join(', '))) {
      await takeBackCases(tx, why)
      sum.recalled += 1
    }
    return false
  })
  if (!begun) return
  await settle(ctx, agency, adapter, message, out, await adapter.send(out), sum)
}

/** One short transaction: what the message became, what the case says of it, what follows. */
async function settle(
  ctx: LongCtx,
  agency: Agency,
  adapter: Adapter,
  message: StoredMessage,
  out: OutMessage | null,
  outcome: Outcome,
  sum: Result,
): Promise<void> {
  const isOurs = await ctx.transaction(async (tx) => {
    if (outcome.kind === 'taken') {
      if (!(await endMessage(tx, message, { state: 'sent', providerId: outcome.providerId ?? null }))) return false
      await appendEvents(tx, takenEvents(agency, message, outcome))
      if (message.kind === 'register' && adapter.documentsApart) await queueDocuments(tx, agency, message, outcome)
    } else if (outcome.kind === 'refused') {
      if (!(await endMessage(tx, message, { state: 'refused', text: outcome.text }))) return false
      await appendEvents(tx, refusedEvents(message, outcome.text))
      if (message.kind === 'register') await recallOthers(tx, message)
    } else if (outcome.kind === 'by-person') {
      return endMessage(tx, message, { state: 'held', text: outcome.text })
    } else {
      const afterSeconds = ('afterSeconds' in outcome && outcome.afterSeconds) || nextWait(message.tries)
      const unknown = outcome.kind === 'unknown'
      return endMessage(tx, message, { state: 'waiting', text: outcome.text, afterSeconds, unknown })
    }
    return true
  })
  if (!isOurs) return
  sum[outcome.kind === 'taken' ? 'sent' : outcome.kind === 'refused' ? 'refused' : 'waiting'] += 1
  if (out && outcome.kind === 'taken') await adapter.forget(out).catch(() => {})
}

const told: Partial<Record<StoredMessage['kind'], CaseEvent['kind']>> = {
  payment: 'payment-reported',
  credit: 'credit-reported',
  adjustment: 'adjusted',
}

function takenEvents(agency: Agency, message: StoredMessage, taken: Taken): CaseEvent[] {
  const base = { caseId: message.caseId, messageId: message.id }
  const isAccepted = taken.accepted || needsNoReceipt(agency)
  if (message.kind === 'register') {
    const data = { agencyNumber: taken.agencyNumber ?? undefined, agencyCases: taken.agencyCases ?? {} }
    const handed: CaseEvent = { ...base, kind: 'handed-over', sourceKey: `${message.key} handed-over` }
    return isAccepted ? [handed, { ...base, kind: 'accepted', data, sourceKey: `${message.key} accepted` }] : [handed]
  }
  if (message.kind === 'withdrawal')
    return isAccepted ? [{ ...base, kind: 'withdrawn', sourceKey: `${message.key} withdrawn` }] : []
  const kind = told[message.kind]
  const { report } = message.body as { report?: CollectionReport }
  return kind ? [{ ...base, kind, text: report?.amount ?? null, sourceKey: message.key }] : []
}

/** A case that the agency does not take ends here, and its claims go back; all else is for a person to see. */
const refusedEvents = (message: StoredMessage, text: string): CaseEvent[] => [
  {
    caseId: message.caseId,
    messageId: message.id,
    kind: message.kind === 'register' ? 'refused' : 'status',
    text: message.kind === 'register' ? text : `${message.kind} refused: ${text}`,
    sourceKey: `${message.key} refused`,
  },
]

type Tx = Parameters<Parameters<LongCtx['transaction']>[0]>[0]

const recallOthers = ({ db, company }: Tx, message: StoredMessage) =>
  db.query(
    `update collection_messages set state = 'recalled' where company_id = $1 and case_id = $2 and state in ('waiting', 'held')`,
    [company.id, message.caseId],
  )

async function queueDocuments(tx: Tx, agency: Agency, message: StoredMessage, taken: Taken): Promise<void> {
  const { businessAreaId } = await tx.db.one<{ businessAreaId: Id | null }>(
    `select business_area_id as "businessAreaId" from collection_cases where company_id = $1 and id = $2`,
    [tx.company.id, message.caseId],
  )
  const withDocuments = new Set((await documentsOf(tx, message.caseId)).map((one) => one.invoiceNumber))
  await queueMessages(
    tx,
    Object.keys(taken.agencyCases ?? {})
      .filter((number) => withDocuments.has(number))
      .map((invoiceNumber) => ({
        agencyId: agency.id,
        caseId: message.caseId,
        kind: 'document',
        key: `${message.key}-document-${invoiceNumber}`,
        body: { invoiceNumber },
        businessAreaId,
      })),
  )
}

const documentsOf = ({ db, company }: Tx, caseId: Id) =>
  db.rows<{ invoiceId: Id; invoiceNumber: string }>(
    `select i.invoice_id as "invoiceId", c.number_text as "invoiceNumber" from collection_case_items c join open_items i on i.company_id = c.company_id and i.id = c.item_id
      where c.company_id = $1 and c.case_id = $2 and c.component = 'capital' and i.invoice_id is not null order by c.due_on, i.id`,
    [company.id, caseId],
  )

async function prepare(ctx: LongCtx, adapter: Adapter, message: StoredMessage, render: RenderPdf): Promise<OutMessage> {
  const wanted =
    message.kind === 'document'
      ? (message.body as { invoiceNumber: string }).invoiceNumber
      : message.kind === 'register' && !adapter.documentsApart
        ? 'all'
        : null
  const { documents, agencyCases, earlier } = await ctx.transaction(async (tx) => {
    const rows = wanted === null ? [] : await documentsOf(tx, message.caseId)
    const chosen = rows.filter((row) => wanted === 'all' || row.invoiceNumber === wanted)
    const found = await readDeliverable(
      tx,
      chosen.map((row) => row.invoiceId),
    )
    return {
      documents: chosen.flatMap((row) => {
        const one = found.get(row.invoiceId)
        return one ? [{ invoiceNumber: row.invoiceNumber, document: one.document }] : []
      }),
      ...(await readAgencyCases(tx, message.caseId)),
    }
  })
  const files: Document[] = []
  for (const { invoiceNumber, document } of documents)
    files.push({
      invoiceNumber,
      name: fileName(document, 'pdf'),
      mediaType: 'application/pdf',
      bytes: await render(document, xmlInside(document)),
    })
  const body: OutMessage['body'] =
    message.kind === 'register'
      ? { kind: 'register', case: message.body as CollectionCase }
      : message.kind === 'document'
        ? { kind: 'document' }
        : { kind: 'report', report: (message.body as { report: CollectionReport }).report }
  if (body.kind === 'report') body.report.agencyNumber ??= agencyCases.number
  return { id: message.id, key: message.key, body, documents: files, agencyCases: agencyCases.cases, earlier }
}

/** What the agency called this case, and the earlier cases of the same claims. */
async function readAgencyCases(
  { db, company }: Tx,
  caseId: Id,
): Promise<{ agencyCases: { number: string | null; cases: Record<string, string> }; earlier: string[] }> {
  const rows = await db.rows<{ id: Id; number: string | null; cases: Record<string, string> | null }>(
    `select c.id, c.agency_number as number, (select e.data -> 'agencyCases' from collection_events e
        where e.company_id = c.company_id and e.case_id = c.id and e.kind = 'accepted' and e.data ? 'agencyCases' order by e.recorded_at desc limit 1) as cases
       from collection_cases c
      where c.company_id = $1 and (c.id = $2 or c.id in (
        select o.case_id from collection_case_items o join collection_case_items t on t.company_id = o.company_id and t.item_id = o.item_id
         where o.company_id = $1 and t.case_id = $2))`,
    [company.id, caseId],
  )
  const own = rows.find((row) => row.id === caseId)
  return {
    agencyCases: { number: own?.number ?? null, cases: own?.cases ?? {} },
    earlier: rows.filter((row) => row.id !== caseId).flatMap((row) => Object.values(row.cases ?? {})),
  }
}
