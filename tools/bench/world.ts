import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { CreatedCompany } from '../../src/company/create-company.ts'
import { createCompany } from '../../src/company/create-company.ts'
import type { LongCtx } from '../../src/db/context.ts'
import { openFileStore } from '../../src/db/file-store.ts'
import type { OpenDatabase } from '../../src/db/open-database.ts'
import { openDatabase } from '../../src/db/open-database.ts'
import type { Installation } from '../../src/jobs/perform.ts'
import { edgeOf, longCtx, systemUser } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'

export interface BenchWorld extends CreatedCompany {
  database: OpenDatabase
  installation: Installation
  today: Day
  long(): Promise<LongCtx>
  close(): Promise<void>
}

/** A Swedish company in a database of its own, with PostgreSQL's default durability. */
export async function openBenchWorld(): Promise<BenchWorld> {
  const dataDir = mkdtempSync(path.join(process.env.BENCH_DIR ?? os.tmpdir(), 'reskontra-bench-'))
  const database = await openDatabase({ dataDir, applicationName: 'reskontra bench' })
  const today = '2026-11-20' as Day
  const installation: Installation = {
    pool: database.app,
    files: openFileStore(dataDir),
    settings: { dataDir, rulesDir: null, baseUrl: null },
    log: { info() {}, warn() {}, error() {} },
    clock: () => new Date(`${today}T10:00:00Z`),
  }
  const created = await createCompany(database.app, {
    code: 'bench',
    name: 'Mätstads kommun',
    country: 'SE',
    kind: 'municipality',
    booksFrom: '2020-01-01' as Day,
    today,
    seller: {
      organisationNumber: '2120000142',
      vatNumber: 'SE212000014201',
      endpoint: { scheme: '0007', id: '2120000142' },
      address: { street: 'Storgatan 1', postCode: '111 22', city: 'Mätstad', country: 'SE' },
    },
    bank: { bankgiro: '50501055', iban: 'SE4550000000058398257466', bic: 'ESSESESS' },
  })
  return {
    ...created,
    database,
    installation,
    today,
    long: async () =>
      longCtx(installation, await edgeOf(installation, { companyId: created.companyId, user: systemUser, today })),
    close: async () => {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
