import { postCodeOf } from '../countries/post-code.ts'
import { canonicalJson } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import type { DocumentParty, PostalAddress } from '../formats/e-invoice/document.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { isPersonalNumber } from './check-party.ts'
import type { ClearableField, PartyInput, SavedParty } from './party-input.ts'
import type { Fields, Known, Register } from './register.ts'
import { fieldsOf } from './register.ts'
import { searchName } from './search-name.ts'

export interface Defaults {
  domestic: string | null
  abroad: string | null
  secretAreas: Id[]
}

/** Motpart is set by the subledger (Kommun-Bas): which code a customer without an own one has. */
export async function readDefaults(ctx: Ctx): Promise<Defaults> {
  const rows = await ctx.db.rows<{ name: string; value: string }>(
    `select distinct on (name) name, value #>> '{}' as value from company_settings
      where company_id = $1 and name in ('counterparty-domestic', 'counterparty-abroad') and valid_from <= $2 order by name, valid_from desc`,
    [ctx.company.id, ctx.today],
  )
  const secret = await ctx.db.rows<{ id: Id }>(`select id from business_areas where company_id = $1 and secret`, [
    ctx.company.id,
  ])
  const of = (name: string) => rows.find((row) => row.name === name)?.value ?? null
  return {
    domestic: of('counterparty-domestic'),
    abroad: of('counterparty-abroad'),
    secretAreas: secret.map((row) => row.id),
  }
}

export interface Write {
  outcome: SavedParty['outcome']
  isNew: boolean
  before: Known | undefined
  row: Fields & { search_name: string }
  buyer: DocumentParty
  newVersion: boolean
  newAddress: PostalAddress | null
  /** Nobody knows any longer where the party lives: the address that it had ends today. */
  addressEnds: boolean
  channels: Known['channels']
  newChannels: NonNullable<PartyInput['channels']>
  areas: Id[]
  newAreas: Id[]
  source: string
}

const rank = { none: 0, 'secrecy-marked': 1, 'protected-registration': 2 }

export function merge(
  ctx: Ctx,
  input: PartyInput,
  known: Known | undefined,
  number: string | null,
  set: Defaults,
  register: Register,
  own: Id[] | 'all',
): Write {
  const kind = input.kind ?? known?.kind ?? 'company'
  const name = input.name ?? known?.name ?? ''
  const country = input.country!
  const held = (known?.protection ?? 'none') as keyof typeof rank
  const wanted = input.protection ?? 'none'
  const payer = input.payerNumber ? register.byNumber.get(input.payerNumber.trim())!.id : null
  const kept = <T>(field: ClearableField, value: T | undefined): T | null =>
    input.clear?.includes(field) ? null : (value ?? null)
  const row = {
    id: known?.id ?? newId(),
    number: known?.number ?? number!,
    kind,
    customer_kind: input.customerKind ?? kept('customerKind', known?.customer_kind),
    name,
    search_name: searchName(name),
    country,
    identity_number: input.identityNumber ?? known?.identity_number ?? null,
    vat_number: input.vatNumber ?? kept('vatNumber', known?.vat_number),
    language: input.language ?? known?.language ?? ctx.company.language,
    currency: input.currency ?? kept('currency', known?.currency),
    terms_days: input.termsDays ?? kept('termsDays', known?.terms_days),
    counterparty_code:
      input.counterpartyCode ??
      known?.counterparty_code ??
      (kind === 'internal' ? null : country === ctx.company.country ? set.domestic : set.abroad),
    their_reference: input.theirReference ?? kept('theirReference', known?.their_reference),
    protection: rank[wanted] > rank[held] ? wanted : held,
    is_customer: input.isCustomer ?? known?.is_customer ?? true,
    is_supplier: input.isSupplier ?? known?.is_supplier ?? false,
    payer_id: input.payerNumber === undefined || input.payerNumber === null ? (known?.payer_id ?? null) : payer,
    free_fields: Object.fromEntries(
      Object.entries({ ...known?.free_fields, ...input.freeFields }).filter(([, value]) => value !== ''),
    ),
    version_no: known?.version_no ?? 1,
  }
  const isProtected = row.protection !== 'none'
  const knownChannels = known?.channels ?? []
  const newChannels = (input.channels ?? [])
    // Nothing electronic goes to a protected person.
    .filter((channel) => !isProtected || channel.channel === 'print')
    .filter((channel) => !knownChannels.some((one) => sameChannel(one, channel)))
  const buyer = buyerOf(input, row, known?.buyer ?? null, held !== 'none')
  const newVersion = !known || canonicalJson(buyer) !== canonicalJson(known.buyer)
  if (newVersion && known) row.version_no += 1
  const newAddress =
    hasAddress(buyer.address) && canonicalJson(buyer.address) !== canonicalJson(known?.buyer?.address ?? null)
      ? buyer.address
      : null
  const addressEnds = newAddress === null && hasAddress(known?.buyer?.address) && !hasAddress(buyer.address)
  const newAreas = areasToAdd(input, known, set, own)
  const changed = !known || newVersion || canonicalJson(fieldsOf(known)) !== canonicalJson(fieldsOf(row))
  return {
    outcome: !known ? 'created' : changed || newChannels.length + newAreas.length > 0 ? 'updated' : 'unchanged',
    isNew: !known,
    before: known,
    row,
    buyer,
    newVersion,
    newAddress,
    addressEnds,
    channels: [...knownChannels, ...newChannels].map((one) => ({
      channel: one.channel,
      address: one.address,
      consentOn: one.consentOn ?? null,
      priority: one.priority ?? 1,
    })),
    newChannels,
    areas: [...(known?.areas ?? []), ...newAreas],
    newAreas,
    source: input.source,
  }
}

/** The later row holds; what the earlier one makes must still be made. */
export function combine(write: Write, earlier: Write): void {
  if (earlier.outcome === 'created' && write.outcome !== 'unchanged') write.outcome = 'created'
  write.before = earlier.before
  write.isNew = earlier.isNew
  write.newVersion ||= earlier.newVersion
  if (earlier.newVersion) write.row.version_no = earlier.row.version_no
  if (!write.addressEnds) write.newAddress ??= earlier.newAddress
  write.addressEnds ||= earlier.addressEnds
  write.newChannels = [...earlier.newChannels, ...write.newChannels]
  write.newAreas = [...new Set([...earlier.newAreas, ...write.newAreas])]
}

/**
 * A new customer of a secret area is that area's alone; one that others have becomes visible to who names it by its
 * identity. One that everybody sees stays so: rows would hide it from all others.
 */
function areasToAdd(input: PartyInput, known: Known | undefined, set: Defaults, own: Id[] | 'all'): Id[] {
  if (known && known.areas.length === 0) return []
  const asked = input.areaIds ?? []
  const byUser = own === 'all' ? [] : known ? own : own.some((area) => set.secretAreas.includes(area)) ? own : []
  const wanted = asked.length > 0 ? asked : known?.areas.some((area) => byUser.includes(area)) ? [] : byUser
  return [...new Set(wanted)].filter((area) => !known?.areas.includes(area))
}

const sameChannel = (known: Known['channels'][number], given: NonNullable<PartyInput['channels']>[number]): boolean =>
  known.channel === given.channel &&
  known.address === given.address &&
  (given.consentOn === undefined || given.consentOn === null || known.consentOn === given.consentOn)

const hasAddress = (address: PostalAddress | null | undefined): boolean => {
  const { country: _, ...rest } = address ?? { country: '' }
  return Object.values(rest).some(Boolean)
}

/** What documents will say. A personal number never stands in a document; a protected person has only the forwarding address. */
function buyerOf(input: PartyInput, row: Fields, known: DocumentParty | null, wasProtected: boolean): DocumentParty {
  const isPerson = row.kind === 'person'
  const isProtected = row.protection !== 'none'
  const number = row.identity_number
  const endpoint = input.channels?.find((channel) => channel.channel === 'peppol')
  const [scheme, id] = endpoint?.address.split(':') ?? []
  return {
    name: row.name,
    address: mergeAddress(
      isProtected
        ? wasProtected
          ? (known?.address ?? null)
          : null
        : input.clear?.includes('address')
          ? null
          : (known?.address ?? null),
      (isProtected ? input.forwardingAddress : input.address) ?? null,
      row.country,
    ),
    organisationNumber: isPerson || (number && isPersonalNumber(row.country, number)) ? null : number,
    vatNumber: row.vat_number,
    endpoint: isProtected ? null : scheme && id ? { scheme, id } : (known?.endpoint ?? null),
    contact: isProtected
      ? null
      : (input.contact ?? (input.clear?.includes('contact') ? null : (known?.contact ?? null))),
    number: row.number,
    isPerson,
  }
}

/** What was stored before codes were brought into one form stays as it is: the same again changes nothing. */
const sameCode = (known: PostalAddress, given: string): boolean =>
  Boolean(known.postCode) && postCodeOf(known.country, known.postCode!).value === given

function mergeAddress(
  known: PostalAddress | null,
  given: Partial<PostalAddress> | null,
  countryCode: string,
): PostalAddress {
  if (!given || !Object.values(given).some(Boolean)) return known ?? { country: countryCode }
  return {
    careOf: given.careOf ?? null,
    street: given.street ?? null,
    street2: given.street2 ?? null,
    postCode: known && given.postCode && sameCode(known, given.postCode) ? known.postCode! : (given.postCode ?? null),
    city: given.city ?? null,
    country: given.country ?? countryCode,
  }
}
