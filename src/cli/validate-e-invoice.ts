import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { billingRuleFiles, loadRules } from '../formats/e-invoice/schematron/rules.ts'
import { loadSchemas, type Schemas } from '../formats/e-invoice/schematron/xsd.ts'
import { type FileVerdict, validateFile } from '../formats/e-invoice/validate.ts'
import { type Flags, missing, UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { rulesDirOf } from './installation.ts'
import { exitCode, type Terminal } from './terminal.ts'

export const validateEInvoice: Command = {
  help: `reskontra e-invoice validate FILE [--rules DIR] [--json]

Runs ${billingRuleFiles.join(' and ')} and, where the folder has them (xsd/ubl-2.1), the UBL schemas.
  --rules  folder of the official rules (default: RESKONTRA_RULES_DIR, else <data-dir>/rules)
Exit code 1 when there is a fatal finding.`,
  flags: { rules: { help: 'folder of the official rules' } },
  run: validate,
}

async function validate(flags: Flags, terminal: Terminal): Promise<number> {
  const place = flags.words[0]
  if (!place || flags.words.length > 1) throw new UsageError('name one file: reskontra e-invoice validate FILE')
  const bytes = await readFile(place).catch(() => missing(place))
  const folder = flags.one('rules') ?? rulesDirOf(flags, terminal)
  if (!folder || !existsSync(folder))
    throw new UsageError(
      `where are the official rules (${billingRuleFiles.join(', ')})? --rules DIR, or RESKONTRA_RULES_DIR`,
    )
  const rules = loadRules({ readFile: (name) => textIn(folder, name) })
  const verdict = validateFile(bytes, rules, schemasIn(folder))
  const own = verdict.own.filter((problem) => problem.severity !== 'warning')
  if (flags.has('json'))
    terminal.stdout.write(`${JSON.stringify({ valid: verdict.fatal.length + own.length === 0, ...verdict })}\n`)
  else terminal.stdout.write(told(verdict))
  return verdict.fatal.length + own.length === 0 ? exitCode.done : exitCode.refused
}

const textIn = (folder: string, name: string): string | null => {
  const file = path.join(folder, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function schemasIn(folder: string): Schemas | undefined {
  const ubl = path.join(folder, 'xsd', 'ubl-2.1')
  if (!existsSync(ubl)) return undefined
  return loadSchemas({
    readFile: (name) => {
      const file = path.join(ubl, name)
      return existsSync(file) ? readFileSync(file) : null
    },
  })
}

function told({ kind, number, fatal, warning, own }: FileVerdict): string {
  const findings = [
    ...fatal.map(({ rule, location, text }) => `fatal    ${rule}  ${text}  ${location}`),
    ...warning.map(({ rule, location, text }) => `warning  ${rule}  ${text}  ${location}`),
    ...own.map(({ code, message, severity }) => `${(severity ?? 'error').padEnd(7)}  ${code}  ${message}`),
  ]
  return `${kind ?? 'no e-invoice'} ${number ?? ''}\n${findings.length === 0 ? 'nothing to complain about\n' : findings.map((line) => `${line}\n`).join('')}`
}
