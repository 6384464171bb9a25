import { z } from 'zod'
import { fileInput, fileOutput } from '../db/schemas.ts'
import type { Verb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'

/** As much of JSON Schema (2020-12) as the edges look at. */
export interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  description?: string
  default?: unknown
  format?: string
  additionalProperties?: Schema | boolean
}

const inputs = new WeakMap<Verb, Schema>()

/** A verb's input as JSON Schema: for OpenAPI, for texts of a query or a command line. */
export function inputSchema(verb: Verb): Schema {
  let schema = inputs.get(verb)
  if (!schema) {
    schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }) as Schema
    inputs.set(verb, schema)
  }
  return schema
}

export const outputSchema = (verb: Verb): Schema =>
  z.toJSONSchema(verb.output, { io: 'output', unrepresentable: 'any' }) as Schema

export const answersFile = (verb: Verb): boolean => verb.output === fileOutput

/** Names of the input's fields that are files, and whether several are taken. */
export function fileFields(verb: Verb): Map<string, { many: boolean }> {
  const found = new Map<string, { many: boolean }>()
  for (const [name, field] of Object.entries(shapeOf(verb.input))) {
    const bare = unwrap(field)
    if (bare === fileInput) found.set(name, { many: false })
    else if (bare instanceof z.ZodArray && unwrap(bare.element as z.ZodType) === fileInput)
      found.set(name, { many: true })
  }
  return found
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType)
  return {}
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType)
  // meta() and describe() make a copy: the copy's shape is the same object.
  if (schema instanceof z.ZodObject && schema.shape === fileInput.shape) return fileInput
  return schema
}

/**
 * Fields that the verb does not have, wherever they stand: a slip of the pen in the name of a field that may be left out
 * ("preveiw") would else be taken for its absence, and do what was only to be shown.
 */
export function unknownFields(verb: Verb, input: Record<string, unknown>): Problem[] {
  const root = inputSchema(verb)
  return unknownIn(root, root, input, '')
}

function unknownIn(schema: Schema, root: Schema, value: unknown, at: string): Problem[] {
  if (typeof value !== 'object' || value === null) return []
  if (schema.$ref) return unknownIn(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, root, value, at)
  const branches = schema.anyOf ?? schema.oneOf
  // Of several shapes the one that fits best is meant.
  if (branches)
    return (
      branches
        .filter((one) => mayHold(one, root, value))
        .map((one) => unknownIn(one, root, value, at))
        .reduce<Problem[] | null>((best, one) => (best && best.length <= one.length ? best : one), null) ?? []
    )
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.flatMap((one, i) => unknownIn(items, root, one, `${at}${at && '.'}${i}`)) : []
  }
  const { properties } = schema
  if (!properties || schema.additionalProperties) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = `${at}${at && '.'}${name}`
    const known = properties[name]
    if (known) return unknownIn(known, root, inner, path)
    const message = `there is no field ${name} here: ${Object.keys(properties).join(', ')}`
    return [{ code: 'request.field-unknown', message, path }]
  })
}

function mayHold(schema: Schema, root: Schema, value: object): boolean {
  if (schema.$ref) return mayHold(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, root, value)
  return schema.type === undefined || schema.type === (Array.isArray(value) ? 'array' : 'object')
}

/** Follows references and "or null" to the schema that says what a text must become. */
export function plain(schema: Schema, root: Schema): Schema {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/$defs/', '')
    return plain(root.$defs?.[name] ?? {}, root)
  }
  if (schema.allOf?.length === 1) return plain(schema.allOf[0]!, root)
  if (schema.anyOf) {
    const kinds = schema.anyOf.map((one) => plain(one, root)).filter((one) => one.type !== 'null')
    return kinds.length === 1 ? kinds[0]! : (kinds.find((one) => one.type === 'string') ?? kinds[0] ?? {})
  }
  if (Array.isArray(schema.type)) {
    const kinds = schema.type.filter((kind) => kind !== 'null')
    return { ...schema, type: kinds.includes('string') ? 'string' : kinds[0] }
  }
  return schema
}

/**
 * Texts of a query, a form or a command line become what the input's schema asks for; what does not fit stays a text, and
 * the verb's own schema tells what is wrong with it. Arrays: repeated, or separated by commas. Objects: JSON.
 */
export function fromText(schema: Schema, root: Schema, texts: readonly string[]): unknown {
  const kind = plain(schema, root)
  if (kind.type === 'array') {
    if (texts.length === 1 && /^\s*\[/.test(texts[0]!)) return parsed(texts[0]!)
    const items = kind.items ?? {}
    const isText = !['object', 'array'].includes(String(plain(items, root).type))
    const parts = texts.length === 1 && isText ? texts[0]!.split(',').map((part) => part.trim()) : texts
    return parts.filter((part) => part !== '').map((part) => fromText(items, root, [part]))
  }
  const text = texts.at(-1)!
  switch (kind.type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text
    case 'boolean':
      return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text
    case 'object':
      return parsed(text)
    case 'string':
      return text
    default:
      return /^\s*[[{]/.test(text) ? parsed(text) : text
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
