import type { FastifyRequest } from 'fastify'
import { withTenant } from '../db/transaction.ts'
import type { Verb } from '../db/verb.ts'
import type { Installation } from '../jobs/perform.ts'
import type { Id } from '../kernel/id.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { routeOf } from './open-api.ts'
import { fileFields, fromText, inputSchema, unknownFields } from './verb-schema.ts'

/** A bank file of a large municipality's year is under 200 MB. */
const uploadBytesMax = 300 * 1024 * 1024
const uploadFilesMax = 20

/** Path, query and body become one input; files go into the store first. What fits no field is refused. */
export async function readInput(
  installation: Installation,
  verb: Verb,
  who: { companyId: Id; userId: Id; areas: Id[] | 'all' },
  request: FastifyRequest,
): Promise<Record<string, unknown>> {
  const { method, fields } = routeOf(verb)
  const input: Record<string, unknown> = {}
  if (request.isMultipart()) await readParts(installation, verb, who, request, input)
  else if (method !== 'GET' && request.body !== undefined && request.body !== null) {
    if (typeof request.body !== 'object' || Array.isArray(request.body))
      refuse('request.body', 'the body is a JSON object', {}, 400)
    Object.assign(input, request.body)
    await storeGivenFiles(installation, verb, who, input)
  }
  addTexts(verb, input, request.query as Record<string, string | string[]>)
  const params = request.params as Record<string, string>
  addTexts(verb, input, Object.fromEntries(fields.map((name) => [name, params[name]!])))
  const unknown = unknownFields(verb, input)
  if (unknown.length > 0) throw new Refused(unknown)
  return input
}

function addTexts(verb: Verb, input: Record<string, unknown>, texts: Record<string, string | string[]>): void {
  const schema = inputSchema(verb)
  for (const [name, text] of Object.entries(texts)) {
    input[name] = fromText(schema.properties?.[name] ?? {}, schema, typeof text === 'string' ? [text] : text)
  }
}

async function readParts(
  installation: Installation,
  verb: Verb,
  { companyId }: { companyId: Id },
  request: FastifyRequest,
  input: Record<string, unknown>,
): Promise<void> {
  const files = fileFields(verb)
  if (files.size === 0) refuse('request.no-file', 'this takes no file: send JSON', {}, 415)
  const texts: Record<string, string[]> = {}
  const limits = { fileSize: uploadBytesMax, files: uploadFilesMax, fieldSize: 10 * 1024 * 1024 }
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      ;(texts[part.fieldname] ??= []).push(String(part.value))
      continue
    }
    const field = files.get(part.fieldname)
    if (!field) {
      part.file.resume()
      throw new Refused({
        code: 'request.file-field',
        message: `there is no file field ${part.fieldname}: ${[...files.keys()].join(', ')}`,
        path: part.fieldname,
      })
    }
    const stored = await installation.files.put(companyId, part.file)
    if (part.file.truncated)
      refuse(
        'request.file-too-large',
        `a file has at most ${uploadBytesMax / 1024 / 1024} MB`,
        { megabytes: uploadBytesMax / 1024 / 1024 },
        413,
      )
    const file = { name: (part.filename || 'file').slice(-255), ...stored }
    if (field.many) input[part.fieldname] = [...((input[part.fieldname] as unknown[]) ?? []), file]
    else input[part.fieldname] = file
  }
  addTexts(verb, input, texts)
}

/** In JSON a file is its bytes in base64, or the hash of a file that the asker may see. */
async function storeGivenFiles(
  installation: Installation,
  verb: Verb,
  who: { companyId: Id; userId: Id; areas: Id[] | 'all' },
  input: Record<string, unknown>,
): Promise<void> {
  for (const [name, { many }] of fileFields(verb)) {
    const given = input[name]
    if (given === undefined || given === null) continue
    const list = many && Array.isArray(given) ? given : [given]
    const files = await Promise.all(
      list.map((file, i) => storeGiven(installation, who, file, many ? `${name}.${i}` : name)),
    )
    input[name] = many ? files : files[0]
  }
}

async function storeGiven(
  installation: Installation,
  { companyId, userId, areas }: { companyId: Id; userId: Id; areas: Id[] | 'all' },
  given: unknown,
  path: string,
): Promise<unknown> {
  const file = given as { name?: unknown; base64?: unknown; sha256?: unknown }
  if (typeof file !== 'object' || file === null) return given
  if (typeof file.base64 === 'string') {
    const stored = await installation.files.put(companyId, [Buffer.from(file.base64, 'base64')])
    return { name: typeof file.name === 'string' ? file.name : 'file', ...stored }
  }
  if (typeof file.sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(file.sha256)) return given
  const row = await withTenant(
    installation.pool,
    { companyId, areas, userId },
    (db) =>
      db.maybe(`select from files where company_id = $1 and sha256 = decode($2, 'hex')`, [companyId, file.sha256]),
    { readOnly: true },
  )
  if (!row)
    throw new Refused({ code: 'file.unknown', message: 'there is no such file that you may see: send its bytes', path })
  return given
}
