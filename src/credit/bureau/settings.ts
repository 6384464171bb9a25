import { z } from 'zod'
import { readParameter } from '../../company/read-parameter.ts'
import type { Ctx } from '../../db/context.ts'
import { exchangeFolder } from '../../db/exchange-folder.ts'
import { readSecret, secretReference } from '../../delivery/settings.ts'
import { refuse } from '../../kernel/problem.ts'
import type { Bureau } from './bureau.ts'
import { folderBureau } from './folder-bureau.ts'
import { httpBureau } from './http-bureau.ts'

/** Where a field stands in the answer: "report.rating.0.score". */
const path = z.string().regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, 'names joined by points: report.score')
/** "{number}", "{country}", "{kind}", "{reason}", "{id}", "{subscription}", "{cursor}" are filled in. */
const request = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  path: z.string().regex(/^\//, 'begins with /'),
  body: z.record(z.string(), z.unknown()).optional(),
})
const whom = {
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/),
  /** About whom it is asked: the first bureau that fits is. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).optional(),
  kinds: z.array(z.enum(['person', 'company', 'public'])).optional(),
}

const http = z.strictObject({
  ...whom,
  adapter: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
  secret: z.strictObject({
    header: z.string().regex(/^[A-Za-z0-9-]+$/),
    value: secretReference,
    prefix: z.string().optional(),
  }),
  timeoutSeconds: z.number().int().min(1).max(60).default(20),
  check: request,
  fields: z.strictObject({
    score: path.optional(),
    class: path.optional(),
    limit: path.optional(),
    limitCurrency: path.optional(),
    status: path.optional(),
    remarks: path.optional(),
    day: path.optional(),
  }),
  /** Currency of the limit where no field tells it. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** The bureau's words for the state of a company. */
  statuses: z.record(z.string(), z.enum(['active', 'bankrupt', 'restructuring', 'ceased'])).default({}),
  monitor: request.extend({ subscription: path.optional() }).optional(),
  endMonitoring: request.optional(),
  changes: request
    .extend({
      list: path,
      cursor: path.optional(),
      id: path.optional(),
      number: path,
      kind: path,
      day: path,
      text: path.optional(),
      /** The bureau's words for kinds of change; others become "other". */
      kinds: z
        .record(z.string(), z.enum(['bankrupt', 'restructuring', 'ceased', 'remark', 'score', 'limit', 'other']))
        .default({}),
    })
    .optional(),
})
export type HttpSetting = z.output<typeof http>
const folder = z.strictObject({ ...whom, adapter: z.literal('folder'), path: z.string().min(1).max(500) })

const setting = z.strictObject({ bureaus: z.array(z.discriminatedUnion('adapter', [http, folder])).min(1) })

async function readBureauSettings(ctx: Ctx): Promise<z.output<typeof setting>['bureaus']> {
  const value = await readParameter(ctx, 'credit-bureaus', ctx.today)
  if (value === null)
    return refuse('credit.no-bureau', 'the company has no setting credit-bureaus: enter the bureau that is to be asked')
  const parsed = setting.safeParse(value)
  if (parsed.success) return parsed.data.bureaus
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return refuse('credit.bureau-setting', `the setting credit-bureaus cannot be used: ${faults}`, { faults })
}

const open = async (ctx: Ctx, one: Awaited<ReturnType<typeof readBureauSettings>>[number]): Promise<Bureau> =>
  one.adapter === 'folder'
    ? folderBureau(one.code, exchangeFolder(ctx, one.path))
    : httpBureau(one, await readSecret(ctx, one.secret.value))

/** The bureau to ask about a party: the one named, else the first that serves its country and kind. */
export async function bureauFor(
  ctx: Ctx,
  party: { country: string; kind: string },
  named: string | undefined,
): Promise<Bureau> {
  const all = await readBureauSettings(ctx)
  const fits = all.find(
    ({ code, countries, kinds }) =>
      (named === undefined || code === named) &&
      (!countries || countries.includes(party.country)) &&
      (!kinds || (kinds as string[]).includes(party.kind)),
  )
  if (fits) return open(ctx, fits)
  return refuse(
    'credit.bureau-unknown',
    'no bureau is set up for this country and kind of party, or none of that name',
    {
      bureau: named ?? null,
    },
  )
}

export async function bureauNamed(ctx: Ctx, code: string): Promise<Bureau> {
  const one = (await readBureauSettings(ctx)).find((bureau) => bureau.code === code)
  return one ? open(ctx, one) : refuse('credit.bureau-unknown', `no bureau ${code} is set up`, { bureau: code })
}

export const allBureaus = async (ctx: Ctx): Promise<Bureau[]> =>
  Promise.all((await readBureauSettings(ctx)).map((one) => open(ctx, one)))
