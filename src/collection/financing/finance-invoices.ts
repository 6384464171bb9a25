import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { longVerb } from '../../db/verb.ts'
import { financingOf } from '../../invoicing/financing.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import type { MoveOptions } from '../../subledger/move-items.ts'
import { moveItems } from '../../subledger/move-items.ts'
import { readSubledgerSetUp } from '../../subledger/subledger-set-up.ts'
import { dropFiles } from '../drop-files.ts'
import type { Agreement } from './agreements.ts'
import { readAgreements } from './agreements.ts'

const chunk = 500

interface Claim {
  itemId: Id
  invoiceId: Id
  kind: string
  partyId: Id
  invoiceGroupId: Id
  issuedOn: Day
  dueOn: Day
  currency: string
  open: bigint
  numberText: string
  reference: string | null
  customer: string
  customerNumber: string
}

/**
 * Open invoices that an agreement names are pledged (they go on, on the account of pledged claims) or sold (the partner owes
 * us for them), and reported in a file. An invoice is financed once; a file that was cut off is dropped as it was made.
 */
export const financeInvoices = longVerb({
  kind: 'long',
  name: 'collection.finance-invoices',
  summary: 'Pledge or sell invoices, and report them to the financing partner',
  route: 'POST /collection/financing/invoices',
  input: z.object({}),
  output: z.object({ invoices: z.number(), files: z.array(z.string()) }),
  async run(ctx) {
    let invoices = 0
    const files: string[] = []
    // A partner who cannot be reached keeps no other from his report.
    const away: Problem[] = []
    const agreements = await ctx.transaction((tx) => readAgreements(tx))
    for (const agreement of agreements) {
      for (;;) {
        const count = await ctx.transaction((tx) => financeChunk(tx, agreement, agreements))
        invoices += count
        ctx.progress(invoices, null, agreement.code)
        if (count < chunk) break
      }
      try {
        for (const { name } of await dropFiles(ctx, { ...agreement, path: agreement.settings.path })) files.push(name)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        away.push(...error.problems)
      }
    }
    if (away.length > 0) throw new Refused(away)
    return { invoices, files }
  },
})

async function financeChunk(ctx: Ctx, agreement: Agreement, all: readonly Agreement[]): Promise<number> {
  const { db, company } = ctx
  await db.query(`select pg_advisory_xact_lock(hashtextextended('financing ' || $1, 0))`, [company.id])
  const found = await db.rows<Claim>(
    `select i.id as "itemId", v.id as "invoiceId", v.kind, v.party_id as "partyId", v.invoice_group_id as "invoiceGroupId", v.issued_on as "issuedOn", i.due_on as "dueOn", i.currency,
            i.amount_open as open, i.number_text as "numberText", i.reference, p.name as customer, p.number as "customerNumber"
       from invoices v join open_items i on i.company_id = v.company_id and i.voucher_id = v.voucher_id and i.line_no = 1
       join parties p on p.company_id = v.company_id and p.id = i.party_id
      where v.company_id = $1 and v.kind = 'invoice' and v.issued_on >= $2 and v.issued_on < $3 and i.amount_open > 0 and p.protection = 'none' and p.kind in ('person', 'company', 'public')
        and ($4::uuid[] = '{}' and $5::uuid[] = '{}' or v.party_id = any ($4::uuid[]) or v.invoice_group_id = any ($5::uuid[]))
        and not exists (select from financed_items f where f.company_id = i.company_id and f.item_id = i.id)
        and not exists (select from collection_case_items c where c.company_id = i.company_id and c.item_id = i.id and c.ended_on = 'infinity')
      order by v.id limit ${chunk}`,
    [company.id, agreement.validFrom, agreement.validTo, agreement.parties, agreement.groups],
  )
  // Another agreement may name the customer himself.
  const claims = found.filter((claim) => financingOf(all, claim)?.id === agreement.id)
  if (claims.length === 0) return 0
  const setUp = await readSubledgerSetUp(ctx)
  const to =
    agreement.kind === 'pledged'
      ? { account: setUp.account('receivablePledged', ctx.today) }
      : { account: setUp.account('financingSettlement', ctx.today), partyId: agreement.partyId }
  const options: MoveOptions = { on: ctx.today, text: `${agreement.code} ${agreement.kind}` }
  const moved = await moveItems(
    ctx,
    claims.map((claim) => ({ itemId: claim.itemId, to })),
    setUp,
    options,
  )
  const fileId = await makeFile(ctx, agreement, claims)
  await insertRows(
    db,
    'financed_items',
    {
      id: 'uuid',
      invoice_id: 'uuid',
      item_id: 'uuid',
      financed_item_id: 'uuid',
      amount: 'int8',
      currency: 'bpchar',
    },
    claims.map((claim, i) => ({
      id: newId(),
      invoice_id: claim.invoiceId,
      item_id: claim.itemId,
      financed_item_id: moved[i]!.newItemId,
      amount: claim.open,
      currency: claim.currency,
    })),
    {
      company_id: { type: 'uuid', value: company.id },
      agreement_id: { type: 'uuid', value: agreement.id },
      financed_on: { type: 'date', value: ctx.today },
      file_id: { type: 'uuid', value: fileId },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await audit(ctx, {
    verb: 'collection.finance-invoices',
    subjects: claims.map((claim) => claim.invoiceId).slice(0, 100),
    summary: { agreement: agreement.code, invoices: claims.length },
  })
  return claims.length
}

async function makeFile(ctx: Ctx, agreement: Agreement, claims: readonly Claim[]): Promise<Id> {
  const { db, company } = ctx
  const { serialNo } = await db.one<{ serialNo: number }>(
    `select coalesce(max(serial_no), 0) + 1 as "serialNo" from collection_files where company_id = $1 and partner_id = $2 and direction = 'out'`,
    [company.id, agreement.id],
  )
  const content = {
    format: 'reskontra-financing',
    version: 1,
    kind: agreement.kind,
    client: agreement.clientNumber,
    serialNo,
    on: ctx.today,
    invoices: claims.map((claim) => ({
      invoice: claim.numberText,
      reference: claim.reference,
      issuedOn: claim.issuedOn,
      dueOn: claim.dueOn,
      customerNumber: claim.customerNumber,
      customer: claim.customer,
      amount: formatMinor(claim.open, claim.currency),
      currency: claim.currency,
    })),
  }
  const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`)
  const { sha256, size } = await ctx.files.put(company.id, [bytes])
  const name = `invoices-${agreement.code}-${String(serialNo).padStart(6, '0')}.json`
  const id = newId()
  await db.query(
    `insert into files (company_id, sha256, size, media_type, name) values ($1, decode($2, 'hex'), $3, 'application/json', $4) on conflict do nothing`,
    [company.id, sha256, size, name],
  )
  await db.query(
    `insert into collection_files (company_id, id, partner_id, direction, serial_no, format, name, sha256, row_count, state, recorded_by)
     values ($1, $2, $3, 'out', $4, 'neutral', $5, decode($6, 'hex'), $7, 'made', $8)`,
    [company.id, id, agreement.id, serialNo, name, sha256, claims.length, ctx.user.id],
  )
  return id
}
