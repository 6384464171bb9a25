import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import { saveOrders } from '../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../src/invoicing/run/approve-billing.ts'
import { issue } from '../src/invoicing/run/issue.ts'
import { proposeBilling } from '../src/invoicing/run/propose-billing.ts'
import type { World } from './world.ts'

/** Orders → issued invoices that wait in the outbox. */
export async function issueOrders(world: World, orders: NewOrder[]): Promise<void> {
  await world.tx((ctx) => saveOrders(ctx, orders))
  const run = await world.do<{ runId: string; held: number; rejected: number }>(proposeBilling, {})
  if (run.held + run.rejected > 0) throw new Error(`held or rejected: ${JSON.stringify(run)}`)
  await world.do(approveBilling, { runId: run.runId })
  await world.do(issue, { runId: run.runId })
}

/** A dated general parameter of the company. */
export const saveSetting = (world: World, name: string, value: unknown) =>
  world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, $2, '2020-01-01', $3)
       on conflict (company_id, name, valid_from) do update set value = excluded.value`,
      [company.id, name, JSON.stringify(value)],
    ),
  )

/** The outbox as a clerk would list it: number, channel, attempt, state; and the events of each. */
export async function outboxText(world: World): Promise<string[]> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ line: string }>(
      `select concat_ws(' ', i.number_text, d.channel, d.attempt, d.state, '(' ||
                (select string_agg(e.kind, ' ' order by e.id) from delivery_events e where e.company_id = d.company_id and e.delivery_id = d.id) || ')') as line
         from deliveries d join invoices i on i.company_id = d.company_id and i.id = d.subject_id
        where d.company_id = $1 order by i.number_text, d.id`,
      [company.id],
    ),
  )
  return rows.map(({ line }) => line)
}

/** Waiting rows are due now, and the leases of workers that are gone have run out. */
export const timePasses = (world: World) =>
  world.database.owner.query(
    `update deliveries set next_try_at = now() - interval '1 second', leased_until = case when leased_until is null then null else now() - interval '1 second' end,
            begun_at = begun_at - interval '1 hour' where state in ('waiting', 'sending')`,
  )
