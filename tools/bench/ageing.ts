import { perform, systemUser } from '../../src/jobs/perform.ts'
import { ageingPivot } from '../../src/reports/ageing/pivot.ts'
import { ageing } from '../../src/reports/ageing/report.ts'
import type { Step } from './measure.ts'
import { median, round, seconds } from './measure.ts'
import type { BenchWorld } from './world.ts'

/**
 * Ageing per customer over all open items, today and three years back, beside one plain aggregate over the open rows by
 * PostgreSQL alone (floor A). `today` and `past` see ledgers of the same size: see `seedPast`.
 */
export async function benchAgeing(world: BenchWorld, items: number, repeats: number): Promise<Step[]> {
  const caller = { companyId: world.companyId, user: systemUser, today: world.today }
  const ask = (asOf: string) => perform(world.installation, ageing, caller, { asOf, by: 'party', limit: 1000 })
  const plain = () =>
    world.database.owner.query(
      `select party_id, currency, sum(amount_open) filter (where due_on >= $2), sum(amount_open) filter (where due_on < $2 and due_on >= $2::date - 30),
              sum(amount_open) filter (where due_on < $2::date - 30 and due_on >= $2::date - 60), sum(amount_open) filter (where due_on < $2::date - 60 and due_on >= $2::date - 90),
              sum(amount_open) filter (where due_on < $2::date - 90), sum(amount_open)
         from open_items where company_id = $1 and amount_open <> 0 group by party_id, currency`,
      [world.companyId, world.today],
    )
  const pivot = (proof: boolean) =>
    perform(world.installation, ageingPivot, caller, { asOf: world.today, limit: 1000, proof })
  const past = '2023-11-20'
  await ask(world.today)
  await ask(past)
  await pivot(true)
  const [today, back, floor, table, proved]: number[][] = [[], [], [], [], []]
  for (let i = 0; i < repeats; i++) {
    floor!.push(await seconds(plain))
    today!.push(await seconds(() => ask(world.today)))
    back!.push(await seconds(() => ask(past)))
    table!.push(await seconds(() => pivot(false)))
    proved!.push(await seconds(() => pivot(true)))
  }
  const [a, b, c] = [median(today!), median(back!), median(floor!)]
  return [
    {
      step: 'ageing',
      n: items,
      seconds: round(a),
      per_second: Math.round(items / a),
      floor_a_seconds: round(c),
      ratio_floor_a: round(a / c),
    },
    {
      step: 'ageing-three-years-back',
      n: items,
      seconds: round(b),
      per_second: Math.round(items / b),
      ratio_today: round(b / a),
    },
    {
      step: 'ageing-pivot',
      n: items,
      seconds: round(median(table!)),
      per_second: Math.round(items / median(table!)),
      with_proof_seconds: round(median(proved!)),
      ratio_today: round(median(table!) / a),
    },
  ]
}

/**
 * A past as large as today: as many items again, opened before the day three years back and settled since, one in ten in
 * two parts around that day. Made by PostgreSQL alone, like `seedOpenItems`.
 */
export async function seedPast(
  { database, companyId, defaultInvoiceGroupId }: BenchWorld,
  items: number,
): Promise<void> {
  const client = await database.owner.connect()
  try {
    await client.query('set session_replication_role = replica')
    const customers = Math.ceil(items / 5)
    const series = `(select id from number_series where company_id = '${companyId}' and code = 'K')`
    const source = `(select i, ('00000000-0000-7000-b000-' || lpad(to_hex(i), 12, '0'))::uuid as id, ('00000000-0000-7000-c000-' || lpad(to_hex(i), 12, '0'))::uuid as paid,
        ('00000000-0000-7000-8000-' || lpad(to_hex(1 + i % ${customers}), 12, '0'))::uuid as party, date '2022-11-25' + (i % 355)::int as on_day,
        (10000 + (i::bigint * 6997) % 990000)::bigint as amount, i % 10 = 0 as in_parts from generate_series(1, ${items}) i) s`
    await client.query(
      `insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, posted_on, document_on, base_currency, posting_count, text)
       select '${companyId}', v.id, ${series}, 1899, s.i * 2 + v.n, 'receivable', 'invoice', v.on_day, v.on_day, 'SEK', 2, 'past'
         from ${source} cross join lateral (values (s.id, 0, s.on_day), (s.paid, 1, date '2023-12-05' + (s.i % 300)::int)) v (id, n, on_day)`,
    )
    await client.query(
      `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount, party_id)
       select '${companyId}', v.id, l, 2, v.on_day, 'SEK', case l when 1 then '1510' else v.other end, v.sign * (3 - 2 * l) * s.amount, 'SEK', v.sign * (3 - 2 * l) * s.amount, case l when 1 then s.party end
         from ${source} cross join lateral (values (s.id, 1, s.on_day, '3001'), (s.paid, -1, date '2023-12-05' + (s.i % 300)::int, '1930')) v (id, sign, on_day, other), generate_series(1, 2) l`,
    )
    await client.query(
      `insert into open_items (company_id, id, voucher_id, line_no, account, party_id, currency, base_currency, amount, base_amount, amount_open, base_open, opened_on, closed_on, first_effective_on,
              last_effective_on, kind, number_text, due_on, invoice_group_id)
       select '${companyId}', v.id, v.id, 1, '1510', s.party, 'SEK', 'SEK', v.sign * s.amount, v.sign * s.amount, 0, 0, v.on_day, v.closed, case when s.in_parts and v.sign = 1 then date '2023-11-10' else v.closed end,
              v.closed, v.kind, 'past', v.on_day + 30, '${defaultInvoiceGroupId}'
         from ${source} cross join lateral (values (s.id, 1, s.on_day, date '2023-12-05' + (s.i % 300)::int, 'invoice'),
              (s.paid, -1, date '2023-12-05' + (s.i % 300)::int, date '2023-12-05' + (s.i % 300)::int, 'payment')) v (id, sign, on_day, closed, kind)`,
    )
    await client.query(
      `insert into allocations (company_id, id, ledger, debit_item_id, credit_item_id, account, party_id, currency, amount, base_debit, base_credit, value_on, effective_on)
       select '${companyId}', gen_random_uuid(), 'receivable', s.id, s.paid, '1510', s.party, 'SEK', a.amount, a.amount, a.amount, a.on_day, a.on_day
         from ${source} cross join lateral (
           select s.amount as amount, date '2023-12-05' + (s.i % 300)::int as on_day where not s.in_parts
           union all select s.amount / 2, date '2023-11-10' where s.in_parts
           union all select s.amount - s.amount / 2, date '2023-12-05' + (s.i % 300)::int where s.in_parts) a`,
    )
    await client.query('select refill_open_item_sums($1)', [companyId])
  } finally {
    client.release(true)
  }
  await database.owner.query('vacuum analyze')
}
