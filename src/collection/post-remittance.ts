import type { BankSetUp } from '../bank/bank-set-up.ts'
import { readBankSetUp } from '../bank/bank-set-up.ts'
import { settleByPerson } from '../bank/desk/settle-by-person.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Remittance } from '../formats/collection/neutral.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import type { Allocation } from '../subledger/allocate.ts'
import { allocate } from '../subledger/allocate.ts'
import type { NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import { readSubledgerSetUp } from '../subledger/subledger-set-up.ts'
import type { Agency } from './agencies.ts'
import { appendEvents } from './events.ts'
import { closePaid } from './report-payments.ts'

export interface PostedRemittance {
  remittanceId: Id
  /** It was here before: nothing was done. */
  known: boolean
  net: bigint
  /** The bank had the money already. */
  settled: boolean
  rows: { rowNo: number; named: string; caseId: Id | null; problem: string | null }[]
}

interface Row {
  named: string
  paidOn: Day
  capital: bigint
  interest: bigint
  fees: bigint
  found: FoundCase | null
  problem: string | null
}

/**
 * A remittance in the books, by one voucher: the debtors' claims are paid, the agency's fee is cost (its VAT where given), and
 * the agency owes us the net until the bank has it: the item bears the remittance's reference, so that the bank's payment
 * finds it. Money beyond what is open is income where it is interest or fees that we had not charged, and stays on the debtor's
 * account for a person where it is capital, or charges that he has paid already; money for a case that nobody knows goes to suspense.
 */
export async function postRemittance(
  ctx: Ctx,
  agency: Agency,
  remittance: Remittance,
  fileId: Id | null,
): Promise<PostedRemittance> {
  const { db, company } = ctx
  await db.query(`select pg_advisory_xact_lock(hashtextextended('remittance ' || $1 || $2, 0))`, [
    agency.id,
    remittance.reference,
  ])
  const known = await knownRemittance(ctx, agency, remittance)
  if (known) return { remittanceId: known.id, known: true, net: known.net, settled: false, rows: [] }
  if (!agency.partyId)
    return refuse(
      'collection.agency-without-party',
      `${agency.name} is no customer or supplier in the books: name its number among the details of the agency`,
      { agency: agency.code },
    )
  const { currency } = remittance
  const money = (text: string): bigint => parseMinor(text, currency)
  const rows = await matchRows(ctx, agency, remittance)
  const [fee, feeVat, net] = [money(remittance.fee), money(remittance.feeVat), money(remittance.net)]
  const gross = rows.reduce((sum, row) => sum + row.capital + row.interest + row.fees, 0n)
  if (gross !== net + fee + feeVat)
    refuse(
      'collection.sum-differs',
      `remittance ${remittance.reference}: its rows come to ${formatMinor(gross, currency)}, net and fees to ${formatMinor(net + fee + feeVat, currency)}`,
      { reference: remittance.reference },
    )
  const open = await lockOpen(
    ctx,
    rows.flatMap((row) => row.found?.caseId ?? []),
  )
  const settled = await settledElsewhere(
    ctx,
    rows.flatMap((row) => row.found?.caseId ?? []),
  )
  const books = await buildVoucher(ctx, agency, remittance, rows, open, settled, { fee, feeVat, net })
  if (books) {
    await post(db, company.id, ctx.user.id, [books.voucher])
    await openItems(db, company.id, books.items)
    await allocate(ctx, books.allocations, {
      setUp: books.setUp.posting,
      openDay: books.setUp.openDay,
      ledger: 'receivable',
      voucherSeriesId: books.setUp.seriesId,
    })
  }
  const remittanceId = newId()
  await writeRemittance(ctx, agency, remittance, fileId, remittanceId, rows, { gross, fee, feeVat, net }, books)
  await appendEvents(ctx, remittedEvents(rows, remittance, fileId))
  await closePaid(ctx)
  const isSettled = books?.netItem ? await settleFromBank(ctx, agency, remittance, net, books.netItem) : false
  return {
    remittanceId,
    known: false,
    net,
    settled: isSettled,
    rows: rows.map((row, i) => ({
      rowNo: i + 1,
      named: row.named,
      caseId: row.found?.caseId ?? null,
      problem: row.problem,
    })),
  }
}

/**
 * The remittance of this reference that stands in the books.
 * @throws Refused collection.remittance-differs where it says other sums: one that was half told, or is told anew.
 */
export async function knownRemittance(
  { db, company }: Ctx,
  agency: Agency,
  remittance: Remittance,
): Promise<{ id: Id; net: bigint } | null> {
  const known = await db.maybe<{ id: Id; currency: string; fee: bigint; feeVat: bigint; net: bigint }>(
    `select id, currency, amount_fee as fee, amount_fee_vat as "feeVat", amount_net as net from collection_remittances where company_id = $1 and agency_id = $2 and reference = $3`,
    [company.id, agency.id, remittance.reference],
  )
  if (!known) return null
  const [before, now] = [
    [known.net, known.fee, known.feeVat].map((amount) => formatMinor(amount, known.currency)),
    [remittance.net, remittance.fee, remittance.feeVat].map((amount) =>
      formatMinor(parseMinor(amount, remittance.currency), remittance.currency),
    ),
  ]
  if (known.currency !== remittance.currency || before.some((amount, i) => amount !== now[i]))
    refuse(
      'collection.remittance-differs',
      `remittance ${remittance.reference} stands in the books with ${before[0]} net and ${before[1]} fee; now it says ${now[0]} and ${now[1]}: ask ${agency.name}`,
      { reference: remittance.reference, agency: agency.code },
    )
  return known
}

interface FoundCase {
  caseId: Id
  partyId: Id
  currency: string
  account: string
  businessAreaId: Id | null
  numberText: string
  invoiceNumber: string | null
}

/** By our number, the agency's number for the case or one of its invoices, or an invoice number of an open case. */
async function matchRows({ db, company }: Ctx, agency: Agency, remittance: Remittance): Promise<Row[]> {
  const { currency } = remittance
  const named = [...new Set(remittance.rows.map((row) => row.case))]
  const found = await db.rows<FoundCase & { named: string }>(
    `select distinct on (n.named) n.named, c.id as "caseId", c.party_id as "partyId", c.currency, i.account, c.business_area_id as "businessAreaId", t.number_text as "numberText",
            case when t.number_text = n.named then n.named end as "invoiceNumber"
       from unnest($3::text[]) as n (named)
       join collection_cases c on c.company_id = $1 and c.agency_id = $2
        and ('K' || c.number = upper(n.named) or c.agency_number = n.named
          or exists (select from collection_events e, jsonb_each_text(e.data -> 'agencyCases') x where e.company_id = c.company_id and e.case_id = c.id and e.kind = 'accepted' and x.value = n.named)
          or exists (select from collection_case_items t where t.company_id = c.company_id and t.case_id = c.id and t.component = 'capital' and t.number_text = n.named))
       join collection_case_items t on t.company_id = c.company_id and t.case_id = c.id and t.component = 'capital'
       join open_items i on i.company_id = t.company_id and i.id = t.item_id
      order by n.named, (t.number_text = n.named) desc, (c.ended_on = 'infinity') desc, c.number desc, i.amount_open <> 0 desc, t.due_on, t.item_id`,
    [company.id, agency.id, named],
  )
  const byName = new Map(found.map((one) => [one.named, one]))
  return remittance.rows.map((row) => {
    const one = byName.get(row.case) ?? null
    const problem = one === null ? 'unknown-case' : one.currency !== currency ? 'other-currency' : null
    const money = (text: string): bigint => parseMinor(text, currency)
    return {
      named: row.case,
      paidOn: row.paidOn,
      capital: money(row.capital),
      interest: money(row.interest),
      fees: money(row.fees),
      found: problem === null ? one : null,
      problem,
    }
  })
}

interface OpenItem {
  caseId: Id
  itemId: Id
  component: string
  account: string
  numberText: string
  open: bigint
  openedOn: Day
}

async function lockOpen({ db, company }: Ctx, caseIds: readonly Id[]): Promise<OpenItem[]> {
  return db.rows<OpenItem>(
    `select t.case_id as "caseId", i.id as "itemId", i.component, i.account, coalesce(m.number_text, i.number_text) as "numberText", i.amount_open as open, i.opened_on as "openedOn"
       from open_items i join collection_case_items t on t.company_id = i.company_id and t.item_id = i.id
       left join open_items m on m.company_id = i.company_id and m.id = i.main_item_id
      where i.company_id = $1 and t.case_id = any ($2::uuid[]) and i.amount_open > 0 order by i.id for no key update of i`,
    [company.id, caseIds],
  )
}

/** By "case interest" and "case fees": charges that were handed over and have been settled since by other than the agency. */
async function settledElsewhere({ db, company }: Ctx, caseIds: readonly Id[]): Promise<Map<string, bigint>> {
  const rows = await db.rows<{ of: string; amount: bigint }>(
    `select t.case_id || case when t.component = 'interest' then ' interest' else ' fees' end as of,
            sum(greatest(t.amount - i.amount_open - coalesce(told.amount, 0), 0))::int8 as amount
       from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id
       left join lateral (
         select sum(a.amount) as amount from allocations a
          where a.company_id = t.company_id and a.debit_item_id = t.item_id
            and a.credit_item_id in (select r.item_id from collection_remittance_rows r where r.company_id = t.company_id and r.case_id = t.case_id)
            and a.reverses_id is null and not exists (select from allocations b where b.company_id = a.company_id and b.reverses_id = a.id)) told on true
      where t.company_id = $1 and t.case_id = any ($2::uuid[]) and t.component <> 'capital' group by 1`,
    [company.id, caseIds],
  )
  return new Map(rows.map((row) => [row.of, row.amount]))
}

interface Books {
  voucher: Voucher
  items: NewItem[]
  allocations: Allocation[]
  setUp: Awaited<ReturnType<typeof readSubledgerSetUp>>
  netItem: Id | null
  /** The debtor's credit of each row. */
  itemOfRow: Map<Row, Id>
}

async function buildVoucher(
  ctx: Ctx,
  agency: Agency,
  remittance: Remittance,
  rows: Row[],
  open: readonly OpenItem[],
  settled: Map<string, bigint>,
  { fee, feeVat, net }: { fee: bigint; feeVat: bigint; net: bigint },
): Promise<Books | null> {
  const setUp = await readSubledgerSetUp(ctx)
  const bank = await readBankSetUp(ctx)
  const { currency } = remittance
  const on = open.reduce((day, item) => later(day, item.openedOn), remittance.on)
  const postedOn = setUp.openDay('receivable', on)
  const base = setUp.baseOn(postedOn)
  const lines: { posting: Posting; item?: Omit<NewItem, 'voucher' | 'lineNo'> }[] = []
  const line = (account: string, amount: bigint, more: Partial<Posting> = {}, item?: (typeof lines)[0]['item']) => {
    if (amount === 0n) return
    const baseAmount = bank.toBase(amount, currency, base, remittance.on)
    lines.push({ posting: { account, amount, baseAmount, currency, ...more }, ...(item ? { item } : {}) })
  }
  const netItem = net === 0n ? null : newId()
  if (netItem)
    line(
      setUp.account('receivable', postedOn),
      net,
      { partyId: agency.partyId },
      {
        id: netItem,
        kind: 'transfer',
        numberText: remittance.reference,
        reference: remittance.reference,
        dueOn: remittance.on,
      },
    )
  line(setUp.account('collectionCosts', postedOn), fee)
  line(setUp.account('inputVat', postedOn), feeVat)

  const left = new Map(open.map((item) => [item.itemId, item.open]))
  const itemOfRow = new Map<Row, Id>()
  const allocations: Allocation[] = []
  for (const row of rows) {
    const { found } = row
    if (!found) {
      // Nobody knows whose it is: it waits in suspense, under the name that the agency gave.
      line(
        setUp.account('suspense', postedOn),
        -(row.capital + row.interest + row.fees),
        { partyId: setUp.systemPartyId },
        {
          id: newId(),
          kind: 'unidentified',
          numberText: `${remittance.reference} ${row.named}`.slice(0, 60),
          reference: null,
          dueOn: row.paidOn,
        },
      )
      continue
    }
    const own = open
      .filter((item) => item.caseId === found.caseId && item.account === found.account)
      .sort((a, b) => Number(b.numberText === found.invoiceNumber) - Number(a.numberText === found.invoiceNumber))
    const takes: { itemId: Id; amount: bigint }[] = []
    const take = (amount: bigint, wanted: (component: string) => boolean): bigint => {
      let rest = amount
      for (const item of own) {
        if (!wanted(item.component)) continue
        const has = left.get(item.itemId)!
        const part = has < rest ? has : rest
        if (part <= 0n) continue
        left.set(item.itemId, has - part)
        takes.push({ itemId: item.itemId, amount: part })
        rest -= part
      }
      return rest
    }
    // Interest and fees that we had not charged are income of ours when the agency collects them. What we had charged and the
    // debtor has paid to us, or was let off, is not owed twice: it is his, as capital beyond what is open.
    const owedOnce = (more: bigint, of: 'interest' | 'fees'): bigint => {
      const before = settled.get(`${found.caseId} ${of}`) ?? 0n
      const twice = before < more ? before : more
      if (twice > 0n) row.problem = 'more-than-open'
      settled.set(`${found.caseId} ${of}`, before - twice)
      return more - twice
    }
    const moreInterest = owedOnce(
      take(row.interest, (component) => component === 'interest'),
      'interest',
    )
    const moreFees = owedOnce(
      take(row.fees, (component) => component !== 'interest' && component !== 'capital'),
      'fees',
    )
    // What the agency calls capital may be a fee in our order: first what it says, then what is left in the case.
    const moreCapital = take(
      take(row.capital, (component) => component === 'capital'),
      () => true,
    )
    line(setUp.account('interestIncome', postedOn), -moreInterest)
    line(setUp.account('reminderFeeIncome', postedOn), -moreFees)
    if (moreCapital > 0n) row.problem = 'more-than-open'
    const credit = row.capital + row.interest + row.fees - moreInterest - moreFees
    if (credit === 0n) continue
    const id = newId()
    itemOfRow.set(row, id)
    line(
      found.account,
      -credit,
      { partyId: found.partyId, businessAreaId: found.businessAreaId },
      {
        id,
        kind: 'payment',
        numberText: remittance.reference,
        reference: null,
        dueOn: row.paidOn,
        businessAreaId: found.businessAreaId,
      },
    )
    for (const one of takes)
      allocations.push({ debitItemId: one.itemId, creditItemId: id, amount: one.amount, valueOn: row.paidOn })
  }
  if (lines.length < 2) return null
  balance(lines, setUp.account('rounding', postedOn), base)
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger: 'receivable',
    transactionType: 'payment',
    postedOn,
    documentOn: remittance.on,
    baseCurrency: base,
    text: `${agency.code} ${remittance.reference}`.slice(0, 200),
    postings: lines.map(({ posting }) => posting),
  }
  const items = lines.flatMap(({ item }, i): NewItem[] => (item ? [{ ...item, voucher, lineNo: i + 1 }] : []))
  return { voucher, items, allocations, setUp, netItem, itemOfRow }
}

/** In a foreign currency each line is rounded by itself: what that leaves in the base currency stands apart. */
function balance(lines: { posting: Posting }[], account: string, base: string): void {
  const rest = lines.reduce((sum, { posting }) => sum + posting.baseAmount, 0n)
  if (rest !== 0n) lines.push({ posting: { account, baseAmount: -rest, currency: base, amount: -rest } })
}

async function writeRemittance(
  ctx: Ctx,
  agency: Agency,
  remittance: Remittance,
  fileId: Id | null,
  id: Id,
  rows: readonly Row[],
  sums: { gross: bigint; fee: bigint; feeVat: bigint; net: bigint },
  books: Books | null,
): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  await insertRows(
    ctx.db,
    'collection_remittances',
    { id: 'uuid', reference: 'text' },
    [{ id, reference: remittance.reference }],
    {
      ...tenant,
      agency_id: { type: 'uuid', value: agency.id },
      remitted_on: { type: 'date', value: remittance.on },
      currency: { type: 'bpchar', value: remittance.currency },
      amount_gross: { type: 'int8', value: sums.gross },
      amount_fee: { type: 'int8', value: sums.fee },
      amount_fee_vat: { type: 'int8', value: sums.feeVat },
      amount_net: { type: 'int8', value: sums.net },
      file_id: { type: 'uuid', value: fileId },
      voucher_id: { type: 'uuid', value: books?.voucher.id ?? null },
      item_id: { type: 'uuid', value: books?.netItem ?? null },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await insertRows(
    ctx.db,
    'collection_remittance_rows',
    {
      row_no: 'int4',
      named: 'text',
      case_id: 'uuid',
      paid_on: 'date',
      amount_capital: 'int8',
      amount_interest: 'int8',
      amount_fees: 'int8',
      item_id: 'uuid',
      problem: 'text',
    },
    rows.map((row, i) => ({
      row_no: i + 1,
      named: row.named,
      case_id: row.found?.caseId ?? null,
      paid_on: row.paidOn,
      amount_capital: row.capital,
      amount_interest: row.interest,
      amount_fees: row.fees,
      item_id: books?.itemOfRow.get(row) ?? null,
      problem: row.problem,
    })),
    { ...tenant, remittance_id: { type: 'uuid', value: id } },
  )
}

function remittedEvents(rows: readonly Row[], remittance: Remittance, fileId: Id | null) {
  const sums = new Map<Id, bigint>()
  for (const row of rows)
    if (row.found)
      sums.set(row.found.caseId, (sums.get(row.found.caseId) ?? 0n) + row.capital + row.interest + row.fees)
  return [...sums].map(([caseId, amount]) => ({
    caseId,
    kind: 'remitted' as const,
    on: remittance.on,
    amount,
    text: remittance.reference,
    fileId,
    sourceKey: `remitted ${remittance.reference}`,
  }))
}

/** The bank's money came first and lies in suspense: one payment of the net that says the reference is this one. */
async function settleFromBank(
  ctx: Ctx,
  agency: Agency,
  remittance: Remittance,
  net: bigint,
  itemId: Id,
): Promise<boolean> {
  if (net <= 0n) return false
  const found = await ctx.db.rows<{ id: Id }>(
    `select t.id from open_items i join bank_transactions t on t.company_id = i.company_id and t.id = i.bank_transaction_id
      where i.company_id = $1 and i.kind = 'unidentified' and i.amount_open = $2 and i.currency = $3 and t.amount = -$2::bigint
        and (t.reference = $4 or position($4 in t.text) > 0 or t.end_to_end_id = $4 or exists (select from jsonb_array_elements(t.refs) r where r ->> 'reference' = $4))
      limit 2`,
    [ctx.company.id, -net, remittance.currency, remittance.reference],
  )
  if (found.length !== 1) return false
  const setUp: BankSetUp = await readBankSetUp(ctx)
  await settleByPerson(
    ctx,
    [
      {
        transactionId: found[0]!.id,
        shares: [
          {
            partyId: agency.partyId!,
            account: null,
            businessAreaId: null,
            items: [{ itemId, amount: null }],
            onAccount: null,
          },
        ],
        writeOff: false,
        evidence: [{ kind: 'remittance', reference: remittance.reference }],
      },
    ],
    setUp,
  )
  return true
}
