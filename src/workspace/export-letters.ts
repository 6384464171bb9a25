import { listLetters } from '../dunning/letters/list-letters.ts'
import { codes } from '../kernel/words/codes.ts'
import { sayReason } from '../kernel/words/reasons.ts'
import { excelOf } from '../reports/lists/excel-of.ts'
import { columnTitles as known } from '../reports/titles.ts'

/** Reminders and notices as a sheet; here, since dunning and reports are neighbours. */
export const exportLetters = excelOf({
  of: listLetters,
  name: 'dunning.export-letters',
  stem: 'letters',
  titles: { sv: 'Kravbrev', nb: 'Purringer', bg: 'Напомняния и покани', en: 'Letters' },
  columns: [
    { at: 'sentOn', kind: 'day', titles: { sv: 'Datum', nb: 'Dato', bg: 'Дата', en: 'Date' } },
    { at: 'kind', kind: 'text', titles: known.kind, words: codes.stepKind },
    { at: 'customer', kind: 'text', titles: known.partyNumber },
    { at: 'customerName', kind: 'text', titles: known.partyName },
    { at: 'deadlineOn', kind: 'day', titles: { sv: 'Betala senast', nb: 'Betal innen', bg: 'Срок', en: 'Pay by' } },
    { at: 'items', kind: 'integer', titles: { sv: 'Fakturor', nb: 'Fakturaer', bg: 'Фактури', en: 'Invoices' } },
    { at: 'currency', kind: 'text', titles: known.currency },
    { at: 'capital', kind: 'amount', titles: { sv: 'Kapital', nb: 'Hovedstol', bg: 'Главница', en: 'Principal' } },
    { at: 'interest', kind: 'amount', titles: { sv: 'Ränta', nb: 'Rente', bg: 'Лихва', en: 'Interest' } },
    { at: 'fee', kind: 'amount', titles: { sv: 'Avgift', nb: 'Gebyr', bg: 'Такса', en: 'Fee' } },
    {
      at: 'compensation',
      kind: 'amount',
      titles: { sv: 'Ersättning', nb: 'Kompensasjon', bg: 'Обезщетение', en: 'Compensation' },
    },
    {
      at: 'charged',
      kind: 'amount',
      titles: { sv: 'Tidigare avgifter', nb: 'Tidligere gebyrer', bg: 'Предишни такси', en: 'Earlier fees' },
    },
    { at: 'total', kind: 'amount', titles: { sv: 'Att betala', nb: 'Å betale', bg: 'За плащане', en: 'To pay' } },
    {
      at: 'channel',
      kind: 'text',
      titles: { sv: 'Kanal', nb: 'Kanal', bg: 'Канал', en: 'Channel' },
      words: codes.channel,
    },
    {
      at: 'state',
      kind: 'text',
      titles: { sv: 'Läge', nb: 'Status', bg: 'Състояние', en: 'State' },
      words: codes.deliveryState,
    },
    {
      at: 'recalledFor',
      kind: 'text',
      says: sayReason,
      titles: { sv: 'Återkallat för', nb: 'Trukket tilbake fordi', bg: 'Причина за оттегляне', en: 'Recalled because' },
    },
  ],
})
