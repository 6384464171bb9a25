import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id, percentText, positiveText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { adapterNames, readAgencies, refuseUnlessSetUp, settingsOf, targets } from './agencies.ts'

const shape = {
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{1,30}$/, 'letters, digits, hyphens; at most 30'),
  name: z.string().trim().min(1).max(200),
  target: z.enum(targets),
  adapter: z.enum(adapterNames),
  settings: z.record(z.string(), z.unknown()).default({}),
  membershipNumber: z.string().trim().max(50).nullable().default(null),
  creditorNumber: z.string().trim().max(50).nullable().default(null),
  handover: z.enum(['by-itself', 'approved']).default('approved'),
  feeTerms: z
    .strictObject({
      percent: percentText.optional(),
      fixed: positiveText.optional(),
      vatPercent: percentText.optional(),
    })
    .default({}),
  accruesInterest: z.boolean().default(true).meta({
    description: 'Interest of the days that a claim is with the agency is the agency’s to claim: here it stands still',
  }),
  isDefault: z.boolean().default(false),
}

/** An agency or a court of the company: how it is reached, and how it knows us. */
export const saveAgency = verb({
  kind: 'write',
  name: 'collection.save-agency',
  summary: 'Add or change a collection agency or a court',
  route: 'POST /collection/agencies',
  ofWholeCompany: true,
  input: z.object({
    ...shape,
    party: z.string().nullable().default(null).meta({ description: 'Its customer or supplier number in our books' }),
    businessArea: z.string().nullable().default(null).meta({ description: 'Code; null: for all' }),
    closedOn: dayText.nullable().default(null),
  }),
  output: z.object({ agencyId: id, code: z.string() }),
  async run(ctx, input) {
    if ((input.target === 'court') !== (input.adapter === 'authority-file' || input.adapter === 'paper'))
      refuse(
        'collection.adapter-does-not-fit',
        `${input.adapter} does not serve ${input.target === 'court' ? 'a court' : 'an agency'}`,
        {
          adapter: input.adapter,
        },
      )
    settingsOf(input, input.adapter)
    if (!input.closedOn || input.closedOn > ctx.today) await refuseUnlessSetUp(ctx, input)
    const party =
      input.party === null
        ? null
        : await idOf(`parties where company_id = $1 and number = $2 and merged_into_id is null`, input.party, 'party')
    const area =
      input.businessArea === null
        ? null
        : await idOf(`business_areas where company_id = $1 and code = $2`, input.businessArea, 'business area')
    async function idOf(from: string, value: string, what: string): Promise<Id> {
      const row = await ctx.db.maybe<{ id: Id }>(`select id from ${from}`, [ctx.company.id, value])
      return row?.id ?? refuse('collection.name-unknown', `there is no ${what} ${value}`, { what, value })
    }
    const known = await ctx.db.maybe<{ id: Id; target: string; adapter: string }>(
      `select id, target, adapter from collection_agencies where company_id = $1 and code = $2 for update`,
      [ctx.company.id, input.code],
    )
    if (known && known.target !== input.target)
      refuse(
        'collection.target-stays',
        `${input.code} is ${known.target}: what it takes does not change; add another`,
        {
          agency: input.code,
        },
      )
    if (input.isDefault)
      await ctx.db.query(
        `update collection_agencies set is_default = false where company_id = $1 and target = $2 and code <> $3 and is_default`,
        [ctx.company.id, input.target, input.code],
      )
    const agencyId = known?.id ?? newId()
    await ctx.db.query(
      `insert into collection_agencies (company_id, id, code, name, target, adapter, settings, party_id, membership_number, creditor_number, handover, fee_terms, is_default, business_area_id, closed_on, accrues_interest)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, coalesce($15::date, 'infinity'), $16)
       on conflict (company_id, code) do update set name = excluded.name, adapter = excluded.adapter, settings = excluded.settings, party_id = excluded.party_id,
         membership_number = excluded.membership_number, creditor_number = excluded.creditor_number, handover = excluded.handover, fee_terms = excluded.fee_terms,
         is_default = excluded.is_default, business_area_id = excluded.business_area_id, closed_on = excluded.closed_on, accrues_interest = excluded.accrues_interest`,
      [
        ctx.company.id,
        agencyId,
        input.code,
        input.name,
        input.target,
        input.adapter,
        JSON.stringify(input.settings),
        party,
        input.membershipNumber,
        input.creditorNumber,
        input.handover,
        JSON.stringify(input.feeTerms),
        input.isDefault,
        area,
        input.closedOn,
        input.accruesInterest,
      ],
    )
    await audit(ctx, {
      verb: 'collection.save-agency',
      subjects: [agencyId],
      summary: { code: input.code },
      after: input,
    })
    return { agencyId, code: input.code }
  },
})

export const listAgencies = verb({
  kind: 'read',
  name: 'collection.list-agencies',
  summary: 'List collection agencies and courts',
  route: 'GET /collection/agencies',
  input: z.object({}),
  output: z.object({
    agencies: z.array(
      z.object({ agencyId: id, ...shape, party: z.string().nullable(), businessArea: z.string().nullable() }),
    ),
  }),
  async run(ctx) {
    const agencies = await readAgencies(ctx)
    const numbers = await ctx.db.rows<{ id: Id; name: string }>(
      `select id, number as name from parties where company_id = $1 and id = any ($2::uuid[])
       union all select id, code from business_areas where company_id = $1 and id = any ($3::uuid[])`,
      [
        ctx.company.id,
        agencies.flatMap((one) => one.partyId ?? []),
        agencies.flatMap((one) => one.businessAreaId ?? []),
      ],
    )
    const nameOf = (one: Id | null) => numbers.find((row) => row.id === one)?.name ?? null
    return {
      agencies: agencies.map(({ id: agencyId, partyId, businessAreaId, settings, ...one }) => ({
        ...one,
        agencyId,
        settings: settings as Record<string, unknown>,
        party: nameOf(partyId),
        businessArea: nameOf(businessAreaId),
      })),
    }
  },
})
