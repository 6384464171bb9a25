import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Policy, Step } from './types.ts'

export type Subject = 'invoice' | 'customer' | 'invoice-group' | 'customer-kind' | 'default' | 'none'

export interface Assignment {
  id: Id
  policyId: Id | null
  invoiceId: Id | null
  partyId: Id | null
  invoiceGroupId: Id | null
  customerKind: string | null
  fromOn: Day
  toOn: Day
  reason: string
}

/** Every policy's version in force on a day, and which of them holds for what. Read once for a run. */
export interface PolicyBook {
  on: Day
  policies: Map<Id, Policy>
  byInvoice: Map<Id, Assignment>
  byParty: Map<Id, Assignment>
  byGroup: Map<Id, Assignment>
  byKind: Map<string, Assignment>
  default: Policy | null
}

export async function readPolicyBook(ctx: Ctx, on: Day): Promise<PolicyBook> {
  const { db, company } = ctx
  const versions = await readVersions(ctx, on)
  const assignments = await db.rows<Assignment>(
    hot(
      `select id, policy_id as "policyId", invoice_id as "invoiceId", party_id as "partyId", invoice_group_id as "invoiceGroupId", customer_kind as "customerKind",
              from_on as "fromOn", to_on as "toOn", reason
         from dunning_assignments where company_id = $1 and from_on <= $2 and $2 < to_on order by from_on, recorded_at, to_on desc, id`,
      [company.id, on],
    ),
  )
  // Of two for one subject the later one counts; of two that a merge took over on one day, the one that is for a shorter time.
  const book: PolicyBook = {
    on,
    policies: new Map(versions.map((policy) => [policy.id, policy])),
    byInvoice: new Map(),
    byParty: new Map(),
    byGroup: new Map(),
    byKind: new Map(),
    default: versions.find((policy) => policy.isDefault) ?? null,
  }
  for (const one of assignments) {
    if (one.invoiceId) book.byInvoice.set(one.invoiceId, one)
    else if (one.partyId) book.byParty.set(one.partyId, one)
    else if (one.invoiceGroupId) book.byGroup.set(one.invoiceGroupId, one)
    else if (one.customerKind) book.byKind.set(one.customerKind, one)
  }
  return book
}

type StoredVersion = Omit<Policy, 'minimum' | 'steps'> & {
  minimum: Record<string, string | number>
  steps: (Omit<Step, 'feeAmount'> & { feeAmount: string | number | null })[]
}

export const versionColumns = `p.id, p.code, p.name, p.business_area_id as "businessAreaId", p.is_default as "isDefault", v.version_no as "versionNo", v.valid_from as "validFrom", v.minimum,
  v.grace_days as "graceDays", v.bank_file_days as "bankFileDays", v.interest, v.fee_agreed as "feeAgreed", v.approval,
  coalesce((select json_agg(json_build_object('stepNo', s.step_no, 'kind', s.kind, 'days', s.days, 'fee', s.fee, 'feeAmount', s.fee_amount, 'compensation', s.compensation,
                                              'deadlineDays', s.deadline_days, 'channels', s.channels, 'texts', s.texts) order by s.step_no)
              from dunning_steps s where s.company_id = v.company_id and s.policy_id = v.policy_id and s.version_no = v.version_no), '[]') as steps`

/** The newest version whose day has come counts; a closed policy has none. */
async function readVersions({ db, company }: Ctx, on: Day): Promise<Policy[]> {
  const rows = await db.rows<StoredVersion>(
    hot(
      `select distinct on (p.id) ${versionColumns}
         from dunning_policies p join dunning_policy_versions v on v.company_id = p.company_id and v.policy_id = p.id
        where p.company_id = $1 and v.valid_from <= $2 and $2 < p.closed_on
        order by p.id, v.valid_from desc, v.version_no desc`,
      [company.id, on],
    ),
  )
  return rows.map(toPolicy)
}

export const toPolicy = ({ minimum, steps, ...rest }: StoredVersion): Policy => ({
  ...rest,
  minimum: Object.fromEntries(Object.entries(minimum).map(([currency, amount]) => [currency, BigInt(amount)])),
  steps: steps.map((step) => ({ ...step, feeAmount: step.feeAmount === null ? null : BigInt(step.feeAmount) })),
})

export interface ChosenPolicy {
  policy: Policy | null
  rule: Subject
  assignment: Assignment | null
}

/**
 * Which policy holds: the invoice's, else the customer's, else the invoice group's, else that of the customer's kind, else the
 * default. An assignment to no policy, or to one that is closed, asks for nothing.
 */
export function choosePolicy(
  book: PolicyBook,
  invoiceId: Id | null,
  partyId: Id,
  invoiceGroupId: Id | null,
  customerKind: string | null,
): ChosenPolicy {
  const ofInvoice = invoiceId ? book.byInvoice.get(invoiceId) : undefined
  if (ofInvoice) return assigned(book, 'invoice', ofInvoice)
  const ofParty = book.byParty.get(partyId)
  if (ofParty) return assigned(book, 'customer', ofParty)
  const ofGroup = invoiceGroupId ? book.byGroup.get(invoiceGroupId) : undefined
  if (ofGroup) return assigned(book, 'invoice-group', ofGroup)
  const ofKind = customerKind ? book.byKind.get(customerKind) : undefined
  if (ofKind) return assigned(book, 'customer-kind', ofKind)
  return { policy: book.default, rule: book.default ? 'default' : 'none', assignment: null }
}

const assigned = (book: PolicyBook, rule: Subject, assignment: Assignment): ChosenPolicy => ({
  policy: assignment.policyId ? (book.policies.get(assignment.policyId) ?? null) : null,
  rule,
  assignment,
})

/** The same book with one policy changed or added, and what it is assigned to besides: for a simulation. */
export function withPolicy(book: PolicyBook, policy: Policy): PolicyBook {
  const policies = new Map(book.policies).set(policy.id, policy)
  return {
    ...book,
    policies,
    default: policy.isDefault ? policy : book.default?.id === policy.id ? policy : book.default,
  }
}
