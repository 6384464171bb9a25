import type { Verb } from '../db/verb.ts'
import { approveBilling } from './approve-billing.ts'
import { issue } from './issue.ts'
import { proposeBilling } from './propose-billing.ts'

export const verbs: Verb[] = [proposeBilling, approveBilling, issue]
