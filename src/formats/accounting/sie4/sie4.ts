import type { Format } from '../../format.ts'
import type { SieItem } from './items.ts'
import { readSie4 } from './read.ts'

/** Swedish bookkeeping in text: SIE 1–4, edition 4B. */
export const sie4: Format<SieItem> = {
  id: 'sie4',
  family: 'accounting',
  title: 'SIE 4',
  mediaType: 'text/plain',
  recognise(head) {
    const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
    const first = /^(?:\xef\xbb\xbf)?\s*(#[A-Z]+)/i.exec(text)?.[1]?.toUpperCase()
    return first === '#FLAGGA' || (first !== undefined && /[\r\n]#SIETYP[ \t]/.test(text))
  },
  read: readSie4,
}
