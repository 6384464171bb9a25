import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { handOver } from './print/hand-over.ts'

export const handOverBundle = verb({
  kind: 'write',
  name: 'delivery.hand-over-bundle',
  summary: 'Say that the print house has the bundle: its documents are sent',
  route: 'POST /print-bundles/{bundle}/hand-over',
  input: z.object({ bundle: id }),
  output: z.object({ sent: z.number() }),
  async run(ctx, { bundle }) {
    const sent = await handOver(ctx, bundle, 'handed over to the print house')
    await audit(ctx, { verb: 'delivery.hand-over-bundle', subjects: [bundle], summary: { documents: sent } })
    return { sent }
  },
})
