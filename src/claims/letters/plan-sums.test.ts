import { expect, test } from 'vitest'
import { issueClaim, pay } from '../../../test/claim-stories.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { agreePlan } from '../agree-plan.ts'
import { changePlan } from '../change-plan.ts'
import { defer } from '../defer.ts'
import { followUp } from '../follow-up.ts'
import { noticePart } from '../notice-part.ts'
import { proposePlan } from '../propose-plan.ts'
import type { ClaimLetter, Said } from './claim-letter.ts'
import { readClaimLetters } from './read-claim-letters.ts'

const move = (world: World, on: string) => {
  world.today = on as Day
}
const letters = (world: World): Promise<ClaimLetter[]> =>
  world.tx(async (ctx) => {
    const ids = await ctx.db.rows<{ id: Id }>(`select id from claim_letters order by made_on, id`)
    const read = await readClaimLetters(
      ctx,
      ids.map((row) => row.id),
    )
    return ids.map((row) => read.get(row.id)!.letter)
  })
const owed = (world: World): Promise<bigint> =>
  world.tx(
    async ({ db }) =>
      (await db.one<{ sum: bigint }>(`select sum(amount_open)::bigint as sum from open_items where amount_open > 0`))
        .sum,
  )

test.each(['SE', 'NO', 'BG'] as const)(
  '%s: the parts of a plan add up to its letters and to the books: proposed, agreed, announced, reminded, changed, broken, deferred',
  async (country) => {
    const world = await openWorld(country, { today: '2026-09-01' })
    const ada = await world.party({
      name: 'Ada Lind',
      kind: 'person',
      number: '77',
    })
    const code = country === 'BG' ? 'S20' : 'S25'
    const claim = await issueClaim(world, ada, {
      country,
      lines: [['Avgift', '1', '2000.37', code]],
      issuedOn: '2026-05-01',
    })
    await issueClaim(world, ada, { country, lines: [['Hyra', '1', '1234.11', code]], issuedOn: '2026-06-11' })
    const owedWhen = { proposed: 0n, agreed: 0n, changed: 0n, ended: 0n, deferred: 0n }
    // Its rate of this half-year is not known.
    const interest = country === 'BG' ? 'none' : 'law'
    const { planId } = await world.do<{ planId: Id }>(proposePlan, {
      customer: '77',
      parts: 7,
      firstOn: '2026-09-30',
      planFee: country === 'SE' ? 'law' : 'none',
      interest,
      notices: true,
      reminderFee: true,
      brokenAfterDays: 20,
      send: true,
    })
    owedWhen.proposed = await owed(world)
    await world.do(agreePlan, { planId, by: 'signed', send: true })
    owedWhen.agreed = await owed(world)
    move(world, '2026-09-20')
    await pay(world, '100.00', { reference: claim.reference })
    await world.do(noticePart, { planId, partNo: 1 })
    move(world, '2026-10-05')
    await world.do(followUp, { noticeDays: 0 })
    move(world, '2026-10-08')
    await world.do(changePlan, {
      planId,
      parts: 4,
      firstOn: '2026-10-31',
      interest,
      notices: true,
      reminderFee: true,
      brokenAfterDays: 20,
      by: 'telephone',
      reason: 'Ny inkomst',
    })

    owedWhen.changed = await owed(world)
    move(world, '2026-11-05')
    await world.do(followUp, { noticeDays: 0 })
    move(world, '2026-11-21')
    await world.do(followUp, { noticeDays: 0 })
    owedWhen.ended = await owed(world)
    await world.do(defer, {
      customer: '77',
      newDueOn: '2026-12-31',
      reason: 'Sjuk',
      fee: '50.00',
      interest: true,
      send: true,
    })
    owedWhen.deferred = await owed(world)
    const read = await letters(world)
    expect(read.map((letter) => letter.kind)).toEqual([
      'plan-proposed',
      'plan-agreed',
      'part-notice',
      'part-reminder',
      'plan-agreed',
      'part-reminder',
      'plan-ended',
      'deferral',
    ])
    for (const { kind, said } of read) {
      const sum = (part: 'capital' | 'interest' | 'fee' | 'total') =>
        said.rows.reduce((total, row) => total + BigInt(row[part]), 0n)
      for (const row of said.rows)
        expect(BigInt(row.capital) + BigInt(row.interest) + BigInt(row.fee)).toBe(BigInt(row.total))
      expect([kind, sum('capital') + sum('interest') + sum('fee')]).toEqual([kind, sum('total')])
      // A whole plan asks for its first part, each other letter for all that its table adds up to.
      const isWhole = kind === 'plan-proposed' || kind === 'plan-agreed'
      expect([kind, said.pay]).toEqual([kind, isWhole ? said.rows[0]!.total : String(sum('total'))])
    }
    const [proposed, agreed, , , changed, , ended, deferred] = read.map(({ said }) => said)
    const whole = ({ rows }: Said, part: 'capital' | 'fee' | 'total') =>
      rows.reduce((total, row) => total + BigInt(row[part]), 0n)
    // Capital and fees of the letters are those of the books: the fees of notices to come are not in them yet.
    const notices = country === 'SE' ? 6000n : 0n
    expect(whole(proposed!, 'capital')).toBe(owedWhen.proposed)
    expect(whole(agreed!, 'capital') + whole(agreed!, 'fee') - 7n * notices).toBe(owedWhen.agreed)
    expect(whole(changed!, 'capital') + whole(changed!, 'fee') - 4n * notices).toBe(owedWhen.changed)
    expect(whole(ended!, 'total')).toBe(owedWhen.ended)
    expect(whole(deferred!, 'total')).toBe(owedWhen.deferred)
  },
)
