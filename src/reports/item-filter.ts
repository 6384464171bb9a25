import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { currencyCode, dayText } from '../db/schemas.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { searchName } from '../parties/search-name.ts'
import type { AsOf } from './items-as-of.ts'
import { seesProtected } from './protection.ts'

const itemKinds = [
  'invoice',
  'credit-note',
  'payment',
  'prepayment',
  'unidentified',
  'transfer',
  'write-off',
  'take-over',
] as const
const controls = ['receivable', 'payable', 'prepayment', 'suspense', 'clearing', 'receivable-and-suspense'] as const

/** What every report over open items can be asked: as of when, and of which items. */
export const itemParameters = {
  asOf: dayText.optional().meta({ description: 'As the books show it at the end of this day; default today' }),
  knownAt: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'As it was known at this instant: what was recorded later is left out' }),
  party: z.string().optional().meta({ description: 'Customer number' }),
  partyId: z.uuid().optional(),
  invoiceGroup: z.string().optional().meta({ description: 'Code; "-" for items without' }),
  businessArea: z.string().optional().meta({ description: 'Code; "-" for items without' }),
  account: z.string().optional(),
  control: z
    .enum([...controls, 'all'])
    .optional()
    .meta({ description: 'Kind of control account' }),
  currency: currencyCode.optional(),
  baseCurrency: currencyCode.optional(),
  customerKind: z.string().optional().meta({ description: '"-" for customers without' }),
  partyKind: z.enum(['person', 'company', 'public', 'internal', 'system']).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .meta({ description: 'Country of the customer' }),
  excludeInternal: z
    .stringbool()
    .or(z.boolean())
    .optional()
    .meta({ description: 'Without internal companies and internal customers' }),
  unplaced: z
    .enum(['only', 'without'])
    .optional()
    .meta({ description: 'Money received that settles nothing yet: only that, or all but that' }),
  kind: z.enum(itemKinds).optional(),
  dueFrom: dayText.optional(),
  dueTo: dayText.optional(),
  text: z.string().trim().min(2).max(100).optional().meta({
    description: 'A part of the customer’s name, or the beginning of a customer, document or reference number',
  }),
  items: z
    .string()
    .regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,199}$/)
    .optional()
    .meta({ description: 'Ids of items, separated by commas: the sum of those that a person has marked' }),
  dimension: z.string().optional().meta({ description: 'Code of a dimension; with dimensionValue' }),
  dimensionValue: z.string().optional(),
}
const parameters = z.object(itemParameters)
export type ItemParameters = z.output<typeof parameters>

export const asOfParameters = (ctx: Ctx, given: Pick<ItemParameters, 'asOf' | 'knownAt'>): AsOf => ({
  asOf: given.asOf ?? ctx.today,
  knownAt: given.knownAt ?? null,
})

/** Conditions on `i` for itemsAsOf, but for the due day (dueFilter); a code that does not exist is refused, not answered by an empty list. */
export async function itemFilter(ctx: Ctx, given: ItemParameters): Promise<Statement> {
  const all: Statement[] = []
  if (given.partyId) all.push(sql`i.party_id = ${given.partyId}`)
  if (given.party !== undefined) all.push(sql`i.party_id = ${await partyByNumber(ctx, given.party)}`)
  if (given.invoiceGroup !== undefined)
    all.push(await codeFilter(ctx, 'invoice_groups', 'i.invoice_group_id', given.invoiceGroup))
  if (given.businessArea !== undefined)
    all.push(await codeFilter(ctx, 'business_areas', 'i.business_area_id', given.businessArea))
  if (given.account !== undefined) all.push(sql`i.account = ${given.account}`)
  if (given.control && given.control !== 'all')
    all.push(sql`i.account = any (${await controlAccounts(ctx, given.control)}::text[])`)
  if (given.currency) all.push(sql`i.currency = ${given.currency}`)
  if (given.baseCurrency) all.push(sql`i.base_currency = ${given.baseCurrency}`)
  if (given.customerKind !== undefined) all.push(customerKindFilter(ctx, given.customerKind))
  if (given.kind) all.push(sql`i.kind = ${given.kind}`)
  if (given.partyKind) all.push(ofParty(ctx, sql`k.kind = ${given.partyKind}`))
  if (given.country) all.push(ofParty(ctx, sql`k.country = ${given.country}`))
  if (given.excludeInternal) all.push(sql`not ${ofParty(ctx, raw(`k.kind = 'internal'`))}`)
  if (given.unplaced) {
    const unplaced = unplacedIn(await controlAccounts(ctx, 'suspense'))
    all.push(given.unplaced === 'only' ? unplaced : sql`not ${unplaced}`)
  }
  if (given.items) all.push(sql`i.id = any (${given.items.split(',')}::uuid[])`)
  if (given.text) all.push(textFilter(ctx, given.text))
  if (given.dimension) all.push(dimensionFilter(given.dimension, given.dimensionValue))
  return all.reduce((both, one) => sql`${both} and ${one}`, raw('true'))
}

/** Whether sums are kept for the question (itemsKept): it names nothing but what they are kept by. */
export const isKept = (given: ItemParameters): boolean =>
  given.knownAt === undefined &&
  given.party === undefined &&
  given.partyId === undefined &&
  given.customerKind === undefined &&
  given.partyKind === undefined &&
  given.country === undefined &&
  !given.excludeInternal &&
  given.items === undefined &&
  given.text === undefined &&
  given.dimension === undefined

/** Conditions on the due day of rows (dueRowsAsOf): an item with parts is due on several. */
export function dueFilter({ dueFrom, dueTo }: Pick<ItemParameters, 'dueFrom' | 'dueTo'>): Statement {
  const from = dueFrom ? sql`i.due_on >= ${dueFrom}` : raw('true')
  return dueTo ? sql`${from} and i.due_on <= ${dueTo}` : from
}

/** Payments, prepayments and unidentified money that settle nothing yet. Refunds due would be debit items. */
export const isUnplaced = raw(`(i.kind in ('payment', 'prepayment', 'unidentified') and i.amount < 0)`)

/** Money that is nobody's yet or settles nothing yet: the above, and whatever lies in suspense. */
export const unplacedIn = (suspense: string[]): Statement =>
  sql`(${isUnplaced} or i.account = any (${suspense}::text[]))`

const ofParty = (ctx: Ctx, condition: Statement): Statement =>
  sql`exists (select from parties k where k.company_id = ${ctx.company.id} and k.id = i.party_id and ${condition})`

export async function partyByNumber({ db, company }: Ctx, number: string): Promise<Id> {
  const party = await db.maybe<{ id: Id }>(`select id from parties where company_id = $1 and number = $2`, [
    company.id,
    number,
  ])
  return party?.id ?? refuse('party.unknown', `there is no customer ${number}`, { party: number }, 404)
}

/** Codes of the accounts that carry open items, of one kind or of all. */
export async function controlAccounts({ db, company }: Ctx, control?: string): Promise<string[]> {
  const rows = await db.rows<{ code: string }>(
    `select code from accounts where company_id = $1 and control is not null and ($2::text[] is null or control = any ($2::text[])) order by code`,
    [company.id, control?.split('-and-') ?? null],
  )
  return rows.map((row) => row.code)
}

export async function codeFilter(
  { db, company }: Ctx,
  table: 'invoice_groups' | 'business_areas',
  column: string,
  code: string,
): Promise<Statement> {
  if (code === '-') return raw(`${column} is null`)
  const row = await db.maybe<{ id: Id }>(`select id from ${table} where company_id = $1 and code = $2`, [
    company.id,
    code,
  ])
  if (row) return sql`${raw(column)} = ${row.id}`
  return table === 'invoice_groups'
    ? refuse('invoice-group.unknown', `there is no invoice group ${code}`, { code }, 404)
    : refuse('business-area.unknown', `there is no business area ${code}`, { code }, 404)
}

const customerKindFilter = (ctx: Ctx, kind: string): Statement =>
  kind === '-'
    ? sql`not exists (select from parties k where k.company_id = ${ctx.company.id} and k.id = i.party_id and k.customer_kind is not null)`
    : ofParty(ctx, sql`k.customer_kind = ${kind}`)

// By name a protected person is found by those alone who may see him; by number by all.
function textFilter(ctx: Ctx, text: string): Statement {
  const literal = (part: string) => part.replace(/[\\%_]/g, '\\$&')
  const name = searchName(text)
  const begins = `${literal(text)}%`
  const seen = seesProtected(ctx) ? raw('true') : raw(`k.protection = 'none'`)
  const named = name === '' ? raw('false') : sql`${seen} and k.search_name like ${`%${literal(name)}%`}`
  return sql`(i.number_text like ${begins} or i.reference like ${begins} or i.party_id in (
    select k.id from parties k where k.company_id = ${ctx.company.id} and (k.number like ${begins} or ${named})))`
}

const dimensionFilter = (dimension: string, value: string | undefined): Statement => {
  const postings = sql`select from postings q where q.company_id = i.company_id and q.voucher_id = i.voucher_id and q.dimensions ? ${dimension}`
  if (value === '-') return sql`not exists (${postings})`
  return value === undefined
    ? sql`exists (${postings})`
    : sql`exists (${postings} and q.dimensions ->> ${dimension} = ${value})`
}

/** Days of a report's period. */
export interface Period {
  from: Day
  to: Day
}
