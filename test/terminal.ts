import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, vi } from 'vitest'
import { run } from '../src/cli/run.ts'
import type { Day } from '../src/kernel/day.ts'
import { timePasses } from './outbox.ts'
import type { World } from './world.ts'

/** Only days are told; waiting, and what drivers do, goes on by the real clock. */
export function daysAreTold(): void {
  let url: string | undefined
  beforeEach(() => {
    url = process.env.DATABASE_URL
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
    if (url === undefined) delete process.env.DATABASE_URL
    else process.env.DATABASE_URL = url
  })
}

export interface Terminal {
  /** The day of the story, at the terminal too; what waits in the outbox may leave. */
  day(on: string): Promise<void>
  /** `reskontra <words>` with its input as JSON; the answer. A refusal throws with its words. */
  say<T = Record<string, unknown>>(words: string, input?: object): Promise<T>
  /** A folder below the company's exchange, made. */
  folder(name: string): string
}

export function openTerminal(world: World, country: string): Terminal {
  process.env.DATABASE_URL = world.database.url
  const { dataDir } = world.installation.settings
  return {
    async day(on) {
      world.today = on as Day
      vi.setSystemTime(new Date(`${on}T10:00:00Z`))
      await timePasses(world)
    },
    async say<T>(words: string, input: object = {}): Promise<T> {
      const stdout = new PassThrough()
      const stderr = new PassThrough()
      const texts = Promise.all([stdout, stderr].map(async (stream) => (await stream.toArray()).join('')))
      const code = await run([...words.split(' '), '--json', '--input', '-'], {
        stdout,
        stderr,
        stdin: Readable.from([JSON.stringify(input)]),
        env: { RESKONTRA_DATA_DIR: dataDir },
      })
      stdout.end()
      stderr.end()
      const [out, err] = await texts
      if (code !== 0) throw new Error(`${words}: ${err}`)
      return JSON.parse(out!) as T
    },
    folder(name) {
      const folder = path.join(dataDir, 'exchange', `test-${country}`, name)
      mkdirSync(folder, { recursive: true })
      return folder
    },
  }
}
