import { expect, test } from 'vitest'
import { issueClaim } from '../../test/claim-stories.ts'
import { openWorld } from '../../test/world.ts'
import type { Id } from '../kernel/id.ts'
import { dispute } from './dispute.ts'
import { readHindrances } from './hindrances.ts'
import { listBoard } from './list-board.ts'
import { readTimeline } from './read-timeline.ts'

test.each([
  ['SE', '2026-07-01T22:30:00Z'],
  ['NO', '2026-07-01T22:30:00Z'],
  // Sofia is an hour ahead of them.
  ['BG', '2026-07-01T21:30:00Z'],
] as const)(
  '%s: what happens after midnight happened on the new day, whatever the clock of the database says',
  async (code, at) => {
    const world = await openWorld(code, { kind: 'company', today: '2026-05-01' })
    const party = await world.party({ number: '1', name: 'Ada', kind: 'company', country: code })
    const { itemId } = await issueClaim(world, party, { country: code, dueOn: '2026-05-15' })
    world.today = '2026-06-01' as never
    const { undo } = await world.do<{ undo: { input: { holdIds: Id[] } } }>(dispute, { itemIds: [itemId], reason: 'x' })
    await world.database.owner.query(`update holds set released_at = $1 where id = any ($2::uuid[])`, [
      at,
      undo.input.holdIds,
    ])
    world.today = '2026-07-02' as never
    const { entries } = await world.do<{ entries: { kind: string; on: string }[] }>(readTimeline, { itemId })
    expect(entries.find((one) => one.kind === 'hold-ended')?.on).toBe('2026-07-02')
    const resting = async (on: string) =>
      (await world.do<{ stages: { resting: number }[] }>(listBoard, { on })).stages.map((stage) => stage.resting)
    expect([await resting('2026-07-01'), await resting('2026-07-02')]).toEqual([[1], [0]])

    await world.database.owner.query(
      `insert into orders (company_id, id, kind, source, source_reference, party_id, invoice_group_id, currency, credits_id, created_at, reason)
     select company_id, gen_random_uuid(), 'credit-note', 'test', 'k', party_id, invoice_group_id, currency, invoice_id, $1, 'x' from open_items where id = $2`,
      [at, itemId],
    )
    const [credit] = (await world.tx((ctx) => readHindrances(ctx, ctx.today))).get(itemId)!
    expect(credit).toMatchObject({ kind: 'credit-note-pending', fromOn: '2026-07-02' })
  },
)
