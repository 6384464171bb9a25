import { exportSetUpOf, readSetUpOf } from '../company/export-set-up.ts'
import { importSetUpOf, saveSetUpOf } from '../company/import-set-up.ts'
import { readSetUpTablesOf } from '../company/read-set-up-tables.ts'
import { setUpTables } from '../company/tables.ts'
import { internalCompanies } from './internal-companies.ts'

/** The whole set-up of a company: its own tables, and the internal companies, which are parties. */
const tables = [...setUpTables, internalCompanies]

export const readSetUpTables = readSetUpTablesOf(tables, new Map([[internalCompanies, 'parties']]))
export const exportSetUp = exportSetUpOf(tables)
export const importSetUp = importSetUpOf(tables)
export const readSetUp = readSetUpOf(tables)
export const saveSetUp = saveSetUpOf(tables)
