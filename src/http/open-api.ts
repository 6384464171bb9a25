import type { Verb } from '../db/verb.ts'
import { answersFile, fileFields, inputSchema, outputSchema, type Schema } from './verb-schema.ts'

export const apiBase = '/api/v1/companies/{company}'

/** Method and path of a verb's route; names in braces are fields of the input. */
export function routeOf(verb: Verb): { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; fields: string[] } {
  const [method, path] = verb.route.split(' ') as ['GET', string]
  return { method, path, fields: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!) }
}

/** OpenAPI 3.1 of exactly these verbs, made from the schemas that validate. */
export function openApi(verbs: readonly Verb[], version: string): object {
  const components: Record<string, unknown> = { Problem: problemSchema, ProblemDetails: detailsSchema }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const verb of verbs) {
    const { method, path } = routeOf(verb)
    const place = (paths[apiBase + path] ??= {
      parameters: [
        {
          name: 'company',
          in: 'path',
          required: true,
          schema: { type: 'string' },
          description: "The company's code or id",
        },
      ],
    })
    place[method.toLowerCase()] = operation(verb, components)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reskontra',
      version,
      description:
        'Every verb of the subledger. Amounts are plain decimals as text with a currency, days are yyyy-mm-dd. Sign in by a session cookie (then mutating calls carry the header X-Reskontra-CSRF) or by "Authorization: Bearer" with a token of the company.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(verbs.map(moduleOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'reskontra_session' },
      },
    },
  }
}

const moduleOf = (verb: Verb): string => verb.name.split('.')[0]!

function operation(verb: Verb, components: Record<string, unknown>): object {
  const { method, fields } = routeOf(verb)
  const input = hoist(inputSchema(verb), verb, components)
  const properties = Object.entries(input.properties ?? {})
  const required = new Set(input.required ?? [])
  const parameters: object[] = fields.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: input.properties?.[name] ?? { type: 'string' },
  }))
  const rest = properties.filter(([name]) => !fields.includes(name))
  if (method === 'GET') {
    for (const [name, schema] of rest)
      parameters.push({
        name,
        in: 'query',
        required: required.has(name),
        schema,
        ...(schema.description ? { description: schema.description } : {}),
      })
  } else {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      schema: { type: 'string', maxLength: 200 },
      description: 'The same key with the same request is answered once more without doing it again',
    })
    parameters.push({
      name: 'X-Reskontra-CSRF',
      in: 'header',
      schema: { type: 'string' },
      description: 'Any value; needed with the session cookie',
    })
  }
  if (verb.kind === 'long')
    parameters.push({
      name: 'Prefer',
      in: 'header',
      schema: { type: 'string' },
      description: 'respond-async: answers 202 with a job to follow',
    })
  const body = method === 'GET' || rest.length === 0 ? undefined : requestBody(verb, rest, required)
  return {
    operationId: verb.name,
    summary: verb.summary,
    tags: [moduleOf(verb)],
    parameters,
    ...(body ? { requestBody: body } : {}),
    responses: {
      200: {
        description: 'Done',
        content: answersFile(verb) ? { '*/*': { schema: {} } } : json(hoist(outputSchema(verb), verb, components)),
      },
      ...(verb.kind === 'long'
        ? { 202: { description: 'Accepted: a job to follow', content: json(acceptedSchema) } }
        : {}),
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
      },
    },
  }
}

const json = (schema: unknown) => ({ 'application/json': { schema } })

function requestBody(verb: Verb, rest: [string, Schema][], required: Set<string>): object {
  const files = fileFields(verb)
  const named = rest.map(([name]) => name).filter((name) => required.has(name))
  const object = (properties: Record<string, unknown>) => ({
    type: 'object',
    properties,
    ...(named.length > 0 ? { required: named } : {}),
  })
  const content: Record<string, object> = json(object(Object.fromEntries(rest)))
  if (files.size > 0) {
    const binary = { type: 'string', format: 'binary' }
    const parts = rest.map(([name, schema]) => {
      const file = files.get(name)
      return [name, file ? (file.many ? { type: 'array', items: binary } : binary) : schema]
    })
    content['multipart/form-data'] = { schema: object(Object.fromEntries(parts)) }
  }
  return { required: named.length > 0, content }
}

/** Definitions move to the components of the document; nameless ones (recursive schemas) are named after their verb. */
function hoist(schema: Schema, verb: Verb, components: Record<string, unknown>): Schema {
  const nameOf = (name: string): string => (name.startsWith('__') ? `${verb.name.replace('.', '_')}${name}` : name)
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== '$defs' && key !== '$schema' && key !== 'id')
        .map(([key, inner]) =>
          key === '$ref' && typeof inner === 'string'
            ? [key, inner.replace(/^#\/\$defs\/(.+)$/, (_, name: string) => `#/components/schemas/${nameOf(name)}`)]
            : [key, key === 'properties' ? movedEach(inner) : moved(inner)],
        ),
    )
  }
  const movedEach = (value: unknown): unknown =>
    Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, moved(inner)]))
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) components[nameOf(name)] = moved(definition)
  return moved(schema) as Schema
}

const problemSchema = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', description: 'Stable' },
    message: { type: 'string' },
    severity: { enum: ['error', 'warning'] },
    row: { type: 'integer', description: '1-based row or line of a file' },
    column: { type: 'string' },
    path: { type: 'string', description: 'Field of the request, or place in a document' },
    data: { type: 'object' },
  },
}
const detailsSchema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'problems'],
  properties: {
    type: { type: 'string', description: 'urn:reskontra:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    problems: { type: 'array', items: { $ref: '#/components/schemas/Problem' } },
  },
}
const acceptedSchema = {
  type: 'object',
  required: ['jobId', 'followUrl'],
  properties: {
    jobId: { type: 'string', format: 'uuid' },
    followUrl: { type: 'string', description: 'Server-sent events: progress, then end' },
  },
}
