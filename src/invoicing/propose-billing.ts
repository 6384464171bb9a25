import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { assemble, combineKey } from './assemble.ts'
import type { BillingSetUp } from './billing-set-up.ts'
import { readBillingSetUp } from './billing-set-up.ts'
import { checkDraft } from './check-draft.ts'
import type { WaitingFilter } from './read-orders.ts'
import { waitingOrders } from './read-orders.ts'
import { readSurroundings } from './surroundings.ts'
import type { Draft, Order } from './types.ts'

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
  run: (ctx, given) => proposeBillingRun(ctx, given),
})

/** @param known the set-up, where the caller has read it in this very transaction */
export async function proposeBillingRun(
  ctx: LongCtx,
  given: z.output<typeof input>,
  known?: BillingSetUp,
): Promise<{ runId: Id } & z.output<typeof totals>> {
  const invoiceOn = given.invoiceOn ?? ctx.today
  return ctx.transaction(async (tx) => {
    const setUp = known ?? (await readBillingSetUp(tx))
    const filter: WaitingFilter = {
      invoiceGroupIds: groupIds(setUp, given.invoiceGroups),
      importId: given.importId ?? null,
      orderIds: given.orderIds ?? null,
    }
    const runId = newId()
    await tx.db.query(
      `insert into runs (company_id, id, kind, state, parameters, proposed_by) values ($1, $2, 'billing', 'proposed', $3, $4)`,
      [ctx.company.id, runId, JSON.stringify({ ...given, invoiceOn }), ctx.user.id],
    )
    const counted = await writeRows(tx, runId, invoiceOn, setUp, filter)
    await tx.db.query(`update runs set totals = $3, progress_total = $4 where company_id = $1 and id = $2`, [
      ctx.company.id,
      runId,
      JSON.stringify(counted),
      counted.documents,
    ])
    await audit(tx, { verb: 'invoicing.propose-billing', subjects: [runId], summary: counted })
    return { runId, ...counted }
  })
}

function groupIds(setUp: BillingSetUp, codes: string[] | undefined): Id[] | null {
  if (!codes) return null
  return codes.map((code) => {
    const group = [...setUp.groups.values()].find((one) => one.code === code)
    return group?.id ?? refuse('invoice-group.unknown', `there is no invoice group ${code}`, { code })
  })
}

/** Streams the waiting orders in their order of assembly; a group of equal keys never spans more than it must in memory. */
async function writeRows(
  tx: Ctx,
  runId: Id,
  invoiceOn: Day,
  setUp: BillingSetUp,
  filter: WaitingFilter,
): Promise<z.output<typeof totals>> {
  const counted = { documents: 0, held: 0, rejected: 0 }
  const sums = new Map<string, bigint>()
  let rowNo = 0
  let pending: Order[] = []
  const flush = async (orders: Order[]) => {
    const around = await readSurroundings(tx, setUp, orders, invoiceOn)
    const drafts = [...bundle(setUp, orders).values()].map((own) =>
      checkDraft(assemble(own, invoiceOn, around), around),
    )
    await insertRows(
      tx.db,
      'run_rows',
      {
        row_no: 'int4',
        state: 'text',
        subject_id: 'uuid',
        party_id: 'uuid',
        currency: 'bpchar',
        amount: 'int8',
        reason: 'jsonb',
        problems: 'jsonb',
        business_area_id: 'uuid',
      },
      drafts.map((draft) => {
        const state = stateOf(draft)
        if (state === 'proposed') {
          counted.documents += 1
          const signed = draft.kind === 'credit-note' ? -draft.totals.payable : draft.totals.payable
          sums.set(draft.currency, (sums.get(draft.currency) ?? 0n) + signed)
        } else if (state === 'held') counted.held += 1
        else counted.rejected += 1
        return toRow(draft, ++rowNo, state)
      }),
      { company_id: { type: 'uuid', value: tx.company.id }, run_id: { type: 'uuid', value: runId } },
    )
  }
  for await (const batch of waitingOrders(tx.db, tx.company.id, filter)) {
    pending.push(...batch)
    const last = pending.at(-1)!
    const cut = pending.findIndex(
      (order) => order.partyId === last.partyId && order.invoiceGroupId === last.invoiceGroupId,
    )
    // The last customer of a batch may go on in the next one.
    if (cut > 0) {
      await flush(pending.slice(0, cut))
      pending = pending.slice(cut)
    }
    tx.progress(rowNo, null)
  }
  if (pending.length > 0) await flush(pending)
  return {
    ...counted,
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
    net: draft.totals.net,
    vat: draft.totals.vat,
    gross: draft.totals.gross,
    dueOn: draft.dueOn,
    channel: draft.channel,
    holds: draft.holds,
  },
  problems: draft.problems.length > 0 ? draft.problems : null,
  business_area_id: draft.businessAreaId,
})
