import { createHash } from 'node:crypto'

/** A statement with its parameters; `name` makes it a prepared one, planned once per connection. */
export interface Statement {
  text: string
  values: unknown[]
  name?: string
}

/**
 * sql`select * from parties where id = ${id}` – values become parameters, a Statement inside is set in as text with
 * its own parameters, renumbered. Use raw() for a name that the program itself made.
 */
export function sql(parts: TemplateStringsArray, ...inserts: unknown[]): Statement {
  let text = parts[0]!
  const values: unknown[] = []
  inserts.forEach((insert, index) => {
    if (isStatement(insert)) {
      text += insert.text.replace(/\$(\d+)/g, (_, number: string) => `$${values.length + Number(number)}`)
      values.push(...insert.values)
    } else {
      values.push(insert)
      text += `$${values.length}`
    }
    text += parts[index + 1]!
  })
  return { text, values }
}

export const raw = (text: string): Statement => ({ text, values: [] })

export const unionAll = (parts: readonly Statement[]): Statement =>
  parts.reduce((all, one) => sql`${all} union all ${one}`)

/** A hot statement: prepared under this name on each connection. One name, one text. */
export const prepared = (name: string, text: string, values: unknown[] = []): Statement => ({ name, text, values })

const names = new Map<string, string>()
/**
 * A hot statement named by its own text. For look-ups by key and for inserts, whose plan is the same whatever the values:
 * planning under row-level security costs more than they do.
 */
export function hot(text: string, values: unknown[] = []): Statement {
  let name = names.get(text)
  if (!name) names.set(text, (name = `hot-${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`))
  return { name, text, values }
}

const kind = Object.prototype
const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === kind &&
  typeof (value as Statement).text === 'string' &&
  Array.isArray((value as Statement).values)
