import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { searchName } from '../../parties/search-name.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import { paymentKeys } from '../matching/candidates.ts'
import type { Decision } from '../matching/decide.ts'
import { decide } from '../matching/decide.ts'
import { numberKey, writtenNumbers } from '../matching/tokens.ts'
import type { KnownNumbers, MatchItem, MatchPayment, MatchSettings } from '../matching/types.ts'
import { standardSettings } from '../matching/types.ts'
import type { BankTransaction, Candidate, Placement } from '../types.ts'
import type { Found } from './candidates-by-reference.ts'
import { candidateColumns } from './candidates-by-reference.ts'

// Enough to see a tie and to find a sum; a payer with more open items than this names some of them.
const itemsPerPartyMax = 80
const itemsPerAmountMax = 20
const partiesPerNameMax = 5
const likenessMin = 0.45

export interface CandidateRow extends Candidate {
  partyName: string
  partyIdentity: string | null
  payerAccounts: string[]
  bankTransactionId: Id | null
}

/** What no reference decided: candidates by numbers in the text, learnt accounts, identity, name and amount, weighed as evidence. */
export async function matchByEvidence(
  ctx: Ctx,
  transactions: readonly BankTransaction[],
  found: Found,
  setUp: BankSetUp,
  refusals: ReadonlyMap<Id, Set<Id>>,
): Promise<Placement[]> {
  if (transactions.length === 0) return []
  const candidates = await readCandidates(ctx, transactions)
  return transactions.map((transaction) => {
    const { items: read, known } = candidates.get(transaction.id)!
    const own = read
      .map((row) => found.items.get(row.id) ?? remember(found, row))
      .filter((row) => row.amountOpen !== 0n)
    const rows = new Map(read.map((row) => [row.id, row]))
    const items = own.map((candidate) => toMatchItem(rows.get(candidate.id)!, candidate))
    const decision = decide(
      toMatchPayment(transaction),
      items,
      settingsFor(setUp, transaction.currency),
      refusals.get(transaction.id),
      known,
    )
    return toPlacement(transaction, decision, own, setUp)
  })
}

const remember = (found: Found, row: Candidate): Candidate => {
  found.items.set(row.id, row)
  return row
}

export function settingsFor(setUp: BankSetUp, currency: string): MatchSettings {
  return {
    ...standardSettings,
    threshold: setUp.threshold,
    tolerance: { minor: setUp.toleranceOf(currency), partsPerMillion: 0n },
  }
}

export const toMatchPayment = (transaction: BankTransaction): MatchPayment => ({
  id: transaction.id,
  amount: minor(transaction.amount),
  currency: transaction.currency,
  text: transaction.text,
  references: transaction.refs.map((ref) => ({
    reference: ref.reference,
    amount: ref.amount === null ? null : minor(BigInt(ref.amount)),
  })),
  payerName: transaction.payerName,
  payerAccount: transaction.payerAccount,
  payerIdentity: transaction.payerIdentity,
  bookedOn: transaction.bookedOn,
})

export const toMatchItem = (row: CandidateRow, candidate: Candidate): MatchItem => ({
  id: row.id,
  partyId: row.partyId,
  partyName: row.partyName,
  partyIdentity: row.partyIdentity,
  references: row.reference ? [row.reference] : [],
  numbers: [row.numberText],
  amountOpen: minor(candidate.amountOpen),
  currency: row.currency,
  openedOn: row.openedOn,
  dueOn: row.dueOn,
  payerAccounts: row.payerAccounts,
  payerNames: [],
})

function toPlacement(
  transaction: BankTransaction,
  decision: Decision,
  own: readonly Candidate[],
  setUp: BankSetUp,
): Placement {
  const take = decision.take
  const items =
    take?.items.map((one) => ({
      candidate: own.find((candidate) => candidate.id === one.itemId)!,
      amount: one.amount as bigint,
    })) ?? []
  const first = items[0]?.candidate
  if (
    take &&
    first &&
    items.every(({ candidate }) => candidate.account === first.account && candidate.partyId === first.partyId)
  ) {
    for (const one of items) one.candidate.amountOpen -= one.amount
    const writeOff = closeSmallDifference(
      items,
      take.writeOff ? take.difference : 0n,
      take.remainder,
      setUp.toleranceOf(transaction.currency),
    )
    return {
      transaction,
      partyId: first.partyId,
      account: first.account,
      businessAreaId: first.businessAreaId,
      items,
      writeOff,
      pass: 'evidence',
      score: take.score,
      evidence: take.evidence,
    }
  }
  return {
    transaction,
    partyId: null,
    account: setUp.suspenseAccount,
    businessAreaId: onlyArea(own),
    items: [],
    writeOff: 0n,
    pass: 'none',
    score: decision.suggestions[0]?.score ?? null,
    evidence: decision.suggestions[0]?.evidence ?? [],
  }
}

/** + short: the last item still open takes it; − over: the payment's rest. */
function closeSmallDifference(items: Placement['items'], short: bigint, over: bigint, tolerance: bigint): bigint {
  if (short > 0n) {
    const last = items.find((one) => one.candidate.amountOpen === short)
    if (!last) return 0n
    last.amount += short
    last.candidate.amountOpen = 0n
    return short
  }
  return over > 0n && over <= tolerance && items.every((one) => one.candidate.amountOpen === 0n) ? -over : 0n
}

/** A payment whose candidates all lie in one business area is routed there, not shown to others. */
function onlyArea(candidates: readonly Candidate[]): Id | null {
  const areas = new Set(candidates.map((candidate) => candidate.businessAreaId))
  return areas.size === 1 ? [...areas][0]! : null
}

export interface Candidates {
  items: CandidateRow[]
  known: KnownNumbers
}

interface NamedKey {
  no: number
  /** The digits as the payment has them. */
  key: string
  /** A form in which a document of ours would bear them. */
  form: string
}

/** The numbers of the payments, and the forms in which they would stand on a document: bare, behind a prefix of a series, as written. */
async function readKeys({ db, company }: Ctx, transactions: readonly BankTransaction[]): Promise<NamedKey[]> {
  const series = await db.rows<{ prefix: string }>(
    `select distinct prefix from number_series where company_id = $1 and prefix <> ''`,
    [company.id],
  )
  const prefixes = series.map(({ prefix }) => ({ prefix, digits: numberKey(prefix) }))
  return transactions.flatMap((transaction, no) => {
    const forms = new Map<string, string>()
    for (const key of paymentKeys(toMatchPayment(transaction), []).numbers) {
      forms.set(key, key)
      for (const { prefix, digits } of prefixes) {
        forms.set(prefix + key, key)
        if (digits !== '' && key.startsWith(digits)) forms.set(prefix + key.slice(digits.length), key)
      }
    }
    for (const form of writtenNumbers(transaction.text.slice(0, 4000)))
      if (!forms.has(form)) forms.set(form, numberKey(form))
    return [...forms].map(([form, key]) => ({ no, key, form }))
  })
}

/** Candidates of a batch: one query a kind of evidence, by index; nothing is locked while looking. */
export async function readCandidates(ctx: Ctx, transactions: readonly BankTransaction[]): Promise<Map<Id, Candidates>> {
  const { db, company } = ctx
  const numbers = await readKeys(ctx, transactions)
  // Each name is searched once, however many payments bear it.
  const nameOf = transactions.map((transaction) => searchName(transaction.payerName ?? ''))
  const names = [...new Set(nameOf)].filter((name) => name !== '')
  const rows = await db.rows<CandidateRow & { no: number }>(
    `with payments as materialized (
       select * from unnest($2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[], $14::text[], $15::int[]) as p (no, payer_account, payer_identity, amount, currency, payer_scheme, name_no)
     ), known_parties as (
       select p.no, a.party_id from payments p join party_bank_accounts a on a.company_id = $1 and a.scheme = p.payer_scheme and a.account = p.payer_account and a.state <> 'refused'
       union
       select p.no, y.id from payments p join parties y on y.company_id = $1 and y.identity_number = p.payer_identity
       union
       select p.no, n.party_id from parties_like($7::text[], $10, $11) n join payments p on p.name_no = n.name_no
     ), named as (
       select k.no, i.id, false as by_amount from unnest($8::int[], $9::text[]) as k (no, form)
        cross join lateral (select i.id from open_items i where i.company_id = $1 and i.reference = k.form and i.amount_open <> 0 offset 0) i
       union
       select k.no, i.id, false from unnest($8::int[], $9::text[]) as k (no, form)
        cross join lateral (select v.voucher_id from invoices v where v.company_id = $1 and v.number_text = k.form and v.voucher_id is not null offset 0) v
        cross join lateral (select i.id from open_items i where i.company_id = $1 and i.voucher_id = v.voucher_id and i.line_no = 1 and i.amount_open <> 0 offset 0) i
       union
       select k.no, i.id, false from unnest($8::int[], $9::text[]) as k (no, form)
        cross join lateral (select i.id from open_items i where i.company_id = $1 and i.number_text = k.form and i.amount_open <> 0
                              and (i.continues_id is not null or i.kind = 'take-over') offset 0) i
       union
       select k.no, i.id, false from known_parties k cross join lateral (
         select i.id from open_items i where i.company_id = $1 and i.party_id = k.party_id and i.amount_open <> 0 order by i.due_on limit $12) i
       union
       select p.no, i.id, true from payments p cross join lateral (
         select i.id from open_items i where i.company_id = $1 and i.amount_open = p.amount and i.currency = p.currency and i.amount_open <> 0 limit $13) i
     ), hits as (
       -- What only the amount speaks for is no fee: all fees are of one amount.
       select no, id, bool_and(by_amount) as by_amount from named group by no, id
     )
     select h.no, ${candidateColumns}, y.name as "partyName", y.identity_number as "partyIdentity", i.bank_transaction_id as "bankTransactionId",
            array(select b.account from party_bank_accounts b where b.company_id = $1 and b.party_id = i.party_id and b.state <> 'refused') as "payerAccounts"
       from hits h
       join open_items i on i.company_id = $1 and i.id = h.id
       join parties y on y.company_id = $1 and y.id = i.party_id
      where (i.kind in ('invoice', 'credit-note', 'payment', 'take-over') or i.kind = 'charge' and not h.by_amount) and y.kind <> 'system'
        and not exists (select from refunds r where r.company_id = i.company_id and r.item_id = i.id and r.withdrawn_at is null)`,
    [
      company.id,
      transactions.map((_, no) => no),
      transactions.map((one) => one.payerAccount),
      transactions.map((one) => one.payerIdentity),
      transactions.map((one) => one.amount),
      transactions.map((one) => one.currency),
      names,
      numbers.map((one) => one.no),
      numbers.map((one) => one.form),
      partiesPerNameMax,
      likenessMin,
      itemsPerPartyMax,
      itemsPerAmountMax,
      transactions.map((one) => one.payerScheme ?? 'OTHER'),
      nameOf.map((name) => names.indexOf(name) + 1),
    ],
  )
  const known = await readKnown(ctx, numbers)
  const found = new Map<Id, Candidates>()
  transactions.forEach((transaction, no) => {
    found.set(transaction.id, { items: [], known: known.get(no) ?? new Map() })
  })
  for (const { no, ...row } of rows) found.get(transactions[no]!.id)!.items.push(row)
  return found
}

/** Which of the numbers are documents of ours, open or settled, and whose. */
async function readKnown(
  { db, company }: Ctx,
  numbers: readonly NamedKey[],
): Promise<Map<number, Map<string, Set<Id>>>> {
  const rows = await db.rows<{ form: string; partyId: Id }>(
    `select k.form, v.payer_id as "partyId" from unnest($2::text[]) as k (form)
      cross join lateral (select v.payer_id from invoices v where v.company_id = $1 and v.number_text = k.form offset 0) v
     union
     select k.form, v.payer_id from unnest($2::text[]) as k (form)
      cross join lateral (select v.payer_id from invoices v where v.company_id = $1 and v.reference = k.form and v.reference_kind <> 'number' offset 0) v`,
    [company.id, [...new Set(numbers.map((one) => one.form))]],
  )
  const owners = new Map<string, Id[]>()
  for (const { form, partyId } of rows) owners.set(form, [...(owners.get(form) ?? []), partyId])
  const known = new Map<number, Map<string, Set<Id>>>()
  for (const { no, key, form } of numbers) {
    const parties = owners.get(form)
    // Only whole numbers: what is written without its prefix is a reading of that very document.
    if (!parties || key !== numberKey(form)) continue
    const own = known.get(no) ?? new Map<string, Set<Id>>()
    own.set(key, new Set([...(own.get(key) ?? []), ...parties]))
    known.set(no, own)
  }
  return known
}

/** A pair that a person refused is never offered again. */
export async function readRefusals(ctx: Ctx, transactions: readonly BankTransaction[]): Promise<Map<Id, Set<Id>>> {
  const rows = await ctx.db.rows<{ bank_transaction_id: Id; item_ids: Id[] }>(
    `select d.bank_transaction_id, d.item_ids from match_decisions d where d.company_id = $1 and d.bank_transaction_id = any ($2::uuid[]) and d.decision = 'refused'
        and not exists (select from match_decisions u where u.company_id = d.company_id and u.undoes_id = d.id)`,
    [ctx.company.id, transactions.map((one) => one.id)],
  )
  const refusals = new Map<Id, Set<Id>>()
  for (const row of rows) {
    const set = refusals.get(row.bank_transaction_id) ?? new Set()
    for (const itemId of row.item_ids) set.add(itemId)
    refusals.set(row.bank_transaction_id, set)
  }
  return refusals
}
