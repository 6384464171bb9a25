import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { findOwnParty } from './find-party.ts'
import { saveParties } from './save-parties.ts'

/** An e-invoice or a PDF by mail goes only to who accepted it: the consent has a date and a source, and can be withdrawn. */
export const setChannel = verb({
  kind: 'write',
  name: 'parties.set-channel',
  summary: 'Record that a customer accepts a channel, or withdraws it',
  route: 'PUT /parties/{number}/channels/{channel}',
  input: z.object({
    number: z.string(),
    channel: z.enum(['peppol', 'e-mail', 'print', 'portal', 'sms', 'bank-e-invoice', 'direct-debit']),
    address: z.string().trim().max(300).optional(),
    consentOn: dayText.optional(),
    consentSource: z.string().trim().max(200).optional(),
    priority: z.number().int().min(1).max(99).default(1),
    withdraw: z.boolean().default(false),
  }),
  output: z.object({ changed: z.boolean() }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    if (input.withdraw) {
      const { rowCount } = await ctx.db.query(
        `update party_channels set withdrawn_on = $4 where company_id = $1 and party_id = $2 and channel = $3 and withdrawn_on is null`,
        [ctx.company.id, party.id, input.channel, ctx.today],
      )
      if (rowCount > 0)
        await audit(ctx, {
          verb: 'parties.set-channel',
          subjects: [party.id],
          summary: { channel: input.channel, withdrawn: ctx.today },
        })
      return { changed: rowCount > 0 }
    }
    if (party.protection !== 'none' && input.channel !== 'print')
      refuse(
        'channel.protected',
        'nothing electronic goes to a person with protected identity: letters go by the forwarding address',
      )
    if (input.address === undefined) refuse('channel.address-missing', 'name the address of the channel')
    const [saved] = await saveParties(ctx, [
      {
        number: party.number,
        source: 'person',
        channels: [
          {
            channel: input.channel,
            address: input.address!,
            consentOn: input.consentOn ?? null,
            consentSource: input.consentSource ?? null,
            priority: input.priority,
          },
        ],
      },
    ])
    const problems: Problem[] = saved!.problems
    if (saved!.outcome === 'rejected') throw new Refused(problems)
    return { changed: saved!.outcome === 'updated' }
  },
})
