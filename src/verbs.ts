import { verbs as access } from './access/verbs.ts'
import { verbs as bank } from './bank/verbs.ts'
import { verbs as claims } from './claims/verbs.ts'
import { verbs as collection } from './collection/verbs.ts'
import { verbs as company } from './company/verbs.ts'
import { verbs as credit } from './credit/verbs.ts'
import type { Verb } from './db/verb.ts'
import { verbs as delivery } from './delivery/verbs.ts'
import { verbs as dunning } from './dunning/verbs.ts'
import { verbs as exchange } from './exchange/verbs.ts'
import { verbs as interest } from './interest/verbs.ts'
import { verbs as invoicing } from './invoicing/verbs.ts'
import { jobVerbs } from './jobs/verbs.ts'
import { verbs as ledger } from './ledger/verbs.ts'
import { verbs as losses } from './losses/verbs.ts'
import { verbs as parties } from './parties/verbs.ts'
import { verbs as reports } from './reports/verbs.ts'
import { verbs as subledger } from './subledger/verbs.ts'
import { verbs as workspace } from './workspace/verbs.ts'

const others: Verb[] = [
  ...company,
  ...access,
  ...ledger,
  ...parties,
  ...delivery,
  ...subledger,
  ...invoicing,
  ...bank,
  ...claims,
  ...interest,
  ...dunning,
  ...credit,
  ...losses,
  ...collection,
  ...exchange,
  ...reports,
  ...workspace,
]

/** Everything that can be done, in the order of the ranks: HTTP, CLI and schedules know exactly this. */
export const verbs: readonly Verb[] = [...others, ...jobVerbs(others)]
