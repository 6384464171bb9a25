import { mkdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { saveParameters } from '../src/company/parameters.ts'
import { check } from '../src/credit/check.ts'
import { monitor } from '../src/credit/monitor.ts'
import { readChanges } from '../src/credit/read-changes.ts'
import { setLimit } from '../src/credit/set-limit.ts'
import type { Country } from '../src/formats/e-invoice/document.ts'
import { saveOrders } from '../src/invoicing/orders/save-orders.ts'
import { addDays } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import { formatMinor, minor } from '../src/kernel/money.ts'
import type { PartyInput } from '../src/parties/party-input.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import { exchangeOf } from './claims.ts'
import { organisationNumber } from './people.ts'
import type { Story } from './story.ts'
import { lineOf, orderOf } from './story.ts'

const bureau = 'upplys'

const words: Record<
  Country,
  Record<'limit' | 'asks' | 'watches' | 'supplier' | 'remark' | 'rating' | 'line', string> & {
    address: { street: string; postCode: string; city: string }
    vat: string
    unit: string
    currency: string
  }
> = {
  SE: {
    limit: 'Årlig genomgång av kreditgränser',
    asks: 'Vill handla mer än kreditgränsen medger',
    watches: 'Ramavtal, betalas i förskott',
    supplier: 'Snö & Grus Entreprenad AB',
    remark: 'Betalningsanmärkning: skatteskuld 48 300 kr',
    rating: 'Kreditvärdighet sänkt från A till B',
    line: 'Hyra av sporthall, december',
    address: { street: 'Industrivägen 8', postCode: '640 20', city: 'Björkvik' },
    vat: 'S25',
    unit: 'tim',
    currency: 'SEK',
  },
  NO: {
    limit: 'Årlig gjennomgang av kredittgrenser',
    asks: 'Vil handle for mer enn kredittgrensen',
    watches: 'Rammeavtale, betales på forskudd',
    supplier: 'Vest Kabel og Utstyr AS',
    remark: 'Betalingsanmerkning: utleggsforretning 48 300 kr',
    rating: 'Kredittverdighet satt ned fra A til B',
    line: 'Elektriker, timer, desember',
    address: { street: 'Kirkeveien 8', postCode: '5005', city: 'Bergen' },
    vat: 'S25',
    unit: 'timer',
    currency: 'NOK',
  },
  BG: {
    limit: 'Годишен преглед на кредитните лимити',
    asks: 'Иска да купува над кредитния лимит',
    watches: 'Рамков договор, плаща се предварително',
    supplier: 'Сървър Хостинг ООД',
    remark: 'Вписан запор за 4 200 EUR',
    rating: 'Кредитният рейтинг е понижен от A на B',
    line: 'Допълнителни лицензи, декември',
    address: { street: 'ул. Шипка 8', postCode: '1000', city: 'София' },
    vat: 'S20',
    unit: 'бр.',
    currency: 'EUR',
  },
}

interface Buyer {
  id: Id
  number: string
  identityNumber: string
  owes: bigint
  currency: string
  /** Where he buys: what another business area sells counts there. */
  invoiceGroupId: Id
}

/**
 * What a newcomer meets of credit: a bureau behind a folder, a customer within his limit and one above it who orders more, a supplier
 * that is watched, and what the bureau has told.
 */
export async function giveCredit(story: Story): Promise<void> {
  const say = words[story.country]
  await story.do(saveParameters, {
    rows: [
      {
        name: 'credit-bureaus',
        value: { bureaus: [{ code: bureau, adapter: 'folder', path: 'kreditupplysning' }] },
        validFrom: story.today,
        source: 'demo',
      },
    ],
  })
  const supplier: PartyInput = {
    source: 'demo',
    number: '90002',
    kind: 'company',
    isCustomer: false,
    isSupplier: true,
    name: say.supplier,
    language: { SE: 'sv', NO: 'nb', BG: 'bg' }[story.country] as 'sv',
    identityNumber: organisationNumber(story.country, 901),
    address: { ...say.address, country: story.country },
  }
  await story.tx((ctx) => saveParties(ctx, [supplier]))
  const [above, within] = await story.tx(readBuyers)
  if (!above || !within) throw new Error('demo: no two companies owe money')
  const whole = (amount: bigint, currency: string) => formatMinor(minor((amount / 1000_00n + 1n) * 1000_00n), currency)
  await story.do(setLimit, {
    number: within.number,
    amount: whole(within.owes * 3n, within.currency),
    reason: say.limit,
  })
  // Half of what is owed: above it on the day it is set.
  await story.do(setLimit, { number: above.number, amount: whole(above.owes / 2n, above.currency), reason: say.limit })
  const price = formatMinor(minor(above.owes / 4n), above.currency)
  await story.tx((ctx) =>
    saveOrders(ctx, [
      orderOf(
        story,
        above.id,
        'above-limit',
        above.currency,
        [lineOf(say.line, '1', price, say.vat, { unit: say.unit })],
        { invoiceGroupId: above.invoiceGroupId },
      ),
    ]),
  )
  const watched = [supplier.number!, above.number, within.number]
  for (const number of watched)
    await story.do(monitor, {
      number,
      reasonKind: number === supplier.number ? 'contract' : 'credit',
      reason: number === supplier.number ? say.watches : say.limit,
    })
  const asked = await story.do<{ checkId: Id }>(check, { number: above.number, reasonKind: 'credit', reason: say.asks })
  const change = (id: string, number: string, kind: string, text: string) => ({
    message: 'change',
    id,
    number,
    kind,
    day: addDays(story.today, -1),
    text,
  })
  await answer(story, [
    {
      message: 'answer',
      id: asked.checkId,
      facts: {
        status: 'active',
        score: '34',
        class: 'B',
        limit: { amount: whole(above.owes / 2n, above.currency), currency: above.currency },
        remarkCount: 1,
        remarks: [say.remark],
        sourceOn: addDays(story.today, -1),
      },
    },
    change('demo-1', above.identityNumber, 'remark', say.remark),
    change('demo-2', supplier.identityNumber!, 'score', say.rating),
  ])
}

/** The bureau's file, and the daily round that reads it. */
async function answer(story: Story, messages: object[]): Promise<void> {
  const folder = path.join(await exchangeOf(story), 'kreditupplysning', 'in')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `svar-${story.today}.json`)
  await writeFile(file, JSON.stringify(messages))
  // Older than the time in which a bureau may still be writing.
  const before = new Date(Date.now() - 60_000)
  await utimes(file, before, before)
  const read = await story.do<{ answers: number; changes: number; problems: object[] }>(readChanges, {})
  if (read.answers !== 1 || read.changes !== 2)
    throw new Error(`demo: the bureau's file was not taken: ${JSON.stringify(read)}`)
}

/** Companies with the largest debts that nothing stops: no dispute, no agency, no bankruptcy. */
const readBuyers = ({ db, company }: Parameters<Parameters<Story['tx']>[0]>[0]): Promise<Buyer[]> =>
  db.rows<Buyer>(
    `select p.id, p.number, p.identity_number as "identityNumber", sum(i.amount_open)::bigint as owes, i.currency::text as currency,
            (array_agg(i.invoice_group_id order by i.opened_on desc, i.id) filter (where i.invoice_group_id is not null))[1] as "invoiceGroupId"
       from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
      where i.company_id = $1 and p.kind = 'company' and p.is_customer and p.protection = 'none' and p.identity_number is not null and p.country = $2
        and i.currency = $3
        and not exists (select from holds h where h.company_id = p.company_id and h.party_id = p.id and h.released_at is null)
        and not exists (select from collection_cases c where c.company_id = p.company_id and c.party_id = p.id and c.ended_on = 'infinity')
      group by p.id, p.number, p.identity_number, i.currency having sum(i.amount_open) > 0 order by sum(i.amount_open) desc, p.number limit 2`,
    [company.id, company.country, words[company.country].currency],
  )
