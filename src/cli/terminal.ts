import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes: tests give their own. */
export interface Terminal {
  stdout: Writable
  stderr: Writable
  stdin: Readable
  env: Record<string, string | undefined>
}

/** Columns of the terminal; undefined for a file or a pipe. */
export const widthOf = ({ stdout }: Pick<Terminal, 'stdout'>): number | undefined =>
  (stdout as { columns?: number }).columns || undefined

/** 0 done · 1 refused · 2 called wrongly · 3 a mistake of the program. */
export const exitCode = { done: 0, refused: 1, usage: 2, bug: 3 } as const
