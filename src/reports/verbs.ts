import type { Verb } from '../db/verb.ts'
import { accountBalances } from './account-balances/report.ts'
import { learntSince } from './ageing/learnt-since.ts'
import { ageingPivot } from './ageing/pivot.ts'
import { ageing } from './ageing/report.ts'
import { customerAccount } from './customer-account/report.ts'
import { explain } from './explain/explain.ts'
import { exportReport } from './export/export-report.ts'
import { generalLedger } from './general-ledger/report.ts'
import { lists } from './lists/lists.ts'
import { openItems } from './open-items/report.ts'
import { partyFigures } from './party-card/figures.ts'
import { partyItems } from './party-card/items.ts'
import { paymentBehaviour } from './party-card/payment-behaviour.ts'
import { prove } from './prove/prove.ts'
import { reconciliation } from './reconciliation/report.ts'
import { deliverStatements, printStatements } from './statement/deliver-statements.ts'
import { statement } from './statement/report.ts'
import { sendStatements } from './statement/send-statements.ts'
import { statementPdf } from './statement/statement-pdf.ts'
import { subledgerSpecification } from './subledger-specification/report.ts'
import { unapplied } from './unapplied/report.ts'
import { verify } from './verify/verify.ts'
import { vouchers } from './vouchers/report.ts'

export const verbs: Verb[] = [
  openItems,
  ageing,
  ageingPivot,
  learntSince,
  customerAccount,
  statement,
  statementPdf,
  sendStatements,
  deliverStatements,
  printStatements,
  subledgerSpecification,
  unapplied,
  vouchers,
  generalLedger,
  accountBalances,
  reconciliation,
  explain,
  exportReport,
  ...lists,
  partyFigures,
  partyItems,
  paymentBehaviour,
  prove,
  verify,
]
