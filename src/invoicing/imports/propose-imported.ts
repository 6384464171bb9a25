import { z } from 'zod'
import type { LongCtx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import type { Id } from '../../kernel/id.ts'
import { proposeAndCompare } from '../run/propose-billing.ts'

export const runProposed = z.object({
  runId: id,
  state: z.string(),
  documents: z.number(),
  held: z.number(),
  rejected: z.number(),
  sums: z.array(z.object({ currency: z.string(), payable: z.string() })),
})
export type RunProposed = z.output<typeof runProposed>

interface Standing {
  id: Id
  state: string
  totals: Omit<RunProposed, 'runId' | 'state'>
}

/**
 * The proposal of an import's orders: the one that stands, so that asking twice makes one; else a new one over what waits.
 * `anew` gives up a proposal that nobody approved, for what was corrected since. Null where nothing waits.
 */
export async function proposeImported(
  ctx: LongCtx,
  importId: Id,
  { anew = false }: { anew?: boolean } = {},
): Promise<RunProposed | null> {
  const found = await ctx.transaction(async ({ db, company, now }) => {
    const standing = await db.maybe<Standing>(
      `select id, state, totals from runs where company_id = $1 and kind = 'billing' and state <> 'abandoned' and parameters ? 'importId' and parameters ->> 'importId' = $2 order by id desc limit 1 for update`,
      [company.id, importId],
    )
    if (standing && !(anew && (standing.state === 'proposed' || standing.state === 'done'))) return standing
    if (standing?.state === 'proposed')
      await db.query(
        `update runs set state = 'abandoned', finished_at = $3, report = jsonb_build_object('reason', 'corrected rows came in: proposed again') where company_id = $1 and id = $2`,
        [company.id, standing.id, now],
      )
    const waiting = await db.maybe(
      `select 1 from orders where company_id = $1 and import_id = $2 and invoice_id is null and cancelled_at is null limit 1`,
      [company.id, importId],
    )
    return waiting ? 'waiting' : null
  })
  if (found === null) return null
  if (found !== 'waiting') return { runId: found.id, state: found.state, ...found.totals }
  return { state: 'proposed', ...(await proposeAndCompare(ctx, { importId })) }
}
