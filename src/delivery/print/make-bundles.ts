import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { reason } from '../../kernel/words/reasons.ts'
import type { Delivery, Message } from '../channel.ts'
import { drop, wasDropped } from '../folder/drop.ts'
import { openFolder } from '../folder/open-folder.ts'
import { claim, claimAbandoned, endTurn, rendered, withdraw } from '../outbox.ts'
import type { Prepared, Withdrawal } from '../send.ts'
import { readSetting } from '../settings.ts'
import { bundleFiles, bundleMax } from './bundle-files.ts'
import { bundleDeliveries, giveUp, handOver } from './hand-over.ts'

/** Of documents that must not leave any more, why not, or not yet. */
type Recheck = (ctx: Ctx, deliveries: readonly Delivery[]) => Promise<Map<Id, unknown>>

const renderedTogether = 24

export interface MadeBundle {
  bundle: Id
  documents: number
  /** Null for a zip. */
  pages: number | null
  handedOver: boolean
}
export interface BundlingResult {
  bundles: MadeBundle[]
  failed: number
  postponed: number
  /** Taken back in the last moment. */
  recalled: number
}

/**
 * Makes bundles of what waits to be printed: at most five hundred documents each, and one business area each, so that who may
 * fetch a bundle may see all of it. A bundle is a run: its documents belong to it until it is handed over (then they are
 * sent) or given up (then they wait again).
 */
export async function makeBundles(
  ctx: LongCtx,
  subjectKind: Delivery['subjectKind'],
  limit: number,
  prepare: (ctx: LongCtx, deliveries: readonly Delivery[]) => Promise<Map<Id, Prepared>>,
  withdrawn: (ctx: Ctx, delivery: Delivery, why: Withdrawal) => Promise<void> = async () => {},
  recheck: Recheck = async () => new Map(),
): Promise<BundlingResult> {
  const result: BundlingResult = { bundles: [], failed: 0, postponed: 0, recalled: 0 }
  await freeAbandoned(ctx, subjectKind)
  await dropUndelivered(ctx, subjectKind, recheck)
  for (let left = limit; left > 0; ) {
    const claimed = await ctx.transaction((tx) => claim(tx, subjectKind, 'print', Math.min(left, bundleMax), 60))
    if (claimed.length === 0) break
    left -= claimed.length
    const messages = await render(ctx, claimed, prepare, withdrawn, result)
    for (const [areaId, own] of byArea(messages)) {
      const made = await makeBundle(ctx, areaId, own, recheck)
      if (made) result.bundles.push(made)
    }
  }
  return result
}

/** A worker that died while it rendered had handed over nothing; rows of a finished bundle have no end to their lease. */
async function freeAbandoned(ctx: LongCtx, subjectKind: Delivery['subjectKind']): Promise<void> {
  await ctx.transaction(async (tx) => {
    for (const delivery of await claimAbandoned(tx, subjectKind, 'print', 10 * bundleMax))
      await endTurn(tx, delivery, {
        state: 'waiting',
        event: 'postponed',
        text: reason('bundle-unfinished'),
        atOnce: true,
      })
  })
}

async function render(
  ctx: LongCtx,
  claimed: readonly Delivery[],
  prepare: (ctx: LongCtx, deliveries: readonly Delivery[]) => Promise<Map<Id, Prepared>>,
  withdrawn: (ctx: Ctx, delivery: Delivery, why: Withdrawal) => Promise<void>,
  result: BundlingResult,
): Promise<Message[]> {
  const messages: Message[] = []
  for (let at = 0; at < claimed.length; at += renderedTogether) {
    const batch = claimed.slice(at, at + renderedTogether)
    const prepared = await prepare(ctx, batch)
    await ctx.transaction(async (tx) => {
      for (const delivery of batch) {
        const one = prepared.get(delivery.id) ?? {
          later: reason('document-hidden'),
        }
        if ('message' in one) {
          const [file] = one.message.files
          const stored = await ctx.files.put(ctx.company.id, [file!.bytes])
          await rendered(tx, delivery, [{ name: file!.name, mediaType: file!.mediaType, ...stored }])
          messages.push(one.message)
        } else if ('refused' in one) {
          const { by, text, data } = one.refused
          await endTurn(tx, delivery, { state: 'failed', event: 'refused', text, data: { by, ...(data ?? {}) } })
          result.failed += 1
        } else if ('withdrawn' in one) {
          if (!(await withdraw(tx, delivery, one.withdrawn))) continue
          await withdrawn(tx, delivery, one.withdrawn)
          result.recalled += 1
        } else {
          await endTurn(tx, delivery, { state: 'waiting', event: 'postponed', text: one.later })
          result.postponed += 1
        }
      }
    })
    ctx.progress(at + batch.length, claimed.length)
  }
  return messages
}

function byArea(messages: readonly Message[]): Map<Id | null, Message[]> {
  const areas = new Map<Id | null, Message[]>()
  for (const message of messages) {
    const own = areas.get(message.delivery.businessAreaId)
    if (own) own.push(message)
    else areas.set(message.delivery.businessAreaId, [message])
  }
  return areas
}

async function makeBundle(
  ctx: LongCtx,
  areaId: Id | null,
  messages: readonly Message[],
  recheck: Recheck,
): Promise<MadeBundle | null> {
  const bundle = newId()
  const setting = await ctx.transaction((tx) => readSetting(tx, 'delivery-print'))
  const { files, pages } = await bundleFiles(bundle, setting?.form ?? 'merged', ctx.today, messages)
  const stored: StoredFile[] = []
  for (const { name, mediaType, bytes } of files)
    stored.push({ name, mediaType, ...(await ctx.files.put(ctx.company.id, bytes)) })
  await ctx.transaction((tx) => recordBundle(tx, bundle, areaId, messages, stored, pages, Boolean(setting?.path)))
  const handedOver = setting?.path ? await dropBundle(ctx, bundle, setting.path, recheck) : false
  return handedOver === 'given-up' ? null : { bundle, documents: messages.length, pages, handedOver }
}

interface StoredFile {
  name: string
  mediaType: string
  sha256: string
  size: number
}

async function recordBundle(
  ctx: Ctx,
  bundle: Id,
  areaId: Id | null,
  messages: readonly Message[],
  files: readonly StoredFile[],
  pages: number | null,
  toFolder: boolean,
): Promise<void> {
  const tenant = {
    company_id: { type: 'uuid' as const, value: ctx.company.id },
    business_area_id: { type: 'uuid' as const, value: areaId },
  }
  await ctx.db.query(
    `insert into runs (company_id, id, kind, state, business_area_id, parameters, totals, progress_total, proposed_at, proposed_by, approved_at, approved_by)
     values ($1, $2, 'delivery', 'approved', $3, $4, $5, $6, $7, $8, $7, $8)`,
    [
      ctx.company.id,
      bundle,
      areaId,
      JSON.stringify({ channel: 'print', toFolder, files }),
      JSON.stringify({ documents: messages.length, pages }),
      messages.length,
      ctx.now,
      ctx.user.id,
    ],
  )
  await insertRows(
    ctx.db,
    'run_rows',
    { row_no: 'int4', subject_id: 'uuid', party_id: 'uuid' },
    messages.map(({ delivery }, i) => ({ row_no: i + 1, subject_id: delivery.id, party_id: delivery.partyId })),
    { ...tenant, run_id: { type: 'uuid', value: bundle }, state: { type: 'text', value: 'proposed' } },
  )
  await insertRows(
    ctx.db,
    'files',
    { sha256: 'bytea', size: 'int8', media_type: 'text', name: 'text' },
    files.map((file) => ({
      sha256: Buffer.from(file.sha256, 'hex'),
      size: file.size,
      media_type: file.mediaType,
      name: file.name,
    })),
    tenant,
    'on conflict do nothing',
  )
  const taken = await ctx.db.query(
    `update deliveries d set provider_id = $3, leased_until = 'infinity' from unnest($4::uuid[], $5::int[]) as x (id, tries)
      where d.company_id = $1 and d.id = x.id and d.state = 'sending' and d.tries = x.tries and d.leased_until > clock_timestamp() and $2::uuid is not null`,
    [
      ctx.company.id,
      bundle,
      `bundle:${bundle}`,
      messages.map(({ delivery }) => delivery.id),
      messages.map(({ delivery }) => delivery.tries),
    ],
  )
  // Another took a row over, because this worker was too slow: the bundle would print it twice.
  if (taken.rowCount !== messages.length)
    throw new Error('the turn of a document of this bundle has passed: the bundle is not made')
  await audit(ctx, {
    verb: 'delivery.print-bundle',
    subjects: [bundle],
    summary: { documents: messages.length, pages },
    businessAreaId: areaId,
  })
}

/** Bundles that were made for a folder and not yet dropped there: the process died in between. */
async function dropUndelivered(ctx: LongCtx, subjectKind: string, recheck: Recheck): Promise<void> {
  const setting = await ctx.transaction((tx) => readSetting(tx, 'delivery-print'))
  if (!setting?.path) return
  const open = await ctx.transaction(({ db, company }) =>
    db.rows<{ id: Id }>(
      `select id from runs where company_id = $1 and kind = 'delivery' and state = 'approved' and (parameters ->> 'toFolder')::boolean
          and exists (select from run_rows x join deliveries d on d.company_id = x.company_id and d.id = x.subject_id where x.company_id = runs.company_id and x.run_id = runs.id and d.subject_kind = $2)
        order by id`,
      [company.id, subjectKind],
    ),
  )
  for (const { id } of open) await dropBundle(ctx, id, setting.path, recheck)
}

/** What must not leave any more is looked for a last time before the bytes lie in the folder; then the bundle is made anew. */
async function dropBundle(ctx: LongCtx, bundle: Id, path: string, recheck: Recheck): Promise<true | 'given-up'> {
  const folder = await ctx.transaction((tx) => openFolder(tx, path))
  if (!(await wasDropped(folder, bundle))) {
    const isStale = await ctx.transaction(async (tx) => {
      if ((await recheck(tx, await bundleDeliveries(tx, bundle))).size === 0) return false
      await giveUp(tx, bundle, reason('bundle-stale'))
      return true
    })
    if (isStale) return 'given-up'
    const { files } = await ctx.transaction(({ db, company }) =>
      db.one<{ files: StoredFile[] }>(
        `select parameters -> 'files' as files from runs where company_id = $1 and id = $2`,
        [company.id, bundle],
      ),
    )
    const bytes = await Promise.all(
      files.map(async ({ name, sha256 }) => ({ name, bytes: await ctx.files.read(ctx.company.id, sha256) })),
    )
    await drop(folder, bundle, bytes)
  }
  await ctx.transaction((tx) => handOver(tx, bundle, reason('bundle-dropped')))
  return true
}
