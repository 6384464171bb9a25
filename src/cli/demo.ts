import type { JobReport } from '../../demo/main-job.ts'
import { jsonValue } from '../db/insert.ts'
import { withoutTenant } from '../db/transaction.ts'
import type { Flags } from './arguments.ts'
import { buildDemo, clearUnfinishedDemo } from './build-demo.ts'
import type { Command } from './command.ts'
import { dataDirOf, openInstallation } from './installation.ts'
import { exitCode, type Terminal } from './terminal.ts'

/** The main job without the server: three companies with their history, orders in, invoices out, payments matched, the books proved. */
export const demo: Command = {
  help: `reskontra demo [--data-dir DIR] [--json]

Creates three companies with years of history (a Swedish municipality, a Norwegian company, a Bulgarian one), then runs the main
job of each on the files in demo/files: orders, billing run, invoices, delivery, bank files, matching, proof. Prints counts, sums,
what came of the claims (letters, fees, interest, cases), seconds and the control-account proof. Exit code 1 when a proof does not hold. The data directory must hold no company yet.`,
  flags: {},
  async run(flags: Flags, terminal: Terminal): Promise<number> {
    const tell = (text: string): void => void terminal.stderr.write(`${text}\n`)
    await clearUnfinishedDemo(dataDirOf(flags, terminal), tell)
    const installation = await openInstallation(flags, terminal)
    try {
      const { count } = await withoutTenant(
        installation.pool,
        (db) => db.one<{ count: number }>(`select count(*)::int as count from all_companies()`),
        { readOnly: true },
      )
      if (count > 0) {
        terminal.stderr.write(`${installation.settings.dataDir} holds companies already: name another --data-dir\n`)
        return exitCode.refused
      }
      const reports = await buildDemo(installation, tell)
      const proven = reports.every((report) => report.proof.ok)
      if (flags.has('json')) terminal.stdout.write(`${JSON.stringify({ proven, companies: reports }, jsonValue, 2)}\n`)
      else for (const report of reports) terminal.stdout.write(`${asSentences(report)}\n`)
      return proven ? exitCode.done : exitCode.refused
    } finally {
      await installation.close()
    }
  },
}

export function asSentences({
  company,
  orders,
  invoices,
  deliveries,
  payments,
  claims,
  proof,
  seconds,
}: JobReport): string {
  const sums = invoices.sums.map((sum) => `${sum.payable} ${sum.currency}`).join(', ')
  const { letters, interest, cases, losses, plans, waiting } = claims
  const money = (list: { amount: string; currency: string }[]) =>
    list.map((sum) => `${sum.amount} ${sum.currency}`).join(' and ') || 'none'
  const sent = letters.reminders + letters.notices + letters.demands
  const differences = proof.accounts.map((row) => `${row.account} ${row.currency} ${row.difference}`).join(' · ')
  const taken = Object.values(seconds).reduce((sum, one) => sum + one, 0)
  return [
    company,
    `  orders     ${orders.made} made from ${orders.files} files, ${orders.rejected} rejected`,
    `  invoices   ${invoices.issued} issued (${sums}), ${invoices.held} held, ${invoices.rejected} rejected`,
    `  sent       ${deliveries.sent} by Peppol and e-mail, ${deliveries.printed} in ${deliveries.bundles} bundles to the print house, ${deliveries.failed + deliveries.held + deliveries.postponed} not`,
    `  payments   ${payments.imported} from ${payments.files} files: ${payments.matched} matched, ${payments.onAccount} on account, ${payments.unidentified} for a person`,
    `  claims     ${sent} letters since 2024 (${letters.reminders} reminders, ${letters.notices} notices, ${letters.demands} payment demands), fees ${money(claims.fees)}; interest ${money(interest.sums)}, ${interest.invoices} interest invoices`,
    `             ${cases.agency + cases.court} cases (${cases.agency} at the agency, ${cases.court} at the court, ${cases.open} open), ${losses.written} lost, ${losses.recovered} recovered, ${losses.small} small rests written off, plans: ${plans.running} running, ${plans.broken} broken`,
    `  waiting    a run of ${waiting.letters} reminders to be approved, ${waiting.held} held, ${waiting.forCollection} ready for collection`,
    `  proof      ${proof.ok ? 'holds' : 'DOES NOT HOLD'}: ${differences}`,
    `  main job   ${taken.toFixed(1)} s`,
  ].join('\n')
}
