import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { longVerb } from '../db/verb.ts'
import { refreshStandings } from './refresh-standings.ts'

/** How every customer pays, made anew from the ledger; meant for each night. The day before is left as it was until this one is whole. */
export const scoreCustomers = longVerb({
  kind: 'long',
  name: 'credit.score-customers',
  summary: 'Make the figures of how customers pay, and what is expected by week, anew from the ledger',
  route: 'POST /credit/score',
  input: z.object({}),
  output: z.object({
    customers: z.number().int().meta({ description: 'By business area, where there are any' }),
    claims: z.number().int(),
    weeks: z.number().int(),
  }),
  run: (ctx) =>
    ctx.transaction(async (tx) => {
      const refreshed = await refreshStandings(tx, ctx.today)
      await audit(tx, { verb: 'credit.score-customers', summary: { ...refreshed } })
      return refreshed
    }),
})
