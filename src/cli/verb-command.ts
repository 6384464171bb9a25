import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { jsonValue } from '../db/insert.ts'
import type { FileAnswer, Verb } from '../db/verb.ts'
import { answersFile, fileFields, fromText, inputSchema, plain, unknownFields } from '../http/verb-schema.ts'
import { answerOf, perform } from '../jobs/perform.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import { type Flags, flagOfField, missing, ownFlags, parseFlags, UsageError } from './arguments.ts'
import { companyOf, type LocalInstallation, openInstallation } from './installation.ts'
import { tellHalfLink } from './sign-in-link.ts'
import { asText } from './table.ts'
import { exitCode, type Terminal, widthOf } from './terminal.ts'

/** Runs one verb for the local installation's own user and prints its answer. */
export async function runVerbCommand(verb: Verb, argv: readonly string[], terminal: Terminal): Promise<number> {
  const schema = inputSchema(verb)
  const fields = new Map(Object.keys(schema.properties ?? {}).map((name) => [flagOfField(name), name]))
  const isBare = (flag: string): boolean =>
    plain(schema.properties?.[fields.get(flag) ?? ''] ?? {}, schema).type === 'boolean'
  const flags = parseFlags(argv, null, isBare)
  if (flags.words.length > 0) throw new UsageError(`values are given by name: --field ${flags.words[0]}`)
  for (const name of flags.values.keys())
    if (!ownFlags.has(name) && !fields.has(name))
      throw new UsageError(
        `${verb.name} has no --${name}: reskontra ${verb.name.replace('.', ' ')} --help lists what it has`,
      )
  if (answersFile(verb) && !flags.one('output'))
    throw new UsageError('the answer is a file: --output PATH, or --output - for stdout')
  const base = await readBase(flags, terminal)
  const installation = await openInstallation(flags, terminal)
  try {
    const company = await companyOf(installation, flags, terminal.env)
    const input = await inputOf(verb, flags, fields, base, installation, company.id)
    const progress = progressTo(terminal, flags)
    const output = await perform(
      installation,
      verb,
      { companyId: company.id, user: installation.user, progress: progress.tell },
      input,
    )
    progress.end()
    if (answersFile(verb)) await writeFile(output as FileAnswer, flags.one('output')!, terminal, flags)
    else {
      const answer = answerOf(installation, verb, output)
      terminal.stdout.write(
        flags.has('json') ? `${JSON.stringify(answer ?? null, jsonValue)}\n` : asText(answer, '', widthOf(terminal)),
      )
      tellHalfLink(answer, terminal)
    }
    return exitCode.done
  } finally {
    await installation.close()
  }
}

async function readBase(flags: Flags, { stdin }: Terminal): Promise<Record<string, unknown>> {
  const place = flags.one('input')
  if (place === undefined) return {}
  const text = place === '-' ? await textOf(stdin) : await readFile(place, 'utf8').catch(() => missing(place))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`--input ${place} is no JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`--input ${place} holds no JSON object`)
  return value as Record<string, unknown>
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

async function inputOf(
  verb: Verb,
  flags: Flags,
  fields: Map<string, string>,
  base: Record<string, unknown>,
  installation: LocalInstallation,
  companyId: Id,
): Promise<Record<string, unknown>> {
  const schema = inputSchema(verb)
  const files = fileFields(verb)
  const input = { ...base }
  for (const [flag, texts] of flags.values) {
    const name = fields.get(flag)
    if (name === undefined) continue
    const file = files.get(name)
    if (file) {
      const stored = await Promise.all(texts.map((place) => storeFile(place, installation, companyId)))
      input[name] = file.many ? stored : stored.at(-1)
    } else input[name] = fromText(schema.properties![name]!, schema, texts)
  }
  const unknown = unknownFields(verb, input)
  if (unknown.length > 0) throw new Refused(unknown)
  return input
}

async function storeFile(place: string, { files }: LocalInstallation, companyId: Id) {
  const found = await stat(place).catch(() => undefined)
  if (!found?.isFile()) return missing(place)
  return { name: path.basename(place), ...(await files.put(companyId, createReadStream(place))) }
}

/** A file appears whole or not at all. */
async function writeFile(answer: FileAnswer, place: string, { stdout, stderr }: Terminal, flags: Flags): Promise<void> {
  const body = Readable.from(answer.body instanceof Uint8Array ? [answer.body] : answer.body, { objectMode: false })
  if (place === '-') {
    await copyTo(body, stdout)
    return
  }
  const temporary = `${place}.${process.pid}.part`
  try {
    await pipeline(body, createWriteStream(temporary))
    await rename(temporary, place)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  if (flags.has('json')) stdout.write(`${JSON.stringify({ file: path.resolve(place), mediaType: answer.mediaType })}\n`)
  else stderr.write(`${place}\n`)
}

async function copyTo(body: Readable, stdout: Writable): Promise<void> {
  body.pipe(stdout, { end: false })
  await finished(body)
}

/** Long work tells on stderr how far it is, when somebody looks. */
function progressTo({ stderr }: Terminal, flags: Flags) {
  const shows = !flags.has('json') && (stderr as { isTTY?: boolean }).isTTY === true
  return {
    tell: (done: number, total: number | null, text?: string): void => {
      if (shows) stderr.write(`\r\x1b[2K${done}${total === null ? '' : ` of ${total}`}${text ? ` ${text}` : ''}`)
    },
    end: (): void => {
      if (shows) stderr.write('\r\x1b[2K')
    },
  }
}
