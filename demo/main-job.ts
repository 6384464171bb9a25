import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { importFile } from '../src/bank/import-bank-file.ts'
import { matchPayments } from '../src/bank/match.ts'
import type { SendingResult } from '../src/delivery/send.ts'
import { approveBilling } from '../src/invoicing/approve-billing.ts'
import { deliverInvoices } from '../src/invoicing/deliver.ts'
import { importOrderFile } from '../src/invoicing/import-orders.ts'
import { issueRun } from '../src/invoicing/issue.ts'
import { bundleInvoices } from '../src/invoicing/print-bundle.ts'
import { proposeBillingRun } from '../src/invoicing/propose-billing.ts'
import { withPdfRenderer } from '../src/invoicing/render-pdf.ts'
import type { Day } from '../src/kernel/day.ts'
import type { proveControlAccounts } from '../src/reports/prove/prove.ts'
import { prove } from '../src/reports/prove/prove.ts'
import type { Story } from './story.ts'

export const filesFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'files')

export interface Job {
  /** `invoiceGroup` for files whose orders name none. */
  orderFiles: { name: string; invoiceGroup?: string }[]
  bankFiles: string[]
  billOn: Day
  payOn: Day
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
  proof: Proof
  seconds: Record<string, number>
}

/** Orders in → invoices issued, numbered, posted, sent → bank files in → payments matched, posted → proof: by the product's own verbs. */
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
  story.today = job.billOn
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
  story.today = job.payOn
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
    proof: await timed('proof', () => story.do<Proof>(prove, {})),
    seconds,
  }
}

export async function keep(story: Story, name: string): Promise<{ name: string; sha256: string; size: number }> {
  const stored = await story.installation.files.put(story.companyId, [await readFile(path.join(filesFolder, name))])
  return { name, ...stored }
}
