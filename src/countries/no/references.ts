import { referenceRules } from '../references.ts'

/** KID: length and modulus are fixed by the agreement with the bank; modulus 11 may end in '-'. */
export const references = referenceRules(
  [{ kind: 'kid', modulus: 10 }, { kind: 'kid', modulus: 11 }, { kind: 'number' }],
  (text) => {
    const digits = text.replace(/[^\d-]/g, '')
    return digits.slice(0, -1).replace(/-/g, '') + digits.slice(-1)
  },
)
