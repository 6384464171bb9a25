import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { isEmail } from './check-party.ts'
import { findOwnParty } from './find-party.ts'

export const saveContact = verb({
  kind: 'write',
  name: 'parties.save-contact',
  summary: 'Add, change or remove a contact person',
  route: 'POST /parties/{number}/contacts',
  input: z.object({
    number: z.string(),
    contactId: id.optional(),
    name: z.string().trim().min(1).max(200).optional(),
    phone: z.string().trim().max(50).nullish(),
    email: z.string().trim().max(200).nullish(),
    role: z.string().trim().max(100).nullish(),
    remove: z.boolean().default(false),
  }),
  output: z.object({ contactId: id }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    if (party.protection !== 'none')
      refuse('contact.protected', 'no contact is kept for a person with protected identity')
    if (input.email && !isEmail(input.email) && !input.remove)
      refuse('channel.e-mail-invalid', 'an e-mail address is written name@example.com')
    const contactId = input.contactId ?? newId()
    const place = [ctx.company.id, contactId, party.id]
    const known = await ctx.db.maybe<{ name: string }>(
      `select name from party_contacts where company_id = $1 and id = $2 and party_id = $3`,
      place,
    )
    if (input.contactId && !known) refuse('contact.unknown', 'there is no such contact', {}, 404)
    const name = input.name ?? known?.name ?? refuse('contact.name-missing', 'name the contact')
    if (input.remove)
      await ctx.db.query(`delete from party_contacts where company_id = $1 and id = $2 and party_id = $3`, place)
    else
      await ctx.db.query(
        `insert into party_contacts (company_id, id, party_id, name, phone, email, role) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (company_id, id) do update set name = excluded.name, phone = coalesce($5, party_contacts.phone), email = coalesce($6, party_contacts.email), role = coalesce($7, party_contacts.role)`,
        [...place, name, input.phone ?? null, input.email ?? null, input.role ?? null],
      )
    await audit(ctx, {
      verb: 'parties.save-contact',
      subjects: [party.id],
      summary: { contact: contactId, removed: input.remove },
      after: input.remove ? null : { name, phone: input.phone, email: input.email, role: input.role },
    })
    return { contactId }
  },
})
