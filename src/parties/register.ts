import type { Ctx } from '../db/context.ts'
import type { DocumentParty } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { checkParty } from './check-party.ts'
import type { PartyInput } from './party-input.ts'

export interface Fields {
  id: Id
  number: string
  kind: string
  customer_kind: string | null
  name: string
  country: string
  identity_number: string | null
  vat_number: string | null
  language: string
  currency: string | null
  terms_days: number | null
  counterparty_code: string | null
  their_reference: string | null
  protection: string
  is_customer: boolean
  is_supplier: boolean
  payer_id: Id | null
  free_fields: Record<string, string>
  version_no: number
}

export interface Known extends Fields {
  buyer: DocumentParty | null
  channels: { channel: string; address: string; consentOn: Day | null; priority: number }[]
  /** Business areas that alone see it; empty = everybody. */
  areas: Id[]
  /** Numbers of parties that were merged into it. */
  also: string[]
}

export interface Register {
  byNumber: Map<string, Known>
  byIdentity: Map<string, Known>
}

/** Under one lock for parties that are new, so that two imports never make one person twice. */
export async function readRegister(ctx: Ctx, inputs: readonly PartyInput[]): Promise<Register> {
  const read = async (): Promise<Register> => {
    const identities = inputs.flatMap((input) => {
      if (!input.identityNumber) return []
      const { input: checked } = checkParty(ctx, input, input.country ?? ctx.company.country)
      return checked.identityNumber ?? []
    })
    const rows = await readKnown(
      ctx,
      inputs.flatMap((input) =>
        [input.number?.trim() || [], input.payerNumber?.trim() || [], input.was?.payerNumber || []].flat(),
      ),
      identities,
    )
    const register: Register = { byNumber: new Map(), byIdentity: new Map() }
    for (const row of rows) {
      for (const number of [row.number, ...row.also]) register.byNumber.set(number, row)
      if (row.identity_number && row.kind !== 'internal') register.byIdentity.set(identityKey(row), row)
    }
    return register
  }
  const register = await read()
  if (inputs.every((input) => findParty(ctx, input, register))) return register
  await ctx.db.query(`select pg_advisory_xact_lock(hashtextextended('parties ' || $1, 0))`, [ctx.company.id])
  return read()
}

/** Each version by its key, whatever the statistics say: as in readParties. */
async function readKnown(ctx: Ctx, numbers: readonly string[], identities: readonly string[]): Promise<Known[]> {
  const ids = await ctx.db.rows<{ id: Id; also: string | null }>(
    `select coalesce(merged_into_id, id) as id, case when merged_into_id is not null then number end as also from parties
      where company_id = $1 and (number = any ($2::text[]) or identity_number = any ($3::text[]))`,
    [ctx.company.id, numbers, identities],
  )
  if (ids.length === 0) return []
  const rows = await ctx.db.rows<Known>(
    `select p.id, p.number, p.kind, p.customer_kind, p.name, p.country, p.identity_number, p.vat_number, p.language, p.currency, p.terms_days, p.counterparty_code,
            p.their_reference, p.protection, p.is_customer, p.is_supplier, p.payer_id, p.free_fields, p.version_no, v.buyer,
            coalesce((select json_agg(json_build_object('channel', c.channel, 'address', c.address, 'consentOn', c.consent_on, 'priority', c.priority))
                        from party_channels c where c.company_id = p.company_id and c.party_id = p.id and c.withdrawn_on is null and c.bounced_at is null), '[]') as channels,
            array(select a.area_id from party_areas a where a.company_id = p.company_id and a.party_id = p.id) as areas
       from parties p cross join lateral (select b.buyer from party_versions b where b.company_id = p.company_id and b.party_id = p.id and b.version_no = p.version_no offset 0) v
      where p.company_id = $1 and p.id = any ($2::uuid[])
      order by p.id for no key update of p`,
    [ctx.company.id, ids.map((row) => row.id)],
  )
  const also = new Map<Id, string[]>()
  for (const one of ids) if (one.also) also.set(one.id, [...(also.get(one.id) ?? []), one.also])
  return rows.map((row) => ({ ...row, also: also.get(row.id) ?? [] }))
}

export const identityKey = (party: { country: string; identity_number: string | null }): string =>
  `${party.country} ${party.identity_number}`

export function findParty(ctx: Ctx, input: PartyInput, register: Register): Known | undefined {
  const byNumber = input.number ? register.byNumber.get(input.number.trim()) : undefined
  if (byNumber || !input.identityNumber || input.kind === 'internal') return byNumber
  const country = input.country ?? ctx.company.country
  const { input: checked } = checkParty(ctx, { ...input, channels: [] }, country)
  return register.byIdentity.get(`${country} ${checked.identityNumber}`)
}

export function fieldsOf(party: Fields): object {
  return {
    ...party,
    version_no: undefined,
    search_name: undefined,
    buyer: undefined,
    channels: undefined,
    areas: undefined,
    also: undefined,
  }
}
