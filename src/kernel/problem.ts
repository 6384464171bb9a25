/**
 * Expected trouble is a value: collected, shown in the user's language, never thrown one at a time.
 * `code` is stable and translatable (`order.customer-closed`); `data` fills its placeholders.
 */
export interface Problem {
  code: string
  /** Plain English sentence: what is wrong, where, and what to do. */
  message: string
  severity?: 'error' | 'warning'
  /** Where in the input: 1-based row or line, column name or position, path in a document. */
  row?: number
  column?: string
  path?: string
  data?: Record<string, string | number | null>
}

/** A verb refuses: carries every problem found. Becomes an RFC 9457 answer or an exit code. */
export class Refused extends Error {
  readonly problems: Problem[]
  readonly status: number
  constructor(problems: Problem | Problem[], status = 422) {
    const list = Array.isArray(problems) ? problems : [problems]
    super(list.map((problem) => problem.message).join('; '))
    this.name = 'Refused'
    this.problems = list
    this.status = status
  }
}

export const refuse = (code: string, message: string, data?: Problem['data'], status?: number): never => {
  throw new Refused({ code, message, ...(data ? { data } : {}) }, status)
}

/** A bug, not bad input: the program's own promise is broken. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`)
}
