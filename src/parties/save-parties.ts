import { createHash, randomBytes } from 'node:crypto'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { DocumentParty, PostalAddress } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { searchName } from './search-name.ts'

/** A customer or supplier as a person, a file or a register gives it. What is left out keeps what the register knows. */
export interface PartyInput {
  number?: string | null
  kind?: 'person' | 'company' | 'public' | 'internal' | null
  customerKind?: string | null
  name?: string | null
  country?: string | null
  identityNumber?: string | null
  vatNumber?: string | null
  language?: 'sv' | 'nb' | 'bg' | 'en' | null
  currency?: string | null
  termsDays?: number | null
  counterpartyCode?: string | null
  theirReference?: string | null
  isCustomer?: boolean
  isSupplier?: boolean
  payerNumber?: string | null
  protection?: 'none' | 'secrecy-marked' | 'protected-registration'
  address?: Partial<PostalAddress> | null
  forwardingAddress?: Partial<PostalAddress> | null
  contact?: { name?: string | null; phone?: string | null; email?: string | null } | null
  channels?: {
    channel: string
    address: string
    consentOn?: Day | null
    consentSource?: string | null
    priority?: number
  }[]
  areaIds?: Id[]
  freeFields?: Record<string, string>
  /** Where it comes from: 'person', 'order-file', 'csv', a register's name. */
  source: string
}

export interface SavedParty {
  id: Id | null
  number: string | null
  outcome: 'created' | 'updated' | 'unchanged' | 'rejected'
  problems: Problem[]
}

interface Known {
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
  free_fields: Record<string, string>
  version_no: number
  buyer: DocumentParty | null
}

/**
 * Creates or updates parties, a list at a time: found by number, else by identity number, never doubled. Identity numbers
 * are checked and normalised; a change of what documents say makes a new version, so issued documents keep theirs.
 * A protected person's old address is never kept (RULES § 8).
 */
export async function saveParties(ctx: Ctx, inputs: readonly PartyInput[]): Promise<SavedParty[]> {
  const checked = inputs.map((input) => check(ctx, input))
  const { byNumber, byIdentity } = await findKnown(
    ctx,
    checked.map((one) => one.input),
  )
  const results: SavedParty[] = []
  const writes: Write[] = []
  const createdHere = new Map<string, Write>()
  const free = checked.filter((one) => one.problems.length === 0 && !one.input.number).length
  const numbers = free > 0 ? await nextNumbers(ctx, free) : []
  for (const { input, problems } of checked) {
    if (problems.length > 0) {
      results.push({ id: null, number: input.number ?? null, outcome: 'rejected', problems })
      continue
    }
    const identityKey = input.identityNumber ? `${input.country} ${input.identityNumber}` : null
    const known =
      (input.number ? byNumber.get(input.number) : undefined) ??
      (identityKey && input.kind !== 'internal' ? byIdentity.get(identityKey) : undefined)
    const twin = createdHere.get(input.number ?? identityKey ?? '')
    if (!known && twin) {
      results.push({ id: twin.row.id, number: twin.row.number, outcome: 'unchanged', problems: [] })
      continue
    }
    if (!known && !input.name) {
      results.push({
        id: null,
        number: input.number ?? null,
        outcome: 'rejected',
        problems: [
          {
            code: 'customer.unknown',
            message: `there is no customer ${input.number ?? input.identityNumber ?? ''} and no name to create one`,
            data: { customer: input.number ?? null },
          },
        ],
      })
      continue
    }
    const write = merge(ctx, input, known, input.number ?? numbers.pop() ?? null)
    if (write.outcome !== 'unchanged') writes.push(write)
    if (!known) for (const key of [input.number, identityKey]) if (key) createdHere.set(key, write)
    results.push({ id: write.row.id, number: write.row.number, outcome: write.outcome, problems: [] })
  }
  await writeAll(ctx, writes)
  return results
}

function check(ctx: Ctx, given: PartyInput): { input: PartyInput; problems: Problem[] } {
  const problems: Problem[] = []
  const input = { ...given, country: given.country ?? ctx.company.country }
  if (input.identityNumber && (input.country === 'SE' || input.country === 'NO' || input.country === 'BG')) {
    const found = country(input.country).identity.anyNumber(input.identityNumber, ctx.today)
    if (found.value) {
      input.identityNumber = found.value.value
      input.kind ??= found.value.kind === 'person' ? 'person' : 'company'
    } else problems.push({ ...found.problem, column: 'identityNumber' })
  }
  for (const channel of input.channels ?? []) {
    if (!['print', 'portal'].includes(channel.channel) && !channel.consentOn) {
      problems.push({
        code: 'channel.consent-missing',
        message: `${channel.channel} needs the customer's consent and its date`,
        column: 'channels',
        data: { channel: channel.channel },
      })
    }
  }
  return { input, problems }
}

async function findKnown(
  ctx: Ctx,
  inputs: readonly PartyInput[],
): Promise<{ byNumber: Map<string, Known>; byIdentity: Map<string, Known> }> {
  const rows = await ctx.db.rows<Known>(
    `select p.id, p.number, p.kind, p.customer_kind, p.name, p.country, p.identity_number, p.vat_number, p.language, p.currency, p.terms_days, p.counterparty_code,
            p.their_reference, p.protection, p.is_customer, p.is_supplier, p.free_fields, p.version_no, v.buyer
       from parties p join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
      where p.company_id = $1 and p.merged_into_id is null and (p.number = any ($2::text[]) or p.identity_number = any ($3::text[]))
      order by p.id for no key update of p`,
    [
      ctx.company.id,
      inputs.flatMap((input) => input.number ?? []),
      inputs.flatMap((input) => input.identityNumber ?? []),
    ],
  )
  return {
    byNumber: new Map(rows.map((row) => [row.number, row])),
    byIdentity: new Map(
      rows
        .filter((row) => row.identity_number && row.kind !== 'internal')
        .map((row) => [`${row.country} ${row.identity_number}`, row]),
    ),
  }
}

/** Customer numbers without a file's own: after the highest all-digit number. */
async function nextNumbers(ctx: Ctx, count: number): Promise<string[]> {
  await ctx.db.query(`select pg_advisory_xact_lock(hashtext('customer-numbers ' || $1))`, [ctx.company.id])
  const { last } = await ctx.db.one<{ last: bigint }>(
    `select coalesce(max(number::bigint), 10000) as last from parties where company_id = $1 and number ~ '^[0-9]{1,15}$'`,
    [ctx.company.id],
  )
  return Array.from({ length: count }, (_, i) => (last + BigInt(count - i)).toString())
}

interface Write {
  outcome: SavedParty['outcome']
  row: Omit<Known, 'buyer'> & { search_name: string }
  buyer: DocumentParty
  newVersion: boolean
  input: PartyInput
}

function merge(ctx: Ctx, input: PartyInput, known: Known | undefined, number: string | null): Write {
  const kind = input.kind ?? known?.kind ?? 'company'
  const name = input.name ?? known?.name ?? ''
  const row = {
    id: known?.id ?? newId(),
    number: known?.number ?? number!,
    kind,
    customer_kind: input.customerKind ?? known?.customer_kind ?? null,
    name,
    search_name: searchName(name),
    country: input.country!,
    identity_number: input.identityNumber ?? known?.identity_number ?? null,
    vat_number: input.vatNumber ?? known?.vat_number ?? null,
    language: input.language ?? known?.language ?? ctx.company.language,
    currency: input.currency ?? known?.currency ?? null,
    terms_days: input.termsDays ?? known?.terms_days ?? null,
    counterparty_code: input.counterpartyCode ?? known?.counterparty_code ?? null,
    their_reference: input.theirReference ?? known?.their_reference ?? null,
    protection: input.protection ?? known?.protection ?? 'none',
    is_customer: input.isCustomer ?? known?.is_customer ?? true,
    is_supplier: input.isSupplier ?? known?.is_supplier ?? false,
    free_fields: { ...(known?.free_fields ?? {}), ...(input.freeFields ?? {}) },
    version_no: known?.version_no ?? 1,
  }
  const buyer = buyerOf(input, row, known?.buyer ?? null)
  const newVersion = !known || JSON.stringify(buyer) !== JSON.stringify(known.buyer)
  if (newVersion && known) row.version_no += 1
  const before = known && {
    ...known,
    buyer: undefined,
    search_name: undefined,
    version_no: 0,
    identity_number: known.identity_number,
  }
  const changed =
    !before ||
    newVersion ||
    JSON.stringify(before, sorted(before)) !==
      JSON.stringify({ ...row, search_name: undefined, version_no: 0 }, sorted(before))
  const more = (input.channels?.length ?? 0) > 0 || (input.areaIds?.length ?? 0) > 0
  return { outcome: !known ? 'created' : changed || more ? 'updated' : 'unchanged', row, buyer, newVersion, input }
}

const sorted = (object: object): string[] => Object.keys(object).sort()

/** What documents will say. A personal number never stands in a document; a protected person has only the forwarding address. */
function buyerOf(
  input: PartyInput,
  row: Pick<Known, 'number' | 'kind' | 'name' | 'country' | 'identity_number' | 'vat_number' | 'protection'>,
  known: DocumentParty | null,
): DocumentParty {
  const isPerson = row.kind === 'person'
  const isProtected = row.protection !== 'none'
  const given = isProtected ? (input.forwardingAddress ?? input.address) : input.address
  const address = mergeAddress(
    isProtected && input.protection ? null : (known?.address ?? null),
    given ?? null,
    row.country,
  )
  const organisationNumber = isPerson ? null : row.identity_number
  const endpoint = input.channels?.find((channel) => channel.channel === 'peppol')
  const [scheme, id] = endpoint?.address.split(':') ?? []
  return {
    name: row.name,
    address,
    organisationNumber,
    vatNumber: row.vat_number,
    endpoint: scheme && id ? { scheme, id } : (known?.endpoint ?? null),
    contact: isProtected ? null : (input.contact ?? known?.contact ?? null),
    number: row.number,
    isPerson,
  }
}

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
    postCode: given.postCode ?? null,
    city: given.city ?? null,
    country: given.country ?? countryCode,
  }
}

async function writeAll(ctx: Ctx, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
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
      free_fields: 'jsonb',
      version_no: 'int4',
    },
    writes.map((write) => write.row),
    tenant,
    `on conflict (company_id, id) do update set kind = excluded.kind, customer_kind = excluded.customer_kind, name = excluded.name, search_name = excluded.search_name,
       country = excluded.country, identity_number = excluded.identity_number, vat_number = excluded.vat_number, language = excluded.language, currency = excluded.currency,
       terms_days = excluded.terms_days, counterparty_code = excluded.counterparty_code, their_reference = excluded.their_reference, protection = excluded.protection,
       is_customer = excluded.is_customer, is_supplier = excluded.is_supplier, free_fields = excluded.free_fields, version_no = excluded.version_no`,
  )
  await writeVersions(
    ctx,
    writes.filter((write) => write.newVersion),
    tenant,
  )
  await writeChannels(ctx, writes, tenant)
  await insertRows(
    ctx.db,
    'party_areas',
    { party_id: 'uuid', area_id: 'uuid' },
    writes.flatMap((write) => (write.input.areaIds ?? []).map((area_id) => ({ party_id: write.row.id, area_id }))),
    tenant,
    'on conflict do nothing',
  )
}

async function writeVersions(
  ctx: Ctx,
  writes: readonly Write[],
  tenant: Record<'company_id', { type: 'uuid'; value: Id }>,
): Promise<void> {
  await insertRows(
    ctx.db,
    'party_versions',
    { party_id: 'uuid', version_no: 'int4', buyer: 'jsonb', salt: 'bytea', hash: 'bytea' },
    writes.map((write) => {
      const salt = randomBytes(16)
      const hash = createHash('sha256').update(salt).update(JSON.stringify(write.buyer)).digest()
      return { party_id: write.row.id, version_no: write.row.version_no, buyer: write.buyer, salt, hash }
    }),
    { ...tenant, recorded_by: { type: 'uuid', value: ctx.user.id } },
  )
  const moved = writes.filter((write) => Object.values(write.buyer.address).filter(Boolean).length > 1)
  const purpose = (write: Write) => (write.row.protection === 'none' ? 'postal' : 'forwarding')
  await ctx.db.query(
    `delete from party_addresses where company_id = $1 and party_id = any ($2::uuid[]) and purpose <> 'forwarding'`,
    [ctx.company.id, writes.filter((write) => write.row.protection !== 'none').map((write) => write.row.id)],
  )
  await ctx.db.query(
    `delete from party_addresses a using unnest($2::uuid[], $3::text[]) as x (party_id, purpose)
      where a.company_id = $1 and a.party_id = x.party_id and a.purpose = x.purpose and a.valid_from >= $4`,
    [ctx.company.id, moved.map((write) => write.row.id), moved.map(purpose), ctx.today],
  )
  await ctx.db.query(
    `update party_addresses a set valid_to = $4 from unnest($2::uuid[], $3::text[]) as x (party_id, purpose)
      where a.company_id = $1 and a.party_id = x.party_id and a.purpose = x.purpose and a.valid_to > $4`,
    [ctx.company.id, moved.map((write) => write.row.id), moved.map(purpose), ctx.today],
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
    moved.map((write) => {
      const { address } = write.buyer
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
        source: write.input.source,
      }
    }),
    { ...tenant, valid_from: { type: 'date', value: ctx.today } },
  )
}

async function writeChannels(
  ctx: Ctx,
  writes: readonly Write[],
  tenant: Record<'company_id', { type: 'uuid'; value: Id }>,
): Promise<void> {
  const rows = writes.flatMap((write) =>
    (write.input.channels ?? []).map((channel, i) => ({
      id: newId(),
      party_id: write.row.id,
      channel: channel.channel,
      address: channel.address,
      priority: channel.priority ?? i + 1,
      consent_on: channel.consentOn ?? null,
      consent_source: channel.consentSource ?? write.input.source,
    })),
  )
  if (rows.length === 0) return
  await ctx.db.query(
    `delete from party_channels c using unnest($2::uuid[], $3::text[]) as x (party_id, channel) where c.company_id = $1 and c.party_id = x.party_id and c.channel = x.channel`,
    [ctx.company.id, rows.map((row) => row.party_id), rows.map((row) => row.channel)],
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
