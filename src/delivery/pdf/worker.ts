import { createTypesetter, type Job } from './typesetter.ts'

/** Runs in a process of its own: one job at a time, answers with the PDF and the memory it holds. */
export type Answer =
  | { ready: true }
  | { ready: false; id: number; pdf: Uint8Array; rss: number; cpuMicros: number }
  | { ready: false; id: number; error: string; rss: number; cpuMicros: number }

const typesetter = createTypesetter()
/** Who asked may have been killed meanwhile: nobody waits for the answer, and there is nothing to complain of. */
const send = (answer: Answer): void => {
  process.send!(answer, (error: Error | null) => error && process.exit(0))
}
let counted = process.cpuUsage()
/** Processor time since the last answer: sending it, receiving and collecting garbage are counted with the next. */
const figures = (): { rss: number; cpuMicros: number } => {
  const { user, system } = process.cpuUsage(counted)
  counted = process.cpuUsage()
  return { rss: process.memoryUsage.rss(), cpuMicros: user + system }
}

process.on('message', ({ id, job }: { id: number; job: Job }) => {
  try {
    const pdf = typesetter.typeset(job)
    send({ ready: false, id, pdf, ...figures() })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    send({ ready: false, id, error: message, ...figures() })
  }
})
// The parent is gone: so are we.
process.on('disconnect', () => process.exit(0))
counted = process.cpuUsage()
send({ ready: true })
