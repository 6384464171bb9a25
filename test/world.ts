import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { inject } from 'vitest'
import type { CreatedCompany } from '../src/company/create-company.ts'
import { createCompany } from '../src/company/create-company.ts'
import type { Ctx, LongCtx, User } from '../src/db/context.ts'
import { openFileStore } from '../src/db/file-store.ts'
import type { Verb } from '../src/db/verb.ts'
import type { Country } from '../src/formats/e-invoice/document.ts'
import type { Installation } from '../src/jobs/perform.ts'
import { edgeOf, inTransaction, longCtx, perform, systemUser } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import type { PartyInput } from '../src/parties/party-input.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import type { FreshDatabase } from './support.ts'
import { atEnd, freshDatabase } from './support.ts'

/** One company in a database of its own, with a clock that stories move. */
export interface World extends CreatedCompany {
  database: FreshDatabase
  installation: Installation
  today: Day
  /** Runs a verb as the system user (or another) on the story's day. */
  do<T = unknown>(verb: Verb, input: unknown, user?: User): Promise<T>
  tx<R>(work: (ctx: Ctx) => Promise<R>, user?: User): Promise<R>
  long(user?: User): Promise<LongCtx>
  party(input: Partial<PartyInput> & { name: string }): Promise<string>
}

const sellers: Record<Country, Parameters<typeof createCompany>[1]['seller']> = {
  SE: {
    organisationNumber: '2120000142',
    vatNumber: 'SE212000014201',
    endpoint: { scheme: '0007', id: '2120000142' },
    approvedForFTax: true,
    address: { street: 'Storgatan 1', postCode: '111 22', city: 'Exempelstad', country: 'SE' },
    contact: { name: 'Ekonomi', phone: '08-123 45 67', email: 'ekonomi@example.com' },
  },
  NO: {
    organisationNumber: '923609016',
    vatNumber: 'NO923609016MVA',
    endpoint: { scheme: '0192', id: '923609016' },
    inBusinessRegister: true,
    address: { street: 'Storgata 1', postCode: '0155', city: 'Oslo', country: 'NO' },
    contact: { name: 'Regnskap', phone: '22 33 44 55', email: 'regnskap@example.com' },
  },
  BG: {
    organisationNumber: '175074752',
    vatNumber: 'BG175074752',
    endpoint: { scheme: '9926', id: 'BG175074752' },
    compiledBy: 'Иван Петров',
    responsiblePerson: 'Иван Петров',
    address: { street: 'ул. Витоша 1', postCode: '1000', city: 'София', country: 'BG' },
    contact: { name: 'Счетоводство', phone: '02 123 4567', email: 'office@example.com' },
  },
}
const banks: Record<Country, Parameters<typeof createCompany>[1]['bank']> = {
  SE: { bankgiro: '50501055', iban: 'SE4550000000058398257466', bic: 'ESSESESS' },
  NO: { bban: '86011117947', iban: 'NO9386011117947', bic: 'DNBANOKK' },
  BG: { iban: 'BG80BNBG96611020345678', bic: 'BNBGBGSD' },
}

export async function openWorld(
  country: Country = 'SE',
  options: { kind?: 'company' | 'municipality'; today?: string; booksFrom?: string; database?: FreshDatabase } = {},
): Promise<World> {
  const database = options.database ?? (await freshDatabase())
  // In the run's own folder, which goes with the run, and with the next one where it was killed.
  const dataDir = mkdtempSync(path.join(inject('runFolder'), 'world-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const today = (options.today ?? '2026-11-20') as Day
  const created = await createCompany(database.app, {
    code: `test-${country.toLowerCase()}`,
    name: { SE: 'Exempelstads kommun', NO: 'Eksempel AS', BG: 'Пример ЕООД' }[country],
    country,
    kind: options.kind ?? (country === 'SE' ? 'municipality' : 'company'),
    seller: sellers[country],
    booksFrom: (options.booksFrom ?? '2024-01-01') as Day,
    today,
    bank: banks[country],
  })
  const world: World = {
    ...created,
    database,
    today,
    installation: {
      pool: database.app,
      files: openFileStore(dataDir),
      settings: { dataDir, rulesDir: null, baseUrl: null },
      log: { info() {}, warn() {}, error() {} },
      clock: () => new Date(`${world.today}T10:00:00Z`),
    },
    do: async (verb, input, user = systemUser) =>
      (await perform(
        world.installation,
        verb,
        { companyId: world.companyId, user, today: world.today },
        input,
      )) as never,
    tx: async (work, user = systemUser) =>
      inTransaction(
        world.installation,
        await edgeOf(world.installation, { companyId: world.companyId, user, today: world.today }),
        work,
      ),
    long: async (user = systemUser) =>
      longCtx(
        world.installation,
        await edgeOf(world.installation, { companyId: world.companyId, user, today: world.today }),
      ),
    party: async (input) => {
      const [saved] = await world.tx((ctx) =>
        saveParties(ctx, [
          { source: 'test', address: { street: 'Lillgatan 2', postCode: '111 33', city: 'Exempelstad' }, ...input },
        ]),
      )
      if (!saved?.id) throw new Error(`party not saved: ${JSON.stringify(saved?.problems)}`)
      return saved.id
    },
  }
  return world
}
