import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { findParty } from './find-party.ts'
import { logProtectedReads, protectedName, seesProtected } from './sees-protected.ts'

const rows = z.array(z.record(z.string(), z.unknown()))

/** The card of a customer or supplier. Of a protected person only number and state are told without parties.read-protected. */
export const read = verb({
  kind: 'write',
  name: 'parties.read',
  summary: 'Everything about one customer or supplier',
  route: 'GET /parties/{number}',
  input: z.object({
    number: z.string(),
    mask: z.stringbool().or(z.boolean()).default(false).meta({
      description: 'true: a protected person stays masked also for who may see; parties.reveal shows what is asked for',
    }),
  }),
  output: z.object({
    id,
    number: z.string(),
    name: z.string(),
    masked: z.boolean(),
    party: z.record(z.string(), z.unknown()),
    addresses: rows,
    channels: rows,
    contacts: rows,
    notes: rows,
    bankAccounts: rows,
    businessAreas: z.array(z.string()),
    versions: rows.meta({ description: 'What documents said about the party, the latest first' }),
    events: rows.meta({ description: 'What was done to the party, by whom, the latest first' }),
    lastLook: z
      .object({ at: z.string(), by: z.string().nullable() })
      .nullable()
      .meta({ description: 'Of a protected person: to whom the card was shown in plain words last' }),
    mergedFrom: z.array(z.string()),
    open: z.array(z.object({ currency: z.string(), amount: z.string(), items: z.number().int(), overdue: z.string() })),
  }),
  async run(ctx, input) {
    const party = await findParty(ctx, input.number)
    const lastLook = party.protection === 'none' ? null : await readLastLook(ctx, party.id)
    const masked = party.protection !== 'none' && (input.mask || !seesProtected(ctx))
    if (party.protection !== 'none')
      await logProtectedReads(ctx, [party.id], masked ? 'parties.read-masked' : 'parties.read')
    const none = async () => []
    return {
      id: party.id,
      number: party.number,
      name: masked ? protectedName[ctx.company.language] : party.name,
      masked,
      party: await (masked ? readMaskedFields : readFields)(ctx, party.id),
      addresses: await (masked ? none() : readAddresses(ctx, party.id)),
      channels: await (masked ? none() : readChannels(ctx, party.id)),
      contacts: await (masked ? none() : readContacts(ctx, party.id)),
      notes: await readNotes(ctx, party.id, { masked }),
      bankAccounts: await (masked ? none() : readBankAccounts(ctx, party.id)),
      businessAreas: await readAreas(ctx, party.id),
      versions: await (masked ? none() : readVersions(ctx, party.id)),
      events: await readEvents(ctx, party.id),
      lastLook,
      mergedFrom: (
        await ctx.db.rows<{ number: string }>(
          `select number from parties where company_id = $1 and merged_into_id = $2 order by number`,
          [ctx.company.id, party.id],
        )
      ).map((row) => row.number),
      open: await readOpen(ctx, party.id),
    }
  },
})

type Rows = Promise<Record<string, unknown>[]>

export async function readFields(ctx: Ctx, partyId: Id): Promise<Record<string, unknown>> {
  return ctx.db.one(
    `select p.kind, p.customer_kind as "customerKind", p.country, p.identity_number as "identityNumber", p.vat_number as "vatNumber", p.language, p.currency,
            p.terms_days as "termsDays", p.is_customer as "isCustomer", p.is_supplier as "isSupplier", q.number as "payerNumber", p.counterparty_code as "counterpartyCode",
            p.protection, p.their_reference as "theirReference", p.free_fields as "freeFields", p.version_no as "versionNo", nullif(p.closed_on, 'infinity')::text as "closedOn",
            v.buyer -> 'contact' as contact, v.erased_at is not null as forgotten
       from parties p join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
       left join parties q on q.company_id = p.company_id and q.id = p.payer_id
      where p.company_id = $1 and p.id = $2`,
    [ctx.company.id, partyId],
  )
}

/** What tells neither who nor where. */
const readMaskedFields = (ctx: Ctx, partyId: Id): Promise<Record<string, unknown>> =>
  ctx.db.one(
    `select p.kind, p.protection, p.language, p.currency, p.terms_days as "termsDays", p.is_customer as "isCustomer", p.is_supplier as "isSupplier", p.version_no as "versionNo",
            nullif(p.closed_on, 'infinity')::text as "closedOn",
            (select a.valid_from::text from party_addresses a where a.company_id = p.company_id and a.party_id = p.id and a.purpose = 'forwarding' and a.valid_to > $3 order by a.valid_from desc limit 1) as "forwardingFrom"
       from parties p where p.company_id = $1 and p.id = $2`,
    [ctx.company.id, partyId, ctx.today],
  )

export const readAddresses = (ctx: Ctx, partyId: Id): Rows =>
  ctx.db.rows(
    `select purpose, valid_from::text as "validFrom", nullif(valid_to, 'infinity')::text as "validTo", care_of as "careOf", street, street2, post_code as "postCode", city, country, source
       from party_addresses where company_id = $1 and party_id = $2 order by purpose, valid_from desc`,
    [ctx.company.id, partyId],
  )

export const readChannels = (ctx: Ctx, partyId: Id): Rows =>
  ctx.db.rows(
    `select channel, address, priority, consent_on::text as "consentOn", consent_source as "consentSource", withdrawn_on::text as "withdrawnOn", bounced_at is not null as bounced
       from party_channels where company_id = $1 and party_id = $2 order by withdrawn_on is not null, priority, id`,
    [ctx.company.id, partyId],
  )

export const readContacts = (ctx: Ctx, partyId: Id): Rows =>
  ctx.db.rows(
    `select id, name, phone, email, role from party_contacts where company_id = $1 and party_id = $2 order by name ${byName(ctx.company)}, id`,
    [ctx.company.id, partyId],
  )

/** Masked: that there is a note and when it is to be followed up, not what it says. */
export const readNotes = (ctx: Ctx, partyId: Id, { masked }: { masked: boolean }): Rows =>
  ctx.db.rows(
    `select n.id, to_json(n.noted_at) #>> '{}' as "notedAt", u.name as "notedBy", case when $3 then '' else n.text end as text, n.follow_up_on::text as "followUpOn",
            to_json(n.done_at) #>> '{}' as "doneAt", a.code as "businessArea"
       from party_notes n left join users u on u.id = n.noted_by left join business_areas a on a.company_id = n.company_id and a.id = n.business_area_id
      where n.company_id = $1 and n.party_id = $2 order by n.noted_at desc, n.id`,
    [ctx.company.id, partyId, masked],
  )

const readBankAccounts = (ctx: Ctx, partyId: Id): Rows =>
  ctx.db.rows(
    `select scheme, account, state, source, seen_count as "seenCount", first_seen_on::text as "firstSeenOn", last_seen_on::text as "lastSeenOn"
       from party_bank_accounts where company_id = $1 and party_id = $2 order by last_seen_on desc`,
    [ctx.company.id, partyId],
  )

/** Rows of a forgotten version keep their number and day. */
const readVersions = (ctx: Ctx, partyId: Id): Rows =>
  ctx.db.rows(
    `select v.version_no as "versionNo", to_json(v.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy", v.buyer ->> 'name' as name, v.buyer -> 'address' as address,
            v.erased_at is not null as forgotten
       from party_versions v left join users u on u.id = v.recorded_by where v.company_id = $1 and v.party_id = $2 order by v.version_no desc limit 100`,
    [ctx.company.id, partyId],
  )

/** Counts and codes only: what personal data the events hold lies in their erasable part. */
const readEvents = (ctx: Ctx, partyId: Id): Rows =>
  ctx.db.rows(
    `select e.id, e.verb, to_json(e.recorded_at) #>> '{}' as at, u.name as by from audit_events e left join users u on u.id = e.user_id
      where e.company_id = $1 and e.subjects @> array[$2::uuid] order by e.recorded_at desc, e.id desc limit 100`,
    [ctx.company.id, partyId],
  )

async function readLastLook(ctx: Ctx, partyId: Id): Promise<{ at: string; by: string | null } | null> {
  const look = await ctx.db.maybe<{ at: string; by: string | null }>(
    `select to_json(r.read_at) #>> '{}' as at, u.name as by from protected_reads r left join users u on u.id = r.user_id
      where r.company_id = $1 and r.party_id = $2 and r.verb in ('parties.read', 'parties.reveal') order by r.read_at desc, r.id desc limit 1`,
    [ctx.company.id, partyId],
  )
  return look ?? null
}

const readAreas = async (ctx: Ctx, partyId: Id): Promise<string[]> =>
  (
    await ctx.db.rows<{ code: string }>(
      `select b.code from party_areas a join business_areas b on b.company_id = a.company_id and b.id = a.area_id where a.company_id = $1 and a.party_id = $2 order by b.code`,
      [ctx.company.id, partyId],
    )
  ).map((row) => row.code)

/** What is open in the areas that the user sees; overdue is what was due before today. */
async function readOpen(ctx: Ctx, partyId: Id) {
  const sums = await ctx.db.rows<{ currency: string; amount: bigint; items: number; overdue: bigint }>(
    `select currency, sum(amount_open)::bigint as amount, count(*)::int as items, coalesce(sum(amount_open) filter (where due_on < $3 and amount_open > 0), 0)::bigint as overdue
       from open_items where company_id = $1 and party_id = $2 and amount_open <> 0 group by currency order by currency`,
    [ctx.company.id, partyId, ctx.today],
  )
  return sums.map((sum) => ({
    ...sum,
    amount: formatMinor(sum.amount, sum.currency),
    overdue: formatMinor(sum.overdue, sum.currency),
  }))
}
