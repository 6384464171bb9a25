import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { findParty } from '../parties/find-party.ts'
import { protectedName } from '../parties/sees-protected.ts'
import { checkShape, readChecks } from './answers.ts'

/** Who asked about whom, why, and what came back; newest first. */
export const listChecks = verb({
  kind: 'read',
  name: 'credit.list-checks',
  summary: 'Questions to credit bureaus and their answers, newest first',
  route: 'GET /credit/checks',
  input: z.object({ ...paging, customer: z.string().optional(), role: z.enum(['customer', 'supplier']).optional() }),
  output: pageOf(checkShape.extend({ customerName: z.string() })),
  async run(ctx, { after, limit, customer, role }) {
    const partyId = customer === undefined ? null : (await findParty(ctx, customer)).id
    const place = id.safeParse(after).success ? after! : null
    const rows = await readChecks(
      ctx,
      sql`(${partyId}::uuid is null or c.party_id = ${partyId}) and (${role ?? null}::text is null or c.role = ${role ?? null}) and (${place}::uuid is null or c.id < ${place})`,
      limit,
    )
    // Beside the answers, not in them: the answer of a question that went as a job is kept, a name is not.
    const names = await ctx.db.rows<{ number: string; name: string }>(
      `select number, case when protection = 'none' then name else $3 end as name from parties where company_id = $1 and number = any ($2::text[])`,
      [ctx.company.id, rows.map((one) => one.customer), protectedName[ctx.company.language]],
    )
    const nameOf = new Map(names.map((one) => [one.number, one.name]))
    return {
      rows: rows.map((one) => ({ ...one, customerName: nameOf.get(one.customer) ?? '–' })),
      next: rows.length === limit ? rows.at(-1)!.checkId : null,
    }
  },
})
