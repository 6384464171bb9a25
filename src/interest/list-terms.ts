import { z } from 'zod'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'

const termsRow = z.object({
  id,
  customer: z.string().nullable(),
  invoiceGroup: z.string().nullable(),
  from: z.string(),
  startBasis: z.string().nullable(),
  rate: z.string().nullable(),
  percent: z.string().nullable(),
  source: z.string(),
})

/** What was agreed about interest, newest first. */
export const listTerms = verb({
  kind: 'read',
  name: 'interest.list-terms',
  summary: 'List what was agreed about late-payment interest',
  route: 'GET /interest/terms',
  input: z.object({ customer: z.string().optional().meta({ description: 'Customer number' }) }),
  output: z.object({ rows: z.array(termsRow) }),
  async run({ db, company }, { customer }) {
    return {
      rows: await db.rows<z.output<typeof termsRow>>(
        hot(
          `select t.id, p.number as customer, g.code as "invoiceGroup", t.valid_from as from, t.start_basis as "startBasis", t.rate_kind as rate,
                  trim_scale(t.percent)::text as percent, t.source
             from interest_terms t
             left join parties p on p.company_id = t.company_id and p.id = t.party_id
             left join invoice_groups g on g.company_id = t.company_id and g.id = t.invoice_group_id
            where t.company_id = $1 and (t.party_id is null or p.id is not null) and (t.invoice_group_id is null or g.id is not null)
              and ($2::text is null or p.number = $2)
            order by t.valid_from desc, t.recorded_at desc, t.id desc`,
          [company.id, customer ?? null],
        ),
      ),
    }
  },
})
