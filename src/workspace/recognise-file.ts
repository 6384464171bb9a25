import { z } from 'zod'
import { readStart } from '../db/file-store.ts'
import { fileInput } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { headBytes } from '../formats/format.ts'
import { moneyIn, orders } from '../formats/index.ts'

/**
 * What a dropped file is, by its first bytes: the beginning is enough, so a screen need not send the whole of a large file to
 * learn where it belongs. Nothing is imported.
 */
export const recogniseFile = verb({
  kind: 'read',
  name: 'workspace.recognise-file',
  summary: 'Tell what a file is by its first bytes',
  route: 'POST /recognise-file',
  input: z.object({ file: fileInput.meta({ description: `The file or its first ${headBytes} bytes` }) }),
  output: z.object({
    kind: z.enum(['bank', 'orders', 'unknown']).meta({ description: 'Which import takes it' }),
    format: z.string().nullable().meta({ description: 'Id, where one alone recognises it' }),
    verb: z.string().nullable().meta({ description: 'The verb that imports it' }),
  }),
  async run(ctx, { file }) {
    const head = await readStart(ctx.files, ctx.company.id, file.sha256, headBytes)
    const bank = moneyIn.filter((format) => format.recognise(head, file.name))
    const order = orders.filter((format) => format.recognise(head, file.name))
    if (bank.length > 0) return { kind: 'bank' as const, format: only(bank), verb: 'bank.import-file' }
    if (order.length > 0) return { kind: 'orders' as const, format: only(order), verb: 'invoicing.import-orders' }
    return { kind: 'unknown' as const, format: null, verb: null }
  },
})

const only = (able: readonly { id: string }[]): string | null => (able.length === 1 ? able[0]!.id : null)
