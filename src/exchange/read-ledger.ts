import type { Ctx } from '../db/context.ts'
import { safT } from '../formats/accounting/saf-t/saf-t.ts'
import { sie4 } from '../formats/accounting/sie4/sie4.ts'
import { headBytes } from '../formats/format.ts'
import type { LedgerItem } from './ledger-item.ts'
import { readLedgerTable } from './read-ledger-table.ts'

export interface LedgerFile {
  name: string
  sha256: string
}

/** SIE and SAF-T know themselves by their first bytes; all else is read as a table of accounts and balances. */
export async function* readLedger(ctx: Ctx, file: LedgerFile, currency: string): AsyncIterable<LedgerItem> {
  const head = await readHead(ctx, file)
  const bytes = ctx.files.open(ctx.company.id, file.sha256)
  if (sie4.recognise(head, file.name)) yield* readSie(bytes)
  else if (safT.recognise(head, file.name)) yield* readSafT(bytes)
  else yield* readLedgerTable(bytes, file.name, { currency, cyrillic: ctx.company.country === 'BG' })
}

async function readHead(ctx: Ctx, file: LedgerFile): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of ctx.files.open(ctx.company.id, file.sha256, { start: 0, end: headBytes - 1 }))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* readSie(bytes: AsyncIterable<Uint8Array>): AsyncIterable<LedgerItem> {
  for await (const item of sie4.read(bytes)) {
    if (item.type === 'header') {
      const year = item.years.find((one) => one.year === 0) ?? null
      yield {
        type: 'head',
        source: `SIE ${item.sieType}`,
        companyName: item.companyName,
        organisationNumber: item.organisationNumber,
        currency: item.currency,
        // What the file says it reaches to; else the end of its year.
        asOf: item.balancesUntil ?? year?.until ?? null,
        madeOn: item.generatedOn,
        proved: item.sieType === '4' && year ? { from: year.from, until: year.until } : null,
      }
    } else if (item.type === 'balance' && item.year === 0) {
      if (item.balance === 'IB') yield { type: 'balance', account: item.account, opening: item.amount }
      else if (item.balance === 'UB' || item.balance === 'RES')
        yield { type: 'balance', account: item.account, closing: item.amount }
    } else if (item.type === 'voucher') {
      for (const row of item.transactions)
        yield {
          type: 'posting',
          account: row.account,
          postedOn: row.on ?? item.on,
          amount: row.amount,
          voucher: `${item.series} ${item.number}`.trim(),
          text: row.text ?? item.text,
        }
    } else if (item.type === 'problem') {
      yield { type: 'problem', problem: item.problem }
      const { balance, year, account } = item.problem.data ?? {}
      if (item.problem.code === 'sie.balance-left-out' && year === 0 && balance !== 'PBUDGET' && account)
        yield { type: 'unread', account: String(account) }
    }
  }
}

async function* readSafT(bytes: AsyncIterable<Uint8Array>): AsyncIterable<LedgerItem> {
  for await (const item of safT.read(bytes)) {
    if (item.type === 'header')
      yield {
        type: 'head',
        source: `SAF-T ${item.version ?? ''}`.trim(),
        companyName: item.companyName,
        organisationNumber: item.organisationNumber,
        currency: item.currency,
        asOf: item.until,
        madeOn: null,
        proved: item.from && item.until ? { from: item.from, until: item.until } : null,
      }
    else if (item.type === 'balance')
      yield {
        type: 'balance',
        account: item.account,
        ...(item.opening === null ? {} : { opening: item.opening }),
        ...(item.closing === null ? {} : { closing: item.closing }),
      }
    else if (item.type === 'voucher')
      for (const row of item.rows)
        yield {
          type: 'posting',
          account: row.account,
          postedOn: item.on,
          amount: row.amount,
          voucher: item.number,
          text: row.text ?? item.text,
        }
    else if (item.type === 'problem') yield { type: 'problem', problem: item.problem }
  }
}
