import type { Language } from '../formats/e-invoice/document.ts'

/** What the program itself writes into the books and the history of a claim: in the company's language, whoever reads it. */
interface Written {
  undone: string
  plan: string
  planProposed: string
  notice: (part: number) => string
  reminder: (part: number) => string
  doubtful: string
  doubtfulNoMore: string
  paid: string
  established: string
}

export const written: Record<Language, Written> = {
  sv: {
    undone: 'Ångrat',
    plan: 'Amorteringsplan',
    planProposed: 'Amorteringsplan föreslagen',
    notice: (part) => `Avisering av del ${part}`,
    reminder: (part) => `Påminnelse om del ${part}`,
    doubtful: 'Osäker kundfordran',
    doubtfulNoMore: 'Inte längre en osäker kundfordran',
    paid: 'Betald',
    established: 'Konstaterad',
  },
  nb: {
    undone: 'Angret',
    plan: 'Nedbetalingsavtale',
    planProposed: 'Nedbetalingsavtale foreslått',
    notice: (part) => `Varsel om del ${part}`,
    reminder: (part) => `Purring på del ${part}`,
    doubtful: 'Usikker kundefordring',
    doubtfulNoMore: 'Ikke lenger en usikker kundefordring',
    paid: 'Betalt',
    established: 'Konstatert',
  },
  bg: {
    undone: 'Отменено',
    plan: 'Разсрочено плащане',
    planProposed: 'Предложено разсрочено плащане',
    notice: (part) => `Известие за вноска ${part}`,
    reminder: (part) => `Напомняне за вноска ${part}`,
    doubtful: 'Съмнително вземане',
    doubtfulNoMore: 'Вземането вече не е съмнително',
    paid: 'Платено',
    established: 'Несъбираемо',
  },
  en: {
    undone: 'Undone',
    plan: 'Instalment plan',
    planProposed: 'Instalment plan proposed',
    notice: (part) => `Notice of part ${part}`,
    reminder: (part) => `Reminder of part ${part}`,
    doubtful: 'Doubtful receivable',
    doubtfulNoMore: 'No longer a doubtful receivable',
    paid: 'Paid',
    established: 'Established',
  },
}
