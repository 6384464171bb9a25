import type { Ctx } from '../../db/context.ts'
import { openFolder } from '../../delivery/folder/open-folder.ts'
import { readSecret } from '../../delivery/settings.ts'
import { refuse } from '../../kernel/problem.ts'
import type { Bureau } from './bureau.ts'
import { folderBureau } from './folder-bureau.ts'
import { httpBureau } from './http-bureau.ts'
import type { BureauSetting } from './settings.ts'
import { needBureauSettings } from './settings.ts'

export const openBureau = async (ctx: Ctx, one: BureauSetting): Promise<Bureau> =>
  one.adapter === 'folder'
    ? folderBureau(one.code, await openFolder(ctx, one.path))
    : httpBureau(one, await readSecret(ctx, one.secret.value))

/** The bureau to ask about a party: the one named, else the first that serves its country and kind. */
export async function bureauFor(
  ctx: Ctx,
  party: { country: string; kind: string },
  named: string | undefined,
): Promise<Bureau> {
  const all = await needBureauSettings(ctx)
  const fits = all.find(
    ({ code, countries, kinds }) =>
      (named === undefined || code === named) &&
      (!countries || countries.includes(party.country)) &&
      (!kinds || (kinds as string[]).includes(party.kind)),
  )
  if (fits) return openBureau(ctx, fits)
  return refuse(
    'credit.bureau-unknown',
    'no bureau is set up for this country and kind of party, or none of that name',
    {
      bureau: named ?? null,
    },
  )
}

export async function bureauNamed(ctx: Ctx, code: string): Promise<Bureau> {
  const one = (await needBureauSettings(ctx)).find((bureau) => bureau.code === code)
  return one ? openBureau(ctx, one) : refuse('credit.bureau-unknown', `no bureau ${code} is set up`, { bureau: code })
}
