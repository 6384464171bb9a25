import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { dayText, id, percentText } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'

export interface Agreement {
  id: Id
  code: string
  name: string
  partyId: Id
  kind: 'pledged' | 'sold'
  validFrom: Day
  validTo: Day
  settings: { path: string }
  clientNumber: string | null
  groups: Id[]
  parties: Id[]
}

export const readAgreements = ({ db, company }: Ctx): Promise<Agreement[]> =>
  db.rows<Agreement>(
    `select a.id, a.code, a.name, a.party_id as "partyId", a.kind, a.valid_from as "validFrom", a.valid_to as "validTo", a.settings, a.client_number as "clientNumber",
            coalesce(array_agg(s.invoice_group_id) filter (where s.invoice_group_id is not null), '{}') as groups,
            coalesce(array_agg(s.party_id) filter (where s.party_id is not null), '{}') as parties
       from financing_agreements a left join financing_scopes s on s.company_id = a.company_id and s.agreement_id = a.id
      where a.company_id = $1 group by a.company_id, a.id order by a.code`,
    [company.id],
  )

const account = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['bankgiro', 'plusgiro']), id: z.string().min(2).max(20) }),
  z.strictObject({ kind: z.literal('bban'), id: z.string().min(5).max(30) }),
  z.strictObject({ kind: z.literal('iban'), id: z.string().min(10).max(34), bic: z.string().max(11).optional() }),
])
const texts = z.partialRecord(z.enum(['sv', 'nb', 'bg', 'en']), z.string().trim().min(1).max(1000))

/** An agreement with a financing partner: from its first day the invoices that it names bear his payment instruction. */
export const saveFinancing = verb({
  kind: 'write',
  name: 'collection.save-financing',
  summary: 'Add an agreement on pledged or sold invoices, or end one',
  route: 'POST /collection/financing',
  ofWholeCompany: true,
  input: z.object({
    code: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9_-]{1,30}$/, 'letters, digits, hyphens; at most 30'),
    name: z.string().trim().min(1).max(200),
    party: z.string().meta({ description: "The partner's number in our books" }),
    kind: z.enum(['pledged', 'sold']),
    validFrom: dayText,
    validTo: dayText.nullable().default(null).meta({ description: 'First day on which it holds no more' }),
    payment: account,
    texts: texts.refine((given) => Object.keys(given).length > 0, 'the notice of assignment in one language at least'),
    advancePercent: percentText.default('100'),
    path: z.string().min(1).max(500).meta({ description: 'Folder of reports to the partner' }),
    clientNumber: z.string().trim().max(50).nullable().default(null),
    invoiceGroups: z
      .array(z.string())
      .default([])
      .meta({ description: 'Codes; neither these nor customers: all invoices' }),
    customers: z.array(z.string()).default([]),
  }),
  output: z.object({ agreementId: id, code: z.string() }),
  async run(ctx, input) {
    const { db, company } = ctx
    const known = await db.maybe<{ id: Id }>(
      `select id from financing_agreements where company_id = $1 and code = $2 for update`,
      [company.id, input.code],
    )
    if (known) {
      // What invoices said stays: of an agreement that stands only its end moves, and never into the past.
      if (input.validTo === null || input.validTo < ctx.today)
        refuse(
          'financing.stands',
          `${input.code} stands: give the day on which it ends, today or later, or add another`,
          { agreement: input.code },
        )
      await db.query(`update financing_agreements set valid_to = $3 where company_id = $1 and id = $2`, [
        company.id,
        known.id,
        input.validTo,
      ])
      await audit(ctx, { verb: 'collection.save-financing', subjects: [known.id], summary: { code: input.code } })
      return { agreementId: known.id, code: input.code }
    }
    if (input.validFrom < ctx.today)
      refuse('financing.past', `an agreement begins today or later: invoices of ${input.validFrom} have left already`, {
        on: input.validFrom,
      })
    const idsOf = async (sql: string, values: string[], what: string): Promise<Id[]> => {
      const rows = await db.rows<{ id: Id; name: string }>(sql, [company.id, values])
      const missing = values.find((value) => !rows.some((row) => row.name === value))
      if (missing) refuse('collection.name-unknown', `there is no ${what} ${missing}`, { what, value: missing })
      return rows.map((row) => row.id)
    }
    const partiesOf = (numbers: string[]) =>
      idsOf(
        `select id, number as name from parties where company_id = $1 and number = any ($2::text[]) and merged_into_id is null`,
        numbers,
        'party',
      )
    const [partner] = await partiesOf([input.party])
    const groups = await idsOf(
      `select id, code as name from invoice_groups where company_id = $1 and code = any ($2::text[])`,
      input.invoiceGroups,
      'invoice group',
    )
    const customers = await partiesOf(input.customers)
    const agreementId = newId()
    await db.query(
      `insert into financing_agreements (company_id, id, code, name, party_id, kind, valid_from, valid_to, payment, texts, advance_percent, settings, client_number, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, coalesce($8::date, 'infinity'), $9, $10, $11, $12, $13, $14)`,
      [
        company.id,
        agreementId,
        input.code,
        input.name,
        partner,
        input.kind,
        input.validFrom,
        input.validTo,
        JSON.stringify(input.payment),
        JSON.stringify(input.texts),
        input.advancePercent,
        JSON.stringify({ path: input.path }),
        input.clientNumber,
        ctx.user.id,
      ],
    )
    await insertRows(
      db,
      'financing_scopes',
      { id: 'uuid', invoice_group_id: 'uuid', party_id: 'uuid' },
      [
        ...groups.map((group) => ({ id: newId(), invoice_group_id: group as Id | null, party_id: null as Id | null })),
        ...customers.map((party) => ({ id: newId(), invoice_group_id: null, party_id: party })),
      ],
      { company_id: { type: 'uuid', value: company.id }, agreement_id: { type: 'uuid', value: agreementId } },
    )
    await audit(ctx, {
      verb: 'collection.save-financing',
      subjects: [agreementId],
      summary: { code: input.code },
      after: input,
    })
    return { agreementId, code: input.code }
  },
})

export const listFinancing = verb({
  kind: 'read',
  name: 'collection.list-financing',
  summary: 'List agreements on pledged and sold invoices',
  route: 'GET /collection/financing',
  input: z.object({}),
  output: z.object({
    agreements: z.array(
      z.object({
        agreementId: id,
        code: z.string(),
        name: z.string(),
        kind: z.enum(['pledged', 'sold']),
        validFrom: dayText,
        validTo: z.string().nullable(),
        invoices: z.number(),
      }),
    ),
  }),
  run: async ({ db, company }) => ({
    agreements: await db.rows<{
      agreementId: Id
      code: string
      name: string
      kind: 'pledged' | 'sold'
      validFrom: Day
      validTo: Day | null
      invoices: number
    }>(
      `select id as "agreementId", code, name, kind, valid_from as "validFrom", nullif(valid_to, 'infinity') as "validTo",
              (select count(*)::int from financed_items f where f.company_id = a.company_id and f.agreement_id = a.id) as invoices
         from financing_agreements a where company_id = $1 order by code`,
      [company.id],
    ),
  }),
})
