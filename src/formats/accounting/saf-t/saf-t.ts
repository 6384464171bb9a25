import type { Format } from '../../format.ts'
import { decodeHead } from '../../xml-text.ts'
import type { SafTItem } from './items.ts'
import { readSafT } from './read.ts'

/** The general ledger as tax authorities take it: Norway's SAF-T Financial, Bulgaria's SAF-T. */
export const safT: Format<SafTItem> = {
  id: 'saf-t',
  family: 'accounting',
  title: 'SAF-T Financial (NO, BG)',
  mediaType: 'application/xml',
  recognise: (head) =>
    /^\uFEFF?\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?AuditFile[\s>]/.test(decodeHead(head)),
  read: readSafT,
}
