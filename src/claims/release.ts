import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { NewHold } from '../invoicing/holds/place-holds.ts'
import { releaseHolds } from '../invoicing/holds/place-holds.ts'
import { refuse } from '../kernel/problem.ts'
import { reasonText, undoing } from './find-claims.ts'

/** What a person ends, and lets rest again. */
export const endedByHand: NewHold['kind'][] = [
  'dispute',
  'deferral',
  'promise',
  'pause',
  'deceased',
  'bankrupt',
  'debt-relief',
]

/** Ends what lets claims rest: they go on where they stood. A plan is ended by claims.end-plan, a refund by withdrawing it. */
export const release = verb({
  kind: 'write',
  name: 'claims.release',
  summary: 'End a dispute, deferral, promise, pause or mark',
  route: 'POST /claims/holds/release',
  input: z.object({ holdIds: z.array(id).min(1).max(1000), reason: reasonText }),
  output: z.object({ released: z.array(id), undo: undoing }),
  async run(ctx, { holdIds, reason }) {
    const rows = await releaseHolds(ctx, holdIds, 'released', reason, endedByHand)
    if (rows.length === 0) return refuse('hold.unknown', 'there is no such hold in force', { hold: holdIds[0]! }, 404)
    await audit(ctx, {
      verb: 'claims.release',
      subjects: [...rows.map((row) => row.id), ...rows.map((row) => row.itemId ?? row.partyId!)].slice(0, 100),
      summary: { holds: rows.length, kinds: [...new Set(rows.map((row) => row.kind))] },
      businessAreaId: rows[0]!.businessAreaId,
    })
    const released = rows.map((row) => row.id)
    return { released, undo: { verb: 'claims.rest-again', input: { holdIds: released } } }
  },
})
