import { z } from 'zod'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { claimsOf } from '../invoicing/claims.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Minor } from '../kernel/money.ts'
import { formatMinor } from '../kernel/money.ts'
import { searchName } from '../parties/search-name.ts'
import { logProtectedReads, protectedName, seesProtected } from '../parties/sees-protected.ts'
import { searchAmount } from './search-amount.ts'
import { readRights, withinRights } from './within.ts'

const shownMax = 5
/** Open invoices of so many of the customers found are shown, too. */
const theirInvoicesOf = 3
/** A group whose best row is better than this goes before the others; else they keep their order. */
const aboveOthers = 3
const wordsMax = 4

const row = z.object({
  id,
  number: z.string().nullable().meta({ description: 'For the address of the screen, where it is not the id' }),
  title: z.string(),
  sub: z.string().meta({ description: 'Facts that need no translation: number, street, invoice group' }),
  amount: amountText.nullable().meta({ description: 'Customer: open; invoice: payable; payment: paid, − money out' }),
  currency: z.string().nullable(),
  on: z.string().nullable().meta({ description: 'Invoice: due day; payment: booked day' }),
  state: z.string().meta({
    description:
      'Customer: active, closed; invoice: its kind when nothing is open, else open or overdue; payment: waiting, placed',
  }),
  isProtected: z.boolean(),
})
type Row = z.output<typeof row>
const groupKinds = ['customers', 'invoices', 'payments'] as const
interface Group {
  kind: (typeof groupKinds)[number]
  /** How well the best row fits: 1 is what was typed, exactly. */
  place: number
  rows: Row[]
}

interface Wanted {
  text: string
  words: string[]
  /** Without spaces, for numbers and references. */
  code: string
  amount: Minor | null
  currency: string
}

/**
 * What the command palette finds as somebody types: customers, invoices and payments, by a part of a name, number, identity
 * number or reference, or by an amount; at most five of each. Each group is for who may list it, in the areas in which he
 * may. Protected persons are found by their number, and by name for who may read them; each look is logged.
 */
export const search = verb({
  kind: 'write',
  name: 'workspace.search',
  summary: 'Find customers, invoices and payments by text or amount',
  route: 'GET /search',
  input: z.object({ q: z.string().trim().min(1).max(100) }),
  output: z.object({ groups: z.array(z.object({ kind: z.enum(groupKinds), rows: z.array(row) })) }),
  async run(ctx, { q }) {
    const rights = await readRights(ctx)
    const wanted = await readWanted(ctx, q)
    const found = await withinRights(ctx, rights, 'parties.list', (own) => customers(own, wanted))
    const theirs = found?.rows.slice(0, theirInvoicesOf).map((one) => one.id) ?? []
    const groups = [
      found,
      await withinRights(ctx, rights, 'invoicing.list-invoices', (own) => invoices(own, wanted, theirs)),
      await withinRights(ctx, rights, 'bank.list-unmatched', (own) => payments(own, wanted)),
    ]
    return {
      groups: groups
        .filter((group): group is Group => group !== null && group.rows.length > 0)
        .sort((a, b) => Math.min(a.place, aboveOthers) - Math.min(b.place, aboveOthers))
        .map(({ kind, rows }) => ({ kind, rows })),
    }
  },
})

async function readWanted({ db, company, today }: Ctx, q: string): Promise<Wanted> {
  const { currency } = await db.one<{ currency: string }>(
    `select currency from company_currencies where company_id = $1 and valid_from <= $2 and $2 < valid_to`,
    [company.id, today],
  )
  return {
    text: q,
    words: searchName(q).split(' ').filter(Boolean).slice(0, wordsMax),
    code: q.replace(/\s/g, ''),
    amount: searchAmount(q, currency),
    currency,
  }
}

async function customers(ctx: Ctx, wanted: Wanted): Promise<Group> {
  const identity = country(ctx.company.country).identity.anyNumber(wanted.text, ctx.today).value?.value ?? ''
  const rows = await ctx.db.rows<{
    id: Id
    number: string
    name: string
    street: string | null
    isProtected: boolean
    closedOn: Day | 'infinity'
    open: bigint
    place: number
  }>(
    `select p.id, p.number, p.name, v.buyer -> 'address' ->> 'street' as street, p.protection <> 'none' as "isProtected", p.closed_on as "closedOn", found.place,
            coalesce((select sum(i.amount_open)::bigint from open_items i
                       where i.company_id = p.company_id and i.party_id = p.id and i.amount_open <> 0 and i.currency = $6), 0) as open
       from (select party_id, min(place) as place, min(no) as no from search_parties($2, $3, $4, $5, $7) with ordinality as s (party_id, place, no)
              group by party_id order by 2, 3 limit $7) found
       join parties p on p.company_id = $1 and p.id = found.party_id
       left join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
      order by found.place, found.no`,
    [ctx.company.id, wanted.words, wanted.code, identity, seesProtected(ctx), wanted.currency, shownMax],
  )
  const hidden = rows.filter((one) => one.isProtected)
  if (hidden.length > 0)
    await logProtectedReads(
      ctx,
      hidden.map((one) => one.id),
      'workspace.search',
    )
  return {
    kind: 'customers',
    place: rows[0]?.place ?? 9,
    rows: rows.map((one): Row => {
      const masked = one.isProtected && !seesProtected(ctx)
      return {
        id: one.id,
        number: one.number,
        title: masked ? protectedName[ctx.company.language] : one.name,
        sub: masked || !one.street ? one.number : `${one.number} · ${one.street}`,
        amount: formatMinor(one.open, wanted.currency),
        currency: wanted.currency,
        on: null,
        state: one.closedOn > ctx.today ? 'active' : 'closed',
        isProtected: one.isProtected,
      }
    }),
  }
}

async function invoices(ctx: Ctx, wanted: Wanted, partyIds: Id[]): Promise<Group> {
  const rows = await ctx.db.rows<{
    id: Id
    number: string
    kind: string
    name: string | null
    isProtected: boolean
    groupName: string
    dueOn: Day
    payable: bigint
    currency: string
    isOpen: boolean
    place: number
  }>(
    `with found as (
       select invoice_id as id, place from search_invoices($2, $3, $5)
       union all
       (select i.invoice_id, 4 from open_items i where i.company_id = $1 and i.amount_open = $4 and i.amount_open <> 0 and i.invoice_id is not null limit $6)
       union all
       -- One that is paid already is found by the payment of that amount.
       (select i.invoice_id, 5 from (select id from bank_transactions t where t.company_id = $1 and t.amount = $4 order by t.booked_on desc limit $5) t
          join match_decisions d on d.company_id = $1 and d.bank_transaction_id = t.id and d.decision = 'taken'
          join open_items i on i.company_id = $1 and i.id = any (d.item_ids) and i.amount = $4 where i.invoice_id is not null limit $5)
       union all
       (select i.invoice_id, 6 from open_items i where i.company_id = $1 and i.party_id = any ($7::uuid[]) and i.amount_open <> 0 and i.invoice_id is not null
         order by i.due_on limit $5)
     )
     select i.id, i.number_text as number, i.kind, p.name, coalesce(p.protection <> 'none', false) as "isProtected", g.name as "groupName", i.due_on as "dueOn",
            i.amount_payable as payable, i.currency, f.place,
            exists (select from ${claimsOf} c where c.amount_open <> 0) as "isOpen"
       from (select id, min(place) as place from found group by id) f
       join invoices i on i.company_id = $1 and i.id = f.id
       join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
       left join parties p on p.company_id = i.company_id and p.id = i.party_id
      order by f.place, i.issued_on desc, i.id desc limit $5`,
    [
      ctx.company.id,
      await exactNumbers(ctx, wanted.code),
      /\d/.test(wanted.code) ? wanted.code : '',
      wanted.amount,
      shownMax,
      shownMax * 10,
      partyIds,
    ],
  )
  const unmasked = seesProtected(ctx)
  return {
    kind: 'invoices',
    place: rows[0]?.place ?? 9,
    rows: rows.map((one): Row => {
      const name = one.isProtected && !unmasked ? protectedName[ctx.company.language] : one.name
      return {
        id: one.id,
        number: one.number,
        title: name === null ? one.number : `${one.number}, ${name}`,
        sub: one.groupName,
        amount: formatMinor(one.payable, one.currency),
        currency: one.currency,
        on: one.dueOn,
        state: !one.isOpen ? one.kind : one.dueOn < ctx.today ? 'overdue' : 'open',
        isProtected: one.isProtected,
      }
    }),
  }
}

/** What was typed may be the bare digits of a number that is printed with a prefix and leading zeros. */
async function exactNumbers({ db, company }: Ctx, code: string): Promise<string[]> {
  if (!/^\d{1,15}$/.test(code)) return [code]
  const series = await db.rows<{ prefix: string; width: number }>(
    `select distinct prefix, width from number_series where company_id = $1 and kind in ('invoice', 'proforma', 'internal')`,
    [company.id],
  )
  return [...new Set([code, ...series.map(({ prefix, width }) => prefix + code.padStart(width, '0'))])]
}

async function payments(ctx: Ctx, wanted: Wanted): Promise<Group> {
  const words = wanted.text.toLocaleLowerCase('sv').split(/\s+/).slice(0, wordsMax)
  const code = /\d/.test(wanted.code) ? wanted.code : ''
  const unmasked = seesProtected(ctx)
  const rows = await ctx.db.rows<{
    id: Id
    payer: string | null
    text: string
    amount: bigint
    currency: string
    bookedOn: Day
    reference: string | null
    waits: boolean
    isProtected: boolean
    place: number
  }>(
    `with found as (
       select bank_transaction_id as id, place + 2 as place from search_payments($2, $3, $4, $6)
       union all
       (select t.id, 3 from bank_transactions t where t.company_id = $1 and t.amount = $5 order by t.booked_on desc limit $6)
       union all
       (select t.id, 4 from bank_transactions t where t.company_id = $1 and t.amount = -$5::bigint order by t.booked_on desc limit $6)
     )
     select t.id, t.payer_name as payer, t.text, t.amount, t.currency, t.booked_on as "bookedOn", t.reference, f.place,
            coalesce(placed.waits, true) as waits, coalesce(placed."isProtected", false) as "isProtected"
       from (select id, min(place) as place from found group by id) f
       join bank_transactions t on t.company_id = $1 and t.id = f.id
       left join lateral (
         select bool_or(o.kind = 'unidentified' and o.amount_open <> 0) as waits, bool_or(p.protection <> 'none') as "isProtected"
           from bank_postings b left join open_items o on o.company_id = b.company_id and o.id = b.item_id
           left join parties p on p.company_id = o.company_id and p.id = o.party_id
          where b.company_id = t.company_id and b.bank_transaction_id = t.id
       ) placed on true
      order by f.place, coalesce(placed.waits, true) desc, t.booked_on desc, t.id limit $6`,
    [ctx.company.id, words, code, unmasked, wanted.amount, shownMax],
  )
  return {
    kind: 'payments',
    place: rows[0]?.place ?? 9,
    rows: rows.map((one): Row => {
      const masked = one.isProtected && !unmasked
      return {
        id: one.id,
        number: null,
        title: masked
          ? protectedName[ctx.company.language]
          : one.payer || one.text.slice(0, 60) || (one.reference ?? '–'),
        sub: one.reference ?? '',
        amount: formatMinor(one.amount, one.currency),
        currency: one.currency,
        on: one.bookedOn,
        state: one.waits ? 'waiting' : 'placed',
        isProtected: one.isProtected,
      }
    }),
  }
}
