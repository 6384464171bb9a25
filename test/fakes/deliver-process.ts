import { openFileStore } from '../../src/db/file-store.ts'
import { openPools } from '../../src/db/pool.ts'
import { deliverInvoices } from '../../src/invoicing/sending/deliver.ts'
import { edgeOf, longCtx, systemUser } from '../../src/jobs/perform.ts'

// A worker of the outbox as a process of its own, to be killed: node --import tsx deliver-process.ts URL DATA-DIR COMPANY
const [url, dataDir, companyId] = process.argv.slice(2) as [string, string, string]
const pools = openPools(url, { connectionsMax: 2, applicationName: 'deliver-process' })
const installation = {
  pool: pools.app,
  files: openFileStore(dataDir),
  settings: { dataDir, rulesDir: null, baseUrl: null },
  log: { info() {}, warn() {}, error() {} },
  clock: () => new Date('2026-11-20T10:00:00Z'),
}
const ctx = longCtx(installation, await edgeOf(installation, { companyId, user: systemUser }))
const result = await deliverInvoices(ctx, async (document) => Buffer.from(`%PDF-1.7 ${document.number}`))
await pools.close()
console.log(JSON.stringify(result))
