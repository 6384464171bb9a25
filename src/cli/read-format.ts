import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { jsonValue } from '../db/insert.ts'
import { type Format, headBytes, type ProblemItem } from '../formats/format.ts'
import { formats, recogniseFormat } from '../formats/index.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import { type Flags, missing, UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { exitCode, type Terminal } from './terminal.ts'

/** Problems beyond these are counted, not kept: a file of garbage has one a line. */
const problemsKept = 10_000

export const readFormat: Command = {
  help: `reskontra formats read FILE [--json | --lines]

Recognises the file by its content (${formats.map(({ id }) => id).join(', ')}).
  --json   one object: format, family, records, problems
  --lines  one JSON value a line: each record, then each problem
Amounts are in minor units, as text. Exit code 1 when the file is not ours or has an error.`,
  flags: { lines: { bare: true, help: 'one JSON value a line' } },
  run: readFile,
}

async function readFile(flags: Flags, terminal: Terminal): Promise<number> {
  const place = flags.words[0]
  if (!place || flags.words.length > 1) throw new UsageError('name one file: reskontra formats read FILE')
  const format = await recognise(place)
  const style = flags.has('lines') ? lines : flags.has('json') ? oneObject : people
  const print = style(terminal, format)
  const problems: Problem[] = []
  let errors = 0
  let records = 0
  for await (const item of format.read(createReadStream(place, { highWaterMark: 256 * 1024 })) as AsyncIterable<
    { type: string } | ProblemItem
  >) {
    if (item.type === 'problem' && 'problem' in item) {
      if (item.problem.severity !== 'warning') errors += 1
      if (problems.length < problemsKept) problems.push(item.problem)
      continue
    }
    records += 1
    await print.record(item)
  }
  await print.end(problems, records)
  return errors > 0 ? exitCode.refused : exitCode.done
}

async function recognise(place: string): Promise<Format<unknown>> {
  const head = Buffer.alloc(headBytes)
  const handle = await open(place, 'r').catch(() => missing(place))
  try {
    const { bytesRead } = await handle.read(head, 0, headBytes, 0).catch(() => missing(place))
    const found = recogniseFormat(head.subarray(0, bytesRead), path.basename(place))
    if (found.length === 1) return found[0]!
    const code = found.length === 0 ? 'format.unknown' : 'format.ambiguous'
    const message =
      found.length === 0
        ? `${path.basename(place)} is in no format that is known: ${formats.map(({ title }) => title).join(', ')}`
        : `${path.basename(place)} looks like several formats: ${found.map(({ title }) => title).join(', ')}`
    throw new Refused({ code, message })
  } finally {
    await handle.close()
  }
}

interface Printer {
  record(item: object): Promise<void>
  end(problems: Problem[], records: number): Promise<void>
}

const text = (value: unknown): string => JSON.stringify(value, recordValue)
const recordValue = (key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : jsonValue(key, value)

function oneObject({ stdout }: Terminal, { id, family }: Format<unknown>): Printer {
  let between = `{"format":${text(id)},"family":${text(family)},"records":[`
  return {
    record: async (item) => {
      await written(stdout, `${between}\n${text(item)}`)
      between = ','
    },
    end: async (problems) => written(stdout, `${between === ',' ? '' : between}\n],"problems":${text(problems)}}\n`),
  }
}

const lines = ({ stdout }: Terminal): Printer => ({
  record: (item) => written(stdout, `${text(item)}\n`),
  end: async (problems) => {
    for (const problem of problems) await written(stdout, `${text({ type: 'problem', problem })}\n`)
  },
})

function people({ stdout, stderr }: Terminal, { title }: Format<unknown>): Printer {
  const counts = new Map<string, number>()
  return {
    record: async (item) => {
      const { type } = item as { type: string }
      counts.set(type, (counts.get(type) ?? 0) + 1)
    },
    end: async (problems) => {
      await written(stdout, `${title}\n${[...counts].map(([type, count]) => `  ${type}  ${count}\n`).join('')}`)
      for (const { severity, row, path: at, message, code } of problems)
        stderr.write(
          `${severity ?? 'error'}${row === undefined ? '' : ` row ${row}`}${at ? ` ${at}` : ''}: ${message} [${code}]\n`,
        )
    },
  }
}

/** Waits when the reader of stdout is slower than the file. */
export async function written(stream: NodeJS.WritableStream, piece: string): Promise<void> {
  if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}
