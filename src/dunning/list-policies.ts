import { z } from 'zod'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readBooks } from '../ledger/books.ts'
import { toPolicy, versionColumns } from './policies.ts'
import { areaCodes, policyShape, shownPolicy } from './policy-shape.ts'

export const listPolicies = verb({
  kind: 'read',
  name: 'dunning.list-policies',
  summary: 'Dunning policies as they stand, and what they are assigned to',
  route: 'GET /dunning-policies',
  input: z.object({ closed: z.stringbool().or(z.boolean()).default(false) }),
  output: z.object({
    rows: z.array(
      policyShape.extend({
        closedOn: dayText.nullable(),
        versions: z.number(),
        assignments: z.object({
          invoices: z.number(),
          customers: z.number(),
          invoiceGroups: z.array(z.string()),
          customerKinds: z.array(z.string()),
        }),
      }),
    ),
  }),
  async run(ctx, { closed }) {
    const { db, company, today } = ctx
    const rows = await db.rows<
      Parameters<typeof toPolicy>[0] & {
        closedOn: string | null
        versions: number
        invoices: number
        customers: number
        invoiceGroups: string[]
        customerKinds: string[]
      }
    >(
      `select distinct on (p.code) ${versionColumns}, nullif(p.closed_on, 'infinity') as "closedOn",
              (select count(*)::int from dunning_policy_versions w where w.company_id = p.company_id and w.policy_id = p.id) as versions,
              a.invoices, a.customers, a."invoiceGroups", a."customerKinds"
         from dunning_policies p join dunning_policy_versions v on v.company_id = p.company_id and v.policy_id = p.id
        cross join lateral (
          select count(a.invoice_id)::int as invoices, count(a.party_id)::int as customers, coalesce(json_agg(g.code order by g.code) filter (where g.code is not null), '[]') as "invoiceGroups",
                 coalesce(json_agg(a.customer_kind order by a.customer_kind) filter (where a.customer_kind is not null), '[]') as "customerKinds"
            from dunning_assignments a left join invoice_groups g on g.company_id = a.company_id and g.id = a.invoice_group_id
           where a.company_id = p.company_id and a.policy_id = p.id and a.from_on <= $2 and $2 < a.to_on) a
        where p.company_id = $1 and ($3 or p.closed_on = 'infinity')
        order by p.code, v.valid_from <= $2 desc, case when v.valid_from <= $2 then v.valid_from end desc, v.valid_from, v.version_no desc`,
      [company.id, today, closed],
    )
    const [areas, base] = [await areaCodes(ctx), (await readBooks(ctx)).baseOn(today)]
    return {
      rows: rows.map(({ closedOn, versions, invoices, customers, invoiceGroups, customerKinds, ...stored }) => ({
        ...shownPolicy(toPolicy(stored), base, areas),
        closedOn: closedOn as never,
        versions,
        assignments: { invoices, customers, invoiceGroups, customerKinds },
      })),
    }
  },
})
