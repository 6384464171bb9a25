import type { Input, Output } from '../../../api/call.ts'

export type Policy = Output<'dunning.read-policy'>['versions'][number]
export type Draft = Omit<Input<'dunning.save-policy'>, 'dryRun' | 'after'>
export type Step = Draft['steps'][number]
export type Channel = NonNullable<Step['channels']>[number]
/** There is no portal yet: it is not offered, and a new version of a policy that names it goes on without it. */
export const channels: readonly Channel[] = ['e-mail', 'sms', 'print', 'peppol']
export const languages = ['sv', 'nb', 'bg', 'en'] as const
export const isLetter = ({ kind }: Pick<Step, 'kind'>): boolean => kind !== 'collection' && kind !== 'enforcement'

const newStep: Step = { kind: 'reminder', days: 5, fee: 'none', deadlineDays: 14, channels: ['e-mail', 'print'] }
export const emptyDraft: Draft = { code: '', name: '', steps: [newStep] } as never

/** A version as it stands → what the next one begins from. */
export function draftOf({ policyId: _, versionNo: __, validFrom: ___, steps, ...rest }: Policy): Draft {
  const { recordedAt: _a, recordedBy: _b, isInForce: _c, ...own } = rest
  return {
    ...own,
    steps: steps.map(({ stepNo: _d, feeAmount, ...step }) => ({
      ...step,
      channels: step.channels.filter((channel) => channels.includes(channel)),
      ...(feeAmount ? { feeAmount } : {}),
    })),
  } as never
}

/** A new step is like the last letter, before a hand-over. */
export function withStep(draft: Draft): Draft {
  const last = draft.steps.at(-1)
  const handsOver = last && !isLetter(last)
  const letters = draft.steps.filter(isLetter)
  const added = { ...(letters.at(-1) ?? newStep) }
  return { ...draft, steps: handsOver ? [...draft.steps.slice(0, -1), added, last] : [...draft.steps, added] }
}

export const moved = <T>(list: readonly T[], from: number, to: number): T[] => {
  const next = [...list]
  const [one] = next.splice(from, 1)
  if (one !== undefined) next.splice(to, 0, one)
  return next
}
