import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { importFile } from '../src/bank/files/import-bank-file.ts'
import { matchPayments } from '../src/bank/placing/match.ts'
import type { Ctx } from '../src/db/context.ts'
import type { SendingResult } from '../src/delivery/send.ts'
import { importOrderFile } from '../src/invoicing/imports/import-orders.ts'
import { approveBilling } from '../src/invoicing/run/approve-billing.ts'
import { issueRun } from '../src/invoicing/run/issue.ts'
import { proposeBillingRun } from '../src/invoicing/run/propose-billing.ts'
import { deliverInvoices } from '../src/invoicing/sending/deliver.ts'
import { bundleInvoices } from '../src/invoicing/sending/print-bundle.ts'
import { withPdfRenderer } from '../src/invoicing/sending/render-pdf.ts'
import { formatMinor, minor } from '../src/kernel/money.ts'
import type { proveControlAccounts } from '../src/reports/prove/prove.ts'
import { prove } from '../src/reports/prove/prove.ts'
import { firstMorning } from './history.ts'
import type { Story } from './story.ts'

export const filesFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'files')

export interface Job {
  /** `invoiceGroup` for files whose orders name none. */
  orderFiles: { name: string; invoiceGroup?: string }[]
  bankFiles: string[]
}

export type Proof = Awaited<ReturnType<typeof proveControlAccounts>>

/** What the main job did for one company: counts, sums, seconds a station, and the proof. */
export interface JobReport {
  company: string
  orders: { files: number; made: number; rejected: number; customersCreated: number }
  invoices: { issued: number; rejected: number; held: number; sums: { currency: string; payable: string }[] }
  deliveries: Omit<SendingResult, 'problems' | 'recalled'> & { printed: number; bundles: number; problems: unknown[] }
  payments: {
    files: number
    imported: number
    matched: number
    onAccount: number
    unidentified: number
    totals: { currency: string; amount: string }[]
  }
  claims: ClaimsReport
  proof: Proof
  seconds: Record<string, number>
}

/** What came of the claims of the past, and what waits on the first morning. */
export interface ClaimsReport {
  letters: { reminders: number; notices: number; demands: number }
  fees: { currency: string; amount: string }[]
  interest: { invoices: number; sums: { currency: string; amount: string }[] }
  cases: { agency: number; court: number; open: number }
  losses: { written: number; small: number; recovered: number }
  plans: { running: number; broken: number }
  /** The run of reminders that is proposed, and the claims that are ready for collection. */
  waiting: { letters: number; held: number; forCollection: number }
}

/** Orders in → invoices issued, numbered, posted, sent → bank files in → payments matched, posted → reminders proposed → proof: by the product's own verbs. */
export async function mainJob(story: Story, job: Job): Promise<JobReport> {
  const seconds: Record<string, number> = {}
  const timed = async <R>(station: string, work: () => Promise<R>): Promise<R> => {
    const start = process.hrtime.bigint()
    try {
      return await work()
    } finally {
      seconds[station] = Number(((seconds[station] ?? 0) + Number(process.hrtime.bigint() - start) / 1e9).toFixed(3))
    }
  }
  const orders = { files: 0, made: 0, rejected: 0, customersCreated: 0 }
  for (const file of job.orderFiles) {
    const answer = await timed('orders', async () =>
      importOrderFile(await story.long(), {
        file: await keep(story, file.name),
        ...(file.invoiceGroup ? { invoiceGroup: file.invoiceGroup } : {}),
        dryRun: false,
        acceptGoodRows: true,
      }),
    )
    orders.files += 1
    orders.made += answer.orders.made
    orders.rejected += answer.orders.rejected
    orders.customersCreated += answer.customers.created
  }
  const proposed = await timed('propose', async () => proposeBillingRun(await story.long(), {}))
  const issued = { issued: 0, rejected: proposed.rejected, held: proposed.held }
  if (proposed.documents > 0) {
    await story.do(approveBilling, { runId: proposed.runId })
    const run = await timed('issue', async () => issueRun(await story.long(), { runId: proposed.runId }))
    issued.issued = run.issued
    issued.rejected += run.rejected
  }
  const { sent, failed, postponed, held, problems } = await timed('deliver', async () => {
    const ctx = await story.long()
    return withPdfRenderer((render) => deliverInvoices(ctx, render))
  })
  const { bundles } = await timed('bundle', async () => {
    const ctx = await story.long()
    return withPdfRenderer((render) => bundleInvoices(ctx, render))
  })
  const printed = bundles.reduce((sum, bundle) => sum + bundle.documents, 0)
  const deliveries = { sent, printed, bundles: bundles.length, failed, postponed, held, problems }
  const payments = {
    files: 0,
    imported: 0,
    matched: 0,
    onAccount: 0,
    unidentified: 0,
    totals: [] as { currency: string; amount: string }[],
  }
  for (const name of job.bankFiles) {
    const imported = await timed('bank-files', async () =>
      importFile(await story.long(), { file: await keep(story, name) }),
    )
    payments.files += 1
    payments.imported += imported.payments
    payments.totals.push(...imported.totals)
  }
  const matched = await timed('match', async () => matchPayments(await story.long(), {}))
  await timed('reminders', () => firstMorning(story))
  const { companyId } = story
  const company = await story.tx(({ db }) =>
    db.one<{ name: string }>(`select name from companies where company_id = $1`, [companyId]),
  )
  return {
    company: company.name,
    orders,
    invoices: { ...issued, sums: proposed.sums },
    deliveries,
    payments: {
      ...payments,
      matched: matched.matched,
      onAccount: matched.onAccount,
      unidentified: matched.unidentified,
    },
    claims: await story.tx(readClaims),
    proof: await timed('proof', () => story.do<Proof>(prove, {})),
    seconds,
  }
}

async function readClaims({ db, company }: Ctx): Promise<ClaimsReport> {
  const row = await db.one<Omit<ClaimsReport, 'fees' | 'interest'> & { interestInvoices: number }>(
    `select (select json_build_object('reminders', count(*) filter (where kind = 'reminder'), 'notices', count(*) filter (where kind = 'collection-notice'), 'demands', count(*) filter (where kind = 'payment-demand'))
               from dunning_letters where company_id = $1) as letters,
            (select count(*)::int from invoices where company_id = $1 and kind = 'interest-invoice') as "interestInvoices",
            (select json_build_object('agency', count(*) filter (where target = 'agency'), 'court', count(*) filter (where target = 'court'), 'open', count(*) filter (where ended_on = 'infinity'))
               from collection_cases where company_id = $1) as cases,
            (select json_build_object('written', count(distinct claim_item_id) filter (where kind = 'established'), 'small', count(*) filter (where kind = 'small'),
                                      'recovered', (select count(distinct l.claim_item_id) from loss_events e join losses l on l.company_id = e.company_id and l.id = e.loss_id where e.company_id = $1 and e.kind = 'recovered'))
               from losses where company_id = $1) as losses,
            (select json_build_object('running', count(*) filter (where state = 'agreed'), 'broken', count(*) filter (where state = 'broken')) from instalment_plan_states where company_id = $1) as plans,
            (select json_build_object('letters', count(*) filter (where x.state = 'proposed'), 'held', count(*) filter (where x.state = 'held'),
                                      'forCollection', (select count(*) from collection_queue q where q.company_id = $1 and q.state = 'waiting'))
               from runs r join run_rows x on x.company_id = r.company_id and x.run_id = r.id where r.company_id = $1 and r.kind = 'dunning' and r.state = 'proposed') as waiting`,
    [company.id],
  )
  const sums = await db.rows<{ component: string; currency: string; amount: bigint }>(
    `select component, currency::text as currency, sum(amount)::bigint as amount from open_items
      where company_id = $1 and component in ('fee', 'interest') and amount > 0 and continues_id is null group by 1, 2 order by 1, 2`,
    [company.id],
  )
  const of = (component: string) =>
    sums
      .filter((sum) => sum.component === component)
      .map(({ currency, amount }) => ({ currency, amount: formatMinor(minor(amount), currency) }))
  const { interestInvoices, ...rest } = row
  return { ...rest, fees: of('fee'), interest: { invoices: interestInvoices, sums: of('interest') } }
}

export async function keep(story: Story, name: string): Promise<{ name: string; sha256: string; size: number }> {
  const stored = await story.installation.files.put(story.companyId, [await readFile(path.join(filesFolder, name))])
  return { name, ...stored }
}
