import type { Ctx } from '../../db/context.ts'
import type { DocumentParty, DocumentSeller, PaymentAccount } from '../../formats/e-invoice/document.ts'
import { readPaymentAccounts } from '../../invoicing/billing-set-up.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readIdentities } from '../plan-cases.ts'
import type { AttachedDocument } from './attachments.ts'
import { attachmentsOf } from './attachments.ts'

export interface DossierClaim {
  no: number
  kind: string
  itemId: Id | null
  numberText: string | null
  dueOn: Day | null
  amount: bigint
  ground: string
  interestFrom: Day | null
  interestText: string | null
  source: string | null
}

/** Everything that an application says, as it stood when it was proposed. */
export interface Dossier {
  caseId: Id
  number: bigint
  currency: string
  openedOn: Day
  state: string
  court: { code: string; name: string; adapter: string; settings: unknown; agencyId: Id }
  courtNumber: string | null
  businessAreaId: Id | null
  businessArea: string | null
  applicant: DocumentSeller
  /** Where the respondent pays: courts' forms ask for it. */
  accounts: PaymentAccount[]
  respondent: DocumentParty
  respondentNumber: string | null
  partyId: Id
  language: 'sv' | 'nb' | 'bg' | 'en'
  isPerson: boolean
  protection: string
  claims: DossierClaim[]
  payments: { on: Day; amount: bigint }[]
  /** What goes with it; none where the authority takes a file of its own layout. */
  attachments: AttachedDocument[]
  law: { name: string; value: string; from: string; source: string; unverified?: boolean }[]
  events: { kind: string; on: Day; text: string | null }[]
}

/** @throws Refused collection.case-unknown, collection.no-application */
export async function readDossier(ctx: Ctx, caseId: Id): Promise<Dossier> {
  const { db, company } = ctx
  const head = await db.maybe<
    Omit<Dossier, 'respondentNumber' | 'accounts' | 'claims' | 'payments' | 'attachments' | 'events' | 'court'> & {
      target: string
      code: string
      name: string
      adapter: string
      settings: unknown
      agencyId: Id
    }
  >(
    `select c.id as "caseId", c.number, c.currency, c.opened_on as "openedOn", c.state, c.target, c.agency_number as "courtNumber", c.business_area_id as "businessAreaId", c.law,
            c.party_id as "partyId", a.name as "businessArea", v.seller as applicant, b.buyer as respondent, p.kind = 'person' as "isPerson", p.protection, p.language,
            g.code, g.name, g.adapter, g.settings, g.id as "agencyId"
       from collection_cases c join collection_agencies g on g.company_id = c.company_id and g.id = c.agency_id
       join company_versions v on v.company_id = c.company_id and v.version_no = c.company_version_no
       join party_versions b on b.company_id = c.company_id and b.party_id = c.party_id and b.version_no = c.party_version_no
       join parties p on p.company_id = c.company_id and p.id = c.party_id
       left join business_areas a on a.company_id = c.company_id and a.id = c.business_area_id
      where c.company_id = $1 and c.id = $2`,
    [company.id, caseId],
  )
  if (!head) return refuse('collection.case-unknown', 'there is no such case', { case: caseId }, 404)
  if (head.target !== 'court')
    refuse('collection.no-application', `case K${head.number} is with an agency: it has no application`, {}, 409)
  const claims = await db.rows<DossierClaim>(
    `select k.claim_no as no, k.kind, k.item_id as "itemId", t.number_text as "numberText", t.due_on as "dueOn", k.amount, k.ground, k.interest_from as "interestFrom", k.interest_text as "interestText", k.source
       from collection_claims k left join collection_case_items t on t.company_id = k.company_id and t.case_id = k.case_id and t.item_id = k.item_id
      where k.company_id = $1 and k.case_id = $2 order by k.claim_no`,
    [company.id, caseId],
  )
  const payments = await db.rows<{ on: Day; amount: bigint }>(
    `select a.value_on as "on", sum(a.amount)::int8 as amount from collection_case_items t
       join allocations a on a.company_id = t.company_id and a.debit_item_id = t.item_id join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id
       join collection_cases c on c.company_id = t.company_id and c.id = t.case_id
      where t.company_id = $1 and t.case_id = $2 and k.kind <> 'transfer' and a.value_on <= c.opened_on group by a.value_on having sum(a.amount) > 0 order by a.value_on`,
    [company.id, caseId],
  )
  const events = await db.rows<{ kind: string; on: Day; text: string | null }>(
    `select kind, happened_on as "on", text from collection_events where company_id = $1 and case_id = $2 and kind <> 'note' order by happened_on, recorded_at, id`,
    [company.id, caseId],
  )
  const { code, name, adapter, settings, agencyId, target: _, ...rest } = head
  return {
    ...rest,
    applicant: { ...head.applicant, name: head.applicant.name ?? company.name },
    court: { code, name, adapter, settings, agencyId },
    accounts: await readPaymentAccounts(ctx),
    respondentNumber: (await readIdentities(ctx, [head.partyId])).get(head.partyId) ?? null,
    claims,
    payments,
    attachments:
      adapter === 'paper'
        ? await attachmentsOf(
            ctx,
            claims.flatMap((claim) => (claim.kind === 'capital' && claim.itemId ? [claim.itemId] : [])),
            head.openedOn,
          )
        : [],
    events,
  }
}
