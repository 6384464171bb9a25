import { expect, test } from 'vitest'
import type { User } from '../../src/db/context.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { newId } from '../../src/kernel/id.ts'
import { openItems } from '../../src/reports/open-items/report.ts'
import { vouchers } from '../../src/reports/vouchers/report.ts'
import { area, issueOrders } from '../books.ts'
import { plainOrder } from '../orders.ts'
import { openWorld } from '../world.ts'

test('an order that names no area is its invoice group’s: behind the wall with document, voucher and item; without any it is everybody’s', async () => {
  const world = await openWorld('SE')
  const social = await area(world, 'SOC')
  const park = await area(world, 'PARK')
  const secret = newId()
  await world.tx(({ db, company }) =>
    db.query(
      `insert into invoice_groups (company_id, id, code, name, series_id, proforma_series_id, voucher_series_id, terms_days, reference_kind, business_area_id)
       select company_id, $2, 'soc', 'Insatser', series_id, proforma_series_id, voucher_series_id, terms_days, reference_kind, $3 from invoice_groups where company_id = $1 and id = $4`,
      [company.id, secret, social, world.defaultInvoiceGroupId],
    ),
  )
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await issueOrders(world, [
    plainOrder(world, ada, 'S-1', [['Insats', '1', '100.00', 'S25']], { invoiceGroupId: secret }),
    plainOrder(world, ada, 'P-1', [['Kopia', '1', '8.00', 'S25']]),
  ])
  const as = (areaId: string): User => ({ id: newId(), name: 'Clerk', areas: [areaId], permissions: ['*'] })
  const counts = async (user: User) =>
    Promise.all(
      [listInvoices, openItems, vouchers].map(
        async (verb) => (await world.do<{ rows: unknown[] }>(verb, {}, user)).rows.length,
      ),
    )
  expect(await counts(as(social))).toEqual([2, 2, 2])
  expect(await counts(as(park))).toEqual([1, 1, 1])
})
