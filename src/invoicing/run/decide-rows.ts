import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { NumberNeed } from '../../ledger/number-course.ts'
import { needKey } from '../../ledger/number-course.ts'
import type { PostedVoucher, Voucher } from '../../ledger/post.ts'
import type { NumberBlock } from '../../ledger/take-numbers.ts'
import { numberText } from '../../ledger/take-numbers.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import type { BillingSetUp, InvoiceGroup } from '../billing-set-up.ts'
import type { Surroundings } from '../draft/assemble.ts'
import { assemble } from '../draft/assemble.ts'
import type { InvoicePostings } from '../draft/post-invoice.ts'
import { postInvoice } from '../draft/post-invoice.ts'
import { referenceOf } from '../draft/reference.ts'
import type { Draft, Order } from '../types.ts'

/** A proposed row of a billing run as it was approved. */
export interface RunRow {
  row_no: number
  /** To pay, in minor units of the draft's currency. */
  amount: bigint
  orders: Id[]
}

/** A document that is issued: all of it but its numbers. */
export interface Decided {
  row: RunRow
  id: Id
  draft: Draft
  party: PartyFacts
  payer: PartyFacts
  group: InvoiceGroup
  posted: InvoicePostings
  /** A proforma is not posted. */
  voucher: Voucher | null
}

export interface Numbered extends Decided {
  number: { year: number; number: bigint; text: string; reference: string; kind: string }
  voucherNumber: PostedVoucher | null
}

interface Rejected {
  row_no: number
  problems: Problem[]
}

/**
 * Assembles each row again by the function that proposed it: what was approved becomes a document, all else goes back with
 * its problems. A row whose order is not in `orders` (billed, cancelled or hidden meanwhile) goes back too.
 */
export function decideRows(
  rows: readonly RunRow[],
  orders: ReadonlyMap<Id, Order>,
  around: Surroundings,
  { runId, invoiceOn, setUp }: { runId: Id; invoiceOn: Day; setUp: BillingSetUp },
): { decided: Decided[]; rejected: Rejected[] } {
  const decided: Decided[] = []
  const rejected: Rejected[] = []
  const corrected = new Set<Id>()
  for (const row of rows) {
    const own = row.orders.flatMap((orderId) => orders.get(orderId) ?? [])
    const draft = own.length > 0 ? assemble(own, invoiceOn, around) : null
    if (draft?.creditsId && draft.kind === 'credit-note') {
      if (corrected.has(draft.creditsId)) draft.problems.push(creditedTwice)
      corrected.add(draft.creditsId)
    }
    const party = draft && around.parties.get(draft.partyId)
    const payer = draft && around.parties.get(draft.payerId)
    const posted = draft && party && payer && draft.problems.length === 0 ? postInvoice(draft, party, setUp) : null
    const problems = recheck(row, own.length, draft, posted)
    if (problems.length > 0 || !draft || !posted || !party || !payer) rejected.push({ row_no: row.row_no, problems })
    else {
      const group = setUp.groups.get(draft.invoiceGroupId)!
      const voucher = draft.kind === 'proforma' ? null : toVoucher(draft, posted, group, runId)
      decided.push({ row, id: newId(), draft, party, payer, group, posted, voucher })
    }
  }
  return { decided, rejected }
}

const creditedTwice: Problem = {
  code: 'credit-note.twice-in-run',
  message:
    'another credit note of this run corrects the same document: propose again, so that the second counts the first',
}

/** What was approved is what is issued, or the row goes back with the reason. */
function recheck(row: RunRow, ordersLeft: number, draft: Draft | null, posted: InvoicePostings | null): Problem[] {
  if (ordersLeft !== row.orders.length || !draft)
    return [
      { code: 'order.changed', message: 'an order of this row was billed, cancelled or hidden since the approval' },
    ]
  if (draft.problems.length > 0) return draft.problems
  if (draft.holds.length > 0)
    return draft.holds.map((hold) => ({
      code: `hold.${hold.kind}`,
      message: hold.reason,
      data: { reason: hold.reason, ...hold.data },
    }))
  if (draft.totals.payable !== row.amount) {
    return [
      {
        code: 'order.amount-changed',
        message: `approved ${formatMinor(row.amount, draft.currency)}, now ${formatMinor(draft.totals.payable, draft.currency)}: propose again`,
        data: {
          approved: formatMinor(row.amount, draft.currency),
          now: formatMinor(draft.totals.payable, draft.currency),
        },
      },
    ]
  }
  return posted?.problems ?? []
}

function toVoucher(draft: Draft, posted: InvoicePostings, group: InvoiceGroup, runId: Id): Voucher {
  return {
    id: newId(),
    seriesId: group.voucherSeriesId,
    ledger: 'receivable',
    transactionType: draft.kind,
    postedOn: draft.issuedOn,
    documentOn: draft.issuedOn,
    baseCurrency: posted.baseCurrency,
    text: '',
    runId,
    businessAreaId: draft.businessAreaId,
    postings: posted.postings,
  }
}

/** How many numbers of which series and year. A document and its voucher draw from series of their own. */
export function numberNeeds(decided: readonly Decided[]): NumberNeed[] {
  const needs = new Map<string, NumberNeed>()
  const need = (seriesId: Id, on: Day) => {
    const key = needKey(seriesId, on)
    const known = needs.get(key)
    if (known) known.count += 1
    else needs.set(key, { key, seriesId, on, count: 1 })
  }
  for (const one of decided) {
    need(seriesOf(one), one.draft.issuedOn)
    if (one.voucher) need(one.voucher.seriesId, one.voucher.postedOn)
  }
  return [...needs.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/**
 * Numbers in the order of the rows, last of all: everything is computed and checked.
 * @param blocks by the keys of numberNeeds, each as long as was needed
 */
export function giveNumbers(
  decided: readonly Decided[],
  blocks: ReadonlyMap<string, NumberBlock>,
  rules: BillingSetUp['rules'],
): Numbered[] {
  const next = new Map([...blocks].map(([key, block]) => [key, block.first]))
  const draw = (seriesId: Id, on: Day): [NumberBlock, bigint] => {
    const key = needKey(seriesId, on)
    const number = next.get(key)!
    next.set(key, number + 1n)
    return [blocks.get(key)!, number]
  }
  return decided.map((one) => {
    const { draft, group, voucher } = one
    const [block, own] = draw(seriesOf(one), draft.issuedOn)
    const text = numberText(block, own)
    const number = { year: block.year, number: own, text, ...referenceOf(rules, group, block, text, draft.kind) }
    if (!voucher) return { ...one, number, voucherNumber: null }
    const [{ year }, voucherOwn] = draw(voucher.seriesId, voucher.postedOn)
    return {
      ...one,
      number,
      voucher: { ...voucher, text },
      voucherNumber: { id: voucher.id, year, number: voucherOwn },
    }
  })
}

/** Proformas and interest invoices may have a series of their own in the group. */
export const seriesOf = ({ draft, group }: Pick<Decided, 'draft' | 'group'>): Id => {
  if (draft.kind === 'proforma') return group.proformaSeriesId ?? group.seriesId
  return draft.kind === 'interest-invoice' ? (group.interestSeriesId ?? group.seriesId) : group.seriesId
}
