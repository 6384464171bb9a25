import type { z } from 'zod'
import { parameterShapes } from '../../company/parameter-shapes.ts'
import { readParameter } from '../../company/read-parameter.ts'
import type { Ctx } from '../../db/context.ts'
import { refuse } from '../../kernel/problem.ts'

export type BureauSetting = z.output<(typeof parameterShapes)['credit-bureaus']>['bureaus'][number]

export async function readBureauSettings(ctx: Ctx): Promise<BureauSetting[]> {
  const value = await readParameter(ctx, 'credit-bureaus', ctx.today)
  if (value === null)
    return refuse('credit.no-bureau', 'the company has no setting credit-bureaus: enter the bureau that is to be asked')
  const parsed = parameterShapes['credit-bureaus'].safeParse(value)
  if (parsed.success) return parsed.data.bureaus
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return refuse('credit.bureau-setting', `the setting credit-bureaus cannot be used: ${faults}`, { faults })
}
