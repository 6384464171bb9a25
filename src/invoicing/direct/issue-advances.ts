import { z } from 'zod'
import { readParameter } from '../../company/read-parameter.ts'
import { changeOf } from '../../countries/currency.ts'
import { country } from '../../countries/index.ts'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { Refused } from '../../kernel/problem.ts'
import { paid } from '../run/settle-corrections.ts'
import { advanceOf, namesProforma } from './advance-invoice.ts'

/** General parameter: {"act": "by-hand"} leaves payments on proformas on the account until a person says so. */
export const advanceParameter = 'advance-invoices'

/**
 * Every payment that lies on a customer's account and names one of his proformas becomes a prepayment with its advance
 * invoice and VAT (ML 7:7; ЗДДС чл. 25 ал. 7). Runs by itself after each matching; what it needs is read from the books, so
 * that it makes each advance once, and after a crash the next run makes the rest. Each advance is one transaction.
 */
export const issueAdvances = longVerb({
  kind: 'long',
  name: 'invoicing.issue-advances',
  summary: 'Issue the advance invoices of payments on proformas',
  route: 'POST /advance-invoices/issue',
  input: z.object({}),
  output: z.object({
    issued: z.array(z.object({ invoiceId: id, number: z.string(), proforma: z.string() })),
    waiting: z.number().meta({ description: 'Proposed where the invoice group wants a second person' }),
    left: z
      .array(z.object({ proforma: z.string(), code: z.string(), message: z.string() }))
      .meta({ description: 'Payments that could not become an advance: they stay on account' }),
  }),
  async run(ctx) {
    const answer = {
      issued: [] as { invoiceId: Id; number: string; proforma: string }[],
      waiting: 0,
      left: [] as { proforma: string; code: string; message: string }[],
    }
    for (const { proformaId, itemId, proforma } of await ctx.transaction(readPayments)) {
      try {
        const { documents } = await ctx.transaction((tx) => advanceOf(tx, { proformaId, itemId }), { retry: true })
        if (documents.length === 0) answer.waiting += 1
        for (const { invoiceId, number } of documents) answer.issued.push({ invoiceId, number, proforma })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        answer.left.push(...error.problems.map(({ code, message }) => ({ proforma, code, message })))
      }
    }
    if (answer.issued.length + answer.waiting + answer.left.length > 0)
      await ctx.transaction((tx) =>
        audit(tx, {
          verb: 'invoicing.issue-advances',
          subjects: answer.issued.map((one) => one.invoiceId),
          summary: { issued: answer.issued.length, waiting: answer.waiting, left: answer.left },
        }),
      )
    return answer
  },
})

interface PaidProforma {
  proformaId: Id
  itemId: Id
  proforma: string
  currency: string
  /** What of the payment is open: positive, minor units. */
  open: bigint
  bookedOn: Day
}

async function readPayments(ctx: Ctx): Promise<PaidProforma[]> {
  const parameter = await readParameter(ctx, advanceParameter, ctx.today)
  return parameter?.act === 'by-hand' ? [] : asSystem(ctx, paidProformas)
}

/**
 * Payments and the proformas that they name, oldest first: proformas with something left and no final invoice, money that no
 * proposal has taken yet. What is still among them after `issueAdvances` could not become an advance, and waits for a person.
 */
export async function paidProformas({ db, company, today }: Ctx): Promise<PaidProforma[]> {
  const rules = country(company.country)
  if (!rules.documents.advanceInvoiceOnPrepayment) return []
  // A proforma of a currency that has ended is paid in the new one.
  const changed = rules.currency.changes.filter((change) => changeOf(rules.currency, change.from, today))
  return db.rows<PaidProforma>(
    `select v.id as "proformaId", i.id as "itemId", v.number_text as proforma, i.currency, -i.amount_open as open, t.booked_on as "bookedOn"
         from invoices v
         join parties p on p.company_id = v.company_id and p.id = v.party_id
         join open_items i on i.company_id = v.company_id and i.party_id = coalesce(p.payer_id, p.id) and i.amount_open < 0 and i.kind in ('payment', 'prepayment')
          and i.currency = coalesce((select c.became from unnest($2::text[], $3::text[]) c (was, became) where c.was = v.currency), v.currency)
         join bank_transactions t on t.company_id = i.company_id and t.id = i.bank_transaction_id
        where v.company_id = $1 and v.kind = 'proforma' and ${namesProforma}
          and not exists (select from invoice_annulments n where n.company_id = v.company_id and n.invoice_id = v.id)
          and not exists (select from orders o where o.company_id = v.company_id and o.source = 'proforma' and o.source_reference = v.id::text)
          and not exists (select from orders o where o.company_id = i.company_id and o.source = '${paid}' and o.source_reference like i.id::text || ' %'
                             and o.invoice_id is null and o.cancelled_at is null)
          and (v.currency <> i.currency or v.amount_gross > (select coalesce(sum(a.amount_gross), 0) from invoices a
                 where a.company_id = v.company_id and a.credits_id = v.id and a.kind = 'advance-invoice'
                   and not exists (select from invoices k where k.company_id = a.company_id and k.credits_id = a.id and k.kind = 'credit-note')))
        order by t.booked_on, i.id, v.issued_on, v.id limit 1000`,
    [company.id, changed.map((one) => one.from), changed.map((one) => one.to)],
  )
}
