import fc from 'fast-check'
import { expect, test } from 'vitest'
import { country } from '../../src/countries/index.ts'
import { lawValues } from '../../src/countries/law-values.ts'
import type { Surroundings } from '../../src/dunning/decide.ts'
import { decide } from '../../src/dunning/decide.ts'
import { lawDesk } from '../../src/dunning/law.ts'
import type { Claim, LetterChannel, PastLetter, Policy } from '../../src/dunning/types.ts'
import { isLetter, letterChannels, stepKinds } from '../../src/dunning/types.ts'
import type { Accrued } from '../../src/interest/accrue.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays, day } from '../../src/kernel/day.ts'
import type { PartyFacts } from '../../src/parties/queries.ts'

const begin = day('2026-01-05')
const countries = { SE: 'SEK', NO: 'NOK', BG: 'EUR' } as const
/** lag (1981:739) 4 §; inkassoforskriften §§ 1-2, 1-3 with the rate of 750; Bulgaria knows none. */
const mostFee: Record<string, Record<string, bigint>> = {
  SE: { reminder: 60_00n, 'collection-notice': 180_00n, 'payment-demand': 0n },
  NO: { reminder: 38_00n, 'collection-notice': 38_00n, 'payment-demand': 113_00n },
  BG: { reminder: 0n, 'collection-notice': 0n, 'payment-demand': 0n },
}

const step = fc.record({
  kind: fc.constantFrom(...stepKinds, 'reminder', 'reminder', 'collection-notice'),
  days: fc.integer({ min: 0, max: 20 }),
  fee: fc.constantFrom('none', 'law', 'law', 'fixed'),
  feeAmount: fc.bigInt({ min: 1n, max: 900_00n }),
  compensation: fc.boolean(),
  deadlineDays: fc.integer({ min: 0, max: 20 }),
  channels: fc.oneof(
    { weight: 4, arbitrary: fc.constant<LetterChannel[]>(['e-mail', 'print']) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...letterChannels), { minLength: 1 }) },
  ),
})
const policy = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    graceDays: fc.integer({ min: 0, max: 5 }),
    minimum: fc.bigInt({ min: 0n, max: 900_00n }),
    feeAgreed: fc.boolean(),
  })
  .map(
    ({ steps, graceDays, minimum, feeAgreed }): Policy => ({
      id: 'p',
      code: 'P',
      name: 'P',
      businessAreaId: null,
      isDefault: true,
      versionNo: 1,
      validFrom: begin,
      minimum: { SEK: minimum, NOK: minimum, EUR: minimum },
      graceDays,
      bankFileDays: null,
      interest: 'none',
      feeAgreed,
      approval: 'none',
      steps: steps.map((one, i) => ({
        ...one,
        stepNo: i + 1,
        feeAmount: one.fee === 'fixed' ? one.feeAmount : null,
        texts: {},
      })),
    }),
  )
const history = fc.record({
  code: fc.constantFrom(...(Object.keys(countries) as (keyof typeof countries)[])),
  policy,
  kind: fc.constantFrom('person', 'person', 'company', 'company', 'public', 'internal'),
  creditor: fc.constantFrom('business', 'authority'),
  reachable: fc.nat(5).map((n) => n > 0),
  claims: fc.array(
    fc.record({
      due: fc.integer({ min: -5, max: 60 }),
      open: fc.bigInt({ min: 1n, max: 9_000_00n }),
      paidAfter: fc.integer({ min: 0, max: 200 }),
      foreign: fc.nat(5).map((n) => n === 0),
      held: fc.nat(4).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  every: fc.integer({ min: 1, max: 9 }),
})

test('through random months of random policies: every claim once, held with a cause, no fee above the law, no step twice, none before its time', () => {
  fc.assert(
    fc.property(history, ({ code, policy, kind, creditor, reachable, claims: given, every }) => {
      const rules = country(code)
      const law = lawDesk(rules, lawValues(rules.claims), creditor as never)
      const party = {
        id: 'c',
        kind,
        protection: 'none',
        channels: [],
        hasForwardingAddress: false,
        buyer: reachable ? { address: { street: 'Gatan 1', city: 'Ort' } } : null,
      } as unknown as PartyFacts
      const claims = given.map((one, i): Claim & { paidOn: Day; held: boolean } => ({
        itemId: `i${i}`,
        partyId: 'c',
        currency: one.foreign ? 'USD' : countries[code],
        number: `${i}`,
        reference: `${i}`,
        invoiceId: null,
        invoiceGroupId: null,
        businessAreaId: null,
        dueOn: addDays(begin, one.due),
        open: one.open,
        letters: [],
        lastLetterId: null,
        charged: { fee: 0n, interest: 0n, compensation: 0n, cost: 0n },
        compensation: 0n,
        costs: 0n,
        queued: null,
        policy,
        paidOn: addDays(begin, one.due + one.paidAfter),
        held: one.held,
      }))
      for (let offset = 0; offset <= 150; offset += every) {
        const on = addDays(begin, offset)
        const open = claims.filter((claim) => claim.dueOn < on && on < claim.paidOn)
        const around: Surroundings = {
          on,
          rules,
          law,
          baseCurrency: countries[code],
          parties: new Map([['c', party]]),
          hindrances: new Map(
            claims
              .filter((claim) => claim.held)
              .map((claim) => [
                claim.itemId,
                [
                  {
                    kind: 'dispute',
                    causeId: 'x',
                    fromOn: null,
                    toOn: null,
                    amount: null,
                    currency: null,
                    rests: null,
                    reason: null,
                  },
                ],
              ]),
          ),
          bankThrough: null,
          watchBank: true,
          // Nothing has accrued, but it might: delay compensation is owed from the day after the due day on.
          interest: new Map(
            claims.map(({ itemId, dueOn }) => [
              itemId,
              { amount: 0n, segments: [], from: null, lateOn: addDays(dueOn, 1) } as unknown as Accrued,
            ]),
          ),
        }
        const { rows, waiting } = decide(open, around)
        const told = [
          ...rows.flatMap((row) => row.items.map((item) => item.claim.itemId)),
          ...waiting.map((one) => one.claim.itemId),
        ]
        expect(told.sort()).toEqual(open.map((claim) => claim.itemId).sort())
        expect(decide(open, around)).toEqual({ rows, waiting })
        for (const row of rows) {
          expect(row.total).toBe(row.capital + row.interest + row.charged + row.fee + row.compensation)
          expect(new Set(row.items.map((item) => item.claim.currency)).size).toBe(1)
          if (row.items.some((item) => claims.find((claim) => claim.itemId === item.claim.itemId)!.held))
            expect(row.causes.map((cause) => cause.code)).toContain('dispute')
          if (kind === 'internal') expect(row.causes.map((cause) => cause.code)).toContain('internal-customer')
          if (row.causes.length > 0) continue
          if (!isLetter(row.step.kind)) {
            for (const item of row.items) claims.find((claim) => claim.itemId === item.claim.itemId)!.queued = 'waiting'
            continue
          }
          expect(reachable && row.channel).toBe('print')
          expect(row.fee <= mostFee[code]![row.step.kind]!, `${code} ${row.step.kind} ${row.fee}`).toBe(true)
          if (row.currency !== countries[code]) expect([row.fee, row.compensation]).toEqual([0n, 0n])
          expect(row.deadlineOn >= on && rules.holidays.isBankingDay(row.deadlineOn)).toBe(true)
          for (const item of row.items) {
            const claim = claims.find((one) => one.itemId === item.claim.itemId)!
            const last = claim.letters.at(-1)
            expect(addDays(last?.deadlineOn ?? claim.dueOn, policy.graceDays + row.step.days) <= on).toBe(true)
            claim.letters.push({
              letterId: `${on}`,
              kind: row.step.kind,
              sentOn: on,
              deadlineOn: row.deadlineOn,
              fee: row.fee,
              left: true,
              returned: false,
            } satisfies PastLetter)
            claim.compensation += item.compensation
            if (row.main === item.claim) claim.costs += row.fee
          }
        }
        // The same day once more: nothing of what went goes again. A second step may fall on the day of the first.
        const again = decide(
          open.map((claim) => claims.find((one) => one.itemId === claim.itemId)!),
          around,
        )
        const went = new Set(
          rows
            .filter((row) => row.causes.length === 0)
            .flatMap((row) => row.items.map((item) => `${item.claim.itemId} ${row.step.stepNo}`)),
        )
        for (const row of again.rows)
          for (const item of row.items) expect(went.has(`${item.claim.itemId} ${row.step.stepNo}`)).toBe(false)
      }
      for (const claim of claims) {
        // Norway: two fees of a twentieth and one of three; Sweden: one reminder and the notices that a policy has.
        const fees = claim.letters.filter((letter) => letter.fee > 0n)
        if (code === 'NO')
          expect(fees.filter((letter) => letter.kind !== 'payment-demand').length).toBeLessThanOrEqual(2)
        if (code === 'SE') expect(fees.filter((letter) => letter.kind === 'reminder').length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 600 },
  )
})
