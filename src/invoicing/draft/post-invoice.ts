import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Minor } from '../../kernel/money.ts'
import { roundToMinor, share, toDecimal } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { assert } from '../../kernel/problem.ts'
import { accountOfRole, accountProblem, checkDimensions, chooseAccount } from '../../ledger/choose-account.ts'
import type { Posting } from '../../ledger/post.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import type { BillingSetUp, InvoiceGroup } from '../billing-set-up.ts'
import { vatAt } from '../billing-set-up.ts'
import type { Draft, DraftLine } from '../types.ts'

export interface InvoicePostings {
  /** Line 1 is the posting on the control account. */
  postings: Posting[]
  baseCurrency: string
  rate: string | null
  rateOn: Day | null
  problems: Problem[]
}

/**
 * The postings of a document: control account against revenue by line coding or posting rule, VAT by code, rounding,
 * advances. Debit +; a credit note is the mirror. Pure.
 */
export function postInvoice(draft: Draft, party: PartyFacts, setUp: BillingSetUp): InvoicePostings {
  const group = setUp.groups.get(draft.invoiceGroupId)!
  const baseCurrency = setUp.baseOn(draft.issuedOn)
  const problems: Problem[] = []
  const rate = draft.currency === baseCurrency ? null : (draft.rate ?? setUp.rateOn(draft.currency, draft.issuedOn))
  if (draft.currency !== baseCurrency && !rate) {
    problems.push({
      code: 'RATE_MISSING',
      message: `no exchange rate ${draft.currency}/${baseCurrency} on or before ${draft.issuedOn}: add one`,
      data: { currency: draft.currency, on: draft.issuedOn, what: `${draft.currency}/${baseCurrency}` },
    })
  }
  const sign = draft.kind === 'credit-note' ? -1n : 1n
  const facts: Facts = { draft, group, party, setUp, problems, sign }
  // An advance invoice is no revenue yet: its net waits on the prepayment account until the final invoice takes it.
  const isAdvance = draft.kind === 'advance-invoice' || draft.creditsKind === 'advance-invoice'
  const inDocument: Posting[] = [
    {
      account: draft.controlAccount ?? controlAccount(facts),
      amount: sign * draft.totals.payable,
      baseAmount: 0n,
      currency: draft.currency,
      partyId: draft.payerId,
    },
    ...(isAdvance
      ? [
          {
            account: role(facts, 'prepayment'),
            amount: -sign * draft.totals.net,
            baseAmount: 0n,
            currency: draft.currency,
          },
        ]
      : revenue(facts)),
    ...draft.vat
      .filter((vat) => vat.vat !== 0n)
      .map((vat) => ({
        account: role(facts, vatAt(setUp, vat.vatCode, vat.percent)?.outputRole ?? `outputVat:${vat.percent}`),
        amount: -sign * vat.vat,
        baseAmount: 0n,
        currency: draft.currency,
        vatCode: vat.vatCode,
      })),
  ]
  if (draft.totals.rounding !== 0n)
    inDocument.push({
      account: role(facts, 'rounding'),
      amount: -sign * draft.totals.rounding,
      baseAmount: 0n,
      currency: draft.currency,
    })
  for (const advance of draft.advances) {
    inDocument.push({
      account: role(facts, 'prepayment'),
      amount: sign * advance.net,
      baseAmount: 0n,
      currency: draft.currency,
      text: advance.number,
    })
    for (const row of advance.vatRows) {
      inDocument.push({
        account: role(facts, `outputVat:${row.percent}`),
        amount: sign * row.vat,
        baseAmount: 0n,
        currency: draft.currency,
        vatCode: row.vatCode,
        text: advance.number,
      })
    }
  }
  const postings = inDocument.filter((posting) => posting.amount !== 0n)
  // Revenue is checked line by line, with its dimensions; a missing role has said so itself.
  const told = new Set(['?', ...problems.map((problem) => problem.data?.account)])
  for (const { account } of postings) {
    if (told.has(account)) continue
    told.add(account)
    const refused = accountProblem(setUp.posting, account, draft.issuedOn)
    if (refused) problems.push(refused)
  }
  assert(
    postings.reduce((total, posting) => total + posting.amount, 0n) === 0n,
    'a document posts to zero in its own currency',
  )
  return {
    postings: inBase(postings, rate?.rate ?? null, draft.currency, baseCurrency),
    baseCurrency,
    rate: rate?.rate ?? null,
    rateOn: rate?.on ?? null,
    problems,
  }
}

/** What the postings of one document follow from, and where its problems go. */
interface Facts {
  draft: Draft
  group: InvoiceGroup
  party: PartyFacts
  setUp: BillingSetUp
  problems: Problem[]
  sign: bigint
}

function role({ draft, setUp, problems }: Facts, name: string): string {
  const account = accountOfRole(setUp.posting, name, draft.issuedOn)
  if (!account)
    problems.push({
      code: 'account-role.missing',
      message: `no account for ${name} on ${draft.issuedOn}: complete the set-up of account roles`,
      data: { role: name },
    })
  return account ?? '?'
}

function controlAccount(facts: Facts): string {
  const { draft, group, party, setUp } = facts
  const asked = {
    transactionType: draft.kind,
    invoiceGroupId: group.id,
    customerKind: party.customerKind,
    areaId: group.businessAreaId,
  }
  return (
    chooseAccount(setUp.posting, 'receivable', asked, group.receivableRole, draft.issuedOn)?.account ??
    role(facts, group.receivableRole)
  )
}

/** Revenue lines with equal account, dimensions and VAT code become one posting. */
function revenue(facts: Facts): Posting[] {
  const { draft, group, party, setUp } = facts
  const merged = new Map<string, Posting>()
  for (const line of draft.lines) {
    if (line.textOnly || line.amountNet === 0n) continue
    const wishes = line.coding?.filter((wish) => wish.account) ?? []
    if (wishes.length > 0) {
      const amounts = wishes.length === 1 ? [line.amountNet] : share(line.amountNet, weightsOf(wishes, line))
      for (const [i, wish] of wishes.entries())
        addRevenue(merged, facts, wish.account!, wish.dimensions, line, amounts[i]!, null)
      continue
    }
    const asked = {
      transactionType: draft.kind,
      invoiceGroupId: group.id,
      articleId: line.articleId,
      customerKind: party.customerKind,
      vatCode: line.vatCode,
      areaId: group.businessAreaId,
    }
    const salesRole = group.internal
      ? 'internalSales'
      : (vatAt(setUp, line.vatCode, line.vatPercent)?.salesRole ?? 'salesExempt')
    const chosen = chooseAccount(setUp.posting, 'revenue', asked, salesRole, draft.issuedOn)
    const given = { ...(chosen?.dimensions ?? {}), ...(line.coding?.[0]?.dimensions ?? {}) }
    addRevenue(
      merged,
      facts,
      group.defaultCoding.account && !(chosen && 'rule' in chosen.why)
        ? group.defaultCoding.account
        : (chosen?.account ?? role(facts, salesRole)),
      given,
      line,
      line.amountNet,
      chosen && 'rule' in chosen.why ? chosen.why.rule.id : null,
    )
  }
  return [...merged.values()]
}

function addRevenue(
  merged: Map<string, Posting>,
  { draft, group, party, setUp, problems, sign }: Facts,
  account: string,
  given: Record<string, string>,
  line: DraftLine,
  amount: bigint,
  ruleId: string | null,
): void {
  const wishes: Record<string, string> = { ...(group.defaultCoding.dimensions ?? {}), ...given }
  for (const dimension of setUp.posting.dimensions) {
    if (dimension.source === 'party' && party.counterpartyCode && !wishes[dimension.code])
      wishes[dimension.code] = party.counterpartyCode
  }
  const checked = checkDimensions(setUp.posting, account, wishes, draft.issuedOn)
  for (const problem of checked.problems) problems.push({ ...problem, path: `lines[${line.lineNo}]` })
  let key = `${account}|${line.vatCode}|`
  const names = Object.keys(checked.dimensions)
  if (names.length > 0)
    key += names
      .sort()
      .map((name) => `${name}=${checked.dimensions[name]}`)
      .join(',')
  const posting = merged.get(key)
  if (posting) posting.amount -= sign * amount
  else
    merged.set(key, {
      account,
      amount: -sign * amount,
      baseAmount: 0n,
      currency: draft.currency,
      vatCode: line.vatCode || null,
      dimensions: checked.dimensions,
      ruleId,
    })
}

/** Parts as the order states them; where it states none, equal parts. */
function weightsOf(wishes: NonNullable<DraftLine['coding']>, line: DraftLine): bigint[] {
  const stated = wishes.map((wish) => (wish.amount === null ? null : BigInt(wish.amount)))
  if (stated.every((amount) => amount !== null && amount !== 0n && amount > 0n === line.amountNet > 0n))
    return stated.map((amount) => (amount! < 0n ? -amount! : amount!))
  return wishes.map(() => 1n)
}

/**
 * Base money: the control account and VAT by the rate, rounded each once; revenue takes what remains, in proportion, so
 * that the voucher sums to zero without a rounding line.
 */
function inBase(postings: Posting[], rate: string | null, currency: string, baseCurrency: string): Posting[] {
  if (rate === null) {
    for (const posting of postings) posting.baseAmount = posting.amount
    return postings
  }
  const exact = new Decimal(rate)
  const converted = postings.map((posting) =>
    roundToMinor(toDecimal(posting.amount, currency).times(exact), baseCurrency),
  )
  const flexible = postings.flatMap((posting, i) => (i > 0 && posting.dimensions ? [i] : []))
  const difference = converted.reduce((total, amount) => total + amount, 0n)
  if (difference !== 0n) {
    const targets = flexible.length > 0 ? flexible : [postings.length - 1]
    const parts = share(
      -difference as Minor,
      targets.map((i) => (postings[i]!.amount < 0n ? -postings[i]!.amount : postings[i]!.amount)),
    )
    targets.forEach((index, k) => {
      converted[index] = (converted[index]! + parts[k]!) as Minor
    })
  }
  return postings.map((posting, i) => ({ ...posting, baseAmount: converted[i]! }))
}
