import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { importFile } from '../src/bank/files/import-bank-file.ts'
import { matchPayments } from '../src/bank/placing/match.ts'
import type { CreatedCompany } from '../src/company/create-company.ts'
import { saveParameters } from '../src/company/parameters.ts'
import type { Ctx, LongCtx } from '../src/db/context.ts'
import type { Verb } from '../src/db/verb.ts'
import type { Country } from '../src/formats/e-invoice/document.ts'
import type { AccountNumber } from '../src/formats/format.ts'
import { writeCamt054 } from '../src/formats/money-in/camt054/write.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import { saveOrders } from '../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../src/invoicing/run/approve-billing.ts'
import { issueRun } from '../src/invoicing/run/issue.ts'
import { proposeBillingRun } from '../src/invoicing/run/propose-billing.ts'
import type { Installation } from '../src/jobs/perform.ts'
import { edgeOf, inTransaction, longCtx, perform, systemUser } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import { addDays } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { Random } from './random.ts'
import type { Payment, Till } from './till.ts'

/** A company whose days pass: what happens is done by the product's own verbs, on the day it happens. */
export interface Story extends CreatedCompany {
  /** Its clock shows ten in the morning of the story's day. */
  installation: Installation
  random: Random
  today: Day
  account: AccountNumber
  country: Country
  /** How customers pay, beyond what the number of the invoice says. */
  till: Till
  /** Customers who buy no more: who died, or went bankrupt. */
  left: Set<Id>
  /** Who took over a shop or a contract: what was ordered by the one before is ordered by him. */
  heirs: Map<Id, Id>
  do<T>(verb: Verb, input: unknown): Promise<T>
  tx<R>(work: (ctx: Ctx) => Promise<R>): Promise<R>
  long(): Promise<LongCtx>
}

export function storyOf(
  installation: Installation,
  created: CreatedCompany,
  random: Random,
  today: Day,
  account: AccountNumber,
  country: Country,
): Story {
  const caller = () => ({ companyId: created.companyId, user: systemUser, today: story.today })
  const own: Installation = { ...installation, clock: () => new Date(`${story.today}T10:00:00Z`) }
  const story: Story = {
    ...created,
    installation: own,
    random,
    today,
    account,
    country,
    till: { habits: new Map(), astray: new Map(), coming: [] },
    left: new Set(),
    heirs: new Map(),
    do: async (verb, input) => (await perform(own, verb, caller(), input)) as never,
    tx: async (work) => inTransaction(own, await edgeOf(own, caller()), work),
    long: async () => longCtx(own, await edgeOf(own, caller())),
  }
  return story
}

/** Who buys today in the place of these. */
export const buyers = (story: Story, ids: readonly Id[]): Id[] => ids.map((id) => story.heirs.get(id) ?? id)

/** Orders of a month → issued invoices, on the story's day. */
export async function bill(story: Story, orders: NewOrder[]): Promise<number> {
  await story.tx((ctx) => saveOrders(ctx, orders))
  const proposed = await proposeBillingRun(await story.long(), {})
  if (proposed.documents === 0) return 0
  await story.do(approveBilling, { runId: proposed.runId })
  const issued = await issueRun(await story.long(), { runId: proposed.runId })
  return issued.issued
}

/** A notification from the bank with these payments, imported and matched on the story's day. */
export async function receive(
  story: Story,
  id: string,
  currency: string,
  payments: readonly Payment[],
  kind: 'ocr' | 'kid' | 'invoice' = 'ocr',
): Promise<void> {
  if (payments.length === 0) return
  payments.forEach((payment, i) => {
    if (payment.meant) story.till.astray.set(`${id}-${i + 1}`, payment.meant)
  })
  const file = await story.installation.files.put(story.companyId, bankFile(story, id, currency, payments, kind))
  const ctx = await story.long()
  await importFile(ctx, { file: { name: `${id}.xml`, ...file } })
  await matchPayments(ctx, {})
}

export function bankFile(
  story: Story,
  id: string,
  currency: string,
  payments: readonly Payment[],
  kind: 'ocr' | 'kid' | 'invoice',
): Iterable<Uint8Array> {
  return writeCamt054(
    {
      id,
      createdAt: `${story.today}T05:30:00Z`,
      account: story.account,
      currency,
      bookedOn: story.today,
      batchSize: 100,
    },
    payments.map((payment, i) => ({
      amount: payment.amount as never,
      bankReference: `${id}-${i + 1}`,
      ...(payment.reference
        ? { references: [{ kind: kind as never, reference: payment.reference, amount: null }] }
        : {}),
      ...(payment.text ? { text: payment.text } : {}),
      payer: { name: payment.payer.slice(0, 70), account: { scheme: 'IBAN' as const, id: payment.account } },
    })),
  )
}

export interface Month {
  month: string
  billOn: Day
  payOn: [Day, Day]
  /** When the bank reports after that. */
  nextOn: Day
}

/** The months of a history: the billing day and the days on which the bank reports; the last one goes as far as `to`. */
export function* months(from: Day, to: Day): Generator<Month> {
  for (let day = from; day <= to; ) {
    const month = day.slice(0, 7)
    const next = (
      Number(month.slice(5)) === 12
        ? `${Number(month.slice(0, 4)) + 1}-01`
        : `${month.slice(0, 5)}${String(Number(month.slice(5)) + 1).padStart(2, '0')}`
    ) as string
    const last = addDays(`${next}-01` as Day, -2)
    yield {
      month,
      billOn: `${month}-03` as Day,
      payOn: [addDays(`${month}-01` as Day, 9), last < to ? last : to],
      nextOn: last > to ? last : addDays(`${next}-01` as Day, 9),
    }
    day = `${next}-01` as Day
  }
}

export const lineOf = (
  name: string,
  quantity: string,
  unitPrice: string,
  vatCode: string,
  more: Partial<NewOrder['lines'][number]> = {},
): NewOrder['lines'][number] => ({
  textOnly: false,
  articleId: null,
  name,
  description: null,
  quantity,
  unit: 'st',
  unitCode: 'C62',
  unitPrice,
  discountPercent: null,
  vatCode,
  supplyFrom: null,
  supplyTo: null,
  coding: null,
  creditsLineNo: null,
  ...more,
})

export const orderOf = (
  story: Story,
  partyId: Id,
  reference: string,
  currency: string,
  lines: NewOrder['lines'],
  more: Partial<NewOrder> = {},
): NewOrder => ({
  kind: 'invoice',
  source: 'demo',
  sourceReference: reference,
  sourceRow: null,
  partyId,
  invoiceGroupId: story.defaultInvoiceGroupId,
  businessAreaId: null,
  currency,
  invoiceOn: null,
  dueOn: null,
  supplyOn: story.today,
  supplyFrom: null,
  supplyTo: null,
  theirReference: null,
  ourReference: null,
  purchaseOrder: null,
  text: null,
  creditsId: null,
  reason: null,
  lines,
  ...more,
})

const before: Record<Country, string> = {
  SE: 'Före den här installationen',
  NO: 'Før denne installasjonen',
  BG: 'Преди тази инсталация',
}
/** Documents of past days left the house in their time, before this installation had an outbox. */
export const deliveredBefore = (story: Story): Promise<unknown> =>
  story.tx(async ({ db, company }) => {
    const events = `insert into delivery_events (company_id, id, delivery_id, kind, text, recorded_at, business_area_id)
       select company_id, gen_random_uuid(), id, 'delivered', $2, $3::date + time '12:00', business_area_id from deliveries where company_id = $1 and state = 'waiting'`
    await db.query(events, [company.id, before[story.country], story.today])
    await db.query(`update deliveries set state = 'delivered' where company_id = $1 and state = 'waiting'`, [
      company.id,
    ])
  })

/** Where this company's documents go: folders below the data directory, so that nothing leaves a demo. */
export async function deliverToFolders(story: Story): Promise<void> {
  const ways = [
    { name: 'delivery-peppol', value: { adapter: 'folder', path: 'peppol' } },
    { name: 'delivery-e-mail', value: { adapter: 'folder', path: 'e-mail' } },
    { name: 'delivery-print', value: { path: 'print-house' } },
  ]
  const { code } = await story.tx(({ db }) =>
    db.one<{ code: string }>(`select code from companies where company_id = $1`, [story.companyId]),
  )
  for (const { value } of ways)
    await mkdir(path.join(story.installation.settings.dataDir, 'exchange', code, value.path), { recursive: true })
  await story.do(saveParameters, { rows: ways.map((way) => ({ ...way, validFrom: '2024-01-01', source: 'demo' })) })
}
