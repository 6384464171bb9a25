import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { longVerb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findParty } from '../parties/find-party.ts'
import { bureauNamed } from './bureau/open-bureau.ts'

/** The bureau is told first: what it goes on telling of, it goes on taking money for. */
export const endMonitoring = longVerb({
  kind: 'long',
  name: 'credit.end-monitoring',
  summary: 'End the monitoring of a customer or supplier',
  route: 'POST /parties/{number}/monitoring/end',
  input: z.object({
    number: z.string(),
    bureau: z.string().optional().meta({ description: 'Default: all that monitor' }),
  }),
  output: z.object({ number: z.string(), ended: z.number().int() }),
  async run(ctx, input) {
    const { party, rows } = await ctx.transaction(async (tx) => {
      const party = await findParty(tx, input.number)
      const rows = await tx.db.rows<{
        id: Id
        bureau: string
        subscription: string | null
        reasonKind: string
        identityNumber: string | null
        country: string
        kind: 'person' | 'company' | 'public'
      }>(
        `select m.id, m.bureau, m.subscription, m.reason_kind as "reasonKind", p.identity_number as "identityNumber", p.country, p.kind
           from credit_monitorings m join parties p on p.company_id = m.company_id and p.id = m.party_id
          where m.company_id = $1 and m.party_id = $2 and m.ended_on = 'infinity' and ($3::text is null or m.bureau = $3)`,
        [tx.company.id, party.id, input.bureau ?? null],
      )
      return { party, rows }
    })
    if (rows.length === 0)
      return refuse('credit.not-monitored', `${party.number} is not monitored`, { customer: party.number }, 404)
    for (const row of rows) {
      const bureau = await ctx.transaction((tx) => bureauNamed(tx, row.bureau))
      const { id, country, kind, reasonKind } = row
      const answer = await bureau.endMonitoring(
        { id, identityNumber: row.identityNumber ?? '', country, kind, reasonKind },
        row.subscription,
      )
      if (answer.kind === 'failed')
        refuse(
          'credit.bureau-failed',
          `bureau ${row.bureau}: ${answer.text}`,
          { bureau: row.bureau, why: answer.text },
          502,
        )
      await ctx.transaction(async (tx) => {
        await tx.db.query(
          `update credit_monitorings set ended_on = $3, ended_by = $4 where company_id = $1 and id = $2 and ended_on = 'infinity'`,
          [tx.company.id, row.id, tx.today, tx.user.id],
        )
        await audit(tx, { verb: 'credit.end-monitoring', subjects: [party.id], summary: { bureau: row.bureau } })
      })
    }
    return { number: party.number, ended: rows.length }
  },
})
