import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { findParty } from './find-party.ts'
import { readAddresses, readChannels, readContacts, readFields, readNotes } from './read.ts'
import { logProtectedReads } from './sees-protected.ts'

/** How long a screen shows what was revealed. */
const secondsShown = 60

const rows = z.array(z.record(z.string(), z.unknown()))

/**
 * A protected person in plain words, for as long as the screen shows it. Who may this and not parties.read-protected sees
 * masks everywhere else. The asking is on record with its reason, in the log of looks and in the audit trail.
 */
export const reveal = verb({
  kind: 'write',
  name: 'parties.reveal',
  summary: 'Show a person with protected identity for 60 seconds; who looked and why is logged',
  route: 'POST /parties/{number}/reveal',
  input: z.object({
    number: z.string(),
    reason: z.string().trim().min(3, 'say why, in a few words').max(500),
  }),
  output: z.object({
    id,
    number: z.string(),
    name: z.string(),
    party: z.record(z.string(), z.unknown()),
    addresses: rows,
    channels: rows,
    contacts: rows,
    notes: rows,
    seconds: z
      .number()
      .int()
      .meta({ description: 'How long the screen shows it from now on, whatever its clock says' }),
    expiresAt: z.string().meta({ description: 'The screen hides it from this instant' }),
  }),
  async run(ctx, { number, reason }) {
    const party = await findParty(ctx, number)
    if (party.protection === 'none')
      refuse('reveal.not-protected', `${number} has no protected identity: read the card`, {}, 409)
    await logProtectedReads(ctx, [party.id], 'parties.reveal')
    await audit(ctx, { verb: 'parties.reveal', subjects: [party.id], after: { reason } })
    return {
      id: party.id,
      number: party.number,
      name: party.name,
      party: await readFields(ctx, party.id),
      addresses: await readAddresses(ctx, party.id),
      channels: await readChannels(ctx, party.id),
      contacts: await readContacts(ctx, party.id),
      notes: await readNotes(ctx, party.id, { masked: false }),
      seconds: secondsShown,
      expiresAt: new Date(ctx.now.getTime() + secondsShown * 1000).toISOString(),
    }
  },
})
