import { savePayment } from '../src/bank/files/save-payment.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import { issueOrders } from './books.ts'
import { plainOrder } from './orders.ts'
import type { World } from './world.ts'

export interface Claim {
  itemId: Id
  invoiceId: Id
  reference: string
  number: string
}

/** Invoices without VAT of a customer, issued on a day and due on another; the story's clock stands on the day of issue after it. */
export async function claim(
  world: World,
  partyId: Id,
  amount: string,
  days: { issued: string; due: string },
  more: Partial<NewOrder> = {},
): Promise<Claim> {
  world.today = days.issued as Day
  const reference = `claim ${(claims += 1)}`
  const currency = await world.tx(
    async ({ db }) =>
      (await db.one<{ currency: string }>(`select currency from company_currencies where valid_to = 'infinity'`))
        .currency,
  )
  await issueOrders(world, [
    plainOrder(world, partyId, reference, [['Avgift', '1', amount, await exempt(world)]], {
      currency,
      invoiceOn: days.issued as Day,
      dueOn: days.due as Day,
      ...more,
    }),
  ])
  return world.tx(({ db }) =>
    db.one<Claim>(
      `select i.id as "itemId", i.invoice_id as "invoiceId", i.reference, i.number_text as number
         from open_items i join orders o on o.company_id = i.company_id and o.invoice_id = i.invoice_id where o.source_reference = $1`,
      [reference],
    ),
  )
}
let claims = 0

const exempt = (world: World): Promise<string> =>
  world.tx(
    async ({ db }) =>
      (
        await db.one<{ code: string }>(
          `select code from vat_codes where category = 'E' and valid_to = 'infinity' and code not like 'NOT%' order by code limit 1`,
        )
      ).code,
  )

/** Money that names a reference, on a day. */
export const pay = (
  world: World,
  amount: string,
  on: string,
  reference: string,
): Promise<{ pass: string; items: Id[] }> => {
  world.today = on as Day
  return world.do(savePayment, { account: 'BANK', amount, paidOn: on, reference })
}
