import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { longVerb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { PolicyBook } from './policies.ts'
import { readPolicyBook } from './policies.ts'
import type { ProposedPart } from './proposed-parts.ts'
import { proposedParts, readStretches } from './proposed-parts.ts'
import type { ClaimFilter } from './read-claims.ts'
import { readFilter } from './run-filter.ts'
import type { Totals } from './run-shape.ts'
import { RunCount, runInput, totalsShape } from './run-shape.ts'

const input = z.object(runInput)

/** Overdue claims → a stored proposal: a row for each letter and hand-over, and each hold with its causes. */
export const propose = longVerb({
  kind: 'long',
  name: 'dunning.propose',
  summary: 'Propose a dunning run: who would be asked for what, who is held, and why',
  route: 'POST /dunning-runs',
  input,
  output: z.object({ runId: id, ...totalsShape.shape }),
  run: (ctx, given) => proposeRun(ctx, given),
})

/** @param by the clockwork: only policies of the approval none, what nobody need look at; dry where nothing shall come of it */
export async function proposeRun(
  ctx: LongCtx,
  given: z.output<typeof input>,
  by: { isDryRun: boolean } | null = null,
): Promise<{ runId: Id } & Totals> {
  const on = given.on ?? ctx.today
  return ctx.transaction(async (tx) => {
    const filter = await readFilter(tx, given)
    const runId = newId()
    await tx.db.query(
      hot(
        `insert into runs (company_id, id, kind, state, parameters, proposed_by) values ($1, $2, 'dunning', 'proposed', $3, $4)`,
        [
          ctx.company.id,
          runId,
          JSON.stringify({
            ...given,
            on,
            ...(by ? { unattended: true } : {}),
            ...(by?.isDryRun ? { dryRun: true } : {}),
          }),
          ctx.user.id,
        ],
      ),
    )
    if (by) filter.policyIds = unattended(await readPolicyBook(tx, on), filter)
    const totals = await writeRows(tx, proposedParts(ctx, { runId, on, filter }, await readStretches(tx, filter)))
    await tx.db.query(
      hot(`update runs set totals = $3, progress_total = $4 where company_id = $1 and id = $2`, [
        ctx.company.id,
        runId,
        JSON.stringify(totals),
        totals.letters + totals.handovers,
      ]),
    )
    await audit(tx, {
      verb: 'dunning.propose',
      subjects: [runId],
      summary: { on, letters: totals.letters, handovers: totals.handovers, held: totals.held },
    })
    return { runId, ...totals }
  })
}

const unattended = (book: PolicyBook, { policyIds }: ClaimFilter): Id[] =>
  [...book.policies.values()]
    .filter((policy) => policy.approval === 'none' && (!policyIds || policyIds.includes(policy.id)))
    .map((policy) => policy.id)

/** Part by part: the next ones are read while this one is written. */
async function writeRows(tx: Ctx, parts: AsyncGenerator<ProposedPart>): Promise<Totals> {
  const count = new RunCount()
  let rowNo = 0
  for await (const { counted, inserts } of parts) {
    count.add(counted)
    for (const { text, values, rows } of inserts) {
      await tx.db.query(hot(text, [rowNo, ...values]))
      rowNo += rows
    }
    if (inserts.length > 0) tx.progress(rowNo, null)
  }
  return count.totals()
}
