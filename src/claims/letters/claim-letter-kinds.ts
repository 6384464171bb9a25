/** Letters about plans and deferrals. Those that ask for overdue money are dunning's. */
export const claimLetterKinds = [
  'plan-proposed',
  'plan-agreed',
  'part-notice',
  'part-reminder',
  'plan-ended',
  'deferral',
] as const
export type ClaimLetterKind = (typeof claimLetterKinds)[number]
