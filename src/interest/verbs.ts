import type { Verb } from '../db/verb.ts'
import { compute } from './compute.ts'
import { listLawValues } from './list-law-values.ts'
import { listTerms } from './list-terms.ts'
import { readClaim } from './read-claim.ts'
import { saveLawValue } from './save-law-value.ts'
import { saveTerms } from './save-terms.ts'
import { waive } from './waive.ts'

export const verbs: Verb[] = [compute, listLawValues, saveLawValue, listTerms, saveTerms, readClaim, waive]
