import { fromCp437 } from './cp437.ts'
import type { SieEncoding } from './items.ts'

// All files declare #FORMAT PC8, and a third of those met are UTF-8 or ISO-8859-1: the bytes decide, not the label.
export interface Tally {
  utf8: number
  strayed: number
  cp437: number
  latin1: number
}
export const newTally = (): Tally => ({ utf8: 0, strayed: 0, cp437: 0, latin1: 0 })

const cp437Letters = new Set([0x84, 0x86, 0x8e, 0x8f, 0x94, 0x99]) // ä å Ä Å ö Ö
const latin1Letters = new Set([0xe4, 0xe5, 0xf6, 0xc4, 0xc5, 0xd6])

/** Counts what the bytes above 127 of one whole line look like. */
export function tally(into: Tally, line: Uint8Array): void {
  for (let at = 0; at < line.length; at++) {
    const byte = line[at]!
    if (byte < 0x80) continue
    const length = utf8Length(line, at)
    if (length > 0) {
      into.utf8++
      at += length - 1
      continue
    }
    into.strayed++
    // Swedish letters stand in words; the Greek and box drawing that share their codes seldom do.
    if (!isLetter(line[at - 1]) && !isLetter(line[at + 1])) continue
    if (cp437Letters.has(byte)) into.cp437++
    if (latin1Letters.has(byte)) into.latin1++
  }
}

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && byte < 0x80 && /[A-Za-z]/.test(String.fromCharCode(byte))

/** Null: nothing but ASCII seen, not decided yet. */
export function decide(counts: Tally): Exclude<SieEncoding, 'ascii'> | null {
  if (counts.utf8 + counts.strayed === 0) return null
  if (counts.utf8 > counts.strayed) return 'utf-8'
  return counts.latin1 > counts.cp437 ? 'iso-8859-1' : 'cp437'
}

/** Bytes of the UTF-8 character that begins here, 0 when it is none. */
function utf8Length(line: Uint8Array, at: number): number {
  const first = line[at]!
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  for (let next = 1; next < length; next++) if (((line[at + next] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

export function decodeLine(line: Buffer, encoding: SieEncoding): string {
  if (encoding === 'utf-8') return line.toString('utf8')
  return encoding === 'cp437' ? fromCp437(line) : line.toString('latin1')
}
