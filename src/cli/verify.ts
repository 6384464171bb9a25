import { jsonValue } from '../db/insert.ts'
import { withoutTenant } from '../db/transaction.ts'
import { answerOf, perform } from '../jobs/perform.ts'
import type { Id } from '../kernel/id.ts'
import { verbs } from '../verbs.ts'
import type { Flags } from './arguments.ts'
import type { Command } from './command.ts'
import { openInstallation } from './installation.ts'
import { asText } from './table.ts'
import { exitCode, type Terminal } from './terminal.ts'

/** The verbs that prove something of a company: the books, the seals of the audit trail. */
const proofs = ['reports.verify', 'access.verify-seals']

export const verify: Command = {
  help: `reskontra verify [--company CODE] [--json]

Runs ${proofs.join(' and ')} in every company. Exit code 1 when something does not hold; the first row that breaks it is named.`,
  flags: { company: { help: 'one company only' } },
  async run(flags: Flags, terminal: Terminal): Promise<number> {
    const installation = await openInstallation(flags, terminal)
    try {
      const all = await withoutTenant(
        installation.pool,
        (db) => db.rows<{ company_id: Id; code: string }>(`select company_id, code from all_companies()`),
        {
          readOnly: true,
        },
      )
      const companies = all.filter(({ code }) => !flags.one('company') || flags.one('company') === code)
      const results: { company: string; verb: string; holds: boolean; answer: unknown }[] = []
      for (const { company_id, code } of companies) {
        for (const verb of verbs.filter(({ name }) => proofs.includes(name))) {
          const caller = { companyId: company_id, user: installation.user }
          const answer = answerOf(installation, verb, await perform(installation, verb, caller, {}))
          results.push({ company: code, verb: verb.name, holds: holds(answer), answer })
        }
      }
      const ok = results.every((result) => result.holds)
      terminal.stdout.write(
        flags.has('json')
          ? `${JSON.stringify({ ok, results }, jsonValue)}\n`
          : results
              .map(
                (one) =>
                  `${one.company}  ${one.verb}  ${one.holds ? 'holds' : 'DOES NOT HOLD'}\n${one.holds ? '' : asText(one.answer, '  ')}`,
              )
              .join(''),
      )
      return ok ? exitCode.done : exitCode.refused
    } finally {
      await installation.close()
    }
  },
}

/** A proof answers `ok`, or names the first thing that is broken. */
const holds = (answer: unknown): boolean => {
  const { ok, firstBroken } = answer as { ok?: boolean; firstBroken?: unknown }
  return ok !== false && (firstBroken === undefined || firstBroken === null)
}
