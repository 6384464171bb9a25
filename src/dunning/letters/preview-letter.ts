import type { Ctx } from '../../db/context.ts'
import { fileOutput, language } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { rowInput } from '../run-rows.ts'
import { admitToLetter } from './admit.ts'
import { withLetterRenderer } from './prepare-letters.ts'
import type { ProposedRow } from './proposed-letter.ts'
import { proposedLetter } from './proposed-letter.ts'
import { letterPdf } from './read-letter-pdf.ts'

/** The letter of a row as it would be, with nothing stored; of a row that is written, the letter itself. */
export const previewLetter = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.preview-letter',
  summary: 'The PDF of a row of a dunning run, before it is written',
  route: 'GET /dunning-runs/{runId}/rows/{rowNo}/pdf',
  input: rowInput.extend({
    language: language.optional().meta({ description: 'Of a letter that is not written yet; default the customer’s' }),
  }),
  output: fileOutput,
  run: async (ctx, { runId, rowNo, language }): Promise<FileAnswer> => previewOf(ctx, runId, rowNo, language),
})

async function previewOf(ctx: Ctx, runId: Id, rowNo: number, inLanguage: Language | undefined): Promise<FileAnswer> {
  const row = await storedRow(ctx, runId, rowNo)
  if (row.letterId) return letterPdf(ctx, row.letterId, 'dunning.preview-letter')
  const { facts, party } = await proposedLetter(ctx, row, inLanguage)
  await admitToLetter(ctx, party, 'dunning.preview-letter')
  const body = await withLetterRenderer((render) => render(facts, { isDraft: true }))
  return { fileName: `draft-${rowNo}.pdf`, mediaType: 'application/pdf', body }
}

export async function storedRow(
  { db, company }: Ctx,
  runId: Id,
  rowNo: number,
): Promise<ProposedRow & { state: string; letterId: Id | null }> {
  const row = await db.maybe<ProposedRow & { state: string; letterId: Id | null }>(
    `select x.party_id as "partyId", r.parameters ->> 'on' as on, x.state, x.reason, x.result_id as "letterId"
       from run_rows x join runs r on r.company_id = x.company_id and r.id = x.run_id and r.kind = 'dunning' where x.company_id = $1 and x.run_id = $2 and x.row_no = $3`,
    [company.id, runId, rowNo],
  )
  return row ?? refuse('run.row-unknown', `the run has no row ${rowNo}`, { run: runId, row: rowNo }, 404)
}
