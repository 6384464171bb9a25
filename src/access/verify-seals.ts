import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { verb } from '../db/verb.ts'
import { eventText, leafHash, sealRoot } from './seal.ts'

const broken = z.object({ sealNo: z.string().nullable(), eventId: z.string().nullable(), reason: z.string() })

/**
 * Computes every seal again from the events and payloads as they stand, and names the first that differs. The chain
 * alone reads no event: a row a seal, for a page that is opened often; only `all` proves the events.
 */
export const verifySeals = verb({
  kind: 'read',
  name: 'access.verify-seals',
  summary: 'Prove that no sealed audit event was changed, added or taken away',
  route: 'GET /audit-seals/proof',
  input: z.object({
    scope: z.enum(['all', 'chain']).default('all').meta({
      description: 'chain: that no seal is missing and each contains the one before; its events are not read',
    }),
  }),
  output: z.object({
    seals: z.number(),
    events: z.number(),
    notSealed: z.number().nullable().meta({ description: 'Null for the chain alone' }),
    sealedAt: z.string().nullable().meta({ description: 'When the last seal was set' }),
    lastRoot: z.string().nullable().meta({ description: 'Write it down elsewhere: it proves everything before it' }),
    firstBroken: broken.nullable(),
  }),
  run: (ctx, { scope }) => asSystem(ctx, (system) => verify(system, scope)),
})

interface Seal {
  seal_no: bigint
  root: Buffer
  previous_root: Buffer | null
  event_count: number
  sealed_at: Date
}

async function verify(ctx: Ctx, scope: 'all' | 'chain') {
  const { db, company } = ctx
  const seals = await db.rows<Seal>(
    `select seal_no, root, previous_root, event_count, sealed_at from audit_seals where company_id = $1 order by seal_no`,
    [company.id],
  )
  let previous: Buffer | null = null
  let events = 0
  let firstBroken: z.output<typeof broken> | null = null
  for (const [index, seal] of seals.entries()) {
    firstBroken =
      verifyLink(seal, previous, BigInt(index) + 1n) ??
      (scope === 'all' ? await verifyEvents(ctx, seal, previous) : null)
    if (firstBroken) break
    events += seal.event_count
    previous = seal.root
  }
  return {
    seals: seals.length,
    events,
    notSealed: scope === 'all' ? await countNotSealed(ctx) : null,
    sealedAt: seals.at(-1)?.sealed_at.toISOString() ?? null,
    lastRoot: seals.at(-1)?.root.toString('hex') ?? null,
    firstBroken,
  }
}

async function countNotSealed({ db, company }: Ctx): Promise<number> {
  const { count } = await db.one<{ count: number }>(
    `select count(*)::int as count from audit_events e
      where e.company_id = $1 and not exists (select from audit_sealed_events s where s.company_id = e.company_id and s.event_id = e.id)`,
    [company.id],
  )
  return count
}

function verifyLink(seal: Seal, previous: Buffer | null, expectedNo: bigint): z.output<typeof broken> | null {
  const told = (reason: string) => ({ sealNo: String(seal.seal_no), eventId: null, reason })
  if (seal.seal_no !== expectedNo) return told(`seal ${expectedNo} is missing`)
  if (previous === null ? seal.previous_root !== null : !seal.previous_root?.equals(previous))
    return told('the seal does not contain the root of the seal before it')
  return null
}

async function verifyEvents(
  { db, company }: Ctx,
  seal: Seal,
  previous: Buffer | null,
): Promise<z.output<typeof broken> | null> {
  const told = (reason: string, eventId: string | null = null) => ({ sealNo: String(seal.seal_no), eventId, reason })
  const rows = await db.rows<{
    id: string
    text: string | null
    position: number
    hash: string | null
    salt: Buffer | null
    before: unknown
    after: unknown
  }>(
    `select s.event_id as id, ${eventText} as text, e.id is null as gone, s.position, e.summary ->> 'payloadHash' as hash, p.salt, p.before, p.after
       from audit_sealed_events s left join audit_events e on e.company_id = s.company_id and e.id = s.event_id
       left join audit_payloads p on p.company_id = s.company_id and p.event_id = s.event_id
      where s.company_id = $1 and s.seal_no = $2 order by s.position`,
    [company.id, seal.seal_no],
  )
  for (const row of rows) {
    // Erased, which the seal allows: the person was forgotten.
    if (row.before === null && row.after === null) continue
    if (row.hash && row.salt && payloadHash(row.salt, row.before, row.after) !== row.hash)
      return told('what was before and after the event differs from its hash', row.id)
  }
  const root = sealRoot(
    rows.map((row) => leafHash(row.text ?? '')),
    previous,
  )
  if (rows.length !== seal.event_count || !root.equals(seal.root))
    return told('the events of the seal are not those that were sealed')
  return null
}

const payloadHash = (salt: Buffer, before: unknown, after: unknown): string =>
  createHash('sha256').update(salt).update(canonicalJson({ before, after })).digest('hex')
