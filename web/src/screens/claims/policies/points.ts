import { codes } from '../../../lang/codes.ts'
import type { Say } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { texts } from '../runs/texts.ts'
import type { LinePoint } from '../step-line.tsx'

export interface StepShape {
  kind: string
  days: number
  fee?: string
  deadlineDays?: number
}

/** A policy as a line of days: each step by the day after the due day on which it comes at the earliest. */
export function pointsOf(
  { steps, graceDays = 0 }: { steps: readonly StepShape[]; graceDays?: number },
  t: Say,
): LinePoint[] {
  let day = 0
  let deadline = 0
  return [
    { key: 'due', label: t(texts.exampleDue), days: 0 },
    ...steps.map((step, index) => {
      const gap = deadline + step.days + graceDays
      day += gap
      deadline = step.deadlineDays ?? 0
      const kind = (codes.stepKind as Record<string, Phrase>)[step.kind]
      const word = kind ? t(kind) : step.kind
      const fee = step.fee && step.fee !== 'none' ? (codes.dunningFee as Record<string, Phrase>)[step.fee] : undefined
      return {
        key: String(index),
        label: word.slice(0, 1).toLocaleUpperCase() + word.slice(1),
        clause: [t(texts.exampleDay, { n: day }), fee ? t(fee) : ''].filter(Boolean).join(' · '),
        days: gap,
        gap: t(texts.daysN, { n: gap }),
      }
    }),
  ]
}
