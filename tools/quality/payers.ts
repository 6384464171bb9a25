import type { Random } from '../../demo/random.ts'
import type { Pool } from '../../src/db/pool.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays, weekday } from '../../src/kernel/day.ts'
import type { BenchWorld } from '../bench/world.ts'

const from = '2023-01-01' as Day
const through = '2026-10-31' as Day

interface Payer {
  id: string
  kind: 'person' | 'company' | 'public'
  /** Days after the due day that are usual, and by how much single payments differ. */
  habit: number
  spread: number
  /** Pays when the salary comes: on the 25th. */
  onPayDay: boolean
  /** From this month on everything is so many days later (or, negative, earlier). */
  turnsOn: Day
  turn: number
  /** Per mille of claims that are never paid. */
  never: number
  /** Months between invoices. */
  every: number
  starts: Day
}

/**
 * A ledger of customers who pay as people do: most on time, some always late, some on pay day, some worsening, a few never; everybody
 * slower in July and at Christmas; nothing arrives at weekends; some in two parts. Written past the triggers, like the bench's.
 */
export async function seedPayers(
  {
    database,
    companyId,
    defaultInvoiceGroupId,
  }: Pick<BenchWorld, 'companyId' | 'defaultInvoiceGroupId'> & { database: { owner: Pool } },
  random: Random,
  customers: number,
): Promise<void> {
  const uuid = (space: string, n: number) => `00000000-0000-7000-${space}-${n.toString(16).padStart(12, '0')}`
  const payers = Array.from({ length: customers }, (_, i) => payerOf(random, uuid('8000', i + 1)))
  const made = {
    vouchers: [] as object[],
    postings: [] as object[],
    items: [] as object[],
    allocations: [] as object[],
  }
  let n = 0
  const document = (
    party: string,
    kind: string,
    on: Day,
    due: Day,
    amount: number,
    left: number,
    touched: Day | null,
  ) => {
    const id = uuid('9000', ++n)
    const sign = kind === 'invoice' ? 1 : -1
    made.vouchers.push({ id, number: n, on_day: on })
    for (const line of [1, 2])
      made.postings.push({
        id,
        line,
        on_day: on,
        account: line === 1 ? '1510' : sign > 0 ? '3001' : '1930',
        amount: (line === 1 ? sign : -sign) * amount,
        party: line === 1 ? party : null,
      })
    made.items.push({
      id,
      party,
      amount: sign * amount,
      rest: sign * left,
      on_day: on,
      touched,
      kind,
      number: String(n),
      due,
    })
    return id
  }
  for (const payer of payers) {
    for (let month = payer.starts; month < through; month = addDays(month, 30 * payer.every)) {
      const issued = addDays(month, random.below(5))
      if (issued > through) break
      const due = addDays(issued, 30)
      const amount = random.between(100, payer.kind === 'person' ? 4_000 : 60_000) * 100
      const paidOn = paymentDay(payer, due, issued, random)
      const parts = paidOn && random.chance(30) ? [Math.floor(amount / 2), amount - Math.floor(amount / 2)] : [amount]
      const payments = !paidOn
        ? []
        : parts
            .map((part, i) => ({
              part,
              on: i === parts.length - 1 ? paidOn : weekdayOf(addDays(paidOn, -random.between(1, 10))),
            }))
            .filter(({ on }) => on <= through && on > issued)
      const taken = payments.reduce((sum, { part }) => sum + part, 0)
      const last = payments.at(-1)?.on ?? null
      const debit = document(payer.id, 'invoice', issued, due, amount, amount - taken, last)
      for (const { part, on } of payments) {
        const credit = document(payer.id, 'payment', on, on, part, 0, on)
        made.allocations.push({ id: uuid('a000', n), debit, credit, party: payer.id, amount: part, on_day: on })
      }
    }
  }
  const client = await database.owner.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into parties (company_id, id, number, kind, name, search_name, country, language)
       select $1, x.id, 'P' || n, x.kind, 'Betalare ' || n, 'betalare ' || n, 'SE', 'sv' from unnest($2::uuid[], $3::text[]) with ordinality as x (id, kind, n)`,
      [companyId, payers.map(({ id }) => id), payers.map(({ kind }) => kind)],
    )
    const load = async (columns: string, rows: object[], statement: string) => {
      for (let at = 0; at < rows.length; at += 10_000)
        await client.query(statement.replace(' load', ` jsonb_to_recordset($1::jsonb) as l (${columns})`), [
          JSON.stringify(rows.slice(at, at + 10_000)),
        ])
    }
    await load(
      'id uuid, number int, on_day date',
      made.vouchers,
      `insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, posted_on, document_on, base_currency, posting_count, text)
       select '${companyId}', id, (select s.id from number_series s where s.company_id = '${companyId}' and s.code = 'K'), 1900, number, 'receivable', 'invoice', on_day, on_day, 'SEK', 2, 'made' from load`,
    )
    await load(
      'id uuid, line int, on_day date, account text, amount bigint, party uuid',
      made.postings,
      `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount, party_id)
       select '${companyId}', id, line, 2, on_day, 'SEK', account, amount, 'SEK', amount, party from load`,
    )
    await load(
      'id uuid, party uuid, amount bigint, rest bigint, on_day date, touched date, kind text, number text, due date',
      made.items,
      `insert into open_items (company_id, id, voucher_id, line_no, account, party_id, currency, base_currency, amount, base_amount, amount_open, base_open, opened_on, closed_on, first_effective_on,
              last_effective_on, kind, number_text, due_on, invoice_group_id)
       select '${companyId}', id, id, 1, '1510', party, 'SEK', 'SEK', amount, amount, rest, rest, on_day, case when rest = 0 then touched else 'infinity' end, coalesce(touched, 'infinity'), coalesce(touched, '-infinity'), kind, number, due,
              '${defaultInvoiceGroupId}' from load`,
    )
    await load(
      'id uuid, debit uuid, credit uuid, party uuid, amount bigint, on_day date',
      made.allocations,
      `insert into allocations (company_id, id, ledger, debit_item_id, credit_item_id, account, party_id, currency, amount, base_debit, base_credit, value_on, effective_on)
       select '${companyId}', id, 'receivable', debit, credit, '1510', party, 'SEK', amount, amount, amount, on_day, on_day from load`,
    )
  } finally {
    client.release(true)
  }
  await database.owner.query('vacuum analyze')
}

function payerOf(random: Random, id: string): Payer {
  const kind = random.pick(['person', 'person', 'person', 'company', 'company', 'public'] as const)
  const character = random.below(100)
  // A new customer now and then; the others were there from the beginning.
  const starts = addDays(from, random.chance(300) ? random.below(1_300) : random.below(28))
  const usual =
    kind === 'public'
      ? { habit: -random.between(0, 3), spread: 2 }
      : kind === 'company'
        ? { habit: random.between(-1, 9), spread: 4 }
        : { habit: random.between(-6, 2), spread: 4 }
  const [habit, spread] =
    character < 70
      ? [usual.habit, usual.spread]
      : character < 85
        ? [random.between(5, 20), 6]
        : character < 93
          ? [random.between(20, 60), 15]
          : [usual.habit, 1]
  return {
    id,
    kind,
    habit,
    spread,
    onPayDay: kind === 'person' && random.chance(300),
    turnsOn: addDays(from, random.between(300, 1_300)),
    turn: random.chance(150) ? random.between(-10, 25) : 0,
    never: character >= 85 && character < 93 ? 80 : 6,
    every: random.pick([1, 1, 1, 1, 3, 6] as const),
    starts,
  }
}

function paymentDay(payer: Payer, due: Day, issued: Day, random: Random): Day | null {
  if (random.chance(payer.never)) return null
  // Forgotten until the reminder comes.
  const forgotten = random.chance(40) ? random.between(10, 35) : 0
  const season = ['07', '12'].includes(due.slice(5, 7)) ? random.between(0, 8) : 0
  const noise = random.between(-payer.spread, payer.spread) + random.between(-payer.spread, payer.spread)
  let on = addDays(due, payer.habit + noise + forgotten + season + (due >= payer.turnsOn ? payer.turn : 0))
  if (payer.onPayDay) while (on.slice(8) !== '25') on = addDays(on, 1)
  if (on <= issued) on = addDays(issued, 1)
  return weekdayOf(on)
}

/** Nothing arrives at weekends. */
const weekdayOf = (on: Day): Day => (weekday(on) > 5 ? addDays(on, 8 - weekday(on)) : on)
