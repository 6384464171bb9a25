import { createHash, randomBytes } from 'node:crypto'
import { audit, canonicalJson } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { forgetWhereabouts } from './forget-whereabouts.ts'
import type { Write } from './merge-party.ts'
import { fieldsOf } from './register.ts'

type Tenant = Record<'company_id', { type: 'uuid'; value: Id }>

export async function writeParties(ctx: Ctx, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return
  const tenant: Tenant = { company_id: { type: 'uuid', value: ctx.company.id } }
  await insertRows(
    ctx.db,
    'parties',
    {
      id: 'uuid',
      number: 'text',
      kind: 'text',
      customer_kind: 'text',
      name: 'text',
      search_name: 'text',
      country: 'bpchar',
      identity_number: 'text',
      vat_number: 'text',
      language: 'text',
      currency: 'bpchar',
      terms_days: 'int4',
      counterparty_code: 'text',
      their_reference: 'text',
      protection: 'text',
      is_customer: 'bool',
      is_supplier: 'bool',
      payer_id: 'uuid',
      free_fields: 'jsonb',
      version_no: 'int4',
    },
    writes.map((write) => write.row),
    tenant,
    `on conflict (company_id, id) do update set kind = excluded.kind, customer_kind = excluded.customer_kind, name = excluded.name, search_name = excluded.search_name,
       country = excluded.country, identity_number = excluded.identity_number, vat_number = excluded.vat_number, language = excluded.language, currency = excluded.currency,
       terms_days = excluded.terms_days, counterparty_code = excluded.counterparty_code, their_reference = excluded.their_reference, protection = excluded.protection,
       is_customer = excluded.is_customer, is_supplier = excluded.is_supplier, payer_id = excluded.payer_id, free_fields = excluded.free_fields, version_no = excluded.version_no`,
  )
  await insertRows(
    ctx.db,
    'party_areas',
    { party_id: 'uuid', area_id: 'uuid' },
    writes.flatMap((write) => write.newAreas.map((area_id) => ({ party_id: write.row.id, area_id }))),
    tenant,
    'on conflict do nothing',
  )
  await writeVersions(ctx, writes, tenant)
  const newlyProtected = writes.filter(
    (write) => write.row.protection !== 'none' && (write.before?.protection ?? 'none') === 'none',
  )
  await forgetWhereabouts(
    ctx,
    newlyProtected.map((write) => write.row.id),
  )
  await writeAddresses(ctx, writes, tenant)
  await writeChannels(ctx, writes, tenant)
  await audit(ctx, {
    verb: 'parties.save',
    subjects: writes.map((write) => write.row.id),
    summary: {
      source: writes[0]!.source,
      created: writes.filter((write) => write.isNew).length,
      updated: writes.filter((write) => !write.isNew).length,
    },
    before: writes.map((write) => (write.before && write.row.protection === 'none' ? fieldsOf(write.before) : null)),
    after: writes.map((write) => (write.row.protection === 'none' ? fieldsOf(write.row) : { id: write.row.id })),
  })
}

async function writeVersions(ctx: Ctx, writes: readonly Write[], tenant: Tenant): Promise<void> {
  await insertRows(
    ctx.db,
    'party_versions',
    { party_id: 'uuid', version_no: 'int4', buyer: 'jsonb', salt: 'bytea', hash: 'bytea' },
    writes
      .filter((write) => write.newVersion)
      .map((write) => {
        const salt = randomBytes(16)
        const hash = createHash('sha256').update(salt).update(canonicalJson(write.buyer)).digest()
        return { party_id: write.row.id, version_no: write.row.version_no, buyer: write.buyer, salt, hash }
      }),
    { ...tenant, recorded_by: { type: 'uuid', value: ctx.user.id } },
  )
}

/** An address holds until the next one begins, or until nobody knows of one; a correction on the same day replaces. */
async function writeAddresses(ctx: Ctx, writes: readonly Write[], tenant: Tenant): Promise<void> {
  const moved = writes.filter((write) => write.newAddress || write.addressEnds)
  if (moved.length === 0) return
  const purpose = (write: Write) => (write.row.protection === 'none' ? 'postal' : 'forwarding')
  const places = [ctx.company.id, moved.map((write) => write.row.id), moved.map(purpose), ctx.today]
  await ctx.db.query(
    `delete from party_addresses a using unnest($2::uuid[], $3::text[]) as x (party_id, purpose)
      where a.company_id = $1 and a.party_id = x.party_id and a.purpose = x.purpose and a.valid_from >= $4`,
    places,
  )
  await ctx.db.query(
    `update party_addresses a set valid_to = $4 from unnest($2::uuid[], $3::text[]) as x (party_id, purpose)
      where a.company_id = $1 and a.party_id = x.party_id and a.purpose = x.purpose and a.valid_to > $4`,
    places,
  )
  await insertRows(
    ctx.db,
    'party_addresses',
    {
      id: 'uuid',
      party_id: 'uuid',
      purpose: 'text',
      care_of: 'text',
      street: 'text',
      street2: 'text',
      post_code: 'text',
      city: 'text',
      country: 'bpchar',
      source: 'text',
    },
    moved.flatMap((write) => {
      const address = write.newAddress
      if (!address) return []
      return {
        id: newId(),
        party_id: write.row.id,
        purpose: purpose(write),
        care_of: address.careOf ?? null,
        street: address.street ?? null,
        street2: address.street2 ?? null,
        post_code: address.postCode ?? null,
        city: address.city ?? null,
        country: address.country,
        source: write.source,
      }
    }),
    { ...tenant, valid_from: { type: 'date', value: ctx.today } },
  )
}

/** A new address of a channel withdraws the one before it; the consents given stay readable. */
async function writeChannels(ctx: Ctx, writes: readonly Write[], tenant: Tenant): Promise<void> {
  const rows = writes.flatMap((write) =>
    write.newChannels.map((channel, i) => ({
      id: newId(),
      party_id: write.row.id,
      channel: channel.channel,
      address: channel.address,
      priority: channel.priority ?? i + 1,
      consent_on: channel.consentOn ?? null,
      consent_source: channel.consentSource ?? write.source,
    })),
  )
  if (rows.length === 0) return
  await ctx.db.query(
    `update party_channels c set withdrawn_on = $4 from unnest($2::uuid[], $3::text[]) as x (party_id, channel)
      where c.company_id = $1 and c.party_id = x.party_id and c.channel = x.channel and c.withdrawn_on is null`,
    [ctx.company.id, rows.map((row) => row.party_id), rows.map((row) => row.channel), ctx.today],
  )
  await insertRows(
    ctx.db,
    'party_channels',
    {
      id: 'uuid',
      party_id: 'uuid',
      channel: 'text',
      address: 'text',
      priority: 'int4',
      consent_on: 'date',
      consent_source: 'text',
    },
    rows,
    tenant,
  )
}
