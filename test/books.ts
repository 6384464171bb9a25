import { approveBilling } from '../src/invoicing/approve-billing.ts'
import { issue } from '../src/invoicing/issue.ts'
import { proposeBilling } from '../src/invoicing/propose-billing.ts'
import type { NewOrder } from '../src/invoicing/save-orders.ts'
import { saveOrders } from '../src/invoicing/save-orders.ts'
import { formatMinor } from '../src/kernel/money.ts'
import type { World } from './world.ts'

/** Orders → issued invoices in one step. */
export async function issueOrders(world: World, orders: NewOrder[]): Promise<void> {
  await world.tx((ctx) => saveOrders(ctx, orders))
  const run = await world.do<{ runId: string; documents: number; held: number; rejected: number }>(proposeBilling, {})
  if (run.held + run.rejected > 0) throw new Error(`held or rejected: ${JSON.stringify(run)}`)
  await world.do(approveBilling, { runId: run.runId })
  await world.do(issue, { runId: run.runId })
}

/** What is open, as an accountant would list it. */
export async function openItemsText(world: World): Promise<string> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ account: string; name: string; kind: string; amount_open: bigint; currency: string }>(
      `select i.account, p.name, i.kind, i.amount_open, i.currency from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and i.amount_open <> 0 order by i.account, p.name, i.kind, i.amount_open`,
      [company.id],
    ),
  )
  return rows.map((row) => `${row.account} ${row.name} ${row.kind} ${formatMinor(row.amount_open, row.currency)}`).join('\n')
}
