import { importBankFile } from '../src/bank/files/import-bank-file.ts'
import type { NotifiedPayment } from '../src/formats/money-in/camt054/write.ts'
import { writeCamt054 } from '../src/formats/money-in/camt054/write.ts'
import type { Day } from '../src/kernel/day.ts'
import { newId } from '../src/kernel/id.ts'
import { formatMinor, parseMinor } from '../src/kernel/money.ts'
import { post } from '../src/ledger/post.ts'
import { openItems } from '../src/subledger/open-items.ts'
import type { World } from './world.ts'

export interface Billed {
  id: string
  number: string
}

/** An invoice as the subledger knows it: voucher and open item, without the invoicing around it. */
export async function openInvoice(
  world: World,
  partyId: string,
  number: string,
  amount: string,
  more: {
    currency?: string
    base?: string
    baseCurrency?: string
    on?: string
    areaId?: string | null
    dueOn?: string
    accounts?: [string, string]
    kind?: 'invoice' | 'credit-note'
  } = {},
): Promise<Billed> {
  const { currency = 'SEK', baseCurrency = 'SEK', on = world.today, areaId = null, accounts = ['1510', '3001'] } = more
  const minor = parseMinor(amount, currency)
  const base = more.base ? parseMinor(more.base, baseCurrency) : minor
  return world.tx(async (ctx) => {
    const series = await ctx.db.one<{ id: string }>(
      `select id from number_series where company_id = $1 and code = 'K'`,
      [ctx.company.id],
    )
    await ctx.db.query(
      `insert into accounts (company_id, code, name, kind) values ($1, $2, 'Sales', 'income') on conflict do nothing`,
      [ctx.company.id, accounts[1]],
    )
    const voucher = {
      id: newId(),
      seriesId: series.id,
      ledger: 'receivable' as const,
      transactionType: 'invoice',
      postedOn: on as Day,
      documentOn: on as Day,
      baseCurrency,
      text: number,
      businessAreaId: areaId,
      postings: [
        { account: accounts[0], baseAmount: base, currency, amount: minor, partyId },
        { account: accounts[1], baseAmount: -base, currency, amount: -minor },
      ],
    }
    const item = {
      id: newId(),
      voucher,
      lineNo: 1,
      kind: more.kind ?? ('invoice' as const),
      numberText: number,
      reference: number,
      dueOn: (more.dueOn ?? on) as Day,
      businessAreaId: areaId,
    }
    await post(ctx.db, ctx.company.id, null, [voucher])
    await openItems(ctx.db, ctx.company.id, [item])
    return { id: item.id, number }
  })
}

/** A camt.054 file for the company's account, stored and imported. */
export async function importPayments(
  world: World,
  id: string,
  payments: NotifiedPayment[],
  options: { on?: string; currency?: string; account?: string } = {},
): Promise<{ fileId: string; payments: number; duplicates: number }> {
  const notification = {
    id,
    createdAt: '2026-12-01T06:00:00Z',
    account: { scheme: 'IBAN' as const, id: options.account ?? 'SE4550000000058398257466' },
    currency: options.currency ?? 'SEK',
    bookedOn: (options.on ?? world.today) as Day,
  }
  const stored = await world.installation.files.put(world.companyId, [...writeCamt054(notification, payments)])
  return world.do(importBankFile, { file: { name: `${id}.xml`, ...stored } })
}

export const money = (
  amount: string,
  more: Omit<NotifiedPayment, 'amount'> & { reference?: string } = {},
  currency = 'SEK',
): NotifiedPayment => {
  const { reference, ...rest } = more
  return {
    amount: parseMinor(amount, currency),
    ...(reference ? { references: [{ kind: 'ocr' as const, reference, amount: null }] } : {}),
    payer: { name: 'Ada Lind' },
    ...rest,
  }
}

/** Open items, as an accountant lists them. */
export async function open(world: World): Promise<string[]> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ account: string; name: string; kind: string; amount_open: bigint; currency: string }>(
      `select i.account, p.name, i.kind, i.amount_open, i.currency from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and i.amount_open <> 0 order by i.account, p.name, i.kind, i.amount_open`,
      [company.id],
    ),
  )
  return rows.map(
    (row) =>
      `${row.account} ${row.name} ${row.kind} ${formatMinor(row.amount_open, row.currency)}${row.currency === 'SEK' ? '' : ` ${row.currency}`}`,
  )
}

/** Balances by account in base currency. */
export async function balances(world: World, until = '9999-12-31'): Promise<Record<string, string>> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ account: string; amount: bigint; base_currency: string }>(
      `select account, base_currency, sum(base_amount)::bigint as amount from postings where company_id = $1 and posted_on <= $2 group by 1, 2 having sum(base_amount) <> 0 order by 1`,
      [company.id, until],
    ),
  )
  return Object.fromEntries(rows.map((row) => [row.account, formatMinor(row.amount, row.base_currency)]))
}

/** What must always hold (ARCHITECTURE, “What cannot happen”); answers what does not, today and at the end of each of the days. */
export async function broken(world: World, days: string[] = []): Promise<unknown[]> {
  return world.tx(async ({ db, company }) => {
    const found: unknown[] = []
    const add = async (what: string, sql: string, params: unknown[] = [company.id]) => {
      for (const row of await db.rows(sql, params)) found.push({ what, ...row })
    }
    await add(
      'control account = residuals',
      `with controls as (select code from accounts where company_id = $1 and control is not null),
       ledger as (select account, party_id, currency, sum(amount) as amount, sum(base_amount) as base from postings where company_id = $1 and account in (select code from controls) group by 1, 2, 3),
       items as (select account, party_id, currency, sum(amount_open) as amount, sum(base_open) as base from open_items where company_id = $1 group by 1, 2, 3)
       select coalesce(l.account, i.account) as account, l.amount, i.amount as open, l.base, i.base as base_open from ledger l full join items i using (account, party_id, currency)
        where coalesce(l.amount, 0) <> coalesce(i.amount, 0) or coalesce(l.base, 0) <> coalesce(i.base, 0)`,
    )
    await add(
      'projection = facts',
      `select i.id from open_items i cross join lateral (
         select coalesce(sum(case when a.debit_item_id = i.id then -a.amount else a.amount end), 0) as taken, coalesce(sum(case when a.debit_item_id = i.id then -a.base_debit else a.base_credit end), 0) as base
           from allocations a where a.company_id = i.company_id and i.id in (a.debit_item_id, a.credit_item_id)) t
        where i.company_id = $1 and (i.amount + t.taken <> i.amount_open or i.base_amount + t.base <> i.base_open)`,
    )
    for (const day of days) {
      await add(
        `as of ${day}: 0 ≤ allocated ≤ |item|, and residuals = control account`,
        `with at as (
           select i.account, i.party_id, i.currency, i.amount, i.id,
                  i.amount + coalesce((select sum(case when a.debit_item_id = i.id then -a.amount else a.amount end) from allocations a
                     where a.company_id = i.company_id and i.id in (a.debit_item_id, a.credit_item_id) and a.effective_on <= $2), 0) as residual
             from open_items i where i.company_id = $1 and i.opened_on <= $2),
         ledger as (select account, party_id, currency, sum(amount) as amount from postings
                     where company_id = $1 and posted_on <= $2 and account in (select code from accounts where company_id = $1 and control is not null) group by 1, 2, 3)
         select id::text, residual::text, amount::text from at where residual not between least(0, amount) and greatest(0, amount)
         union all
         select coalesce(l.account, s.account), coalesce(s.residual, 0)::text, coalesce(l.amount, 0)::text from ledger l
           full join (select account, party_id, currency, sum(residual) as residual from at group by 1, 2, 3) s using (account, party_id, currency)
          where coalesce(l.amount, 0) <> coalesce(s.residual, 0)`,
        [company.id, day],
      )
    }
    return found
  })
}
