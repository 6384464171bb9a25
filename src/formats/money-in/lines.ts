import type { Bytes } from '../format.ts'

export interface Line {
  /** 1-based. */
  number: number
  /** Without line end; tabs expanded to the next multiple of 8, as the banks' mainframes do. */
  text: string
}

/** Records of fixed width hold 80 characters; what is longer than this is no such file, and is cut. */
const lineBytesMax = 1_000

const [lineFeed, carriageReturn, substitute, tab] = [0x0a, 0x0d, 0x1a, 0x09]

/**
 * The lines of a text file from a mainframe: LF or CRLF, with or without a last line end, a trailing 0x1A or a byte
 * order mark. A line that is valid UTF-8 is read so (files saved again by an editor), any other as ISO-8859-1.
 */
export async function* lines(bytes: Bytes): AsyncIterable<Line> {
  const held = new Uint8Array(lineBytesMax)
  let length = 0
  let number = 0
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; ) {
      const end = chunk.indexOf(lineFeed, from)
      const part = chunk.subarray(from, end < 0 ? chunk.length : end)
      const kept = part.subarray(0, lineBytesMax - length)
      held.set(kept, length)
      length += kept.length
      if (end < 0) break
      yield { number: ++number, text: textOf(held.subarray(0, length), number) }
      length = 0
      from = end + 1
    }
  }
  if (length > 0) yield { number: ++number, text: textOf(held.subarray(0, length), number) }
}

/** The first lines of a file, for recognising it; the last one may be cut. */
export function headLines(head: Uint8Array): string[] {
  const found: string[] = []
  for (let from = 0; from < head.length && found.length < 50; ) {
    const end = head.indexOf(lineFeed, from)
    const stop = end < 0 ? head.length : end
    found.push(textOf(head.subarray(from, Math.min(stop, from + lineBytesMax)), found.length + 1))
    from = stop + 1
  }
  return found.filter((text) => text.trim() !== '')
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const western = new TextDecoder('windows-1252')

function textOf(bytes: Uint8Array, number: number): string {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === carriageReturn || bytes[end - 1] === substitute)) end--
  const content = bytes.subarray(0, end)
  let text: string
  try {
    text = strict.decode(content)
  } catch {
    text = western.decode(content)
  }
  if (number === 1 && text.startsWith('\uFEFF')) text = text.slice(1)
  return content.includes(tab) ? expanded(text) : text
}

function expanded(text: string): string {
  let out = ''
  for (const character of text) out += character === '\t' ? ' '.repeat(8 - (out.length % 8)) : character
  return out
}
