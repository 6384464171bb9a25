import { beforeAll, describe, expect, test } from 'vitest'
import type { Tenant } from '../../src/db/transaction.ts'
import type { FreshDatabase } from '../support.ts'
import { freshDatabase } from '../support.ts'

// Every table with company_id is filled with one made-up row for each slot, past all checks, and then tried by the program's
// role as another company and as another business area: nothing of company A is visible to B, nor of area X to Y.

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [a, b, areaX, areaY] = [uuid(1), uuid(2), uuid(11), uuid(12)]
/** Rows of a slot share their ids, so that children find their parent. */
const slots = [
  { name: 'A', company: a, area: null },
  { name: 'A-X', company: a, area: areaX },
  { name: 'A-Y', company: a, area: areaY },
  { name: 'B', company: b, area: null },
  { name: 'B-X', company: b, area: areaX },
]

// What a user of area X in company A sees of each table. A new table must be put somewhere.
const everyArea =
  'accounts account_roles api_tokens articles bank_file_places companies company_currencies company_settings company_versions dimension_combinations dimension_rules dimension_values dimensions exchange_rates grants number_series number_series_counters party_areas periods posting_rules roles schedules transaction_types vat_codes vat_methods audit_seals audit_sealed_events process_menus billing_returns usual_schedules_given credit_bureau_readings dunning_policy_versions dunning_steps financing_agreements financing_scopes interest_terms law_values set_up_versions'.split(
    ' ',
  )
/** Rows without an area are seen by every area, rows with one by that area. */
const ownAndCommon =
  'bank_accounts bank_files deliveries delivery_events files holds import_problems invoice_groups invoices match_decisions open_items open_item_sums billing_comparisons billing_reviews import_corrections order_files orders party_notes notes postings run_rows runs vouchers allocations parties account_statements claim_interruptions claim_letters collection_agencies collection_cases collection_messages collection_queue credit_expected credit_kinds credit_limit_decisions dunning_assignments dunning_letters dunning_policies instalment_plans interest_charges charge_waivers charge_waivers_undone invoiced_compensations losses notes'.split(
    ' ',
  )
/** Rows that are seen with their parent. */
const withParent =
  'order_lines order_advances invoice_lines invoice_vat invoice_annulments item_due_parts write_off_attests party_versions party_addresses party_channels party_contacts party_bank_accounts protected_reads claim_interruption_withdrawals claim_letter_recalls collection_case_items collection_claims collection_events collection_reported credit_answers credit_change_reviews credit_changes credit_checks credit_limits credit_monitorings credit_standings dunning_letter_charges dunning_letter_events dunning_letter_items financed_items instalment_plan_events instalment_plan_items instalment_plan_parts instalment_plan_versions loss_events responsibles'.split(
    ' ',
  )
const onlyOwn =
  'business_areas bank_transactions bank_routings bank_postings desk_payments refunds audit_events audit_payloads'.split(
    ' ',
  )
/** Sums over all areas, and what another user asked for. */
const nothing =
  'period_balances party_merges party_merges_undone ledger_imports ledger_import_balances ledger_import_postings exchange_exports exchange_exported_vouchers jobs idempotency_keys collection_files collection_remittances collection_remittance_rows financing_settlements financing_settlement_rows credit_notices'.split(
    ' ',
  )
/** What lies on a person's desk: nobody else sees it, whatever he may. The rows here are another's. */
const ofOnePerson = ['user_preferences', 'drafts', 'saved_questions']
const seen = new Map<string, string[]>()
for (const table of everyArea) seen.set(table, ['A', 'A-X', 'A-Y'])
for (const table of [...ownAndCommon, ...withParent]) seen.set(table, ['A', 'A-X'])
for (const table of onlyOwn) seen.set(table, ['A-X'])
for (const table of [...nothing, ...ofOnePerson]) seen.set(table, [])

interface Column {
  name: string
  type: string
  required: boolean
}

let database: FreshDatabase
const columnsOf = new Map<string, Column[]>()
/** Slots that have a row in the table. */
const filled = new Map<string, string[]>()

beforeAll(async () => {
  database = await freshDatabase()
  const { rows } = await database.owner.query<Column & { table: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef as required
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and exists (select from pg_attribute x where x.attrelid = c.oid and x.attname = 'company_id')
      order by c.relname, a.attnum`,
  )
  for (const row of rows) columnsOf.set(row.table, [...(columnsOf.get(row.table) ?? []), row])
  const { rows: constraints } = await database.owner.query<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint where contype in ('c', 'x') and connamespace = 'public'::regnamespace and conrelid <> 0`,
  )
  await database.owner.query(constraints.map((row) => row.drop).join('; '))
  for (const table of columnsOf.keys()) {
    await database.owner.query(`alter table ${table} disable trigger all`)
    filled.set(table, [])
    for (const [i, slot] of slots.entries()) if (has(table, slot)) await database.owner.query(insertOf(table, i, slot))
  }
})

function has(table: string, slot: (typeof slots)[number]): boolean {
  if ((table === 'companies' || table === 'set_up_versions') && slot.area !== null) return false
  if ((table === 'business_areas' || table === 'party_areas' || table === 'bank_routings') && slot.area === null)
    return false
  filled.get(table)!.push(slot.name)
  return true
}

function insertOf(table: string, n: number, slot: { name: string; company: string; area: string | null }): string {
  const id = uuid(100 + n)
  const values = columnsOf.get(table)!.flatMap(({ name, type, required }): [string, string][] => {
    if (name === 'company_id') return [[name, `'${slot.company}'`]]
    if (name === 'business_area_id' || name === 'area_id' || (table === 'business_areas' && name === 'id'))
      return slot.area === null ? [] : [[name, `'${slot.area}'`]]
    if (type === 'uuid') return [[name, `'${id}'`]]
    if (!required) return []
    const sample: Record<string, string> = {
      text: `'${slot.name}'`,
      character: `'${n}'`,
      bytea: `'\\x0${n}'`,
      date: `'2026-01-0${n + 1}'`,
      'timestamp with time zone': 'now()',
      jsonb: `'{}'`,
      boolean: 'false',
      'uuid[]': `'{}'`,
      'text[]': `'{}'`,
      'smallint[]': `'{}'`,
      'integer[]': `'{}'`,
    }
    return [[name, sample[type] ?? String(n + 1)]]
  })
  return `insert into ${table} (${values.map(([name]) => name).join(', ')}) values (${values.map(([, value]) => value).join(', ')})`
}

/** As the program's role, rolled back. @returns rows touched or answered, or what is refused */
async function tried(
  tenant: Pick<Tenant, 'companyId' | 'areas'> | null,
  statement: string,
): Promise<string[] | number | string> {
  const client = await database.app.connect()
  try {
    await client.query('begin')
    if (tenant) {
      const areas = tenant.areas === 'all' ? '*' : `{${tenant.areas.join(',')}}`
      await client.query(
        `set local reskontra.company_id = '${tenant.companyId}'; set local reskontra.areas = '${areas}'; set local reskontra.user_id = '${uuid(99)}'`,
      )
    }
    const result = await client.query(statement)
    if (result.command !== 'SELECT') return result.rowCount ?? 0
    return result.rows.map((row: { company_id: string; slot: string }) => row.slot).sort()
  } catch (error) {
    return (error as { code?: string }).code === '42501' ? 'refused' : String(error)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** The slot of a row, by the ids that all its uuid columns hold. */
const slotOf = (table: string): string => {
  if (table === 'companies' || table === 'set_up_versions') return `case company_id when '${a}' then 'A' else 'B' end`
  const own = columnsOf
    .get(table)!
    .find(
      (column) =>
        column.type === 'uuid' &&
        !['company_id', 'business_area_id', 'area_id'].includes(column.name) &&
        !(table === 'business_areas'),
    )
  const key = columnsOf.get(table)!
  if (own)
    return `case ${own.name} ${slots.map((slot, i) => `when '${uuid(100 + i)}' then '${slot.name}'`).join(' ')} end`
  if (table === 'business_areas')
    return `case when company_id = '${a}' then 'A' else 'B' end || case when id = '${areaX}' then '-X' else '-Y' end`
  const text = key.find((column) => column.required && column.type === 'text')
  if (text) return text.name
  const bytes = key.find((column) => column.required && column.type === 'bytea')
  const number = key.find((column) => column.required && ['integer', 'bigint'].includes(column.type))
  const day = key.find((column) => column.required && column.type === 'date')
  const n = bytes
    ? `get_byte(${bytes.name}, 0)`
    : number
      ? `${number.name}::int - 1`
      : `extract(day from ${day!.name})::int - 1`
  return `(array[${slots.map((slot) => `'${slot.name}'`).join(', ')}])[${n} + 1]`
}
const select = (table: string) => `select company_id, ${slotOf(table)} as slot from ${table}`
const ofA = (table: string) => filled.get(table)!.filter((name) => name.startsWith('A'))

test('every table of a company is in the list', () => {
  expect([...seen.keys()].sort()).toEqual([...columnsOf.keys()].sort())
})

test('no table of a company is without row-level security', async () => {
  const { rows } = await database.owner.query(
    `select relname from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relrowsecurity and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id')`,
  )
  expect(rows).toEqual([])
  const { rows: role } = await database.owner.query(
    `select rolsuper, rolbypassrls from pg_roles where rolname = 'reskontra_app'`,
  )
  expect(role).toEqual([{ rolsuper: false, rolbypassrls: false }])
})

test('every table has rows of both companies', () => {
  for (const [table, names] of filled)
    expect([table, names.some((n) => n.startsWith('A')), names.some((n) => n.startsWith('B'))]).toEqual([
      table,
      true,
      true,
    ])
})

describe.each([...seen.keys()])('%s', (table) => {
  const allOfA = { companyId: a, areas: 'all' as const }
  const onlyX = { companyId: a, areas: [areaX] }

  test('nothing without a company; nothing of another company', async () => {
    expect(await tried(null, select(table))).toEqual([])
    expect(await tried(allOfA, select(table))).toEqual(ofOnePerson.includes(table) ? [] : ofA(table).sort())
    const own = ofA(table).length
    // Without WHERE, so that no policy for reading helps.
    expect([0, own]).toContain(await tried(allOfA, `update ${table} set company_id = '${a}'`))
    expect([0, own]).toContain(await tried(allOfA, `delete from ${table}`))
    expect(await tried(allOfA, `update ${table} set company_id = company_id where company_id = '${b}'`)).toBe(0)
    expect(await tried(allOfA, `delete from ${table} where company_id = '${b}'`)).toBe(0)
    expect(await tried(allOfA, insertOf(table, 9, { name: 'new', company: b, area: areaX }))).toBe('refused')
    const moved = await tried(allOfA, `update ${table} set company_id = '${b}'`)
    expect(['refused', 0]).toContain(moved)
    expect(await tried(null, insertOf(table, 9, { name: 'new', company: a, area: null }))).toMatch(/refused|null value/)
  })

  test('of another business area: what is agreed', async () => {
    const mine = seen.get(table)!.filter((name) => filled.get(table)!.includes(name))
    expect(await tried(onlyX, select(table))).toEqual(mine.sort())
    expect([0, mine.length]).toContain(await tried(onlyX, `update ${table} set company_id = '${a}'`))
    expect([0, mine.length]).toContain(await tried(onlyX, `delete from ${table}`))
    if (columnsOf.get(table)!.some((column) => column.name === 'business_area_id')) {
      const inserted = await tried(onlyX, insertOf(table, 9, { name: 'new', company: a, area: areaY }))
      const moved = await tried(onlyX, `update ${table} set business_area_id = '${areaY}'`)
      // What is routed or told to another area is written there by whoever learnt it, and not seen again.
      if (['bank_transactions', 'audit_events', 'audit_payloads'].includes(table))
        expect([inserted, moved]).toEqual([1, 0])
      else expect([inserted, moved]).toEqual(['refused', 'refused'])
    }
  })
})
