import { describe, expect, test } from 'vitest'
import type { LetterKind } from '../countries/claims.ts'
import { nextStep, stepsTaken } from './chain.ts'
import type { Policy, Step, StepKind } from './types.ts'

const steps = (...kinds: StepKind[]): Step[] =>
  kinds.map((kind, i) => ({
    stepNo: i + 1,
    kind,
    days: 5,
    fee: 'none',
    feeAmount: null,
    compensation: false,
    deadlineDays: 10,
    channels: ['print'],
    texts: {},
  }))
const [r, n, d, c] = ['reminder', 'collection-notice', 'payment-demand', 'collection'] as const

describe('how many steps letters have taken, whatever policy sent them', () => {
  test.each<[string, StepKind[], LetterKind[], number]>([
    ['none', [r, n, c], [], 0],
    ['the first', [r, n, c], [r], 1],
    ['both', [r, n, c], [r, n], 2],
    ['a second reminder that this policy does not have', [r, n], [r, r], 1],
    ['a notice takes the steps below it, too', [r, r, n, c], [r, n], 3],
    ['a notice under a policy of reminders alone: never back to a milder letter', [r, r], [n], 2],
    ['a demand where the policy hands over instead', [r, n, c], [r, n, d], 2],
    ['what came after a handover is not asked for again', [r, c], [n], 1],
  ])('%s', (_, kinds, letters, taken) => {
    expect(
      stepsTaken(
        steps(...kinds),
        letters.map((kind) => ({ kind })),
      ),
    ).toBe(taken)
  })
})

test('grace is added to every deadline, the due day being the first', () => {
  const policy = { graceDays: 3, steps: steps(r, n) } as unknown as Policy
  expect(nextStep(policy, { dueOn: '2026-10-31' as never, letters: [] })).toMatchObject({
    on: '2026-11-08',
    step: { kind: r },
  })
  const letter = {
    letterId: 'x',
    kind: r,
    sentOn: '2026-11-09',
    deadlineOn: '2026-11-19',
    fee: 0n,
    left: true,
    returned: false,
  } as never
  expect(nextStep(policy, { dueOn: '2026-10-31' as never, letters: [letter] })).toMatchObject({
    on: '2026-11-27',
    step: { kind: n },
  })
  expect(
    nextStep(policy, { dueOn: '2026-10-31' as never, letters: [letter, { ...(letter as object), kind: n } as never] }),
  ).toBeNull()
})
