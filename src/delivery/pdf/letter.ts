import type { DocumentParty, DocumentSeller, IssuedDocument, Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'
import { addressLines } from './address-lines.ts'
import type { Fact } from './facts.ts'
import type { SheetContent } from './sheet.ts'
import { baseSheet, dateOf, shortened } from './sheet.ts'
import { textsOf } from './texts.ts'
import { writeAmount, writeDay, writeMoney } from './write-figures.ts'

/**
 * A statement of account: what one party is told about a period. Amounts are minor units of the section's currency,
 * + what the party owes more, − what it owes less; opening + Σ rows = closing.
 */
export interface StatementDocument {
  language: Language
  /** "Kontoutdrag" where null. */
  title?: string | null
  number?: string | null
  issuedOn: Day
  from: Day
  to: Day
  seller: DocumentSeller
  party: DocumentParty
  sections: StatementSection[]
  notes: string[]
  /** Where to pay what is open; shown in the foot. */
  accounts?: NonNullable<IssuedDocument['payment']>['accounts']
  businessArea?: IssuedDocument['businessArea']
  layout?: IssuedDocument['layout']
}

export interface StatementSection {
  currency: string
  opening: Minor
  closing: Minor
  rows: {
    on: Day
    /** "Faktura", "Inbetalning": in the statement's language. */
    event: string
    number?: string | null
    reference?: string | null
    dueOn?: Day | null
    amount: Minor
    balance: Minor
  }[]
  openItems: { number: string; event?: string | null; dueOn: Day | null; amount: Minor; open: Minor }[]
}

export interface StatementContent extends SheetContent {
  window: 'left' | 'right'
  address: string[]
  facts: Fact[]
  opening: string[]
  sections: {
    title: string | null
    strip: Fact[]
    heads: string[]
    rows: string[][]
    first: [label: string, amount: string]
    last: [label: string, amount: string]
    none: string | null
    openTitle: string
    openHeads: string[]
    openRows: string[][]
  }[]
}

/** Pure. */
export function statementContent(statement: StatementDocument, logoPath: string | null): StatementContent {
  const { language, seller, party } = statement
  const say = textsOf(seller.country, language)
  const title = statement.title ?? say.statement
  const period = `${writeDay(statement.from, language)}–${writeDay(statement.to, language)}`
  return {
    ...baseSheet({ ...statement, payment: { accounts: statement.accounts ?? [] } }, say, logoPath),
    title: [title, statement.number ?? party.number, period].filter(Boolean).join(' '),
    description: `${title}, ${seller.name}`,
    date: dateOf(statement.issuedOn),
    names: [title],
    number: statement.number ?? null,
    mark: null,
    running: [shortened(`${title} ${period}`), shortened(seller.name)],
    attachment: null,
    slip: null,
    window: seller.country === 'NO' ? 'left' : 'right',
    address: addressLines(party, seller),
    facts: (
      [
        [say.documentDate, writeDay(statement.issuedOn, language)],
        [say.period, period],
        [say.customerNumber, party.number ?? ''],
      ] satisfies Fact[]
    ).filter((fact) => fact[1] !== ''),
    opening: statement.notes,
    sections: statement.sections.map((section) => {
      const money = (amount: bigint) => writeAmount(amount, section.currency, language)
      const whole = (amount: bigint) => writeMoney(amount, section.currency, language)
      return {
        title: statement.sections.length > 1 ? section.currency : null,
        strip: [
          [say.closing, whole(section.closing)],
          [say.opening, whole(section.opening)],
        ] as Fact[],
        heads: [say.documentDate, say.event, say.document, say.dueOn, say.amount, say.balance],
        first: [say.opening, money(section.opening)],
        rows: section.rows.map((row) => [
          writeDay(row.on, language),
          row.event,
          [row.number, row.reference === row.number ? null : row.reference].filter(Boolean).join(' · '),
          row.dueOn ? writeDay(row.dueOn, language) : '',
          money(row.amount),
          money(row.balance),
        ]),
        last: [say.closing, money(section.closing)],
        none: section.rows.length === 0 ? say.noMovements : null,
        openTitle: say.openItems,
        openHeads: [say.document, say.event, say.dueOn, say.amount, say.openAmount],
        openRows: section.openItems.map((item) => [
          item.number,
          item.event ?? '',
          item.dueOn ? writeDay(item.dueOn, language) : '',
          money(item.amount),
          money(item.open),
        ]),
      }
    }),
  }
}
