import { z } from 'zod'
import type { LongCtx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { BundlingResult } from '../../delivery/print/make-bundles.ts'
import { makeBundles } from '../../delivery/print/make-bundles.ts'
import { takeBackLetters } from '../take-back-letters.ts'
import type { RenderLetter } from './prepare-letters.ts'
import { letterPreparer, recheckDeliveries, withLetterRenderer } from './prepare-letters.ts'

/** Letters on paper go in the same bundles and folders as invoices do, looked at again as the bundle is made. */
export const printLetters = longVerb({
  kind: 'long',
  name: 'dunning.print-letters',
  summary: 'Bundle the letters that wait to be printed, with an index',
  route: 'POST /dunning-letters/print',
  input: z.object({ limit: z.number().int().min(1).max(100_000).default(10_000) }),
  output: z.object({
    bundles: z.array(
      z.object({ bundle: id, documents: z.number(), pages: z.number().nullable(), handedOver: z.boolean() }),
    ),
    failed: z.number(),
    postponed: z.number(),
    recalled: z.number().meta({ description: 'Taken back: paid, credited, disputed … since they were decided' }),
  }),
  run: (ctx, { limit }) => withLetterRenderer((render) => bundleLetters(ctx, render, limit)),
})

export const bundleLetters = (ctx: LongCtx, render: RenderLetter, limit = 10_000): Promise<BundlingResult> =>
  makeBundles(
    ctx,
    'letter',
    limit,
    letterPreparer(render),
    async (tx, delivery, why) => {
      await takeBackLetters(tx, [delivery.subjectId], why.text)
    },
    recheckDeliveries,
  )
