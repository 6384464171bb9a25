import { decodeHead } from '../../xml-text.ts'

export type CamtKind = 'camt052' | 'camt053' | 'camt054'

/** The element that holds the statements of each message, without version suffix (camt.052.001.01 has one). */
export const messageElements: Record<CamtKind, string> = {
  camt052: 'BkToCstmrAcctRpt',
  camt053: 'BkToCstmrStmt',
  camt054: 'BkToCstmrDbtCdtNtfctn',
}

/** Which of the messages the element opens, or null. */
export function messageOf(element: string): CamtKind | null {
  for (const kind of ['camt053', 'camt054', 'camt052'] as const) {
    const name = messageElements[kind]
    if (element === name || (element.startsWith(name) && /^V\d\d$/.test(element.slice(name.length)))) return kind
  }
  return null
}

/** The namespace of the root decides; without one, the first message element. Comments do not count. */
export function recognise(head: Uint8Array): CamtKind | null {
  const text = decodeHead(head).replace(/<!--[\s\S]*?(?:-->|$)/g, '')
  if (!/^\uFEFF?\s*</.test(text)) return null
  const named = /<(?:[\w.-]+:)?Document\b[^>]*?urn:iso:std:iso:20022:tech:xsd:(camt\.05[234])\.001\.\d\d/.exec(
    text,
  )?.[1]
  if (named) return named.replace('.', '') as CamtKind
  for (const [, element] of text.matchAll(/<(?:[\w.-]+:)?(BkToCstmr\w+)[\s/>]/g)) {
    const kind = messageOf(element!)
    if (kind) return kind
  }
  return null
}
