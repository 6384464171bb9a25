import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, id } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { LetterSheet } from '../../delivery/pdf/letter-sheet.ts'
import { withPdfRenderer } from '../../delivery/shared-renderer.ts'
import type { PaymentAccount } from '../../formats/e-invoice/document.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import { financingOf } from '../../invoicing/financing.ts'
import type { Day } from '../../kernel/day.ts'
import { later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readParties } from '../../parties/queries.ts'
import { admitToLetter } from './admit.ts'
import { letterContent } from './letter-content.ts'
import type { ChargedBefore, LetterFacts } from './letter-facts.ts'
import { labelsOf } from './letter-words.ts'
import { addressee, groundOf, lookOf, readLooks, referenceKind } from './read-letters.ts'

/** How to pay what is open of a claim, and nothing else: for who has lost his letter. No reminder, no fee. */
export const paymentSlip = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.payment-slip',
  summary: 'The payment slip of a claim as PDF: what is open today, how to pay it',
  route: 'GET /claims/{itemId}/payment-slip',
  input: z.object({ itemId: id.meta({ description: 'The capital item' }) }),
  output: fileOutput,
  run: (ctx, { itemId }): Promise<FileAnswer> => slipOf(ctx, itemId),
})

interface Row {
  partyId: Id
  currency: string
  number: string
  reference: string
  referenceKind: string | null
  invoiceGroupId: Id | null
  issuedOn: Day | null
  dueOn: Day
  open: bigint
  firstLine: string | null
  lineCount: number
  charged: Record<string, string>
  kind: string
  /** Of the financing partner who holds the claim. */
  partner: { account: PaymentAccount; payee: string } | null
}

async function slipOf(ctx: Ctx, itemId: Id): Promise<FileAnswer> {
  const { db, company, today } = ctx
  const row = await db.maybe<Row>(
    hot(
      `select i.party_id as "partyId", i.currency::text as currency, i.number_text as number, coalesce(i.reference, i.number_text) as reference, v.reference_kind as "referenceKind",
              i.invoice_group_id as "invoiceGroupId", v.issued_on as "issuedOn", i.due_on as "dueOn", i.amount_open as open, i.kind,
              (select jsonb_build_object('account', a.payment, 'payee', a.name) from financed_items f join financing_agreements a on a.company_id = f.company_id and a.id = f.agreement_id
                where f.company_id = i.company_id and f.financed_item_id = i.id) as partner,
              (select n.name from invoice_lines n where n.company_id = i.company_id and n.invoice_id = i.invoice_id and not n.text_only order by n.line_no limit 1) as "firstLine",
              (select count(*) from invoice_lines n where n.company_id = i.company_id and n.invoice_id = i.invoice_id and not n.text_only)::int as "lineCount",
              (select coalesce(json_object_agg(x.component, x.open), '{}') from (
                 select c.component, sum(c.amount_open)::text as open from open_items c where c.company_id = i.company_id and c.main_item_id = i.id and c.amount_open > 0 group by 1) x) as charged
         from open_items i left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id
        where i.company_id = $1 and i.id = $2 and i.component = 'capital' and i.amount > 0`,
      [company.id, itemId],
    ),
  )
  if (!row) return refuse('item.unknown', `there is no claim ${itemId}`, { item: itemId }, 404)
  const charged: ChargedBefore = Object.fromEntries(
    Object.entries(row.charged).map(([component, open]) => [component, minor(BigInt(open))]),
  )
  const rest = Object.values(charged).reduce<bigint>((sum, amount) => sum + amount, row.open)
  if (rest <= 0n) return refuse('item.closed', `${row.number} is paid`, { number: row.number }, 409)
  const party = (await readParties(db, company.id, [row.partyId], today)).get(row.partyId)
  if (!party) return refuse('customer.unknown', 'the customer does not exist or is not visible here', {}, 404)
  await admitToLetter(ctx, party, 'dunning.payment-slip')
  const setUp = await readBillingSetUp(ctx)
  const { invoiceGroupId, issuedOn } = row
  const said =
    row.kind === 'invoice' && invoiceGroupId && issuedOn
      ? financingOf(setUp.financing, { kind: 'invoice', partyId: row.partyId, invoiceGroupId, issuedOn })
      : null
  const partner = row.partner ?? said
  const facts: LetterFacts = {
    kind: 'reminder',
    language: party.language,
    sentOn: today,
    deadlineOn: later(row.dueOn, today),
    currency: row.currency,
    reference: row.reference,
    referenceKind: referenceKind(company.country, row.reference, [row]),
    seller: setUp.seller,
    party: addressee(party.buyer, party),
    interest: 'none',
    items: [
      {
        number: row.number,
        what: groundOf(row.firstLine, row.lineCount, party.language),
        issuedOn: row.issuedOn,
        dueOn: row.dueOn,
        reference: row.reference,
        open: minor(row.open),
        interest: minor(0n),
        segments: [],
        chargedSegments: [],
      },
    ],
    charged,
    fee: minor(0n),
    compensation: minor(0n),
    text: { subject: null, text: null },
    // Whoever was told to pay a partner is not freed by paying us.
    accounts: partner ? [partner.account] : setUp.accounts,
    payee: partner?.payee ?? null,
    ...lookOf(setUp, await readLooks(ctx, setUp, [row]), [row], party.language),
  }
  const body = await withPdfRenderer((renderer) =>
    renderer.renderLetter({ sheet: slipSheet(facts), logo: facts.layout?.logo ?? null }),
  )
  return { fileName: `${row.number.replace(/[^\p{L}\p{N}-]/gu, '_')}.pdf`, mediaType: 'application/pdf', body }
}

/** The sheet of a letter without what it asks and threatens. */
function slipSheet(facts: LetterFacts): LetterSheet {
  const sheet = letterContent(facts)
  const title = labelsOf(facts.language).paymentDetails
  return {
    ...sheet,
    title: `${title} ${facts.items[0]!.number}`,
    description: `${title}, ${facts.seller.name}`,
    names: [title],
    running: [title, sheet.running[1]],
    opening: [],
    sections: [],
    law: null,
  }
}
