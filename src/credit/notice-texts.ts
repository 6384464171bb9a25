import type { Language } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import { daysBetween } from '../kernel/day.ts'
import { amountText, dayText } from '../kernel/words/local-text.ts'
import { protectedName } from '../parties/sees-protected.ts'
import type { OverdueCustomer } from './overdue.ts'

interface Words {
  subject: (customers: number, company: string) => string
  greeting: (name: string) => string
  intro: (customers: number) => string
  row: (amount: string, due: string, days: number, claims: number) => string
  more: (customers: number) => string
  look: string
  why: string
}

const words: Record<Language, Words> = {
  sv: {
    subject: (n, company) => `${n === 1 ? 'En förfallen kund' : `${n} förfallna kunder`} – ${company}`,
    greeting: (name) => `Hej ${name}!`,
    intro: (n) =>
      n === 1 ? 'En av dina kunder har förfallna fakturor:' : `${n} av dina kunder har förfallna fakturor:`,
    row: (amount, due, days, claims) =>
      `${amount}, ${claims === 1 ? '1 faktura' : `${claims} fakturor`}, äldst ${due} (${days} ${days === 1 ? 'dag' : 'dagar'})`,
    more: (n) => (n === 1 ? 'och en kund till' : `och ${n} kunder till`),
    look: 'Se dem här:',
    why: 'Du får brevet för att du ansvarar för kunderna.',
  },
  nb: {
    subject: (n, company) => `${n === 1 ? 'Én forfalt kunde' : `${n} forfalte kunder`} – ${company}`,
    greeting: (name) => `Hei ${name}!`,
    intro: (n) =>
      n === 1 ? 'Én av kundene dine har forfalte fakturaer:' : `${n} av kundene dine har forfalte fakturaer:`,
    row: (amount, due, days, claims) =>
      `${amount}, ${claims === 1 ? '1 faktura' : `${claims} fakturaer`}, eldst ${due} (${days} ${days === 1 ? 'dag' : 'dager'})`,
    more: (n) => (n === 1 ? 'og én kunde til' : `og ${n} kunder til`),
    look: 'Se dem her:',
    why: 'Du får brevet fordi du har ansvar for kundene.',
  },
  bg: {
    subject: (n, company) => `${n === 1 ? 'Един клиент с просрочие' : `${n} клиенти с просрочие`} – ${company}`,
    greeting: (name) => `Здравейте, ${name},`,
    intro: (n) =>
      n === 1 ? 'Един от Вашите клиенти има просрочени фактури:' : `${n} от Вашите клиенти имат просрочени фактури:`,
    row: (amount, due, days, claims) =>
      `${amount}, ${claims === 1 ? '1 фактура' : `${claims} фактури`}, най-стара с падеж ${due} (${days} ${days === 1 ? 'ден' : 'дни'})`,
    more: (n) => (n === 1 ? 'и още един клиент' : `и още ${n} клиенти`),
    look: 'Вижте ги тук:',
    why: 'Получавате писмото, защото отговаряте за клиентите.',
  },
  en: {
    subject: (n, company) => `${n === 1 ? 'One overdue customer' : `${n} overdue customers`} – ${company}`,
    greeting: (name) => `Hello ${name},`,
    intro: (n) =>
      n === 1 ? 'One of your customers has overdue invoices:' : `${n} of your customers have overdue invoices:`,
    row: (amount, due, days, claims) =>
      `${amount}, ${claims === 1 ? '1 invoice' : `${claims} invoices`}, oldest ${due} (${days} ${days === 1 ? 'day' : 'days'})`,
    more: (n) => (n === 1 ? 'and one customer more' : `and ${n} customers more`),
    look: 'See them here:',
    why: 'You get this letter because you answer for the customers.',
  },
}

/** The rest is counted: a letter is not a list. */
const rowsMost = 25

/** The letter to a colleague. Mail is read by many machines: protected persons have no name in it, nor has anybody of a secret area. */
export function noticeLetter(
  language: Language,
  { user, company, today, link }: { user: string; company: string; today: Day; link: string | null },
  rows: readonly OverdueCustomer[],
): { subject: string; text: string } {
  const say = words[language]
  const customers = new Set(rows.map((row) => row.partyId)).size
  const told = rows.slice(0, rowsMost)
  const left = customers - new Set(told.map((row) => row.partyId)).size
  const named = (row: OverdueCustomer): string => {
    if (row.isProtected) return `${row.customer} (${protectedName[language].toLowerCase()})`
    return row.isSecret ? row.customer : `${row.customer} ${row.customerName}`
  }
  const lines = told.map((row) => {
    const money = amountText(row.amount, row.currency, language)
    const days = daysBetween(row.oldestDueOn, today)
    return `– ${named(row)}: ${say.row(money, dayText(row.oldestDueOn, language), days, row.claims)}`
  })
  const text = [
    say.greeting(user),
    '',
    say.intro(customers),
    ...lines,
    ...(left > 0 ? [`  ${say.more(left)}`] : []),
    '',
    ...(link ? [say.look, link, ''] : []),
    say.why,
    '',
  ].join('\n')
  return { subject: say.subject(customers, company), text }
}
