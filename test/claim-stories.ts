import { expect } from 'vitest'
import { savePayment } from '../src/bank/files/save-payment.ts'
import { saveOrders } from '../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../src/invoicing/run/approve-billing.ts'
import { issue } from '../src/invoicing/run/issue.ts'
import { proposeBilling } from '../src/invoicing/run/propose-billing.ts'
import type { Id } from '../src/kernel/id.ts'
import type { PlainLine } from './orders.ts'
import { plainOrder } from './orders.ts'
import type { World } from './world.ts'

const currencies = { SE: 'SEK', NO: 'NOK', BG: 'EUR' } as const
const salesCodes = { SE: 'S25', NO: 'S25', BG: 'S20' } as const

export interface IssuedClaim {
  invoiceId: Id
  itemId: Id
  number: string
  reference: string
}

/** An issued invoice of one customer with its open item; by default one line of 1000 with the full VAT, due after the group's terms. */
export async function issueClaim(
  world: World,
  partyId: Id,
  options: { lines?: PlainLine[]; issuedOn?: string; dueOn?: string; country?: 'SE' | 'NO' | 'BG' } = {},
): Promise<IssuedClaim> {
  const today = world.today
  if (options.issuedOn) world.today = options.issuedOn as never
  const country = options.country ?? 'SE'
  const reference = `${partyId}-${Math.random()}`
  await world.tx((ctx) =>
    saveOrders(ctx, [
      plainOrder(world, partyId, reference, options.lines ?? [['Tjänst', '1', '1000.00', salesCodes[country]]], {
        currency: currencies[country],
        dueOn: (options.dueOn ?? null) as never,
      }),
    ]),
  )
  const { runId } = await world.do<{ runId: Id }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  await world.do(issue, { runId })
  world.today = today
  return world.tx(({ db, company }) =>
    db.one<IssuedClaim>(
      `select i.id as "invoiceId", t.id as "itemId", i.number_text as number, i.reference
         from orders o join invoices i on i.company_id = o.company_id and i.id = o.invoice_id
         join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
        where o.company_id = $1 and o.source_reference = $2`,
      [company.id, reference],
    ),
  )
}

/** Money in by hand, matched and posted like that of a bank file. */
export const pay = (
  world: World,
  amount: string,
  given: { reference?: string; party?: string; paidOn?: string },
): Promise<{ transactionId: Id; items: Id[]; partyId: Id | null }> =>
  world.do(savePayment, { account: 'BANK', amount, paidOn: world.today, ...given })

/** Every control account is proved at the end of the story's day. */
export async function expectProof(world: World): Promise<void> {
  const rows = await world.tx(({ db, company }) =>
    db.rows(
      `select * from control_proof($1, $2) where ledger_amount <> items_amount or ledger_base <> items_base + adjustments`,
      [company.id, world.today],
    ),
  )
  expect(rows).toEqual([])
}
