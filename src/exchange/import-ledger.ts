import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, fileInput, id, problemShape } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { LedgerHead, LedgerPosting } from './ledger-item.ts'
import type { LedgerFile } from './read-ledger.ts'
import { readLedger } from './read-ledger.ts'

const batch = 5_000

const answer = z.object({
  importId: id,
  alreadyImportedOn: z.string().nullable().meta({ description: 'Set when these bytes were imported before' }),
  asOf: dayText,
  accounts: z.number(),
  postings: z.number(),
  debit: z.string(),
  warnings: z.array(problemShape),
})

/**
 * The general ledger as its own program exported it (SIE 1–4, SAF-T, or a trial balance as Excel or CSV), to reconcile with:
 * balances on a day, and the postings where the file has them. Nothing of a file with errors (cut off, vouchers unbalanced or unreadable) is imported, what else is
 * askew in it comes back as warnings; the same bytes a second time change nothing.
 */
export const importLedger = verb({
  kind: 'write',
  name: 'exchange.import-ledger',
  summary: 'Import a general ledger (SIE, SAF-T, Excel, CSV) to reconcile with',
  route: 'POST /ledger-imports',
  ofWholeCompany: true,
  input: z.object({
    file: fileInput,
    asOf: dayText.optional().meta({ description: 'The day of the balances, where the file does not say' }),
    otherCompany: z
      .boolean()
      .default(false)
      .meta({ description: 'Import although the file names another organisation number' }),
  }),
  output: answer,
  run: importFile,
})

async function importFile(
  ctx: Ctx,
  input: { file: LedgerFile & { size: number }; asOf?: Day | undefined; otherCompany: boolean },
): Promise<z.output<typeof answer>> {
  await ctx.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`ledger-import ${ctx.company.id}`])
  const known = await readKnown(ctx, input.file.sha256)
  if (known) return known
  const on = input.asOf ?? ctx.today
  const reading = await foldLedger(ctx, input.file, await currencyOn(ctx, on))
  const { head } = reading
  const problems = reading.problems.filter((problem) => problem.severity !== 'warning')
  if (!head) throw new Refused(problems)
  const asOf = input.asOf ?? head.asOf ?? reading.lastOn ?? head.madeOn
  const currency = await currencyOn(ctx, asOf ?? on)
  if (!asOf)
    problems.push({
      code: 'ledger-import.no-day',
      message: 'the file names neither year nor day: say of which day its balances are',
    })
  else problems.push(...wrongCurrency(head, currency, asOf))
  if (!input.otherCompany) problems.push(...(await wrongCompany(ctx, head)))
  reading.problems.push(...unproved(reading, head, currency))
  if (problems.length === 0 && reading.balances.size === 0 && reading.postings === 0)
    problems.push({ code: 'ledger-import.empty', message: 'the file holds neither balances nor vouchers' })
  if (problems.length > 0 || !asOf) throw new Refused(problems)
  const importId = newId()
  await ctx.db.query(
    `insert into ledger_imports (company_id, id, file_sha256, source, as_of, imported_at, imported_by) values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7)`,
    [ctx.company.id, importId, input.file.sha256, `${head.source}: ${input.file.name}`, asOf, ctx.now, ctx.user.id],
  )
  const balances = balancesOf(reading)
  await insertRows(
    ctx.db,
    'ledger_import_balances',
    { account: 'text', balance: 'int8' },
    balances,
    tenantOf(ctx, importId),
  )
  await storePostings(ctx, importId, input.file, currency)
  const result = {
    importId,
    alreadyImportedOn: null,
    asOf,
    accounts: balances.length,
    postings: reading.postings,
    debit: formatMinor(reading.debit, currency),
    warnings: reading.problems.filter((problem) => problem.severity === 'warning').slice(0, 100),
  }
  await audit(ctx, {
    verb: 'exchange.import-ledger',
    subjects: [importId],
    summary: { asOf, accounts: result.accounts, postings: result.postings, debit: result.debit },
  })
  return result
}

const tenantOf = (ctx: Ctx, importId: Id) => ({
  company_id: { type: 'uuid' as const, value: ctx.company.id },
  import_id: { type: 'uuid' as const, value: importId },
})

async function readKnown({ db, company }: Ctx, sha256: string): Promise<z.output<typeof answer> | null> {
  const row = await db.maybe<{
    id: Id
    imported_at: Date
    as_of: Day
    accounts: number
    postings: number
    debit: bigint
    currency: string
  }>(
    `select i.id, i.imported_at, i.as_of,
            (select count(*)::int from ledger_import_balances b where b.company_id = i.company_id and b.import_id = i.id) as accounts,
            p.postings, p.debit, coalesce((select c.currency from company_currencies c where c.company_id = i.company_id and c.valid_from <= i.as_of and i.as_of < c.valid_to), 'SEK') as currency
       from ledger_imports i cross join lateral (
         select count(*)::int as postings, coalesce(sum(amount) filter (where amount > 0), 0)::bigint as debit from ledger_import_postings p
          where p.company_id = i.company_id and p.import_id = i.id) p
      where i.company_id = $1 and i.file_sha256 = decode($2, 'hex')`,
    [company.id, sha256],
  )
  if (!row) return null
  return {
    importId: row.id,
    alreadyImportedOn: row.imported_at.toISOString(),
    asOf: row.as_of,
    accounts: row.accounts,
    postings: row.postings,
    debit: formatMinor(row.debit, row.currency),
    warnings: [],
  }
}

interface Reading {
  head: LedgerHead | null
  problems: Problem[]
  /** Accounts with a balance that the file has and that cannot be read. */
  unread: Set<string>
  balances: Map<string, { opening?: bigint; closing?: bigint }>
  /** What the postings of an account come to: all of them, and those of the time that the file can be proved for. */
  moved: Map<string, { all: bigint; proved: bigint }>
  postings: number
  debit: bigint
  lastOn: Day | null
}

/** The file once through: sums by account. Its postings are stored in a second reading, so that a year costs no memory. */
async function foldLedger(ctx: Ctx, file: LedgerFile, currency: string): Promise<Reading> {
  const reading: Reading = {
    head: null,
    problems: [],
    unread: new Set(),
    balances: new Map(),
    moved: new Map(),
    postings: 0,
    debit: 0n,
    lastOn: null,
  }
  for await (const item of readLedger(ctx, file, currency)) {
    if (item.type === 'head') reading.head = item
    else if (item.type === 'problem') reading.problems.push(item.problem)
    else if (item.type === 'unread') reading.unread.add(item.account)
    else if (item.type === 'balance') {
      const { type: _, account, ...told } = item
      reading.balances.set(account, { ...reading.balances.get(account), ...told })
    } else takePosting(reading, item)
  }
  return reading
}

function takePosting(reading: Reading, { account, amount, postedOn }: LedgerPosting): void {
  const proved = reading.head?.proved
  const isProved = proved && postedOn >= proved.from && postedOn <= proved.until
  const before = reading.moved.get(account) ?? { all: 0n, proved: 0n }
  reading.moved.set(account, { all: before.all + amount, proved: before.proved + (isProved ? amount : 0n) })
  reading.postings++
  if (amount > 0n) reading.debit += amount
  if (!reading.lastOn || postedOn > reading.lastOn) reading.lastOn = postedOn
}

async function storePostings(ctx: Ctx, importId: Id, file: LedgerFile, currency: string): Promise<void> {
  let rows: {
    row_no: number
    account: string
    posted_on: Day
    amount: bigint
    voucher: string
    text: string | null
  }[] = []
  let stored = 0
  const store = async () => {
    await insertRows(
      ctx.db,
      'ledger_import_postings',
      { row_no: 'int4', account: 'text', posted_on: 'date', amount: 'int8', voucher: 'text', text: 'text' },
      rows,
      tenantOf(ctx, importId),
    )
    stored += rows.length
    rows = []
  }
  for await (const item of readLedger(ctx, file, currency)) {
    if (item.type !== 'posting') continue
    const { account, postedOn, amount, voucher, text } = item
    rows.push({ row_no: stored + rows.length + 1, account, posted_on: postedOn, amount, voucher, text })
    if (rows.length === batch) await store()
  }
  if (rows.length > 0) await store()
}

/**
 * Closing balance or result; where the file has neither, the opening balance and the vouchers. An account whose balance
 * cannot be read, and is not told by a closing one, is left out: a wrong balance would look like a difference.
 */
function balancesOf(reading: Reading): { account: string; balance: bigint }[] {
  const accounts = [...new Set([...reading.balances.keys(), ...reading.moved.keys()])].sort()
  return accounts.flatMap((account) => {
    const told = reading.balances.get(account)
    if (told?.closing === undefined && reading.unread.has(account)) return []
    const moved = reading.moved.get(account)?.all ?? 0n
    return [{ account, balance: told?.closing ?? (told?.opening ?? 0n) + moved }]
  })
}

/** Accounts whose opening balance and vouchers do not come to the closing balance that the same file gives: it is not whole. */
function unproved(reading: Reading, head: LedgerHead, currency: string): Problem[] {
  if (!head.proved || reading.postings === 0) return []
  const text = (amount: bigint) => formatMinor(amount, currency)
  return [...reading.balances].flatMap(([account, { opening = 0n, closing }]) => {
    const computed = opening + (reading.moved.get(account)?.proved ?? 0n)
    if (closing === undefined || closing === computed || reading.unread.has(account)) return []
    return [
      {
        code: 'ledger-import.closing-differs',
        severity: 'warning' as const,
        message: `account ${account}: the opening balance ${text(opening)} and the vouchers of the file come to ${text(computed)}, its closing balance is ${text(closing)}: vouchers are missing in the file, or too many`,
        data: { account, computed: text(computed), closing: text(closing) },
      },
    ]
  })
}

async function currencyOn({ db, company }: Ctx, on: Day): Promise<string> {
  const row = await db.maybe<{ currency: string }>(
    `select currency from company_currencies where company_id = $1 and valid_from <= $2 and $2 < valid_to`,
    [company.id, on],
  )
  return row?.currency ?? 'SEK'
}

const wrongCurrency = (head: LedgerHead, currency: string, on: Day): Problem[] =>
  head.currency === null || head.currency === currency
    ? []
    : [
        {
          code: 'ledger-import.currency',
          message: `the file is in ${head.currency}, the books are in ${currency} on ${on}`,
          data: { currency: head.currency, on },
        },
      ]

async function wrongCompany({ db, company }: Ctx, head: LedgerHead): Promise<Problem[]> {
  const row = await db.one<{ number: string | null }>(
    `select seller ->> 'organisationNumber' as number from company_versions where company_id = $1 and version_no = $2`,
    [company.id, company.versionNo],
  )
  const [own, told] = [row.number, head.organisationNumber].map((number) =>
    (number ?? '').replace(/\D/g, '').slice(-10),
  )
  if (!own || !told || own === told) return []
  return [
    {
      code: 'ledger-import.other-company',
      message: `the file is of ${head.companyName ?? '?'} (${head.organisationNumber}), not of ${company.name}: choose the right file, or say that it is meant`,
      data: { number: head.organisationNumber },
    },
  ]
}
