import { z } from 'zod'
import type { DebtorKind, LetterLaw } from '../countries/claims.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, later } from '../kernel/day.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { letterQuestion } from './law.ts'
import { readLawDesk } from './read-law-desk.ts'
import type { PastLetter, Policy } from './types.ts'
import { isLetter } from './types.ts'

export const lawWarning = z.object({
  stepNo: z.number(),
  debtor: z.enum(['consumer', 'business', 'authority']),
  code: z.enum(['forbidden', 'fee-cut', 'no-fee', 'waits', 'deadline-raised', 'no-compensation', 'law-missing']),
  text: z.string().meta({ description: 'Plain English' }),
  source: z.string().nullable(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
})
export type LawWarning = z.output<typeof lawWarning>

const debtors: DebtorKind[] = ['consumer', 'business', 'authority']

/**
 * A policy held against the law as it stands on a day: a claim that falls due so that each step is taken in its time, for each
 * kind of customer. What the law cuts, forbids, delays or lengthens is told with its source; a run does the same by itself.
 */
export async function checkPolicy(ctx: Ctx, policy: Policy, base: string, on: Day): Promise<LawWarning[]> {
  const law = await readLawDesk(ctx)
  const warnings: LawWarning[] = []
  for (const debtor of debtors) {
    let [deadline, costs, compensation] = [addDays(on, -1), 0n, 0n]
    const dueOn = deadline
    const letters: PastLetter[] = []
    for (const step of policy.steps) {
      if (!isLetter(step.kind)) continue
      const tell = (code: LawWarning['code'], text: string, source: string | null, data: LawWarning['data'] = {}) =>
        warnings.push({ stepNo: step.stepNo, debtor, code, text, source, data })
      let sentOn = later(on, addDays(deadline, policy.graceDays + step.days))
      if (step.compensation && compensation === 0n) {
        const { law: found, problem } = law.compensation(addDays(dueOn, 1), debtor, costs)
        if (problem) tell('law-missing', problem.message, null)
        else if (found.maximumFee === 0n)
          tell('no-compensation', reasonOf(found)?.text ?? '', reasonOf(found)?.source ?? null)
        else compensation = found.maximumFee
      }
      const ask = (day: Day) =>
        letterQuestion({ dueOn, letters, costs }, compensation, step.kind as never, {
          sentOn: day,
          debtor,
          creditor: law.creditor,
          feeAgreed: policy.feeAgreed,
          disputed: false,
        })
      const wants = step.fee === 'law' || (step.fee === 'fixed' && (step.feeAmount ?? 0n) > 0n)
      let { law: found, problem } = law.letter(ask(sentOn))
      if (found && (!found.allowed || (wants && found.maximumFee === 0n))) {
        const until = law.waitFor(ask(sentOn), found.allowed ? 'fee' : 'letter')
        if (until) {
          tell(
            'waits',
            `sent on the day that the law allows, ${until} and not ${sentOn}`,
            reasonOf(found)?.source ?? null,
            { from: sentOn, until },
          )
          sentOn = until
          ;({ law: found, problem } = law.letter(ask(sentOn)))
        }
      }
      if (!found) {
        tell('law-missing', problem?.message ?? '', null)
        break
      }
      if (!found.allowed) {
        tell('forbidden', reasonOf(found)?.text ?? '', reasonOf(found)?.source ?? null)
        continue
      }
      if (step.fee === 'fixed' && (step.feeAmount ?? 0n) > found.maximumFee)
        tell('fee-cut', reasonOf(found)?.text ?? '', reasonOf(found)?.source ?? found.values[0]?.source ?? null, {
          wanted: formatMinor(step.feeAmount ?? 0n, base),
          allowed: formatMinor(found.maximumFee, found.currency),
          currency: found.currency,
        })
      else if (step.fee === 'law' && found.maximumFee === 0n)
        tell('no-fee', reasonOf(found)?.text ?? '', reasonOf(found)?.source ?? null)
      const wanted = addDays(sentOn, step.deadlineDays)
      if (found.earliestDeadline > wanted)
        tell('deadline-raised', found.why[0]?.text ?? '', found.why[0]?.source ?? null, {
          wanted,
          earliest: found.earliestDeadline,
        })
      deadline = law.deadline(sentOn, step.deadlineDays, found.earliestDeadline)
      const most = wants ? (step.fee === 'law' ? found.maximumFee : minor(step.feeAmount ?? 0n)) : minor(0n)
      const fee = most < found.maximumFee ? most : found.maximumFee
      costs += fee
      letters.push({
        letterId: String(step.stepNo),
        kind: step.kind,
        sentOn,
        deadlineOn: deadline,
        fee,
        left: true,
        returned: false,
      })
    }
  }
  return warnings
}

/** Why a letter may not go or bears no more: said last, after what it would have to be. */
const reasonOf = (law: LetterLaw) => law.why.at(-1)
