import type { FlagKind, Flags } from './arguments.ts'
import { computeInterestCommand } from './compute-interest.ts'
import { createCompany } from './create-company.ts'
import { demo } from './demo.ts'
import { evaluateMatching } from './evaluate-matching.ts'
import { readFormat } from './read-format.ts'
import { signInLink } from './sign-in-link.ts'
import { start } from './start.ts'
import type { Terminal } from './terminal.ts'
import { validateEInvoice } from './validate-e-invoice.ts'
import { verify } from './verify.ts'

/** A command without a company; everything with one is a verb. */
export interface Command {
  /** "start", "formats read" */
  name: string
  summary: string
  /** The whole text of --help. */
  help: string
  flags: Record<string, FlagKind>
  /** @returns the exit code */
  run(flags: Flags, terminal: Terminal): Promise<number>
}

export const commands: readonly Command[] = [
  start,
  demo,
  createCompany,
  readFormat,
  validateEInvoice,
  evaluateMatching,
  computeInterestCommand,
  verify,
  signInLink,
]
