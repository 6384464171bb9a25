import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { currencyCode, dayText, id, language } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import { clearableFields, type PartyInput } from './party-input.ts'
import { saveParties } from './save-parties.ts'

const line = z.string().trim().max(200).nullish()
const address = z.strictObject({
  careOf: line,
  street: line,
  street2: line,
  postCode: z.string().trim().max(20).nullish(),
  city: line,
  country: z.string().length(2).optional(),
})

const channelName = z.enum(['peppol', 'e-mail', 'print', 'portal', 'sms', 'bank-e-invoice', 'direct-debit'])

export const partyRow = z.strictObject({
  number: z.string().max(30).nullish().meta({ description: 'Customer number; left out: the next free one' }),
  name: z.string().max(300).nullish(),
  kind: z.enum(['person', 'company', 'public', 'internal']).nullish(),
  customerKind: z.string().max(50).nullish(),
  country: z.string().length(2).nullish(),
  identityNumber: z.string().max(30).nullish(),
  vatNumber: z.string().max(30).nullish(),
  language: language.nullish(),
  currency: currencyCode.nullish(),
  termsDays: z.number().int().min(0).max(365).nullish(),
  counterpartyCode: z.string().max(20).nullish(),
  theirReference: line,
  isCustomer: z.boolean().optional(),
  isSupplier: z.boolean().optional(),
  payerNumber: z.string().max(30).nullish().meta({ description: 'Number of the party that pays; "" ends it' }),
  protection: z.enum(['none', 'secrecy-marked', 'protected-registration']).optional(),
  address: address.nullish(),
  forwardingAddress: address.nullish().meta({ description: 'Where letters to a protected person go' }),
  contact: z.strictObject({ name: line, phone: line, email: line }).nullish(),
  channels: z
    .array(
      z.strictObject({
        channel: channelName,
        address: z.string().trim().max(300),
        consentOn: dayText.nullish(),
        consentSource: line,
        priority: z.number().int().min(1).max(99).optional(),
      }),
    )
    .max(20)
    .optional(),
  businessAreas: z.array(z.string()).max(100).optional().meta({ description: 'Areas that alone see a new party' }),
  freeFields: z
    .record(z.string().max(50), z.string().max(1000))
    .optional()
    .meta({ description: 'A field with "" goes; those left out stay' }),
  clear: z
    .array(z.enum(clearableFields))
    .optional()
    .meta({ description: 'What is left out is kept; these are emptied' }),
})

/** What the person saw of the fields that he changes. */
const was = z.strictObject({
  name: line,
  identityNumber: line,
  vatNumber: line,
  customerKind: line,
  theirReference: line,
  currency: line,
  termsDays: z.number().nullish(),
  language: line,
  payerNumber: line,
  address: address.nullish(),
  contact: z.strictObject({ name: line, phone: line, email: line }).nullish(),
  freeFields: z.record(z.string(), z.string()).nullish(),
})

export const savedRows = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  parties: z.array(z.object({ id, number: z.string(), outcome: z.enum(['created', 'updated', 'unchanged']) })),
})

/** All or nothing: every problem of every row is told, and then nothing is saved. */
export const save = verb({
  kind: 'write',
  name: 'parties.save',
  summary: 'Create or change customers and suppliers, found by number or identity number',
  route: 'PUT /parties',
  input: z.object({
    rows: z
      .array(
        partyRow.extend({
          was: was.optional().meta({
            description:
              'Fields as they were when they were read: refused, field by field, where another has changed them',
          }),
        }),
      )
      .min(1)
      .max(5000),
  }),
  output: savedRows,
  async run(ctx, input) {
    const areas = await areasByCode(ctx)
    const problems: Problem[] = []
    const rows = input.rows.map(({ businessAreas, ...row }, i): PartyInput => {
      const areaIds = (businessAreas ?? []).flatMap((code) => {
        const found = areas.get(code)
        if (!found)
          problems.push({
            code: 'business-area.unknown',
            message: `there is no business area ${code}`,
            row: i + 1,
            column: 'businessAreas',
            data: { area: code },
          })
        return found ?? []
      })
      return { ...row, ...(businessAreas ? { areaIds } : {}), source: 'person' } as PartyInput
    })
    if (problems.length > 0) throw new Refused(problems)
    const saved = await saveParties(ctx, rows)
    const found = saved.flatMap((one, i) => one.problems.map((problem) => ({ ...problem, row: i + 1 })))
    if (saved.some((one) => one.outcome === 'rejected'))
      throw new Refused(found, found.some(({ code }) => code === 'party.changed-meanwhile') ? 409 : 422)
    const count = (outcome: string) => saved.filter((one) => one.outcome === outcome).length
    return {
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      parties: saved.map((one) => ({ id: one.id!, number: one.number!, outcome: one.outcome as 'created' })),
    }
  },
})

export async function areasByCode(ctx: Ctx): Promise<Map<string, Id>> {
  const rows = await ctx.db.rows<{ code: string; id: Id }>(
    `select code, id from business_areas where company_id = $1`,
    [ctx.company.id],
  )
  return new Map(rows.map((row) => [row.code, row.id]))
}
