import { z } from 'zod'

export const checkResult = z.object({
  name: z.string(),
  says: z.string(),
  checked: z.number(),
  failed: z.number(),
  first: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'The first row that breaks it; amounts in minor units' }),
})
export type CheckResult = z.output<typeof checkResult>
