import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, fileInput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { SieBalance, SieHeader, SieVoucher } from '../formats/accounting/sie4/items.ts'
import { sie4 } from '../formats/accounting/sie4/sie4.ts'
import { headBytes } from '../formats/format.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'

const batch = 5_000

const answer = z.object({
  importId: id,
  alreadyImportedOn: z.string().nullable().meta({ description: 'Set when these bytes were imported before' }),
  asOf: dayText,
  accounts: z.number(),
  postings: z.number(),
  debit: z.string(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
})

/**
 * The general ledger as its own program exported it (SIE 1–4), to reconcile with: balances on a day, and the postings where
 * the file has them. Nothing of a file with errors (cut off, vouchers unbalanced or unreadable) is imported, what else is
 * askew in it comes back as warnings; the same bytes a second time change nothing.
 */
export const importLedger = verb({
  kind: 'write',
  name: 'exchange.import-ledger',
  summary: 'Import a general ledger (SIE 4) to reconcile with',
  route: 'POST /ledger-imports',
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
  input: { file: { name: string; sha256: string; size: number }; asOf?: Day | undefined; otherCompany: boolean },
): Promise<z.output<typeof answer>> {
  if (ctx.user.areas !== 'all')
    refuse(
      'exchange.all-areas',
      'the general ledger holds every business area: it is for who may see them all',
      {},
      403,
    )
  await ctx.db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`ledger-import ${ctx.company.id}`])
  const known = await readKnown(ctx, input.file.sha256)
  if (known) return known
  const reading = await readLedger(ctx, input.file)
  const head = reading.header
  const problems = reading.problems.filter((problem) => problem.severity !== 'warning')
  if (!head) throw new Refused(problems.length > 0 ? problems : [notSie(input.file.name)])
  const asOf = input.asOf ?? asOfDay(head, reading.lastOn)
  if (!asOf)
    problems.push({
      code: 'ledger-import.no-day',
      message: 'the file names neither year nor day: say of which day its balances are',
    })
  else problems.push(...(await wrongCurrency(ctx, head, asOf)))
  if (!input.otherCompany) problems.push(...(await wrongCompany(ctx, head)))
  reading.problems.push(...unproved(reading, head))
  if (reading.balances.size === 0 && reading.postings.length === 0)
    problems.push({ code: 'ledger-import.empty', message: 'the file holds neither balances nor vouchers' })
  if (problems.length > 0 || !asOf) throw new Refused(problems)
  const importId = newId()
  await ctx.db.query(
    `insert into ledger_imports (company_id, id, file_sha256, source, as_of, imported_at, imported_by) values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7)`,
    [
      ctx.company.id,
      importId,
      input.file.sha256,
      `SIE ${head.sieType}: ${input.file.name}`,
      asOf,
      ctx.now,
      ctx.user.id,
    ],
  )
  const tenant = {
    company_id: { type: 'uuid' as const, value: ctx.company.id },
    import_id: { type: 'uuid' as const, value: importId },
  }
  const balances = balancesOf(reading)
  await insertRows(ctx.db, 'ledger_import_balances', { account: 'text', balance: 'int8' }, balances, tenant)
  for (let from = 0; from < reading.postings.length; from += batch)
    await insertRows(
      ctx.db,
      'ledger_import_postings',
      { row_no: 'int4', account: 'text', posted_on: 'date', amount: 'int8', voucher: 'text', text: 'text' },
      reading.postings.slice(from, from + batch).map((posting, i) => ({ row_no: from + i + 1, ...posting })),
      tenant,
    )
  const result = {
    importId,
    alreadyImportedOn: null,
    asOf,
    accounts: balances.length,
    postings: reading.postings.length,
    debit: formatMinor(reading.debit, head.currency),
    warnings: reading.problems
      .filter((problem) => problem.severity === 'warning')
      .slice(0, 100)
      .map(({ code, message }) => ({ code, message })),
  }
  await audit(ctx, {
    verb: 'exchange.import-ledger',
    subjects: [importId],
    summary: { asOf, accounts: result.accounts, postings: result.postings, debit: result.debit },
  })
  return result
}

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
  header: SieHeader | null
  problems: Problem[]
  /** Accounts with a balance of this year that the file has and that cannot be read. */
  unread: Set<string>
  /** By account: opening, closing, result, as far as the file has them. */
  balances: Map<string, { IB?: bigint; UB?: bigint; RES?: bigint }>
  postings: { account: string; posted_on: Day; amount: bigint; voucher: string; text: string | null }[]
  debit: bigint
  lastOn: Day | null
}

async function readLedger(ctx: Ctx, file: { name: string; sha256: string }): Promise<Reading> {
  const reading: Reading = {
    header: null,
    problems: [],
    unread: new Set(),
    balances: new Map(),
    postings: [],
    debit: 0n,
    lastOn: null,
  }
  const bytes = await ctx.files.read(ctx.company.id, file.sha256)
  if (!sie4.recognise(bytes.subarray(0, headBytes), file.name)) throw new Refused(notSie(file.name))
  for await (const item of sie4.read([bytes])) {
    if (item.type === 'problem') takeProblem(reading, item.problem)
    else if (item.type === 'header') reading.header = item
    else if (item.type === 'balance') takeBalance(reading, item)
    else if (item.type === 'voucher') takeVoucher(reading, item)
    else if (item.type === 'end') reading.debit = item.debit
  }
  return reading
}

const notSie = (name: string): Problem => ({
  code: 'ledger-import.unknown-format',
  message: `${name} is no SIE file (types 1 to 4): export the general ledger as SIE`,
  data: { file: name },
})

function takeProblem(reading: Reading, problem: Problem): void {
  reading.problems.push(problem)
  const { balance, year, account } = problem.data ?? {}
  if (problem.code === 'sie.balance-left-out' && year === 0 && typeof account === 'string' && balance !== 'PBUDGET')
    reading.unread.add(account)
}

function takeBalance(reading: Reading, item: SieBalance): void {
  if (item.year !== 0 || (item.balance !== 'IB' && item.balance !== 'UB' && item.balance !== 'RES')) return
  reading.balances.set(item.account, { ...reading.balances.get(item.account), [item.balance]: item.amount })
}

function takeVoucher(reading: Reading, voucher: SieVoucher): void {
  const name = `${voucher.series} ${voucher.number}`.trim()
  for (const row of voucher.transactions) {
    const postedOn = row.on ?? voucher.on
    reading.postings.push({
      account: row.account,
      posted_on: postedOn,
      amount: row.amount,
      voucher: name,
      text: row.text ?? voucher.text,
    })
    if (!reading.lastOn || postedOn > reading.lastOn) reading.lastOn = postedOn
  }
}

/** What the file says it reaches to; else the end of its year; else its last posting; else the day it was made. */
function asOfDay(head: SieHeader, lastOn: Day | null): Day | null {
  return head.balancesUntil ?? head.years.find((year) => year.year === 0)?.until ?? lastOn ?? head.generatedOn
}

/**
 * Closing balance or result; where the file has neither, the opening balance and the vouchers. An account whose balance
 * cannot be read, and is not told by a closing one, is left out: a wrong balance would look like a difference.
 */
function balancesOf(reading: Reading): { account: string; balance: bigint }[] {
  const moved = new Map<string, bigint>()
  for (const posting of reading.postings)
    moved.set(posting.account, (moved.get(posting.account) ?? 0n) + posting.amount)
  const accounts = [...new Set([...reading.balances.keys(), ...moved.keys()])].sort()
  return accounts.flatMap((account) => {
    const told = reading.balances.get(account)
    const closing = told?.UB ?? told?.RES
    if (closing === undefined && reading.unread.has(account)) return []
    return [{ account, balance: closing ?? (told?.IB ?? 0n) + (moved.get(account) ?? 0n) }]
  })
}

/** Accounts whose opening balance and vouchers do not come to the closing balance that the same file gives: it is not whole. */
function unproved(reading: Reading, head: SieHeader): Problem[] {
  const year = head.years.find((one) => one.year === 0)
  if (head.sieType !== '4' || !year || reading.postings.length === 0) return []
  const moved = new Map<string, bigint>()
  for (const { account, posted_on, amount } of reading.postings)
    if (posted_on >= year.from && posted_on <= year.until) moved.set(account, (moved.get(account) ?? 0n) + amount)
  const text = (amount: bigint) => formatMinor(amount, head.currency)
  return [...reading.balances].flatMap(([account, { IB = 0n, UB }]) => {
    const computed = IB + (moved.get(account) ?? 0n)
    if (UB === undefined || UB === computed || reading.unread.has(account)) return []
    return [
      {
        code: 'ledger-import.closing-differs',
        severity: 'warning' as const,
        message: `account ${account}: the opening balance ${text(IB)} and the vouchers of the file come to ${text(computed)}, its closing balance is ${text(UB)}: vouchers are missing in the file, or too many`,
        data: { account, computed: text(computed), closing: text(UB) },
      },
    ]
  })
}

async function wrongCurrency({ db, company }: Ctx, head: SieHeader, on: Day): Promise<Problem[]> {
  const row = await db.maybe<{ currency: string }>(
    `select currency from company_currencies where company_id = $1 and valid_from <= $2 and $2 < valid_to`,
    [company.id, on],
  )
  if (!row || row.currency === head.currency) return []
  return [
    {
      code: 'ledger-import.currency',
      message: `the file is in ${head.currency}, the books are in ${row.currency} on ${on}`,
      data: { currency: head.currency, on },
    },
  ]
}

async function wrongCompany({ db, company }: Ctx, head: SieHeader): Promise<Problem[]> {
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
