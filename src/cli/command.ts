import type { FlagKind, Flags } from './arguments.ts'
import type { Terminal } from './terminal.ts'

/** A command without a company; everything with one is a verb. */
export interface Command {
  /** The whole text of --help. */
  help: string
  flags: Record<string, FlagKind>
  /** @returns the exit code */
  run(flags: Flags, terminal: Terminal): Promise<number>
}
