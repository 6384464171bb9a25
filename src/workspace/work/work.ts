import { z } from 'zod'
import { amountText, dayText, id } from '../../db/schemas.ts'

const workKinds = [
  'approve-runs',
  'runs-sent-back',
  'runs-to-issue',
  'unmatched-payments',
  'proformas-paid',
  'billing-holds',
  'rejected-rows',
  'failed-deliveries',
  'write-offs',
  'refunds',
  'credit-changes',
  'own-overdue',
  'dunning-to-approve',
  'dunning-to-send',
  'dunning-held',
  'dunning-forbidden',
  'follow-ups',
] as const

export const work = z.object({
  kind: z.enum(workKinds),
  verb: z.string().meta({ description: 'What the asker may do about it' }),
  subjectId: id.nullable().meta({ description: 'The run or the import, where the line is about one' }),
  title: z.string().nullable().meta({ description: 'Name of the subject: invoice groups of a run, name of a file' }),
  count: z.number(),
  amounts: z.array(z.object({ amount: amountText, currency: z.string() })),
  oldestOn: dayText,
  figures: z
    .record(z.string(), z.union([z.number(), z.string(), z.null()]))
    .meta({ description: 'For the one clause of "why now"; which ones: src/workspace/README.md' }),
})
export type Work = z.output<typeof work>
