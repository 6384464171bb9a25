import { z } from 'zod'
import { refuse } from '../kernel/problem.ts'

const bytesMax = 200 * 1024

/** The screen's own name for what is being typed: "invoice:new", "party:2041". */
export const draftName = z
  .string()
  .regex(/^[\w.:-]{1,200}$/, 'the name of a draft is letters, digits and . : _ -')
  .meta({ description: 'The screen’s own name for what is being typed' })

export const draftHead = z.object({
  name: z.string(),
  title: z.string().nullable(),
  version: z.number().int(),
  savedAt: z.iso.datetime(),
})

export function draftJson(content: unknown): string {
  const json = JSON.stringify(content ?? null)
  const size = Buffer.byteLength(json)
  if (size > bytesMax)
    refuse(
      'draft.too-large',
      `a draft holds at most ${bytesMax / 1024} KB of JSON: this one has ${Math.ceil(size / 1024)}`,
      {
        size,
        most: bytesMax,
      },
    )
  return json
}
