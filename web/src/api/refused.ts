/** One thing that is wrong, as the server tells it: a stable code, its data, and where. */
export interface Problem {
  code: string
  message: string
  severity?: 'error' | 'warning'
  row?: number
  column?: string
  path?: string
  data?: Record<string, string | number | null>
}

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
