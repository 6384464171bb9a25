import type { Verb } from '../db/verb.ts'

/** Each module's own list: one verb at the terminal does not wait for the whole program. */
const lists: Record<string, () => Promise<{ verbs: readonly Verb[] }>> = {
  access: () => import('../access/verbs.ts'),
  bank: () => import('../bank/verbs.ts'),
  claims: () => import('../claims/verbs.ts'),
  collection: () => import('../collection/verbs.ts'),
  company: () => import('../company/verbs.ts'),
  credit: () => import('../credit/verbs.ts'),
  delivery: () => import('../delivery/verbs.ts'),
  dunning: () => import('../dunning/verbs.ts'),
  exchange: () => import('../exchange/verbs.ts'),
  interest: () => import('../interest/verbs.ts'),
  invoicing: () => import('../invoicing/verbs.ts'),
  ledger: () => import('../ledger/verbs.ts'),
  losses: () => import('../losses/verbs.ts'),
  parties: () => import('../parties/verbs.ts'),
  reports: () => import('../reports/verbs.ts'),
  subledger: () => import('../subledger/verbs.ts'),
  workspace: () => import('../workspace/verbs.ts'),
}

/** One that needs little of its module: written by itself, a hundred thousand rows take less memory than their module would. */
const alone: Record<string, () => Promise<Verb>> = {
  'reports.export': async () => (await import('../reports/export/export-report.ts')).exportReport,
}

/** The verb of a name, from its module's folder; a name that is at home elsewhere (`delivery.list-outbox`) from the whole list. */
export async function findVerb(module: string, word: string): Promise<Verb | undefined> {
  const name = `${module}.${word}`
  if (Object.hasOwn(alone, name)) return alone[name]!()
  const own = Object.hasOwn(lists, module)
    ? (await lists[module]!()).verbs.find((verb) => verb.name === name)
    : undefined
  return own ?? (await import('../verbs.ts')).verbs.find((verb) => verb.name === name)
}
