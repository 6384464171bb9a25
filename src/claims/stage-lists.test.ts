import fc from 'fast-check'
import { expect, test } from 'vitest'
import { area, postItem, settle } from '../../test/books.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { transfer } from '../subledger/transfer.ts'
import { list } from './list.ts'
import { listBoard } from './list-board.ts'
import { claimStages } from './stage.ts'

const days = ['2026-08-01', '2026-09-10', '2026-10-15', '2026-11-10', '2026-11-19', '2026-11-20', '2026-11-21']
const day = fc.constantFrom(...days)
const claim = fc.record({
  party: fc.nat(2),
  cents: fc.integer({ min: 200, max: 99_999 }),
  on: fc.constantFrom('2026-07-01', '2026-08-20', '2026-11-01'),
  due: day,
  north: fc.boolean(),
  paid: fc.option(fc.record({ on: day, whole: fc.boolean() }), { freq: 3 }),
  letters: fc.array(fc.record({ kind: fc.nat(2), on: day, recalled: fc.boolean() }), { maxLength: 3 }),
  queued: fc.option(fc.record({ on: day, dropped: fc.boolean() }), { freq: 4 }),
  atCase: fc.option(fc.record({ on: day, ended: fc.boolean(), court: fc.boolean(), watch: fc.option(day) }), {
    freq: 4,
  }),
  disputed: fc.boolean(),
})
type Drawn = ReturnType<typeof drawn>[number]
/** The title names it: SEED=… draws the same again. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const drawn = (numRuns: number) => fc.sample(claim, { numRuns, seed })

const money = (cents: number) => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

/** As runs, agencies and courts leave it; past their triggers, which want the whole story of each. */
async function happen(world: World, itemId: Id, partyId: Id, one: Drawn): Promise<void> {
  const owner = await world.database.owner.connect()
  const put = (text: string, values: unknown[]) => owner.query(text, [world.companyId, ...values])
  try {
    await owner.query('begin')
    await owner.query('set local session_replication_role = replica')
    for (const letter of one.letters) {
      const letterId = newId()
      await put(
        `insert into dunning_letters (company_id, id, run_id, kind, policy_id, version_no, step_no, party_id, party_version_no, company_version_no, language, currency, sent_on, deadline_on,
           amount_capital, amount_interest, amount_charged, amount_fee, amount_compensation, amount_total, reference) values ($1, $2, $2, $3, $2, 1, $4, $5, 1, 1, 'sv', 'SEK', $6, $6, 1, 0, 0, 0, 0, 1, 'x')`,
        [
          letterId,
          ['reminder', 'collection-notice', 'payment-demand'][letter.kind],
          letter.kind + 1,
          partyId,
          letter.on,
        ],
      )
      await put(
        `insert into dunning_letter_items (company_id, letter_id, item_id, step_no, due_on, amount_open, amount_interest, after_letter_id) values ($1, $2, $3, $4, $5, 1, 0, $2)`,
        [letterId, itemId, letter.kind + 1, letter.on],
      )
      if (letter.recalled)
        await put(
          `insert into dunning_letter_events (company_id, id, letter_id, kind, reason) values ($1, $2, $2, 'recalled', 'x')`,
          [letterId],
        )
    }
    if (one.queued)
      await put(
        `insert into collection_queue (company_id, id, item_id, target, reason, queued_on, state, ended_at) values ($1, $2, $3, 'agency', 'x', $4, $5, $6)`,
        [
          newId(),
          itemId,
          one.queued.on,
          one.queued.dropped ? 'dropped' : 'waiting',
          one.queued.dropped ? '2026-11-19T10:00:00Z' : null,
        ],
      )
    if (one.atCase) {
      const caseId = newId()
      const until = one.atCase.ended ? '2026-11-18' : 'infinity'
      await put(
        `insert into collection_cases (company_id, id, number, target, agency_id, party_id, party_version_no, company_version_no, currency, opened_on, amount_capital, amount_interest, amount_fees, ended_on, watch_since)
         values ($1, $2, (select coalesce(max(number), 0) + 1 from collection_cases), $3, $2, $4, 1, 1, 'SEK', $5, 1, 0, 0, $6, $7)`,
        [caseId, one.atCase.court ? 'court' : 'agency', partyId, one.atCase.on, until, one.atCase.watch],
      )
      await put(
        `insert into collection_case_items (company_id, case_id, item_id, component, number_text, due_on, amount, ended_on) values ($1, $2, $3, 'capital', 'x', $4, 1, $5)`,
        [caseId, itemId, one.due, until],
      )
    }
    if (one.disputed)
      await put(
        `insert into holds (company_id, id, kind, item_id, from_on, to_on, reason) values ($1, $2, 'dispute', $3, $4, 'infinity', 'x')`,
        [newId(), itemId, one.due],
      )
    await owner.query('commit')
  } finally {
    owner.release()
  }
}

async function books(): Promise<World> {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const north = await area(world, 'NORTH')
  const parties = [
    await world.party({ name: 'Ada Lind', number: '1001', kind: 'person' }),
    await world.party({ name: 'Firma AB', number: '1002', kind: 'company' }),
    await world.party({ name: 'Bo Ek', number: '1003', kind: 'person' }),
  ]
  for (const [i, one] of drawn(45).entries()) {
    const party = parties[one.party]!
    const given = { number: `${i}`, amount: money(one.cents), on: one.on, due: one.due, area: one.north ? north : null }
    const item = await postItem(world, { party, ...given })
    await happen(world, item, party, one)
    if (one.paid) {
      const amount = money(one.paid.whole ? one.cents : Math.trunc(one.cents / 2))
      const on = one.paid.on < one.on ? '2026-11-10' : one.paid.on
      await settle(world, item, await postItem(world, { party, number: `P${i}`, amount: `-${amount}`, on }), amount, on)
    } else if (i % 4 === 0 && one.party !== 2) {
      await world.do(transfer, { moves: [{ itemId: item, toParty: '1003' }], on: '2026-11-20' })
    }
  }
  return world
}

interface Row {
  itemId: string
  stage: string
}

test(`seed ${seed}: the claims of a stage are those of the whole list that stand there, page by page, and the board counts them`, async () => {
  const world = await books()
  const page = (given: object) => world.do<{ rows: Row[]; next: string | null }>(list, given)
  for (const filter of [
    {},
    { partyKind: 'person' },
    { businessArea: 'NORTH', dueUntil: '2026-11-10' },
    { customer: '1002' },
  ]) {
    const { rows } = await page({ ...filter, limit: 500 })
    for (const stage of claimStages) {
      const found: string[] = []
      let after: string | null = null
      do {
        const one: { rows: Row[]; next: string | null } = await page({
          ...filter,
          stage,
          limit: 3,
          ...(after ? { after } : {}),
        })
        found.push(...one.rows.map((row) => row.itemId))
        after = one.next
      } while (after)
      expect(found, `${stage} ${JSON.stringify(filter)}`).toEqual(
        rows.filter((row) => row.stage === stage).map((row) => row.itemId),
      )
    }
  }

  for (const on of [...days, '2026-07-15']) {
    const { stages } = await world.do<{ stages: Record<string, unknown>[] }>(listBoard, { on, partyKind: 'person' })
    const { rows } = await world.database.owner.query(
      `select s.stage, i.currency, count(*)::int as count, count(distinct i.party_id)::int as customers, min(i.due_on)::text as "oldestDueOn",
              round(sum(i.amount - coalesce((select sum(a.amount) from allocations a where a.company_id = i.company_id and a.debit_item_id = i.id and a.effective_on <= $2::date), 0)) / 100, 2)::text as amount,
              count(*) filter (where exists (select from holds h where h.item_id = i.id and h.from_on <= $2))::int as resting
         from claim_stages($1, $2) s join open_items i on i.company_id = $1 and i.id = s.item_id join parties p on p.company_id = $1 and p.id = i.party_id and p.kind = 'person' group by 1, 2`,
      [world.companyId, on],
    )
    rows.sort((a, b) => claimStages.indexOf(a.stage) - claimStages.indexOf(b.stage))
    expect(stages, on).toEqual(rows)
  }
})
