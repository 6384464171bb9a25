import type { Schema } from '../src/http/verb-schema.ts'
import type { PlainField } from '../web/src/api/plain-field.ts'

/** The fields of an input that are plain. Left out are days, ids, files and whatever has parts: they say one thing once. */
export function plainFields(schema: Schema): PlainField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const part = partOf(field)
    return part ? [{ name, ...part, ...(field.default === undefined ? {} : { default: field.default }) }] : []
  })
}

function partOf(field: Schema): Omit<PlainField, 'name'> | null {
  const [first] = field.anyOf ?? []
  if (first) return partOf(first)
  if (field.enum) return { kind: 'choice', choices: field.enum.map(String) }
  if (field.type === 'boolean') return { kind: 'yes-no' }
  if (field.type === 'integer' || field.type === 'number') return { kind: 'integer' }
  if (field.type === 'string') return field.format ? null : { kind: 'text' }
  if (field.type !== 'array' || !field.items) return null
  const of = partOf(field.items)
  if (of?.kind === 'choice') return { kind: 'choices', choices: of.choices! }
  return of?.kind === 'text' ? { kind: 'codes' } : null
}
