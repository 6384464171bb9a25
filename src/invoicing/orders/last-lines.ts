import { z } from 'zod'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'

/** The customer's last invoice as lines to take over: in the terms that preview and invoice-now take. */
export const lastLines = verb({
  kind: 'read',
  name: 'invoicing.last-lines',
  summary: 'The lines of a customer’s last invoice, to be taken over',
  route: 'GET /parties/{number}/last-lines',
  input: z.object({ number: z.string() }),
  output: z.object({
    /** Null where the customer had none yet. */
    invoice: z
      .object({
        invoiceId: id,
        number: z.string(),
        issuedOn: z.string(),
        invoiceGroup: z.string(),
        currency: z.string(),
        payable: z.string(),
        theirReference: z.string().nullable(),
        ourReference: z.string().nullable(),
        purchaseOrder: z.string().nullable(),
        text: z.string().nullable(),
      })
      .nullable(),
    lines: z.array(
      z.object({
        article: z.string().nullable(),
        name: z.string(),
        description: z.string().nullable(),
        textOnly: z.boolean(),
        quantity: z.string(),
        unit: z.string(),
        unitPrice: z.string(),
        discountPercent: z.string().nullable(),
        vatCode: z.string(),
      }),
    ),
  }),
  async run({ db, company }, { number }) {
    const party = await db.maybe<{ id: string }>(
      `select id from parties where company_id = $1 and number = $2 and merged_into_id is null and kind <> 'system'`,
      [company.id, number],
    )
    if (!party) return refuse('customer.unknown', `there is no customer ${number}`, { customer: number }, 404)
    const found = await db.maybe<{ invoiceId: string; amount: bigint; currency: string } & Record<string, never>>(
      `select i.id as "invoiceId", i.number_text as number, i.issued_on as "issuedOn", g.code as "invoiceGroup", i.currency, i.amount_payable as amount,
              i.their_reference as "theirReference", i.our_reference as "ourReference", i.purchase_order as "purchaseOrder", i.text
         from invoices i join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
        where i.company_id = $1 and i.party_id = $2 and i.kind in ('invoice', 'internal-invoice')
          and not exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id)
        order by i.issued_on desc, i.id desc limit 1`,
      [company.id, party.id],
    )
    if (!found) return { invoice: null, lines: [] }
    const { amount, ...invoice } = found
    const lines = await db.rows<never>(
      `select a.code as article, l.name, l.description, l.text_only as "textOnly", trim_scale(l.quantity)::text as quantity, l.unit, trim_scale(l.unit_price)::text as "unitPrice",
              trim_scale(l.discount_percent)::text as "discountPercent", l.vat_code as "vatCode"
         from invoice_lines l left join articles a on a.company_id = l.company_id and a.id = l.article_id
        where l.company_id = $1 and l.invoice_id = $2 order by l.line_no`,
      [company.id, found.invoiceId],
    )
    return { invoice: { ...invoice, payable: formatMinor(amount as never, found.currency) } as never, lines }
  },
})
