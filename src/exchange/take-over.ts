import { z } from 'zod'
import { convert } from '../countries/currency.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, fileInput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import type { Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import { saveParties } from '../parties/save-parties.ts'
import type { NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import type { SubledgerSetUp } from '../subledger/subledger-set-up.ts'
import { readSubledgerSetUp } from '../subledger/subledger-set-up.ts'
import { readTable } from './read-table.ts'
import type { OldItem } from './take-over-rows.ts'
import { readOldItems } from './take-over-rows.ts'

const voucherItemsMax = 1_000

const answer = z.object({
  runId: id.nullable().meta({ description: 'Null on a dry run' }),
  alreadyTakenOverOn: z.string().nullable(),
  items: z.number(),
  partiesCreated: z.number(),
  partiesUpdated: z.number(),
  proof: z
    .array(
      z.object({
        account: z.string(),
        currency: z.string(),
        items: z.number(),
        file: z.string().meta({ description: 'Σ of the open amounts in the file' }),
        opened: z.string().meta({ description: 'Σ of the items opened' }),
        ledger: z.string().meta({ description: 'Σ of the postings on the control account' }),
        base: z.string(),
      }),
    )
    .meta({ description: 'The proof sheet: the three sums are equal' }),
  clearingAccount: z.string(),
  clearing: z.string().meta({
    description: 'What the clearing account holds after it: the opening entry of the general ledger brings it to zero',
  }),
})
type Answer = z.output<typeof answer>

/**
 * Brings an old ledger along in one step: its open items from one file (CSV or Excel) become parties, one take-over voucher
 * per ledger against a clearing account, and open items with their own numbers, references and due days. A dry run does all
 * of it and takes it back; the same file a second time changes nothing.
 */
export const takeOver = verb({
  kind: 'write',
  name: 'exchange.take-over',
  summary: 'Take over the open items of an old ledger',
  route: 'POST /take-overs',
  ofWholeCompany: true,
  input: z.object({
    file: fileInput,
    on: dayText.meta({ description: 'The day of the take-over' }),
    clearingAccount: z.string().meta({ description: 'Made when it does not exist' }),
    dryRun: z.boolean().default(false),
  }),
  output: answer,
  run: takeOverFile,
})

interface Input {
  file: { name: string; sha256: string }
  on: Day
  clearingAccount: string
  dryRun: boolean
}

async function takeOverFile(ctx: Ctx, input: Input): Promise<Answer> {
  await ctx.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`take-over ${ctx.company.id}`])
  const done = await ctx.db.maybe<{ id: Id; finished_at: Date; report: Omit<Answer, 'runId' | 'alreadyTakenOverOn'> }>(
    `select id, finished_at, report from runs where company_id = $1 and kind = 'take-over' and state = 'done' and parameters ->> 'sha256' = $2`,
    [ctx.company.id, input.file.sha256],
  )
  if (done) return { ...done.report, runId: done.id, alreadyTakenOverOn: done.finished_at.toISOString() }
  const setUp = await readSubledgerSetUp(ctx)
  const table = await readTable(ctx.files.open(ctx.company.id, input.file.sha256), ctx.company.country === 'BG')
  if (table.problems.length > 0) throw new Refused(table.problems)
  const { items, problems } = readOldItems(table.rows, setUp.baseOn(input.on))
  problems.push(...items.flatMap((item) => problemsOf(item, input.on, setUp)), ...(await knownTwice(ctx, items)))
  if (problems.length > 0) throw new Refused(problems)
  if (items.length === 0) refuse('take-over.empty', 'the file holds no open item')
  await ctx.db.query('savepoint take_over')
  const report = await write(ctx, items, input, setUp)
  if (input.dryRun) await ctx.db.query('rollback to savepoint take_over')
  return { ...report, alreadyTakenOverOn: null, runId: input.dryRun ? null : report.runId }
}

function problemsOf(item: OldItem, on: Day, setUp: SubledgerSetUp): Problem[] {
  const problems: Problem[] = []
  const base = setUp.baseOn(on)
  const add = (code: string, message: string) =>
    problems.push({
      code,
      message: `row ${item.row}: ${message}`,
      row: item.row,
      data: { on, issuedOn: item.issuedOn, what: `${item.currency}/${base}` },
    })
  if (item.issuedOn > on) add('take-over.later', `the invoice is of ${item.issuedOn}, after the take-over`)
  if (item.currency !== base && item.base === null && !setUp.rateOn(item.currency, on))
    add(
      'RATE_MISSING',
      `no exchange rate ${item.currency}/${base} on or before ${on}: add one, or give the amount in ${base}`,
    )
  return problems
}

/** Another file with the same invoices: they are here already. */
async function knownTwice({ db, company }: Ctx, items: readonly OldItem[]): Promise<Problem[]> {
  const rows = await db.rows<{ row: number }>(
    `select x.row from unnest($2::int[], $3::text[], $4::text[], $5::int[]) as x (row, party, number, sign)
      where exists (select from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
                     where i.company_id = $1 and i.kind = 'take-over' and i.continues_id is null and p.number = x.party and i.number_text = x.number
                       and sign(i.amount) = x.sign)`,
    [
      company.id,
      items.map((item) => item.row),
      items.map((item) => item.party.number),
      items.map((item) => item.number),
      items.map((item) => (item.open > 0n ? 1 : -1)),
    ],
  )
  return rows.map(({ row }) => ({
    code: 'take-over.already',
    message: `row ${row}: this invoice was taken over before: leave it out`,
    row,
  }))
}

async function write(ctx: Ctx, old: readonly OldItem[], input: Input, setUp: SubledgerSetUp) {
  const runId = newId()
  await ctx.db.query(
    `insert into runs (company_id, id, kind, state, parameters, proposed_by, approved_at, approved_by) values ($1, $2, 'take-over', 'executing', $3, $4, $5, $4)`,
    [
      ctx.company.id,
      runId,
      JSON.stringify({ sha256: input.file.sha256, file: input.file.name, on: input.on }),
      ctx.user.id,
      ctx.now,
    ],
  )
  await ensureClearing(ctx, input.clearingAccount, setUp)
  const parties = await partiesOf(ctx, old)
  const accounts = { receivable: setUp.account('receivable', input.on), payable: setUp.account('payable', input.on) }
  const vouchers: Voucher[] = []
  const items: NewItem[] = []
  for (const ledger of ['receivable', 'payable'] as const) {
    const own = old.filter((item) => item.ledger === ledger)
    for (let from = 0; from < own.length; from += voucherItemsMax) {
      const made = voucherOf(
        own.slice(from, from + voucherItemsMax),
        ledger,
        accounts[ledger],
        parties.ids,
        input,
        setUp,
        runId,
      )
      vouchers.push(made.voucher)
      items.push(...made.items)
    }
  }
  await post(ctx.db, ctx.company.id, ctx.user.id, vouchers)
  await openItems(ctx.db, ctx.company.id, items)
  const report = {
    items: items.length,
    partiesCreated: parties.created,
    partiesUpdated: parties.updated,
    proof: await proofSheet(ctx, old, accounts, runId, setUp.baseOn(input.on)),
    clearingAccount: input.clearingAccount,
    clearing: formatMinor(
      vouchers
        .flatMap((voucher) => voucher.postings)
        .reduce((sum, posting) => (posting.account === input.clearingAccount ? sum + posting.baseAmount : sum), 0n),
      setUp.baseOn(input.on),
    ),
  }
  await ctx.db.query(
    `update runs set state = 'done', finished_at = $3, report = $4 where company_id = $1 and id = $2`,
    [ctx.company.id, runId, ctx.now, JSON.stringify(report)],
  )
  await audit(ctx, {
    verb: 'exchange.take-over',
    subjects: [runId],
    summary: { items: report.items, proof: report.proof },
  })
  return { runId, ...report }
}

async function ensureClearing({ db, company }: Ctx, account: string, setUp: SubledgerSetUp): Promise<void> {
  const known = setUp.posting.accounts.get(account)
  if (known?.control)
    refuse('account.control', `account ${account} carries open items: choose another for clearing`, { account })
  if (!known)
    await db.query(`insert into accounts (company_id, code, name, kind) values ($1, $2, $3, 'asset')`, [
      company.id,
      account,
      bookText(company.language, 'take-over-clearing'),
    ])
}

async function partiesOf(ctx: Ctx, old: readonly OldItem[]) {
  const byNumber = new Map<string, OldItem[]>()
  for (const item of old) byNumber.set(item.party.number, [...(byNumber.get(item.party.number) ?? []), item])
  const saved = await saveParties(
    ctx,
    [...byNumber.values()].map((items) => {
      const { party } = items[0]!
      return {
        source: 'take-over',
        number: party.number,
        name: party.name || null,
        identityNumber: party.identityNumber,
        country: party.country,
        address:
          party.street || party.city ? { street: party.street, postCode: party.postCode, city: party.city } : null,
        ...(items.some((item) => item.ledger === 'receivable') ? { isCustomer: true } : {}),
        ...(items.some((item) => item.ledger === 'payable') ? { isSupplier: true } : {}),
      }
    }),
  )
  const numbers = [...byNumber.keys()]
  const problems = saved.flatMap((one, i) => {
    const row = byNumber.get(numbers[i]!)![0]!.row
    return one.problems.map((problem) => ({ ...problem, message: `row ${row}: ${problem.message}`, row }))
  })
  if (problems.length > 0) throw new Refused(problems)
  return {
    ids: new Map(saved.map((one, i) => [numbers[i]!, one.id!])),
    created: saved.filter((one) => one.outcome === 'created').length,
    updated: saved.filter((one) => one.outcome === 'updated').length,
  }
}

function voucherOf(
  old: readonly OldItem[],
  ledger: 'receivable' | 'payable',
  account: string,
  parties: Map<string, Id>,
  input: Input,
  setUp: SubledgerSetUp,
  runId: Id,
): { voucher: Voucher; items: NewItem[] } {
  const base = setUp.baseOn(input.on)
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger,
    transactionType: 'take-over',
    postedOn: input.on,
    documentOn: input.on,
    baseCurrency: base,
    text: bookText(setUp.language, 'take-over', input.file.name),
    runId,
    postings: [],
  }
  const items = old.map((item, i): NewItem => {
    const amount = item.open
    voucher.postings.push({
      account,
      baseAmount: item.base ?? inBase(amount, item.currency, base, input.on, setUp),
      currency: item.currency,
      amount,
      partyId: parties.get(item.party.number)!,
      text: item.number,
    })
    return {
      id: newId(),
      voucher,
      lineNo: i + 1,
      kind: 'take-over',
      numberText: item.number,
      reference: item.reference,
      dueOn: item.dueOn,
    }
  })
  const sum = voucher.postings.reduce((total, posting) => total + posting.baseAmount, 0n)
  if (sum !== 0n)
    voucher.postings.push({ account: input.clearingAccount, baseAmount: -sum, currency: base, amount: -sum })
  return { voucher, items }
}

const inBase = (amount: bigint, currency: string, base: string, on: Day, setUp: SubledgerSetUp): bigint =>
  currency === base
    ? amount
    : convert(minor(amount), currency, base, { per: currency, rate: setUp.rateOn(currency, on)!.rate })

/** File, items and ledger beside each other, each summed on its own. @throws Refused when they differ (then nothing is kept) */
async function proofSheet(
  ctx: Ctx,
  old: readonly OldItem[],
  accounts: Record<'receivable' | 'payable', string>,
  runId: Id,
  base: string,
): Promise<Answer['proof']> {
  const rows = await ctx.db.rows<{
    account: string
    currency: string
    items: number
    opened: bigint
    ledger: bigint
    base: bigint
  }>(
    `select p.account, p.currency, count(i.id)::int as items, coalesce(sum(i.amount_open), 0)::bigint as opened, sum(p.amount)::bigint as ledger, sum(p.base_amount)::bigint as base
       from vouchers v join postings p on p.company_id = v.company_id and p.voucher_id = v.id
       left join open_items i on i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no
      where v.company_id = $1 and v.run_id = $2 and p.party_id is not null group by p.account, p.currency order by p.account, p.currency`,
    [ctx.company.id, runId],
  )
  return rows.map((row) => {
    const file = old
      .filter((item) => accounts[item.ledger] === row.account && item.currency === row.currency)
      .reduce((sum, item) => sum + item.open, 0n)
    if (file !== row.opened || file !== row.ledger)
      refuse(
        'take-over.proof',
        `account ${row.account} ${row.currency}: file, items and ledger differ; nothing was taken over`,
        { account: row.account, currency: row.currency },
      )
    return {
      account: row.account,
      currency: row.currency,
      items: row.items,
      file: formatMinor(file, row.currency),
      opened: formatMinor(row.opened, row.currency),
      ledger: formatMinor(row.ledger, row.currency),
      base: formatMinor(row.base, base),
    }
  })
}
