import type { Problem } from '../../../src/kernel/problem.ts'

export type { Problem }

export class ApiRefused extends Error {
  readonly problems: Problem[]
  readonly status: number
  constructor(problems: Problem[], status: number) {
    super(problems.map(({ message }) => message).join('; '))
    this.name = 'ApiRefused'
    this.problems = problems
    this.status = status
  }
  get unreachable(): boolean {
    return this.status === 0
  }
}

export const unreachable = (): ApiRefused =>
  new ApiRefused([{ code: 'service.unreachable', message: 'the server does not answer' }], 0)
