import { fileOutput } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import { playedProposal, playedRowInput } from '../simulate-policy.ts'
import { admitToLetter } from './admit.ts'
import { withLetterRenderer } from './prepare-letters.ts'
import { factsOf } from './proposed-letter.ts'

/** A letter that a policy would have sent: the row of its simulation, as the customer would have got it. */
export const previewSimulated = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.preview-simulated',
  summary: 'The PDF of a letter that a simulated policy would have sent',
  route: 'POST /dunning-policies/simulate/pdf',
  input: playedRowInput,
  output: fileOutput,
  async run(ctx, given): Promise<FileAnswer> {
    const { proposal, party } = await playedProposal(ctx, given)
    await admitToLetter(ctx, party, 'dunning.preview-simulated')
    const facts = await factsOf(ctx, proposal, party, given.on, party.language)
    const body = await withLetterRenderer((render) => render(facts, { isDraft: true }))
    return { fileName: `draft-${given.document}.pdf`, mediaType: 'application/pdf', body }
  },
})
