import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Id } from '../kernel/id.ts'
import { findParty } from '../parties/find-party.ts'

/** What bureaus told, newest first; those that nobody has looked at are work. */
export const listChanges = verb({
  kind: 'read',
  name: 'credit.list-changes',
  summary: 'Changes that credit bureaus told of, newest first',
  route: 'GET /credit/changes',
  input: z.object({
    ...paging,
    customer: z.string().optional(),
    toReview: z.stringbool().or(z.boolean()).default(false).meta({ description: 'Only what nobody has looked at' }),
  }),
  output: pageOf(
    z.object({
      changeId: id,
      partyId: id,
      customer: z.string(),
      customerName: z.string(),
      isCustomer: z.boolean(),
      isSupplier: z.boolean(),
      bureau: z.string(),
      kind: z.string(),
      changedOn: dayText,
      text: z.string().nullable(),
      toldAt: z.string(),
      holdId: id.nullable().meta({ description: 'The hold on the chain of claims that it made' }),
      reviewedAt: z.string().nullable(),
      reviewedBy: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
  async run(ctx, { after, limit, customer, toReview }) {
    const partyId = customer === undefined ? null : (await findParty(ctx, customer)).id
    const place = id.safeParse(after).success ? after! : null
    const rows = await ctx.db.rows<{ changeId: Id }>(
      sql`select c.id as "changeId", p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.is_customer as "isCustomer", p.is_supplier as "isSupplier", c.bureau, c.kind,
                 c.changed_on as "changedOn", case when p.protection = 'none' then c.text end as text, to_char(c.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "toldAt",
                 c.hold_id as "holdId", to_char(r.reviewed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "reviewedAt", u.name as "reviewedBy", r.note
            from credit_changes c join parties p on p.company_id = c.company_id and p.id = c.party_id
            left join credit_change_reviews r on r.company_id = c.company_id and r.change_id = c.id left join users u on u.id = r.reviewed_by
           where c.company_id = ${ctx.company.id} and (${partyId}::uuid is null or c.party_id = ${partyId}) and (not ${toReview} or r.change_id is null) and (${place}::uuid is null or c.id < ${place})
           order by c.id desc limit ${limit}`,
    )
    return { rows: rows as never, next: rows.length === limit ? rows.at(-1)!.changeId : null }
  },
})
