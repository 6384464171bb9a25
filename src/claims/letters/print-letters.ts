import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import { makeBundles } from '../../delivery/print/make-bundles.ts'
import { claimLetterPreparer, withSheetRenderer } from './prepare-claim-letters.ts'
import { recheckClaimDeliveries } from './recheck-claim-letters.ts'
import { takeBackClaimLetters } from './take-back-claim-letters.ts'

/** Letters about plans and deferrals on paper go in the same bundles and folders as invoices do. */
export const printLetters = longVerb({
  kind: 'long',
  name: 'claims.print-letters',
  summary: 'Bundle the letters about plans and deferrals that wait to be printed',
  route: 'POST /claims/letters/print',
  input: z.object({ limit: z.number().int().min(1).max(100_000).default(10_000) }),
  output: z.object({
    bundles: z.array(
      z.object({ bundle: id, documents: z.number(), pages: z.number().nullable(), handedOver: z.boolean() }),
    ),
    failed: z.number(),
    postponed: z.number(),
    recalled: z.number(),
  }),
  run: (ctx, { limit }) =>
    withSheetRenderer((render) =>
      makeBundles(
        ctx,
        'claim-letter',
        limit,
        claimLetterPreparer(render),
        async (tx, delivery, why) => {
          await takeBackClaimLetters(tx, [delivery.subjectId], why.text)
        },
        recheckClaimDeliveries,
      ),
    ),
})
