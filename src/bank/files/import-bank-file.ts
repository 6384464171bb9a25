import { createHash } from 'node:crypto'
import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { asSystem, type Ctx, type LongCtx } from '../../db/context.ts'
import { readStart } from '../../db/file-store.ts'
import { fileInput, id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type {
  AccountNumber,
  IncomingPayment,
  MoneyInEnd,
  MoneyInItem,
  ProblemItem,
  StatementItem,
} from '../../formats/format.ts'
import { headBytes } from '../../formats/format.ts'
import { moneyIn } from '../../formats/index.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { absolute, formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { matchPayments } from '../placing/match.ts'
import { progressShape, readProgress } from './file-progress.ts'
import { placesOf } from './source.ts'
import { breaksBetween, readStatements } from './statements.ts'
import { leaveOutTotals, totalsTaken } from './told-twice.ts'

const answer = z.object({
  fileId: id,
  progress: progressShape.nullable().meta({
    description: 'With match: what was settled by the machine, what needs you; also of a file imported before',
  }),
  format: z.string(),
  alreadyImportedOn: z
    .string()
    .nullable()
    .meta({ description: 'Set when these bytes were imported before; nothing was changed' }),
  payments: z.number().meta({ description: 'Payments that this import added; 0 for a file imported before' }),
  duplicates: z
    .number()
    .meta({ description: 'Payments of the file known before: from this file or an overlapping one' }),
  notBooked: z.number().meta({ description: 'Pending or informative entries: shown by the bank, not imported' }),
  totals: z.array(z.object({ currency: z.string(), amount: z.string() })),
  problems: z.array(z.object({ code: z.string(), message: z.string(), severity: z.string() })),
})

/** A bank file → bank transactions: bytes kept, control sums proved, twins kept, overlaps merged. Nothing of a bad file is imported. */
export const importBankFile = longVerb({
  kind: 'long',
  name: 'bank.import-file',
  summary: 'Import a bank file (camt.053, camt.054, BgMax, OCR giro)',
  route: 'POST /bank-files',
  input: z.object({
    file: fileInput,
    format: z.string().optional(),
    match: z.boolean().default(false).meta({ description: 'Match its payments at once, and answer what came of it' }),
  }),
  output: answer,
  async run(ctx, input) {
    const imported = await importFile(ctx, input)
    if (!input.match) return imported
    if (imported.payments > 0) await matchPayments(ctx, { fileId: imported.fileId })
    const [progress] = await ctx.transaction((tx) => readProgress(tx, [imported.fileId]))
    return { ...imported, progress: progress ?? null }
  },
})

export function importFile(
  ctx: LongCtx,
  input: { file: { name: string; sha256: string; size: number }; format?: string },
): Promise<z.output<typeof answer>> {
  return ctx.transaction((own) =>
    // A file is the whole company's: what is told twice is known by the payments of every area, and these have none yet.
    asSystem(own, (tx) => storeOnce(tx, input)),
  )
}

async function storeOnce(
  tx: Ctx,
  input: { file: { name: string; sha256: string; size: number }; format?: string },
): Promise<z.output<typeof answer>> {
  const { db, company } = tx
  // Two uploads of the same bytes wait for each other here; the second one finds the first.
  await db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`bank-file ${company.id} ${input.file.sha256}`])
  const known = await db.maybe<{
    id: Id
    format: string
    imported_at: Date
    payment_count: number
    totals: { currency: string; amount: string }[]
  }>(
    `select id, format, imported_at, payment_count, totals from bank_files where company_id = $1 and sha256 = decode($2, 'hex') and undone_at is null`,
    [company.id, input.file.sha256],
  )
  if (known) {
    return {
      fileId: known.id,
      progress: null,
      format: known.format,
      alreadyImportedOn: known.imported_at.toISOString(),
      payments: 0,
      duplicates: known.payment_count,
      notBooked: 0,
      totals: known.totals,
      problems: [],
    }
  }
  const format = await recognise(tx, input)
  const reading = await readInto(tx, format, input.file.sha256)
  const errors = reading.problems.filter((problem) => problem.severity !== 'warning')
  if (errors.length > 0) throw new Refused(errors)
  await proveSums(tx, reading)
  if (format.id === 'camt053') reading.problems.push(...(await leaveOutTotals(tx)))
  else if (format.id !== 'camt052') {
    const taken = await totalsTaken(tx, format.id)
    if (taken.length > 0) throw new Refused(taken)
  }
  const fileId = newId()
  const inserted = await store(tx, fileId, input.file, format.id, reading)
  reading.problems.push(...(await statementBreaks(tx, fileId, reading)))
  await audit(tx, {
    verb: 'bank.import-file',
    subjects: [fileId],
    summary: { format: format.id, payments: inserted, duplicates: reading.booked - inserted, totals: reading.totals },
  })
  return {
    fileId,
    progress: null,
    format: format.id,
    alreadyImportedOn: null,
    payments: inserted,
    duplicates: reading.booked - inserted,
    notBooked: reading.notBooked,
    totals: reading.totals,
    problems: reading.problems.map(({ code, message, severity }) => ({
      code,
      message,
      severity: severity ?? 'error',
    })),
  }
}

async function recognise(ctx: Ctx, input: { file: { name: string; sha256: string }; format?: string }) {
  const head = await readStart(ctx.files, ctx.company.id, input.file.sha256, headBytes)
  const able = moneyIn.filter((format) =>
    input.format ? format.id === input.format : format.recognise(head, input.file.name),
  )
  if (able.length === 1) return able[0]!
  return refuse(
    'bank-file.unknown-format',
    `${input.file.name} is no bank file that is read here: camt.053, camt.054, camt.052, BgMax and Norwegian OCR giro are`,
    { file: input.file.name },
  )
}

interface Reading {
  problems: Problem[]
  statements: {
    bankAccountId: Id | null
    account: string
    currency: string
    statementId: string | null
    opening: string | null
    closing: string | null
    openingOn: string | null
    closingOn: string | null
  }[]
  totals: { currency: string; amount: string }[]
  unused: string[]
  booked: number
  notBooked: number
}

interface BankAccount {
  id: Id
  currency: string
  iban: string | null
  bban: string | null
  bankgiro: string | null
  plusgiro: string | null
}

/** Streams the payments into a temporary table; the file is judged when all of it has been seen. */
async function readInto(ctx: Ctx, format: (typeof moneyIn)[number], sha256: string): Promise<Reading> {
  const accounts = await ctx.db.rows<BankAccount>(
    `select id, currency, iban, bban, bankgiro, plusgiro from bank_accounts where company_id = $1 and closed_on = 'infinity'`,
    [ctx.company.id],
  )
  await ctx.db.query(`
    create temporary table incoming (
      seq integer, bank_account_id uuid, content_key text, amount bigint, currency text, booked_on date, value_on date, bank_reference text, end_to_end_id text, reference text,
      refs jsonb, text text, payer_name text, payer_account text, payer_scheme text, payer_identity text, return_reason text, returned_reference text, original jsonb,
      charges bigint, transaction_code text, source_line integer, source_path text
    ) on commit drop`)
  const reading: Reading = { problems: [], statements: [], totals: [], unused: [], booked: 0, notBooked: 0 }
  const columns = [
    'seq',
    'bank_account_id',
    'content_key',
    'amount',
    'currency',
    'booked_on',
    'value_on',
    'bank_reference',
    'end_to_end_id',
    'reference',
    'refs',
    'text',
    'payer_name',
    'payer_account',
    'payer_scheme',
    'payer_identity',
    'return_reason',
    'returned_reference',
    'original',
    'charges',
    'transaction_code',
    'source_line',
    'source_path',
  ]
  await ctx.db.copyInto(
    'incoming',
    columns,
    incomingRows(ctx, format.read(ctx.files.open(ctx.company.id, sha256)), accounts, reading),
  )
  return reading
}

async function* incomingRows(
  ctx: Ctx,
  items: AsyncIterable<MoneyInItem | ProblemItem>,
  accounts: readonly BankAccount[],
  reading: Reading,
): AsyncGenerator<unknown[]> {
  let account: BankAccount | undefined
  for await (const item of items) {
    if (item.type === 'problem') reading.problems.push(item.problem)
    else if (item.type === 'statement') account = openStatement(item, accounts, reading)
    else if (item.type === 'end') endOf(item, reading)
    else if (item.status !== 'BOOK' || item.amount === 0n) reading.notBooked += 1
    else if (account) {
      reading.booked += 1
      if ([item.amount, item.charges ?? 0n].some((amount) => absolute(amount) > amountMax))
        reading.problems.push(tooLarge(item))
      else yield rowOf(item, account, reading.booked, ctx.today)
      if (reading.booked % 20_000 === 0) ctx.progress(reading.booked, null)
    }
  }
}

// A million million: more than any payment; ninety thousand of them still sum to a number of the database.
const amountMax = 10n ** 12n * 100n

const tooLarge = ({ amount, currency, source }: IncomingPayment): Problem => ({
  code: 'bank-file.amount-too-large',
  message: `the file has a payment of ${formatMinor(amount, currency)} ${currency}, which is too large to be right: ask the bank for a corrected file`,
  ...(source.line === null ? {} : { row: source.line }),
  ...(source.path === null ? {} : { path: source.path }),
  data: { amount: formatMinor(amount, currency), currency },
})

function openStatement(
  item: StatementItem,
  accounts: readonly BankAccount[],
  reading: Reading,
): BankAccount | undefined {
  const own = accounts.filter((one) => isAccount(one, item.account))
  // One number may stand for accounts of several currencies.
  const account = own.find((one) => one.currency === item.currency) ?? own[0]
  if (!account) {
    reading.problems.push({
      code: 'bank-account.unknown',
      message: `the file is about account ${item.account.id}, which is none of the company's: add it to the bank accounts first`,
      data: { account: item.account.id },
    })
  }
  const money = (amount: bigint | null) => (amount === null ? null : formatMinor(amount, item.currency))
  reading.statements.push({
    bankAccountId: account?.id ?? null,
    account: item.account.id,
    currency: item.currency,
    statementId: item.statementId,
    opening: money(item.openingBalance),
    closing: money(item.closingBalance),
    openingOn: item.openingOn,
    closingOn: item.closingOn,
  })
  return account
}

const digits = (text: string | null) => (text ?? '').replace(/[\s-]/g, '').replace(/^0+/, '').toUpperCase()

/** Norwegian and Swedish account numbers also come as the end of an IBAN, and the other way round. */
function isAccount(own: BankAccount, given: AccountNumber): boolean {
  const wanted = digits(given.id)
  if (wanted === '') return false
  const numbers = [own.iban, own.bban, own.bankgiro, own.plusgiro].filter(Boolean).map(digits)
  return (
    numbers.includes(wanted) ||
    (given.scheme === 'IBAN' && isEndOf(digits(own.bban), wanted)) ||
    (given.scheme === 'BBAN' && isEndOf(wanted, digits(own.iban)))
  )
}

// Shorter ones end too many accounts.
const isEndOf = (end: string, whole: string): boolean => end.length >= 7 && whole.endsWith(end)

function endOf(item: MoneyInEnd, reading: Reading): void {
  reading.totals = item.totals.map((total) => ({
    currency: total.currency,
    amount: formatMinor(total.amount, total.currency),
  }))
  reading.unused = item.unused
}

/**
 * The key under which the same piece of money is known again: the bank's own id with the amount, else everything that the
 * file says about it. Equal keys within one file are true twins and are counted.
 */
function rowOf(item: IncomingPayment, account: BankAccount, seq: number, today: string): unknown[] {
  const bookedOn = item.bookedOn ?? item.valueOn ?? today
  const references = item.references.map((one) => one.reference)
  const said = item.bankReference
    ? ['bank', item.bankReference, item.amount, item.endToEndId ?? '', references.join(' ')]
    : [
        'said',
        bookedOn,
        item.amount,
        references.join(' '),
        item.text,
        item.payer.name ?? '',
        item.payer.account?.id ?? '',
        item.endToEndId ?? '',
      ]
  const key = createHash('sha256').update(said.join('\u001f')).digest('base64url')
  return [
    seq,
    account.id,
    key,
    item.amount,
    item.currency,
    bookedOn,
    item.valueOn ?? bookedOn,
    item.bankReference,
    item.endToEndId,
    references[0] ?? null,
    item.references.map((one) => ({ ...one, amount: one.amount === null ? null : one.amount.toString() })),
    item.text,
    item.payer.name,
    item.payer.account?.id ?? null,
    item.payer.account?.scheme ?? null,
    item.payer.identityNumber,
    item.returned ? (item.returned.reasonCode ?? item.returned.reason ?? 'not stated') : null,
    item.returned?.originalReference ?? null,
    item.original ? { ...item.original, amount: item.original.amount.toString() } : null,
    item.charges,
    item.transactionCode,
    item.source.line,
    item.source.path,
  ].map((value) => (Array.isArray(value) ? JSON.stringify(value) : value))
}

async function store(
  ctx: Ctx,
  fileId: Id,
  file: { name: string; sha256: string; size: number },
  format: string,
  reading: Reading,
): Promise<number> {
  const { db, company } = ctx
  await db.query(
    `insert into files (company_id, sha256, size, media_type, name) values ($1, decode($2, 'hex'), $3, 'application/octet-stream', $4) on conflict do nothing`,
    [company.id, file.sha256, file.size, file.name],
  )
  await db.query(
    `insert into bank_files (company_id, id, sha256, file_name, format, payment_count, duplicate_count, totals, statements, unused, imported_by)
     values ($1, $2, decode($3, 'hex'), $4, $5, $6, 0, $7, $8, $9, $10)`,
    [
      company.id,
      fileId,
      file.sha256,
      file.name,
      format,
      reading.booked,
      JSON.stringify(reading.totals),
      JSON.stringify(reading.statements),
      JSON.stringify(reading.unused),
      ctx.user.id,
    ],
  )
  await db.query(`insert into bank_file_places (company_id, file_id, size, places) values ($1, $2, $3, $4)`, [
    company.id,
    fileId,
    file.size,
    JSON.stringify(await placesOf(ctx, file.sha256, format)),
  ])
  const { rowCount } = await db.query(
    `with undone as (
       select t.bank_account_id, split_part(t.identity_key, '~', 1) as key, count(*) as times from bank_files f join bank_transactions t on t.company_id = f.company_id and t.file_id = f.id
        where f.company_id = $1 and f.undone_at is not null group by 1, 2
     ), counted as (
       select i.*, content_key || '#' || row_number() over (partition by bank_account_id, content_key order by seq) as key from incoming i
     )
     insert into bank_transactions (company_id, id, bank_account_id, file_id, identity_key, amount, currency, booked_on, value_on, bank_reference, end_to_end_id, reference, refs, text,
            payer_name, payer_account, payer_scheme, payer_identity, return_reason, returned_reference, original, charges, transaction_code, source_line, source_path, recorded_by)
     select $1, uuid_in_order($3, seq), c.bank_account_id, $2, c.key || coalesce('~' || u.times, ''), amount, currency, booked_on,
            value_on, bank_reference, end_to_end_id, reference, refs, text, payer_name, payer_account, payer_scheme, payer_identity, return_reason, returned_reference, original,
            charges, transaction_code, source_line, source_path, $4
       from counted c left join undone u on u.bank_account_id = c.bank_account_id and u.key = c.key order by seq
     on conflict (company_id, bank_account_id, identity_key) do nothing`,
    [company.id, fileId, newId(), ctx.user.id],
  )
  if (rowCount < reading.booked)
    await db.query(`update bank_files set duplicate_count = $3 where company_id = $1 and id = $2`, [
      company.id,
      fileId,
      reading.booked - rowCount,
    ])
  return rowCount
}

/** Gaps and overlaps to the statements next to this file's: named, not refused, since files come late and out of order. */
async function statementBreaks(ctx: Ctx, fileId: Id, reading: Reading): Promise<Problem[]> {
  const told = reading.statements.filter((one) => one.closing !== null && one.bankAccountId !== null)
  const found: Problem[] = []
  for (const bankAccountId of new Set(told.map((one) => one.bankAccountId!))) {
    const breaks = breaksBetween(await readStatements(ctx, bankAccountId))
    found.push(...breaks.filter(({ data }) => data?.before === fileId || data?.after === fileId))
  }
  return found
}

/** What was read is what the file says, once more at the border to the store. */
async function proveSums(ctx: Ctx, reading: Reading): Promise<void> {
  const sums = await ctx.db.rows<{ currency: string; amount: bigint }>(
    `select currency, sum(amount)::bigint as amount from incoming group by currency`,
  )
  const read = new Map(sums.map((row) => [row.currency, formatMinor(row.amount, row.currency)]))
  for (const { currency, amount } of reading.totals) {
    const got = read.get(currency) ?? formatMinor(0n, currency)
    if (got !== amount)
      refuse('bank-file.sum', `the payments read add up to ${got} ${currency}, the file says ${amount}`, {
        currency,
        read: got,
        file: amount,
      })
  }
}
