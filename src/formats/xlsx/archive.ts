import { Inflate } from 'fflate'

/** Limits against files made to fill the memory ("zip bombs"). */
export const entriesMax = 10_000
export const inflatedBytesMax = 1024 * 1024 * 1024
/** Deflate grows at most 1032 times: a slice of 8 KB becomes at most 8 MB at once. */
const sliceBytes = 8 * 1024

export interface Entry {
  name: string
  method: number
  encrypted: boolean
  crc: number
  compressedSize: number
  size: number
  offset: number
}

/** A broken archive; the message says what is wrong. Caught by the readers and turned into a problem. */
export class ArchiveError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const broken = (what: string): never => {
  throw new ArchiveError('xlsx.broken', `the file is damaged or not complete (${what})`)
}

/** The directory of a zip file (APPNOTE 6.3: end record, central headers, Zip64 where the sizes ask for it). */
export function listEntries(file: Uint8Array): Map<string, Entry> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const end = findEnd(view)
  let [count, start] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)]
  if ((count === 0xffff || start === 0xffffffff) && end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const zip64 = Number(view.getBigUint64(end - 12, true))
    if (zip64 + 56 > file.length || view.getUint32(zip64, true) !== 0x06064b50) broken('Zip64 directory')
    count = Number(view.getBigUint64(zip64 + 32, true))
    start = Number(view.getBigUint64(zip64 + 48, true))
  }
  if (count > entriesMax)
    throw new ArchiveError('xlsx.too-many-parts', `the file has ${count} parts, at most ${entriesMax} are read`)

  const entries = new Map<string, Entry>()
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + 46 > file.length || view.getUint32(at, true) !== 0x02014b50) broken('directory')
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > file.length) broken('directory')
    const entry: Entry = {
      name: Buffer.from(file.subarray(at + 46, at + 46 + nameLength)).toString('utf8'),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    }
    readZip64Sizes(view, entry, at + 46 + nameLength, extraLength)
    entries.set(entry.name.toLowerCase().replaceAll('\\', '/').replace(/^\//, ''), entry)
    at = next
  }
  return entries
}

function findEnd(view: DataView): number {
  const least = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= least; at--) if (view.getUint32(at, true) === 0x06054b50) return at
  return broken('no directory at its end')
}

function readZip64Sizes(view: DataView, entry: Entry, start: number, length: number): void {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let value = at + 4
    const last = Math.min(start + length, at + 4 + view.getUint16(at + 2, true))
    for (const field of ['size', 'compressedSize', 'offset'] as const) {
      if (entry[field] !== 0xffffffff || value + 8 > last) continue
      entry[field] = Number(view.getBigUint64(value, true))
      value += 8
    }
  }
}

/** Counts what all parts of one file inflate to. */
export interface Budget {
  left: number
}

/**
 * The bytes of one entry, piece by piece; size and CRC-32 are checked at its end.
 * @throws ArchiveError when the entry is damaged, encrypted, or past the budget.
 */
export function* inflateEntry(file: Uint8Array, entry: Entry, budget: Budget): Iterable<Uint8Array> {
  if (entry.encrypted)
    throw new ArchiveError('xlsx.protected', 'the file is protected by a password: save it without and send it again')
  if (entry.method !== 0 && entry.method !== 8)
    throw new ArchiveError('xlsx.compression', `compression method ${entry.method} is not read`)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (entry.offset + 30 > file.length || view.getUint32(entry.offset, true) !== 0x04034b50) broken(entry.name)
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true)
  const end = start + entry.compressedSize
  if (end > file.length) broken(entry.name)

  let crc = 0xffffffff
  let size = 0
  for (const piece of entry.method === 0 ? [file.subarray(start, end)] : inflatePieces(file, start, end, entry.name)) {
    size += piece.length
    budget.left -= piece.length
    if (budget.left < 0)
      throw new ArchiveError('xlsx.too-large', `the file unpacks to more than is read at once: split it`)
    if (size > entry.size) broken(entry.name)
    crc = updateCrc(crc, piece)
    yield piece
  }
  if (size !== entry.size || (crc ^ 0xffffffff) >>> 0 !== entry.crc) broken(entry.name)
}

function* inflatePieces(file: Uint8Array, start: number, end: number, name: string): Iterable<Uint8Array> {
  let pieces: Uint8Array[] = []
  const inflate = new Inflate((piece) => void pieces.push(piece))
  for (let at = start; at < end; at += sliceBytes) {
    const last = Math.min(end, at + sliceBytes)
    try {
      inflate.push(file.subarray(at, last), last === end)
    } catch {
      broken(name)
    }
    const ready = pieces
    pieces = []
    yield* ready
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function updateCrc(crc: number, bytes: Uint8Array): number {
  let c = crc
  for (let i = 0; i < bytes.length; i++) c = crcTable[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8)
  return c >>> 0
}
