import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { sendApplications } from '../../src/collection/enforcement/send-applications.ts'
import { fetchAnswers } from '../../src/collection/fetch-answers.ts'
import { financeInvoices } from '../../src/collection/financing/finance-invoices.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { openFileStore } from '../../src/db/file-store.ts'
import { appUrl, openPools } from '../../src/db/pool.ts'
import type { Verb } from '../../src/db/verb.ts'
import { execute } from '../../src/dunning/execute.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { edgeOf, longCtx, perform, systemUser } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'
import { execute as executeLosses } from '../../src/losses/execute.ts'

// One verb in a process of its own, to be killed: node --import tsx verb-process.ts URL DATA-DIR COMPANY TODAY VERB INPUT
// It says "ready", begins when it is told a line, and says what the verb answered.
const [url, dataDir, companyId, today, name, input] = process.argv.slice(2) as string[]
const verbs: Verb[] = [
  issue,
  match,
  importBankFile,
  importOrders,
  sendMessages,
  sendApplications,
  financeInvoices,
  execute,
  handOver,
  fetchAnswers,
  executeLosses,
]
const pools = openPools(url!, { connectionsMax: 6, applicationName: 'verb-process' })
const installation = {
  pool: pools.app,
  files: openFileStore(dataDir!),
  settings: { dataDir: dataDir!, rulesDir: null, baseUrl: null },
  log: { info() {}, warn() {}, error() {} },
  clock: () => new Date(`${today}T10:00:00Z`),
}
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
const caller = { companyId: companyId!, user: systemUser, today: today as Day }
const verb = verbs.find((one) => one.name === name)!
const given = JSON.parse(input!)
// Threads help from the first thousand rows on, so that they are killed too.
const threads = { url: appUrl(url!), applicationName: 'verb-process', rowsMin: 1_000 }
const answer =
  verb.kind === 'long'
    ? await verb.run({ ...longCtx(installation, await edgeOf(installation, caller)), threads }, verb.input.parse(given))
    : await perform(installation, verb, caller, given)
await pools.close()
console.log(JSON.stringify(answer))
process.exit(0)
