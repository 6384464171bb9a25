import type { Ctx } from '../../db/context.ts'
import type { Setting } from '../../delivery/settings.ts'
import { readSetting } from '../../delivery/settings.ts'
import { refuse } from '../../kernel/problem.ts'

export type BureauSetting = Setting<'credit-bureaus'>['bureaus'][number]

/** None where the company has none. */
export const readBureauSettings = async (ctx: Ctx): Promise<BureauSetting[]> =>
  (await readSetting(ctx, 'credit-bureaus'))?.bureaus ?? []

/** Who asks a bureau must have one. */
export async function needBureauSettings(ctx: Ctx): Promise<BureauSetting[]> {
  const bureaus = await readBureauSettings(ctx)
  return bureaus.length > 0
    ? bureaus
    : refuse('credit.no-bureau', 'the company has no setting credit-bureaus: enter the bureau that is to be asked')
}
