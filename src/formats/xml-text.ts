import type { Bytes } from './format.ts'

/** Text handed to the parser in one go; a caller that passes a whole file as one piece still costs no memory. */
const pieceBytes = 64 * 1024
const sniffBytes = 256

/**
 * XML bytes as text, in pieces: byte order mark first, then the XML declaration, then UTF-8 (XML 1.0 appendix F).
 * Bytes that the encoding does not know become U+FFFD.
 * @throws RangeError when the declared encoding is unknown.
 */
export async function* decode(bytes: Bytes): AsyncIterable<string> {
  let decoder: TextDecoder | null = null
  let head = new Uint8Array(0)
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      let piece = chunk.subarray(from, from + pieceBytes)
      if (!decoder) {
        head = concat(head, piece)
        if (head.length < sniffBytes) continue
        piece = head
        decoder = new TextDecoder(encodingOf(head))
      }
      const text = decoder.decode(piece, { stream: true })
      if (text !== '') yield text
    }
  }
  decoder ??= new TextDecoder(encodingOf(head))
  const rest = head.length < sniffBytes ? decoder.decode(head) : decoder.decode()
  if (rest !== '') yield rest
}

/** The first bytes of a file as text, for recognising it; never throws. */
export function decodeHead(head: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(head)).decode(head)
  } catch {
    return new TextDecoder('windows-1252').decode(head)
  }
}

function encodingOf(head: Uint8Array): string {
  const [a, b, c] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0x00)) return 'utf-16le'
  if ((a === 0xfe && b === 0xff) || (a === 0x00 && b === 0x3c)) return 'utf-16be'
  const start = new TextDecoder('windows-1252').decode(head.subarray(0, sniffBytes))
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(start)?.[1] ?? 'utf-8'
  // A declaration readable as single bytes cannot be UTF-16, whatever it says; banks that say so mean UTF-8.
  return /^utf-?16/i.test(declared) ? 'utf-8' : declared
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
