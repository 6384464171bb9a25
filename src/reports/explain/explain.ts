import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'
import { recordLooks } from '../protection.ts'
import { oneSnapshot } from '../snapshot.ts'
import type { Ref, Step, Taken } from './steps.ts'
import { readers, stepKinds } from './steps.ts'

const depthMax = 8
const stepsMax = 200

const ref = z.object({ kind: z.enum(stepKinds), id, line: z.number().int().nullable() })
const call = z.object({ verb: z.string(), input: z.record(z.string(), z.unknown()) })

/** Where an amount comes from: "Varifrån kommer …?" (key Space). A sum that is no row opens by its report's own filters. */
export const explain = verb({
  kind: 'read',
  name: 'reports.explain',
  summary: 'Where an amount comes from, step by step down to the bytes that it came in by',
  route: 'GET /explain/{kind}/{id}',
  recordsLooks: true,
  input: z.object({
    kind: z.enum(stepKinds),
    id,
    line: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Line of a posting, an invoice line or an order line' }),
    asOf: dayText.optional().meta({ description: 'Of an item: what took from it until this day; default all' }),
    knownAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'As it was known then' }),
  }),
  output: z.object({
    trail: z.array(
      ref.extend({
        depth: z.number().int().meta({ description: '0 is what was asked about' }),
        title: z.string(),
        text: z.string().nullable(),
        partyId: id.nullable(),
        partyNumber: z.string().nullable(),
        partyName: z.string().nullable(),
        amount: amountText,
        currency: z.string(),
        day: dayText,
        exchange: z
          .object({
            baseAmount: amountText,
            baseCurrency: z.string(),
            rate: z.string().meta({ description: 'Units of the books’ currency for one' }),
            on: dayText.nullable().meta({ description: 'The day of the rate; null: carried over with the money' }),
            source: z.string().nullable().meta({ description: 'Who gave the rate' }),
          })
          .nullable()
          .meta({ description: 'Of a posting in foreign currency' }),
        recordedAt: z.string().nullable(),
        recordedBy: z.string().nullable(),
        next: z.array(ref).meta({ description: 'What it comes from; all but those cut off are in the trail' }),
        opens: call.nullable().meta({ description: 'The verb that shows it whole' }),
        source: call
          .extend({ fileName: z.string().nullable(), sha256: z.string(), place: z.string().nullable() })
          .nullable()
          .meta({ description: 'The file that it came in by, and the verb that shows the very part of it' }),
      }),
    ),
    cut: z.boolean().meta({ description: 'More than the answer holds: ask again about a step' }),
  }),
  run: async (ctx, input) => {
    await oneSnapshot(ctx)
    const root: Ref = { kind: input.kind, id: input.id, line: input.line ?? null }
    const { trail, cut } = await follow(ctx, root, {
      until: input.asOf ?? null,
      knownAt: input.knownAt ?? null,
    })
    if (trail.length === 0) refuse('explain.unknown', `there is no such ${input.kind}`, { ...root }, 404)
    await recordLooks(
      ctx,
      'reports.explain',
      trail.map((step) => step.partyId),
    )
    return { trail, cut }
  },
})

/** Breadth first, one question a kind and depth; a step that was met before is not met again. */
async function follow(
  ctx: Ctx,
  root: Ref,
  taken: Taken,
): Promise<{ trail: (Step & { depth: number })[]; cut: boolean }> {
  const met = new Set([keyOf(root)])
  const trail: (Step & { depth: number })[] = []
  let at: Ref[] = [root]
  for (let depth = 0; at.length > 0; depth++) {
    if (depth > depthMax || trail.length >= stepsMax) return { trail, cut: true }
    const found = new Map<string, Step>()
    for (const kind of stepKinds) {
      const refs = at.filter((one) => one.kind === kind)
      // What took from an item is told of the item that was asked about; of the others only what they come from.
      if (refs.length > 0)
        for (const step of await readers[kind](ctx, refs, depth === 0 ? taken : null)) found.set(keyOf(step), step)
    }
    const steps = at.flatMap((one) => found.get(keyOf(one)) ?? [])
    trail.push(...steps.map((step) => ({ ...step, depth })))
    at = steps.flatMap((step) => step.next).filter((one) => !met.has(keyOf(one)) && met.add(keyOf(one)))
  }
  return { trail, cut: false }
}

const numbered = new Set(['posting', 'invoice-line', 'order-line'])
const keyOf = ({ kind, id, line }: Ref): string => `${kind} ${id} ${numbered.has(kind) ? (line ?? 1) : ''}`
