import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { readCreditLimits } from '../invoicing/draft/credit-limits.ts'
import type { Day } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { readBooks } from '../ledger/books.ts'
import { findParty } from '../parties/find-party.ts'
import { checkShape, readChecks } from './answers.ts'
import { usedOf } from './limit-use.ts'
import {
  reasonsOf,
  type Standing,
  scoreReason,
  standingColumns,
  standingShape,
  standings,
  toldStanding,
} from './standing.ts'

/** All that is known of a customer's or supplier's credit: how he pays and why the score is what it is, limit, bureau, monitoring. */
export const readCustomer = verb({
  kind: 'read',
  name: 'credit.read-customer',
  summary:
    'How a customer pays, with the reasons of the score; limit, latest answer of a bureau, monitoring, who answers for him',
  route: 'GET /customers/{number}/credit',
  input: z.object({ number: z.string() }),
  output: z.object({
    partyId: id,
    number: z.string(),
    standing: z.object(standingShape).nullable().meta({ description: 'Null: no claim yet, or not reckoned yet' }),
    reasons: z.array(scoreReason),
    limit: z
      .object({
        amount: amountText,
        currency: z.string(),
        open: amountText,
        waiting: amountText.meta({ description: 'Orders to be billed, with VAT' }),
        isExceeded: z.boolean(),
      })
      .nullable(),
    check: checkShape.nullable().meta({ description: 'The latest that was answered' }),
    monitoredBy: z.array(z.object({ bureau: z.string(), fromOn: dayText })),
    changesToReview: z.number().int(),
    responsible: z.array(z.string()).meta({ description: 'Colleagues who answer for this very customer' }),
  }),
  async run(ctx, { number }) {
    const { db, company, today } = ctx
    const party = await findParty(ctx, number)
    const standing = await db.maybe<Standing>(
      sql`select ${standingColumns} from ${standings(company.id, sql`party_id = ${party.id}`)} s`,
    )
    const limit = (await readCreditLimits(ctx, await readBooks(ctx), [party.id], today, true)).get(party.id)
    const [check] = await readChecks(ctx, sql`c.party_id = ${party.id} and a.outcome = 'answered'`, 1)
    const monitoredBy = await db.rows<{ bureau: string; fromOn: Day }>(
      `select bureau, from_on as "fromOn" from credit_monitorings where company_id = $1 and party_id = $2 and ended_on = 'infinity' order by bureau`,
      [company.id, party.id],
    )
    const { changes } = await db.one<{ changes: number }>(
      `select count(*)::int as changes from credit_changes c where company_id = $1 and party_id = $2
          and not exists (select from credit_change_reviews r where r.company_id = c.company_id and r.change_id = c.id)`,
      [company.id, party.id],
    )
    const responsible = await db.rows<{ name: string }>(
      `select u.name from responsibles r join users u on u.id = r.user_id where r.company_id = $1 and r.party_id = $2 and r.from_on <= $3 and $3 < r.to_on order by u.name ${byName(company)}`,
      [company.id, party.id, today],
    )
    const owed = limit && usedOf(limit, ctx.user.areas)
    return {
      partyId: party.id,
      number: party.number,
      standing: standing ? toldStanding(standing) : null,
      reasons: standing ? reasonsOf(standing) : [],
      limit:
        limit && owed
          ? {
              amount: formatMinor(limit.amount, limit.currency),
              currency: limit.currency,
              open: formatMinor(owed.open, limit.currency),
              waiting: formatMinor(owed.waiting, limit.currency),
              isExceeded: owed.open + owed.waiting > limit.amount,
            }
          : null,
      check: check ?? null,
      monitoredBy,
      changesToReview: changes,
      responsible: responsible.map((row) => row.name),
    }
  },
})
