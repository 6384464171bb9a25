import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { sql } from '../db/sql.ts'
import { longVerb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { checkShape, keepAnswer, readChecks } from './answers.ts'
import { bureauFor } from './bureau/open-bureau.ts'
import { mayAsk, reasonKinds } from './legitimate-reason.ts'

/**
 * Asks a bureau about a customer or supplier. The question is on record before it leaves, with who asks and why; what comes back is a
 * fact with its day. A question costs money and leaves traces with the bureau: an answer of the last days is given again.
 */
export const check = longVerb({
  kind: 'long',
  name: 'credit.check',
  summary: 'Ask a credit bureau about a customer or supplier',
  route: 'POST /parties/{number}/credit-checks',
  input: z.object({
    number: z.string().meta({ description: 'Customer number' }),
    reasonKind: z.enum(reasonKinds).meta({ description: 'Of persons: credit, claim or contract' }),
    reason: z.string().trim().min(3).max(500),
    role: z
      .enum(['customer', 'supplier'])
      .optional()
      .meta({ description: 'Default: customer, where the party is one' }),
    bureau: z.string().optional().meta({ description: 'Default: the first that serves the country and kind' }),
    freshDays: z.number().int().min(0).max(365).default(7).meta({
      description: 'An answer not older than this is given again; 0 asks anew',
    }),
  }),
  output: checkShape.extend({ isNew: z.boolean() }),
  async run(ctx, input) {
    const begun = await ctx.transaction(async (tx) => {
      const party = await mayAsk(tx, input.number, input.reasonKind)
      const bureau = await bureauFor(tx, party, input.bureau)
      if (input.freshDays > 0) {
        const [known] = await readChecks(
          tx,
          sql`c.party_id = ${party.id} and c.bureau = ${bureau.code} and a.outcome = 'answered' and c.asked_at > ${tx.now}::timestamptz - make_interval(days => ${input.freshDays}::int)`,
          1,
        )
        if (known) return { known }
      }
      const checkId = newId()
      await tx.db.query(
        `insert into credit_checks (company_id, id, party_id, role, bureau, reason_kind, reason, copy_notice, asked_at, asked_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          tx.company.id,
          checkId,
          party.id,
          input.role ?? (party.isCustomer || !party.isSupplier ? 'customer' : 'supplier'),
          bureau.code,
          input.reasonKind,
          input.reason,
          party.copyNotice,
          tx.now,
          tx.user.id,
        ],
      )
      await audit(tx, {
        verb: 'credit.check',
        subjects: [party.id, checkId],
        summary: { bureau: bureau.code, reasonKind: input.reasonKind, copyNotice: party.copyNotice },
      })
      return { checkId, party, bureau }
    })
    if (begun.known) return { ...begun.known, isNew: false }
    const { checkId, party, bureau } = begun
    const answer = await bureau.check({
      id: checkId,
      identityNumber: party.identityNumber,
      country: party.country,
      kind: party.kind,
      reasonKind: input.reasonKind,
    })
    return ctx.transaction(async (tx) => {
      if (answer.kind !== 'later') await keepAnswer(tx, checkId, party.id, answer)
      const [told] = await readChecks(tx, sql`c.id = ${checkId}`, 1)
      return { ...told!, isNew: true }
    })
  },
})
