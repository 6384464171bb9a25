import { writeDecimal } from '../delivery/pdf/write-figures.ts'
import type { Country, Language } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'

/** What interest invoices say, in the languages of the house. */
interface Words {
  line: (number: string) => string
  /** A stretch of days as one sentence. */
  segment: (from: Day, through: Day, days: number, percent: string, principal: string, amount: string) => string
  /** Days charged before on money that had come already. */
  correction: (amount: string) => string
  compensation: (number: string) => string
}

const decimal = (text: string): string => text.replace('.', ',')
/** As the country's documents write days. */
const dotted = (day: Day): string => `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}`
/** With as many decimals as it came with. */
const money = (text: string, language: Language): string =>
  writeDecimal(text, language, text.split('.')[1]?.length ?? 0)

export const wordsOf: Record<Language, Words> = {
  sv: {
    line: (number) => `Dröjsmålsränta på faktura ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${from} – ${through}: ${days} ${days === 1 ? 'dag' : 'dagar'} à ${writeDecimal(percent, 'sv')} % på ${money(principal, 'sv')} = ${decimal(amount)}`,
    correction: (amount) => `Avgår tidigare debiterad ränta på belopp som redan hade betalats: ${decimal(amount)}`,
    compensation: (number) => `Förseningsersättning för faktura ${number}`,
  },
  nb: {
    line: (number) => `Forsinkelsesrente på faktura ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${dotted(from)} – ${dotted(through)}: ${days} ${days === 1 ? 'dag' : 'dager'} à ${writeDecimal(percent, 'nb')} % av ${money(principal, 'nb')} = ${decimal(amount)}`,
    correction: (amount) => `Fratrukket rente som er belastet før på beløp som alt var betalt: ${decimal(amount)}`,
    compensation: (number) => `Standardkompensasjon for faktura ${number}`,
  },
  bg: {
    line: (number) => `Лихва за забава по фактура ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${dotted(from)} – ${dotted(through)}: ${days} ${days === 1 ? 'ден' : 'дни'} по ${writeDecimal(percent, 'bg')} % върху ${money(principal, 'bg')} = ${decimal(amount)}`,
    correction: (amount) => `Приспадната лихва, начислена върху вече платена сума: ${decimal(amount)}`,
    compensation: (number) => `Обезщетение за разноски по събирането на фактура ${number}`,
  },
  en: {
    line: (number) => `Late-payment interest on invoice ${number}`,
    segment: (from, through, days, percent, principal, amount) =>
      `${from} – ${through}: ${days} ${days === 1 ? 'day' : 'days'} at ${writeDecimal(percent, 'en')} % of ${money(principal, 'en')} = ${amount}`,
    correction: (amount) => `Less interest charged before on money that had been paid: ${amount}`,
    compensation: (number) => `Delay compensation for invoice ${number}`,
  },
}

interface Acts {
  interest: string
  compensation: string
}
/** The acts of the creditor's country, in the reader's language. */
const acts: Record<Country, Record<Language, Acts>> = {
  SE: {
    sv: { interest: 'räntelagen', compensation: 'lagen (1981:739) om ersättning för inkassokostnader m.m.' },
    nb: { interest: 'den svenske renteloven (räntelagen)', compensation: 'den svenske loven 1981:739' },
    bg: { interest: 'шведския закон за лихвите (räntelagen)', compensation: 'шведския закон 1981:739' },
    en: { interest: 'the Swedish Interest Act (räntelagen)', compensation: 'the Swedish act 1981:739' },
  },
  NO: {
    sv: { interest: 'den norska forsinkelsesrenteloven', compensation: '3 a § i samma lag' },
    nb: { interest: 'forsinkelsesrenteloven', compensation: '§ 3 a i samme lov' },
    bg: {
      interest: 'норвежкия закон за лихвата за забава (forsinkelsesrenteloven)',
      compensation: '§ 3 a от същия закон',
    },
    en: {
      interest: 'the Norwegian act on late-payment interest (forsinkelsesrenteloven)',
      compensation: 'section 3 a of the same act',
    },
  },
  BG: {
    sv: {
      interest: 'artikel 86 i den bulgariska lagen om förpliktelser och avtal (ЗЗД)',
      compensation: 'artikel 309 a i den bulgariska handelslagen (ТЗ)',
    },
    nb: {
      interest: 'artikkel 86 i den bulgarske loven om forpliktelser og avtaler (ЗЗД)',
      compensation: 'artikkel 309 a i den bulgarske handelsloven (ТЗ)',
    },
    bg: { interest: 'чл. 86 ЗЗД', compensation: 'чл. 309а ТЗ' },
    en: {
      interest: 'article 86 of the Bulgarian Obligations and Contracts Act (ЗЗД)',
      compensation: 'article 309a of the Bulgarian Commerce Act (ТЗ)',
    },
  },
}
const told: Record<Language, (acts: Acts, compensates: boolean) => string> = {
  sv: ({ interest, compensation }, both) =>
    `Dröjsmålsränta enligt ${interest}${both ? ` och förseningsersättning enligt ${compensation}` : ''}`,
  nb: ({ interest, compensation }, both) =>
    `Forsinkelsesrente etter ${interest}${both ? ` og standardkompensasjon etter ${compensation}` : ''}`,
  bg: ({ interest, compensation }, both) =>
    `Лихва за забава по ${interest}${both ? ` и обезщетение за разноски по събирането по ${compensation}` : ''}`,
  en: ({ interest, compensation }, both) =>
    `Late-payment interest under ${interest}${both ? ` and delay compensation under ${compensation}` : ''}`,
}
const withoutVat: Record<Language, string> = {
  sv: 'Mervärdesskatt utgår inte.',
  nb: 'Merverdiavgift beregnes ikke.',
  bg: 'ДДС не се начислява.',
  en: 'No VAT is charged.',
}

/** Above the lines: what the document is, and by which law of the creditor's country. */
export function noteOf(creditor: Country, language: Language, compensates: boolean): string {
  const what = told[language](acts[creditor][language], compensates).replace(/\.$/, '')
  const vat =
    creditor === 'BG' && language === 'bg'
      ? 'Не е възнаграждение по доставка (чл. 26, ал. 2 ЗДДС).'
      : withoutVat[language]
  return `${what}. ${vat}`
}

/** Why charges beside a document go. */
export const chargesOfCredited: Record<Language, (number: string) => string> = {
  sv: (number) => `Faktura ${number} är krediterad i sin helhet: avgifter och ränta på den utgår`,
  nb: (number) => `Faktura ${number} er kreditert i sin helhet: gebyrer og renter på den faller bort`,
  bg: (number) => `Към фактура ${number} има кредитно известие за цялата сума: таксите и лихвите по нея отпадат`,
  en: (number) => `Invoice ${number} is credited whole: its fees and interest go with it`,
}
