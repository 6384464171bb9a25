import { z } from 'zod'
import { noteText, writeNote } from '../../db/notes.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { readTransactions } from '../read-transactions.ts'

/** What a person knows about a payment; it stands in the payment's history. */
export const saveNote = verb({
  kind: 'write',
  name: 'bank.save-note',
  summary: 'Write a note about a payment',
  route: 'POST /payments/{transactionId}/notes',
  input: z.object({ transactionId: id, text: noteText }),
  output: z.object({ noteId: id }),
  async run(ctx, { transactionId, text }) {
    await readTransactions(ctx, [transactionId])
    return { noteId: await writeNote(ctx, 'bank.save-note', 'payment', transactionId, text) }
  },
})
