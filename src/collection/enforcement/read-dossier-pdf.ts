import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { withPdfRenderer } from '../../delivery/shared-renderer.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { logProtectedReads, seesProtected } from '../../parties/sees-protected.ts'
import { representativeOf } from '../agencies.ts'
import { caseName } from '../open-cases.ts'
import { dossierContent } from './dossier-content.ts'
import type { Dossier } from './read-dossier.ts'
import { readDossier } from './read-dossier.ts'

/** The application on paper: for the court that takes no files, and for who approves it. */
export const readDossierPdf = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'collection.read-dossier-pdf',
  summary: 'Read an application to the court as a PDF',
  route: 'GET /collection/cases/{caseId}/dossier.pdf',
  input: z.object({ caseId: id }),
  output: fileOutput,
  async run(ctx, { caseId }) {
    const { fileName, body } = await dossierPdf(ctx, caseId, 'collection.read-dossier-pdf')
    return { fileName, mediaType: 'application/pdf', body }
  },
})

/** @throws Refused collection.case-unknown, collection.no-application, party.protected */
export async function dossierPdf(
  ctx: Ctx,
  caseId: string,
  verbName: string,
): Promise<{ dossier: Dossier; fileName: string; body: Uint8Array }> {
  const dossier = await admitted(ctx, caseId, verbName)
  const body = await withPdfRenderer((renderer) => renderer.renderDossier(dossierContent(dossier)))
  return { dossier, fileName: `${caseName(dossier.number)}.pdf`, body }
}

/** The same as data: what a form of the court asks for, field by field. */
export const readDossierData = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'collection.read-dossier-data',
  summary: 'Read an application to the court as JSON or CSV',
  route: 'GET /collection/cases/{caseId}/dossier-data',
  input: z.object({ caseId: id, format: z.enum(['json', 'csv']).default('json') }),
  output: fileOutput,
  async run(ctx, { caseId, format }) {
    const dossier = await admitted(ctx, caseId, 'collection.read-dossier-data')
    const name = caseName(dossier.number)
    return format === 'json'
      ? { fileName: `${name}.json`, mediaType: 'application/json', body: Buffer.from(jsonOf(dossier)) }
      : { fileName: `${name}.csv`, mediaType: 'text/csv; charset=utf-8', body: Buffer.from(csvOf(dossier)) }
  },
})

async function admitted(ctx: Ctx, caseId: string, name: string): Promise<Dossier> {
  const dossier = await readDossier(ctx, caseId)
  if (dossier.protection !== 'none') {
    if (!seesProtected(ctx))
      refuse(
        'party.protected',
        'the respondent has protected identity: reading this needs parties.read-protected',
        {},
        403,
      )
    await logProtectedReads(ctx, [dossier.partyId], name)
  }
  return dossier
}

function jsonOf(dossier: Dossier): string {
  const { applicant, respondent, court, law, claims, payments, attachments, events, currency } = dossier
  const money = (amount: bigint) => formatMinor(amount, currency)
  const total = claims.reduce((sum, claim) => sum + claim.amount, 0n)
  return `${JSON.stringify(
    {
      case: caseName(dossier.number),
      court: { code: court.code, name: court.name, number: dossier.courtNumber },
      openedOn: dossier.openedOn,
      currency,
      total: money(total),
      applicant: {
        name: applicant.name,
        organisationNumber: applicant.organisationNumber ?? null,
        address: applicant.address,
        contact: applicant.contact ?? null,
        responsiblePerson: applicant.responsiblePerson ?? null,
        accounts: dossier.accounts,
      },
      representative: representativeOf(court),
      respondent: {
        name: respondent.legalName ?? respondent.name,
        isPerson: dossier.isPerson,
        number: dossier.respondentNumber,
        address: respondent.address,
      },
      claims: claims.map((claim) => ({ ...claim, itemId: undefined, amount: money(claim.amount) })),
      payments: payments.map((payment) => ({ on: payment.on, amount: money(payment.amount) })),
      attachments: attachments.map(({ no, kind, number, on }) => ({ no, kind, number, on })),
      // Kept in minor units, or as a percent of the claim (Bulgaria).
      law: law.map((one) => ({ ...one, value: /^\d+$/.test(one.value) ? money(BigInt(one.value)) : one.value })),
      events,
    },
    null,
    2,
  )}\n`
}

function csvOf(dossier: Dossier): string {
  const rows = dossier.claims.map((claim) => [
    caseName(dossier.number),
    String(claim.no),
    claim.kind,
    claim.numberText ?? '',
    claim.dueOn ?? '',
    formatMinor(claim.amount, dossier.currency),
    dossier.currency,
    claim.interestFrom ?? '',
    claim.interestText ?? '',
    claim.ground,
  ])
  const heads = 'case;claim;kind;invoice;due-date;amount;currency;interest-from;interest;ground'
  const cell = (text: string) => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return `\ufeff${[heads, ...rows.map((row) => row.map(cell).join(';'))].join('\r\n')}\r\n`
}
