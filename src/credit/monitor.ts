import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { bureauFor } from './bureau/open-bureau.ts'
import { mayAsk, reasonKinds } from './legitimate-reason.ts'

/** From now on the bureau tells of changes: customers and suppliers alike. Twice is once. */
export const monitor = longVerb({
  kind: 'long',
  name: 'credit.monitor',
  summary: 'Have a credit bureau tell of changes at a customer or supplier',
  route: 'POST /parties/{number}/monitoring',
  input: z.object({
    number: z.string(),
    reasonKind: z.enum(reasonKinds),
    reason: z.string().trim().min(3).max(500),
    bureau: z.string().optional(),
  }),
  output: z.object({ monitoringId: id, number: z.string(), bureau: z.string(), isNew: z.boolean() }),
  async run(ctx, input) {
    const { party, bureau, known } = await ctx.transaction(async (tx) => {
      const party = await mayAsk(tx, input.number, input.reasonKind)
      const bureau = await bureauFor(tx, party, input.bureau)
      const known = await tx.db.maybe<{ id: string }>(
        `select id from credit_monitorings where company_id = $1 and party_id = $2 and bureau = $3 and ended_on = 'infinity'`,
        [tx.company.id, party.id, bureau.code],
      )
      return { party, bureau, known }
    })
    if (known) return { monitoringId: known.id, number: party.number, bureau: bureau.code, isNew: false }
    const monitoringId = newId()
    const { identityNumber, country, kind } = party
    const answer = await bureau.monitor({
      id: monitoringId,
      identityNumber,
      country,
      kind,
      reasonKind: input.reasonKind,
    })
    if (answer.kind === 'failed')
      return refuse(
        'credit.bureau-failed',
        `bureau ${bureau.code}: ${answer.text}`,
        { bureau: bureau.code, why: answer.text },
        502,
      )
    return ctx.transaction(async (tx) => {
      // Somebody else may have been quicker: the bureau has one subscription a number.
      const { rowCount } = await tx.db.query(
        `insert into credit_monitorings (company_id, id, party_id, bureau, subscription, reason_kind, reason, from_on, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
        [
          tx.company.id,
          monitoringId,
          party.id,
          bureau.code,
          answer.subscription,
          input.reasonKind,
          input.reason,
          tx.today,
          tx.now,
          tx.user.id,
        ],
      )
      await audit(tx, {
        verb: 'credit.monitor',
        subjects: [party.id],
        summary: { bureau: bureau.code, reasonKind: input.reasonKind },
      })
      const { id } = await tx.db.one<{ id: string }>(
        `select id from credit_monitorings where company_id = $1 and party_id = $2 and bureau = $3 and ended_on = 'infinity'`,
        [tx.company.id, party.id, bureau.code],
      )
      return { monitoringId: id, number: party.number, bureau: bureau.code, isNew: rowCount > 0 }
    })
  },
})
