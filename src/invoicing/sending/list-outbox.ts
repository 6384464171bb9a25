import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, pageOf, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { channelNames } from '../../delivery/channel.ts'
import { deliveryColumns, deliveryRow, deliveryStates } from '../../delivery/list-deliveries.ts'
import { seesProtected } from '../../parties/sees-protected.ts'
import { partiesLike } from '../invoice-filter.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'

const filter = {
  channel: z.enum(channelNames).optional(),
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Beginning of a number, the customer’s number or a part of the name' }),
  from: dayText.optional().meta({ description: 'Made on this day or later' }),
  to: dayText.optional(),
}
const shape = z.object(filter)
type Filter = z.output<typeof shape>
const outboxRow = deliveryRow.extend({
  invoiceId: deliveryRow.shape.id.nullable(),
  number: z.string().nullable(),
  kind: z.string().nullable(),
  customer: z.string().nullable(),
  customerName: z.string().nullable(),
  isProtected: z.boolean(),
  address: z.string().nullable(),
  currency: z.string().nullable(),
  /** A later attempt exists: this one needs nobody. */
  isSuperseded: z.boolean(),
})

/** The outbox as a person reads it: with the documents and whom they are for. Lies here and not in delivery, which knows no invoice. */
export const listOutbox = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'delivery.list-outbox',
  summary: 'The outbox with numbers and customers: what waits, what failed and why, what needs a person',
  route: 'GET /outbox',
  input: z.object({
    ...paging,
    ...filter,
    state: z
      .enum([...deliveryStates, 'needs-you'])
      .optional()
      .meta({ description: 'needs-you: held, or failed without a later attempt' }),
  }),
  output: pageOf(outboxRow).extend({
    counts: z
      .array(z.object({ state: z.string(), count: z.number() }))
      .nullable()
      .meta({ description: 'By state, of the filter without its state; told with the first page' }),
  }),
  async run(ctx, { after, limit, state, ...given }) {
    const where = await whereOutbox(ctx, given)
    const wanted = state === undefined ? raw('true') : state === 'needs-you' ? raw(needsYou) : sql`d.state = ${state}`
    const rows = await ctx.db.rows<z.input<typeof outboxRow> & { hidden: boolean }>(
      sql`select ${raw(deliveryColumns)}, i.id as "invoiceId", i.number_text as number, i.kind, i.currency, p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName",
                 coalesce(p.protection <> 'none', false) as "isProtected", ${raw(superseded)} as "isSuperseded",
                 case when p.id is null or p.protection = 'none' or ${raw(String(seesProtected(ctx)))} then d.address end as address
            from ${raw(tables)} where ${where} and ${wanted} and ${after ? sql`d.id < ${after}` : raw('true')} order by d.id desc limit ${limit}`,
    )
    await logShown(ctx, 'delivery.list-outbox', rows)
    return {
      rows,
      next: rows.length === limit ? rows.at(-1)!.id : null,
      counts: after ? null : await countsOf(ctx, where),
    }
  },
})

const tables = `deliveries d
  left join invoices i on d.subject_kind = 'invoice' and i.company_id = d.company_id and i.id = d.subject_id
  left join parties p on p.company_id = d.company_id and p.id = d.party_id`
const superseded = `exists (select from deliveries l where l.company_id = d.company_id and l.subject_id = d.subject_id and l.id > d.id and l.state <> 'recalled')`
const needsYou = `(d.state = 'held' or d.state = 'failed' and not ${superseded})`

async function whereOutbox(ctx: Ctx, { channel, search, from, to }: Filter): Promise<Statement> {
  const conditions = [sql`d.company_id = ${ctx.company.id}`]
  if (channel) conditions.push(sql`d.channel = ${channel}`)
  if (from) conditions.push(sql`d.created_at >= ${from}::date`)
  if (to) conditions.push(sql`d.created_at < ${to}::date + 1`)
  if (search) {
    // Gathered by their indexes, for a million documents in memory.
    await ctx.db.query(`set local work_mem = '64MB'`)
    conditions.push(
      sql`(d.subject_kind = 'invoice' and d.subject_id in (select v.id from invoices v where v.company_id = ${ctx.company.id} and v.number_text ^@ ${search})
        or d.party_id in (select c.id from parties c where c.company_id = ${ctx.company.id} and c.number = ${search}) or d.party_id = any (${await partiesLike(ctx, search)}::uuid[]))`,
    )
  }
  return conditions.reduce((all, one) => sql`${all} and ${one}`)
}

async function countsOf({ db }: Ctx, where: Statement) {
  const rows = await db.rows<{ state: string; count: number }>(
    sql`select d.state, count(*)::int as count from ${raw(tables)} where ${where} group by 1`,
  )
  const needing = await db.one<{ count: number }>(
    sql`select count(*)::int as count from ${raw(tables)} where ${where} and d.state in ('held', 'failed') and ${raw(needsYou)}`,
  )
  return [{ state: 'needs-you', count: needing.count }, ...rows]
}
