import { readFile } from 'node:fs/promises'
import { evaluateFiles } from '../bank/matching/evaluate-files.ts'
import { type Flags, missing } from './arguments.ts'
import type { Command } from './command.ts'
import { asText } from './table.ts'
import { exitCode, type Terminal, widthOf } from './terminal.ts'

export const evaluateMatching: Command = {
  help: `reskontra match evaluate --invoices FILE --payments FILE --matches FILE [--json]

CSV files in the shape of the labelled set of DataManagementLab/llmeval-enterprise-challenges: automatic rate, precision with
its 95 % interval, right set within 1 and within 3 suggestions.`,
  flags: {
    invoices: { help: 'CSV of invoices', required: true },
    payments: { help: 'CSV of payments', required: true },
    matches: { help: 'CSV of the right matches', required: true },
  },
  async run(flags: Flags, { stdout }: Terminal): Promise<number> {
    const [invoices, payments, matches] = await Promise.all(
      ['invoices', 'payments', 'matches'].map((name) => {
        const place = flags.one(name)!
        return readFile(place, 'utf8').catch(() => missing(place))
      }),
    )
    const report = evaluateFiles({ invoices: invoices!, payments: payments!, matches: matches! })
    stdout.write(flags.has('json') ? `${JSON.stringify(report)}\n` : asText(report, '', widthOf({ stdout })))
    return exitCode.done
  },
}
