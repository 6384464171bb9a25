import { z } from 'zod'

/** What takes an act back: the verb and its input; null where nothing was changed. */
export const undoing = z.object({ verb: z.string(), input: z.record(z.string(), z.unknown()) }).nullable()
