import type { ThreadWork } from '../../src/db/run-in-thread.ts'
import { refuse } from '../../src/kernel/problem.ts'

/** A piece of work for a thread that does what its input says. */
export const work: ThreadWork<string> = async (ctx, what, port) => {
  if (what === 'refuse') refuse('story.refused', 'the story refuses', { row: 7 }, 409)
  if (what === 'exit') process.exit(3)
  if (what === 'twice')
    await ctx.transaction(async ({ db, company }) => {
      for (let i = 0; i < 2; i++)
        await db.query(
          `insert into business_areas (company_id, id, code, name) values ($1, '00000000-0000-7000-8000-000000000001', 'X', 'X')`,
          [company.id],
        )
    })
  if (what === 'look') {
    const { n } = await ctx.transaction(({ db }) => db.one<{ n: number }>(`select count(*)::int as n from orders`))
    ctx.progress(n, null, ctx.user.name)
    ctx.log.warn({ today: ctx.today }, 'looked')
  }
  port.postMessage('seen')
}
