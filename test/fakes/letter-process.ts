import { openFileStore } from '../../src/db/file-store.ts'
import { openPools } from '../../src/db/pool.ts'
import { deliverLetters } from '../../src/dunning/letters/send-letters.ts'
import { edgeOf, longCtx, systemUser } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'

// A worker of the letters as a process of its own, to be killed: node --import tsx letter-process.ts URL DATA-DIR COMPANY DAY
const [url, dataDir, companyId, today] = process.argv.slice(2) as [string, string, string, Day]
const pools = openPools(url, { connectionsMax: 2, applicationName: 'letter-process' })
const installation = {
  pool: pools.app,
  files: openFileStore(dataDir),
  settings: { dataDir, rulesDir: null, baseUrl: null },
  log: { info() {}, warn() {}, error() {} },
  clock: () => new Date(`${today}T10:00:00Z`),
}
const ctx = longCtx(installation, await edgeOf(installation, { companyId, user: systemUser, today }))
const result = await deliverLetters(ctx, async ({ reference }) => Buffer.from(`%PDF-1.7 ${reference}`))
await pools.close()
console.log(JSON.stringify(result))
