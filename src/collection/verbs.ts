import type { Verb } from '../db/verb.ts'
import { closeCase, note, putOnWatch, settleMessage, withdraw } from './act-on-case.ts'
import { dropFromQueue } from './drop-from-queue.ts'
import { approveApplication, recordOutcome, reduce, requestEnforcement } from './enforcement/act-on-application.ts'
import { proposeApplication } from './enforcement/propose-application.ts'
import { readAnswers } from './enforcement/read-answers.ts'
import { readDossierData, readDossierPdf } from './enforcement/read-dossier-pdf.ts'
import { sendApplications } from './enforcement/send-applications.ts'
import { fetchAnswers } from './fetch-answers.ts'
import { listFinancing, saveFinancing } from './financing/agreements.ts'
import { endFinancing } from './financing/end-financing.ts'
import { financeInvoices } from './financing/finance-invoices.ts'
import { importSettlement } from './financing/import-settlement.ts'
import { handOver, handOverWaiting, proposeHandOver } from './hand-over.ts'
import { listCases } from './list-cases.ts'
import { listQueue } from './list-queue.ts'
import { queueByPerson } from './queue-claims.ts'
import { readCase } from './read-case.ts'
import { importRemittance, listRemittances } from './remittances.ts'
import { reportPayments } from './report-payments.ts'
import { listAgencies, saveAgency } from './save-agency.ts'
import { sendMessages } from './send-messages.ts'

export const verbs: Verb[] = [
  listAgencies,
  saveAgency,
  listQueue,
  queueByPerson,
  dropFromQueue,
  proposeHandOver,
  handOver,
  handOverWaiting,
  listCases,
  readCase,
  withdraw,
  closeCase,
  putOnWatch,
  note,
  sendMessages,
  settleMessage,
  reportPayments,
  fetchAnswers,
  importRemittance,
  listRemittances,
  proposeApplication,
  approveApplication,
  sendApplications,
  readAnswers,
  reduce,
  recordOutcome,
  requestEnforcement,
  readDossierPdf,
  readDossierData,
  listFinancing,
  saveFinancing,
  endFinancing,
  financeInvoices,
  importSettlement,
]
