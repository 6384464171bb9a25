import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { openFileStore } from '../src/db/file-store.ts'
import { openDatabase } from '../src/db/open-database.ts'
import type { Country } from '../src/formats/e-invoice/document.ts'
import { writeWorkbook } from '../src/formats/xlsx/write.ts'
import { addDays } from '../src/kernel/day.ts'
import { formatMinor, minor } from '../src/kernel/money.ts'
import { bgmaxFile, camt053File, ocrGiroFile } from './bank-files.ts'
import type { DemoCompanies } from './build.ts'
import { buildCompanies, history, jobs } from './build.ts'
import { filesFolder } from './main-job.ts'
import { accountOf, dueItems, nobody, paymentsFor } from './payers.ts'
import { seeded } from './random.ts'
import type { Story } from './story.ts'
import { bankFile } from './story.ts'
import type { Habit, Payment } from './till.ts'

/**
 * `npm run demo:files`: makes the order and bank files of demo/ anew. The bank files name the references of invoices of the
 * history: numbers are the same on every machine.
 */
async function main(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'reskontra-demo-files-'))
  const database = await openDatabase({ dataDir })
  try {
    await mkdir(filesFolder, { recursive: true })
    const companies = await buildCompanies({
      pool: database.app,
      files: openFileStore(dataDir),
      settings: { dataDir, rulesDir: null, baseUrl: null },
      log: { info() {}, warn() {}, error() {} },
      clock: () => new Date(`${history.today}T10:00:00Z`),
    })
    await makeOrderFiles(companies)
    await makeBankFiles(companies)
  } finally {
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const save = async (name: string, bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> => {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  await writeFile(path.join(filesFolder, name), Buffer.concat(parts))
}

interface Customer {
  number: string
  name: string
  identity: string | null
}
const customersOf = (story: Story, kind: string, limit: number): Promise<Customer[]> =>
  story.tx(({ db, company }) =>
    db.rows<Customer>(
      `select p.number, p.name, p.identity_number as identity from parties p
        where p.company_id = $1 and p.kind = $2 and p.protection = 'none' and not exists (select from party_areas a where a.company_id = p.company_id and a.party_id = p.id)
        order by p.number limit $3`,
      [company.id, kind, limit],
    ),
  )

async function makeOrderFiles({ bjorkvik, fjordlys, roza }: DemoCompanies): Promise<void> {
  const random = seeded(7)
  const families = await customersOf(bjorkvik, 'person', 90)
  await save(
    jobs.bjorkvik.orderFiles[0]!.name,
    orderSheet(
      'Order',
      ['Orderreferens', 'Kundnummer', 'Fakturagrupp', 'Benämning', 'Antal', 'À-pris', 'Momskod'],
      families
        .map((one, i) => [
          `BO-2611-${i + 1}`,
          `${one.number} ${one.name}`,
          '10 Barnomsorg',
          'Förskola december',
          '1',
          random.pick(['1688', '1125', '562']),
          '00',
        ])
        .concat([
          ['BO-2611-X1', '99999 Okänd Person', '10 Barnomsorg', 'Förskola december', '1', '1688', '00'],
          ['BO-2611-X2', `${families[0]!.number}`, '77 Finns ej', 'Förskola december', '1', '1688', '00'],
        ]),
    ),
  )
  const companies = await customersOf(bjorkvik, 'company', 12)
  await save(jobs.bjorkvik.orderFiles[1]!.name, [
    Buffer.from(externFile(companies.filter((one) => one.identity)), 'latin1'),
  ])
  const installers = (await customersOf(fjordlys, 'company', 30)).map((one, i) => [
    `A-${i + 1}`,
    one.number,
    'Elektriker, timer',
    `${random.between(1, 20)},5`,
    '895',
    '25',
    '2026-11-18',
  ])
  const csv = [
    ['Ordrereferanse', 'Kundenummer', 'Beskrivelse', 'Antall', 'Enhetspris', 'Mva-kode', 'Periode til'],
    ...installers,
  ]
    .map((row) => row.join(';'))
    .join('\r\n')
  await save(jobs.fjordlys.orderFiles[0]!.name, [Buffer.from(`\ufeff${csv}\r\n`)])
  const clients = await customersOf(roza, 'company', 20)
  await save(
    jobs.roza.orderFiles[0]!.name,
    orderSheet(
      'Поръчки',
      ['Референция на поръчка', 'Клиентски номер', 'Описание', 'Количество', 'Единична цена', 'Код ДДС'],
      clients.map((one, i) => [
        `П-${i + 1}`,
        one.number,
        'Абонамент за софтуер, ноември',
        '1',
        String(random.between(30, 200)),
        '20',
      ]),
    ),
  )
}

async function* orderSheet(name: string, headings: string[], rows: string[][]): AsyncGenerator<Uint8Array> {
  yield* writeWorkbook([
    {
      name,
      columns: headings.map((title, i) => ({ key: String(i), title, kind: 'text' as const, width: 24 })),
      rows: rows.map((row) => Object.fromEntries(row.map((value, i) => [String(i), value]))),
    },
  ])
}

/** The fixed-length "extern debitering" of a pre-system, with its control sum. */
function externFile(companies: Customer[]): string {
  const pad = (text: string, width: number) => text.slice(0, width).padEnd(width)
  const right = (text: string, width: number, fill = ' ') => text.padStart(width, fill)
  const lines = [`!${pad('Bokning', 20)}261118 ${pad('Extern debitering', 126)}`]
  let total = 0
  companies.forEach((one, i) => {
    const price = 45000 + i * 5000
    total += price * 2
    lines.push(
      `S${pad(one.identity!, 10)}${pad(one.name, 35)}${pad('', 35)}${pad('Industrivägen 2', 35)}${pad('640 11 Björkvik', 35)}870`,
      `H${pad(one.identity!, 10)}${pad('', 6)}${pad('', 30)}${pad('Bokningen', 30)}`,
      `R${pad(one.identity!, 10)}${pad('Hyra av sporthall', 30)}${right('200', 8)}${right(String(price), 9)}${right(String(price * 2), 15)}00`,
    )
  })
  lines.push(`T+${right(String(total), 14, '0')}`)
  return `${lines.join('\r\n')}\r\n`
}

/** What the bank reports on the day of the main job: how people pay what was invoiced before. */
async function makeBankFiles(companies: DemoCompanies): Promise<void> {
  for (const name of ['bjorkvik', 'fjordlys', 'roza'] as const) {
    const story = companies[name]
    const due = await dueItems(story, addDays(history.today, 17))
    // Of those who have more than a week left every second pays today.
    const own = due.filter(
      (item) =>
        item.currency === currencies[story.country] &&
        (item.dueOn < addDays(history.today, 9) || Number(item.number) % 2 === 0),
    )
    // Something of each for the desk, whatever the numbers of this month would give.
    const whole = own.filter((item) => !item.rests && item.open === item.amount && item.component === 'capital')
    forTheDesk.forEach((habit, i) => {
      const item = whole[i * Math.floor(whole.length / forTheDesk.length)]
      if (item) story.till.habits.set(item.number, habit)
    })
    const others = due.filter(
      (item) => !own.includes(item) && item.currency === currencies[story.country] && !item.rests && item.letters === 0,
    )
    // Nobody can place the last one yet.
    const payments = [
      ...paymentsFor(story, own),
      ...relatives[story.country].flatMap(({ payer, text }, i): Payment[] => {
        const item = others[i]
        return item ? [{ payer, text, amount: item.open, account: accountOf(story.country, payer) }] : []
      }),
      ...story.till.coming.splice(0),
      { ...nobody[story.country], amount: 123_45n },
    ]
    await writeFiles(story, name, payments)
    process.stdout.write(
      `${name}: ${own.length} invoices due, ${payments.length} payments, ${formatMinor(
        minor(payments.reduce((sum, one) => sum + one.amount, 0n)),
        currencies[story.country],
      )}\n`,
    )
  }
}
const forTheDesk: Habit[] = [
  'wrong-reference',
  'no-reference',
  'too-much',
  'half',
  'by-text',
  'short',
  'wrong-reference',
  'twice',
  'no-reference',
]
/** They pay for somebody else from an account that the books do not know. */
const relatives: Record<Country, { payer: string; text: string }[]> = {
  SE: [
    { payer: 'Gunnel Berg', text: 'För mamma' },
    { payer: 'Tommy Frisk', text: 'Faktura november' },
    { payer: 'Leila Karimi', text: 'Avgift' },
    { payer: 'Bo Wallin', text: 'Räkningen vi pratade om' },
  ],
  NO: [
    { payer: 'Turid Moen', text: 'Betaling for mor' },
    { payer: 'Geir Aas', text: 'Faktura november' },
    { payer: 'Solveig Lie', text: 'Elektriker' },
    { payer: 'Kåre Vik', text: 'Regningen vi snakket om' },
  ],
  BG: [
    { payer: 'Мария Колева', text: 'за абонамент' },
    { payer: 'Стоян Петков', text: 'по фактура ноември' },
    { payer: 'Елена Тодорова', text: 'плащане от собственика' },
  ],
}
const currencies = { SE: 'SEK', NO: 'NOK', BG: 'EUR' } as const

async function writeFiles(story: Story, name: keyof DemoCompanies, payments: Payment[]): Promise<void> {
  const files = jobs[name].bankFiles
  if (name === 'bjorkvik') {
    const bgmax = payments.filter((payment, i) => payment.reference && i % 4 === 0)
    await save(
      files[0]!,
      bankFile(
        story,
        `BJ-${story.today}`,
        'SEK',
        payments.filter((payment) => !bgmax.includes(payment)),
        'ocr',
      ),
    )
    await save(files[1]!, [bgmaxFile('9912346', story.today, bgmax)])
  } else if (name === 'fjordlys') {
    const [withKid, without] = [
      payments.filter((payment) => payment.reference),
      payments.filter((payment) => !payment.reference),
    ]
    await save(files[0]!, [ocrGiroFile(story.account.id, story.today, withKid)])
    await save(files[1]!, bankFile(story, `FL-${story.today}`, 'NOK', without, 'kid'))
  } else await save(files[0]!, [camt053File(story.account.id, story.today, await booksOfBank(story), payments)])
}

/** What the bank has by the books before its file comes. */
const booksOfBank = (story: Story): Promise<bigint> =>
  story.tx(async ({ db, company }) => {
    const { balance } = await db.one<{ balance: bigint }>(
      `select coalesce(sum(p.amount), 0)::bigint as balance from postings p
        where p.company_id = $1 and p.currency = 'EUR' and p.account in (select account from bank_accounts where company_id = $1)`,
      [company.id],
    )
    return balance
  })

await main()
