import { z } from 'zod'
import type { LongCtx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { BundlingResult } from '../../delivery/print/make-bundles.ts'
import { makeBundles } from '../../delivery/print/make-bundles.ts'
import type { RenderPdf } from './prepare-invoices.ts'
import { preparer } from './prepare-invoices.ts'
import { withPdfRenderer } from './render-pdf.ts'

export const printBundle = longVerb({
  kind: 'long',
  name: 'delivery.print-bundle',
  summary: 'Bundle the documents that wait to be printed, with an index',
  route: 'POST /print-bundles',
  input: z.object({ limit: z.number().int().min(1).max(100_000).default(10_000) }),
  output: z.object({
    bundles: z.array(
      z.object({ bundle: id, documents: z.number(), pages: z.number().nullable(), handedOver: z.boolean() }),
    ),
    failed: z.number(),
    postponed: z.number(),
  }),
  run: (ctx, { limit }) => withPdfRenderer((render) => bundleInvoices(ctx, render, limit)),
})

export async function bundleInvoices(
  ctx: LongCtx,
  render: RenderPdf,
  limit = 10_000,
): Promise<Omit<BundlingResult, 'recalled'>> {
  const { recalled: _, ...result } = await makeBundles(ctx, 'invoice', limit, preparer(render))
  return result
}
