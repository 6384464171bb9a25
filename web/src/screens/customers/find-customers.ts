import { call, type RowOf } from '../../api/call.ts'

export type Found = RowOf<'parties.list'>

/** Customers by a part of the name, number or identity number; protected persons by number, and masked. */
export const findCustomers = async (company: string, search: string): Promise<Found[]> =>
  search.trim() === ''
    ? []
    : (await call(company, 'parties.list', { search: search.trim(), role: 'customer', mask: 'true', limit: 8 })).rows
