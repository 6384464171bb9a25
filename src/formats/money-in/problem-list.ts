import type { Problem } from '../../kernel/problem.ts'
import type { ProblemItem } from '../format.ts'

/** Problems told of one file; a file with more is refused all the same. */
const problemsMax = 1_000

/** Tells problems into the stream of items up to the limit, and at the end how many there were. */
export function problemList(queue: { push(item: ProblemItem): unknown }, prefix: string) {
  let count = 0
  return {
    add(problem: Problem) {
      if (++count <= problemsMax) queue.push({ type: 'problem', problem })
    },
    close() {
      if (count > problemsMax)
        queue.push({
          type: 'problem',
          problem: {
            code: `${prefix}.many-problems`,
            message: `The file has ${count} problems; the first ${problemsMax} are told.`,
            data: { count },
          },
        })
    },
  }
}
