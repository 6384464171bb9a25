import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import type { OrderCustomer, OrderLine, OrderRecord } from '../../formats/order-rows.ts'
import { pricedAmount } from '../../formats/orders/line-amount.ts'
import { placeOf } from '../../formats/orders/places.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { toDecimal } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { PartyInput, SavedParty } from '../../parties/party-input.ts'
import { saveParties } from '../../parties/save-parties.ts'
import type { BillingSetUp, InvoiceGroup } from '../billing-set-up.ts'
import { assemble } from '../draft/assemble.ts'
import { postInvoice } from '../draft/post-invoice.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import type { OrderFileMapping } from '../orders/order-file-mapping.ts'
import { codingOf, vatCodeOf } from '../orders/order-file-mapping.ts'
import type { Article } from '../orders/order-input.ts'
import { readArticles, withId } from '../orders/order-input.ts'
import type { NewOrder } from '../orders/save-orders.ts'
import { pieces, unitCodeOf } from '../units.ts'

/** What an import knows beside the rows. */
export interface ImportFrame {
  setUp: BillingSetUp
  mapping: OrderFileMapping
  source: string
  importId: Id
  fileSha256: Buffer
  /** Code given at the import: for orders that name none. */
  invoiceGroup: string | null
}

/** A problem, and the business area whose people may read it. */
export type PlacedProblem = Problem & { businessAreaId?: Id | null }

export interface ResolvedOrder {
  record: OrderRecord
  /** Null when the order cannot be taken. */
  order: NewOrder | null
  problems: PlacedProblem[]
}

export interface ResolvedBatch {
  orders: ResolvedOrder[]
  customersCreated: number
  customersUpdated: number
}

/**
 * Order records in the file's terms → orders in the company's, a batch by few queries; customers are made or updated from
 * the file. Every problem of every row is told with its row; the functions of the billing run judge accounts, dimensions,
 * combinations and VAT, so that what is imported can be billed.
 */
export async function resolveOrders(
  ctx: Ctx,
  frame: ImportFrame,
  records: readonly OrderRecord[],
  { judgeAccounts = true }: { judgeAccounts?: boolean } = {},
): Promise<ResolvedBatch> {
  const articles = await readArticles(
    ctx,
    records.flatMap((record) => record.lines.flatMap((line) => line.article ?? [])),
  )
  const areas = await readAreas(ctx)
  const heads = records.map((record) => {
    const problems: PlacedProblem[] = []
    const group = groupOf(ctx, frame, record, problems)
    return { record, problems, group, areaId: areaOf(record, group, areas, problems) }
  })
  const customers = await saveCustomers(ctx, heads, areas)
  const resolved = heads.map(({ record, problems, group, areaId }, i): ResolvedOrder => {
    const party = customers.parties[i]!
    for (const { path: _, ...problem } of party.problems)
      problems.push({
        ...problem,
        message: `row ${record.row}: ${problem.message}`,
        row: record.row,
        column: problem.column ?? 'customer',
      })
    const lines = record.lines.map((line) => lineOf(ctx, frame, record, line, articles, group, problems))
    const broken = problems.some((problem) => problem.severity !== 'warning')
    const order =
      broken || !group || !party.id ? null : headOf(ctx, frame, record, group, areaId, party.id, lines, problems)
    return { record, order, problems }
  })
  if (judgeAccounts) await judge(ctx, frame, resolved)
  for (const [i, one] of resolved.entries()) {
    // What several codings of a row have in common is told once.
    const told = new Map(one.problems.map((problem) => [`${problem.code} ${problem.message}`, problem]))
    one.problems = [...told.values()].map((problem) => ({
      ...inWordsOfSheet(problem, one.record),
      businessAreaId: heads[i]!.areaId,
    }))
    if (one.problems.some((problem) => problem.severity !== 'warning')) one.order = null
  }
  return { orders: resolved, customersCreated: customers.created, customersUpdated: customers.updated }
}

interface Area {
  id: Id
  code: string
  secret: boolean
}
const readAreas = async ({ db, company }: Ctx): Promise<Map<string, Area>> => {
  const rows = await db.rows<Area>(`select id, code, secret from business_areas where company_id = $1`, [company.id])
  return new Map(rows.flatMap((row) => [[row.code, row] as const, [row.id, row] as const]))
}

function groupOf(ctx: Ctx, frame: ImportFrame, record: OrderRecord, problems: PlacedProblem[]): InvoiceGroup | null {
  const groups = [...frame.setUp.groups.values()]
  const defaults = frame.mapping.sources[frame.source]
  const code =
    record.invoiceGroup ??
    (record.internal ? defaults?.internalInvoiceGroup : undefined) ??
    frame.invoiceGroup ??
    (record.internal ? undefined : defaults?.invoiceGroup)
  const refuse = (problemCode: string, message: string, data: Problem['data'] = {}) => {
    problems.push({
      code: problemCode,
      message: `row ${record.row}: ${message}`,
      row: record.row,
      column: 'invoiceGroup',
      data,
    })
    return null
  }
  if (!code) {
    const fitting = groups.filter((group) => group.internal === record.internal && group.closedOn > ctx.today)
    if (fitting.length === 1) return fitting[0]!
    return refuse(
      'order-row.invoice-group-missing',
      fitting.length === 0
        ? `the company has no open invoice group for ${record.internal ? 'internal' : 'these'} invoices`
        : `no invoice group: write one of ${fitting.map((group) => group.code).join(', ')}, or choose one for this source`,
    )
  }
  const group = groups.find((one) => one.code === code)
  if (!group)
    return refuse('order-row.invoice-group-unknown', `there is no invoice group ${code}`, { invoiceGroup: code })
  if (group.closedOn <= ctx.today)
    return refuse('order-row.invoice-group-closed', `invoice group ${code} is closed since ${group.closedOn}`, {
      invoiceGroup: code,
      on: group.closedOn,
    })
  if (record.internal && !group.internal)
    return refuse('order-row.invoice-group-not-internal', `the order is internal, invoice group ${code} is not`, {
      invoiceGroup: code,
    })
  return group
}

function areaOf(
  record: OrderRecord,
  group: InvoiceGroup | null,
  areas: Map<string, Area>,
  problems: PlacedProblem[],
): Id | null {
  if (!record.businessArea) return group?.businessAreaId ?? null
  const area = areas.get(record.businessArea)
  const refuse = (code: string, message: string) =>
    problems.push({
      code,
      message: `row ${record.row}: ${message}`,
      row: record.row,
      column: 'businessArea',
      data: { businessArea: record.businessArea, invoiceGroup: group?.code ?? null },
    })
  if (!area) refuse('order-row.business-area-unknown', `there is no business area ${record.businessArea}`)
  else if (group?.businessAreaId && group.businessAreaId !== area.id)
    refuse(
      'order-row.business-area-differs',
      `invoice group ${group.code} belongs to another business area than ${record.businessArea}`,
    )
  return area?.id ?? group?.businessAreaId ?? null
}

// ── Customers ───────────────────────────────────────────────────────────────

interface Head {
  record: OrderRecord
  areaId: Id | null
}
interface KnownParty {
  id: Id
  number: string
  identity: string | null
  country: string
  kind: string
  protection: string
}

/** Each customer of the batch once: found by number, else by identity number, past the walls between business areas. */
async function saveCustomers(ctx: Ctx, heads: readonly Head[], areas: Map<string, Area>) {
  const wanted = heads.map(({ record, areaId }) => ({
    ...record.customer,
    ...identityOf(ctx, record.customer),
    areaId,
  }))
  const known = await asSystem(ctx, ({ db, company }) =>
    db.rows<KnownParty>(
      `select id, number, identity_number as identity, country, kind, protection from parties
        where company_id = $1 and merged_into_id is null and kind <> 'system' and (number = any ($2::text[]) or identity_number = any ($3::text[])) order by id`,
      [company.id, wanted.flatMap((one) => one.number ?? []), wanted.flatMap((one) => one.identity ?? [])],
    ),
  )
  const byNumber = new Map(known.map((row) => [row.number, row]))
  const byIdentity = new Map(
    known.flatMap((row) =>
      row.identity && row.kind !== 'internal' ? [[`${row.country} ${row.identity}`, row] as const] : [],
    ),
  )
  const places = new Map<string, number>()
  const inputs: PartyInput[] = []
  const placeOf = wanted.map((one) => {
    if (!one.number && !one.identityNumber) return -1
    const party =
      (one.number ? byNumber.get(one.number) : undefined) ??
      (one.identity ? byIdentity.get(`${one.country ?? ctx.company.country} ${one.identity}`) : undefined)
    const key = party?.id ?? (one.number ? `number ${one.number}` : `identity ${one.identity ?? one.identityNumber}`)
    let place = places.get(key)
    if (place === undefined) {
      place = inputs.push(partyInput(one, party, areas)) - 1
      places.set(key, place)
    }
    return place
  })
  await openToAreas(ctx, wanted, byNumber, byIdentity)
  const saved = await saveParties(ctx, inputs)
  const unnamed: SavedParty = {
    id: null,
    number: null,
    outcome: 'rejected',
    problems: [
      {
        code: 'order-row.customer-missing',
        message: 'the customer has neither a number nor an identity number: write one',
      },
    ],
  }
  return {
    parties: placeOf.map((place) => saved[place] ?? unnamed),
    created: saved.filter((one) => one.outcome === 'created').length,
    updated: saved.filter((one) => one.outcome === 'updated').length,
  }
}

function identityOf(ctx: Ctx, customer: OrderCustomer): { identity: string | null } {
  const code = customer.country ?? ctx.company.country
  if (!customer.identityNumber || (code !== 'SE' && code !== 'NO' && code !== 'BG'))
    return { identity: customer.identityNumber }
  return { identity: country(code).identity.anyNumber(customer.identityNumber, ctx.today).value?.value ?? null }
}

/** A protected person's address never comes from an order file (src/parties/set-protection.ts); a new customer of a secret area is that area's. */
function partyInput(
  customer: OrderCustomer & { areaId: Id | null },
  known: KnownParty | undefined,
  areas: Map<string, Area>,
): PartyInput {
  const area = customer.areaId ? areas.get(customer.areaId) : undefined
  const isProtected = known !== undefined && known.protection !== 'none'
  const { careOf, street, postCode, city } = customer
  return {
    number: known?.number ?? customer.number,
    kind: known ? null : customer.kind,
    name: customer.name,
    country: customer.country ?? known?.country ?? null,
    identityNumber: customer.identityNumber,
    vatNumber: customer.vatNumber,
    counterpartyCode: customer.counterparty,
    address:
      isProtected || !(street || postCode || city)
        ? null
        : { careOf, street, postCode, city, ...(customer.country ? { country: customer.country } : {}) },
    contact: isProtected || !customer.email ? null : { email: customer.email },
    ...(area?.secret && !known ? { areaIds: [area.id] } : {}),
    source: 'order-file',
  }
}

/** A customer known to other areas only becomes visible to the area that bills it, instead of being doubled. */
async function openToAreas(
  ctx: Ctx,
  wanted: readonly (OrderCustomer & { identity: string | null; areaId: Id | null })[],
  byNumber: Map<string, KnownParty>,
  byIdentity: Map<string, KnownParty>,
): Promise<void> {
  const pairs = new Map<string, { party: Id; area: Id }>()
  for (const one of wanted) {
    const party =
      (one.number ? byNumber.get(one.number) : undefined) ??
      byIdentity.get(`${one.country ?? ctx.company.country} ${one.identity}`)
    if (party && one.areaId) pairs.set(`${party.id} ${one.areaId}`, { party: party.id, area: one.areaId })
  }
  if (pairs.size === 0) return
  await asSystem(ctx, ({ db, company }) =>
    db.query(
      `insert into party_areas (company_id, party_id, area_id)
       select $1, x.party, x.area from unnest($2::uuid[], $3::uuid[]) as x (party, area)
        where exists (select from party_areas a where a.company_id = $1 and a.party_id = x.party)
       on conflict do nothing`,
      [company.id, [...pairs.values()].map((one) => one.party), [...pairs.values()].map((one) => one.area)],
    ),
  )
}

// ── Lines ───────────────────────────────────────────────────────────────────

const figureMax = new Decimal('1e13')
const decimalsMax = 6

function lineOf(
  ctx: Ctx,
  frame: ImportFrame,
  record: OrderRecord,
  line: OrderLine,
  articles: Map<string, Article>,
  group: InvoiceGroup | null,
  problems: PlacedProblem[],
): NewOrder['lines'][number] {
  const refuse = (code: string, column: string, message: string, data: Problem['data'] = {}) =>
    problems.push({ code, message: `row ${line.row}: ${message}`, row: line.row, column, data })
  const currency = record.currency ?? frame.setUp.baseOn(record.invoiceOn ?? ctx.today)
  const article = line.article === null ? undefined : articles.get(line.article)
  if (line.article !== null && !article)
    refuse('order-row.article-unknown', 'article', `there is no article ${line.article}`, { article: line.article })
  if (article && article.closedOn <= ctx.today)
    refuse('order-row.article-closed', 'article', `article ${article.code} is closed since ${article.closedOn}`, {
      article: article.code,
    })
  const name = line.description || article?.names[ctx.company.language] || Object.values(article?.names ?? {})[0]
  if (!name) refuse('order-row.description-missing', 'description', 'say what is sold')
  const supplyOn = line.supplyTo ?? line.supplyFrom ?? record.invoiceOn ?? ctx.today
  const unit = line.unit ?? article?.unit ?? pieces[ctx.company.language]
  return {
    sourceRow: line.row,
    textOnly: line.textOnly,
    articleId: article?.id ?? null,
    name: name ?? '',
    description: line.details.join('\n') || null,
    ...(line.textOnly
      ? { quantity: '0', unitPrice: '0', discountPercent: null }
      : priceOf(line, article, currency, refuse)),
    unit,
    unitCode: line.unit ? unitCodeOf(line.unit) : (article?.unitCode ?? unitCodeOf(unit)),
    vatCode: line.textOnly || group?.internal || record.internal ? '' : vatOf(frame, line, article, supplyOn, refuse),
    supplyFrom: line.supplyFrom,
    supplyTo: line.supplyTo,
    coding: codingsOf(frame, line, refuse),
    creditsLineNo: null,
  }
}

type Refuse = (code: string, column: string, message: string, data?: Problem['data']) => void

/** Quantity and price whose product is the row's amount: as written where that holds, else one piece of the stated amount. */
function priceOf(
  line: OrderLine,
  article: Article | undefined,
  currency: string,
  refuse: Refuse,
): { quantity: string; unitPrice: string; discountPercent: string | null } {
  const known = article?.unitPrice && (article.currency ?? currency) === currency ? article.unitPrice : null
  const unitPrice = line.unitPrice ?? (line.amountNet === null ? known : null)
  const quantity = line.quantity ?? '1'
  if (unitPrice === null && line.amountNet === null) {
    refuse('order-row.price-missing', 'unitPrice', 'there is neither a unit price nor an amount')
    return { quantity: '0', unitPrice: '0', discountPercent: null }
  }
  const written = { quantity, unitPrice: unitPrice ?? '', discountPercent: line.discountPercent }
  const fits =
    unitPrice !== null &&
    [quantity, unitPrice].every((figure) => new Decimal(figure).decimalPlaces() <= decimalsMax) &&
    (line.amountNet === null || pricedAmount({ ...line, ...written }, currency) === line.amountNet)
  if (unitPrice !== null && [quantity, unitPrice].some((figure) => new Decimal(figure).abs().greaterThan(figureMax)))
    refuse('order-row.figure-too-long', 'quantity', 'the quantity or the price has more than 13 digits')
  if (fits) return written
  const amount = line.amountNet ?? pricedAmount({ ...line, ...written }, currency)!
  const each = new Decimal(quantity).isZero() ? null : toDecimal(amount, currency).dividedBy(quantity)
  if (each && each.decimalPlaces() <= decimalsMax && new Decimal(quantity).decimalPlaces() <= decimalsMax)
    return { quantity, unitPrice: each.toString(), discountPercent: null }
  return { quantity: '1', unitPrice: toDecimal(amount, currency).toString(), discountPercent: null }
}

function vatOf(frame: ImportFrame, line: OrderLine, article: Article | undefined, on: Day, refuse: Refuse): string {
  const written = line.vatCode ?? article?.vatCode
  if (!written) {
    refuse('order-row.vat-code-missing', 'vatCode', 'there is no VAT code')
    return ''
  }
  const code = vatCodeOf(frame.setUp, frame.mapping, written, on)
  if (code === null)
    refuse(
      'order-row.vat-code-unknown',
      'vatCode',
      `VAT code ${written} is none of the company's on ${on}: map it, or correct the row`,
      {
        vatCode: written,
        on,
      },
    )
  return code ?? ''
}

function codingsOf(frame: ImportFrame, line: OrderLine, refuse: Refuse): NewOrder['lines'][number]['coding'] {
  if (line.coding.length === 0) return null
  return line.coding.map((coding) => {
    const { account, dimensions, unknown } = codingOf(frame.setUp, frame.mapping, coding)
    for (const name of unknown)
      refuse(
        'order-row.dimension-unknown',
        name,
        `the company has no dimension ${name}: map it to one, or to nothing`,
        {
          dimension: name,
        },
      )
    return { account, dimensions, amount: coding.amount === null ? null : coding.amount.toString() }
  })
}

function headOf(
  ctx: Ctx,
  frame: ImportFrame,
  record: OrderRecord,
  group: InvoiceGroup,
  areaId: Id | null,
  partyId: Id,
  lines: NewOrder['lines'],
  problems: PlacedProblem[],
): NewOrder {
  const invoiceOn = record.invoiceOn && record.invoiceOn > ctx.today ? record.invoiceOn : ctx.today
  let dueOn = record.dueOn
  if (dueOn && dueOn < invoiceOn) {
    problems.push({
      code: 'order-row.due-day-passed',
      message: `row ${record.row}: the due day ${dueOn} lies before the invoice day ${invoiceOn}: the terms of the customer or the invoice group are used`,
      severity: 'warning',
      row: record.row,
      column: 'dueOn',
      data: { dueOn, invoiceOn },
    })
    dueOn = null
  }
  return {
    kind: group.internal ? 'internal-invoice' : 'invoice',
    source: frame.source,
    sourceReference: record.sourceReference,
    sourceRow: record.row,
    importId: frame.importId,
    fileSha256: frame.fileSha256,
    partyId,
    invoiceGroupId: group.id,
    businessAreaId: areaId,
    currency: record.currency ?? frame.setUp.baseOn(invoiceOn),
    invoiceOn: record.invoiceOn,
    dueOn,
    supplyOn: null,
    supplyFrom: null,
    supplyTo: null,
    theirReference: record.theirReference,
    ourReference: record.ourReference,
    purchaseOrder: record.purchaseOrder,
    text: record.text,
    creditsId: null,
    reason: null,
    lines,
  }
}

// ── What the billing run would say ──────────────────────────────────────────

/** Sums are judged by the run: an order may be combined with others, or be a correction that a person makes a credit note. */
const judgedLater = new Set(['invoice.negative', 'invoice.zero', 'invoice.rounds-to-zero'])

async function judge(ctx: Ctx, frame: ImportFrame, resolved: readonly ResolvedOrder[]): Promise<void> {
  const able = resolved.flatMap((one) => (one.order ? [{ one, order: withId(one.order, newId()) }] : []))
  const around = await readSurroundings(
    ctx,
    frame.setUp,
    able.map(({ order }) => order),
    ctx.today,
  )
  for (const { one, order } of able) {
    const draft = assemble([order], ctx.today, around)
    const party = around.parties.get(order.partyId)
    const found = draft.problems.filter((problem) => !judgedLater.has(problem.code))
    if (party && draft.vat.length > 0) found.push(...postInvoice(draft, party, frame.setUp).problems)
    for (const problem of found) one.problems.push(inFileTerms(problem, one.record))
  }
}

function inFileTerms({ path, ...problem }: Problem, record: OrderRecord): PlacedProblem {
  const lineNo = /^lines\[(\d+)\]/.exec(path ?? '')?.[1]
  const row = lineNo === undefined ? record.row : (record.lines[Number(lineNo) - 1]?.row ?? record.row)
  const column = problem.column ?? columnOf(problem)
  return { ...problem, row, message: `row ${row}: ${problem.message}`, ...(column ? { column } : {}) }
}

function columnOf(problem: Problem): string | undefined {
  if (problem.code.startsWith('dimension.')) return String(problem.data?.dimension ?? 'dimension')
  if (problem.code.startsWith('account')) return 'account'
  if (problem.code.startsWith('customer.')) return 'customer'
  if (problem.code.startsWith('vat-code.')) return 'vatCode'
  return undefined
}

/** What the register calls a column, by what the sheet means by it. */
const columnOfField: Record<string, string> = { identityNumber: 'identity' }

/** Sheet and heading where the order comes from a sheet that has such a column. */
function inWordsOfSheet(problem: PlacedProblem, record: OrderRecord): PlacedProblem {
  const place = placeOf(record)
  if (!place) return problem
  const { column = '' } = problem
  const heading = place.headings.get(columnOfField[column] ?? column) ?? place.headings.get(`dimension ${column}`)
  return { ...problem, ...(heading ? { column: heading } : {}), ...(place.sheet ? { path: place.sheet } : {}) }
}
