import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'

const kinds = [
  'invoice',
  'credit-note',
  'debit-note',
  'proforma',
  'advance-invoice',
  'internal-invoice',
  'interest-invoice',
] as const

const invoiceRow = z.object({
  invoiceId: id,
  kind: z.enum(kinds),
  number: z.string(),
  reference: z.string(),
  customer: z.string(),
  customerName: z.string(),
  invoiceGroup: z.string(),
  issuedOn: z.string(),
  dueOn: z.string(),
  currency: z.string(),
  net: z.string(),
  vat: z.string(),
  gross: z.string(),
  payable: z.string(),
  open: z.string(),
  annulled: z.boolean(),
  credits: z.string().nullable(),
})

export const listInvoices = verb({
  kind: 'read',
  name: 'invoicing.list-invoices',
  summary: 'Issued documents, newest first',
  route: 'GET /invoices',
  input: z.object({
    ...paging,
    kind: z.enum(kinds).optional(),
    customer: z.string().optional().meta({ description: 'Customer number' }),
    invoiceGroup: z.string().optional(),
    number: z.string().optional(),
    reference: z.string().optional(),
    runId: id.optional(),
    from: dayText.optional(),
    to: dayText.optional(),
    open: z.stringbool().or(z.boolean()).optional().meta({ description: 'true: only what has something open' }),
    annulled: z.stringbool().or(z.boolean()).optional(),
  }),
  output: pageOf(invoiceRow),
  async run({ db, company }, { after, limit, ...filter }) {
    const rows = await db.rows<
      Omit<z.output<typeof invoiceRow>, 'net' | 'vat' | 'gross' | 'payable' | 'open'> &
        Record<'net' | 'vat' | 'gross' | 'payable' | 'open', bigint>
    >(
      `select i.id as "invoiceId", i.kind, i.number_text as number, i.reference, p.number as customer, p.name as "customerName", g.code as "invoiceGroup",
              i.issued_on as "issuedOn", i.due_on as "dueOn", i.currency, i.amount_net as net, i.amount_vat as vat, i.amount_gross as gross, i.amount_payable as payable,
              coalesce(t.amount_open, 0)::bigint as open, n.invoice_id is not null as annulled, c.number_text as credits
         from invoices i
         join parties p on p.company_id = i.company_id and p.id = i.party_id
         join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
         left join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
         left join invoice_annulments n on n.company_id = i.company_id and n.invoice_id = i.id
         left join invoices c on c.company_id = i.company_id and c.id = i.credits_id
        where i.company_id = $1 and ($2::uuid is null or i.id < $2) and ($3::text is null or i.kind = $3) and ($4::text is null or p.number = $4)
          and ($5::text is null or g.code = $5) and ($6::text is null or i.number_text = $6) and ($7::text is null or i.reference = $7)
          and ($8::uuid is null or i.run_id = $8) and ($9::date is null or i.issued_on >= $9) and ($10::date is null or i.issued_on <= $10)
          and ($11::bool is null or $11 = coalesce(t.amount_open <> 0, false)) and ($12::bool is null or $12 = (n.invoice_id is not null))
        order by i.id desc limit $13`,
      [
        company.id,
        after ?? null,
        filter.kind ?? null,
        filter.customer ?? null,
        filter.invoiceGroup ?? null,
        filter.number ?? null,
        filter.reference ?? null,
        filter.runId ?? null,
        filter.from ?? null,
        filter.to ?? null,
        filter.open ?? null,
        filter.annulled ?? null,
        limit,
      ],
    )
    return {
      rows: rows.map((row) => ({
        ...row,
        net: formatMinor(row.net, row.currency),
        vat: formatMinor(row.vat, row.currency),
        gross: formatMinor(row.gross, row.currency),
        payable: formatMinor(row.payable, row.currency),
        open: formatMinor(row.open, row.currency),
      })),
      next: rows.length === limit ? rows.at(-1)!.invoiceId : null,
    }
  },
})
