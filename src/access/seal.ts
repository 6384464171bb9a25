import { createHash } from 'node:crypto'

/**
 * The seal of a batch of audit events: a Merkle tree as in RFC 6962 § 2.1 (leaves and nodes are hashed apart, so that
 * no node can pass for a leaf), and over its root a hash that contains the root of the seal before.
 */
export function sealRoot(leaves: readonly Buffer[], previous: Buffer | null): Buffer {
  return createHash('sha256')
    .update(Buffer.of(2))
    .update(previous ?? Buffer.alloc(32))
    .update(treeRoot(leaves))
    .digest()
}

export const leafHash = (event: string): Buffer => createHash('sha256').update(Buffer.of(0)).update(event).digest()

function treeRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest()
  let level = leaves
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let i = 0; i < level.length; i += 2) {
      const right = level[i + 1]
      above.push(right ? createHash('sha256').update(Buffer.of(1)).update(level[i]!).update(right).digest() : level[i]!)
    }
    level = above
  }
  return level[0]!
}

/** An event as one text, the same on every server: every column, and times in UTC to the microsecond. */
export const eventText = `jsonb_build_array(e.company_id, e.id, to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.user_id, e.verb,
  e.business_area_id, e.subjects, e.summary)::text`
