import type { Day } from '../kernel/day.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Checked, Identity, IdentityRules } from './country.ts'

/** Digits of a number as people write it: blanks of every kind, hyphens, dots and slashes fall away. */
export const bare = (text: string): string => text.replace(/[\s\u00ad\u2010-\u2015\u2212./-]/g, '')

export const isDigits = (text: string): boolean => /^\d+$/.test(text)

export const valid = <T>(value: T): Checked<T> => ({ value })

/** `message` never repeats the number of a person. */
export const invalid = (code: string, message: string, data?: Problem['data']): { problem: Problem } => ({
  problem: { code, message, ...(data ? { data } : {}) },
})

/** An organisation's number, else a person's. */
export const anyNumberOf =
  (
    { organisationNumber, personalNumber }: Pick<IdentityRules, 'organisationNumber' | 'personalNumber'>,
    neither: string,
  ) =>
  (text: string, today: Day): Checked<Identity> => {
    const organisation = organisationNumber(text)
    if (organisation.value !== undefined) return valid({ kind: 'organisation', value: organisation.value })
    const person = personalNumber(text, today)
    if (person.value !== undefined) return valid({ kind: 'person', value: person.value })
    return invalid('identity.number-invalid', neither)
  }
