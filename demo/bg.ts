import { approveApplication, recordOutcome } from '../src/collection/enforcement/act-on-application.ts'
import { proposeApplication } from '../src/collection/enforcement/propose-application.ts'
import { saveAgency } from '../src/collection/save-agency.ts'
import { createCompany } from '../src/company/create-company.ts'
import { saveAccounts } from '../src/company/save-accounts.ts'
import { saveLawValue } from '../src/interest/save-law-value.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import type { Installation } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { PartyInput } from '../src/parties/party-input.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import { proposeRedenomination } from '../src/subledger/propose-redenomination.ts'
import { redenominate } from '../src/subledger/redenominate.ts'
import { calls, disputes, getsTime, on, plans, promises, staysAway, takeOver } from './happenings.ts'
import { live } from './history.ts'
import { citiesBG, housesBG, organisationNumber, personName, streetOf, trades } from './people.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'
import type { Story } from './story.ts'
import { bill, buyers, deliverToFolders, lineOf, orderOf, storyOf } from './story.ts'

export const account = { scheme: 'IBAN' as const, id: 'BG80BNBG96611020345678' }
const euro = '2026-01-01' as Day

/** The application goes to the district court of the debtor's seat or address (чл. 411, ал. 1 ГПК): one for each place in `citiesBG`. */
export const courts = [
  { code: 'SRS', name: 'Софийски районен съд', settings: { serves: ['1000-1999'] }, isDefault: true },
  { code: 'PRS', name: 'Районен съд Пловдив' },
  { code: 'VRS', name: 'Районен съд Варна' },
  { code: 'BRS', name: 'Районен съд Бургас' },
  { code: 'RRS', name: 'Районен съд Русе' },
]

/** Роза Софт: invoices in leva until the end of 2025, in euro after; the open ones were redenominated on 2026-01-01. */
export async function buildRoza(
  installation: Installation,
  options: { from: Day; to: Day; today: Day },
): Promise<Story> {
  const random = seeded(20263)
  const created = await createCompany(installation.pool, {
    code: 'roza-soft',
    name: 'Роза Софт ЕООД',
    country: 'BG',
    kind: 'company',
    booksFrom: options.from,
    today: options.today,
    seller: {
      organisationNumber: organisationNumber('BG', 1),
      vatNumber: `BG${organisationNumber('BG', 1)}`,
      endpoint: { scheme: '9926', id: `BG${organisationNumber('BG', 1)}` },
      responsiblePerson: 'Радка Желева',
      compiledBy: 'Радка Желева',
      address: { street: 'ул. Роза 7', postCode: '1000', city: 'София', country: 'BG' },
      contact: { name: 'Счетоводство', phone: '02 400 12 00', email: 'office@roza.example' },
    },
    bank: { iban: account.id, bic: 'BNBGBGSD', bankName: 'Примерна банка' },
  })
  const story = storyOf(installation, created, random, options.from, account, 'BG')
  const customers = await saveCustomers(story)
  const newcomers = seeded(202630)
  await deliverToFolders(story)
  for (const court of courts) await story.do(saveAgency, { ...court, target: 'court', adapter: 'paper' })
  await live(story, options, {
    reminding: {
      all: 'STANDARD',
      companies: 'COURT',
      leastInterest: { BGN: '30.00', EUR: '15.00' },
      smallRest: { amount: '20.00', currency: 'EUR', daysOld: 8 },
      minimum: [{ amount: '20.00', currency: 'EUR' }],
    },
    bankFiles: 'RS',
    references: 'invoice',
    currencies: (day) => [day < euro ? 'BGN' : 'EUR'],
    ordersOf: (month) => ordersOf(story, customers, month, story.today < euro ? 'BGN' : 'EUR'),
    happenings: [
      takeOver(
        '2026-01-02',
        customers.filter((_, i) => i % 9 === 4),
        (i) => customer(story, newcomers, customers.length + i, ['Липа', 'Орел', 'Чайка', 'Гларус', 'Смокиня'][i]!),
      ),
      on('2026-01-03', async (story) => {
        const { runId } = await story.do<{ runId: string }>(proposeRedenomination, {})
        await story.do(redenominate, { runId })
        await story.do(saveAccounts, {
          rows: [
            { code: '499975', name: 'Преизчисляване от лева', kind: 'liability' },
            { code: '499978', name: 'Преизчисляване в евро', kind: 'liability' },
          ],
        })
      }),
      on('2026-07-01', (story) =>
        story.do(saveLawValue, {
          name: 'reference-rate',
          from: '2026-07-01',
          percent: '2.15',
          source: 'За демонстрацията: както от 1.1.2026; да се провери в БНБ',
          unverified: true,
        }),
      ),
      promises('2026-03-12', { letters: 1 }, '2026-03-27', 'Обеща по телефона да плати до края на месеца', true),
      ...disputes('2026-04-14', { letters: 1 }, 'Оспорва броя на часовете поддръжка', {
        on: '2026-05-04',
        reason: 'Протоколът е подписан от клиента',
      }),
      staysAway('2026-04-13', { letters: 1, most: 700_00n }),
      on('2026-07-20', applyToCourt),
      staysAway('2026-07-14', { letters: 1, most: 700_00n }),
      ...plans(
        '2026-06-12',
        { letters: 1, least: 150_00n, most: 800_00n },
        { parts: 3, firstOn: '2026-07-09' },
        ['2026-07-08'],
        'never',
      ),
      ...plans(
        '2026-08-12',
        { letters: 1, least: 150_00n, most: 800_00n },
        { parts: 5, firstOn: '2026-09-10', brokenAfterDays: 30 },
        ['2026-09-08', '2026-10-08'],
        'never',
      ),
      promises('2026-09-11', { letters: 1 }, '2026-09-25', 'Очаква плащане от свой клиент', false),
      ...disputes('2026-10-16', { letters: 1 }, 'Твърди, че абонаментът е прекратен'),
      calls('2026-11-12', { letters: 1 }, '2026-11-20', 'Ще провери с банката. Да се обади в петък.'),
      on('2026-11-16', (story) => bill(story, ordersOf(story, customers, '2026-11/2', 'EUR'))),
      getsTime('2026-11-12', { letters: 0 }, '2026-12-15', 'Помоли за отсрочка до получаване на субсидия'),
    ],
  })
  return story
}

/** Заявление за издаване на заповед за изпълнение (чл. 410 ГПК) for what the policy has queued; a person files the dossier. */
async function applyToCourt(story: Story): Promise<void> {
  const { cases } = await story.do<{ cases: { caseId: Id | null }[] }>(proposeApplication, {})
  const [first] = cases.flatMap((one) => one.caseId ?? [])
  if (!first) return
  await story.do(approveApplication, { caseId: first })
  await story.do(recordOutcome, { caseId: first, kind: 'handed-over', on: story.today })
  await story.do(recordOutcome, {
    caseId: first,
    kind: 'confirmed',
    on: story.today,
    courtNumber: 'ч.гр.д. 48211/2026',
  })
}

function customer(story: Story, random: Random, i: number, house: string): PartyInput {
  const eik = organisationNumber('BG', 100 + i)
  const [city, postCode] = citiesBG[i % citiesBG.length]!
  return {
    source: 'demo',
    number: String(10001 + i),
    kind: 'company',
    customerKind: 'фирма',
    name: `${house} ${random.pick(trades.BG)} ЕООД`,
    identityNumber: eik,
    vatNumber: `BG${eik}`,
    language: random.chance(150) ? 'en' : 'bg',
    theirReference: personName(random, 'BG'),
    address: { street: streetOf(random, 'BG'), postCode, city, country: 'BG' },
    channels: random.chance(700)
      ? [
          {
            channel: 'e-mail',
            address: `office${i}@klient.example`,
            consentOn: story.today,
            consentSource: 'договор',
          },
        ]
      : [],
  }
}

async function saveCustomers(story: Story): Promise<Id[]> {
  const { random } = story
  const houses = [...housesBG]
  const inputs = housesBG.map((_, i) => customer(story, random, i, houses.splice(random.below(houses.length), 1)[0]!))
  const saved = await story.tx((ctx) => saveParties(ctx, inputs))
  const failed = saved.find((one) => !one.id)
  if (failed) throw new Error(`demo customer refused: ${JSON.stringify(failed)}`)
  return saved.map((one) => one.id!)
}

const ordersOf = (story: Story, customers: Id[], month: string, currency: string): NewOrder[] =>
  buyers(story, customers)
    .filter((id) => story.random.chance(600) && !story.left.has(id))
    .map((id) =>
      orderOf(
        story,
        id,
        `${month}-${id}`,
        currency,
        [
          lineOf('Абонамент за софтуер', '1', `${story.random.between(40, 400)}`, 'S20', {
            unit: 'мес.',
            unitCode: 'MON',
          }),
          lineOf('Поддръжка', String(story.random.between(1, 12)), '45', 'S20', { unit: 'ч.', unitCode: 'HUR' }),
        ],
        { supplyOn: story.today },
      ),
    )
