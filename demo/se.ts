import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { approveApplication, recordOutcome } from '../src/collection/enforcement/act-on-application.ts'
import { proposeApplication } from '../src/collection/enforcement/propose-application.ts'
import { sendApplications } from '../src/collection/enforcement/send-applications.ts'
import { saveAgency } from '../src/collection/save-agency.ts'
import { saveAccountRoles } from '../src/company/account-roles.ts'
import { applyTemplate } from '../src/company/apply-template.ts'
import { saveArticles } from '../src/company/articles.ts'
import { saveBusinessAreas } from '../src/company/business-areas.ts'
import { createCompany } from '../src/company/create-company.ts'
import { saveDimensionValues } from '../src/company/dimension-values.ts'
import { saveInvoiceGroups } from '../src/company/invoice-groups.ts'
import { saveNumberSeries } from '../src/company/number-series.ts'
import { savePostingRules } from '../src/company/posting-rules.ts'
import { saveAccounts } from '../src/company/save-accounts.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import type { Installation } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { PartyInput } from '../src/parties/party-input.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import { exchangeOf, payFirstLoss } from './claims.ts'
import type { Happening } from './happenings.ts'
import { calls, disputes, getsTime, marked, on, pick, plans, promises, staysAway, takeOver } from './happenings.ts'
import { live } from './history.ts'
import { family, organisationNumber, personName, streetOf, swedishPersonalNumber, trades } from './people.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'
import type { Story } from './story.ts'
import { buyers, deliverToFolders, lineOf, orderOf, storyOf } from './story.ts'

export const account = { scheme: 'IBAN' as const, id: 'SE3550000000054910000003' }

/** Björkvik, a municipality with two business areas that must not see each other: childcare and social services. */
export async function buildBjorkvik(
  installation: Installation,
  options: { from: Day; to: Day; households: number; today: Day },
): Promise<Story> {
  const random = seeded(20261)
  const created = await createCompany(installation.pool, {
    code: 'bjorkvik',
    name: 'Björkviks kommun',
    country: 'SE',
    kind: 'municipality',
    booksFrom: options.from,
    today: options.today,
    seller: {
      organisationNumber: organisationNumber('SE', 1),
      vatNumber: `SE${organisationNumber('SE', 1)}01`,
      endpoint: { scheme: '0007', id: organisationNumber('SE', 1) },
      approvedForFTax: true,
      address: { street: 'Kommunhuset, Torget 1', postCode: '640 10', city: 'Björkvik', country: 'SE' },
      contact: { name: 'Kundreskontra', phone: '0150-12 34 00', email: 'faktura@bjorkvik.example' },
      website: 'www.bjorkvik.example',
    },
    bank: { bankgiro: '9912346', iban: account.id, bic: 'ESSESESS', bankName: 'Exempelbanken' },
  })
  const story = storyOf(installation, created, random, options.from, account, 'SE')
  await setUp(story)
  await readGroups(story)
  const customers = await saveCustomers(story, random, options.households)
  const newcomers = seeded(202610)
  const areas = await areaIds(story)
  await wallOff(story, customers.care, areas.SOC!)
  await deliverToFolders(story)
  await story.tx((ctx) => saveParties(ctx, [agency]))
  await openCourt(story)
  await live(story, options, {
    reminding: {
      all: 'STANDARD',
      companies: 'BUSINESS',
      leastInterest: { SEK: '50.00' },
      smallRest: { amount: '95.00', currency: 'SEK', daysOld: 8 },
      minimum: [{ amount: '100.00', currency: 'SEK' }],
      agency: { number: '90001', name: 'Nordinkasso AB', creditorNumber: '4711' },
    },
    agencyFrom: '2025-10-01' as Day,
    bankFiles: 'BJ',
    references: 'ocr',
    currencies: () => ['SEK'],
    ordersOf: (month) => ordersOf(story, customers, month),
    happenings: [
      takeOver(
        '2026-01-02',
        customers.tenants.filter((_, i) => i % 4 === 1),
        (i) => tenant(story, newcomers, customers.tenants.length + i),
      ),
      ...disputes('2026-01-13', { letters: 1, group: '40' }, 'Hyran avser en lokal som var uppsagd', {
        on: '2026-02-02',
        reason: 'Uppsägningen gällde från april',
      }),
      ...plans(
        '2026-02-12',
        { letters: 1, least: 1_500_00n, most: 4_000_00n },
        { parts: 4, firstOn: '2026-03-10', planFee: 'law' },
        ['2026-03-08'],
        'never',
      ),
      ...payOrder('2026-05-05', '2026-06-24'),
      promises('2026-05-12', { letters: 1, kind: 'person' }, '2026-05-27', 'Ringde: lön den 25', true),
      promises('2026-07-13', { letters: 1, kind: 'person' }, '2026-07-27', 'Lovade betala efter semestern', false),
      marked('2026-07-14', { letters: 1, kind: 'person', group: '10' }, 'deceased', '2026-07-02', 'Folkbokföringen'),
      marked(
        '2026-08-12',
        { letters: 1, group: '40' },
        'bankrupt',
        '2026-08-06',
        'Kungörelse, Post- och Inrikes Tidningar',
      ),
      ...plans(
        '2026-08-13',
        { letters: 1, least: 1_000_00n, kind: 'person' },
        { parts: 6, firstOn: '2026-09-10', planFee: 'law', brokenAfterDays: 30 },
        ['2026-09-08', '2026-10-08'],
        'never',
      ),
      staysAway('2026-08-14', { letters: 1, kind: 'person' }),
      on('2026-10-20', payFirstLoss),
      ...disputes('2026-10-16', { group: '40' }, 'Lokalen var stängd för ommålning hela månaden'),
      calls('2026-11-13', { letters: 1 }, '2026-11-20', 'Vill dela upp fakturan. Ring fredag och kom överens.'),
      getsTime('2026-11-12', { kind: 'person' }, '2026-12-15', 'Väntar på bostadsbidrag'),
    ],
  })
  return story
}

const agency: PartyInput = {
  source: 'demo',
  number: '90001',
  kind: 'company',
  name: 'Nordinkasso AB',
  language: 'sv',
  identityNumber: organisationNumber('SE', 900),
  address: { street: 'Kungsgatan 4', postCode: '640 20', city: 'Björkvik', country: 'SE' },
}

async function openCourt(story: Story): Promise<void> {
  for (const name of ['out', 'in']) await mkdir(path.join(await exchangeOf(story), 'kfm', name), { recursive: true })
  await story.do(saveAgency, {
    code: 'KFM',
    name: 'Kronofogdemyndigheten',
    target: 'court',
    adapter: 'authority-file',
    isDefault: true,
    settings: { path: 'kfm/out', answers: 'kfm/in', representativeCode: '12345' },
  })
}

/** Ansökan om betalningsföreläggande, and the decision (utslag) with the costs that it awards. */
function payOrder(day: string, decidedOn: string): Happening[] {
  let caseId: Id | null = null
  return [
    on(day, async (story) => {
      const claim = await pick(story, { letters: 2, kind: 'person', known: true })
      const { cases } = await story.do<{ cases: { caseId: Id | null; why: object[] }[] }>(proposeApplication, {
        items: [claim.itemId],
        // The municipality's own officers do the work (lag 1990:746 48 §).
        representation: true,
      })
      caseId = cases[0]?.caseId ?? null
      if (!caseId) throw new Error(`demo: no application: ${JSON.stringify(cases[0]?.why)}`)
      await story.do(approveApplication, { caseId })
      await story.do(sendApplications, {})
    }),
    on(decidedOn, async (story) => {
      await story.do(recordOutcome, { caseId, kind: 'confirmed', on: '2026-05-08', courtNumber: '01-26417-26' })
      await story.do(recordOutcome, { caseId, kind: 'served', on: '2026-05-20' })
      await story.do(recordOutcome, {
        caseId,
        kind: 'decision',
        on: decidedOn,
        costs: '680.00',
        text: 'Utslag enligt ansökan',
      })
    }),
  ]
}

const groups = [
  { code: '10', name: 'Barnomsorg', area: 'BUN', series: 'F' },
  { code: '20', name: 'Vatten och avlopp', area: 'TEK', series: 'F' },
  { code: '30', name: 'Äldreomsorg', area: 'SOC', series: 'F' },
  { code: '40', name: 'Hyror och lokaler', area: 'TEK', series: 'F' },
]

async function setUp(story: Story): Promise<void> {
  await story.do(saveBusinessAreas, {
    rows: [
      { code: 'BUN', name: 'Barn- och utbildningsnämnden', phone: '0150-12 34 10', email: 'bun@bjorkvik.example' },
      { code: 'SOC', name: 'Socialnämnden', phone: '0150-12 34 20', email: 'soc@bjorkvik.example', secret: true },
      { code: 'TEK', name: 'Tekniska nämnden', phone: '0150-12 34 30', email: 'teknik@bjorkvik.example' },
    ],
  })
  await story.do(applyTemplate, { template: 'kommun-bas' })
  await story.do(saveDimensionValues, {
    rows: [
      { dimension: 'ansvar', code: '2100', name: 'Förskolor' },
      { dimension: 'ansvar', code: '3100', name: 'Hemtjänst' },
      { dimension: 'ansvar', code: '4100', name: 'VA-enheten' },
      { dimension: 'ansvar', code: '4200', name: 'Fastighet' },
      { dimension: 'verksamhet', code: '407', name: 'Förskola' },
      { dimension: 'verksamhet', code: '510', name: 'Vård och omsorg i ordinärt boende' },
      { dimension: 'verksamhet', code: '860', name: 'Vattenförsörjning' },
      { dimension: 'verksamhet', code: '910', name: 'Bostadsverksamhet' },
      { dimension: 'motpart', code: '810', name: 'Privatpersoner' },
      { dimension: 'motpart', code: '870', name: 'Företag' },
    ],
  })
  await story.do(saveAccounts, {
    rows: [
      { code: '3110', name: 'Avgifter barnomsorg', kind: 'income' },
      { code: '3120', name: 'Avgifter äldreomsorg', kind: 'income' },
      { code: '3130', name: 'VA-avgifter', kind: 'income' },
      { code: '3410', name: 'Hyror', kind: 'income' },
    ],
  })
  await story.do(saveNumberSeries, {
    rows: [
      { code: 'H', name: 'Hyresfakturor', kind: 'invoice', prefix: '4', resetsYearly: false, width: 7, firstNumber: 1 },
      // Of their own, so that the numbers of invoices do not depend on who paid late.
      {
        code: 'R',
        name: 'Räntefakturor',
        kind: 'interest',
        prefix: '9',
        resetsYearly: false,
        width: 6,
        firstNumber: 1,
      },
    ],
  })
  await story.do(saveInvoiceGroups, {
    rows: groups.map((group) => ({
      code: group.code,
      name: group.name,
      businessArea: group.area,
      series: group.code === '40' ? 'H' : group.series,
      proformaSeries: 'PF',
      interestSeries: 'R',
      voucherSeries: 'K',
      termsDays: 27,
      referenceKind: 'ocr-length',
      interestFree: group.code === '30',
      accent: '#0B5D4E',
    })),
  })
  await story.do(saveArticles, {
    rows: [
      {
        code: 'FSK',
        names: { sv: 'Förskola heltid', en: 'Preschool' },
        unit: 'mån',
        unitCode: 'MON',
        unitPrice: '1688',
        vatCode: 'E-CARE',
      },
      {
        code: 'HTJ',
        names: { sv: 'Hemtjänst', en: 'Home care' },
        unit: 'tim',
        unitCode: 'HUR',
        unitPrice: '142.50',
        vatCode: 'E-CARE',
      },
      {
        code: 'VAF',
        names: { sv: 'VA fast avgift', en: 'Water, fixed charge' },
        unit: 'mån',
        unitCode: 'MON',
        unitPrice: '212',
        vatCode: 'S25',
      },
      {
        code: 'VAM',
        names: { sv: 'VA mätaravgift', en: 'Water by meter' },
        unit: 'm³',
        unitCode: 'MTQ',
        unitPrice: '38.40',
        vatCode: 'S25',
      },
      {
        code: 'HYR',
        names: { sv: 'Hyra lokal', en: 'Rent of premises' },
        unit: 'mån',
        unitCode: 'MON',
        unitPrice: '6400',
        vatCode: 'E-PROPERTY',
      },
    ],
  })
  // A rest of a few kronor is a lost claim, and bears no counterparty as accounts of class 3 do here.
  await story.do(saveAccountRoles, { rows: [{ role: 'smallDifference', account: '6351', validFrom: '2020-01-01' }] })
  const coding: [group: string, account: string, ansvar: string, verksamhet: string][] = [
    ['10', '3110', '2100', '407'],
    ['20', '3130', '4100', '860'],
    ['30', '3120', '3100', '510'],
    ['40', '3410', '4200', '910'],
  ]
  await story.do(savePostingRules, {
    rows: [
      ...coding.map(([invoiceGroup, to, ansvar, verksamhet]) => ({
        purpose: 'revenue',
        invoiceGroup,
        account: to,
        dimensions: { ansvar, verksamhet },
        validFrom: '2020-01-01',
      })),
    ],
  })
}

interface Customers {
  families: Id[]
  water: Id[]
  care: Id[]
  tenants: Id[]
}

function tenant(story: Story, random: Random, i: number): PartyInput {
  const orgNumber = organisationNumber('SE', 100 + i)
  return {
    source: 'demo',
    number: String(50001 + i),
    kind: 'company',
    customerKind: 'företag',
    name: `${random.pick(family.SE)} ${random.pick(trades.SE)} AB`,
    identityNumber: orgNumber,
    vatNumber: `SE${orgNumber}01`,
    counterpartyCode: '870',
    language: random.chance(80) ? 'en' : 'sv',
    theirReference: personName(random, 'SE'),
    address: { street: streetOf(random, 'SE'), postCode: '640 11', city: 'Björkvik', country: 'SE' },
    channels: random.chance(600)
      ? [{ channel: 'peppol', address: `0007:${orgNumber}`, consentOn: story.today, consentSource: 'Peppol' }]
      : [],
  }
}

async function saveCustomers(story: Story, random: Random, households: number): Promise<Customers> {
  const people = Array.from({ length: households }, (_, i): PartyInput => {
    const name = personName(random, 'SE')
    return {
      source: 'demo',
      number: String(20001 + i),
      kind: 'person',
      customerKind: 'privat',
      name,
      identityNumber: swedishPersonalNumber(i * 3),
      counterpartyCode: '810',
      language: 'sv',
      address: { street: streetOf(random, 'SE'), postCode: `640 ${10 + (i % 40)}`, city: 'Björkvik', country: 'SE' },
      ...(random.chance(350)
        ? {
            channels: [
              {
                channel: 'e-mail',
                address: `kund${20001 + i}@post.example`,
                consentOn: story.today,
                consentSource: 'e-tjänst',
              },
            ],
          }
        : {}),
      // Two protected identities: no address but the authority's forwarding one.
      ...(i === 7 || i === 61
        ? {
            protection: 'secrecy-marked' as const,
            forwardingAddress: {
              street: 'Box 2820, Förmedlingsuppdrag',
              postCode: '403 20',
              city: 'Göteborg',
              country: 'SE',
            },
            address: null,
            channels: [],
          }
        : {}),
    }
  })
  const companies = Array.from({ length: Math.ceil(households / 12) }, (_, i) => tenant(story, random, i))
  const saved = await story.tx((ctx) => saveParties(ctx, [...people, ...companies]))
  const failed = saved.filter((one) => one.outcome === 'rejected')
  if (failed.length > 0) throw new Error(`demo customers refused: ${JSON.stringify(failed[0])}`)
  const ids = saved.map((one) => one.id!)
  const part = (share: number, from: number) => ids.slice(0, households).filter((_, i) => (i * 7 + from) % 10 < share)
  return {
    families: part(4, 0),
    water: part(3, 5),
    care: ids.slice(0, households).filter((_, i) => i % 9 === 4),
    tenants: ids.slice(households),
  }
}

/** Who is a customer of social services alone is known to social services alone. */
const wallOff = (story: Story, care: readonly Id[], areaId: Id): Promise<unknown> =>
  story.tx(({ db, company }) =>
    db.query(
      `insert into party_areas (company_id, party_id, area_id) select $1, p, $3 from unnest($2::uuid[]) p
        where not exists (select from orders o where o.company_id = $1 and o.party_id = p) on conflict do nothing`,
      [company.id, care.filter((_, i) => i % 2 === 0), areaId],
    ),
  )

const areaIds = async (story: Story): Promise<Record<string, Id>> =>
  Object.fromEntries(
    (
      await story.tx(({ db, company }) =>
        db.rows<{ code: string; id: Id }>(`select code, id from business_areas where company_id = $1`, [company.id]),
      )
    ).map((row) => [row.code, row.id]),
  )

const groupIds = new WeakMap<Story, Record<string, { id: Id; area: Id }>>()
export async function readGroups(story: Story): Promise<Record<string, { id: Id; area: Id }>> {
  const rows = await story.tx(({ db, company }) =>
    db.rows<{ code: string; id: Id; area: Id }>(
      `select code, id, business_area_id as area from invoice_groups where company_id = $1`,
      [company.id],
    ),
  )
  const groups = Object.fromEntries(rows.map((row) => [row.code, row]))
  groupIds.set(story, groups)
  return groups
}

function ordersOf(story: Story, customers: Customers, month: string): NewOrder[] {
  const { random } = story
  const period = { supplyFrom: `${month}-01` as Day, supplyTo: `${month}-28` as Day }
  const order = (group: string, partyId: Id, lines: NewOrder['lines']) =>
    orderOf(story, partyId, `${group}-${month}-${partyId}`, 'SEK', lines, {
      invoiceGroupId: groupIds.get(story)![group]!.id,
      businessAreaId: groupIds.get(story)![group]!.area,
      ...period,
    })
  const quarter = Number(month.slice(5)) % 3 === 0
  const stays = (id: Id) => !story.left.has(id)
  return [
    ...customers.families.filter(stays).map((id) =>
      order('10', id, [
        lineOf('Förskola heltid', '1', random.pick(['1688', '1125', '562']), 'E-CARE', {
          unit: 'mån',
          unitCode: 'MON',
        }),
      ]),
    ),
    ...customers.care
      .filter(stays)
      .map((id) =>
        order('30', id, [
          lineOf('Hemtjänst', String(random.between(4, 40)), '142.50', 'E-CARE', { unit: 'tim', unitCode: 'HUR' }),
          lineOf('Trygghetslarm', '1', '195', 'E-CARE'),
        ]),
      ),
    ...(quarter
      ? customers.water
          .filter(stays)
          .map((id) =>
            order('20', id, [
              lineOf('VA fast avgift', '3', '212', 'S25', { unit: 'mån', unitCode: 'MON' }),
              lineOf('VA mätaravgift', String(random.between(8, 60)), '38.40', 'S25', { unit: 'm³', unitCode: 'MTQ' }),
            ]),
          )
      : []),
    ...buyers(story, customers.tenants)
      .filter(stays)
      .map((id) =>
        order('40', id, [
          lineOf('Hyra lokal', '1', String(random.between(20, 140) * 100), 'E-PROPERTY', {
            unit: 'mån',
            unitCode: 'MON',
          }),
        ]),
      ),
  ]
}
