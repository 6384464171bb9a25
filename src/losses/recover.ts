import type { Ctx } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'
import { minor, proportion, share } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import { allocate, takeBase } from '../subledger/allocate.ts'
import { badDebtRecovery } from '../subledger/arithmetic.ts'
import { lockItemRows } from '../subledger/item-rows.ts'
import { openItems } from '../subledger/open-items.ts'
import type { LossSetUp } from './loss-set-up.ts'
import { recoveryAccount, roleMissing } from './loss-set-up.ts'
import type { StoredPart } from './post-losses.ts'
import { appendLossEvents } from './post-losses.ts'

/** Losses of a claim that money can still come for; capital first, as they were lost. */
export interface OpenLoss {
  lossId: Id
  partyId: Id
  claimItemId: Id
  component: string
  number: string
  reference: string | null
  currency: string
  left: bigint
  parts: StoredPart[]
  /** What of each part was recovered before. */
  before: { net: string; vat: string }[][]
  invoiceGroupId: Id | null
  customerKind: string | null
  businessAreaId: Id | null
}

export function readOpenLosses({ db, company }: Ctx, lossIds: readonly Id[]): Promise<OpenLoss[]> {
  return db.rows<OpenLoss>(
    sql`select l.id as "lossId", l.party_id as "partyId", l.claim_item_id as "claimItemId", l.component, l.number_text as number, l.reference, l.currency, s."left", l.parts,
               coalesce((select json_agg(case when e.kind = 'recovered' then e.parts else (select coalesce(jsonb_agg(jsonb_build_object('net', '-' || (p ->> 'net'), 'vat', '-' || (p ->> 'vat')) order by n), '[]')
                                                                                             from jsonb_array_elements(e.parts) with ordinality as x (p, n)) end)
                           from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind in ('recovered', 'recovery-reversed')), '[]') as before,
               i.invoice_group_id as "invoiceGroupId", p.customer_kind as "customerKind", l.business_area_id as "businessAreaId"
          from losses l join loss_standing s on s.company_id = l.company_id and s.loss_id = l.id
          join open_items i on i.company_id = l.company_id and i.id = l.item_id
          join parties p on p.company_id = l.company_id and p.id = l.party_id
         where l.company_id = ${company.id} and l.id = any (${lossIds}::uuid[]) and l.kind <> 'doubtful' and s."left" > 0
         order by l.component = 'capital' desc, l.id`,
  )
}

export interface Recovered {
  eventIds: Id[]
  amount: bigint
  vat: bigint
  voucherId: Id
}

/**
 * Money that came for losses after all: a credit of the customer pays them, VAT is declared anew pro rata (ML 7:43), the rest
 * is income. The receivable is opened again by what came and closed by the money in the same moment.
 * @param amount at most what the money and the losses have left
 */
export async function recover(
  ctx: Ctx,
  losses: readonly OpenLoss[],
  creditItemId: Id,
  amount: bigint,
  setUp: LossSetUp,
  on: Day,
  reason: string | null,
): Promise<Recovered> {
  const items = await lockItemRows(ctx, [creditItemId])
  const credit = items.get(creditItemId)
  if (!credit || credit.amount_open >= 0n)
    return refuse('loss.no-money', 'there is no money of the customer that is open', { item: creditItemId }, 409)
  const [first] = losses
  if (!first || losses.some((loss) => loss.partyId !== credit.party_id || loss.currency !== credit.currency))
    return refuse('loss.other-money', 'the money is of another customer or currency than the loss', {
      item: creditItemId,
    })
  const left = losses.reduce((sum, loss) => sum + loss.left, 0n)
  if (amount <= 0n || amount > left || amount > -credit.amount_open)
    return refuse('loss.more-than-lost', 'at most what was lost, and what of the money is open, is recovered')
  const postedOn = setUp.openDay('receivable', later(on, credit.opened_on))
  const base = -takeBase({ id: credit.id, amount_open: credit.amount_open, base_open: credit.base_open }, -amount)
  const shares = share(
    minor(amount),
    losses.map((loss) => loss.left),
  )
  const bases = share(minor(base), shares)
  const postings: Posting[] = [
    { account: credit.account, baseAmount: base, currency: credit.currency, amount, partyId: credit.party_id },
  ]
  const events: { loss: OpenLoss; amount: Minor; parts: { net: Minor; vat: Minor }[] }[] = []
  losses.forEach((loss, i) => {
    if (shares[i] === 0n) return
    const target = recoveryAccount(setUp, loss, postedOn)
    if ('problems' in target) throw new Refused(target.problems)
    const parts = recoveredParts(loss, shares[i]!)
    events.push({ loss, amount: shares[i]!, parts })
    const partBases = share(
      bases[i]!,
      parts.map((part) => part.net + part.vat),
    )
    parts.forEach((part, k) => {
      const whole = part.net + part.vat
      if (whole === 0n) return
      const baseVat = part.vat === 0n ? 0n : proportion(partBases[k]!, part.vat, whole)
      const stored = loss.parts[k]!
      if (part.vat !== 0n && !stored.vatAccount) throw new Refused(roleMissing(`outputVat:${stored.percent}`, postedOn))
      if (part.vat !== 0n)
        postings.push({
          account: stored.vatAccount!,
          baseAmount: -baseVat,
          currency: credit.currency,
          amount: -part.vat,
          vatCode: stored.code,
        })
      if (part.net !== 0n)
        postings.push({
          account: target.account,
          baseAmount: -(partBases[k]! - baseVat),
          currency: credit.currency,
          amount: -part.net,
          dimensions: target.dimensions,
          ruleId: target.ruleId,
        })
    })
  })
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger: 'receivable',
    transactionType: 'bad-debt-recovered',
    postedOn,
    documentOn: on,
    baseCurrency: credit.base_currency,
    text: first.number,
    businessAreaId: first.businessAreaId,
    postings,
  }
  const debitId = newId()
  await post(ctx.db, ctx.company.id, ctx.user.id, [voucher])
  await openItems(ctx.db, ctx.company.id, [
    {
      id: debitId,
      voucher,
      lineNo: 1,
      kind: 'write-off',
      numberText: first.number,
      reference: null,
      dueOn: postedOn,
      businessAreaId: credit.business_area_id,
    },
  ])
  await allocate(ctx, [{ debitItemId: debitId, creditItemId, amount, valueOn: postedOn }], {
    setUp: setUp.posting,
    openDay: setUp.openDay,
    ledger: 'receivable',
    voucherSeriesId: setUp.seriesId,
  })
  const eventIds = await appendLossEvents(
    ctx,
    events.map(({ loss, amount: part, parts }) => ({
      lossId: loss.lossId,
      kind: 'recovered',
      amount: part,
      vat: parts.reduce((sum, one) => sum + one.vat, 0n),
      parts: parts.map((one) => ({ net: one.net.toString(), vat: one.vat.toString() })),
      onDay: postedOn,
      voucherId: voucher.id,
      itemId: creditItemId,
      bankTransactionId: credit.bank_transaction_id,
      reason,
    })),
  )
  return {
    eventIds,
    amount,
    vat: events.reduce((sum, event) => sum + event.parts.reduce((total, part) => total + part.vat, 0n), 0n),
    voucherId: voucher.id,
  }
}

/** What comes is spread over the parts by what each has left; within a part VAT comes back pro rata, with the last all of it. */
function recoveredParts(loss: OpenLoss, amount: Minor): { net: Minor; vat: Minor }[] {
  const before = loss.parts.map((_, k) =>
    loss.before.reduce((sum, event) => sum + BigInt(event[k]?.net ?? 0) + BigInt(event[k]?.vat ?? 0), 0n),
  )
  const wholes = loss.parts.map((part) => BigInt(part.net) + BigInt(part.vat))
  const shares = share(
    amount,
    wholes.map((whole, k) => whole - before[k]!),
  )
  return loss.parts.map((part, k) =>
    shares[k] === 0n || wholes[k] === 0n
      ? { net: minor(0n), vat: minor(0n) }
      : badDebtRecovery({ net: minor(BigInt(part.net)), vat: minor(BigInt(part.vat)) }, shares[k]!, minor(before[k]!)),
  )
}
