import { listAudit } from '../../access/list-audit.ts'
import { listUnmatched } from '../../bank/desk/list-unmatched.ts'
import type { Verb } from '../../db/verb.ts'
import { listInvoices } from '../../invoicing/documents/list-invoices.ts'
import { listImportProblems } from '../../invoicing/imports/list-import-problems.ts'
import { listOrders } from '../../invoicing/orders/list-orders.ts'
import { listRunRows } from '../../invoicing/run/list-run-rows.ts'
import { listOutbox } from '../../invoicing/sending/list-outbox.ts'
import { codes } from '../../kernel/words/codes.ts'
import type { Phrases } from '../../kernel/words/phrase.ts'
import { sayReason } from '../../kernel/words/reasons.ts'
import { verbNames } from '../../kernel/words/verb-names.ts'
import { list as listParties } from '../../parties/list.ts'
import type { Titles } from '../titles.ts'
import { columnTitles as known } from '../titles.ts'
import type { ListColumn } from './excel-of.ts'
import { excelOf } from './excel-of.ts'

const titles = (sv: string, nb: string, bg: string, en: string): Titles => ({ sv, nb, bg, en })
const text = (at: string, title: Titles): ListColumn => ({ at, kind: 'text', titles: title })
const code = (at: string, title: Titles, words: Phrases): ListColumn => ({ at, kind: 'text', titles: title, words })
const amount = (at: string, title: Titles): ListColumn => ({ at, kind: 'amount', titles: title })
const integer = (at: string, title: Titles): ListColumn => ({ at, kind: 'integer', titles: title })
const day = (at: string, title: Titles): ListColumn => ({ at, kind: 'day', titles: title })
const instant = (at: string, title: Titles): ListColumn => ({ at, kind: 'instant', titles: title })
const choice = (at: string, title: Titles): ListColumn => ({ at, kind: 'choice', titles: title })

const word = {
  state: titles('Läge', 'Status', 'Състояние', 'State'),
  issuedOn: titles('Fakturadatum', 'Fakturadato', 'Дата на издаване', 'Invoice date'),
  net: titles('Netto', 'Netto', 'Данъчна основа', 'Net'),
  vat: titles('Moms', 'Mva', 'ДДС', 'VAT'),
  gross: titles('Brutto', 'Brutto', 'Обща сума', 'Gross'),
  payable: titles('Att betala', 'Å betale', 'За плащане', 'To pay'),
  openCurrency: titles('Öppet i valuta', 'Åpent i valuta', 'Валута на неплатеното', 'Currency of what is open'),
  credits: titles('Avser faktura', 'Gjelder faktura', 'Към фактура', 'Concerns invoice'),
  source: titles('Källa', 'Kilde', 'Източник', 'Source'),
  lines: titles('Rader', 'Linjer', 'Редове', 'Lines'),
  invoice: titles('Faktura', 'Faktura', 'Фактура', 'Invoice'),
  madeAt: titles('Skapad', 'Opprettet', 'Създадена', 'Made'),
  column: titles('Kolumn', 'Kolonne', 'Колона', 'Column'),
  severity: titles('Allvar', 'Alvor', 'Тежест', 'Severity'),
  message: titles('Vad som är fel', 'Hva som er feil', 'Какво не е наред', 'What is wrong'),
  previous: titles('Förra körningen', 'Forrige kjøring', 'Предишна серия', 'Last run'),
  channel: titles('Kanal', 'Kanal', 'Канал', 'Channel'),
  why: titles('Varför', 'Hvorfor', 'Защо', 'Why'),
  hold: titles('Hålls', 'Holdes', 'Задържано', 'On hold'),
  reviewedBy: titles('Granskad av', 'Gjennomgått av', 'Прегледано от', 'Reviewed by'),
  country: titles('Land', 'Land', 'Държава', 'Country'),
  city: titles('Ort', 'Poststed', 'Населено място', 'City'),
  organisationNumber: titles('Organisationsnummer', 'Organisasjonsnummer', 'ЕИК', 'Company number'),
  protected: titles('Skyddad', 'Sperret', 'Защитен', 'Protected'),
  closedOn: titles('Avslutad', 'Avsluttet', 'Закрит', 'Closed'),
  attempt: titles('Försök', 'Forsøk', 'Опит', 'Attempt'),
  at: titles('Tidpunkt', 'Tidspunkt', 'Време', 'Time'),
  event: titles('Händelse', 'Hendelse', 'Събитие', 'Event'),
  verb: titles('Åtgärd', 'Handling', 'Действие', 'Act'),
  by: titles('Av', 'Av', 'От', 'By'),
  facts: titles('Uppgifter', 'Opplysninger', 'Данни', 'Facts'),
  seal: titles('Sigill', 'Segl', 'Печат', 'Seal'),
  bookedOn: titles('Bokförd', 'Bokført', 'Осчетоводено', 'Booked'),
  payer: titles('Betalare', 'Betaler', 'Платец', 'Payer'),
}

/** Every list that a person can take away as a sheet; which columns, in which order. */
export const lists: Verb[] = [
  excelOf({
    of: listInvoices,
    name: 'invoicing.export-invoices',
    stem: 'invoices',
    titles: titles('Fakturor', 'Fakturaer', 'Фактури', 'Invoices'),
    columns: [
      text('number', known.number),
      code('kind', known.kind, codes.documentKind),
      code('state', word.state, codes.invoiceStanding),
      text('reference', known.reference),
      text('customer', known.partyNumber),
      text('customerName', known.partyName),
      text('invoiceGroup', known.invoiceGroup),
      day('issuedOn', word.issuedOn),
      day('dueOn', known.dueOn),
      text('currency', known.currency),
      amount('net', word.net),
      amount('vat', word.vat),
      amount('gross', word.gross),
      amount('payable', word.payable),
      amount('open', known.open),
      text('openCurrency', word.openCurrency),
      text('credits', word.credits),
    ],
  }),
  excelOf({
    of: listOrders,
    name: 'invoicing.export-orders',
    stem: 'orders',
    titles: titles('Order', 'Ordrer', 'Поръчки', 'Orders'),
    columns: [
      text('reference', known.reference),
      code('kind', known.kind, codes.documentKind),
      code('state', word.state, codes.orderState),
      code('source', word.source, { ...codes.fileFormat, ...codes.orderSource }),
      integer('row', known.row),
      text('customer', known.partyNumber),
      text('customerName', known.partyName),
      text('invoiceGroup', known.invoiceGroup),
      text('currency', known.currency),
      amount('net', word.net),
      integer('lines', word.lines),
      text('invoiceNumber', word.invoice),
      instant('createdAt', word.madeAt),
    ],
  }),
  excelOf({
    of: listImportProblems,
    name: 'invoicing.export-import-problems',
    stem: 'order-file-problems',
    titles: titles('Fel i orderfil', 'Feil i ordrefil', 'Грешки във файла', 'Problems of the order file'),
    columns: [
      integer('row', known.row),
      text('column', word.column),
      code('severity', word.severity, codes.severity),
      text('message', word.message),
      text('code', known.groupCode),
    ],
  }),
  excelOf({
    of: listRunRows,
    name: 'invoicing.export-run-rows',
    stem: 'billing-run',
    titles: titles('Körning', 'Kjøring', 'Серия', 'Billing run'),
    columns: [
      integer('rowNo', known.row),
      code('state', word.state, codes.runRowState),
      code('kind', known.kind, codes.documentKind),
      text('customer', known.partyNumber),
      text('customerName', known.partyName),
      text('currency', known.currency),
      amount('previous', word.previous),
      amount('net', word.net),
      amount('vat', word.vat),
      amount('payable', word.payable),
      day('dueOn', known.dueOn),
      code('channel', word.channel, codes.channel),
      text('causes.0.code', word.why),
      text('holds.0.reason', word.hold),
      text('problems.0.message', word.message),
      text('reviewed.by', word.reviewedBy),
    ],
  }),
  excelOf({
    of: listParties,
    name: 'parties.export',
    stem: 'parties',
    titles: titles('Kunder', 'Kunder', 'Клиенти', 'Parties'),
    columns: [
      text('number', known.partyNumber),
      text('name', known.groupName),
      code('kind', known.kind, codes.partyKind),
      text('organisationNumber', word.organisationNumber),
      text('country', word.country),
      text('city', word.city),
      choice('isProtected', word.protected),
      day('closedOn', word.closedOn),
      text('open.0.baseCurrency', known.currency),
      amount('open.0.amount', known.open),
      amount('open.0.overdue', titles('Förfallet', 'Forfalt', 'Просрочено', 'Overdue')),
    ],
  }),
  excelOf({
    of: listUnmatched,
    name: 'bank.export-unmatched',
    stem: 'unmatched-payments',
    pageRows: 200,
    titles: titles('Omatchade betalningar', 'Umatchede betalinger', 'Неразнесени плащания', 'Unmatched payments'),
    columns: [
      day('bookedOn', word.bookedOn),
      code('state', word.state, codes.unmatchedState),
      amount('amount', known.amount),
      text('currency', known.currency),
      text('payer', word.payer),
      text('reference', known.reference),
      text('text', known.text),
    ],
  }),
  excelOf({
    of: listOutbox,
    name: 'delivery.export-deliveries',
    stem: 'deliveries',
    titles: titles('Leveranser', 'Leveranser', 'Изпращания', 'Deliveries'),
    columns: [
      code('subjectKind', known.kind, codes.deliverySubject),
      text('number', known.number),
      text('customer', known.partyNumber),
      text('customerName', known.partyName),
      code('channel', word.channel, codes.channel),
      code('state', word.state, codes.deliveryState),
      integer('attempt', word.attempt),
      instant('createdAt', word.at),
      code('lastEvent.kind', word.event, codes.deliveryEvent),
      { ...text('lastEvent.text', known.text), says: sayReason },
    ],
  }),
  excelOf({
    of: listAudit,
    name: 'access.export-audit',
    stem: 'audit',
    titles: titles('Händelselogg', 'Hendelseslogg', 'Дневник', 'Audit'),
    columns: [
      instant('recordedAt', word.at),
      code('verb', word.verb, verbNames),
      text('userName', word.by),
      text('summary', word.facts),
      integer('sealNo', word.seal),
    ],
  }),
]
