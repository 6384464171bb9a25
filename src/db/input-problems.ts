import type { ZodError } from 'zod'
import type { Problem } from '../kernel/problem.ts'

type Issue = ZodError['issues'][number]

/** What a schema refuses, as problems with the path of each wrong field, in words for people. */
export const inputProblems = (error: ZodError): Problem[] =>
  error.issues.map((issue) => {
    const limit = limitOf(issue)
    const own = issue.code === 'custom' ? (issue.params?.code as string | undefined) : undefined
    const code = limit?.code ?? own ?? issue.code.replaceAll('_', '-')
    const words = plainly(issue)
    return {
      code: `input.${code}`,
      message: issue.path.length > 0 ? `${issue.path.join('.')}: ${words}` : words,
      path: issue.path.join('.'),
      ...(limit ? { data: limit.data } : {}),
    }
  })

/** A number or a size beyond its limit. */
function limitOf(issue: Issue): { code: string; data: Record<string, number> } | undefined {
  if (issue.code === 'too_big')
    return { code: issue.origin in unitOf ? 'too-long' : 'too-big', data: { maximum: Number(issue.maximum) } }
  if (issue.code === 'too_small')
    return { code: issue.origin in unitOf ? 'too-short' : 'too-small', data: { minimum: Number(issue.minimum) } }
  return undefined
}

const unitOf: Record<string, string> = { string: ' characters', array: ' values' }

/** What a schema says without words of its own, in words for people. */
function plainly(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    if (issue.message.endsWith('received undefined')) return 'it is needed'
    return `${articleOf[issue.expected] ?? `a value of the kind ${issue.expected}`} is expected`
  }
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid'))
    return issue.format === 'uuid' ? 'this is no id' : `this is no ${issue.format}`
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid'))
    return `one of ${issue.values.map(String).join(', ')} is expected`
  if (issue.code === 'too_big' && issue.message.startsWith('Too big'))
    return `at most ${issue.maximum}${unitOf[issue.origin] ?? ''}`
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) {
    if (issue.minimum === 1 && issue.origin in unitOf) return 'it is needed'
    return `at least ${issue.minimum}${unitOf[issue.origin] ?? ''}`
  }
  return issue.message
}

const articleOf: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
}
