import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createCompany } from '../src/company/create-company.ts'
import { openFileStore } from '../src/db/file-store.ts'
import { openDatabase } from '../src/db/open-database.ts'
import type { Installation } from '../src/jobs/perform.ts'
import { edgeOf, inTransaction, perform, systemUser } from '../src/jobs/perform.ts'
import { day } from '../src/kernel/day.ts'
import { formatMinor } from '../src/kernel/money.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import type { ReplayWorld } from './replay/claims.ts'
import { replayClaims } from './replay/claims.ts'

/**
 * `npm run replay:claims [-- --seed 1 --customers 60 --days 365 --from 2025-12-01]`: a seeded year of a municipality, day by day, in a
 * database of its own in a temporary folder. Exit code 1 when something was asked for that had been paid, a fee was above the
 * law, interest differs from the day-by-day computation, a claim is not explained, or a day gave something new the second time.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    customers: { type: 'string', default: '60' },
    days: { type: 'string', default: '365' },
    from: { type: 'string', default: '2025-12-01' },
  },
})
const from = day(values.from)
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'reskontra-replay-'))
const database = await openDatabase({ dataDir, applicationName: 'reskontra replay' })
try {
  const created = await createCompany(database.app, {
    code: 'replay',
    name: 'Exempelstads kommun',
    country: 'SE',
    kind: 'municipality',
    booksFrom: day('2025-01-01'),
    today: from,
    seller: {
      organisationNumber: '2120000142',
      vatNumber: 'SE212000014201',
      endpoint: { scheme: '0007', id: '2120000142' },
      address: { street: 'Storgatan 1', postCode: '111 22', city: 'Exempelstad', country: 'SE' },
    },
    bank: { bankgiro: '50501055', iban: 'SE4550000000058398257466', bic: 'ESSESESS' },
  })
  const installation: Installation = {
    pool: database.app,
    files: openFileStore(dataDir),
    settings: { dataDir, rulesDir: null, baseUrl: null },
    log: { info() {}, warn() {}, error: (data, message) => console.error(message, data) },
    clock: () => new Date(`${world.today}T10:00:00Z`),
  }
  const caller = () => ({ companyId: created.companyId, user: systemUser, today: world.today })
  const world: ReplayWorld = {
    ...created,
    database,
    installation,
    today: from,
    do: async (verb, input) => (await perform(installation, verb, caller(), input)) as never,
    tx: async (work) => inTransaction(installation, await edgeOf(installation, caller()), work),
    party: async (input) => {
      const [saved] = await world.tx((ctx) =>
        saveParties(ctx, [
          { source: 'replay', address: { street: 'Lillgatan 2', postCode: '111 33', city: 'Exempelstad' }, ...input },
        ]),
      )
      if (!saved?.id) throw new Error(`party not saved: ${JSON.stringify(saved?.problems)}`)
      return saved.id
    },
  }
  const { counts, faults } = await replayClaims(world, {
    seed: Number(values.seed),
    customers: Number(values.customers),
    days: Number(values.days),
    from,
    told: (on, told) => {
      if (on.endsWith('-01')) process.stderr.write(`${on}: ${told.invoices} invoices, ${told.letters} letters\n`)
    },
  })
  const money = (amount: bigint) => `${formatMinor(amount, 'SEK')} SEK`
  console.log(
    JSON.stringify(
      {
        ...counts,
        fees: money(counts.fees),
        interest: money(counts.interest),
        interestComputed: money(counts.interestComputed),
        faults: faults.length,
      },
      null,
      2,
    ),
  )
  for (const fault of faults.slice(0, 50)) console.log(`${fault.on}: ${fault.what}`)
  console.log(faults.length === 0 ? 'nothing that must not happen has happened' : `${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
}
