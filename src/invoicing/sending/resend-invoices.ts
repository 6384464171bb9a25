import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { resendDeliveries, resendInput } from '../../delivery/resend.ts'
import type { Id } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'

/** Sends invoices again that are named by their numbers; the last delivery of each gets its next attempt. */
export const resendInvoices = verb({
  kind: 'write',
  name: 'invoicing.resend-invoices',
  summary: 'Send named invoices once more',
  route: 'POST /invoices/resend',
  input: z.object({
    numbers: z.array(z.string().min(1).max(40)).min(1).max(1000),
    ...resendInput,
    leaveOut: z
      .boolean()
      .default(false)
      .meta({ description: 'What cannot be sent again is left out and told, instead of refusing all' }),
    preview: z.boolean().default(false).meta({ description: 'Answer what would happen, change nothing' }),
  }),
  output: z.object({
    deliveries: z.array(id),
    sends: z.number().meta({ description: 'So many documents leave, or would' }),
    leftOut: z.array(z.object({ number: z.string(), problem: problemShape })),
  }),
  async run(ctx, { numbers, leaveOut, preview, ...how }) {
    const wanted = [...new Set(numbers)]
    const rows = await readLastDeliveries(ctx, wanted)
    const judged = wanted.map((number) => {
      const found = rows.filter((row) => row.number === number)
      return { number, delivery: found[0]?.delivery ?? null, problem: problemOf(number, found) }
    })
    const leftOut = judged.flatMap(({ number, problem }) => (problem ? [{ number, problem }] : []))
    const good = judged.flatMap(({ delivery, problem }) => (delivery && !problem ? [delivery] : []))
    if (preview) return { deliveries: [], sends: good.length, leftOut }
    if (leftOut.length > 0 && (!leaveOut || good.length === 0))
      throw new Refused(
        leftOut.map(({ problem }) => problem),
        leftOut.some(({ problem }) => problem.code.startsWith('delivery.')) ? 409 : undefined,
      )
    // What was named is what is confirmed; what of it is left out was told.
    const confirm = how.confirm === wanted.length ? good.length : how.confirm
    const deliveries = await resendDeliveries(ctx, good, { ...how, confirm })
    return { deliveries, sends: deliveries.length, leftOut }
  },
})

interface Last {
  number: string
  annulled: boolean
  delivery: Id | null
  state: string | null
  /** One of its deliveries has not left yet. */
  busy: string | null
}

const readLastDeliveries = ({ db, company }: Ctx, numbers: readonly string[]): Promise<Last[]> =>
  db.rows<Last>(
    `select i.number_text as number, d.id as delivery, d.state, b.state as busy,
            exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id) as annulled
       from invoices i
       left join lateral (select id, state from deliveries where company_id = i.company_id and subject_id = i.id order by id desc limit 1) d on true
       left join lateral (select state from deliveries where company_id = i.company_id and subject_id = i.id and state in ('waiting', 'sending') limit 1) b on true
      where i.company_id = $1 and i.number_text = any ($2::text[])`,
    [company.id, numbers],
  )

function problemOf(invoice: string, found: readonly Last[]): Problem | null {
  const [row] = found
  if (!row) return { code: 'invoice.unknown', message: `there is no invoice ${invoice}`, data: { invoice } }
  if (found.length > 1)
    return {
      code: 'invoice.ambiguous',
      message: `${found.length} invoices bear the number ${invoice}: name their deliveries instead`,
      data: { invoice },
    }
  if (row.annulled) return { code: 'invoice.annulled', message: `${invoice} is annulled`, data: { invoice } }
  if (!row.delivery)
    return { code: 'delivery.never-sent', message: `${invoice} has never been sent: send it first`, data: { invoice } }
  const state = row.busy ?? (row.state === 'held' ? row.state : null)
  if (!state) return null
  return {
    code: 'delivery.not-ended',
    message: `${invoice} is ${state}: ${state === 'held' ? 'record what became of it first' : 'it leaves by itself'}`,
    data: { invoice, state },
  }
}
