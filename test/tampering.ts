import { expect } from 'vitest'
import { withTenant } from '../src/db/transaction.ts'
import { edgeOf, systemUser } from '../src/jobs/perform.ts'
import type { CheckResult } from '../src/reports/verify/check-result.ts'
import { verifyBooks } from '../src/reports/verify/verify.ts'
import type { World } from './world.ts'

/** What `verify` says. */
export interface Verified {
  ok: boolean
  checks: CheckResult[]
}

/** What breaks the books is found by the check, which names the first row that does. */
export async function expectNamed(world: World, check: string, statement: string, names: object): Promise<void> {
  const answer = await afterTampering(world, statement)
  const found = answer.checks.find((one) => one.name === check)!
  expect(answer.ok).toBe(false)
  expect(found.failed).toBeGreaterThan(0)
  expect(found.first).toMatchObject(names)
}

/** As the owner of the database, with every trigger and key off; rolled back after the look. */
async function afterTampering(at: World, statement: string): Promise<Verified> {
  const edge = await edgeOf(at.installation, { companyId: at.companyId, user: systemUser, today: at.today })
  let answer: Verified | undefined
  const rolledBack = new Error('rolled back')
  await withTenant(at.database.owner, { companyId: at.companyId, areas: 'all', system: true }, async (db) => {
    await db.client.query(`set local session_replication_role = replica`)
    for (const one of statement.split('; ')) {
      const { rowCount } = await db.query(one)
      if (/^(update|delete|insert)/.test(one) && rowCount === 0) throw new Error(`nothing was changed by: ${one}`)
    }
    answer = await verifyBooks({ ...edge, db })
    throw rolledBack
  }).catch((error) => {
    if (error !== rolledBack) throw error
  })
  return answer!
}
