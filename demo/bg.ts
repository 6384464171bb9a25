import { createCompany } from '../src/company/create-company.ts'
import type { NewOrder } from '../src/invoicing/save-orders.ts'
import type { Installation } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { PartyInput } from '../src/parties/save-parties.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import { proposeRedenomination } from '../src/subledger/propose-redenomination.ts'
import { redenominate } from '../src/subledger/redenominate.ts'
import { organisationNumber, personName, streetOf, trades } from './people.ts'
import { seeded } from './random.ts'
import type { Story } from './story.ts'
import { bill, dueItems, lineOf, months, orderOf, paymentsFor, receive, storyOf } from './story.ts'

export const account = { scheme: 'IBAN' as const, id: 'BG80BNBG96611020345678' }
const euro = '2026-01-01' as Day

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
  const story = storyOf(installation, created, random, options.from, account)
  const customers = await saveCustomers(story)
  let redenominated = false
  for (const month of months(options.from, options.to)) {
    story.today = month.billOn
    if (story.today >= euro && !redenominated) {
      const { runId } = await story.do<{ runId: string }>(proposeRedenomination, {})
      await story.do(redenominate, { runId })
      redenominated = true
    }
    const currency = story.today < euro ? 'BGN' : 'EUR'
    await bill(story, ordersOf(story, customers, month.month, currency))
    for (const payOn of month.payOn) {
      story.today = payOn
      const due = (await dueItems(story, payOn)).filter((item) => item.currency === currency)
      await receive(story, `RS-${payOn}`, currency, paymentsFor(story, due), 'invoice')
    }
  }
  story.today = options.today
  return story
}

async function saveCustomers(story: Story): Promise<Id[]> {
  const { random } = story
  const inputs = Array.from({ length: 40 }, (_, i): PartyInput => {
    const eik = organisationNumber('BG', 100 + i)
    return {
      source: 'demo',
      number: String(10001 + i),
      kind: 'company',
      customerKind: 'business',
      name: `${random.pick(trades.BG)} ${random.between(1, 99)} ЕООД`,
      identityNumber: eik,
      vatNumber: `BG${eik}`,
      language: random.chance(150) ? 'en' : 'bg',
      theirReference: personName(random, 'BG'),
      address: { street: streetOf(random, 'BG'), postCode: '1000', city: 'София', country: 'BG' },
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
  })
  const saved = await story.tx((ctx) => saveParties(ctx, inputs))
  const failed = saved.find((one) => !one.id)
  if (failed) throw new Error(`demo customer refused: ${JSON.stringify(failed)}`)
  return saved.map((one) => one.id!)
}

const ordersOf = (story: Story, customers: Id[], month: string, currency: string): NewOrder[] =>
  customers
    .filter(() => story.random.chance(600))
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
