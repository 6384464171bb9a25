import type {
  CollectionAnswer,
  CollectionCase,
  CollectionReport,
  Remittance,
} from '../../formats/collection/neutral.ts'
import type { Day } from '../../kernel/day.ts'
import { daysBetween } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatMinor, parseMinor, roundToMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { assert } from '../../kernel/problem.ts'
import { asSaid, type Reason, reason } from '../../kernel/words/reasons.ts'
import type { Adapter, Finding, KnownCase, Outcome, OutMessage } from './adapter.ts'

/** docs.amili.se as read in 2026-11: an Eve service (where, page, max_results; days in RFC 1123). */
export interface AmiliSettings {
  url: string
  key: string
  account: string
  creditor: string
  firstAction: string
  /** Payouts are read from this day on. */
  payoutsFrom: Day | null
  graceMinutes: number
}

const secondsMax = 60
const pageMax = 100

/** Amili's REST API. One debt is one case there: our case has an id there for each invoice. */
export function amiliAdapter(settings: AmiliSettings): Adapter {
  const call = caller(settings)
  return {
    documentsApart: true,
    graceMinutes: settings.graceMinutes,
    send: (message) => send(call, settings, message),
    find: (message) => find(call, settings, message),
    forget: async () => {},
    async *fetch(cases) {
      yield* fetchStatus(call, cases)
      yield* fetchPayouts(call, settings)
    },
  }
}

// ── Sending ──────────────────────────────────────────────────────────────────

async function send(call: Call, settings: AmiliSettings, message: OutMessage): Promise<Outcome> {
  const { body } = message
  if (body.kind === 'register') {
    const answer = await call('POST', '/case--registrations', registration(body.case, settings))
    return answer.ok ? registered(answer.body, body.case) : answer.outcome
  }
  if (body.kind === 'document') {
    const document = message.documents[0]
    const id = document && message.agencyCases[document.invoiceNumber]
    if (!document || !id) return { kind: 'refused', text: reason('agency-gave-no-id') }
    const form = new FormData()
    form.set('file', new Blob([Buffer.from(document.bytes)], { type: document.mediaType }), document.name)
    form.set('domain', 'cases')
    form.set('dotted_path', 'original_invoice')
    const answer = await call('POST', `/media--upload/${encodeURIComponent(id)}`, form)
    // The same file in the same place: sent once more, nothing is there twice.
    return answer.ok ? { kind: 'taken', accepted: true } : again(answer.outcome)
  }
  const { report } = body
  if (isOfDispute(report))
    return { kind: 'by-person', text: reason(report.kind === 'dispute' ? 'amili-dispute' : 'amili-dispute-ended') }
  const targets = casesOf(message, report)
  if (targets.length === 0) return { kind: 'refused', text: reason('agency-gave-no-id') }
  let last: Outcome = { kind: 'refused', text: asSaid('') }
  for (const target of targets) {
    const answer = await call('POST', reportPath(report), reportBody(report, target, message.key, settings))
    if (!answer.ok) return answer.outcome
    if (typeof answer.body._id !== 'string') return { kind: 'unknown', text: reason('agency-answer-cut') }
    last = { kind: 'taken', accepted: true, providerId: answer.body._id }
  }
  return last
}

/** The public description knows payments, creditings and cancellations; of respite it gives the name and no shape. */
const isOfDispute = (report: CollectionReport): report is CollectionReport & { kind: 'dispute' | 'dispute-ended' } =>
  report.kind === 'dispute' || report.kind === 'dispute-ended'

const again = (outcome: Outcome): Outcome =>
  outcome.kind === 'unknown' ? { kind: 'again', text: outcome.text } : outcome

/** Amounts are JSON numbers there, written from their decimals and never through a float. */
const exact = (text: string): string => `\u0000${text}\u0000`
const writeBody = (content: unknown): string =>
  JSON.stringify(content).replace(/"\\u0000(-?\d+(?:\.\d+)?)\\u0000"/g, '$1')

function registration(one: CollectionCase, settings: AmiliSettings): unknown {
  const { debtor } = one
  return {
    account: settings.account,
    creditor: settings.creditor,
    first_action: settings.firstAction,
    currency: one.currency,
    customer: {
      name: debtor.name,
      id_number: debtor.identityNumber ?? '',
      is_company: debtor.isCompany,
      customer_number: debtor.number,
      address: {
        ...(debtor.careOf ? { care_of: debtor.careOf } : {}),
        address_line_1: [debtor.street, debtor.street2].filter(Boolean).join(', '),
        zip_code: debtor.postCode ?? '',
        city: debtor.city ?? '',
        country: debtor.country,
      },
      ...(debtor.email ? { email: debtor.email } : {}),
      ...(debtor.mobile ? { mobile_number: debtor.mobile } : {}),
    },
    debts: one.claims.map((claim) => {
      const reminders = claim.fees.filter((fee) => fee.kind === 'fee')
      const sum = reminders.reduce((total, fee) => total + parseMinor(fee.amount, one.currency), 0n)
      return {
        invoice_number: claim.invoiceNumber,
        debt_description: claim.description,
        invoice_date: rfc1123(claim.invoiceOn),
        capital_to_claim: exact(claim.capital),
        invoice_due_days_after_invoice_date: Math.max(0, daysBetween(claim.invoiceOn, claim.dueOn)),
        ...(reminders.length === 0
          ? {}
          : {
              fees_already_claimed: {
                reminder: {
                  amount: exact(formatMinor(sum, one.currency)),
                  fee_registration_date: rfc1123(reminders.at(-1)!.chargedOn),
                },
              },
            }),
      }
    }),
  }
}

/** An answer that was cut off, or that names no case for an invoice, is no answer: they are asked what they have. */
function registered(body: Body, one: CollectionCase): Outcome {
  const cases = Array.isArray(body._cases) ? body._cases.filter((id) => typeof id === 'string' && id !== '') : []
  if (cases.length !== one.claims.length) return { kind: 'unknown', text: reason('agency-cases-unclear') }
  const ocr = Array.isArray(body._ocr_numbers_ocr) ? body._ocr_numbers_ocr.map(String) : []
  return {
    kind: 'taken',
    accepted: true,
    providerId: String(body._id ?? '') || null,
    agencyNumber: ocr[0] ?? cases[0] ?? null,
    agencyCases: Object.fromEntries(
      one.claims.flatMap((claim, i) => (cases[i] ? [[claim.invoiceNumber, cases[i]]] : [])),
    ),
  }
}

const reportPath = ({ kind }: CollectionReport): string =>
  kind === 'payment'
    ? '/creditor--payments'
    : kind === 'withdrawal'
      ? '/creditor--cancellations'
      : '/creditor--creditings'

/** A withdrawal without an invoice ends all of them. */
function casesOf({ agencyCases }: OutMessage, { invoiceNumber }: CollectionReport): string[] {
  if (invoiceNumber === null) return Object.values(agencyCases)
  const target = agencyCases[invoiceNumber]
  return target ? [target] : []
}

function reportBody(report: CollectionReport, target: string, key: string, settings: AmiliSettings): unknown {
  const head = { creditor: settings.creditor, case: target, origin: 'creditor_system' }
  if (report.kind === 'withdrawal') return head
  const money = { ...head, account: settings.account, currency: report.currency, amount: exact(report.amount ?? '0') }
  return report.kind === 'payment'
    ? { ...money, bank_transaction_date: rfc1123(report.on), creditor_payment_reference: key }
    : { ...money, client_registration_date: rfc1123(report.on), creditor_reference: key }
}

// ── Asking ───────────────────────────────────────────────────────────────────

async function find(call: Call, settings: AmiliSettings, message: OutMessage): Promise<Finding> {
  const { body } = message
  if (body.kind === 'document') return { kind: 'not-there' }
  if (body.kind === 'register') {
    const numbers = body.case.claims.map((claim) => claim.invoiceNumber)
    const found = await list(call, '/cases', {
      creditor: settings.creditor,
      'debt.invoice_number': { $in: numbers },
    })
    if (!found.ok) return { kind: 'unknown', text: found.text }
    const own = found.items.filter((item) => !message.earlier.includes(String(item._id)))
    const agencyCases = Object.fromEntries(
      own.map((item) => [String((item.debt as Body | undefined)?.invoice_number), String(item._id)]),
    )
    if (own.length === 0) return { kind: 'not-there' }
    if (numbers.some((number) => !agencyCases[number])) return { kind: 'unknown', text: reason('agency-took-part') }
    const agencyNumber = String(own[0]?.reference_number ?? own[0]!._id)
    return { kind: 'taken', accepted: true, agencyNumber, agencyCases }
  }
  const { report } = body
  if (isOfDispute(report)) return { kind: 'not-there' }
  const targets = casesOf(message, report)
  const named =
    report.kind === 'payment' ? { creditor_payment_reference: message.key } : { creditor_reference: message.key }
  const where = report.kind === 'withdrawal' ? { case: { $in: targets } } : named
  const found = await list(call, reportPath(report), where)
  if (!found.ok) return { kind: 'unknown', text: found.text }
  const there = new Set(found.items.map((item) => String(item.case)))
  // Some are cancelled and some not: cancelled once more, those that are stay so.
  if (targets.length === 0 || !targets.every((target) => there.has(target))) return { kind: 'not-there' }
  return { kind: 'taken', accepted: true, providerId: String(found.items[0]?._id ?? '') || null }
}

// ── Fetching ─────────────────────────────────────────────────────────────────

/** What they call the state of a case, in ours; all else is told as a status. */
const endings: Record<string, CollectionAnswer['kind']> = {
  closed: 'closed',
  completed: 'closed',
  cancelled: 'withdrawn',
  canceled: 'withdrawn',
  withdrawn: 'withdrawn',
  surveillance: 'watch',
  long_term_surveillance: 'watch',
}

async function* fetchStatus(call: Call, cases: readonly KnownCase[]) {
  for (let start = 0; start < cases.length; start += pageMax) {
    const part = cases.slice(start, start + pageMax)
    const numberOf = new Map(part.flatMap((one) => Object.values(one.agencyCases).map((id) => [id, one] as const)))
    if (numberOf.size === 0) continue
    const found = await list(call, '/cases', { _id: { $in: [...numberOf.keys()] } })
    if (!found.ok) throw new Error(found.text)
    // A case of ours ends when the last of theirs does.
    const byCase = new Map<KnownCase, Body[]>()
    for (const item of found.items) {
      const one = numberOf.get(String(item._id))
      if (one) byCase.set(one, [...(byCase.get(one) ?? []), item])
    }
    const answers = [...byCase].flatMap(([one, items]) => statusOf(one, items))
    yield {
      name: 'cases',
      bytes: Buffer.from(JSON.stringify(found.items)),
      answers,
      remittances: [],
      problems: [],
      putAway: async () => {},
    }
  }
}

function statusOf(one: KnownCase, items: Body[]): CollectionAnswer[] {
  const words = items.map((item) => String(item.closed ? 'closed' : (item.status ?? item.state ?? '')))
  const on = items
    .map((item) => dayOfRfc(item.latest_state_date ?? item._updated))
    .sort()
    .at(-1)
  const ends = words.map((word) => endings[word])
  const whole = items.length === Object.keys(one.agencyCases).length && ends.every((end) => end !== undefined)
  const kind = whole && new Set(ends).size === 1 ? ends[0]! : 'status'
  if (!on || words.every((word) => word === '')) return []
  const text = [...new Set(words)].join(', ')
  return [{ case: one.number, kind, on, agencyNumber: null, text, key: `status ${text} ${on}` }]
}

/** Payout specifications, a payout a remittance: what was collected by category, less the agency's commission and its VAT. */
async function* fetchPayouts(call: Call, settings: AmiliSettings) {
  const since = settings.payoutsFrom ? { payout_date: { $gte: rfc1123(settings.payoutsFrom) } } : {}
  const found = await list(call, '/finance--payout-specifications', { creditor: settings.creditor, ...since })
  if (!found.ok) throw new Error(found.text)
  const byPayout = new Map<string, Body[]>()
  for (const item of found.items)
    if (item.payout) byPayout.set(String(item.payout), [...(byPayout.get(String(item.payout)) ?? []), item])
  for (const [payout, items] of byPayout) {
    const { remittance, problems } = remittanceOf(payout, items)
    yield {
      name: `payout-${payout}`,
      bytes: Buffer.from(JSON.stringify(items)),
      answers: [],
      remittances: remittance ? [remittance] : [],
      problems,
      putAway: async () => {},
    }
  }
}

/** What cannot be read is told and posts nothing: an amount that is missing is not zero. */
function remittanceOf(payout: string, items: Body[]): { remittance: Remittance | null; problems: Problem[] } {
  const problems: Problem[] = []
  const unreadable = (item: Body, field: string) => {
    problems.push({
      code: 'collection.payout-unreadable',
      message: `payout ${payout}: ${field} of row ${String(item._id)} cannot be read; ask the agency`,
      data: { payout, field },
    })
    return null
  }
  const currency = String(items[0]!.currency ?? '')
  if (!/^[A-Z]{3}$/.test(currency) || items.some((item) => item.currency !== currency))
    unreadable(items[0]!, 'currency')
  const money = (item: Body, field: string, otherwise?: bigint): bigint => {
    const value = item[field] ?? null
    if (value === null && otherwise !== undefined) return otherwise
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
    if (plainAmount.test(text)) return roundToMinor(new Decimal(text), currency)
    unreadable(item, field)
    return 0n
  }
  const dayIn = (item: Body, ...fields: string[]): Day | null =>
    fields.map((field) => dayOfRfc(item[field])).find((on) => on !== null) ?? unreadable(item, fields[0]!)
  const on = dayIn(items[0]!, 'payout_date', 'booking_date')
  const isCost = (item: Body) => String(item.finance_category).includes('commission')
  const costs = items.filter(isCost)
  const text = (amount: bigint) => formatMinor(amount, currency)
  const rows = items
    .filter((item) => !isCost(item))
    .map((item) => {
      const category = String(item.finance_category)
      const amount = money(item, item.total_amount === undefined ? 'amount' : 'total_amount')
      const kind = category.includes('capital') ? 'capital' : category.includes('interest') ? 'interest' : 'fees'
      return {
        case: String(item.invoice_number ?? item.reference_number ?? ''),
        paidOn: dayOfRfc(item.booking_date) ?? on,
        capital: 0n,
        interest: 0n,
        fees: 0n,
        [kind]: amount,
      }
    })
  const fee = costs.reduce((sum, item) => sum + money(item, 'amount'), 0n)
  const feeVat = costs.reduce((sum, item) => sum + money(item, 'vat_amount', 0n), 0n)
  if (problems.length > 0 || !on) return { remittance: null, problems }
  const gross = rows.reduce((sum, row) => sum + row.capital + row.interest + row.fees, 0n)
  const remittance = {
    reference: payout,
    on,
    currency,
    fee: text(fee),
    feeVat: text(feeVat),
    net: text(gross - fee - feeVat),
    rows: rows.map((row) => ({
      case: row.case,
      paidOn: row.paidOn ?? on,
      capital: text(row.capital),
      interest: text(row.interest),
      fees: text(row.fees),
    })),
  }
  return { remittance, problems }
}

const plainAmount = /^-?\d{1,15}(\.\d{1,12})?$/

// ── HTTP ─────────────────────────────────────────────────────────────────────

type Body = Record<string, unknown>
type Answer = { ok: true; body: Body } | { ok: false; outcome: Outcome }
type Call = (method: 'GET' | 'POST', at: string, content?: unknown) => Promise<Answer>

function caller({ url, key }: AmiliSettings): Call {
  return async (method, at, content) => {
    const isForm = content instanceof FormData
    let response: Response
    let text: string
    try {
      response = await fetch(new URL(at, url), {
        method,
        headers: { 'X-API-Key': key, ...(content && !isForm ? { 'Content-Type': 'application/json' } : {}) },
        ...(content ? { body: isForm ? content : writeBody(content) } : {}),
        signal: AbortSignal.timeout(secondsMax * 1_000),
        redirect: 'error',
      })
      text = await response.text()
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause?.code
      // Nobody listened: nothing can have arrived. All else may have.
      if (cause === 'ECONNREFUSED' || cause === 'ENOTFOUND')
        return { ok: false, outcome: { kind: 'again', text: reason('agency-away') } }
      return {
        ok: false,
        outcome: { kind: 'unknown', text: reason('agency-silent', { said: (error as Error).message }) },
      }
    }
    const body = parse(text)
    if (response.ok) return { ok: true, body }
    const { status } = response
    if (status === 429) {
      const seconds = Number(response.headers.get('retry-after'))
      const outcome = { kind: 'again' as const, text: reason('agency-busy') }
      return { ok: false, outcome: seconds > 0 ? { ...outcome, afterSeconds: seconds } : outcome }
    }
    // A wrong key is ours to mend; the case is not refused by it.
    if (status === 401 || status === 403)
      return {
        ok: false,
        outcome: { kind: 'again', text: reason('agency-refuses-key', { status }) },
      }
    // Too slow for them, or somebody between us: whether it was taken is asked.
    if (status >= 500 || status === 408) return { ok: false, outcome: unknown(status) }
    if (isTheirs(body)) return { ok: false, outcome: { kind: 'refused', text: refusalOf(body, status) } }
    // A word in their own shape refuses; a page of somebody else's says that the address is wrong.
    return {
      ok: false,
      outcome: { kind: 'again', text: reason('agency-address-foreign', { status }) },
    }
  }
}

const refusalOf = (body: Body, status: number): Reason => {
  const said = reasonOf(body)
  return said ? asSaid(said) : reason('agency-refused', { status })
}

const unknown = (status: number): Outcome => ({ kind: 'unknown', text: reason('agency-answered', { status }) })
const isTheirs = (body: Body): boolean => body._status === 'ERR' || '_error' in body || '_issues' in body

/**
 * All pages, however few rows they give a page; each document once, though pages overlap when something is added meanwhile.
 * An answer without its rows, or with fewer than it counts, is none: what is missing in it is not "not there".
 */
async function list(
  call: Call,
  at: string,
  where: unknown,
): Promise<{ ok: true; items: Body[] } | { ok: false; text: Reason }> {
  const items = new Map<string, Body>()
  for (let page = 1; page <= 1_000; page++) {
    const query = new URLSearchParams({
      where: JSON.stringify(where),
      page: String(page),
      max_results: String(pageMax),
      sort: '_created',
    })
    const answer = await call('GET', `${at}?${query}`)
    if (!answer.ok) {
      assert(answer.outcome.kind !== 'taken', 'a question takes nothing')
      return { ok: false, text: answer.outcome.text }
    }
    const { _items: found, _meta: meta } = answer.body
    if (!Array.isArray(found)) return { ok: false, text: reason('agency-answer-cut') }
    for (const item of found as Body[]) items.set(String(item._id), item)
    const total = Number((meta as Body | undefined)?.total ?? Number.NaN)
    if (Number.isNaN(total) ? found.length < pageMax : items.size >= total)
      return { ok: true, items: [...items.values()] }
    if (found.length === 0) return { ok: false, text: reason('agency-list-short', { count: total, found: items.size }) }
  }
  return { ok: false, text: reason('agency-list-endless') }
}

function parse(text: string): Body {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Body) : {}
  } catch {
    return {}
  }
}

/** Eve: {"_status": "ERR", "_issues": {field: reason}, "_error": {message}}; reasons hold no personal data. */
function reasonOf(body: Body): string | null {
  const issues = body._issues
  if (typeof issues === 'object' && issues !== null)
    return Object.entries(issues)
      .map(([field, reason]) => `${field}: ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`)
      .join('; ')
      .slice(0, 500)
  const error = body._error as { message?: string } | undefined
  return error?.message ?? null
}

const rfc1123 = (on: Day): string => new Date(`${on}T00:00:00Z`).toUTCString()
function dayOfRfc(value: unknown): Day | null {
  const at = typeof value === 'string' ? new Date(value) : null
  return at && !Number.isNaN(at.getTime()) ? (at.toISOString().slice(0, 10) as Day) : null
}
