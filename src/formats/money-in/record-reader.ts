import type { Problem } from '../../kernel/problem.ts'
import type { Bytes, MoneyInItem, ProblemItem } from '../format.ts'
import { cut, digits, type Field } from './fixed-width.ts'
import { lines } from './lines.ts'
import { problemList } from './problem-list.ts'

type Queue = (MoneyInItem | ProblemItem)[]

/** Reads a file of records line by line: each puts what it completes into the queue, `finish` what the end of the file tells. */
export async function* readRecords(
  bytes: Bytes,
  startReading: (queue: Queue) => { record(line: string, row: number): void; finish(): void },
): AsyncIterable<MoneyInItem | ProblemItem> {
  const queue: Queue = []
  const reading = startReading(queue)
  for await (const line of lines(bytes)) {
    reading.record(line.text, line.number)
    if (queue.length > 0) yield* queue.splice(0)
  }
  reading.finish()
  yield* queue
}

/** Problems of a file of records, by line and positions. */
export function recordProblems(queue: Queue, format: string) {
  const problems = problemList(queue, format)
  const problem = (code: string, row: number, message: string, more: Partial<Problem> = {}) =>
    problems.add({ code, row, message: `Line ${row}: ${message}`, ...more })
  /** A field of digits; else a problem that names its positions. */
  const number = (line: string, row: number, field: Field, what: string): bigint | null => {
    const value = digits(line, field)
    const column = `${field[0]}-${field[1]}`
    if (value === null)
      problem(
        `${format}.number`,
        row,
        `${what} (positions ${field[0]}–${field[1]}) is "${cut(line, field)}", digits are meant to stand there.`,
        { column },
      )
    return value
  }
  return { problems, problem, number }
}
