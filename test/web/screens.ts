import type { APIRequestContext } from 'playwright-core'

/** Every screen of the web app: its name, and its address below the company, with real ids where it shows one thing. */
export const screens: Record<string, string> = {
  home: '',
  process: 'process',
  profile: 'profile',
  help: 'help',
  holds: 'holds',
  'follow-ups': 'follow-ups',
  customers: 'customers',
  customer: 'customers/{customer}',
  'customer-new': 'customers/new',
  'customer-duplicates': 'customers/duplicates',
  'order-files': 'order-files',
  'order-file': 'order-files/{orderFile}',
  orders: 'orders',
  order: 'orders/{order}',
  'dunning-policies': 'dunning-policies',
  'dunning-policy': 'dunning-policies/{dunningPolicy}',
  law: 'law',
  'dunning-letters': 'dunning-letters',
  'dunning-runs': 'dunning-runs',
  'dunning-run': 'dunning-runs/{dunningRun}',
  'billing-runs': 'billing-runs',
  'billing-run': 'billing-runs/{billingRun}',
  invoices: 'invoices',
  invoice: 'invoices/{invoice}',
  'invoice-new': 'invoices/new',
  'invoice-credit': 'invoices/{invoice}/credit',
  deliveries: 'deliveries',
  matching: 'matching',
  bank: 'bank',
  'bank-files': 'bank/files',
  'bank-file': 'bank/files/{bankFile}',
  payment: 'payments/{payment}',
  attest: 'attest',
  claims: 'claims',
  'claims-list': 'claims?view=list',
  'claims-year': 'claims/year',
  limitations: 'claims/limitations',
  claim: 'claims/{claim}',
  plans: 'claims/plans',
  'plan-new': 'claims/plans/new',
  plan: 'claims/plans/{plan}',
  collection: 'collection',
  'collection-cases': 'collection?view=cases',
  'collection-case': 'collection/cases/{case}',
  'collection-remittances': 'collection?view=remittances',
  'collection-agencies': 'collection?view=agencies',
  financing: 'collection?view=financing',
  losses: 'losses',
  'loss-run': 'losses/runs/{lossRun}',
  'losses-booked': 'losses?view=losses',
  'interest-runs': 'interest-runs',
  'interest-run': 'interest-runs/{interestRun}',
  credit: 'credit',
  'credit-expected': 'credit?view=expected',
  'credit-changes': 'credit?view=changes',
  'credit-monitored': 'credit?view=monitored',
  'credit-checks': 'credit?view=checks',
  responsibles: 'credit?view=responsibles',
  'own-overdue': 'credit?view=own',
  'open-items': 'open-items',
  ageing: 'ageing',
  reconciliation: 'reconciliation',
  vouchers: 'vouchers',
  voucher: 'vouchers/{voucher}',
  'general-ledger': 'general-ledger',
  'set-up': 'set-up',
  'set-up-table': 'set-up/invoice-groups',
  people: 'people',
  audit: 'audit',
  jobs: 'jobs',
  menus: 'menus',
}

const firsts: Record<string, [path: string, field: string]> = {
  customer: ['parties', 'number'],
  orderFile: ['order-files', 'importId'],
  order: ['orders', 'orderId'],
  billingRun: ['billing-runs', 'runId'],
  dunningPolicy: ['dunning-policies', 'code'],
  dunningRun: ['dunning-runs', 'runId'],
  invoice: ['invoices', 'invoiceId'],
  bankFile: ['bank-files', 'fileId'],
  payment: ['payments/unmatched', 'transactionId'],
  voucher: ['reports/vouchers', 'voucherId'],
  claim: ['claims', 'itemId'],
  plan: ['claims/plans', 'planId'],
  case: ['collection/cases', 'caseId'],
  lossRun: ['losses/runs', 'runId'],
  interestRun: ['interest-runs', 'runId'],
}

/** Addresses of the screens of one company, with the ids of its own first rows; a screen of a thing that is not there is left out. */
export async function addressesOf(
  request: APIRequestContext,
  url: string,
  company: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [name, [path, field]] of Object.entries(firsts)) {
    const list = `${url}/api/v1/companies/${company}/${path}`
    const page = await request.get(`${list}?limit=1`)
    // A short list has no pages.
    const answer = page.ok() ? page : await request.get(list)
    if (!answer.ok()) continue
    const { rows = [] } = (await answer.json()) as { rows?: Record<string, string>[] }
    const value = rows[0]?.[field] ?? rows[0]?.id
    if (value) found.set(name, value)
  }
  const addresses = new Map<string, string>()
  for (const [name, pattern] of Object.entries(screens)) {
    const address = pattern.replace(/\{(\w+)\}/g, (whole, id: string) => found.get(id) ?? whole)
    if (!address.includes('{')) addresses.set(name, `/companies/${company}/${address}`)
  }
  return addresses
}
