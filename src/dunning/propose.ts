import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { longVerb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Decision } from './decide.ts'
import type { PolicyBook } from './policies.ts'
import { readPolicyBook } from './policies.ts'
import type { ClaimFilter } from './read-claims.ts'
import { overdueClaims } from './read-claims.ts'
import { readFilter } from './run-filter.ts'
import type { Totals } from './run-shape.ts'
import { RunCount, reasonOf, runInput, totalsShape } from './run-shape.ts'
import type { Proposal } from './types.ts'
import { readScales, weigh } from './weigh.ts'

const rowsPerInsert = 2_000

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

/** @param only policies of this approval alone: what nobody need look at */
export async function proposeRun(
  ctx: LongCtx,
  given: z.output<typeof input>,
  only: 'none' | null = null,
): Promise<{ runId: Id } & Totals> {
  const on = given.on ?? ctx.today
  // Reads on one connection while the other writes.
  return ctx.transaction(
    (reader) =>
      ctx.transaction(async (tx) => {
        const filter = await readFilter(tx, given)
        const runId = newId()
        await tx.db.query(
          hot(
            `insert into runs (company_id, id, kind, state, parameters, proposed_by) values ($1, $2, 'dunning', 'proposed', $3, $4)`,
            [
              ctx.company.id,
              runId,
              JSON.stringify({ ...given, on, ...(only ? { unattended: true } : {}) }),
              ctx.user.id,
            ],
          ),
        )
        const book = await readPolicyBook(reader, on)
        if (only) filter.policyIds = unattended(book, filter)
        const totals = await writeRows(tx, runId, decisions(reader, on, book, filter))
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
      }),
    { readOnly: true },
  )
}

const unattended = (book: PolicyBook, { policyIds }: ClaimFilter): Id[] =>
  [...book.policies.values()]
    .filter((policy) => policy.approval === 'none' && (!policyIds || policyIds.includes(policy.id)))
    .map((policy) => policy.id)

async function* decisions(ctx: Ctx, on: Day, book: PolicyBook, filter: ClaimFilter): AsyncGenerator<Decision> {
  const scales = await readScales(ctx, on, { allHindrances: !filter.partyIds })
  for await (const claims of overdueClaims(ctx, on, book, filter)) yield weigh(ctx, scales, claims)
}

/** Batch by batch: the next one is read while this one is written. */
async function writeRows(tx: Ctx, runId: Id, source: AsyncGenerator<Decision>): Promise<Totals> {
  const count = new RunCount()
  let rowNo = 0
  let next = source.next()
  for (;;) {
    const { value, done } = await next
    if (done) break
    next = source.next()
    // A failure while writing is told first; the read ahead of it must not end the program unheard.
    next.catch(() => {})
    for (const waiting of value.waiting) count.wait(waiting)
    for (const row of value.rows) count.row(row)
    for (let from = 0; from < value.rows.length; from += rowsPerInsert) {
      const part = value.rows.slice(from, from + rowsPerInsert)
      await insertRows(
        tx.db,
        'run_rows',
        rowColumns,
        part.map((row) => toRow(row, ++rowNo)),
        {
          company_id: { type: 'uuid', value: tx.company.id },
          run_id: { type: 'uuid', value: runId },
        },
      )
    }
    tx.progress(rowNo, null)
  }
  return count.totals()
}

const rowColumns = {
  row_no: 'int4',
  state: 'text',
  subject_id: 'uuid',
  party_id: 'uuid',
  currency: 'bpchar',
  amount: 'int8',
  reason: 'jsonb',
  business_area_id: 'uuid',
} as const

const toRow = (row: Proposal, rowNo: number) => ({
  row_no: rowNo,
  state: row.causes.length === 0 ? 'proposed' : 'held',
  subject_id: row.main.itemId,
  party_id: row.partyId,
  currency: row.currency,
  amount: row.total,
  reason: reasonOf(row),
  business_area_id: row.businessAreaId,
})
