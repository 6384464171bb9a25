import { z } from 'zod'
import type { Right } from '../access/rights.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import { whatWentByItself } from './went-by-itself.ts'
import { readRights, withinRights } from './within.ts'
import { billingHolds } from './work/billing-holds.ts'
import { runsSentBack, runsToApprove, runsToIssue } from './work/billing-runs.ts'
import { creditChanges, ownOverdue } from './work/credit.ts'
import { dunningForbidden, dunningHeld, dunningToApprove, dunningToSend } from './work/dunning-runs.ts'
import { followUps } from './work/follow-ups.ts'
import { orderFiles } from './work/order-files.ts'
import { proformasPaid } from './work/paid-proformas.ts'
import { refunds } from './work/refunds.ts'
import { stuckDeliveries } from './work/stuck-deliveries.ts'
import { unmatchedPayments } from './work/unmatched-payments.ts'
import type { Work } from './work/work.ts'
import { work } from './work/work.ts'
import { writeOffs } from './work/write-offs.ts'

/**
 * What needs a person today: one line a kind, billing runs and order files one line each; only what the asker may do, in the
 * areas in which he may do it. Oldest and due first is the screen's to decide; here they come in the order of the kinds.
 */
export const readHome = verb({
  kind: 'read',
  name: 'workspace.read-home',
  summary: 'What needs a person today, and what went by itself since the last working day',
  route: 'GET /home',
  input: z.object({}),
  output: z.object({
    today: dayText,
    work: z.array(work),
    byItself: z.object({
      since: dayText.meta({ description: 'The working day before this one' }),
      paymentsMatched: z.number().nullable().meta({ description: 'By the machine; null: not for the asker' }),
      paymentsRead: z.number().nullable(),
      invoicesDelivered: z.number().nullable(),
      filesFetched: z.number().nullable(),
      remindersSent: z.number().nullable().meta({ description: 'Letters of runs that nobody looked at' }),
      failures: z.number().nullable().meta({ description: 'Scheduled work that broke off' }),
    }),
  }),
  async run(ctx) {
    const rights = await readRights(ctx)
    const list: Work[] = []
    for (const [verbName, read] of readers) {
      list.push(...((await withinRights(ctx, rights, verbName, (own) => read(own, verbName))) ?? []))
    }
    return { today: ctx.today, work: list, byItself: await byItself(ctx, rights) }
  },
})

/** Each kind under the verb that does the work: who may only look has no work there. */
const readers: readonly (readonly [verbName: string, read: (ctx: Ctx, verbName: string) => Promise<Work[]>])[] = [
  ['invoicing.approve-billing', runsToApprove],
  ['invoicing.propose-billing', runsSentBack],
  ['invoicing.issue', runsToIssue],
  ['bank.accept-match', unmatchedPayments],
  ['invoicing.advance-invoice', proformasPaid],
  ['invoicing.release-hold', billingHolds],
  ['invoicing.import-orders', orderFiles],
  ['invoicing.resend-invoices', stuckDeliveries],
  ['bank.attest-write-offs', writeOffs],
  ['bank.attest-refunds', refunds],
  ['credit.review-change', creditChanges],
  ['credit.list-own-overdue', ownOverdue],
  ['dunning.approve', dunningToApprove],
  ['dunning.execute', dunningToSend],
  ['dunning.release-row', dunningHeld],
  ['dunning.save-policy', dunningForbidden],
  ['parties.save-note', followUps],
]

async function byItself(ctx: Ctx, rights: readonly Right[]) {
  return whatWentByItself(ctx, rights, lastWorkingDay(ctx))
}

function lastWorkingDay({ company, today }: Ctx): Day {
  return country(company.country).holidays.previousBankingDay(addDays(today, -1))
}
