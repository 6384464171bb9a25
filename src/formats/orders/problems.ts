import type { Problem } from '../../kernel/problem.ts'
import type { ProblemItem } from '../format.ts'

type Where = Omit<Problem, 'code' | 'message' | 'severity'>

/** The whole file must not be imported. */
export const refuseFile = (code: string, message: string, where: Where = {}): ProblemItem => ({
  type: 'problem',
  problem: { code, message, severity: 'error', ...where },
  refuses: 'file',
})

/** This order is left out; the others go on. */
export const refuseOrder = (code: string, message: string, where: Where = {}): ProblemItem => ({
  type: 'problem',
  problem: { code, message, severity: 'error', ...where },
  refuses: 'order',
})

export const warn = (code: string, message: string, where: Where = {}): ProblemItem => ({
  type: 'problem',
  problem: { code, message, severity: 'warning', ...where },
})
