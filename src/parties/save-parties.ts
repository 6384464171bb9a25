import { createHash, randomBytes } from 'node:crypto'
import { audit, canonicalJson } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { DocumentParty, PostalAddress } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { checkParty, isPersonalNumber } from './check-party.ts'
import { searchName } from './search-name.ts'

export const clearableFields = [
  'customerKind',
  'vatNumber',
  'currency',
  'termsDays',
  'theirReference',
  'contact',
] as const
type ClearableField = (typeof clearableFields)[number]

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
  /** Number of the party that pays; '' ends it. */
  payerNumber?: string | null
  /** Raises the protection; only parties.set-protection lowers it. */
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
  /** Business areas that alone see a new party. A known one that everybody sees stays so. */
  areaIds?: Id[]
  /** A value of '' takes the field away. */
  freeFields?: Record<string, string>
  /** What is left out is kept; these are emptied. */
  clear?: ClearableField[]
  /** Fields as the person saw them: refused where another has changed them since. */
  was?: Partial<Seen>
  /** Where it comes from: 'person', 'order-file', 'csv', a register's name. */
  source: string
}

/** The fields that two persons may change at once. */
interface Seen {
  name: string | null
  identityNumber: string | null
  vatNumber: string | null
  customerKind: string | null
  theirReference: string | null
  currency: string | null
  termsDays: number | null
  language: string | null
  payerNumber: string | null
  address: Partial<PostalAddress> | null
  contact: PartyInput['contact']
  freeFields: Record<string, string> | null
}

export interface SavedParty {
  id: Id | null
  number: string | null
  outcome: 'created' | 'updated' | 'unchanged' | 'rejected'
  problems: Problem[]
}

interface Fields {
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
interface Known extends Fields {
  buyer: DocumentParty | null
  channels: { channel: string; address: string; consentOn: Day | null; priority: number }[]
  /** Business areas that alone see it; empty = everybody. */
  areas: Id[]
  /** Numbers of parties that were merged into it. */
  also: string[]
}

/**
 * Creates or updates parties, a list at a time: found by number, else by identity number, past the walls between
 * business areas, so that nobody is doubled. Numbers are checked and normalised; a change of what documents say makes a
 * new version, so that issued documents keep theirs; the same again changes nothing.
 * Of a protected person only the forwarding address is kept (the law: set-protection.ts).
 */
export async function saveParties(ctx: Ctx, inputs: readonly PartyInput[]): Promise<SavedParty[]> {
  return asSystem(ctx, async (system) => {
    const register = await readRegister(system, inputs)
    const set = await readDefaults(system)
    const results: SavedParty[] = []
    const pending = new Map<Id, Write>()
    const lacking = inputs.filter((input) => !input.number?.trim() && !findParty(system, input, register)).length
    const numbers = lacking > 0 ? await nextNumbers(system, lacking) : []
    for (const given of inputs) {
      const found = findParty(system, given, register)
      const { input, problems } = checkParty(system, given, countryOf(ctx, given, found))
      const known = found ?? findParty(system, input, register)
      problems.push(...refusals(ctx, input, known, register))
      if (problems.some((problem) => problem.severity !== 'warning')) {
        results.push({ id: null, number: input.number ?? null, outcome: 'rejected', problems })
        continue
      }
      const earlier = known && pending.get(known.id)
      const write = merge(system, input, known, input.number ?? numbers.pop() ?? null, set, register, ctx.user.areas)
      if (earlier) combine(write, earlier)
      if (write.outcome !== 'unchanged') pending.set(write.row.id, write)
      remember(register, write)
      results.push({ id: write.row.id, number: write.row.number, outcome: write.outcome, problems })
    }
    await writeAll(system, [...pending.values()])
    return results
  })
}

// ── Who is known ────────────────────────────────────────────────────────────

interface Register {
  byNumber: Map<string, Known>
  byIdentity: Map<string, Known>
}

/** Under one lock for parties that are new, so that two imports never make one person twice. */
async function readRegister(ctx: Ctx, inputs: readonly PartyInput[]): Promise<Register> {
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
       from parties p join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
      where p.company_id = $1 and p.id = any ($2::uuid[])
      order by p.id for no key update of p`,
    [ctx.company.id, ids.map((row) => row.id)],
  )
  const also = new Map<Id, string[]>()
  for (const one of ids) if (one.also) also.set(one.id, [...(also.get(one.id) ?? []), one.also])
  return rows.map((row) => ({ ...row, also: also.get(row.id) ?? [] }))
}

const identityKey = (party: { country: string; identity_number: string | null }): string =>
  `${party.country} ${party.identity_number}`

function findParty(ctx: Ctx, input: PartyInput, register: Register): Known | undefined {
  const byNumber = input.number ? register.byNumber.get(input.number.trim()) : undefined
  if (byNumber || !input.identityNumber || input.kind === 'internal') return byNumber
  const country = input.country ?? ctx.company.country
  const { input: checked } = checkParty(ctx, { ...input, channels: [] }, country)
  return register.byIdentity.get(`${country} ${checked.identityNumber}`)
}

const countryOf = (ctx: Ctx, input: PartyInput, known: Known | undefined): string =>
  input.country ?? known?.country ?? ctx.company.country

/** A party of this list is known to the rows after it. */
function remember(register: Register, write: Write): void {
  const { search_name: _, ...row } = write.row
  const known: Known = { ...row, buyer: write.buyer, channels: write.channels, areas: write.areas, also: [] }
  register.byNumber.set(row.number, known)
  if (row.identity_number && row.kind !== 'internal') register.byIdentity.set(identityKey(row), known)
}

/** The later row holds; what the earlier one makes must still be made. */
function combine(write: Write, earlier: Write): void {
  if (earlier.outcome === 'created' && write.outcome !== 'unchanged') write.outcome = 'created'
  write.before = earlier.before
  write.isNew = earlier.isNew
  write.newVersion ||= earlier.newVersion
  if (earlier.newVersion) write.row.version_no = earlier.row.version_no
  write.newAddress ??= earlier.newAddress
  write.newChannels = [...earlier.newChannels, ...write.newChannels]
  write.newAreas = [...new Set([...earlier.newAreas, ...write.newAreas])]
}

// ── What is refused ─────────────────────────────────────────────────────────

function refusals(ctx: Ctx, input: PartyInput, known: Known | undefined, register: Register): Problem[] {
  const problems: Problem[] = []
  const identity = input.identityNumber ? `${input.country} ${input.identityNumber}` : null
  const holder = identity && input.kind !== 'internal' ? register.byIdentity.get(identity) : undefined
  if (known?.kind === 'system')
    problems.push({
      code: 'party.system',
      message: `${known.number} is the program's own party and is not changed`,
      column: 'number',
    })
  if (known && input.kind && known.kind !== input.kind && [known.kind, input.kind].includes('internal'))
    problems.push({
      code: 'party.kind-fixed',
      message: `${known.number} is ${known.kind === 'internal' ? 'an internal company' : 'no internal company'} and stays so: choose another number`,
      column: 'kind',
    })
  if (!known && !input.name)
    problems.push({
      code: 'customer.unknown',
      message: `there is no customer ${input.number ?? ''} and no name to create one`.replace('  ', ' '),
      data: { customer: input.number ?? null },
    })
  if (holder && known && holder.id !== known.id)
    problems.push({
      code: 'party.identity-of-other',
      message: `the identity number is that of customer ${visible(ctx, holder) ? holder.number : 'of another business area'}: correct it, or merge the two`,
      column: 'identityNumber',
    })
  // A number alone does not open the wall between areas; number and identity of the person together do.
  if (known && !visible(ctx, known) && known !== holder)
    problems.push({
      code: 'party.number-taken',
      message: `customer number ${input.number} is taken: choose another, or give the identity number`,
      column: 'number',
    })
  const own = ctx.user.areas
  if (own !== 'all' && input.areaIds?.some((area) => !own.includes(area)))
    problems.push({
      code: 'party.area-refused',
      message: 'you can place a customer in your own business areas only',
      column: 'areaIds',
    })
  if (input.was && known) problems.push(...changedMeanwhile(input.was, known, register))
  if (input.payerNumber) problems.push(...payerProblems(ctx, input, known, register))
  return problems
}

function changedMeanwhile(was: Partial<Seen>, known: Known, register: Register): Problem[] {
  const payer = was.payerNumber ? register.byNumber.get(was.payerNumber)?.id : null
  const now: Record<keyof Seen, unknown> = {
    name: known.name,
    identityNumber: known.identity_number,
    vatNumber: known.vat_number,
    customerKind: known.customer_kind,
    theirReference: known.their_reference,
    currency: known.currency,
    termsDays: known.terms_days,
    language: known.language,
    payerNumber: known.payer_id === (payer ?? null) ? was.payerNumber : known.payer_id,
    address: known.buyer?.address,
    contact: known.buyer?.contact,
    freeFields: known.free_fields,
  }
  return (Object.keys(was) as (keyof Seen)[])
    .filter((field) => filledIn(was[field]) !== filledIn(now[field]))
    .map((field) => ({
      code: 'party.changed-meanwhile',
      message: `${field} of customer ${known.number} was changed by somebody else: look at both, then save`,
      column: field,
      data: { customer: known.number },
    }))
}

/** Nothing, '' and an object of nothing are the same. */
const filledIn = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? ''
    : typeof value === 'object'
      ? canonicalJson(Object.fromEntries(Object.entries(value).filter(([, part]) => part)))
      : String(value)

const visible = (ctx: Ctx, party: Known): boolean => {
  const own = ctx.user.areas
  return own === 'all' || party.areas.length === 0 || party.areas.some((area) => own.includes(area))
}

function payerProblems(ctx: Ctx, input: PartyInput, known: Known | undefined, register: Register): Problem[] {
  const payer = register.byNumber.get(input.payerNumber!.trim())
  const data = { payer: input.payerNumber! }
  if (!payer || !visible(ctx, payer) || payer.kind === 'system')
    return [
      {
        code: 'payer.unknown',
        message: `there is no customer ${input.payerNumber} to pay: add it first`,
        column: 'payerNumber',
        data,
      },
    ]
  if (payer.id === known?.id || payer.payer_id)
    return [
      {
        code: 'payer.refused',
        message: `customer ${input.payerNumber} cannot pay: it is the customer itself, or another pays for it`,
        column: 'payerNumber',
        data,
      },
    ]
  return []
}

// ── What becomes of it ──────────────────────────────────────────────────────

interface Defaults {
  domestic: string | null
  abroad: string | null
  secretAreas: Id[]
}

/** Motpart is set by the subledger (Kommun-Bas): which code a customer without an own one has. */
async function readDefaults(ctx: Ctx): Promise<Defaults> {
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

/** After the highest number of digits, hidden parties counted. */
async function nextNumbers(ctx: Ctx, count: number): Promise<string[]> {
  const { last } = await ctx.db.one<{ last: bigint }>(`select highest_party_number() as last`)
  return Array.from({ length: count }, (_, i) => (last + BigInt(count - i)).toString())
}

interface Write {
  outcome: SavedParty['outcome']
  isNew: boolean
  before: Known | undefined
  row: Fields & { search_name: string }
  buyer: DocumentParty
  newVersion: boolean
  newAddress: PostalAddress | null
  channels: Known['channels']
  newChannels: NonNullable<PartyInput['channels']>
  areas: Id[]
  newAreas: Id[]
  source: string
}

const rank = { none: 0, 'secrecy-marked': 1, 'protected-registration': 2 }

function merge(
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

function fieldsOf(party: Fields): object {
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

const hasAddress = ({ country: _, ...rest }: PostalAddress): boolean => Object.values(rest).some(Boolean)

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
      isProtected && !wasProtected ? null : (known?.address ?? null),
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

// ── Writing ─────────────────────────────────────────────────────────────────

type Tenant = Record<'company_id', { type: 'uuid'; value: Id }>

async function writeAll(ctx: Ctx, writes: readonly Write[]): Promise<void> {
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

/**
 * Whoever becomes protected is found nowhere: every address, contact and electronic channel goes, from earlier versions
 * and from what the audit trail kept, too (the law: set-protection.ts). Names and numbers stay: the books need them.
 */
export async function forgetWhereabouts(ctx: Ctx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  const params = [ctx.company.id, ids]
  await ctx.db.query(`delete from party_addresses where company_id = $1 and party_id = any ($2::uuid[])`, params)
  await ctx.db.query(`delete from party_contacts where company_id = $1 and party_id = any ($2::uuid[])`, params)
  await ctx.db.query(
    `update party_channels set withdrawn_on = coalesce(withdrawn_on, $3), address = '' where company_id = $1 and party_id = any ($2::uuid[]) and channel <> 'print'`,
    [...params, ctx.today],
  )
  await ctx.db.query(
    `update party_versions v set buyer = v.buyer || jsonb_build_object('address', jsonb_build_object('country', v.buyer -> 'address' -> 'country'), 'contact', null, 'endpoint', null)
       from parties p where p.company_id = v.company_id and p.id = v.party_id and v.company_id = $1 and v.party_id = any ($2::uuid[]) and v.buyer is not null
        and v.version_no < p.version_no`,
    params,
  )
  await eraseAudit(ctx, ids)
}

/** Personal data of audit events about these parties; the events and their hashes stay. */
export async function eraseAudit(ctx: Ctx, ids: readonly Id[]): Promise<void> {
  // As the system: an event may lie in an area that the user does not see, and is erased all the same.
  await asSystem(ctx, ({ db }) =>
    db.query(
      `update audit_payloads a set before = null, after = null from audit_events e
      where e.company_id = a.company_id and e.id = a.event_id and a.company_id = $1 and e.subjects && $2::uuid[] and e.verb like 'parties.%'`,
      [ctx.company.id, ids],
    ),
  )
}

/** An address holds until the next one begins; a correction on the same day replaces. */
async function writeAddresses(ctx: Ctx, writes: readonly Write[], tenant: Tenant): Promise<void> {
  const moved = writes.filter((write) => write.newAddress)
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
    moved.map((write) => {
      const address = write.newAddress!
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
