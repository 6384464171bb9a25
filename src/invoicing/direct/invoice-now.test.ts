import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { openWorld } from '../../../test/world.ts'
import type { Id } from '../../kernel/id.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import type { Billed } from './bill-now.ts'
import { invoiceNow } from './invoice-now.ts'

/** Texts of the statements that the work sends. */
async function statements(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = []
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [first] = args
    texts.push(typeof first === 'string' ? first : ((first as { text?: string }).text ?? ''))
    return query.apply(this, args)
  } as never)
  try {
    await work()
  } finally {
    spy.mockRestore()
  }
  return texts
}

const line = { name: 'Rad', quantity: '1', unitPrice: '100.00', vatCode: 'S25' }

test('an invoice alone asks the database 41 times, whatever its lines: nothing twice, the set-up only when it changed', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Vera Vik', number: 'C1' } as never)
  const one = (reference: string, count: number) =>
    world.do(invoiceNow, {
      customer: 'C1',
      invoiceGroup: '1',
      reference,
      lines: Array.from({ length: count }, () => line),
    })
  const first = await statements(() => one('A', 1))
  const second = await statements(() => one('B', 1))
  expect(second.length).toBeLessThanOrEqual(41)
  expect(first.length).toBeGreaterThan(second.length)
  expect((await statements(() => one('C', 30))).length).toBe(second.length)
  // Reads only: writing the same table again is what some facts need.
  const reads = second.filter((text) => /^\s*select/.test(text))
  expect(new Set(reads).size).toBe(reads.length)
})

test('what is kept of the set-up is never old: whatever table it is read from gives it another version', async () => {
  const world = await openWorld('SE')
  const texts = await statements(() => world.tx(readBillingSetUp))
  const tables = new Set(
    texts.flatMap((text) => [...text.matchAll(/\b(?:from|join) ([a-z_]+)/g)].map((one) => one[1]!)),
  )
  tables.delete('companies')
  tables.delete('set_up_versions')
  const { rows } = await world.database.owner.query<{ table: string; events: string[] }>(
    `select tgrelid::regclass::text as table, array_agg(replace(tgname, 'set_up_changed_', '') order by tgname) as events
       from pg_trigger where tgname like 'set\\_up\\_changed\\_%' and tgenabled = 'O' group by 1 order by 1`,
  )
  expect(rows).toEqual([...tables].sort().map((table) => ({ table, events: ['delete', 'insert', 'update'] })))
})

test('a change of the set-up holds from the next invoice on; one that is rolled back never did', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Vera Vik', number: 'C1' } as never)
  const days = (of: { groups: ReadonlyMap<Id, { termsDays: number }> }) =>
    of.groups.get(world.defaultInvoiceGroupId)!.termsDays
  const change = (terms: number) => `update invoice_groups set terms_days = ${terms} where company_id = $1`
  const before = days(await world.tx(readBillingSetUp))
  expect(await world.tx(readBillingSetUp)).toBe(await world.tx(readBillingSetUp))
  // Its own transaction sees it at once, no other ever does.
  await expect(
    world.tx(async (ctx) => {
      await ctx.db.query(change(11), [world.companyId])
      expect(days(await readBillingSetUp(ctx))).toBe(11)
      expect(days(await world.tx(readBillingSetUp))).toBe(before)
      throw new Error('thought again')
    }),
  ).rejects.toThrow('thought again')
  expect(days(await world.tx(readBillingSetUp))).toBe(before)
  await world.tx(({ db }) => db.query(change(12), [world.companyId]))
  expect(days(await world.tx(readBillingSetUp))).toBe(12)
  const input = { customer: 'C1', invoiceGroup: '1', reference: 'A', lines: [line] }
  const { documents } = await world.do<Billed>(invoiceNow, input)
  expect(documents.map((one) => one.dueOn)).toEqual(['2026-12-02'])
})

test('who sees other business areas is not given what another has read', async () => {
  const world = await openWorld('SE')
  const area = (
    await world.database.owner.query<{ id: Id }>(
      `insert into business_areas (company_id, id, code, name) values ($1, uuidv7(), 'S', 'Socialtjänst') returning id`,
      [world.companyId],
    )
  ).rows[0]!.id
  await world.tx(({ db }) =>
    db.query(`update invoice_groups set business_area_id = $2 where company_id = $1`, [world.companyId, area]),
  )
  const seen = async (areas: Id[] | 'all') =>
    (await world.tx(readBillingSetUp, { id: null, name: 'Anna', areas, permissions: [] })).groups.size
  expect([await seen('all'), await seen([]), await seen([area]), await seen('all')]).toEqual([1, 0, 1, 1])
})
