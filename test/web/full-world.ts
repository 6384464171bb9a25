import { payBack } from '../../src/bank/attest/pay-back.ts'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { listPayments } from '../../src/bank/files/list-payments.ts'
import { match } from '../../src/bank/placing/match.ts'
import { list as listClaims } from '../../src/claims/list.ts'
import { proposePlan } from '../../src/claims/propose-plan.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { queueByPerson } from '../../src/collection/queue-claims.ts'
import { saveAgency } from '../../src/collection/save-agency.ts'
import { propose as proposeReminders } from '../../src/dunning/propose.ts'
import { proposePolicies } from '../../src/dunning/propose-policies.ts'
import type { Country } from '../../src/formats/e-invoice/document.ts'
import { titleOf } from '../../src/formats/orders/columns.ts'
import { propose as proposeInterest } from '../../src/interest/propose.ts'
import { saveLawValue } from '../../src/interest/save-law-value.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { hold } from '../../src/invoicing/holds/hold.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import { addDays, addMonths, type Day } from '../../src/kernel/day.ts'
import { propose as proposeLosses } from '../../src/losses/propose.ts'
import { saveNote } from '../../src/parties/save-note.ts'
import { camt054File } from '../bank-files.ts'
import { stored } from '../order-files.ts'
import type { World } from '../world.ts'

/** A country's own words, so that nothing on its screens comes from another language. */
const local = {
  SE: {
    language: 'sv',
    names: [
      'Elsa Bergström',
      'Lindö Måleri AB',
      'Åke Öst',
      'Anna Nyman',
      'Skärgårdens Byggnads- och Renoveringstjänst i Björkvik AB',
    ],
    fee: ['Förskola oktober', 'Förskola november'],
    unknown: 'Okänd Betalare',
    reason: 'Dödsbo, adressen utreds',
    note: 'ring om avbetalning',
    file: 'avgifter',
    vat: 'S25',
    currency: 'SEK',
    iban: undefined,
    rest: 'enligt överenskommelse',
  },
  NO: {
    language: 'nb',
    names: [
      'Ødegård Elektro',
      'Fjord Rør AS',
      'Kari Nordmann',
      'Åse Bjørnsen',
      'Vestlandets Sprinkler- og Brannvernstjenester AS',
    ],
    fee: ['Montering oktober', 'Montering november'],
    unknown: 'Ukjent Betaler',
    reason: 'Dødsbo, adressen undersøkes',
    note: 'ring om avdragsordning',
    file: 'oppdrag',
    vat: 'S25',
    currency: 'NOK',
    iban: 'NO9386011117947',
    rest: 'etter avtale',
  },
  BG: {
    language: 'bg',
    names: [
      'Лютива Чушка ООД',
      'Иван Петров',
      'Мебел 90 ЕООД',
      'Цветана Стоянова',
      'Софийско дружество за ремонт и поддръжка на асансьори ЕООД',
    ],
    fee: ['Абонамент октомври', 'Абонамент ноември'],
    unknown: 'Непознат Платец',
    reason: 'Наследство, адресът се уточнява',
    note: 'обади се за разсрочване',
    file: 'поръчки',
    vat: 'S20',
    currency: 'EUR',
    iban: 'BG80BNBG96611020345678',
    rest: 'по уговорка',
  },
} as const

/** Something of everything: customers, an order file with rejected rows, runs, invoices, money placed and not, holds, notes. */
export async function fillWorld(world: World, country: Country & keyof typeof local): Promise<void> {
  const { language, names, fee, unknown, reason, note, file, vat, currency, iban } = local[country]
  // The rate of the half-year, as somebody who works there has looked it up.
  if (country === 'BG')
    await world.do(saveLawValue, { name: 'reference-rate', from: '2026-07-01', percent: '2.15', source: reason })
  const customers = names.map((name, i) => ({ name, number: String(2001 + i) }))
  for (const { name, number } of customers)
    await world.party({
      name,
      number,
      kind: 'company',
      // The one whose claim goes to an agency, which wants to know who he is.
      ...(number === '2005' ? { identityNumber: { SE: '5560160680', NO: '923456783', BG: '123456786' }[country] } : {}),
    })
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set combine = false where company_id = $1`, [company.id]),
  )
  const head = ['order', 'customer', 'description', 'quantity', 'unitPrice', 'vatCode'].map(
    (key) => titleOf(key, language) ?? key,
  )
  const import_ = async (name: string, rows: readonly (readonly string[])[]) => {
    const text = `\ufeff${[head, ...rows].map((row) => row.join(';')).join('\r\n')}\r\n`
    return world.do<ImportAnswer>(importOrders, {
      ...(await stored(world, name, text)),
      acceptGoodRows: true,
      propose: true,
    })
  }
  const rowsOf = (month: string, price: number) =>
    customers.map(({ number }, i) => [`${month}-${i}`, number, month, '1', `${price + i * 137},00`, vat])

  const first = await import_(`${file}-10.csv`, rowsOf(fee[0], 800))
  await world.do(approveAndIssue, { runId: first.run!.runId })
  const claims = await world.tx(({ db }) =>
    db.rows<{ reference: string; amount: bigint }>(
      `select reference, amount from open_items where kind = 'invoice' order by number_text limit 2`,
    ),
  )
  const plain = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
  const payments = [
    ...claims.map(({ reference, amount }, i) => ({ reference, amount: plain(amount), name: names[i]! })),
    { text: local[country].rest, amount: '77.13', name: unknown },
    { text: unknown, amount: '4321.00', name: unknown },
    { text: names[2], amount: '500.00', name: names[2], account: 'SE7280000810340009783242' },
  ]
  await world.do(importBankFile, {
    file: {
      name: `${file}-11.xml`,
      ...(await world.installation.files.put(world.companyId, [
        camt054File(payments, { ...(iban ? { iban } : {}), currency, bookedOn: world.today }),
      ])),
    },
  })
  await world.do(match, {})
  const { rows } = await world.do<{ rows: { transactionId: string; amount: string; state: string }[] }>(
    listPayments,
    {},
  )
  const back = rows.find(({ amount, state }) => amount === '500.00' && state === 'waiting')
  if (back) await world.do(payBack, { transactionId: back.transactionId, reason })

  // The next month waits: two rows that cannot be taken, a customer that is held, a price that sticks out.
  await world.do(hold, { customer: '2004', reason })
  const [one, ...others] = rowsOf(fee[1], 850)
  await import_(`${file}-11.csv`, [
    [...one!.slice(0, 4), '9850,00', vat],
    ...others,
    [`${file}-x`, '9999', fee[1], '1', '100,00', vat],
    [`${file}-y`, '2001', fee[1], '1', '1OO,00', vat],
  ])
  await world.do(saveNote, { number: '2001', text: note, followUpOn: world.today })
  await world.do(invoiceNow, {
    customer: '2005',
    lines: [{ name: fee[1], quantity: '3', unitPrice: '250', vatCode: vat }],
  })
  await handleClaims(world, reason, names)
}

/** A plan, a case at an agency, a proposed loss, interest in the making, reminders that wait. */
async function handleClaims(world: World, reason: string, names: readonly string[]): Promise<void> {
  const { rows: open } = await world.do<{ rows: { itemId: string; customer: string }[] }>(listClaims, { limit: 100 })
  const handed = open.find(({ customer }) => customer === '2005')?.itemId
  const [divided, lost] = open.flatMap(({ itemId }) => (itemId === handed ? [] : [itemId]))
  const firstOn = addMonths(world.today as Day, 1)
  await world.do(proposePlan, { itemIds: [divided], parts: 3, firstOn })
  await world.do(saveAgency, {
    code: 'A1',
    name: names[0],
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'agency/out', answers: 'agency/in' },
    isDefault: true,
  })
  // What is not due stays here: when it is, and while the year's rate is known, it goes.
  const { today } = world
  world.today = addDays(today as Day, 38)
  await world.do(queueByPerson, { items: [handed], reason })
  await world.do(handOver, {})
  world.today = today
  await world.do(proposeLosses, { kind: 'established', itemIds: [lost], evidence: reason })
  await world.do(proposeInterest, { mode: 'unpaid' })
  await world.do(proposePolicies, {})
  await world.do(proposeReminders, {})
}
