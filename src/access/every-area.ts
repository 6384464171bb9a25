import type { User } from '../db/context.ts'
import { refuse } from '../kernel/problem.ts'

/** One business area does not decide for the others. @throws Refused access.needs-every-area for who has the right at hand in some of them only */
export function needEveryArea({ areas }: User): void {
  if (areas !== 'all')
    refuse(
      'access.needs-every-area',
      'this holds for every business area: it is for who has the right to it in all of them',
      {},
      403,
    )
}
