import { randomFillSync } from 'node:crypto'

/** UUIDv7 (RFC 9562): sorts by time of creation, made by the program. */
export type Id = string

const pool = Buffer.alloc(16 * 1024)
let used = pool.length
let lastMillis = 0
let sequence = 0

/** Ids made by one process ascend strictly: 12 bits of sequence within a millisecond, then the clock runs ahead. */
export function newId(): Id {
  if (used + 8 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const now = Date.now()
  if (now > lastMillis) {
    lastMillis = now
    sequence = pool.readUInt16BE(used) & 0x3ff
  } else if (++sequence > 0xfff) {
    lastMillis += 1
    sequence = 0
  }
  const time = lastMillis.toString(16).padStart(12, '0')
  const seq = sequence.toString(16).padStart(3, '0')
  const tail = pool.toString('hex', used, used + 8)
  used += 8
  const variant = '89ab'[Number.parseInt(tail[0]!, 16) & 3]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${seq}-${variant}${tail.slice(1, 4)}-${tail.slice(4, 16)}`
}
