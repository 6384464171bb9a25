import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { logProtectedReads } from '../parties/sees-protected.ts'

/** Rows of protected persons that an answer shows, masked or not, are on record. */
export async function logShown(
  ctx: Ctx,
  verbName: string,
  rows: readonly { partyId: Id | null; isProtected: boolean }[],
): Promise<void> {
  const ids = rows.flatMap((row) => (row.isProtected && row.partyId ? [row.partyId] : []))
  if (ids.length > 0) await logProtectedReads(ctx, ids, verbName)
}
