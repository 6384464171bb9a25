import type { Country } from '../formats/e-invoice/document.ts'

/** What can begin the time of a claim anew. */
export const interruptionKinds = [
  'demand',
  'acknowledgement',
  'part-payment',
  'court',
  'decision',
  'enforcement',
  'other',
] as const
export type InterruptionKind = (typeof interruptionKinds)[number]

const sweden = 'preskriptionslag (1981:130) 5–7 §§'
const norway = 'foreldelsesloven §§ 14–18, 21'
const bulgaria = 'ЗЗД чл. 116–117'

/**
 * What interrupts limitation where; null: it does not. A written demand or reminder does in Sweden alone: elsewhere the debtor
 * must acknowledge the debt (a part payment does), or the claim go to court or enforcement. 'court' is what the creditor began,
 * 'decision' what came of it and can be enforced. 'other' is what a person has judged.
 */
export const interruptions: Record<Country, Record<InterruptionKind, string | null>> = {
  SE: {
    demand: sweden,
    acknowledgement: sweden,
    'part-payment': sweden,
    court: sweden,
    decision: sweden,
    enforcement: sweden,
    other: sweden,
  },
  NO: {
    demand: null,
    acknowledgement: norway,
    'part-payment': norway,
    court: norway,
    decision: norway,
    enforcement: norway,
    other: norway,
  },
  BG: {
    demand: null,
    acknowledgement: bulgaria,
    'part-payment': bulgaria,
    court: bulgaria,
    decision: bulgaria,
    enforcement: bulgaria,
    other: bulgaria,
  },
}
