import type { Ctx } from '../db/context.ts'
import { addMonths } from '../kernel/day.ts'

/** What the set-up lacks, in the order in which one would fill it in. */
export interface Missing {
  code:
    | 'address'
    | 'vat-number'
    | 'role-account'
    | 'vat-codes'
    | 'invoice-series'
    | 'voucher-series'
    | 'period'
    | 'period-soon'
    | 'bank-account'
    | 'invoice-group'
  /** Where it is put right. */
  table: string
  /** No invoice leaves without it; what is not needed yet is told all the same. */
  stops: boolean
  /** Code of what is meant: an account role, a day. */
  about: string | null
}

/** What the company lacks to send its next invoice. Judged as of today; what a single invoice needs more is told when it is written. */
export async function missingForInvoicing({ db, company, today }: Ctx): Promise<Missing[]> {
  const state = await db.one<{
    has_address: boolean
    has_vat_number: boolean
    roles: string[]
    vat_roles: string[]
    has_vat_codes: boolean
    kinds: string[]
    has_period: boolean
    has_next_period: boolean
    has_bank: boolean
    has_group: boolean
  }>(
    `select v.seller -> 'address' ->> 'street' <> '' and v.seller -> 'address' ->> 'city' <> '' as has_address,
            coalesce(v.seller ->> 'vatNumber', '') <> '' as has_vat_number,
            array(select r.role from account_roles r where r.company_id = $1 and r.valid_from <= $2) as roles,
            array(select distinct x from vat_codes c, unnest(array[c.output_role, c.sales_role]) x
                   where c.company_id = $1 and c.valid_from <= $2 and $2 < c.valid_to and x is not null) as vat_roles,
            exists (select from vat_codes c where c.company_id = $1 and c.valid_from <= $2 and $2 < c.valid_to) as has_vat_codes,
            array(select distinct s.kind from number_series s where s.company_id = $1) as kinds,
            exists (select from periods p where p.company_id = $1 and p.ledger = 'general' and $2 between p.starts_on and p.ends_on) as has_period,
            exists (select from periods p where p.company_id = $1 and p.ledger = 'general' and $3 between p.starts_on and p.ends_on) as has_next_period,
            exists (select from bank_accounts b where b.company_id = $1 and b.on_invoices and b.closed_on > $2) as has_bank,
            exists (select from invoice_groups g where g.company_id = $1 and g.closed_on > $2) as has_group
       from companies c join company_versions v on v.company_id = c.company_id and v.version_no = c.version_no
      where c.company_id = $1`,
    [company.id, today, addMonths(today, 1)],
  )
  const missing: Missing[] = []
  const add = (code: Missing['code'], table: string, stops = true, about: string | null = null) =>
    missing.push({ code, table, stops, about })
  if (!state.has_address) add('address', 'profile')
  if (!state.has_vat_number) add('vat-number', 'profile', false)
  // The receivable is asked for by every invoice, the others by the VAT codes that it may carry.
  for (const role of new Set(['receivable', ...state.vat_roles]))
    if (!state.roles.includes(role)) add('role-account', 'account-roles', true, role)
  if (!state.has_vat_codes) add('vat-codes', 'vat-codes')
  if (!state.kinds.includes('invoice')) add('invoice-series', 'number-series')
  if (!state.kinds.includes('voucher')) add('voucher-series', 'number-series')
  if (!state.has_period) add('period', 'periods', true, today)
  else if (!state.has_next_period) add('period-soon', 'periods', false, addMonths(today, 1))
  if (!state.has_bank) add('bank-account', 'bank-accounts')
  if (!state.has_group) add('invoice-group', 'invoice-groups')
  return missing
}
