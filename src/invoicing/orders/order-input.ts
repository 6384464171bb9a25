import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { countryCode, currencyCode, dayText, decimalText, language } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import { saveParties } from '../../parties/save-parties.ts'
import type { BillingSetUp, InvoiceGroup } from '../billing-set-up.ts'
import type { Order } from '../types.ts'
import { pieces, unitCodeOf } from '../units.ts'
import type { NewOrder } from './save-orders.ts'

export const linesMax = 5_000
const text = z.string().trim().max(1_000)

export const orderLineInput = z.object({
  article: z.string().optional().meta({ description: 'Code of an article: gives name, unit, price and VAT code' }),
  name: text.optional(),
  description: text.nullish(),
  textOnly: z.boolean().default(false),
  quantity: decimalText.default('1'),
  unit: z.string().max(20).optional(),
  unitPrice: decimalText.optional(),
  discountPercent: decimalText.nullish(),
  vatCode: z.string().optional(),
  account: z.string().optional().meta({ description: 'Posting wish; default: by posting rule' }),
  dimensions: z.record(z.string(), z.string()).optional(),
  supplyFrom: dayText.nullish(),
  supplyTo: dayText.nullish(),
})

export const newCustomerInput = z.object({
  name: text.min(1),
  kind: z.enum(['person', 'company', 'public']).default('person'),
  identityNumber: z.string().optional(),
  country: countryCode.optional(),
  language: language.optional(),
  street: text.optional(),
  postCode: text.optional(),
  city: text.optional(),
  email: z.email().optional(),
  emailConsent: z
    .boolean()
    .default(false)
    .meta({ description: 'The customer wants documents by e-mail: today’s consent, told by who writes this' }),
})

export const orderInput = z.object({
  kind: z.enum(['invoice', 'proforma', 'internal-invoice']).default('invoice'),
  reference: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Own reference: the same again is the same order' }),
  customer: z.string().optional().meta({ description: 'Customer number' }),
  newCustomer: newCustomerInput.optional(),
  invoiceGroup: z
    .string()
    .optional()
    .meta({ description: 'Code; may be left out where the company has one that fits' }),
  currency: currencyCode.optional(),
  invoiceOn: dayText.nullish(),
  dueOn: dayText.nullish(),
  supplyOn: dayText.nullish(),
  supplyFrom: dayText.nullish(),
  supplyTo: dayText.nullish(),
  theirReference: text.nullish(),
  ourReference: text.nullish(),
  purchaseOrder: text.nullish(),
  text: text.nullish(),
  lines: z.array(orderLineInput).min(1).max(linesMax),
})
export type OrderInput = z.output<typeof orderInput>

export interface Article {
  id: Id
  code: string
  names: Record<string, string>
  unit: string
  unitCode: string
  unitPrice: string | null
  currency: string | null
  vatCode: string
  closedOn: string
}

export async function readArticles({ db, company }: Ctx, codes: readonly string[]): Promise<Map<string, Article>> {
  if (codes.length === 0) return new Map()
  const rows = await db.rows<Article>(
    `select id, code, names, unit, unit_code as "unitCode", trim_scale(unit_price)::text as "unitPrice", currency, vat_code as "vatCode", closed_on as "closedOn"
       from articles where company_id = $1 and code = any ($2::text[])`,
    [company.id, [...new Set(codes)]],
  )
  return new Map(rows.map((row) => [row.code, row]))
}

/** An order as a person or a program gives it, by codes → an order to save. @throws Refused with every problem found */
export async function resolveOrder(
  ctx: Ctx,
  setUp: BillingSetUp,
  input: OrderInput,
  source: string,
): Promise<NewOrder> {
  const { order, partyId, problems } = await tryOrder(ctx, setUp, input, source)
  if (problems.length > 0 || !order || !partyId) throw new Refused(problems)
  return { ...order, partyId }
}

/** As far as the input goes: the order without its customer, null where no invoice group fits, and every problem with the path of its field. */
export async function tryOrder(
  ctx: Ctx,
  setUp: BillingSetUp,
  input: OrderInput,
  source: string,
): Promise<{ order: Omit<NewOrder, 'partyId'> | null; partyId: Id | null; problems: Problem[] }> {
  const problems: Problem[] = []
  const group = resolveGroup(ctx, setUp, input, problems)
  const articles = await readArticles(
    ctx,
    input.lines.flatMap((line) => line.article ?? []),
  )
  const partyId = await resolveCustomer(ctx, input, problems)
  const invoiceOn = input.invoiceOn ?? ctx.today
  if (input.dueOn && input.dueOn < invoiceOn)
    problems.push({
      code: 'order.due-day-passed',
      message: `the due day ${input.dueOn} lies before the invoice day ${invoiceOn}`,
      path: 'dueOn',
      data: { dueOn: input.dueOn, invoiceOn },
    })
  const currency = input.currency ?? setUp.baseOn(invoiceOn)
  const lines = input.lines.map((line, i) => resolveLine(ctx, line, i, currency, articles, group, problems))
  if (!group) return { order: null, partyId, problems }
  const order = {
    kind: input.kind,
    source,
    sourceReference: input.reference ?? newId(),
    sourceRow: null,
    invoiceGroupId: group.id,
    businessAreaId: group.businessAreaId,
    currency,
    invoiceOn: input.invoiceOn ?? null,
    dueOn: input.dueOn ?? null,
    supplyOn: input.supplyOn ?? null,
    supplyFrom: input.supplyFrom ?? null,
    supplyTo: input.supplyTo ?? null,
    theirReference: input.theirReference ?? null,
    ourReference: input.ourReference ?? null,
    purchaseOrder: input.purchaseOrder ?? null,
    text: input.text ?? null,
    creditsId: null,
    reason: null,
    lines,
  }
  return { order, partyId, problems }
}

/** Lines alone, for a document whose customer and group are known. @throws Refused with every problem found */
export async function resolveLines(
  ctx: Ctx,
  given: OrderInput['lines'],
  currency: string,
  group: InvoiceGroup,
): Promise<NewOrder['lines']> {
  const problems: Problem[] = []
  const articles = await readArticles(
    ctx,
    given.flatMap((line) => line.article ?? []),
  )
  const lines = given.map((line, i) => resolveLine(ctx, line, i, currency, articles, group, problems))
  if (problems.length > 0) throw new Refused(problems)
  return lines
}

function resolveGroup(
  ctx: Ctx,
  setUp: BillingSetUp,
  input: Pick<OrderInput, 'kind' | 'invoiceGroup'>,
  problems: Problem[],
): InvoiceGroup | null {
  const internal = input.kind === 'internal-invoice'
  const open = [...setUp.groups.values()].filter((group) => group.closedOn > ctx.today)
  if (input.invoiceGroup) {
    const group = open.find((one) => one.code === input.invoiceGroup)
    if (group && group.internal === internal) return group
    problems.push(
      group
        ? {
            code: 'invoice-group.internal-differs',
            message: internal
              ? `invoice group ${group.code} is not for internal invoices: choose one that is`
              : `invoice group ${group.code} is for internal invoices only: choose another`,
            path: 'invoiceGroup',
          }
        : {
            code: 'invoice-group.unknown',
            message: `there is no open invoice group ${input.invoiceGroup}`,
            path: 'invoiceGroup',
            data: { code: input.invoiceGroup },
          },
    )
    return null
  }
  const fitting = open.filter((group) => group.internal === internal)
  if (fitting.length === 1) return fitting[0]!
  problems.push({
    code: 'invoice-group.missing',
    message:
      fitting.length === 0
        ? 'the company has no open invoice group of this kind: create one'
        : `name the invoice group: ${fitting.map((group) => group.code).join(', ')}`,
    path: 'invoiceGroup',
  })
  return null
}

async function resolveCustomer(ctx: Ctx, input: OrderInput, problems: Problem[]): Promise<Id | null> {
  if (input.customer) {
    const party = await ctx.db.maybe<{ id: Id }>(
      hot(
        `select id from parties where company_id = $1 and number = $2 and merged_into_id is null and kind <> 'system'`,
        [ctx.company.id, input.customer],
      ),
    )
    if (party) return party.id
  }
  if (!input.newCustomer) {
    problems.push(
      input.customer
        ? {
            code: 'customer.unknown',
            message: `there is no customer ${input.customer}`,
            path: 'customer',
            data: { customer: input.customer },
          }
        : {
            code: 'customer.missing',
            message: 'name the customer: its number, or the name and address of a new one',
            path: 'customer',
          },
    )
    return null
  }
  const { name, kind, identityNumber, country, language, street, postCode, city, email, emailConsent } =
    input.newCustomer
  const [saved] = await saveParties(ctx, [
    {
      number: input.customer ?? null,
      name,
      kind,
      identityNumber: identityNumber ?? null,
      country: country ?? null,
      language: language ?? null,
      address: { street, postCode, city, ...(country ? { country } : {}) },
      contact: email ? { email } : null,
      ...(email && emailConsent
        ? { channels: [{ channel: 'e-mail', address: email, consentOn: ctx.today, consentSource: ctx.user.name }] }
        : {}),
      source: 'person',
    },
  ])
  problems.push(
    ...saved!.problems.map((problem) => ({
      ...problem,
      path: problem.column === 'postCode' ? 'newCustomer.postCode' : 'newCustomer',
    })),
  )
  return saved!.id
}

function resolveLine(
  ctx: Ctx,
  line: OrderInput['lines'][number],
  index: number,
  currency: string,
  articles: Map<string, Article>,
  group: InvoiceGroup | null,
  problems: Problem[],
): NewOrder['lines'][number] {
  const path = `lines[${index + 1}]`
  const refuse = (code: string, field: string, message: string, data: Problem['data'] = {}) =>
    problems.push({ code, message: `line ${index + 1}: ${message}`, path: `${path}.${field}`, data })
  const article = line.article ? articles.get(line.article) : undefined
  if (line.article && !article)
    refuse('article.unknown', 'article', `there is no article ${line.article}`, { article: line.article })
  if (article && article.closedOn <= ctx.today)
    refuse('article.closed', 'article', `article ${article.code} is closed since ${article.closedOn}`, {
      article: article.code,
    })
  const name = line.name ?? article?.names[ctx.company.language] ?? Object.values(article?.names ?? {})[0]
  if (!name) refuse('order-line.no-name', 'name', 'say what is sold')
  const priced = article?.unitPrice && (article.currency ?? currency) === currency ? article.unitPrice : undefined
  const unitPrice = line.textOnly ? '0' : (line.unitPrice ?? priced)
  if (unitPrice === undefined)
    refuse('order-line.no-price', 'unitPrice', `give the unit price in ${currency}`, { currency })
  // Between own units there is no VAT, whatever is given.
  const vatCode = group?.internal ? '' : (line.vatCode ?? article?.vatCode ?? (line.textOnly ? '' : undefined))
  if (vatCode === undefined) refuse('order-line.no-vat-code', 'vatCode', 'give the VAT code')
  const unit = line.unit ?? article?.unit ?? pieces[ctx.company.language]
  return {
    textOnly: line.textOnly,
    articleId: article?.id ?? null,
    name: name ?? '',
    description: line.description ?? null,
    quantity: line.textOnly ? '0' : line.quantity,
    unit,
    unitCode: line.unit ? unitCodeOf(unit) : (article?.unitCode ?? unitCodeOf(unit)),
    unitPrice: unitPrice ?? '0',
    discountPercent: line.discountPercent ?? null,
    vatCode: vatCode ?? '',
    supplyFrom: line.supplyFrom ?? null,
    supplyTo: line.supplyTo ?? null,
    coding:
      line.account || line.dimensions
        ? [{ account: line.account ?? null, dimensions: line.dimensions ?? {}, amount: null }]
        : null,
    creditsLineNo: null,
  }
}

/** A saved order with the id it has, as the functions that assemble documents want it. */
export const withId = (order: NewOrder, id: Id): Order => ({
  ...order,
  id,
  lines: order.lines.map((line, i) => ({ ...line, orderId: id, lineNo: i + 1 })),
})
