import { saveAgency } from '../src/collection/save-agency.ts'
import { createCompany } from '../src/company/create-company.ts'
import { saveExchangeRates } from '../src/company/exchange-rates.ts'
import { saveInvoiceGroups } from '../src/company/invoice-groups.ts'
import { saveNumberSeries } from '../src/company/number-series.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import type { Installation } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { PartyInput } from '../src/parties/party-input.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import { payFirstLoss } from './claims.ts'
import { calls, disputes, getsTime, marked, on, plans, promises, staysAway, takeOver } from './happenings.ts'
import { live } from './history.ts'
import { family, organisationNumber, personName, streetOf, trades } from './people.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'
import type { Story } from './story.ts'
import { bill, buyers, deliverToFolders, lineOf, months, orderOf, storyOf } from './story.ts'

export const account = { scheme: 'BBAN' as const, id: '86011117947' }

/** Fjordlys, an electrician's company: hours and material, customers at home and one abroad who pays in euro. */
export async function buildFjordlys(
  installation: Installation,
  options: { from: Day; to: Day; today: Day },
): Promise<Story> {
  const random = seeded(20262)
  const created = await createCompany(installation.pool, {
    code: 'fjordlys',
    name: 'Fjordlys Installasjon AS',
    country: 'NO',
    kind: 'company',
    booksFrom: options.from,
    today: options.today,
    seller: {
      organisationNumber: organisationNumber('NO', 1),
      vatNumber: `NO${organisationNumber('NO', 1)}MVA`,
      endpoint: { scheme: '0192', id: organisationNumber('NO', 1) },
      inBusinessRegister: true,
      address: { street: 'Fjordveien 12', postCode: '5003', city: 'Bergen', country: 'NO' },
      contact: { name: 'Regnskap', phone: '55 12 34 00', email: 'regnskap@fjordlys.example' },
    },
    bank: { bban: account.id, iban: 'NO9386011117947', bic: 'DNBANOKK', bankName: 'Eksempelbanken' },
  })
  const story = storyOf(installation, created, random, options.from, account, 'NO')
  const quarters = [...months(options.from, options.to)]
  await story.do(saveExchangeRates, {
    rows: quarters.map(({ month }, i) => ({
      currency: 'EUR',
      baseCurrency: 'NOK',
      validOn: `${month}-01`,
      rate: (11.2 + ((i * 7) % 11) / 20).toFixed(2),
      source: 'demo',
    })),
  })
  const customers = await saveCustomers(story)
  const newcomers = seeded(202620)
  // Of their own, so that the numbers of invoices do not depend on who paid late.
  await story.do(saveNumberSeries, {
    rows: [
      {
        code: 'R',
        name: 'Rentenotaer',
        kind: 'interest',
        prefix: '9',
        resetsYearly: false,
        width: 6,
        firstNumber: 1,
      },
    ],
  })
  const { code } = await story.tx(({ db, company }) =>
    db.one<{ code: string }>(`select code from invoice_groups where company_id = $1 order by code limit 1`, [
      company.id,
    ]),
  )
  await story.do(saveInvoiceGroups, { rows: [{ code, interestSeries: 'R' }] })
  await deliverToFolders(story)
  await story.tx((ctx) => saveParties(ctx, [agency]))
  await story.do(saveAgency, {
    code: 'FRB',
    name: 'Forliksrådet i Bergen',
    target: 'court',
    adapter: 'paper',
    settings: { serves: ['5003-5268'] },
  })
  await live(story, options, {
    reminding: {
      all: 'STANDARD',
      companies: 'OWN',
      companiesEnd: { kind: 'collection', days: 10 },
      leastInterest: { NOK: '250.00', EUR: '20.00' },
      smallRest: { amount: '100.00', currency: 'NOK', daysOld: 8 },
      minimum: [{ amount: '100.00', currency: 'NOK' }],
      agency: { number: '90001', name: 'Vestland Inkasso AS', creditorNumber: '60117' },
    },
    agencyFrom: '2025-10-01' as Day,
    bankFiles: 'FL',
    references: 'kid',
    currencies: () => ['NOK', 'EUR'],
    ordersOf: (month) => ordersOf(story, customers, month),
    happenings: [
      ...['2025-07-14', '2025-09-15', '2025-11-12', '2026-01-13', '2026-06-12'].map((day) =>
        staysAway(day, { letters: 1, kind: 'company', most: 25_000_00n }),
      ),
      ...disputes('2026-02-12', { letters: 1, least: 2_000_00n }, 'Timene stemmer ikke med arbeidsordren', {
        on: '2026-03-02',
        reason: 'Arbeidsordren er signert av kunden',
      }),
      promises('2026-04-13', { letters: 1 }, '2026-04-27', 'Ringte: lønn den 25.', true),
      ...plans(
        '2026-05-12',
        { letters: 1, least: 4_000_00n, most: 16_000_00n, kind: 'company' },
        { parts: 4, firstOn: '2026-06-09' },
        ['2026-06-08'],
        'never',
      ),
      promises('2026-07-13', { letters: 1 }, '2026-07-27', 'Lovet på telefon å betale etter ferien', false),
      marked(
        '2026-08-12',
        { letters: 1, kind: 'company' },
        'bankrupt',
        '2026-08-10',
        'Kunngjøring, Brønnøysundregistrene',
      ),
      ...plans(
        '2026-08-13',
        { letters: 1, least: 3_000_00n, most: 20_000_00n },
        { parts: 6, firstOn: '2026-09-10', brokenAfterDays: 30 },
        ['2026-09-08', '2026-10-08'],
        'never',
      ),
      ...disputes('2026-10-15', { letters: 1, least: 1_000_00n }, 'Materiellet ble aldri levert'),
      calls('2026-11-12', { letters: 1 }, '2026-11-20', 'Venter på kreditnota fra leverandøren. Ring fredag.'),
      getsTime('2026-11-12', { letters: 0, least: 1_000_00n }, '2026-12-15', 'Venter på egen kunde'),
      takeOver(
        '2026-01-02',
        customers.home.filter((_, i) => i % 10 === 7),
        (i) => homeCustomer(story, newcomers, 60 + i),
      ),
      on('2026-10-20', payFirstLoss),
      on('2026-11-16', (story) => bill(story, ordersOf(story, customers, '2026-11/2'))),
    ],
  })
  return story
}

const agency: PartyInput = {
  source: 'demo',
  number: '90001',
  kind: 'company',
  name: 'Vestland Inkasso AS',
  language: 'nb',
  identityNumber: organisationNumber('NO', 900),
  address: { street: 'Bryggen 3', postCode: '5003', city: 'Bergen', country: 'NO' },
}

function homeCustomer(story: Story, random: Random, i: number): PartyInput {
  const isPerson = i % 3 === 0
  const orgNumber = organisationNumber('NO', 100 + i)
  return {
    source: 'demo',
    number: String(10001 + i),
    kind: isPerson ? 'person' : 'company',
    customerKind: isPerson ? 'privat' : 'bedrift',
    language: 'nb',
    name: isPerson ? personName(random, 'NO') : `${random.pick(family.NO)} ${random.pick(trades.NO)} AS`,
    identityNumber: isPerson ? null : orgNumber,
    address: { street: streetOf(random, 'NO'), postCode: '5005', city: 'Bergen', country: 'NO' },
    theirReference: isPerson ? null : personName(random, 'NO'),
    channels: isPerson
      ? []
      : [{ channel: 'peppol', address: `0192:${orgNumber}`, consentOn: story.today, consentSource: 'ELMA' }],
  }
}

async function saveCustomers(story: Story): Promise<{ home: Id[]; abroad: Id }> {
  const { random } = story
  const home = Array.from({ length: 60 }, (_, i) => homeCustomer(story, random, i))
  const abroad: PartyInput = {
    source: 'demo',
    number: '10099',
    kind: 'company',
    customerKind: 'bedrift',
    name: 'Nordsee Lichttechnik GmbH',
    country: 'DE',
    vatNumber: 'DE136695976',
    language: 'en',
    currency: 'EUR',
    address: { street: 'Hafenstraße 4', postCode: '20457', city: 'Hamburg', country: 'DE' },
    theirReference: 'Einkauf',
    channels: [{ channel: 'e-mail', address: 'einkauf@nordsee.example', consentOn: story.today }],
  }
  const saved = await story.tx((ctx) => saveParties(ctx, [...home, abroad]))
  const failed = saved.find((one) => !one.id)
  if (failed) throw new Error(`demo customer refused: ${JSON.stringify(failed)}`)
  return { home: saved.slice(0, -1).map((one) => one.id!), abroad: saved.at(-1)!.id! }
}

function ordersOf(story: Story, customers: { home: Id[]; abroad: Id }, month: string): NewOrder[] {
  const { random } = story
  const period = { supplyFrom: `${month.slice(0, 7)}-01` as Day, supplyTo: story.today }
  const home = buyers(story, customers.home)
    .filter((id) => random.chance(550) && !story.left.has(id))
    .map((id) =>
      orderOf(
        story,
        id,
        `${month}-${id}`,
        'NOK',
        [
          lineOf('Elektriker, timer', `${random.between(1, 30)}.5`, '895', 'S25', { unit: 'timer', unitCode: 'HUR' }),
          lineOf(
            'Materiell',
            '1',
            `${random.between(100, 9000)}.${random.between(10, 99)}`,
            'S25',
            random.chance(200) ? { discountPercent: '10' } : {},
          ),
        ],
        period,
      ),
    )
  const abroad = random.chance(400)
    ? [
        orderOf(
          story,
          customers.abroad,
          `${month}-eur`,
          'EUR',
          [lineOf('Consulting', '8', '95', 'E', { unit: 'h', unitCode: 'HUR' })],
          period,
        ),
      ]
    : []
  return [...home, ...abroad]
}
