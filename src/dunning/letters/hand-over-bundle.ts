import { z } from 'zod'
import { recheckClaimDeliveries } from '../../claims/letters/recheck-claim-letters.ts'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { bundleDeliveries, handOver } from '../../delivery/print/hand-over.ts'
import { refuse } from '../../kernel/problem.ts'
import { reason } from '../../kernel/words/reasons.ts'
import { recheckDeliveries } from './prepare-letters.ts'

/**
 * The print house has the bundle: its documents are sent. Letters that ask for money are looked at a last time: where one was
 * paid, disputed or recalled since the bundle was made, the bundle is given up and made anew without it. `anyway`: the paper
 * has left the house already, and is recorded as what it is.
 */
export const handOverBundle = verb({
  kind: 'write',
  name: 'delivery.hand-over-bundle',
  summary: 'Say that the print house has the bundle: its documents are sent',
  route: 'POST /print-bundles/{bundle}/hand-over',
  input: z.object({
    bundle: id,
    anyway: z.boolean().default(false).meta({ description: 'The paper has gone, also that which should not have' }),
  }),
  output: z.object({ sent: z.number() }),
  async run(ctx, { bundle, anyway }) {
    if (!anyway) {
      const deliveries = await bundleDeliveries(ctx, bundle)
      const of = (kind: string) => deliveries.filter((delivery) => delivery.subjectKind === kind)
      const stopped =
        (await recheckDeliveries(ctx, of('letter'))).size + (await recheckClaimDeliveries(ctx, of('claim-letter'))).size
      if (stopped > 0)
        refuse(
          'bundle.must-not-leave',
          `${stopped} letters of the bundle must not leave any more: give it up and print anew, they are taken out`,
          { letters: stopped },
          409,
        )
    }
    const sent = await handOver(ctx, bundle, reason('bundle-handed-over'))
    await audit(ctx, { verb: 'delivery.hand-over-bundle', subjects: [bundle], summary: { documents: sent, anyway } })
    return { sent }
  },
})
