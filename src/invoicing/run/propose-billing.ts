import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { insertRunRows } from '../../db/insert-run-rows.ts'
import { dayText, id } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import { longVerb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import type { Surroundings } from '../draft/assemble.ts'
import { assemble, combineKey } from '../draft/assemble.ts'
import { checkDraft } from '../draft/check-draft.ts'
import type { WaitingFilter } from '../draft/read-orders.ts'
import { waitingOrders } from '../draft/read-orders.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import type { Draft, Order } from '../types.ts'
import { compareWhenDue, comparisonDue } from './compare-rows.ts'

const input = z.object({
  invoiceOn: dayText.optional().meta({ description: 'Invoice day; default today' }),
  invoiceGroups: z.array(z.string()).optional().meta({ description: 'Codes of invoice groups; default all' }),
  importId: id.optional(),
  orderIds: z.array(id).max(10_000).optional(),
})
const totals = z.object({
  documents: z.number(),
  held: z.number(),
  rejected: z.number(),
  sums: z.array(z.object({ currency: z.string(), payable: z.string() })),
})

/** Waiting orders → a stored proposal: one row per future document with its reason, amounts, holds and problems. */
export const proposeBilling = longVerb({
  kind: 'long',
  name: 'invoicing.propose-billing',
  summary: 'Propose a billing run over waiting orders',
  route: 'POST /billing-runs',
  input,
  output: z.object({ runId: id, ...totals.shape }),
  run: (ctx, given) => proposeAndCompare(ctx, given),
})

/** The proposal stands before it is held against the last run: what takes long then keeps nobody's orders waiting. */
export async function proposeAndCompare(
  ctx: LongCtx,
  given: z.output<typeof input>,
): ReturnType<typeof proposeBillingRun> {
  const proposed = await proposeBillingRun(ctx, given)
  await ctx.transaction((tx) => compareWhenDue(tx, proposed.runId))
  return proposed
}

/** What the caller of a run within one transaction has read in it. */
export interface Known {
  setUp: BillingSetUp
  /** The orders of the run with what is around them, where they came in one batch: set by the proposal. */
  read: Batch | null
}

export async function proposeBillingRun(
  ctx: LongCtx,
  given: z.output<typeof input>,
  known?: Known,
): Promise<{ runId: Id } & z.output<typeof totals>> {
  const invoiceOn = given.invoiceOn ?? ctx.today
  const propose = async (reader: Ctx, tx: Ctx) => {
    const setUp = known?.setUp ?? (await readBillingSetUp(tx))
    const filter: WaitingFilter = {
      invoiceGroupIds: groupIds(setUp, given.invoiceGroups),
      importId: given.importId ?? null,
      orderIds: given.orderIds ?? null,
    }
    const runId = newId()
    await tx.db.query(
      hot(
        `insert into runs (company_id, id, kind, state, parameters, proposed_by) values ($1, $2, 'billing', 'proposed', $3, $4)`,
        // What is approved in the same breath is looked at by nobody.
        [ctx.company.id, runId, JSON.stringify({ ...given, invoiceOn, ...(known ? {} : comparisonDue) }), ctx.user.id],
      ),
    )
    const { groups, ...counted } = await writeRows(
      tx,
      runId,
      invoiceOn,
      setUp,
      known ? remembered(known, batches(reader, setUp, filter, invoiceOn)) : batches(reader, setUp, filter, invoiceOn),
    )
    await tx.db.query(
      hot(
        `update runs set totals = $3, progress_total = $4, parameters = parameters || jsonb_build_object('groupIds', $5::jsonb) where company_id = $1 and id = $2`,
        [ctx.company.id, runId, JSON.stringify(counted), counted.documents, JSON.stringify(groups)],
      ),
    )
    await audit(tx, { verb: 'invoicing.propose-billing', subjects: [runId], summary: counted })
    return { runId, ...counted }
  }
  // Reads on one connection while the other writes; a caller's own open transaction does both.
  return known
    ? ctx.transaction((tx) => propose(tx, tx))
    : ctx.transaction((reader) => ctx.transaction((tx) => propose(reader, tx)), { readOnly: true })
}

export interface Batch {
  orders: Order[]
  around: Surroundings
}

/** Two batches are not remembered: what is around one of them is not around the other. */
async function* remembered(known: Known, source: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  let count = 0
  for await (const batch of source) {
    known.read = ++count === 1 ? batch : null
    yield batch
  }
}

/** Waiting orders in their order of assembly with what is known around them; all orders of a customer and group lie in one batch. */
async function* batches(reader: Ctx, setUp: BillingSetUp, filter: WaitingFilter, on: Day): AsyncGenerator<Batch> {
  const around = async (orders: Order[]): Promise<Batch> => ({
    orders,
    around: await readSurroundings(reader, setUp, orders, on),
  })
  let pending: Order[] = []
  for await (const batch of waitingOrders(reader.db, reader.company.id, filter)) {
    pending.push(...batch)
    const last = pending.at(-1)!
    const cut = pending.findIndex(
      (order) => order.partyId === last.partyId && order.invoiceGroupId === last.invoiceGroupId,
    )
    // The last customer of a batch may go on in the next one.
    if (cut <= 0) continue
    yield around(pending.slice(0, cut))
    pending = pending.slice(cut)
  }
  if (pending.length > 0) yield around(pending)
}

function groupIds(setUp: BillingSetUp, codes: string[] | undefined): Id[] | null {
  if (!codes) return null
  return codes.map((code) => {
    const group = [...setUp.groups.values()].find((one) => one.code === code)
    return group?.id ?? refuse('invoice-group.unknown', `there is no invoice group ${code}`, { code })
  })
}

/** Batch by batch: the next one is read while this one is computed and written. */
async function writeRows(
  tx: Ctx,
  runId: Id,
  invoiceOn: Day,
  setUp: BillingSetUp,
  source: AsyncGenerator<Batch>,
): Promise<z.output<typeof totals> & { groups: Id[] }> {
  const groups = new Set<Id>()
  const counted = { documents: 0, held: 0, rejected: 0 }
  const sums = new Map<string, bigint>()
  let rowNo = 0
  const write = async ({ orders, around }: Batch) => {
    const drafts = [...bundle(setUp, orders).values()].map((own) =>
      checkDraft(assemble(own, invoiceOn, around), around),
    )
    await insertRunRows(
      tx,
      runId,
      drafts.map((draft) => {
        groups.add(draft.invoiceGroupId)
        const state = stateOf(draft)
        if (state === 'proposed') {
          counted.documents += 1
          const signed = draft.kind === 'credit-note' ? -draft.totals.payable : draft.totals.payable
          sums.set(draft.currency, (sums.get(draft.currency) ?? 0n) + signed)
        } else if (state === 'held') counted.held += 1
        else counted.rejected += 1
        return toRow(draft, ++rowNo, state)
      }),
    )
    tx.progress(rowNo, null)
  }
  let next = source.next()
  for (;;) {
    const { value, done } = await next
    if (done) break
    next = source.next()
    // A failure while writing is told first; the read ahead of it must not end the program unheard.
    next.catch(() => {})
    await write(value)
  }
  return {
    ...counted,
    groups: [...groups],
    sums: [...sums].map(([currency, amount]) => ({ currency, payable: formatMinor(amount, currency) })),
  }
}

function bundle(setUp: BillingSetUp, orders: readonly Order[]): Map<string, Order[]> {
  const bundles = new Map<string, Order[]>()
  for (const order of orders) {
    const key = combineKey(setUp, order)
    const own = bundles.get(key)
    if (own) own.push(order)
    else bundles.set(key, [order])
  }
  return bundles
}

export const stateOf = (draft: Draft): 'proposed' | 'held' | 'rejected' => {
  if (draft.problems.some((problem) => problem.severity !== 'warning')) return 'rejected'
  return draft.holds.length > 0 ? 'held' : 'proposed'
}

export const toRow = (draft: Draft, rowNo: number, state: string) => ({
  row_no: rowNo,
  state,
  subject_id: draft.orders[0]!.id,
  party_id: draft.partyId,
  currency: draft.currency,
  amount: draft.totals.payable,
  reason: {
    kind: draft.kind,
    orders: draft.orders.map((order) => order.id),
    invoiceGroupId: draft.invoiceGroupId,
    lines: draft.lines.length,
    net: draft.totals.net.toString(),
    vat: draft.totals.vat.toString(),
    gross: draft.totals.gross.toString(),
    dueOn: draft.dueOn,
    channel: draft.channel,
    holds: draft.holds,
  },
  problems: draft.problems.length > 0 ? draft.problems : null,
  business_area_id: draft.businessAreaId,
})
