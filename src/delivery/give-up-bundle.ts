import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { giveUp } from './print/hand-over.ts'

export const giveUpBundle = verb({
  kind: 'write',
  name: 'delivery.give-up-bundle',
  summary: 'Give up a bundle that was not printed: its documents wait again',
  route: 'POST /print-bundles/{bundle}/give-up',
  input: z.object({ bundle: id, reason: z.string().min(1).max(500) }),
  output: z.object({ waiting: z.number() }),
  async run(ctx, { bundle, reason }) {
    const waiting = await giveUp(ctx, bundle, reason)
    await audit(ctx, { verb: 'delivery.give-up-bundle', subjects: [bundle], summary: { documents: waiting, reason } })
    return { waiting }
  },
})
