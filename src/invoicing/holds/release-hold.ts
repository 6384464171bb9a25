import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'
import { releaseHolds } from './place-holds.ts'

export const releaseHold = verb({
  kind: 'write',
  name: 'invoicing.release-hold',
  summary: 'Release a hold on billing, or on the claim of a document',
  route: 'POST /billing-holds/{holdId}/release',
  input: z.object({ holdId: id }),
  output: z.object({ holdId: id }),
  async run(ctx, { holdId }) {
    const [row] = await releaseHolds(ctx, [holdId], 'released', null, [
      'billing',
      'dispute',
      'deferral',
      'promise',
      'pause',
    ])
    if (!row) return refuse('hold.unknown', 'there is no such hold in force', { hold: holdId }, 404)
    await audit(ctx, { verb: 'invoicing.release-hold', subjects: [holdId], businessAreaId: row.businessAreaId })
    return { holdId }
  },
})
