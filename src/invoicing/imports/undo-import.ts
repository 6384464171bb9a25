import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'

/**
 * Takes an import back: orders that are not billed are cancelled and give their references free, so that the file can be
 * imported again; what is billed stays and is corrected by documents. `preview` shows it without doing it.
 */
export const undoImport = verb({
  kind: 'write',
  name: 'invoicing.undo-import',
  summary: 'Take an import of orders back',
  route: 'POST /order-files/{importId}/undo',
  input: z.object({ importId: id, preview: z.boolean().default(false) }),
  output: z.object({
    importId: id,
    undone: z.boolean(),
    cancelled: z.number(),
    billed: z.number(),
    sums: z.array(z.object({ currency: z.string(), net: z.string() })),
  }),
  async run(ctx, { importId, preview }) {
    const file = await ctx.db.maybe<{ undone_at: Date | null; file_name: string | null }>(
      `select undone_at, file_name from order_files where company_id = $1 and id = $2 for update`,
      [ctx.company.id, importId],
    )
    if (!file) return refuse('order-file.unknown', `there is no import ${importId}`, { import: importId }, 404)
    if (file.undone_at)
      refuse('order-file.undone', `the import was undone on ${file.undone_at.toISOString()}`, { import: importId }, 409)
    await ctx.db.query(
      `select 1 from orders where company_id = $1 and import_id = $2 and invoice_id is null and cancelled_at is null order by id for update`,
      [ctx.company.id, importId],
    )
    const counts = await ctx.db.one<{ cancelled: number; billed: number }>(
      `select count(*) filter (where invoice_id is null and cancelled_at is null)::int as cancelled, count(*) filter (where invoice_id is not null)::int as billed
         from orders where company_id = $1 and import_id = $2`,
      [ctx.company.id, importId],
    )
    const sums = await ctx.db.rows<{ currency: string; net: string }>(
      `select o.currency, round(sum(l.quantity * l.unit_price * (1 - coalesce(l.discount_percent, 0) / 100)), 2)::text as net
         from orders o join order_lines l on l.company_id = o.company_id and l.order_id = o.id
        where o.company_id = $1 and o.import_id = $2 and o.invoice_id is null and o.cancelled_at is null group by o.currency order by o.currency`,
      [ctx.company.id, importId],
    )
    const answer = {
      importId,
      undone: !preview,
      ...counts,
      sums,
    }
    if (preview) return answer
    await ctx.db.query(
      `update orders set cancelled_at = $3, cancelled_by = $4, source_reference = source_reference || ' ~' || $2::text
        where company_id = $1 and import_id = $2 and invoice_id is null and cancelled_at is null`,
      [ctx.company.id, importId, ctx.now, ctx.user.id],
    )
    await ctx.db.query(`update order_files set undone_at = $3 where company_id = $1 and id = $2`, [
      ctx.company.id,
      importId,
      ctx.now,
    ])
    await audit(ctx, { verb: 'invoicing.undo-import', subjects: [importId], summary: counts })
    return answer
  },
})
