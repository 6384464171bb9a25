import { ZodError } from 'zod'
import { inputProblems } from '../db/input-problems.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'

/** RFC 9457. */
export interface ProblemDetails {
  type: string
  title: string
  status: number
  detail: string
  code: string
  problems: Problem[]
}

/** What a request is told about an error; `bug` when it is none of the request's making and belongs into the log. */
export function problemDetails(error: unknown): { details: ProblemDetails; bug: boolean } {
  if (error instanceof Refused) return known(error.problems, error.status)
  if (error instanceof ZodError) return known(inputProblems(error), 422)
  const stored = databaseProblem(error)
  if (stored) return { ...known([stored.problem], stored.status), bug: stored.status === 503 }
  const http = httpProblem(error)
  if (http) return known([http.problem], http.status)
  return { ...known([{ code: 'internal', message: 'the program made a mistake; it is in its log' }], 500), bug: true }
}

const known = (problems: Problem[], status: number) => ({
  details: detailsOf(problems, status),
  bug: false,
})

export function detailsOf(problems: Problem[], status: number): ProblemDetails {
  const first = problems[0] ?? { code: 'refused', message: 'refused' }
  return {
    type: `urn:reskontra:problem:${first.code}`,
    title: titles[status] ?? 'Refused',
    status,
    detail: problems.length > 1 ? `${first.message} (and ${problems.length - 1} more)` : first.message,
    code: first.code,
    problems,
  }
}

const titles: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'You have no right to this',
  404: 'There is no such thing',
  405: 'Not this way',
  409: 'It does not fit what is there',
  413: 'Too large',
  415: 'Not in this form',
  422: 'Something in the request is wrong',
  429: 'Too many attempts',
  500: 'A mistake of the program',
  503: 'Not now',
}

/**
 * Constraints bear names that can be shown; values of rows are never shown. SQLSTATE: PostgreSQL manual, appendix A.
 */
function databaseProblem(error: unknown): { problem: Problem; status: number } | undefined {
  const { code, constraint, table, severity } = (error ?? {}) as {
    code?: string
    constraint?: string
    table?: string
    severity?: string
  }
  if (typeof code !== 'string') return undefined
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code) || (severity !== undefined && /^(08...|57P0.|53...)$/.test(code)))
    return { problem: { code: 'database.away', message: 'the database is away for a moment: try again' }, status: 503 }
  if (severity === undefined) return undefined
  const status = { '23505': 409, '23P01': 409, '23001': 409, '23503': 409, '23514': 422, '23502': 422, '22003': 422 }[
    code
  ]
  if (status) {
    const name = constraint ?? code
    const data = { constraint: constraint ?? null, table: table ?? null }
    return {
      problem: {
        code: `database.${name.replaceAll('_', '-')}`,
        message: `the books refuse it: ${name.replaceAll('_', ' ')}`,
        data,
      },
      status,
    }
  }
  if (code === '42501')
    return { problem: { code: 'access.denied', message: 'this lies outside of what you may see' }, status: 403 }
  if (code === '40001' || code === '40P01' || code === '55P03')
    return {
      problem: { code: 'database.busy', message: 'somebody else changed the same at this moment: try again' },
      status: 409,
    }
  if (code === '57014')
    return { problem: { code: 'database.timeout', message: 'it took too long and was broken off' }, status: 503 }
  return undefined
}

/** Errors of the web server itself: unreadable JSON, a body too large, a medium that it does not take. */
function httpProblem(error: unknown): { problem: Problem; status: number } | undefined {
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: number; code?: string; message?: string }
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined
  const name = (code ?? 'request')
    .toLowerCase()
    .replace(/^fst_(err_)?/, '')
    .replaceAll('_', '-')
  return { problem: { code: `request.${name}`, message: message ?? 'the request cannot be read' }, status: statusCode }
}
