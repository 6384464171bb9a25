import type { Bytes, ReopeningBytes } from '../format.ts'

/** All bytes of a file in one piece; null when there are more than `bytesMax` (the rest is not read). */
export async function gather(bytes: Bytes, bytesMax: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    if (length > bytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** Bytes that can be read more than once: a stored file as it is, a stream kept, see keep. */
export async function readableAgain(bytes: Bytes, bytesMax: number): Promise<Uint8Array[] | ReopeningBytes> {
  return 'reopens' in bytes && bytes.reopens === true ? (bytes as ReopeningBytes) : keep(bytes, bytesMax)
}

/** The bytes as they came, to be read more than once; what lies beyond `bytesMax` is not read, but seen to be too much. */
export async function keep(bytes: Bytes, bytesMax: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    chunks.push(chunk)
    length += chunk.length
    if (length > bytesMax) break
  }
  return chunks
}
