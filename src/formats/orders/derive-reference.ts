import { createHash } from 'node:crypto'
import type { OrderRecord } from '../order-rows.ts'

/**
 * References for orders that bring none: a digest of what the order says and of what its file says about itself, and the occurrence
 * within the file. The same file twice gives the same references, a corrected file new ones for what changed; true twins survive.
 */
export function referenceDeriver(fileFacts: readonly (string | null)[]): (order: OrderRecord) => string {
  const seen = new Map<string, number>()
  return (order) => {
    const digest = createHash('sha256')
      .update(canonical([fileFacts, order]))
      .digest('hex')
      .slice(0, 32)
    const occurrence = (seen.get(digest) ?? 0) + 1
    seen.set(digest, occurrence)
    return `${digest}-${occurrence}`
  }
}

/** Where an order stands in the file is no part of what it says. */
const positional = new Set(['row', 'sourceReference', 'type'])

function canonical(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([key, inner]) => !positional.has(key) && inner !== undefined)
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
      .join(',')}}`
  }
  return JSON.stringify(value ?? null)
}
