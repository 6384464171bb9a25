import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findParty } from '../parties/find-party.ts'
import { choosePolicy, readPolicyBook } from './policies.ts'

/** Which policy holds for a document or a customer, and by which rule. */
export const whyPolicy = verb({
  kind: 'read',
  name: 'dunning.why-policy',
  summary: 'Which dunning policy holds for a document or a customer, and why',
  route: 'GET /dunning-policies/why',
  input: z
    .object({
      invoice: z.string().optional().meta({ description: 'Number of an issued document' }),
      customer: z.string().optional().meta({ description: 'Customer number' }),
      invoiceGroup: z.string().optional().meta({ description: 'With a customer: of which group his documents are' }),
      on: dayText.optional(),
    })
    .refine((given) => (given.invoice === undefined) !== (given.customer === undefined), {
      error: 'name a document or a customer',
    }),
  output: z.object({
    on: dayText,
    policy: z
      .object({ code: z.string(), name: z.string(), versionNo: z.number() })
      .nullable()
      .meta({ description: 'Null: nothing is asked for' }),
    rule: z
      .enum(['invoice', 'customer', 'invoice-group', 'customer-kind', 'default', 'none'])
      .meta({ description: 'The most specific one that names a policy, or none' }),
    reason: z.string().nullable(),
    from: dayText.nullable(),
  }),
  async run(ctx, { on = ctx.today, ...given }) {
    const facts = given.invoice
      ? await factsOfInvoice(ctx, given.invoice)
      : await factsOfParty(ctx, given.customer!, given.invoiceGroup)
    const { policy, rule, assignment } = choosePolicy(
      await readPolicyBook(ctx, on),
      facts.invoiceId,
      facts.partyId,
      facts.invoiceGroupId,
      facts.customerKind,
    )
    return {
      on,
      policy: policy ? { code: policy.code, name: policy.name, versionNo: policy.versionNo } : null,
      rule,
      reason: assignment?.reason ?? null,
      from: assignment?.fromOn ?? policy?.validFrom ?? null,
    }
  },
})

interface Facts {
  invoiceId: Id | null
  partyId: Id
  invoiceGroupId: Id | null
  customerKind: string | null
}

async function factsOfInvoice({ db, company }: Ctx, number: string): Promise<Facts> {
  const found = await db.maybe<Facts>(
    `select i.id as "invoiceId", i.payer_id as "partyId", i.invoice_group_id as "invoiceGroupId", p.kind as "customerKind"
       from invoices i join parties p on p.company_id = i.company_id and p.id = i.payer_id
      where i.company_id = $1 and i.number_text = $2 and i.kind <> 'proforma' order by i.issued_on desc limit 1`,
    [company.id, number],
  )
  return found ?? refuse('invoice.unknown', `there is no document ${number}`, { number }, 404)
}

async function factsOfParty(ctx: Ctx, number: string, groupCode: string | undefined): Promise<Facts> {
  const party = await findParty(ctx, number)
  const group = groupCode
    ? await ctx.db.maybe<{ id: Id }>(`select id from invoice_groups where company_id = $1 and code = $2`, [
        ctx.company.id,
        groupCode,
      ])
    : null
  if (groupCode && !group)
    refuse('invoice-group.unknown', `there is no invoice group ${groupCode}`, { code: groupCode }, 404)
  return { invoiceId: null, partyId: party.id, invoiceGroupId: group?.id ?? null, customerKind: party.kind }
}
