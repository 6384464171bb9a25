import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { compareWhenDue } from '../../src/invoicing/run/compare-rows.ts'
import { issueRun } from '../../src/invoicing/run/issue.ts'
import { proposeBillingRun } from '../../src/invoicing/run/propose-billing.ts'
import { edgeOf, inTransaction, systemUser } from '../../src/jobs/perform.ts'
import type { Step } from './measure.ts'
import { median, round, seconds, withPeakMemory } from './measure.ts'
import { minimalSchema } from './minimal-schema.ts'
import { replaySeconds } from './replay.ts'
import type { BenchWorld } from './world.ts'

/**
 * A billing run of n invoices: 3 lines on 3 accounts each, a voucher of 5 postings, open item, reference, outbox row.
 * Proposal and issue together are the run; the comparison with the last run, which a person reads, is a step of its own. Floors: see replay.ts and minimal-schema.ts. Medians of `repeats`.
 */
export async function benchBilling(world: BenchWorld, n: number, repeats: number): Promise<Step[]> {
  await seedBilling(world, n)
  const runs: { propose: number; compare: number; issue: number; floorA: number; floorB: number; rss: number }[] = []
  for (let i = 0; i < repeats; i++) runs.push(await once(world, n, i))
  const total = median(runs.map((run) => run.propose + run.issue))
  const step = (name: string, taken: number): Step => {
    const [floorA, floorB] = [median(runs.map((run) => run.floorA)), median(runs.map((run) => run.floorB))]
    return {
      step: name,
      n,
      seconds: round(taken),
      per_second: Math.round(n / taken),
      floor_a_seconds: round(floorA),
      floor_b_seconds: round(floorB),
      ratio_floor_a: round(taken / floorA),
      ratio_floor_b: round(taken / floorB),
      rss_max_mb: Math.max(...runs.map((run) => run.rss)),
    }
  }
  return [
    step('billing', total),
    step('billing-propose', median(runs.map((run) => run.propose))),
    step('billing-issue', median(runs.map((run) => run.issue))),
    step('billing-compare', median(runs.map((run) => run.compare))),
  ]
}

async function once(world: BenchWorld, n: number, repeat: number) {
  await seedOrders(world, n, repeat)
  const ctx = await world.long()
  let runId = ''
  const { result, rssMaxMb } = await withPeakMemory(async () => {
    const propose = await seconds(async () => {
      const proposed = await proposeBillingRun(ctx, {})
      if (proposed.documents !== n)
        throw new Error(`proposed ${proposed.documents} of ${n}: ${JSON.stringify(proposed)}`)
      runId = proposed.runId
    })
    const compare = await seconds(() => ctx.transaction((tx) => compareWhenDue(tx, runId)))
    const edge = await edgeOf(world.installation, { companyId: world.companyId, user: systemUser, today: world.today })
    await inTransaction(world.installation, edge, (tx) => approveBilling.run(tx, { runId }))
    const issue = await seconds(async () => {
      const issued = await issueRun(ctx, { runId })
      if (issued.issued !== n) throw new Error(`issued ${issued.issued} of ${n}`)
    })
    return { propose, compare, issue }
  })
  const ofRun = `run_id = '${runId}'`
  const ofInvoices = `invoice_id in (select id from invoices where ${ofRun})`
  const floorA = await replaySeconds(world.database.owner, [
    { table: 'vouchers', where: ofRun },
    { table: 'postings', where: `voucher_id in (select id from vouchers where ${ofRun})` },
    { table: 'invoices', where: ofRun },
    { table: 'invoice_lines', where: ofInvoices },
    { table: 'invoice_vat', where: ofInvoices },
    { table: 'open_items', where: ofInvoices },
    { table: 'deliveries', where: `subject_id in (select id from invoices where ${ofRun})` },
  ])
  const floorB = await minimalSchema(world.database.owner, runId)
  return { ...result, floorA, floorB, rss: rssMaxMb }
}

/** What billing needs before there are orders. */
export async function seedBilling(world: BenchWorld, customers: number): Promise<void> {
  await seedAccounts(world)
  await seedCustomers(world, customers)
}

async function seedAccounts({ database, companyId }: BenchWorld): Promise<void> {
  await database.owner.query(
    `insert into accounts (company_id, code, name, kind) select $1, c, 'Intäkt ' || c, 'income' from unnest(array['3111','3112','3113']) c on conflict do nothing`,
    [companyId],
  )
}

async function seedCustomers({ database, companyId }: BenchWorld, n: number): Promise<void> {
  await database.owner.query(
    `with p as (
       insert into parties (company_id, id, number, kind, name, search_name, country, language)
       select $1, uuidv7(), 'C' || i, 'person', 'Kund ' || i, 'kund ' || i, 'SE', 'sv' from generate_series(1, $2) i returning company_id, id, number, name
     )
     insert into party_versions (company_id, party_id, version_no, buyer, salt, hash)
     select company_id, id, 1, jsonb_build_object('name', name, 'number', number, 'isPerson', true,
              'address', jsonb_build_object('street', 'Gatan ' || number, 'postCode', '111 22', 'city', 'Mätstad', 'country', 'SE')), '\\x00', '\\x00' from p`,
    [companyId, n],
  )
  await database.owner.query('vacuum analyze parties, party_versions')
}

async function seedOrders(
  { database, companyId, defaultInvoiceGroupId }: BenchWorld,
  n: number,
  repeat: number,
): Promise<void> {
  await database.owner.query(
    `with o as (
       insert into orders (company_id, id, kind, source, source_reference, party_id, invoice_group_id, currency, our_reference)
       select $1, uuidv7(), 'invoice', 'bench', $3 || '-' || number, id, $2, 'SEK', 'Eva Ek' from parties where company_id = $1 and kind = 'person' returning company_id, id
     )
     insert into order_lines (company_id, order_id, line_no, name, quantity, unit, unit_price, vat_code, coding)
     select o.company_id, o.id, l, (array['Barnomsorg november','Fritidsklubb','Lunch'])[l], l, 'st', (array[1250.00, 99.90, 47.25])[l], 'S25',
            jsonb_build_array(jsonb_build_object('account', (array['3111','3112','3113'])[l], 'dimensions', '{}'::jsonb, 'amount', null))
       from o, generate_series(1, 3) l`,
    [companyId, defaultInvoiceGroupId, `r${repeat}`],
  )
  const { rows } = await database.owner.query<{ n: number }>(
    `select count(*)::int as n from orders where company_id = $1 and invoice_id is null`,
    [companyId],
  )
  if (rows[0]!.n !== n) throw new Error(`seeded ${rows[0]!.n} orders, not ${n}`)
  await database.owner.query('vacuum analyze orders, order_lines')
}
