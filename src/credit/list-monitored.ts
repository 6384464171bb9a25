import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Day } from '../kernel/day.ts'
import { daysBetween } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

/** Customers and suppliers that are monitored, with the latest that is known of each. */
export const listMonitored = verb({
  kind: 'read',
  name: 'credit.list-monitored',
  summary: 'Customers and suppliers that are monitored, with their latest answer and change',
  route: 'GET /credit/monitored',
  input: z.object({ ...paging, role: z.enum(['customer', 'supplier']).optional() }),
  output: pageOf(
    z.object({
      monitoringId: id,
      partyId: id,
      customer: z.string(),
      customerName: z.string(),
      isCustomer: z.boolean(),
      isSupplier: z.boolean(),
      bureau: z.string(),
      reasonKind: z.string(),
      reason: z.string(),
      fromOn: dayText,
      answer: z
        .object({
          sourceOn: dayText,
          ageDays: z.number().int(),
          status: z.string().nullable(),
          score: z.string().nullable(),
          class: z.string().nullable(),
        })
        .nullable(),
      change: z.object({ changeId: id, kind: z.string(), changedOn: dayText, isReviewed: z.boolean() }).nullable(),
    }),
  ),
  async run(ctx, { after, limit, role }) {
    const place = id.safeParse(after).success ? after! : null
    const rows = await ctx.db.rows<{
      monitoringId: Id
      answer: { sourceOn: Day; status: string | null; score: string | null; class: string | null } | null
    }>(
      sql`select m.id as "monitoringId", p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.is_customer as "isCustomer", p.is_supplier as "isSupplier",
                 m.bureau, m.reason_kind as "reasonKind", m.reason, m.from_on as "fromOn",
                 (select json_build_object('sourceOn', a.source_on, 'status', a.status, 'score', trim_scale(a.score)::text, 'class', a.class) from credit_answers a
                   where a.company_id = m.company_id and a.party_id = m.party_id and a.outcome = 'answered' order by a.check_id desc limit 1) as answer,
                 (select json_build_object('changeId', c.id, 'kind', c.kind, 'changedOn', c.changed_on,
                         'isReviewed', exists (select from credit_change_reviews r where r.company_id = c.company_id and r.change_id = c.id)) from credit_changes c
                   where c.company_id = m.company_id and c.party_id = m.party_id order by c.id desc limit 1) as change
            from credit_monitorings m join parties p on p.company_id = m.company_id and p.id = m.party_id
           where m.company_id = ${ctx.company.id} and m.ended_on = 'infinity' and (${place}::uuid is null or m.id > ${place})
             and (${role ?? null}::text is null or (${role ?? null} = 'customer' and p.is_customer) or (${role ?? null} = 'supplier' and p.is_supplier))
           order by m.id limit ${limit}`,
    )
    return {
      rows: rows.map((row) => ({
        ...row,
        answer: row.answer && { ...row.answer, ageDays: daysBetween(row.answer.sourceOn, ctx.today) },
      })) as never,
      next: rows.length === limit ? rows.at(-1)!.monitoringId : null,
    }
  },
})
