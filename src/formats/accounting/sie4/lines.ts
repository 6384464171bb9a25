import type { Bytes } from '../../format.ts'

const lineMax = 1024 * 1024

/** Lines without their LF or CR LF, a batch per piece of the input; `tooLong` ends the input. */
export async function* rawLines(bytes: Bytes): AsyncGenerator<{ lines: Buffer[]; tooLong: boolean }> {
  let begun: Buffer[] = []
  let begunBytes = 0
  for await (const piece of bytes) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    const lines: Buffer[] = []
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const part = chunk.subarray(from, at)
      lines.push(withoutReturn(begunBytes > 0 ? Buffer.concat([...begun, part]) : part))
      begun = []
      begunBytes = 0
      from = at + 1
    }
    if (from < chunk.length) {
      // A copy: the caller may use its buffer again.
      begun.push(Buffer.from(chunk.subarray(from)))
      begunBytes += chunk.length - from
    }
    const tooLong = begunBytes > lineMax
    if (lines.length > 0 || tooLong) yield { lines, tooLong }
    if (tooLong) return
  }
  if (begunBytes > 0) yield { lines: [withoutReturn(Buffer.concat(begun))], tooLong: false }
}

const withoutReturn = (line: Buffer): Buffer => (line[line.length - 1] === 13 ? line.subarray(0, -1) : line)
