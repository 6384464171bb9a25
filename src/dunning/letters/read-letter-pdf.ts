import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, id } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { admitToLetter } from './admit.ts'
import { letterFileName, withLetterRenderer } from './prepare-letters.ts'
import type { StoredLetter } from './read-letters.ts'
import { readLetters } from './read-letters.ts'

/**
 * The letter as the customer got it: the very bytes that were sent as a PDF. Where none was (it waits, or left as a text message
 * or a Peppol document alone), the same sheet made from the stored facts. A person protected since is shown anew, never with
 * the old address (RULES § 8).
 */
export const readLetterPdf = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.read-letter-pdf',
  summary: 'The PDF of a reminder or notice',
  route: 'GET /dunning-letters/{letterId}/pdf',
  input: z.object({ letterId: id }),
  output: fileOutput,
  run: (ctx, { letterId }): Promise<FileAnswer> => letterPdf(ctx, letterId, 'dunning.read-letter-pdf'),
})

/** @throws Refused dunning-letter.unknown, party.protected */
export async function letterPdf(ctx: Ctx, letterId: Id, verbName: string): Promise<FileAnswer> {
  const letter = await oneLetter(ctx, letterId)
  await admitToLetter(ctx, letter.party, verbName)
  const sent = letter.party.protection === 'none' ? await sentPdf(ctx, letterId) : null
  const body = sent ?? (await withLetterRenderer((render) => render(letter.facts)))
  return { fileName: letterFileName(letter.facts), mediaType: 'application/pdf', body }
}

export async function oneLetter(ctx: Ctx, letterId: Id): Promise<StoredLetter> {
  const letter = (await readLetters(ctx, [letterId])).get(letterId)
  return letter ?? refuse('dunning-letter.unknown', `there is no letter ${letterId}`, { letter: letterId }, 404)
}

async function sentPdf({ db, company, files }: Ctx, letterId: Id): Promise<FileAnswer['body'] | null> {
  const file = await db.maybe<{ sha256: string }>(
    `select f ->> 'sha256' as sha256
       from deliveries d join delivery_events e on e.company_id = d.company_id and e.delivery_id = d.id and e.kind = 'rendered'
      cross join lateral jsonb_array_elements(e.data -> 'files') f
      where d.company_id = $1 and d.subject_kind = 'letter' and d.subject_id = $2 and d.state in ('sent', 'delivered') and f ->> 'mediaType' = 'application/pdf'
      order by e.id desc limit 1`,
    [company.id, letterId],
  )
  return file && (await files.has(company.id, file.sha256)) ? files.open(company.id, file.sha256) : null
}
