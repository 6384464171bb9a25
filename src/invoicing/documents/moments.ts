import { z } from 'zod'
import { id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import type { Standing } from '../standing.ts'
import { annulmentHindrances, readStanding } from '../standing.ts'
import { historyEvent, readHistory } from './history.ts'

const moment = z.object({
  allowed: z.boolean(),
  /** The moment after which it is no longer possible, in words; null when nothing ends it. */
  until: z.string().nullable(),
  /** Why not. */
  reasons: z.array(problemShape),
})

/** What may still be done with a document, and until when. */
export const moments = verb({
  kind: 'read',
  name: 'invoicing.moments',
  summary: 'What may still be done with a document, and until when',
  route: 'GET /invoices/{invoiceId}/moments',
  input: z.object({ invoiceId: id }),
  output: z.object({
    number: z.string(),
    state: z.enum(['issued', 'delivered', 'settled', 'credited', 'annulled']),
    annul: moment,
    credit: moment.extend({ left: z.string() }),
    debit: moment,
    resend: moment,
    /** What happened to it, newest first. */
    history: z.array(historyEvent),
  }),
  async run(ctx, { invoiceId }) {
    const standing = await readStanding(ctx, invoiceId)
    if (!standing) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    const { rules } = await readBillingSetUp(ctx)
    const hindrances = annulmentHindrances(rules, standing, await readOpenDays(ctx.db, ctx.company.id))
    const left = standing.amountGross - standing.credited
    const annulled = standing.annulledOn !== null
    const gone = { code: 'invoice.annulled', message: `${standing.numberText} is annulled` }
    const noNote = { code: 'invoice.not-correctable', message: `a ${standing.kind} is not corrected by a note` }
    const correctable = standing.kind !== 'proforma' && standing.kind !== 'credit-note'
    const creditReasons = [
      ...(annulled ? [gone] : []),
      ...(correctable ? [] : [noNote]),
      ...(left === 0n && !annulled && correctable
        ? [{ code: 'credit-note.nothing-left', message: `${standing.numberText} is credited already` }]
        : []),
      ...(standing.deductedOn
        ? [
            {
              code: 'advance.deducted',
              message: `the advance is deducted on invoice ${standing.deductedOn}: credit that one`,
              data: { invoice: standing.deductedOn },
            },
          ]
        : []),
    ]
    const debitReasons = [...(annulled ? [gone] : []), ...(correctable ? [] : [noNote])]
    return {
      number: standing.numberText,
      state: stateOf(standing, left),
      annul: {
        allowed: hindrances.length === 0,
        until: hindrances.length === 0 ? 'until it is delivered, paid, or its period is closed' : null,
        reasons: hindrances,
      },
      credit: {
        allowed: creditReasons.length === 0,
        until: creditReasons.length === 0 ? 'until all of it is credited' : null,
        reasons: creditReasons,
        left: formatMinor(left, standing.currency),
      },
      debit: { allowed: debitReasons.length === 0, until: null, reasons: debitReasons },
      resend: { allowed: !annulled, until: null, reasons: annulled ? [gone] : [] },
      history: await readHistory(ctx, standing),
    }
  },
})

function stateOf(standing: Standing, left: bigint): 'issued' | 'delivered' | 'settled' | 'credited' | 'annulled' {
  if (standing.annulledOn) return 'annulled'
  if (left === 0n) return 'credited'
  if (standing.settled) return 'settled'
  return standing.delivered.length > 0 ? 'delivered' : 'issued'
}
