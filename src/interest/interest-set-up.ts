import type { DebtorKind, LawValues } from '../countries/claims.ts'
import type { CountryRules, InterestStartBasis } from '../countries/country.ts'
import { country } from '../countries/index.ts'
import { type AgreedCourse, type AgreedRate, agreedRate, type DayCount } from '../countries/interest.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { parseMinor } from '../kernel/money.ts'
import type { Books } from '../ledger/books.ts'
import { readBooks } from '../ledger/books.ts'
import { readLawValues } from './read-law-values.ts'

/** What interest needs to know about the company, read once for a run. */
export interface InterestSetUp extends Books {
  rules: CountryRules
  law: LawValues
  dayCount: DayCount
  /** Less is carried to the next interest invoice; minor units. */
  minimumOf(currency: string, on: Day): bigint
  /** Whether a due day without banking moves on before interest begins. */
  dueDayMoves: boolean
  /**
   * What a document's own credit note took was never owed, so it bore no interest from the start (räntelag 1 och 3 §§,
   * forsinkelsesrenteloven § 2, ЗЗД чл. 86: interest is owed on a claim that is due). `from-their-day` is for creditors whose
   * credit notes are for what came later: returns, rebates.
   */
  creditedFromStart: boolean
  termsOf(subject: TermsSubject): Terms
  /** What no statement need be asked for again and again: whether the company has any of it at all. */
  has: { stops: boolean; charged: boolean; parts: boolean }
}

export interface TermsSubject {
  partyId: Id
  invoiceGroupId: Id | null
  debtor: DebtorKind
}

export interface Terms {
  /** Equal terms have one key: what was computed for one claim serves the others. */
  key: string
  startOf(on: Day): InterestStartBasis
  rate: AgreedCourse
}

interface TermsRow {
  partyId: Id | null
  invoiceGroupId: Id | null
  from: Day
  startBasis: InterestStartBasis | null
  rateKind: 'law' | 'fixed' | 'reference' | 'none' | null
  percent: string | null
  source: string
  checked: Day
}

export async function readInterestSetUp(ctx: Ctx): Promise<InterestSetUp> {
  const { db, company, today } = ctx
  const rules = country(company.country)
  const law = await readLawValues(ctx, rules)
  const books = await readBooks(ctx)
  const rows = await db.rows<TermsRow>(
    hot(
      `select party_id as "partyId", invoice_group_id as "invoiceGroupId", valid_from as from, start_basis as "startBasis", rate_kind as "rateKind",
              trim_scale(percent)::text as percent, source, company_day(company_id, recorded_at) as checked
         from interest_terms where company_id = $1 order by valid_from, recorded_at, id`,
      [company.id],
    ),
  )
  const has = await db.one<InterestSetUp['has']>(
    hot(
      `select exists (select from holds where company_id = $1 and stops_interest) or exists (select from collection_cases where company_id = $1 and target = 'agency') as stops, exists (select from interest_charges where company_id = $1) as charged,
              exists (select from item_due_parts where company_id = $1) as parts`,
      [company.id],
    ),
  )
  const own = books.parameter('interest', today) ?? {}
  const known = new Map<string, Terms>()
  const bySubject = new Map<string, TermsRow[]>()
  for (const row of rows) {
    const subject = row.partyId ?? row.invoiceGroupId ?? ''
    const list = bySubject.get(subject)
    if (list) list.push(row)
    else bySubject.set(subject, [row])
  }
  return {
    ...books,
    rules,
    law,
    dayCount: own.dayCount ?? (rules.rates.dayCount === 360 ? 'ACT/360' : 'ACT/365F'),
    minimumOf: (currency, on) => {
      const given = books.parameter('interest', on)?.minimum?.[currency]
      return given === undefined ? (rules.claims.interestMinimum[currency] ?? 0n) : parseMinor(given, currency)
    },
    creditedFromStart: own.creditNotes !== 'from-their-day',
    dueDayMoves: own.dueDay ? own.dueDay === 'moves' : rules.terms.dueDayMoves === 'next-banking-day',
    termsOf({ partyId, invoiceGroupId, debtor }) {
      const party = bySubject.has(partyId) ? partyId : ''
      const group = invoiceGroupId && bySubject.has(invoiceGroupId) ? invoiceGroupId : ''
      const key = `${party} ${group} ${debtor}`
      let terms = known.get(key)
      if (!terms) {
        // The customer's rows say more than the group's, those more than the company's.
        const layers = [party, group, ''].filter((subject, i, all) => all.indexOf(subject) === i)
        terms = termsFrom(
          key,
          layers.map((subject) => bySubject.get(subject) ?? []),
          law,
          rules,
          debtor,
        )
        known.set(key, terms)
      }
      return terms
    },
    has,
  }
}

function termsFrom(
  key: string,
  layers: readonly TermsRow[][],
  law: LawValues,
  rules: CountryRules,
  debtor: DebtorKind,
): Terms {
  const turns = [...new Set(layers.flat().map((row) => row.from))].sort()
  /** The first layer that says anything by the day; within it the newest row. */
  const saying = (on: Day, says: (row: TermsRow) => boolean): TermsRow | undefined => {
    for (const rows of layers) {
      const row = rows.findLast((one) => one.from <= on && says(one))
      if (row) return row
    }
    return undefined
  }
  const agreed = turns.map((from): AgreedRate => {
    const row = saying(from, (one) => one.rateKind !== null)
    const dated = { from, source: row?.source ?? '', checked: row?.checked ?? from }
    if (row?.rateKind === 'fixed') return { ...dated, percent: row.percent! }
    if (row?.rateKind === 'none') return { ...dated, percent: '0' }
    return row?.rateKind === 'reference' ? { ...dated, margin: row.percent! } : { ...dated, statutory: true }
  })
  return {
    key,
    startOf: (on) => saying(on, (row) => row.startBasis !== null)?.startBasis ?? rules.terms.interestStartBasis,
    rate: agreedRate(law, agreed, rules.claims.agreedRateLimit(debtor)),
  }
}
