import { readBankSetUp } from '../../src/bank/bank-set-up.ts'
import { importFile } from '../../src/bank/files/import-bank-file.ts'
import { matchPayments } from '../../src/bank/placing/match.ts'
import { readCandidates } from '../../src/bank/placing/match-by-evidence.ts'
import type { BankTransaction } from '../../src/bank/types.ts'
import { asSystem } from '../../src/db/context.ts'
import { edgeOf, inTransaction, systemUser } from '../../src/jobs/perform.ts'
import { makeCamt054 } from './make-camt054.ts'
import type { Step } from './measure.ts'
import { median, percentile, round, seconds, withPeakMemory } from './measure.ts'
import { replaySeconds } from './replay.ts'
import type { BenchWorld } from './world.ts'

/**
 * A ledger with `items` open items, made by PostgreSQL alone (replica role: neither triggers nor foreign keys): one
 * customer to five invoices, references with check digit, due over a year.
 */
export async function seedOpenItems(
  { database, companyId, defaultInvoiceGroupId }: BenchWorld,
  items: number,
): Promise<void> {
  const client = await database.owner.connect()
  try {
    await client.query('set session_replication_role = replica')
    const customers = Math.ceil(items / 5)
    await client.query(
      `insert into parties (company_id, id, number, kind, name, search_name, country, language)
       select $1, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'K' || i, 'person', n.name, lower(n.name), 'SE', 'sv'
         from generate_series(1, $2) i cross join lateral (select (array['Anna','Bo','Cecilia','David','Elsa','Filip','Greta','Hugo'])[1 + i % 8] || ' ' || (array['Lind','Ek','Berg','Ström','Dahl','Holm','Sjö'])[1 + (i / 8) % 7] || ' ' || i as name) n`,
      [companyId, customers],
    )
    await client.query(
      `insert into party_versions (company_id, party_id, version_no, buyer, salt, hash) select company_id, id, 1, jsonb_build_object('name', name, 'address', jsonb_build_object('country', 'SE')), '\\x00', '\\x00' from parties where company_id = $1 and number like 'K%'`,
      [companyId],
    )
    const ids = `('00000000-0000-7000-9000-' || lpad(to_hex(i), 12, '0'))::uuid as id, ('00000000-0000-7000-8000-' || lpad(to_hex(1 + i % ${customers}), 12, '0'))::uuid as party`
    const facts = `date '2025-11-01' + (i % 365)::int as on_day, (10000 + (i::bigint * 7919) % 990000)::bigint as amount, (700000000 + i)::text as number, (700000000 + i)::text || '0' as reference`
    const source = `(select i, ${ids}, ${facts} from generate_series(1, ${items}) i) s`
    const series = `(select id from number_series where company_id = '${companyId}' and code = 'K')`
    await client.query(
      `insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, posted_on, document_on, base_currency, posting_count, text)
       select '${companyId}', s.id, ${series}, 1900, s.i, 'receivable', 'invoice', s.on_day, s.on_day, 'SEK', 2, s.number from ${source}`,
    )
    await client.query(
      `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount, party_id)
       select '${companyId}', s.id, l, 2, s.on_day, 'SEK', case l when 1 then '1510' else '3001' end, case l when 1 then s.amount else -s.amount end, 'SEK',
              case l when 1 then s.amount else -s.amount end, case l when 1 then s.party end from ${source}, generate_series(1, 2) l`,
    )
    await client.query(
      `insert into invoices (company_id, id, kind, series_id, year, number, number_text, reference, reference_kind, party_id, party_version_no, company_version_no, payer_id, payer_version_no,
              invoice_group_id, issued_on, due_on, currency, amount_lines, amount_net, amount_vat, amount_gross, amount_payable, language, voucher_id)
       select '${companyId}', s.id, 'invoice', ${series}, 1900, s.i, s.number, s.reference, 'ocr', s.party, 1, 1, s.party, 1, '${defaultInvoiceGroupId}', s.on_day, s.on_day + 30, 'SEK',
              s.amount, s.amount, 0, s.amount, s.amount, 'sv', s.id from ${source}`,
    )
    await client.query(
      `insert into open_items (company_id, id, voucher_id, line_no, account, party_id, currency, base_currency, amount, base_amount, amount_open, base_open, opened_on, kind, invoice_id,
              number_text, reference, due_on, invoice_group_id)
       select '${companyId}', s.id, s.id, 1, '1510', s.party, 'SEK', 'SEK', s.amount, s.amount, s.amount, s.amount, s.on_day, 'invoice', s.id, s.number, s.reference, s.on_day + 30,
              '${defaultInvoiceGroupId}' from ${source}`,
    )
    await client.query('select refill_open_item_sums($1)', [companyId])
  } finally {
    client.release(true)
  }
  await database.owner.query('vacuum analyze')
}

/** n payments with exact references against the open items of `seedOpenItems`; the file read and imported, then matched and posted. */
export async function benchMatching(world: BenchWorld, n: number, items: number, repeats: number): Promise<Step[]> {
  const runs: { read: number; match: number; floorA: number; rss: number }[] = []
  for (let i = 0; i < repeats; i++) runs.push(await once(world, n, items, i))
  const [read, taken, floorA] = [
    median(runs.map((run) => run.read)),
    median(runs.map((run) => run.match)),
    median(runs.map((run) => run.floorA)),
  ]
  return [
    { step: 'bank-import', n, seconds: round(read), per_second: Math.round(n / read) },
    {
      step: 'matching',
      n,
      items,
      seconds: round(taken),
      per_second: Math.round(n / taken),
      floor_a_seconds: round(floorA),
      ratio_floor_a: round(taken / floorA),
      rss_max_mb: Math.max(...runs.map((run) => run.rss)),
    },
  ]
}

async function once(world: BenchWorld, n: number, items: number, repeat: number) {
  const ctx = await world.long()
  const first = repeat * n
  if (first + n > items) throw new Error('not enough open items for so many repeats')
  const amounts = (index: number) => BigInt(10000 + (((first + index + 1) * 7919) % 990000))
  const file = await world.installation.files.put(
    world.companyId,
    makeCamt054({
      payments: n,
      references: (index: number) => `${700000000 + first + index + 1}0`,
      amounts: amounts as never,
      country: 'SE',
      id: `BENCH-${repeat}`,
      account: { scheme: 'IBAN', id: 'SE4550000000058398257466' },
    }),
  )
  const { result, rssMaxMb } = await withPeakMemory(async () => {
    const read = await seconds(async () => {
      const imported = await importFile(ctx, { file: { name: 'bench.xml', ...file } })
      if (imported.payments !== n) throw new Error(`imported ${imported.payments} of ${n}`)
    })
    let runId = ''
    const match = await seconds(async () => {
      const matched = await matchPayments(ctx, {})
      runId = matched.runId
      if (matched.matched !== n) throw new Error(`matched ${matched.matched} of ${n}: ${JSON.stringify(matched)}`)
    })
    return { read, match, runId }
  })
  const ofRun = `run_id = '${result.runId}'`
  const ofVouchers = `voucher_id in (select id from vouchers where ${ofRun})`
  const reopened = `update open_items i set amount_open = i.amount, base_open = i.base_amount, closed_on = 'infinity', first_effective_on = 'infinity', last_effective_on = '-infinity'
    from stage_allocations a where i.company_id = a.company_id and i.id in (a.debit_item_id)`
  const asNew = `update stage_open_items set amount_open = amount, base_open = base_amount, closed_on = 'infinity', first_effective_on = 'infinity', last_effective_on = '-infinity'`
  const floorA = await replaySeconds(
    world.database.owner,
    [
      { table: 'vouchers', where: ofRun },
      { table: 'postings', where: ofVouchers },
      { table: 'open_items', where: ofVouchers },
      { table: 'bank_postings', where: ofVouchers },
      { table: 'match_decisions', where: ofRun },
      { table: 'allocations', where: ofRun },
    ],
    [reopened, asNew],
  )
  return { ...result, floorA, rss: rssMaxMb }
}

/** Candidates for one payment without a reference, as the matching desk asks for them. */
export async function benchCandidates(world: BenchWorld, items: number, times: number): Promise<Step> {
  const edge = await edgeOf(world.installation, { companyId: world.companyId, user: systemUser, today: world.today })
  const taken: number[] = []
  await inTransaction(world.installation, edge, (tx) =>
    asSystem(tx, async (system) => {
      await readBankSetUp(system)
      for (let k = 0; k < times; k++) {
        const i = 1 + ((k * 104729) % items)
        const payment = {
          id: '00000000-0000-7000-a000-000000000001',
          bankAccountId: '',
          account: '1930',
          amount: BigInt(10000 + ((i * 7919) % 990000)),
          currency: 'SEK',
          bookedOn: world.today,
          valueOn: world.today,
          reference: null,
          refs: [],
          text: k % 2 === 0 ? `faktura ${700000000 + i}` : 'tack',
          payerName: `Anna Lind ${1 + (i % Math.ceil(items / 5))}`,
          payerAccount: null,
          payerScheme: null,
          payerIdentity: null,
          returnReason: null,
          returnedReference: null,
          bankReference: null,
          endToEndId: null,
          charges: null,
        } as unknown as BankTransaction
        taken.push(await seconds(() => readCandidates(system, [payment])))
      }
    }),
  )
  const [p50, p95] = [percentile(taken, 50) * 1000, percentile(taken, 95) * 1000]
  return {
    step: 'candidates',
    n: times,
    items,
    seconds: round(taken.reduce((a, b) => a + b, 0)),
    per_second: Math.round(times / taken.reduce((a, b) => a + b, 0)),
    p50_ms: round(p50),
    p95_ms: round(p95),
  }
}
