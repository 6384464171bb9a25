import type { Phrases } from '../../../lang/phrase.ts'

export const texts = {
  title: { sv: 'Kravbrev', nb: 'Kravbrev', bg: 'Писма за вземания', en: 'Letters' },
  sent: { sv: 'Datum', nb: 'Dato', bg: 'Дата', en: 'Date' },
  kind: { sv: 'Slag', nb: 'Type', bg: 'Вид', en: 'Kind' },
  channel: { sv: 'Kanal', nb: 'Kanal', bg: 'Канал', en: 'Channel' },
  deadline: { sv: 'Betala senast', nb: 'Betal innen', bg: 'Срок', en: 'Pay by' },
  invoices: { sv: 'Fakturor', nb: 'Fakturaer', bg: 'Фактури', en: 'Invoices' },
  total: { sv: 'Att betala', nb: 'Å betale', bg: 'За плащане', en: 'To pay' },
  run: { sv: 'Körning', nb: 'Kjøring', bg: 'Серия', en: 'Run' },
  thisRun: { sv: 'den öppnade', nb: 'den åpnede', bg: 'отворената', en: 'the opened one' },
  recalled: { sv: 'Återkallade', nb: 'Trukket tilbake', bg: 'Оттеглени', en: 'Recalled' },
  without: { sv: 'utan dem', nb: 'uten dem', bg: 'без тях', en: 'without them' },
  only: { sv: 'bara de', nb: 'bare de', bg: 'само те', en: 'only those' },
  recalledFor: {
    sv: 'Återkallat: {reason}',
    nb: 'Trukket tilbake: {reason}',
    bg: 'Оттеглено: {reason}',
    en: 'Recalled: {reason}',
  },
  toCustomer: { sv: 'Kunden', nb: 'Kunden', bg: 'Клиентът', en: 'The customer' },
  toRun: { sv: 'Körningen', nb: 'Kjøringen', bg: 'Серията', en: 'The run' },
  none: { sv: 'Inga brev än', nb: 'Ingen brev ennå', bg: 'Още няма писма', en: 'No letters yet' },
  noneWhy: {
    sv: 'Varje påminnelse och krav som en körning skriver står här, som kunden fick det.',
    nb: 'Hver purring og hvert krav som en kjøring skriver, står her, slik kunden fikk det.',
    bg: 'Тук стои всяко напомняне и всяка покана от сериите, както ги е получил клиентът.',
    en: 'Every reminder and notice that a run writes stands here, as the customer got it.',
  },
} satisfies Phrases
