import type { Verb } from '../db/verb.ts'
import { exportMicroinvest } from './export-microinvest.ts'
import { exportSie } from './export-sie.ts'
import { exportVouchersCsv } from './export-vouchers-csv.ts'
import { importLedger } from './import-ledger.ts'
import { listExports } from './list-exports.ts'
import { readExport } from './read-export.ts'
import { readPreview } from './read-preview.ts'
import { takeOver } from './take-over.ts'

export const verbs: Verb[] = [
  exportSie,
  exportVouchersCsv,
  exportMicroinvest,
  listExports,
  readExport,
  readPreview,
  importLedger,
  takeOver,
]
