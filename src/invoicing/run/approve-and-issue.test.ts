import { expect, test } from 'vitest'
import { proofText } from '../../../test/books.ts'
import { plainOrder } from '../../../test/orders.ts'
import { openWorld } from '../../../test/world.ts'
import type { LongCtx } from '../../db/context.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { approveAndIssue } from './approve-and-issue.ts'
import { proposeBilling } from './propose-billing.ts'

class Killed extends Error {}

/** Dies before or after the commit of its n-th transaction. */
function mortal(ctx: LongCtx, nth: number, when: 'before' | 'after'): LongCtx {
  let count = 0
  return {
    ...ctx,
    transaction: async (work, options) => {
      const dies = ++count === nth
      if (dies && when === 'before') throw new Killed()
      const result = await ctx.transaction(work, options)
      if (dies) throw new Killed()
      return result
    },
  }
}

test.each(['before', 'after'] as const)(
  'killed %s any of its commits, the next call goes on: nothing lost, nothing twice',
  async (when) => {
    const world = await openWorld('SE')
    const customers = await Promise.all(
      ['Ada Lind', 'Bo Ek'].map((name, i) => world.party({ name, number: String(i + 1), kind: 'person' })),
    )
    let billed = 0
    for (let nth = 1; ; nth++) {
      await world.tx((ctx) =>
        saveOrders(
          ctx,
          customers.map((party, n) => plainOrder(world, party, `${when}-${nth}-${n}`, [['Vara', '1', '80.00', 'S25']])),
        ),
      )
      const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
      const died = await approveAndIssue.run(mortal(await world.long(), nth, when), { runId }).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Killed) return true
          throw error
        },
      )
      if (died) {
        const done = await world.tx(({ db, company }) =>
          db.one<{ state: string }>(`select state from runs where company_id = $1 and id = $2`, [company.id, runId]),
        )
        // Killed after the last commit there is nothing to go on with.
        if (done.state !== 'done') await world.do(approveAndIssue, { runId })
      }
      billed += 2
      const books = await world.tx(({ db, company }) =>
        db.one<{ documents: number; last: bigint; items: number; state: string; approvals: number }>(
          `select (select count(*)::int from invoices where company_id = $1) as documents, (select max(number) - min(number) + 1 from invoices where company_id = $1) as last,
                (select count(*)::int from open_items where company_id = $1) as items, (select state from runs where company_id = $1 and id = $2) as state,
                (select count(*)::int from audit_events where company_id = $1 and verb = 'invoicing.approve-billing' and $2 = any (subjects)) as approvals`,
          [company.id, runId],
        ),
      )
      expect({ nth, ...books }).toEqual({
        nth,
        documents: billed,
        last: BigInt(billed),
        items: billed,
        state: 'done',
        approvals: 1,
      })
      if (!died) break
    }
    expect(billed).toBeGreaterThan(6)
    expect(await proofText(world, world.today)).toBe('')
  },
)
