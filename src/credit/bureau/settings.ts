import { z } from 'zod'
import { readParameter } from '../../company/read-parameter.ts'
import type { Ctx } from '../../db/context.ts'
import { secretReference } from '../../delivery/settings.ts'
import { refuse } from '../../kernel/problem.ts'

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

const bureau = z.discriminatedUnion('adapter', [http, folder])
export type BureauSetting = z.output<typeof bureau>
const setting = z.strictObject({ bureaus: z.array(bureau).min(1) })

export async function readBureauSettings(ctx: Ctx): Promise<BureauSetting[]> {
  const value = await readParameter(ctx, 'credit-bureaus', ctx.today)
  if (value === null)
    return refuse('credit.no-bureau', 'the company has no setting credit-bureaus: enter the bureau that is to be asked')
  const parsed = setting.safeParse(value)
  if (parsed.success) return parsed.data.bureaus
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return refuse('credit.bureau-setting', `the setting credit-bureaus cannot be used: ${faults}`, { faults })
}
