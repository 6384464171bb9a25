import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { ChannelName } from '../../delivery/channel.ts'
import type { SendingResult } from '../../delivery/send.ts'
import { sendWaiting as send } from '../../delivery/send.ts'
import { markBounced } from '../../parties/mark-bounced.ts'
import { fallToNextChannel } from './next-channel.ts'
import type { RenderPdf } from './prepare-invoices.ts'
import { preparer } from './prepare-invoices.ts'
import { withPdfRenderer } from './render-pdf.ts'

/** Paper leaves in bundles (delivery.print-bundle). */
const channels = ['internal', 'portal', 'peppol', 'e-mail', 'folder'] as const

const problem = z.object({
  channel: z.string(),
  code: z.string(),
  message: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number()]).nullable()).optional(),
})
const answer = z.object({
  sent: z.number(),
  failed: z.number(),
  postponed: z.number(),
  held: z.number().meta({ description: 'Outcome unknown: a person must find out and record it' }),
  problems: z.array(problem),
})

/**
 * The worker of the outbox: renders and sends what waits, outside of any request. Several may run at once; each document
 * leaves once. Lies here and not in delivery, which knows no invoice.
 */
export const sendWaiting = longVerb({
  kind: 'long',
  name: 'delivery.send-waiting',
  summary: 'Render and send the documents that wait in the outbox',
  route: 'POST /deliveries/send-waiting',
  input: z.object({
    channel: z.enum(channels).optional(),
    limit: z.number().int().min(1).max(100_000).default(10_000),
  }),
  output: answer,
  run: (ctx, { channel, limit }) =>
    withPdfRenderer((render) => deliverInvoices(ctx, render, { channels: channel ? [channel] : channels, limit })),
})

export async function deliverInvoices(
  ctx: LongCtx,
  render: RenderPdf,
  { channels: wanted = channels, limit = 10_000 }: { channels?: readonly ChannelName[]; limit?: number } = {},
): Promise<Omit<SendingResult, 'recalled'>> {
  const result = await send(ctx, {
    subjectKind: 'invoice',
    channels: wanted,
    limit,
    prepare: preparer(render),
    refused: async (tx, delivery, { text, deadAddress }) => {
      await markBounced(tx, delivery, deadAddress)
      await fallToNextChannel(tx, delivery, text)
    },
  })
  const { problems, recalled: _, ...counts } = result
  if (Object.values(counts).some((count) => count > 0))
    await ctx.transaction((tx) =>
      audit(tx, { verb: 'delivery.send-waiting', summary: { ...counts, channels: [...wanted] } }),
    )
  return { ...counts, problems }
}
