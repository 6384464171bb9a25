import type { Ctx } from '../../db/context.ts'
import type { Setting } from '../../delivery/settings.ts'
import { readSetting } from '../../delivery/settings.ts'
import { refuse } from '../../kernel/problem.ts'

export type BureauSetting = Setting<'credit-bureaus'>['bureaus'][number]

export async function readBureauSettings(ctx: Ctx): Promise<BureauSetting[]> {
  const setting = await readSetting(ctx, 'credit-bureaus')
  return (
    setting?.bureaus ??
    refuse('credit.no-bureau', 'the company has no setting credit-bureaus: enter the bureau that is to be asked')
  )
}
