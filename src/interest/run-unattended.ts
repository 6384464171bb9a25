import { z } from 'zod'
import { longVerb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { abandonRun } from './abandon-run.ts'
import { approveInterest } from './approve.ts'
import { issueInterest } from './issue.ts'
import { proposed, proposeInput, proposeInterest } from './propose.ts'

/** Interest invoices from proposal to outbox in one go: for schedules, and for who trusts the rules. */
export const runUnattended = longVerb({
  kind: 'long',
  name: 'interest.run-unattended',
  summary: 'Propose, approve and issue interest invoices in one go',
  route: 'POST /interest-runs/unattended',
  input: proposeInput.extend({
    dryRun: z
      .boolean()
      .default(false)
      .meta({ description: 'Tell what would be invoiced: the proposal is abandoned, its rows can be looked at' }),
  }),
  output: proposed.extend({ issued: z.number() }),
  async run(ctx, { dryRun, ...given }) {
    const twoPersons = await ctx.transaction(({ db, company }) =>
      db.maybe<{ code: string }>(
        `select code from invoice_groups where company_id = $1 and two_person_approval and ($2::text[] is null or code = any ($2)) order by code limit 1`,
        [company.id, given.invoiceGroups ?? null],
      ),
    )
    if (twoPersons)
      refuse(
        'interest-run.two-persons',
        `invoice group ${twoPersons.code} wants the approval of a second person: name the groups that may go by themselves`,
        { invoiceGroup: twoPersons.code },
        409,
      )
    const run = await proposeInterest(ctx, given, { isDryRun: dryRun })
    if (dryRun || run.documents === 0) {
      // Nobody has to end a run that nothing comes of.
      await ctx.transaction((tx) => abandonRun.run(tx, { runId: run.runId }))
      return { ...run, issued: 0 }
    }
    await ctx.transaction((tx) => approveInterest(tx, run.runId))
    // Rejected of the whole run: when it was proposed, and when it was issued.
    const { issued, rejected } = await issueInterest(ctx, run.runId)
    return { ...run, issued, rejected }
  },
})
