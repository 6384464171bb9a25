import { type Figures, ratiosOf } from './figures.ts'

/** A ratio may be worse by this share before it counts: runs of one machine differ by about half of it. */
export const worseAllowed = 0.25

/** What got worse than the committed figures allow: one line each; a step or ratio that is no longer measured counts, too. */
export function worsened(committed: Figures, measured: Figures): string[] {
  return committed.steps.flatMap((before) => {
    const ratios = ratiosOf(before)
    if (ratios.length === 0) return []
    const after = measured.steps.find(({ step }) => step === before.step)
    if (!after) return [`${before.step}: not measured`]
    const now = new Map(ratiosOf(after))
    return ratios.flatMap(([field, ratio]) => {
      const current = now.get(field)
      if (current === undefined) return [`${before.step} ${field}: not measured`]
      if (current <= ratio * (1 + worseAllowed)) return []
      return [
        `${before.step} ${field}: ${current}, committed ${ratio} (${Math.round((current / ratio - 1) * 100)} % worse)`,
      ]
    })
  })
}
