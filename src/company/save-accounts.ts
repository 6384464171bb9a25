import { accounts } from './accounts.ts'
import { stillNamed } from './named-accounts.ts'
import { saveVerb } from './set-up/verbs-of.ts'

/** Apart from its table, for what names an account lies in tables that name this one. */
export const saveAccounts = saveVerb(accounts, 'company', stillNamed)
