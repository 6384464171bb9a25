import { codes } from '../../../lang/codes.ts'
import { type Say, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { texts } from '../runs/texts.ts'
import { type LinePoint, StepLine } from '../step-line.tsx'

interface Policy {
  steps: readonly { kind: string; days: number; fee?: string; deadlineDays?: number }[]
  graceDays?: number
}

/** A policy as a line of days, and what its days are made of. */
export function PolicyLine({
  policy,
  label,
  chosen,
  onChoose,
}: {
  policy: Policy
  label: string
  chosen?: string
  onChoose?: (key: string) => void
}) {
  const t = useText()
  const graceDays = policy.graceDays ?? 3
  return (
    <>
      <StepLine
        label={label}
        points={pointsOf({ ...policy, graceDays }, t)}
        {...(chosen === undefined ? {} : { chosen })}
        {...(onChoose ? { onChoose } : {})}
      />
      {policy.steps.length > 0 && graceDays > 0 && (
        <p className="small quiet line-says">
          {t(policy.steps.length > 1 ? texts.lineSays : texts.lineSaysFirst, { n: graceDays })}
        </p>
      )}
    </>
  )
}

/** Each step by the day after the due day on which it comes at the earliest; above the line what its days add up from. */
export function pointsOf({ steps, graceDays }: Policy & { graceDays: number }, t: Say): LinePoint[] {
  let day = 0
  let deadline = 0
  return [
    { key: 'due', label: t(texts.exampleDue), days: 0 },
    ...steps.map((step, index) => {
      const terms = [deadline, step.days, graceDays].filter((days) => days > 0)
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
        gap: terms.length > 1 ? t(texts.daysOf, { terms: terms.join(' + ') }) : t(texts.daysN, { n: gap }),
      }
    }),
  ]
}
