import { z } from 'zod'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { daysBetween } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { protectedName, seesProtected } from '../../parties/sees-protected.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { certaintyOf, likelihoodOf } from '../matching/certainty.ts'
import type { Comparison } from '../matching/compare-references.ts'
import { compareReferences } from '../matching/compare-references.ts'
import type { Evidence, Suggestion } from '../matching/types.ts'
import type { CandidateRow } from '../placing/match-by-evidence.ts'
import { deskGroups, readLeft, weigh } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import type { BankTransaction } from '../types.ts'
import { effectOf, effectShape, readNextVouchers } from './preview-effect.ts'

const speaks = z.enum(['for', 'against', 'neutral'])
const data = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))
const evidence = z.object({
  code: z.string(),
  speaks,
  itemId: id.nullable(),
  data,
  text: z.string().meta({ description: 'Plain English; the code and the data are for wording in other languages' }),
})
const comparison = z.object({
  itemId: id,
  number: z.string(),
  given: z.string(),
  own: z.string(),
  kind: z.enum(['same', 'transposed', 'one-wrong', 'one-missing', 'one-extra', 'several']),
  slips: z.number(),
  places: z.array(z.object({ given: z.string().nullable(), own: z.string().nullable(), differs: z.boolean() })),
  givenChecks: z.boolean().nullable().meta({
    description:
      "The check digit of what the payer gave holds, by one of the country's schemes; null: its references have none",
  }),
})

const output = z.object({
  transactionId: id,
  group: z.enum(deskGroups).nullable().meta({ description: 'As weighed now; null: nothing is left to decide' }),
  amount: z.string().meta({ description: 'Of the payment' }),
  left: z.string().meta({ description: 'What waits; 0 when nothing does' }),
  currency: z.string(),
  bookedOn: dayText,
  valueOn: dayText,
  to: z
    .object({ code: z.string(), name: z.string(), number: z.string().nullable() })
    .meta({ description: 'Our account' }),
  payer: z.object({
    name: z.string().nullable(),
    account: z.string().nullable().meta({ description: 'Masked but for the last four' }),
    knownSince: dayText
      .nullable()
      .meta({ description: 'First payment that this account made for the best candidate’s customer' }),
  }),
  text: z.string(),
  references: z.array(z.object({ kind: z.string(), reference: z.string(), amount: z.string().nullable() })),
  returnReason: z.string().nullable(),
  file: z
    .object({
      fileId: id,
      name: z.string().nullable(),
      format: z.string(),
      payments: z.number(),
      ordinal: z.number().nullable(),
      line: z.number().nullable(),
      path: z.string().nullable(),
    })
    .nullable(),
  why: z
    .object({
      code: z.string(),
      text: z.string(),
      data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
    })
    .meta({ description: 'Why the machine leaves it to a person' }),
  comparison: comparison
    .nullable()
    .meta({ description: 'The reference given beside the nearest one of the candidates' }),
  facts: z.array(z.object({ code: z.string(), speaks, data })).meta({
    description:
      'paid-before {times, since, last, party}; amount-equals {count, number}; due {number, dueOn, days (+ after), usualDays}; reference-unknown {reference, checks}; return, money-out {reason}; account-new {party}; pays-refund {refundId, itemId, payee, state}',
  }),
  earlier: z
    .array(
      z.object({
        transactionId: id,
        paidOn: dayText,
        number: z.string(),
        invoiceId: id.nullable(),
        amount: z.string(),
        currency: z.string(),
        days: z.number().meta({ description: '− before the due day, + after' }),
      }),
    )
    .meta({ description: "The last five of the best candidate's customer" }),
  candidates: z.array(
    z.object({
      rank: z.number(),
      certainty: z.enum(['very-likely', 'possible', 'weak']),
      party: z.object({ id, number: z.string(), name: z.string() }),
      items: z.array(
        z.object({
          itemId: id,
          invoiceId: id.nullable(),
          number: z.string(),
          reference: z.string().nullable(),
          dueOn: dayText,
          open: z.string(),
          amount: z.string(),
          currency: z.string(),
        }),
      ),
      remainder: z.string(),
      difference: z.string(),
      writeOff: z.boolean(),
      referenceSlips: z.number().nullable().meta({ description: 'Digits by which the reference given differs' }),
      evidence: z.array(evidence),
      effect: effectShape,
    }),
  ),
  refundId: id.nullable().meta({ description: 'Set while it waits to be paid back' }),
})
type Output = z.output<typeof output>

/** One payment with what is known of it and ranked candidates, each with evidence for and against and its exact effect. Locks nothing. */
export const readDeskPayment = verb({
  kind: 'read',
  name: 'bank.read-desk-payment',
  summary: 'Read a payment of the matching desk with its candidates',
  route: 'GET /matching-desk/{transactionId}',
  input: z.object({ transactionId: id }),
  output,
  async run(ctx, { transactionId }): Promise<Output> {
    const whole = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const setUp = await readBankSetUp(ctx)
    const where = await readWhere(ctx, transactionId)
    const [payment] = (await readLeft(ctx, [whole])) as [BankTransaction]
    const [weighed] = await weigh(ctx, [payment], setUp)
    const { decision, rows } = weighed!
    const money = (amount: bigint) => formatMinor(amount, whole.currency)
    const best = decision.suggestions[0]
    const first = best && rows.get(best.items[0]!.itemId)
    const parties = await readNames(
      ctx,
      decision.suggestions.map((one) => one.partyId),
    )
    const known = first && whole.payerAccount ? await readKnown(ctx, first.partyId, whole) : null
    const earlier = first ? await readEarlier(ctx, first.partyId, transactionId) : []
    const invoices = await readInvoices(ctx, [...rows.keys()])
    const compared = nearest(ctx, whole, decision.suggestions, rows)
    const vouchersOn = await readNextVouchers(ctx, setUp.bankSeriesId)
    const hidden = first !== undefined && parties.get(first.partyId)?.hidden === true
    const waits = where.left !== null
    const settled = whole.posted && !waits
    return {
      transactionId,
      group: settled ? null : where.certainty === 5 ? 'rejected' : certaintyOf(decision),
      amount: money(whole.amount),
      left: money(settled ? 0n : payment.amount),
      currency: whole.currency,
      bookedOn: whole.bookedOn,
      valueOn: whole.valueOn,
      to: { code: where.code, name: where.name, number: where.number },
      payer: {
        name: hidden ? protectedName[ctx.company.language] : whole.payerName,
        account: whole.payerAccount && mask(whole.payerAccount),
        knownSince: known?.since ?? null,
      },
      text: hidden ? '' : whole.text,
      references: whole.refs.map((one) => ({ ...one, amount: one.amount === null ? null : money(BigInt(one.amount)) })),
      returnReason: whole.returnReason,
      file: where.fileId
        ? {
            fileId: where.fileId,
            name: where.fileName,
            format: where.format!,
            payments: where.payments!,
            ordinal: where.ordinal,
            line: where.line,
            path: where.path,
          }
        : null,
      why:
        where.certainty === 5
          ? {
              code: where.why ?? 'rejected',
              text: 'it could not be posted',
              ...(where.whyData ? { data: where.whyData } : {}),
            }
          : decision.why,
      comparison: compared,
      facts: [
        ...(await refundsLike(ctx, payment)),
        ...factsOf({ ctx, payment, rows, known, earlier, first: first ?? null, compared, names: parties }),
      ],
      earlier: earlier.map(({ amount, currency, ...one }) => ({
        ...one,
        amount: formatMinor(amount, currency),
        currency,
      })),
      candidates: (settled ? [] : decision.suggestions).map((one, i) => {
        const party = parties.get(one.partyId)!
        return {
          rank: i + 1,
          certainty: likelihoodOf(one, i, decision.why),
          party: { id: one.partyId, number: party.number, name: party.name },
          items: one.items.map(({ itemId, amount }) => {
            const row = rows.get(itemId)!
            return {
              itemId,
              invoiceId: invoices.get(itemId) ?? null,
              number: row.numberText,
              reference: row.reference,
              dueOn: row.dueOn,
              open: formatMinor(row.amountOpen, row.currency),
              amount: formatMinor(amount, row.currency),
              currency: row.currency,
            }
          }),
          remainder: money(one.remainder),
          difference: money(one.difference),
          writeOff: one.writeOff,
          referenceSlips: slipsOf(whole, one, rows),
          evidence: one.evidence.map((each) => wordless(each, party.hidden)),
          effect: effectOf({ today: ctx.today, setUp, vouchersOn }, whole, one, rows),
        }
      }),
      refundId: where.refundId,
    }
  },
})

interface Where {
  code: string
  name: string
  number: string | null
  fileId: Id | null
  fileName: string | null
  format: string | null
  payments: number | null
  ordinal: number | null
  line: number | null
  path: string | null
  certainty: number | null
  why: string | null
  whyData: Problem['data'] | null
  left: bigint | null
  refundId: Id | null
}

const readWhere = (ctx: Ctx, transactionId: Id): Promise<Where> =>
  ctx.db.one<Where>(
    `select b.code, b.name, coalesce(b.bankgiro, b.plusgiro, b.iban, b.bban) as number, f.id as "fileId", f.file_name as "fileName", f.format, f.payment_count as payments,
            case when f.payment_count <= 50000 then (select count(*)::int from bank_transactions o where o.company_id = t.company_id and o.file_id = t.file_id and o.id <= t.id) end as ordinal,
            t.source_line as line, t.source_path as path, d.certainty, d.why, d.why_data as "whyData", d.amount as left,
            (select r.id from refunds r where r.company_id = t.company_id and r.bank_transaction_id = t.id and r.withdrawn_at is null limit 1) as "refundId"
       from bank_transactions t join bank_accounts b on b.company_id = t.company_id and b.id = t.bank_account_id
       left join bank_files f on f.company_id = t.company_id and f.id = t.file_id
       left join desk_payments d on d.company_id = t.company_id and d.bank_transaction_id = t.id
      where t.company_id = $1 and t.id = $2`,
    [ctx.company.id, transactionId],
  )

interface Name {
  number: string
  name: string
  hidden: boolean
}

async function readNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Name>> {
  const masks = !seesProtected(ctx)
  const rows = await ctx.db.rows<{ id: Id; number: string; name: string; protection: string }>(
    `select id, number, name, protection from parties where company_id = $1 and id = any ($2::uuid[])`,
    [ctx.company.id, [...new Set(ids)]],
  )
  return new Map(
    rows.map((row) => {
      const hidden = masks && row.protection !== 'none'
      return [row.id, { number: row.number, name: hidden ? protectedName[ctx.company.language] : row.name, hidden }]
    }),
  )
}

interface Known {
  times: number
  since: Day
  last: Day
}

async function readKnown(ctx: Ctx, partyId: Id, payment: BankTransaction): Promise<Known | null> {
  const row = await ctx.db.maybe<Known>(
    `select seen_count as times, first_seen_on as since, last_seen_on as last from party_bank_accounts
      where company_id = $1 and party_id = $2 and scheme = $3 and account = $4 and state <> 'refused'`,
    [ctx.company.id, partyId, payment.payerScheme ?? 'OTHER', payment.payerAccount],
  )
  return row ?? null
}

interface Earlier {
  transactionId: Id
  paidOn: Day
  number: string
  invoiceId: Id | null
  amount: bigint
  currency: string
  days: number
}

/** Allocations of bank money to the customer's documents that stand, newest first. */
async function readEarlier(ctx: Ctx, partyId: Id, but: Id): Promise<Earlier[]> {
  const rows = await ctx.db.rows<Omit<Earlier, 'days'> & { dueOn: Day }>(
    `select c.bank_transaction_id as "transactionId", t.booked_on as "paidOn", i.number_text as number, i.invoice_id as "invoiceId", a.amount, i.currency, i.due_on as "dueOn"
       from (select i.* from open_items i where i.company_id = $1 and i.party_id = $2 and i.kind in ('invoice', 'take-over') and i.amount > 0
              order by i.opened_on desc, i.id desc limit 200) i
       join allocations a on a.company_id = i.company_id and a.debit_item_id = i.id and a.reverses_id is null
       join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id and c.kind = 'payment'
       join bank_transactions t on t.company_id = c.company_id and t.id = c.bank_transaction_id and t.id <> $3
      where not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
      order by t.booked_on desc, a.id desc limit 5`,
    [ctx.company.id, partyId, but],
  )
  return rows.map(({ dueOn, ...row }) => ({ ...row, days: daysBetween(dueOn, row.paidOn) }))
}

async function readInvoices(ctx: Ctx, itemIds: readonly Id[]): Promise<Map<Id, Id>> {
  const rows = await ctx.db.rows<{ id: Id; invoiceId: Id }>(
    `select id, invoice_id as "invoiceId" from open_items where company_id = $1 and id = any ($2::uuid[]) and invoice_id is not null`,
    [ctx.company.id, itemIds],
  )
  return new Map(rows.map((row) => [row.id, row.invoiceId]))
}

/** Country code and the last four; who must see it all opens the payment itself. */
export function mask(account: string): string {
  const head = /^[A-Z]{2}/.exec(account)?.[0] ?? ''
  return `${head ? `${head} ` : ''}•••• ${account.slice(-4)}`
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** What the payer gave as a reference: structured, else the numbers that the evidence read in the text. */
function given(payment: BankTransaction, suggestions: readonly Suggestion[]): string[] {
  const structured = payment.refs.map((one) => digitsOf(one.reference)).filter((one) => one.length >= 4)
  const read = suggestions
    .flatMap((one) => one.evidence)
    .flatMap((one) => (typeof one.data?.read === 'string' ? [digitsOf(one.data.read)] : []))
    .filter((one) => one.length >= 4)
  return [...new Set(structured.length > 0 ? structured : read)]
}

function closest(givens: readonly string[], row: CandidateRow): Comparison | null {
  let best: Comparison | null = null
  for (const one of givens) {
    for (const own of [row.reference, row.numberText]) {
      if (!own || digitsOf(own).length < 4) continue
      const made = compareReferences(one, digitsOf(own))
      if (!best || made.slips < best.slips) best = made
    }
  }
  return best
}

function nearest(
  ctx: Ctx,
  payment: BankTransaction,
  suggestions: readonly Suggestion[],
  rows: ReadonlyMap<Id, CandidateRow>,
): Output['comparison'] {
  const givens = given(payment, suggestions)
  let best: { made: Comparison; row: CandidateRow } | null = null
  for (const { itemId } of suggestions.flatMap((one) => one.items)) {
    const row = rows.get(itemId)!
    const made = closest(givens, row)
    if (made && (!best || made.slips < best.made.slips)) best = { made, row }
  }
  // What differs in more than a third of its digits is another number, not a slip.
  if (!best || best.made.slips * 3 > best.made.own.length) return null
  const { made, row } = best
  return { itemId: row.id, number: row.numberText, ...made, givenChecks: checks(ctx, made.given) }
}

const checkWords = (holds: boolean | null): string | null => (holds === null ? null : holds ? 'yes' : 'no')

function checks(ctx: Ctx, reference: string): boolean | null {
  const { references } = country(ctx.company.country)
  const schemes = references.schemes.filter((scheme) => scheme.kind !== 'number')
  return schemes.length === 0 ? null : schemes.some((scheme) => references.check(reference, scheme))
}

function slipsOf(payment: BankTransaction, suggestion: Suggestion, rows: ReadonlyMap<Id, CandidateRow>): number | null {
  const givens = given(payment, [suggestion])
  const slips = suggestion.items.flatMap(({ itemId }) => closest(givens, rows.get(itemId)!)?.slips ?? [])
  return slips.length > 0 ? Math.min(...slips) : null
}

const speaksOf = (weight: number): 'for' | 'against' | 'neutral' =>
  weight > 0 ? 'for' : weight < 0 ? 'against' : 'neutral'

const wordless = ({ kind, itemId, text, weight, data: more }: Evidence, hidden: boolean) => ({
  code: kind,
  speaks: speaksOf(weight),
  itemId: (itemId ?? null) as Id | null,
  // Names stand in these two alone.
  data: hidden && (kind === 'name' || kind === 'name-differs' || kind === 'payer-account') ? {} : (more ?? {}),
  text: hidden && (kind === 'name' || kind === 'name-differs' || kind === 'payer-account') ? '' : text,
})

/** Money out may be what pays a refund: then its item is to be chosen. */
async function refundsLike(ctx: Ctx, { amount, currency }: BankTransaction): Promise<Output['facts']> {
  if (amount >= 0n) return []
  const rows = await ctx.db.rows<{ refundId: Id; itemId: Id; payee: string | null; state: string }>(
    `select r.id as "refundId", r.item_id as "itemId", r.payee_name as payee, case when r.attested_at is null then 'proposed' else 'attested' end as state
       from refunds r join open_items i on i.company_id = r.company_id and i.id = r.item_id and i.amount_open = $2
      where r.company_id = $1 and r.withdrawn_at is null and r.currency = $3 order by r.id limit 5`,
    [ctx.company.id, amount, currency],
  )
  return rows.map((row) => ({ code: 'pays-refund', speaks: 'for', data: { ...row } }))
}

interface Knowledge {
  ctx: Ctx
  payment: BankTransaction
  rows: ReadonlyMap<Id, CandidateRow>
  known: Known | null
  earlier: Earlier[]
  first: CandidateRow | null
  compared: Output['comparison']
  names: ReadonlyMap<string, Name>
}

function factsOf({ ctx, payment, rows, known, earlier, first, compared, names }: Knowledge): Output['facts'] {
  const facts: Output['facts'] = []
  const party = first ? (names.get(first.partyId)?.name ?? null) : null
  if (payment.amount < 0n)
    facts.push({
      code: payment.returnReason ? 'return' : 'money-out',
      speaks: 'neutral',
      data: { reason: payment.returnReason },
    })
  const named = payment.refs[0]?.reference
  if (named && compared?.kind !== 'same')
    facts.push({
      code: 'reference-unknown',
      speaks: 'against',
      data: { reference: named, checks: checkWords(checks(ctx, digitsOf(named))) },
    })
  if (known)
    facts.push({
      code: 'paid-before',
      speaks: 'for',
      data: { times: known.times, since: known.since, last: known.last, party },
    })
  else if (payment.payerAccount && first) facts.push({ code: 'account-new', speaks: 'neutral', data: { party } })
  const equal = [...rows.values()].filter(
    (row) => row.amountOpen === payment.amount && row.currency === payment.currency,
  )
  if (payment.amount > 0n)
    facts.push({
      code: 'amount-equals',
      speaks: equal.length > 0 ? 'for' : 'against',
      data: { count: equal.length, number: equal.length === 1 ? equal[0]!.numberText : null },
    })
  if (first) {
    const usual =
      earlier.length > 0 ? Math.round(earlier.reduce((sum, one) => sum + one.days, 0) / earlier.length) : null
    facts.push({
      code: 'due',
      speaks: 'neutral',
      data: {
        number: first.numberText,
        dueOn: first.dueOn,
        days: daysBetween(first.dueOn, payment.bookedOn),
        usualDays: usual,
      },
    })
  }
  return facts
}
