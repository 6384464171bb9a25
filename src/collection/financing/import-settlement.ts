import { z } from 'zod'
import { readBankSetUp } from '../../bank/bank-set-up.ts'
import { pairOff } from '../../bank/placing/place-payments.ts'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { fileInput, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Settlement } from '../../formats/collection/read-settlement.ts'
import { readSettlement } from '../../formats/collection/read-settlement.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import type { Posting, Voucher } from '../../ledger/post.ts'
import { post } from '../../ledger/post.ts'
import { allocate } from '../../subledger/allocate.ts'
import { moveItems } from '../../subledger/move-items.ts'
import type { NewItem } from '../../subledger/open-items.ts'
import { openItems } from '../../subledger/open-items.ts'
import type { SubledgerSetUp } from '../../subledger/subledger-set-up.ts'
import { readSubledgerSetUp } from '../../subledger/subledger-set-up.ts'
import { recordFile } from '../fetch-answers.ts'
import type { Agreement } from './agreements.ts'
import { readAgreements } from './agreements.ts'

/**
 * A partner's settlement in the books, by one voucher. The account of settlement with the partner is a current account by
 * invoice: advances and reserves are its credits; what the customer paid him, and what he bought, its debits. What a
 * repurchase brings back is the customer's claim again. The partner owes us the net until the bank has it.
 */
export const importSettlement = verb({
  kind: 'write',
  name: 'collection.import-settlement',
  summary: "Post a financing partner's settlement from a file",
  route: 'POST /collection/financing/settlements',
  input: z.object({ agreement: z.string(), file: fileInput }),
  output: z.object({
    settlementId: id,
    known: z.boolean(),
    net: z.string(),
    currency: z.string(),
    forPerson: z.array(z.object({ row: z.number(), invoice: z.string(), why: z.string() })),
  }),
  async run(ctx, input) {
    const agreement = (await readAgreements(ctx)).find((one) => one.code === input.agreement)
    if (!agreement)
      return refuse(
        'financing.unknown',
        `there is no agreement ${input.agreement}`,
        { agreement: input.agreement },
        404,
      )
    const { settlement, problems } = readSettlement(await ctx.files.read(ctx.company.id, input.file.sha256))
    if (!settlement) throw new Refused(problems)
    const { db, company } = ctx
    await db.query(`select pg_advisory_xact_lock(hashtextextended('financing ' || $1, 0))`, [company.id])
    const answer = { net: formatMinor(settlement.net, settlement.currency), currency: settlement.currency }
    const known = await db.maybe<{ id: Id }>(
      `select id from financing_settlements where company_id = $1 and agreement_id = $2 and reference = $3`,
      [company.id, agreement.id, settlement.reference],
    )
    if (known) return { ...answer, settlementId: known.id, known: true, forPerson: [] }
    const rows = await matchRows(ctx, agreement, settlement)
    const fileId = await recordFile(ctx, { agencyId: null, partnerId: agreement.id }, input.file.name, input.file)
    const { settlementId } = await postSettlement(ctx, agreement, settlement, rows, fileId)
    await audit(ctx, {
      verb: 'collection.import-settlement',
      subjects: [settlementId],
      summary: { agreement: agreement.code, reference: settlement.reference },
    })
    return {
      ...answer,
      settlementId,
      known: false,
      forPerson: rows.flatMap((row, i) =>
        row.problem ? [{ row: i + 1, invoice: row.invoice, why: row.problem }] : [],
      ),
    }
  },
})

type Row = Settlement['rows'][number] & { financed: Financed | null; problem: string | null; itemId: Id | null }
interface Financed {
  id: Id
  itemId: Id
  partyId: Id
  account: string
  open: bigint
  currency: string
  customerId: Id
  numberText: string
}

const ofInvoice = new Set<Row['kind']>(['advance', 'payment', 'reserve', 'repurchase'])

async function matchRows({ db, company }: Ctx, agreement: Agreement, settlement: Settlement): Promise<Row[]> {
  const found = await db.rows<Financed>(
    `select f.id, i.id as "itemId", i.party_id as "partyId", i.account, i.amount_open as open, i.currency, o.party_id as "customerId", i.number_text as "numberText"
       from open_items i join financed_items f on f.company_id = i.company_id and f.financed_item_id = i.id join open_items o on o.company_id = f.company_id and o.id = f.item_id
      where f.company_id = $1 and f.agreement_id = $2 and i.number_text = any ($3::text[]) order by i.id for no key update of i`,
    [company.id, agreement.id, settlement.rows.map((row) => row.invoice)],
  )
  return settlement.rows.map((row) => {
    const financed = found.find((one) => one.numberText === row.invoice && one.currency === settlement.currency) ?? null
    return { ...row, financed, problem: ofInvoice.has(row.kind) && !financed ? 'unknown-invoice' : null, itemId: null }
  })
}

async function postSettlement(
  ctx: Ctx,
  agreement: Agreement,
  settlement: Settlement,
  rows: Row[],
  fileId: Id,
): Promise<{ settlementId: Id }> {
  const { db, company } = ctx
  const setUp = await readSubledgerSetUp(ctx)
  const bank = await readBankSetUp(ctx)
  const { currency } = settlement
  const postedOn = setUp.openDay('receivable', settlement.on)
  const base = setUp.baseOn(postedOn)
  const partner = setUp.account('financingSettlement', postedOn)
  const lines: { posting: Posting; item?: Omit<NewItem, 'voucher' | 'lineNo'> }[] = []
  const line = (account: string, amount: bigint, partyId: Id | null, numberText: string): Id | null => {
    if (amount === 0n) return null
    const id = partyId ? newId() : null
    const baseAmount = bank.toBase(amount, currency, base, settlement.on)
    lines.push({
      posting: { account, amount, baseAmount, currency, partyId },
      ...(id ? { item: { id, kind: 'transfer', numberText, reference: null, dueOn: settlement.on } } : {}),
    })
    return id
  }
  const netItem = line(setUp.account('receivable', postedOn), settlement.net, agreement.partyId, settlement.reference)
  if (netItem) lines[0]!.item!.reference = settlement.reference
  const claimPairs: { debitItemId: Id; creditItemId: Id; amount: bigint }[] = []
  for (const row of rows) {
    const { kind, amount, financed, invoice } = row
    if (kind === 'fee' || kind === 'interest') line(setUp.account('financingCosts', postedOn), -amount, null, '')
    else if (kind === 'vat') line(setUp.account('inputVat', postedOn), -amount, null, '')
    else if (kind !== 'payment') row.itemId = line(partner, -amount, agreement.partyId, invoice || settlement.reference)
    else if (financed && agreement.kind === 'pledged') {
      // The customer has paid the partner: his claim is paid, and the partner owes us what came.
      line(partner, amount, agreement.partyId, invoice)
      row.itemId = line(financed.account, -amount, financed.partyId, invoice)
      const part = financed.open < amount ? financed.open : amount
      if (part < amount) row.problem = 'more-than-open'
      if (part > 0n && row.itemId)
        claimPairs.push({ debitItemId: financed.itemId, creditItemId: row.itemId, amount: part })
      financed.open -= part
    }
  }
  const voucher = await write(ctx, agreement, settlement, lines, setUp, base, postedOn)
  const options = {
    setUp: setUp.posting,
    openDay: setUp.openDay,
    ledger: 'receivable' as const,
    voucherSeriesId: setUp.seriesId,
  }
  await allocate(
    ctx,
    claimPairs.map((pair) => ({ ...pair, valueOn: settlement.on })),
    options,
  )
  await settleCurrentAccount(ctx, agreement, settlement, partner, options)
  await bringBack(ctx, agreement, rows, setUp, partner, settlement)
  const settlementId = newId()
  await insertRows(
    db,
    'financing_settlements',
    { id: 'uuid', reference: 'text' },
    [{ id: settlementId, reference: settlement.reference }],
    {
      company_id: { type: 'uuid', value: company.id },
      agreement_id: { type: 'uuid', value: agreement.id },
      settled_on: { type: 'date', value: settlement.on },
      currency: { type: 'bpchar', value: currency },
      amount_net: { type: 'int8', value: settlement.net },
      file_id: { type: 'uuid', value: fileId },
      voucher_id: { type: 'uuid', value: voucher?.id ?? null },
      item_id: { type: 'uuid', value: netItem },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await insertRows(
    db,
    'financing_settlement_rows',
    {
      row_no: 'int4',
      kind: 'text',
      named: 'text',
      financed_id: 'uuid',
      amount: 'int8',
      item_id: 'uuid',
      problem: 'text',
    },
    rows.map((row, i) => ({
      row_no: i + 1,
      kind: row.kind,
      named: row.invoice,
      financed_id: row.financed?.id ?? null,
      amount: row.amount,
      item_id: row.itemId,
      problem: row.problem,
    })),
    { company_id: { type: 'uuid', value: company.id }, settlement_id: { type: 'uuid', value: settlementId } },
  )
  return { settlementId }
}

async function write(
  ctx: Ctx,
  agreement: Agreement,
  settlement: Settlement,
  lines: { posting: Posting; item?: Omit<NewItem, 'voucher' | 'lineNo'> }[],
  setUp: SubledgerSetUp,
  base: string,
  postedOn: Voucher['postedOn'],
): Promise<Voucher | null> {
  if (lines.length < 2) return null
  const rest = lines.reduce((sum, { posting }) => sum + posting.baseAmount, 0n)
  // In a foreign currency each line is rounded by itself.
  if (rest !== 0n)
    lines.push({
      posting: { account: setUp.account('rounding', postedOn), baseAmount: -rest, currency: base, amount: -rest },
    })
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger: 'receivable',
    transactionType: 'payment',
    postedOn,
    documentOn: settlement.on,
    baseCurrency: base,
    text: `${agreement.code} ${settlement.reference}`.slice(0, 200),
    postings: lines.map(({ posting }) => posting),
  }
  await post(ctx.db, ctx.company.id, ctx.user.id, [voucher])
  await openItems(
    ctx.db,
    ctx.company.id,
    lines.flatMap(({ item }, i): NewItem[] => (item ? [{ ...item, voucher, lineNo: i + 1 }] : [])),
  )
  return voucher
}

/** Debits and credits of the partner's current account meet by invoice. */
async function settleCurrentAccount(
  ctx: Ctx,
  agreement: Agreement,
  settlement: Settlement,
  account: string,
  options: Parameters<typeof allocate>[2],
): Promise<void> {
  const items = await ctx.db.rows<{ id: Id; numberText: string; open: bigint }>(
    `select id, number_text as "numberText", amount_open as open from open_items
      where company_id = $1 and party_id = $2 and account = $3 and currency = $4 and number_text = any ($5::text[]) and amount_open <> 0 order by id for no key update`,
    [ctx.company.id, agreement.partyId, account, settlement.currency, settlement.rows.map((row) => row.invoice)],
  )
  const pairs = [...new Set(items.map((item) => item.numberText))].flatMap((number) => {
    const own = items.filter((item) => item.numberText === number)
    return pairOff(
      own.filter((item) => item.open > 0n).map((item) => ({ id: item.id, left: item.open })),
      own.filter((item) => item.open < 0n).map((item) => ({ id: item.id, left: -item.open })),
    )
  })
  await allocate(
    ctx,
    pairs.map((pair) => ({ ...pair, valueOn: settlement.on })),
    options,
  )
}

/** Taken back by us: the claim is on the ordinary account of its customer again. */
async function bringBack(
  ctx: Ctx,
  agreement: Agreement,
  rows: readonly Row[],
  setUp: SubledgerSetUp,
  account: string,
  settlement: Settlement,
): Promise<void> {
  const bought = rows.filter((row) => row.kind === 'repurchase' && row.financed)
  if (bought.length === 0) return
  const to = (row: Row) => ({
    account: setUp.account('receivable', ctx.today),
    ...(agreement.kind === 'sold' ? { partyId: row.financed!.customerId } : {}),
  })
  // Sold: what was advanced is owed anew by the repurchase, and stands beside the rest.
  const items = await ctx.db.rows<{ id: Id; numberText: string }>(
    `select id, number_text as "numberText" from open_items
      where company_id = $1 and amount_open > 0 and (id = any ($2::uuid[]) or $6 and party_id = $3 and account = $4 and number_text = any ($5::text[]))`,
    [
      ctx.company.id,
      bought.map((row) => row.financed!.itemId),
      agreement.partyId,
      account,
      bought.map((row) => row.invoice),
      agreement.kind === 'sold',
    ],
  )
  await moveItems(
    ctx,
    items.map((item) => ({ itemId: item.id, to: to(bought.find((row) => row.invoice === item.numberText)!) })),
    setUp,
    { on: settlement.on, text: `${agreement.code} ${settlement.reference}` },
  )
}
