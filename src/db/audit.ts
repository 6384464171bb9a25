import { createHash, randomBytes } from 'node:crypto'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Ctx } from './context.ts'
import { jsonValue } from './insert.ts'
import { hot } from './sql.ts'

export interface AuditEntry {
  /** The verb's name. */
  verb: string
  subjects?: Id[]
  /** Counts, sums, numbers: no personal data. */
  summary?: Record<string, unknown>
  before?: unknown
  after?: unknown
  businessAreaId?: Id | null
}

/** One event per verb and chunk, in the verb's own transaction. Personal data goes to an erasable row; the event keeps its salted hash. */
export async function audit(ctx: Ctx, entry: AuditEntry): Promise<void> {
  const id = newId()
  const payload =
    entry.before === undefined && entry.after === undefined
      ? null
      : { before: entry.before ?? null, after: entry.after ?? null }
  const salt = payload ? randomBytes(16) : null
  const hash = payload && salt ? createHash('sha256').update(salt).update(canonicalJson(payload)).digest('hex') : null
  await ctx.db.query(
    hot(
      `insert into audit_events (company_id, id, recorded_at, user_id, verb, business_area_id, subjects, summary) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ctx.company.id,
        id,
        ctx.now,
        ctx.user.id,
        entry.verb,
        entry.businessAreaId ?? null,
        entry.subjects ?? [],
        JSON.stringify({ ...(entry.summary ?? {}), ...(hash ? { payloadHash: hash } : {}) }, jsonValue),
      ],
    ),
  )
  if (payload) {
    await ctx.db.query(
      `insert into audit_payloads (company_id, event_id, salt, before, after, business_area_id) values ($1, $2, $3, $4, $5, $6)`,
      [
        ctx.company.id,
        id,
        salt,
        JSON.stringify(payload.before, jsonValue),
        JSON.stringify(payload.after, jsonValue),
        entry.businessAreaId ?? null,
      ],
    )
  }
}

/** One text for one content, whatever order its keys come in: jsonb keeps none, and the hash must be found again from it. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value, jsonValue))))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
