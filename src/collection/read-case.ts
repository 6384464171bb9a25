import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { CaseRow } from './cases.ts'
import { caseColumns } from './cases.ts'
import { caseName } from './open-cases.ts'
import { partyShape, shownParty } from './shapes.ts'

const money = z.string()
/** One case with everything that was claimed, told and answered. */
export const readCase = verb({
  kind: 'read',
  name: 'collection.read-case',
  summary: 'Read one case with its claims, messages and events',
  route: 'GET /collection/cases/{caseId}',
  input: z.object({ caseId: id }),
  output: z.object({
    caseId: id,
    case: z.string(),
    target: z.enum(['agency', 'court']),
    agency: z.object({ code: z.string(), name: z.string(), adapter: z.string() }),
    party: partyShape,
    currency: z.string(),
    state: z.string(),
    openedOn: dayText,
    endedOn: dayText.nullable(),
    watchSince: dayText.nullable(),
    agencyNumber: z.string().nullable(),
    capital: money,
    interest: money,
    fees: money,
    court: money,
    open: money,
    items: z.array(
      z.object({
        itemId: id,
        number: z.string(),
        component: z.string(),
        dueOn: dayText,
        handedOver: money,
        interest: money,
        open: money,
        invoiceId: id.nullable(),
      }),
    ),
    claims: z.array(
      z.object({
        no: z.number(),
        kind: z.string(),
        amount: money,
        ground: z.string(),
        interestFrom: dayText.nullable(),
        interestText: z.string().nullable(),
        source: z.string().nullable(),
        unverified: z.boolean().meta({ description: 'A cost whose amount nobody has seen in its source' }),
      }),
    ),
    events: z.array(
      z.object({
        kind: z.string(),
        on: dayText,
        amount: money.nullable(),
        text: z.string().nullable(),
        recordedAt: z.string(),
        by: id.nullable(),
      }),
    ),
    messages: z.array(
      z.object({
        messageId: id,
        kind: z.string(),
        state: z.string(),
        tries: z.number(),
        sentAt: z.string().nullable(),
        nextTryAt: z.string().nullable().meta({ description: 'Of one that waits after a try that failed' }),
        answer: z.string().nullable(),
      }),
    ),
  }),
  async run({ db, company }, { caseId }) {
    const one = await db.maybe<
      CaseRow & {
        capital: bigint
        interest: bigint
        fees: bigint
        court: bigint
        code: string
        name: string
        adapter: string
        partyNumber: string
        partyName: string
        protection: string
      }
    >(
      `select ${caseColumns}, c.amount_capital as capital, c.amount_interest as interest, c.amount_fees as fees, c.amount_court as court, g.code, g.name, g.adapter,
              p.number as "partyNumber", p.name as "partyName", p.protection
         from collection_cases c join collection_agencies g on g.company_id = c.company_id and g.id = c.agency_id join parties p on p.company_id = c.company_id and p.id = c.party_id
        where c.company_id = $1 and c.id = $2`,
      [company.id, caseId],
    )
    if (!one) return refuse('collection.case-unknown', 'there is no such case', { case: caseId }, 404)
    const text = (amount: bigint) => formatMinor(amount, one.currency)
    const items = await db.rows<{
      itemId: string
      number: string
      component: string
      dueOn: Day
      amount: bigint
      interest: bigint
      open: bigint
      invoiceId: string | null
    }>(
      `select t.item_id as "itemId", t.number_text as number, t.component, t.due_on as "dueOn", t.amount, t.amount_interest as interest, i.amount_open as open, i.invoice_id as "invoiceId"
         from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
        where t.company_id = $1 and t.case_id = $2 order by t.due_on, t.number_text, t.component, t.item_id`,
      [company.id, caseId],
    )
    const claims = await db.rows<{
      no: number
      kind: string
      amount: bigint
      ground: string
      interestFrom: Day | null
      interestText: string | null
      source: string | null
      unverified: boolean
    }>(
      `select claim_no as no, kind, amount, ground, interest_from as "interestFrom", interest_text as "interestText", source,
              exists (select from collection_cases c, jsonb_array_elements(c.law) l where c.company_id = $1 and c.id = $2
                        and l ->> 'name' = case k.kind when 'representation' then 'court-representation' else k.kind end and (l ->> 'unverified')::boolean) as unverified
         from collection_claims k where company_id = $1 and case_id = $2 order by claim_no`,
      [company.id, caseId],
    )
    const events = await db.rows<{
      kind: string
      on: Day
      amount: bigint | null
      text: string | null
      recordedAt: Date
      by: string | null
    }>(
      `select kind, happened_on as "on", amount, text, recorded_at as "recordedAt", recorded_by as by from collection_events where company_id = $1 and case_id = $2 order by happened_on, recorded_at, id`,
      [company.id, caseId],
    )
    const messages = await db.rows<{
      messageId: string
      kind: string
      state: string
      tries: number
      sentAt: Date | null
      nextTryAt: Date | null
      answer: string | null
    }>(
      `select id as "messageId", kind, state, tries, sent_at as "sentAt", case when state = 'waiting' and tries > 0 then next_try_at end as "nextTryAt", answer ->> 'text' as answer from collection_messages where company_id = $1 and case_id = $2 order by id`,
      [company.id, caseId],
    )
    const { code, name, adapter, partyNumber, partyName, protection } = one
    return {
      caseId,
      case: caseName(one.number),
      target: one.target,
      agency: { code, name, adapter },
      party: shownParty({ id: one.partyId, number: partyNumber, name: partyName, protection }, company.language),
      currency: one.currency,
      state: one.state,
      openedOn: one.openedOn,
      endedOn: one.endedOn,
      watchSince: one.watchSince,
      agencyNumber: one.agencyNumber,
      capital: text(one.capital),
      interest: text(one.interest),
      fees: text(one.fees),
      court: text(one.court),
      open: text(items.reduce((sum, item) => sum + item.open, 0n)),
      items: items.map(({ amount, interest, open, ...item }) => ({
        ...item,
        handedOver: text(amount),
        interest: text(interest),
        open: text(open),
      })),
      claims: claims.map((claim) => ({ ...claim, amount: text(claim.amount) })),
      events: events.map((event) => ({
        ...event,
        amount: event.amount === null ? null : text(event.amount),
        recordedAt: event.recordedAt.toISOString(),
      })),
      messages: messages.map((message) => ({
        ...message,
        sentAt: message.sentAt?.toISOString() ?? null,
        nextTryAt: message.nextTryAt?.toISOString() ?? null,
      })),
    }
  },
})
