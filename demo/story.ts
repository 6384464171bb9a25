import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { importFile } from '../src/bank/import-bank-file.ts'
import { matchPayments } from '../src/bank/match.ts'
import type { CreatedCompany } from '../src/company/create-company.ts'
import { saveParameters } from '../src/company/parameters.ts'
import type { Ctx, LongCtx } from '../src/db/context.ts'
import type { Verb } from '../src/db/verb.ts'
import type { AccountNumber } from '../src/formats/format.ts'
import { writeCamt054 } from '../src/formats/money-in/camt054/write.ts'
import { approveBilling } from '../src/invoicing/approve-billing.ts'
import { issueRun } from '../src/invoicing/issue.ts'
import { proposeBillingRun } from '../src/invoicing/propose-billing.ts'
import type { NewOrder } from '../src/invoicing/save-orders.ts'
import { saveOrders } from '../src/invoicing/save-orders.ts'
import type { Installation } from '../src/jobs/perform.ts'
import { edgeOf, inTransaction, longCtx, perform, systemUser } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import { addDays } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { Random } from './random.ts'

/** A company whose days pass: what happens is done by the product's own verbs, on the day it happens. */
export interface Story extends CreatedCompany {
  installation: Installation
  random: Random
  today: Day
  account: AccountNumber
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
): Story {
  const caller = () => ({ companyId: created.companyId, user: systemUser, today: story.today })
  const story: Story = {
    ...created,
    installation,
    random,
    today,
    account,
    do: async (verb, input) => (await perform(installation, verb, caller(), input)) as never,
    tx: async (work) => inTransaction(installation, await edgeOf(installation, caller()), work),
    long: async () => longCtx(installation, await edgeOf(installation, caller())),
  }
  return story
}

/** Orders of a month → issued invoices, on the story's day. */
export async function bill(story: Story, orders: NewOrder[]): Promise<number> {
  await story.tx((ctx) => saveOrders(ctx, orders))
  const proposed = await proposeBillingRun(await story.long(), {})
  if (proposed.documents === 0) return 0
  await story.do(approveBilling, { runId: proposed.runId })
  const issued = await issueRun(await story.long(), { runId: proposed.runId })
  return issued.issued
}

export interface DueItem {
  reference: string
  number: string
  amount: bigint
  currency: string
  dueOn: Day
  payer: string
  account: string
}

/** Invoices open on the story's day and due by then. */
export const dueItems = (story: Story, by: Day): Promise<DueItem[]> =>
  story.tx(({ db, company }) =>
    db.rows<DueItem>(
      `select coalesce(i.reference, i.number_text) as reference, i.number_text as number, i.amount_open as amount, i.currency, i.due_on as "dueOn", p.name as payer,
              'SE' || lpad((('x' || substr(md5(p.number), 1, 12))::bit(48)::bigint % 10000000000)::text, 20, '0') as account
         from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and i.amount_open > 0 and i.kind = 'invoice' and i.due_on <= $2
        order by i.due_on, i.number_text`,
      [company.id, by],
    ),
  )

/** How people pay: most on time and right; some late, short, too much, twice, with a wrong or no reference. */
export interface Payment {
  amount: bigint
  reference?: string
  text?: string
  payer: string
  account: string
}

export function paymentsFor(story: Story, items: readonly DueItem[]): Payment[] {
  const { random } = story
  return items.flatMap((item): Payment[] => {
    const plain = { amount: item.amount, reference: item.reference, payer: item.payer, account: item.account }
    const fate = random.below(1000)
    if (neverPays(item)) return []
    if (fate < 140) return [] // late: the next file, perhaps
    if (fate < 155) return [{ ...plain, amount: item.amount / 2n || 1n }]
    if (fate < 163) return [{ ...plain, amount: item.amount + BigInt(random.between(1, 500) * 100) }]
    if (fate < 166) return [plain, plain] // paid twice by mistake
    if (fate < 175)
      return [{ amount: item.amount, text: `Faktura ${item.number}`, payer: item.payer, account: item.account }]
    if (fate < 185) return [{ ...plain, reference: swapDigits(item.reference, random) }]
    if (fate < 190) return [{ amount: item.amount, text: 'Betalning', payer: item.payer, account: item.account }]
    return [plain]
  })
}

/** One invoice in forty is not paid at all. */
const neverPays = (item: DueItem): boolean =>
  [...item.reference].reduce((sum, digit, i) => sum + Number(digit) * (i + 3), 0) % 40 === 7

function swapDigits(reference: string, random: Random): string {
  const at = random.below(Math.max(1, reference.length - 2))
  return reference.slice(0, at) + reference[at + 1] + reference[at] + reference.slice(at + 2)
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

/** The months of a history: the billing day and the days on which the bank reports. */
export function* months(from: Day, to: Day): Generator<{ month: string; billOn: Day; payOn: Day[] }> {
  for (let day = from; day <= to; ) {
    const month = day.slice(0, 7)
    const next = (
      Number(month.slice(5)) === 12
        ? `${Number(month.slice(0, 4)) + 1}-01`
        : `${month.slice(0, 5)}${String(Number(month.slice(5)) + 1).padStart(2, '0')}`
    ) as string
    yield {
      month,
      billOn: `${month}-03` as Day,
      payOn: [addDays(`${month}-01` as Day, 9), addDays(`${next}-01` as Day, -2)],
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

/** Documents of past years left the house in their time, before this installation had an outbox. */
export const deliveredBefore = (story: Story): Promise<unknown> =>
  story.tx(async ({ db, company }) => {
    const events = `insert into delivery_events (company_id, id, delivery_id, kind, text, business_area_id)
       select company_id, gen_random_uuid(), id, 'delivered', 'before this installation', business_area_id from deliveries where company_id = $1 and state = 'waiting'`
    await db.query(events, [company.id])
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
