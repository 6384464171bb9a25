import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { perform, systemUser } from '../../src/jobs/perform.ts'
import type { Step } from './measure.ts'
import { percentile, round, seconds } from './measure.ts'
import type { BenchWorld } from './world.ts'

/** One invoice alone by the verb of the API, gapless, beside a bare transaction that writes the same rows (set aside before, taken out, put back one invoice a time). */
export async function benchInvoiceNow(world: BenchWorld, times: number): Promise<Step> {
  const caller = { companyId: world.companyId, user: systemUser, today: world.today }
  const one = (i: number) =>
    perform(world.installation, invoiceNow, caller, {
      customer: 'C1',
      invoiceGroup: '1',
      reference: `bench-now-${i}`,
      lines: [1, 2, 3].map((line) => ({
        name: `Rad ${line}`,
        quantity: '1',
        unitPrice: '100.00',
        vatCode: 'S25',
        account: `311${line}`,
      })),
    })
  for (let i = 0; i < 20; i++) await one(-1 - i)
  const { rows: before } = await world.database.owner.query<{ at: Date }>(`select clock_timestamp() as at`)
  const taken: number[] = []
  for (let i = 0; i < times; i++) taken.push(await seconds(() => one(i)))
  const bare = await bareTransactions(world, before[0]!.at)
  const [p50, floor] = [percentile(taken, 50), percentile(bare, 50)]
  return {
    step: 'invoice-now',
    n: times,
    seconds: round(taken.reduce((a, b) => a + b, 0)),
    per_second: Math.round(1 / p50),
    p50_ms: round(p50 * 1000),
    bare_p50_ms: round(floor * 1000),
    ratio_bare: round(p50 / floor),
  }
}

const tables: [table: string, key: string][] = [
  ['orders', 'id in (select distinct order_id from invoice_lines where invoice_id = $1)'],
  ['order_lines', 'order_id in (select distinct order_id from invoice_lines where invoice_id = $1)'],
  ['vouchers', 'id = (select voucher_id from invoices where id = $1)'],
  ['postings', 'voucher_id = (select voucher_id from invoices where id = $1)'],
  ['invoices', 'id = $1'],
  ['invoice_lines', 'invoice_id = $1'],
  ['invoice_vat', 'invoice_id = $1'],
  ['open_items', 'invoice_id = $1'],
  ['deliveries', 'subject_id = $1'],
]

/** The rows of one invoice, written by one transaction of one statement a table, at the default durability. */
async function bareTransactions(world: BenchWorld, since: Date): Promise<number[]> {
  const client = await world.database.owner.connect()
  try {
    const { rows: invoices } = await client.query<{ id: string }>(
      `select id from invoices where company_id = $1 and voucher_id in (select id from vouchers where company_id = $1 and recorded_at >= $2)`,
      [world.companyId, since],
    )
    const taken: number[] = []
    for (const { id } of invoices) {
      for (const [table, key] of tables)
        await client.query(
          `create temporary table s_${table} as select * from ${table} where ${key.replaceAll('$1', `'${id}'`)}`,
        )
      await client.query('set session_replication_role = replica')
      for (const [table] of [...tables].reverse())
        await client.query(`delete from ${table} where company_id = '${world.companyId}' and ${keyOf(table, id)}`)
      await client.query('set session_replication_role = origin')
      taken.push(
        await seconds(async () => {
          await client.query('begin')
          for (const [table] of tables) await client.query(`insert into ${table} select * from s_${table}`)
          await client.query('commit')
        }),
      )
      await client.query(`drop table ${tables.map(([table]) => `s_${table}`).join(', ')}`)
    }
    return taken
  } finally {
    client.release()
  }
}

/** Which rows to take out, by what was set aside. */
function keyOf(table: string, id: string): string {
  if (table === 'orders') return `id in (select id from s_orders)`
  if (table === 'order_lines') return `order_id in (select id from s_orders)`
  if (table === 'vouchers') return `id in (select id from s_vouchers)`
  if (table === 'postings') return `voucher_id in (select id from s_vouchers)`
  if (table === 'deliveries') return `subject_id = '${id}'`
  return table === 'invoices' ? `id = '${id}'` : `invoice_id = '${id}'`
}
