import type { Ctx } from '../../db/context.ts'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { roundingUnit } from '../billing-set-up.ts'
import { readLogos } from '../documents/read-document.ts'
import type { Surroundings } from '../draft/assemble.ts'
import { assemble } from '../draft/assemble.ts'
import { calculateDraft } from '../draft/calculate-draft.ts'
import { checkDraft } from '../draft/check-draft.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import { draftDocument } from '../draft/to-document.ts'
import type { OrderInput } from '../orders/order-input.ts'
import { tryOrder, withId } from '../orders/order-input.ts'
import type { Draft } from '../types.ts'

export interface PreviewedDraft {
  draft: Draft
  around: Surroundings
  party: PartyFacts
  payer: PartyFacts
  /** Nobody is named yet: the amounts are told all the same. */
  isUnnamed: boolean
}

/**
 * The document that the input would become, by the functions that propose and issue. A new customer is made and unmade within a
 * savepoint, so that it is judged as it would be; nothing of it stays.
 */
export async function draftOf(
  ctx: Ctx,
  setUp: BillingSetUp,
  input: OrderInput,
): Promise<{ found: PreviewedDraft | null; problems: Problem[] }> {
  await ctx.db.query('savepoint preview')
  try {
    return await tryDraft(ctx, setUp, input)
  } finally {
    await ctx.db.query('rollback to savepoint preview')
  }
}

async function tryDraft(ctx: Ctx, setUp: BillingSetUp, input: OrderInput) {
  const { order: tried, partyId, problems } = await tryOrder(ctx, setUp, input, 'manual')
  if (!tried) return { found: null, problems }
  const nobody = nobodyYet(ctx)
  const order = withId({ ...tried, partyId: partyId ?? nobody.id }, newId())
  // A line that cannot be taxed yet counts for nothing; its problem stands beside it.
  for (const line of order.lines) if (!line.vatCode && !isInternal(setUp, order.invoiceGroupId)) line.textOnly = true
  const around = await readSurroundings(ctx, setUp, [order], ctx.today)
  if (!partyId) around.parties.set(nobody.id, nobody)
  const draft = assemble([order], input.invoiceOn ?? ctx.today, around)
  if (draft.problems.some((problem) => problem.severity !== 'warning')) {
    const group = setUp.groups.get(draft.invoiceGroupId)!
    if (draft.vat.length === 0) calculateDraft(draft, null, roundingUnit(setUp, group, draft.currency))
  } else if (partyId && problems.length === 0) checkDraft(draft, around)
  const party = around.parties.get(draft.partyId) ?? nobody
  const payer = around.parties.get(draft.payerId) ?? party
  const told = order.lines.some((line) => !line.textOnly)
    ? draft.problems
    : draft.problems.filter(({ code }) => code !== 'invoice.zero' && code !== 'order.no-lines')
  return {
    found: { draft, around, party, payer, isUnnamed: !partyId },
    problems: [...problems, ...told.map(placed)],
  }
}

const isInternal = (setUp: BillingSetUp, groupId: Id): boolean => setUp.groups.get(groupId)!.internal

const nobodyYet = (ctx: Ctx): PartyFacts => ({
  id: newId(),
  number: '',
  kind: 'person',
  customerKind: null,
  name: '',
  language: ctx.company.language,
  currency: null,
  termsDays: null,
  payerId: null,
  counterpartyCode: null,
  protection: 'none',
  theirReference: null,
  closedOn: 'infinity' as PartyFacts['closedOn'],
  versionNo: 1,
  buyer: { name: '', address: { country: ctx.company.country }, isPerson: true },
  channels: [],
  hasForwardingAddress: false,
})

const fields: [start: string, path: string][] = [
  ['customer.', 'customer'],
  ['invoice-group.', 'invoiceGroup'],
  ['period.', 'invoiceOn'],
  ['RATE_MISSING', 'currency'],
  ['invoice.', 'lines'],
  ['order.no-lines', 'lines'],
  ['account-role.', 'lines'],
]
/** Each problem knows the field that mends it. */
const placed = (problem: Problem): Problem => {
  const path = problem.path ?? fields.find(([start]) => problem.code.startsWith(start))?.[1]
  return path ? { ...problem, path } : problem
}

/** What the PDF of a draft shows: no number, no reference, nothing to pay by. */
export async function documentOfDraft(
  ctx: Ctx,
  setUp: BillingSetUp,
  { draft, around, party, payer }: Omit<PreviewedDraft, 'isUnnamed'>,
): Promise<IssuedDocument> {
  const original = draft.creditsId ? around.originals.get(draft.creditsId) : null
  const document = draftDocument(
    setUp,
    draft,
    party,
    payer,
    original ? { number: original.numberText, issuedOn: original.issuedOn } : null,
  )
  const codes = await articleCodes(
    ctx,
    draft.lines.flatMap((line) => line.articleId ?? []),
  )
  document.lines.forEach((line, i) => {
    line.articleNumber = codes.get(draft.lines[i]!.articleId ?? '') ?? null
  })
  const logo = (await readLogos(ctx, setUp, [draft])).get(draft.invoiceGroupId) ?? null
  return {
    ...document,
    number: '',
    payment: document.payment ? { ...document.payment, reference: '' } : null,
    ...(logo ? { layout: { ...document.layout, logo } } : {}),
  }
}

async function articleCodes({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ id: Id; code: string }>(
    `select id, code from articles where company_id = $1 and id = any ($2::uuid[])`,
    [company.id, [...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.id, row.code]))
}
