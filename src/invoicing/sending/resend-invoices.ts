import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { deliveriesOf } from '../../delivery/queries.ts'
import { resendDeliveries, resendInput } from '../../delivery/resend.ts'
import type { Id } from '../../kernel/id.ts'
import { Refused } from '../../kernel/problem.ts'

/** Sends invoices again that are named by their numbers; the last delivery of each gets its next attempt. */
export const resendInvoices = verb({
  kind: 'write',
  name: 'invoicing.resend-invoices',
  summary: 'Send named invoices once more',
  route: 'POST /invoices/resend',
  input: z.object({ numbers: z.array(z.string().min(1).max(40)).min(1).max(1000), ...resendInput }),
  output: z.object({ deliveries: z.array(id) }),
  async run(ctx, { numbers, ...how }) {
    const wanted = [...new Set(numbers)]
    const rows = await ctx.db.rows<{ id: Id; number: string }>(
      `select id, number_text as number from invoices where company_id = $1 and number_text = any ($2::text[])`,
      [ctx.company.id, wanted],
    )
    const problems = wanted.flatMap((number) => {
      const found = rows.filter((row) => row.number === number).length
      if (found === 1) return []
      const message =
        found === 0
          ? `there is no invoice ${number}`
          : `${found} invoices bear the number ${number}: name their deliveries instead`
      return [{ code: found === 0 ? 'invoice.unknown' : 'invoice.ambiguous', message, data: { invoice: number } }]
    })
    if (problems.length > 0) throw new Refused(problems)
    const last = await deliveriesOf(
      ctx,
      rows.map((row) => row.id),
    )
    return {
      deliveries: await resendDeliveries(
        ctx,
        last.map((row) => row.id),
        how,
      ),
    }
  },
})
