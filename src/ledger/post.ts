import { insertRows } from '../db/insert.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { assert, Refused } from '../kernel/problem.ts'
import { outsideOfDays } from './choose-account.ts'
import type { NumberNeed } from './number-course.ts'
import { needKey, takeAll } from './number-course.ts'
import type { NumberBlock } from './take-numbers.ts'

export type Ledger = 'general' | 'receivable' | 'payable'

/** One line of a voucher: base currency and document currency in minor units, debit +, credit −. */
export interface Posting {
  account: string
  baseAmount: bigint
  currency: string
  amount: bigint
  partyId?: Id | null
  adjustsItemId?: Id | null
  vatCode?: string | null
  dimensions?: Record<string, string> | null
  text?: string | null
  ruleId?: Id | null
  businessAreaId?: Id | null
}

export interface Voucher {
  id: Id
  seriesId: Id
  ledger: Ledger
  transactionType: string
  postedOn: Day
  documentOn: Day
  baseCurrency: string
  text: string
  reversesId?: Id | null
  runId?: Id | null
  businessAreaId?: Id | null
  postings: Posting[]
}

export interface PostedVoucher {
  id: Id
  year: number
  number: bigint
}

/**
 * Posts vouchers whole: numbers in one block per series and year, two INSERTs in all. The database refuses what does not
 * sum to zero or lies in a closed period.
 */
export async function post(
  db: Db,
  companyId: Id,
  userId: Id | null,
  vouchers: readonly Voucher[],
): Promise<PostedVoucher[]> {
  const numbers = await numberVouchers(db, companyId, vouchers)
  await writeVouchers(db, companyId, userId, vouchers, numbers)
  return numbers
}

/**
 * Vouchers whose numbers the caller has drawn from their series in this transaction. Both statements are under way when it
 * returns its promise: what the caller sends next, without waiting, comes after them.
 */
export async function writeVouchers(
  db: Db,
  companyId: Id,
  userId: Id | null,
  vouchers: readonly Voucher[],
  numbers: readonly PostedVoucher[],
): Promise<void> {
  const heads = vouchers.map((voucher, i) => ({
    id: voucher.id,
    series_id: voucher.seriesId,
    year: numbers[i]!.year,
    number: numbers[i]!.number,
    ledger: voucher.ledger,
    transaction_type: voucher.transactionType,
    posted_on: voucher.postedOn,
    document_on: voucher.documentOn,
    base_currency: voucher.baseCurrency,
    posting_count: voucher.postings.length,
    text: voucher.text,
    reverses_id: voucher.reversesId ?? null,
    run_id: voucher.runId ?? null,
    business_area_id: voucher.businessAreaId ?? null,
  }))
  const written = insertRows(
    db,
    'vouchers',
    {
      id: 'uuid',
      series_id: 'uuid',
      year: 'int4',
      number: 'int8',
      ledger: 'text',
      transaction_type: 'text',
      posted_on: 'date',
      document_on: 'date',
      base_currency: 'bpchar',
      posting_count: 'int4',
      text: 'text',
      reverses_id: 'uuid',
      run_id: 'uuid',
      business_area_id: 'uuid',
    },
    heads,
    { company_id: { type: 'uuid', value: companyId }, recorded_by: { type: 'uuid', value: userId } },
  )
  try {
    await Promise.all([written, insertPostings(db, companyId, vouchers)])
  } catch (error) {
    throw outsideOfAccount(error) ?? error
  }
}

/**
 * The database knows the days of each account (postings_account_open, …_begun): who posts on another one reads it in his words.
 * Where statements are sent without waiting for each other, another one may tell of it first: who catches it asks here.
 */
export function outsideOfAccount(error: unknown): Refused | null {
  const { constraint, detail } = error as { constraint?: string; detail?: string }
  if (!detail || (constraint !== 'postings_account_open' && constraint !== 'postings_account_begun')) return null
  const { account, from, on } = JSON.parse(detail) as { account: string; from: Day; on: Day }
  return new Refused(outsideOfDays(constraint === 'postings_account_open', account, from, on), 409)
}

async function insertPostings(db: Db, companyId: Id, vouchers: readonly Voucher[]): Promise<void> {
  const rows = vouchers.flatMap((voucher) =>
    voucher.postings.map((posting, i) => ({
      voucher_id: voucher.id,
      line_no: i + 1,
      posting_count: voucher.postings.length,
      posted_on: voucher.postedOn,
      base_currency: voucher.baseCurrency,
      account: posting.account,
      base_amount: posting.baseAmount,
      currency: posting.currency,
      amount: posting.amount,
      party_id: posting.partyId ?? null,
      adjusts_item_id: posting.adjustsItemId ?? null,
      vat_code: posting.vatCode ?? null,
      dimensions: posting.dimensions && Object.keys(posting.dimensions).length > 0 ? posting.dimensions : null,
      text: posting.text ?? null,
      rule_id: posting.ruleId ?? null,
      business_area_id: posting.businessAreaId ?? voucher.businessAreaId ?? null,
    })),
  )
  await insertRows(
    db,
    'postings',
    {
      voucher_id: 'uuid',
      line_no: 'int4',
      posting_count: 'int4',
      posted_on: 'date',
      base_currency: 'bpchar',
      account: 'text',
      base_amount: 'int8',
      currency: 'bpchar',
      amount: 'int8',
      party_id: 'uuid',
      adjusts_item_id: 'uuid',
      vat_code: 'text',
      dimensions: 'jsonb',
      text: 'text',
      rule_id: 'uuid',
      business_area_id: 'uuid',
    },
    rows,
    { company_id: { type: 'uuid', value: companyId } },
  )
}

/** Takes the numbers now, in series id order so that two writers never wait for each other crosswise; held until commit. */
async function numberVouchers(db: Db, companyId: Id, vouchers: readonly Voucher[]): Promise<PostedVoucher[]> {
  return drawNumbers(vouchers, await takeAll({ db, company: { id: companyId } }, numberNeeds(vouchers)))
}

/** What the vouchers need of their series: one block per series and year. */
export function numberNeeds(vouchers: readonly Voucher[]): NumberNeed[] {
  const needs = new Map<string, NumberNeed>()
  for (const { seriesId, postedOn, postings } of vouchers) {
    assert(postings.length >= 2, 'a voucher has two postings at least')
    const key = needKey(seriesId, postedOn)
    const known = needs.get(key)
    if (known) known.count += 1
    else needs.set(key, { key, seriesId, on: postedOn, count: 1 })
  }
  return [...needs.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Each voucher's number out of the blocks of `numberNeeds`, in the order given. */
export function drawNumbers(vouchers: readonly Voucher[], blocks: ReadonlyMap<string, NumberBlock>): PostedVoucher[] {
  const next = new Map([...blocks].map(([key, block]) => [key, block.first]))
  return vouchers.map(({ id, seriesId, postedOn }) => {
    const key = needKey(seriesId, postedOn)
    const number = next.get(key)!
    next.set(key, number + 1n)
    return { id, year: blocks.get(key)!.year, number }
  })
}

/** The mirror of a voucher, dated anew: what was posted is taken back, nothing is deleted. */
export function reversal(voucher: Voucher, id: Id, postedOn: Day, text: string): Voucher {
  return {
    ...voucher,
    id,
    postedOn,
    documentOn: postedOn,
    text,
    reversesId: voucher.id,
    postings: voucher.postings.map((posting) => ({
      ...posting,
      baseAmount: -posting.baseAmount,
      amount: -posting.amount,
    })),
  }
}
