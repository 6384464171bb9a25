import type { Verb } from '../db/verb.ts'
import { closePeriod } from './close-period.ts'
import { listPeriods } from './list-periods.ts'
import { lockLedger } from './lock-ledger.ts'
import { reopenPeriod } from './reopen-period.ts'
import { tryPostingRule } from './try-posting-rule.ts'
import { whyAccount } from './why-account.ts'

export const verbs: Verb[] = [listPeriods, closePeriod, reopenPeriod, lockLedger, whyAccount, tryPostingRule]
