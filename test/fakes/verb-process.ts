import { importBankFile } from '../../src/bank/import-bank-file.ts'
import { match } from '../../src/bank/match.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { openFileStore } from '../../src/db/file-store.ts'
import { openPools } from '../../src/db/pool.ts'
import type { Verb } from '../../src/db/verb.ts'
import { execute } from '../../src/dunning/execute.ts'
import { importOrders } from '../../src/invoicing/import-orders.ts'
import { issue } from '../../src/invoicing/issue.ts'
import { perform, systemUser } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'

// One verb in a process of its own, to be killed: node --import tsx verb-process.ts URL DATA-DIR COMPANY TODAY VERB INPUT
// It says "ready", begins when it is told a line, and says what the verb answered.
const [url, dataDir, companyId, today, name, input] = process.argv.slice(2) as string[]
const verbs: Verb[] = [issue, match, importBankFile, importOrders, sendMessages, execute]
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
const answer = await perform(
  installation,
  verbs.find((verb) => verb.name === name)!,
  { companyId: companyId!, user: systemUser, today: today as Day },
  JSON.parse(input!),
)
await pools.close()
console.log(JSON.stringify(answer))
process.exit(0)
