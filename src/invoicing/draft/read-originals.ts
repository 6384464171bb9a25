import { changeOf } from '../../countries/currency.ts'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import { claimsOf } from '../claims.ts'
import type { Original, StoredOriginal } from '../original.ts'
import { carryOver } from './carry-over.ts'

interface Row extends Omit<StoredOriginal, 'lines' | 'vat'> {
  lines: (string | null)[][]
  vat: string[][]
  notes: Note[]
}

/** A credit note that stands; amounts in minor units as text. */
interface Note {
  currency: string
  gross: string
  rounding: string
  /** Of the document that it credits, in its currency. */
  credits: string
  lines: [lineNo: number, quantity: string, unitPrice: string, net: string, allowance: string][]
  vat: [category: string, percent: string | null, base: string, vat: string][]
}

const standingNotes = `invoices c where c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'credit-note'
  and not exists (select from invoice_annulments n where n.company_id = c.company_id and n.invoice_id = c.id)`

/** Documents to correct on a day, with what earlier credit notes took of them; in the currency that documents have on that day. */
export async function readOriginals(ctx: Ctx, ids: readonly Id[], on: Day): Promise<Map<Id, Original>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.rows<Row>(
    `select i.id, i.kind, i.number_text as "numberText", i.issued_on as "issuedOn", i.currency, i.party_id as "partyId", i.payer_id as "payerId", i.language,
            i.amount_gross as "amountGross", i.amount_rounding as "amountRounding", trim_scale(i.rate)::text as rate, i.rate_on as "rateOn", t.account, t.base_currency as "baseCurrency",
            exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id) as annulled, o.base as "openBase",
            (select coalesce(json_agg(json_build_array(l.line_no::text, trim_scale(l.quantity)::text, trim_scale(l.unit_price)::text, l.amount_net::text, coalesce(l.amount_allowance, 0)::text,
                    l.vat_code, l.vat_category, trim_scale(l.vat_percent)::text) order by l.line_no), '[]')
               from invoice_lines l where l.company_id = i.company_id and l.invoice_id = i.id and not l.text_only) as lines,
            (select coalesce(json_agg(json_build_array(v.vat_code, v.category, trim_scale(v.percent)::text, v.base::text, v.vat::text) order by v.row_no), '[]')
               from invoice_vat v where v.company_id = i.company_id and v.invoice_id = i.id) as vat,
            (select coalesce(json_agg(json_build_object('currency', c.currency, 'gross', c.amount_gross::text, 'rounding', c.amount_rounding::text,
                      'credits', coalesce(c.credits_amount, c.amount_gross)::text,
                      'lines', (select coalesce(json_agg(json_build_array(x.credits_line_no, trim_scale(x.quantity)::text, trim_scale(x.unit_price)::text, x.amount_net::text, coalesce(x.amount_allowance, 0)::text)), '[]')
                                  from invoice_lines x where x.company_id = c.company_id and x.invoice_id = c.id and x.credits_line_no is not null),
                      'vat', (select coalesce(json_agg(json_build_array(v.category, trim_scale(v.percent)::text, v.base::text, v.vat::text)), '[]')
                                from invoice_vat v where v.company_id = c.company_id and v.invoice_id = c.id))), '[]')
               from ${standingNotes}) as notes
       from invoices i
       left join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
       cross join lateral (select min(x.base_currency) filter (where x.amount_open <> 0) as base from ${claimsOf} x) o
      where i.company_id = $1 and i.id = any ($2::uuid[])`,
    [ctx.company.id, [...new Set(ids)]],
  )
  const { currency } = country(ctx.company.country)
  return new Map(
    rows.map(({ notes, ...row }) => {
      const stored: StoredOriginal = { ...row, lines: row.lines.map(lineOf), vat: row.vat.map(vatOf) }
      const own = withNotes(
        stored,
        notes.filter((note) => note.currency === row.currency),
      )
      const change = changeOf(currency, row.currency, on)
      if (!change) return [row.id, own]
      const later = notes.filter((note) => note.currency === change.to)
      const carried = {
        change,
        gross: own.amountGross,
        left: own.amountGross - own.credited,
        taken: later.reduce((sum, note) => sum + BigInt(note.credits), 0n),
      }
      return [row.id, { ...withNotes(carryOver(own, change), later), carried }]
    }),
  )
}

const lineOf = ([lineNo, quantity, unitPrice, net, allowance, vatCode, category, percent]: (string | null)[]) => ({
  lineNo: Number(lineNo),
  quantity: quantity!,
  unitPrice: unitPrice!,
  amountNet: BigInt(net!),
  amountAllowance: BigInt(allowance!),
  vatCode: vatCode!,
  vatCategory: category!,
  vatPercent: percent ?? null,
})

const vatOf = ([vatCode, category, percent, base, vat]: (string | null)[]) => ({
  vatCode: vatCode!,
  category: category!,
  percent: percent ?? null,
  base: BigInt(base!),
  vat: BigInt(vat!),
})

/** Counts what the notes took: in all, by line and by rate of VAT. */
function withNotes(stored: StoredOriginal, notes: readonly Note[]): Original {
  const sum = (list: readonly string[]) => list.reduce((total, amount) => total + BigInt(amount), 0n)
  const rates = notes.flatMap((note) => note.vat)
  return {
    ...stored,
    carried: null,
    credited: sum(notes.map((note) => note.gross)),
    creditedRounding: sum(notes.map((note) => note.rounding)),
    lines: stored.lines.map((line) => {
      const taken = notes.flatMap((note) => note.lines.filter(([lineNo]) => lineNo === line.lineNo))
      const atPrice = taken.filter(([, , price]) => price === line.unitPrice)
      return {
        ...line,
        creditedQuantity: atPrice.reduce((total, [, quantity]) => total.plus(quantity), new Decimal(0)).toString(),
        creditedAtPrice: sum(atPrice.map(([, , , net]) => net)),
        credited: sum(taken.map(([, , , net]) => net)),
        creditedAllowance: sum(taken.map(([, , , , allowance]) => allowance)),
      }
    }),
    creditedVat: stored.vat.flatMap((row) => {
      const taken = rates.filter(([category, percent]) => category === row.category && percent === row.percent)
      if (taken.length === 0) return []
      const [base, vat] = [sum(taken.map(([, , amount]) => amount)), sum(taken.map(([, , , tax]) => tax))]
      return [{ category: row.category, percent: row.percent, base, vat }]
    }),
  }
}
