import type { Verb } from '../db/verb.ts'
import { giveUpBundle } from './give-up-bundle.ts'
import { listBundles } from './list-bundles.ts'
import { listDeliveries } from './list-deliveries.ts'
import { readBundle } from './read-bundle.ts'
import { readDelivery } from './read-delivery.ts'
import { readFile } from './read-file.ts'
import { recall } from './recall.ts'
import { recordReceipt } from './record-receipt.ts'
import { resend } from './resend.ts'
import { saveNote } from './save-note.ts'

/** Those that must know invoices (send-waiting, print-bundle, ask-status, read-bounces) lie in invoicing and are listed there; hand-over-bundle, which must know letters, in dunning. */
export const verbs: Verb[] = [
  listDeliveries,
  readDelivery,
  readFile,
  resend,
  recall,
  recordReceipt,
  saveNote,
  listBundles,
  readBundle,
  giveUpBundle,
]
