import type { Problem } from '../../../kernel/problem.ts'
import type { SieItem } from './items.ts'

export const problemsMax = 10_000

/** The items made so far, and the problems among them, each at the line that is being read. */
export class Told {
  protected line = 0
  protected errors = 0
  protected out: SieItem[] = []
  private counts = { error: 0, warning: 0 }
  private told = new Set<string>()

  /** The items made since the last call. */
  drain(): SieItem[] {
    const items = this.out
    this.out = []
    return items
  }

  protected tellOnce(key: string, message: string, severity: 'warning' | 'error' = 'warning') {
    if (this.told.has(key) || this.told.size >= problemsMax) return
    this.told.add(key)
    this.tell(severity, key.split(' ')[0]!, message)
  }
  protected error(code: string, message: string, column?: string) {
    this.tell('error', code, message, column)
  }
  protected warn(code: string, message: string, column?: string) {
    this.tell('warning', code, message, column)
  }
  protected tell(severity: 'warning' | 'error', code: string, message: string, column?: string) {
    this.report({ code, severity, message, row: this.line, ...(column ? { column } : {}) })
  }
  protected report(problem: Problem) {
    const severity = problem.severity ?? 'error'
    if (severity === 'error') this.errors++
    // Counted apart: an error is told however many warnings came before it.
    const count = ++this.counts[severity]
    if (count <= problemsMax)
      this.out.push({ type: 'problem', problem: { ...problem, message: `line ${problem.row}: ${problem.message}` } })
    else if (count === problemsMax + 1)
      this.out.push({
        type: 'problem',
        problem: {
          code: 'sie.too-many-problems',
          severity,
          row: this.line,
          message: `more than ${problemsMax} ${severity === 'error' ? 'problems' : 'warnings'}; the rest is not listed`,
        },
      })
  }
}
