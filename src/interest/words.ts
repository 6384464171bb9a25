import type { Language } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'

/** What interest invoices say, in the languages of the house. */
interface Words {
  line: (number: string) => string
  /** A stretch of days as one sentence. */
  segment: (from: Day, through: Day, days: number, percent: string, principal: string, amount: string) => string
  /** Days charged before on money that had come already. */
  correction: (amount: string) => string
  compensation: (number: string) => string
  /** Above the lines: what the document is. */
  note: string
  /** The same, where delay compensation is asked for too: by which law. */
  noteCompensated: string
}

const decimal = (text: string): string => text.replace('.', ',')
const percentText = (text: string): string =>
  decimal(text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text)
/** As the country's documents write days. */
const dotted = (day: Day): string => `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}`
/** Grouped by thousands, as the languages of the house but English write it. */
const money = (text: string): string => {
  const [whole, cents = ''] = text.split('.')
  return `${whole!.replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0')}${cents ? `,${cents}` : ''}`
}

export const wordsOf: Record<Language, Words> = {
  sv: {
    line: (number) => `Dröjsmålsränta på faktura ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${from} – ${through}: ${days} ${days === 1 ? 'dag' : 'dagar'} à ${percentText(percent)} % på ${money(principal)} = ${decimal(amount)}`,
    correction: (amount) => `Avgår tidigare debiterad ränta på belopp som redan hade betalats: ${decimal(amount)}`,
    compensation: (number) => `Förseningsersättning för faktura ${number}`,
    note: 'Dröjsmålsränta enligt räntelagen. Mervärdesskatt utgår inte.',
    noteCompensated:
      'Dröjsmålsränta enligt räntelagen och förseningsersättning enligt lagen (1981:739) om ersättning för inkassokostnader m.m. Mervärdesskatt utgår inte.',
  },
  nb: {
    line: (number) => `Forsinkelsesrente på faktura ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${dotted(from)} – ${dotted(through)}: ${days} ${days === 1 ? 'dag' : 'dager'} à ${percentText(percent)} % av ${money(principal)} = ${decimal(amount)}`,
    correction: (amount) => `Fratrukket rente som er belastet før på beløp som alt var betalt: ${decimal(amount)}`,
    compensation: (number) => `Standardkompensasjon for faktura ${number}`,
    note: 'Forsinkelsesrente etter forsinkelsesrenteloven. Merverdiavgift beregnes ikke.',
    noteCompensated:
      'Forsinkelsesrente og standardkompensasjon for inndrivelseskostnader (§ 3 a) etter forsinkelsesrenteloven. Merverdiavgift beregnes ikke.',
  },
  bg: {
    line: (number) => `Лихва за забава по фактура ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${dotted(from)} – ${dotted(through)}: ${days} ${days === 1 ? 'ден' : 'дни'} по ${percentText(percent)} % върху ${money(principal)} = ${decimal(amount)}`,
    correction: (amount) => `Приспадната лихва, начислена върху вече платена сума: ${decimal(amount)}`,
    compensation: (number) => `Обезщетение за разноски по събирането на фактура ${number}`,
    note: 'Законна лихва за забава по чл. 86 ЗЗД. Не е възнаграждение по доставка (чл. 26, ал. 2 ЗДДС).',
    noteCompensated:
      'Законна лихва за забава по чл. 86 ЗЗД и обезщетение за разноски по събирането по чл. 309а ТЗ. Не са възнаграждение по доставка (чл. 26, ал. 2 ЗДДС).',
  },
  en: {
    line: (number) => `Late-payment interest on invoice ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${from} – ${through}: ${days} ${days === 1 ? 'day' : 'days'} at ${percent.replace(/\.?0+$/, '')} % of ${principal} = ${amount}`,
    correction: (amount) => `Less interest charged before on money that had been paid: ${amount}`,
    compensation: (number) => `Delay compensation for invoice ${number}`,
    note: 'Late-payment interest by law. No VAT is charged.',
    noteCompensated: 'Late-payment interest and delay compensation by law. No VAT is charged.',
  },
}

/** Why charges beside a document go. */
export const chargesOfCredited: Record<Language, (number: string) => string> = {
  sv: (number) => `Faktura ${number} är krediterad i sin helhet: avgifter och ränta på den utgår`,
  nb: (number) => `Faktura ${number} er kreditert i sin helhet: gebyrer og renter på den faller bort`,
  bg: (number) => `Фактура ${number} е изцяло кредитирана: таксите и лихвите по нея отпадат`,
  en: (number) => `Invoice ${number} is credited whole: its fees and interest go with it`,
}
