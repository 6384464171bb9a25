import { expect, test } from 'vitest'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { readRun } from '../../src/dunning/read-run.ts'
import { readClaim } from '../../src/interest/read-claim.ts'
import { saveLawValue } from '../../src/interest/save-law-value.ts'
import { waive } from '../../src/interest/waive.ts'
import { moveTo, proposeOn, remind, savePlainPolicy } from '../dunning.ts'
import { claim } from '../interest.ts'
import { openWorld } from '../world.ts'

test.each([
  ['SE', '2027-01-01', 'reference-rate', '2.00'],
  ['NO', '2027-01-01', 'late-interest', '12.25'],
  ['BG', '2026-07-01', 'reference-rate', '2.15'],
] as const)(
  '%s: a half-year without its rate, from %s: nothing is asked for or given up before it is entered',
  async (country, from, name, percent) => {
    const world = await openWorld(country, { today: '2026-12-01' })
    await savePlainPolicy(world, {
      interest: 'charged',
      steps: [{ kind: 'reminder', days: 14, fee: 'none', deadlineDays: 14, channels: ['print'] }],
    })
    const bo = await world.party({ name: 'Bo Ek', kind: 'person', number: '7' })
    const { itemId } = await claim(world, bo, '1000.00', { issued: '2026-12-01', due: '2026-12-20' })
    moveTo(world, '2027-01-15')
    const { runId, ...proposed } = await proposeOn(world)
    expect(proposed).toMatchObject({ letters: 0, held: 1 })
    // The row says which rate, and from which day.
    const { rows } = await world.do<{ rows: { causes: object[] }[] }>(listRunRows, { runId })
    expect(rows[0]!.causes).toEqual([
      { code: 'law-missing', data: { code: 'RATE_MISSING', from, name, what: expect.any(String) } },
    ])
    expect(await world.do(readClaim, { itemId })).toMatchObject({ problem: { code: 'RATE_MISSING' } })
    await expect(world.do(waive, { claims: [itemId], reason: 'goodwill' })).rejects.toThrow(`RATE_MISSING ${from}`)

    const days = country === 'BG' ? [from, '2027-01-01'] : [from]
    for (const day of days) await world.do(saveLawValue, { name, from: day, percent, source: 'the authority of 2027' })
    // Assumed before it is known: a run goes on it, and says so; what is known is silent.
    const assumed = { name, from: days.at(-1)!, percent, source: 'assumed as before', unverified: true }
    await world.do(saveLawValue, assumed)
    const unverified = async () =>
      (await world.do<{ unverified: object[] }>(readRun, { runId: (await proposeOn(world)).runId })).unverified
    expect(await unverified()).toMatchObject([{ rows: 1, source: expect.stringContaining('assumed as before') }])
    await world.do(saveLawValue, { ...assumed, source: 'the authority of 2027', unverified: false })
    expect(await unverified()).toEqual([])
    expect(await remind(world)).toMatchObject({ letters: 1, proposed: { held: 0 } })
    const waived = await world.do<{ charges: object[]; claims: object[] }>(waive, {
      claims: [itemId],
      reason: 'goodwill',
    })
    // Its days were charged by the letter.
    expect(waived.claims).toEqual([])
  },
)
