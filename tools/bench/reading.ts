import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { camt054 } from '../../src/formats/money-in/camt054/read.ts'
import { makeCamt054 } from './make-camt054.ts'
import type { Step } from './measure.ts'
import { round, seconds, withPeakMemory } from './measure.ts'

/** `benchReading` in a process of its own: its memory is the reader's, not that of the steps before it. */
export async function benchReadingAlone(size: number): Promise<Step> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    import.meta.filename,
    String(size),
  ])
  return JSON.parse(stdout) as Step
}

/** Reading a camt.054 of about `size` bytes as a stream: the reader alone, the file is made while it is read and its making is taken off. */
async function benchReading(size: number): Promise<Step> {
  const payments = Math.round(size / 592)
  const make = () => makeCamt054({ payments, country: 'SE' })
  let bytes = 0
  const making = await seconds(async () => {
    for (const chunk of make()) bytes += chunk.length
  })
  let seen = 0
  const { result, rssMaxMb } = await withPeakMemory(() =>
    seconds(async () => {
      for await (const item of camt054.read(make())) if (item.type === 'payment') seen += 1
    }),
  )
  if (seen !== payments) throw new Error(`read ${seen} of ${payments} payments`)
  const taken = result - making
  return {
    step: 'camt054-reading',
    n: payments,
    seconds: round(taken),
    per_second: Math.round(payments / taken),
    mb: round(bytes / 1e6, 1),
    mb_per_second: round(bytes / 1e6 / taken, 1),
    rss_max_mb: rssMaxMb,
  }
}

if (import.meta.filename === process.argv[1]) console.log(JSON.stringify(await benchReading(Number(process.argv[2]))))
