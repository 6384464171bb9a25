import type { Language } from '../formats/e-invoice/document.ts'

export type Titles = Record<Language, string>

const titles = (sv: string, nb: string, bg: string, en: string): Titles => ({ sv, nb, bg, en })

/** Titles of columns by key; a key means the same in every report. */
export const columnTitles = {
  account: titles('Konto', 'Konto', 'Сметка', 'Account'),
  accountName: titles('Kontonamn', 'Kontonavn', 'Име на сметка', 'Account name'),
  amount: titles('Belopp', 'Beløp', 'Сума', 'Amount'),
  balance: titles('Saldo', 'Saldo', 'Салдо', 'Balance'),
  cause: titles('Orsak', 'Årsak', 'Причина', 'Cause'),
  bankReference: titles('Bankens referens', 'Bankens referanse', 'Банкова референция', 'Bank reference'),
  baseAmount: titles('Belopp i bokföringsvaluta', 'Beløp i regnskapsvaluta', 'Сума в счетоводна валута', 'Base amount'),
  baseBalance: titles(
    'Saldo i bokföringsvaluta',
    'Saldo i regnskapsvaluta',
    'Салдо в счетоводна валута',
    'Base balance',
  ),
  baseCurrency: titles('Bokföringsvaluta', 'Regnskapsvaluta', 'Счетоводна валута', 'Base currency'),
  baseDifference: titles(
    'Differens i bokföringsvaluta',
    'Differanse i regnskapsvaluta',
    'Разлика в счетоводна валута',
    'Base difference',
  ),
  baseItems: titles(
    'Öppna poster i bokföringsvaluta',
    'Åpne poster i regnskapsvaluta',
    'Неплатени позиции в счетоводна валута',
    'Open items, base',
  ),
  baseOpen: titles(
    'Öppet i bokföringsvaluta',
    'Åpent i regnskapsvaluta',
    'Неплатено в счетоводна валута',
    'Open, base',
  ),
  basePostings: titles(
    'Bokfört i bokföringsvaluta',
    'Bokført i regnskapsvaluta',
    'Осчетоводено в счетоводна валута',
    'Posted, base',
  ),
  businessArea: titles('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area'),
  currency: titles('Valuta', 'Valuta', 'Валута', 'Currency'),
  country: titles('Land', 'Land', 'Държава', 'Country'),
  customerKind: titles('Kundtyp', 'Kundetype', 'Тип клиент', 'Customer kind'),
  daysOverdue: titles('Dagar förfallen', 'Dager forfalt', 'Дни просрочие', 'Days overdue'),
  closing: titles('Utgående balans', 'Utgående balanse', 'Крайно салдо', 'Closing balance'),
  credit: titles('Kredit', 'Kredit', 'Кредит', 'Credit'),
  debit: titles('Debet', 'Debet', 'Дебит', 'Debit'),
  opening: titles('Ingående balans', 'Inngående balanse', 'Начално салдо', 'Opening balance'),
  vouchers: titles('Verifikationer', 'Bilag', 'Статии', 'Vouchers'),
  importedVoucher: titles(
    'Huvudbokens verifikation',
    'Hovedbokens bilag',
    'Статия в главната книга',
    'Voucher of the general ledger',
  ),
  importedOn: titles('Dag i huvudboken', 'Dag i hovedboken', 'Дата в главната книга', 'Day in the general ledger'),
  importedAmount: titles(
    'Belopp i huvudboken',
    'Beløp i hovedboken',
    'Сума в главната книга',
    'Amount in the general ledger',
  ),
  effect: titles('Del av differensen', 'Del av differansen', 'Част от разликата', 'Part of the difference'),
  difference: titles('Differens', 'Differanse', 'Разлика', 'Difference'),
  dimensions: titles('Koddelar', 'Dimensjoner', 'Аналитичности', 'Dimensions'),
  documentOn: titles('Dokumentdatum', 'Dokumentasjonsdato', 'Дата на документ', 'Document date'),
  dueOn: titles('Förfallodag', 'Forfallsdato', 'Падеж', 'Due date'),
  effectiveOn: titles('Gäller från', 'Gjelder fra', 'В сила от', 'Effective'),
  event: titles('Händelse', 'Hendelse', 'Събитие', 'Event'),
  recordedAt: titles('Registrerad', 'Registrert', 'Записано', 'Recorded'),
  recordedBy: titles('Av', 'Av', 'От', 'By'),
  groupCode: titles('Kod', 'Kode', 'Код', 'Code'),
  groupName: titles('Namn', 'Navn', 'Наименование', 'Name'),
  identityNumber: titles('Person-/organisationsnummer', 'Fødsels-/organisasjonsnummer', 'ЕГН/ЕИК', 'Identity number'),
  invoiceGroup: titles('Fakturagrupp', 'Fakturagruppe', 'Група фактури', 'Invoice group'),
  items: titles('Öppna poster', 'Åpne poster', 'Неплатени позиции', 'Open items'),
  kind: titles('Slag', 'Type', 'Вид', 'Kind'),
  number: titles('Nummer', 'Nummer', 'Номер', 'Number'),
  open: titles('Öppet', 'Åpent', 'Неплатено', 'Open'),
  openedOn: titles('Bokfört', 'Bokført', 'Осчетоводено на', 'Opened'),
  partyKind: titles('Privat eller företag', 'Privat eller bedrift', 'Лице или фирма', 'Person or company'),
  parties: titles('Kunder', 'Kunder', 'Клиенти', 'Parties'),
  partyName: titles('Kund', 'Kunde', 'Клиент', 'Customer'),
  partyNumber: titles('Kundnummer', 'Kundenummer', 'Клиентски номер', 'Customer number'),
  payerName: titles('Betalare', 'Betaler', 'Платец', 'Payer'),
  postedOn: titles('Bokföringsdatum', 'Bokføringsdato', 'Дата на осчетоводяване', 'Posting date'),
  postings: titles('Bokfört', 'Bokført', 'Осчетоводено', 'Posted'),
  reference: titles('Referens', 'Referanse', 'Референция', 'Reference'),
  row: titles('Rad', 'Rad', 'Ред', 'Row'),
  text: titles('Text', 'Tekst', 'Текст', 'Text'),
  vatCode: titles('Momskod', 'Mva-kode', 'ДДС код', 'VAT code'),
  voucher: titles('Verifikation', 'Bilag', 'Счетоводна статия', 'Voucher'),
} as const satisfies Record<string, Titles>

export type ColumnKey = keyof typeof columnTitles

export const reportTitles = {
  'open-items': titles('Öppna poster', 'Åpne poster', 'Неплатени позиции', 'Open items'),
  'ledger-differences': titles(
    'Differenser mot huvudboken',
    'Differanser mot hovedboken',
    'Разлики с главната книга',
    'Differences to the general ledger',
  ),
  'account-balances': titles('Kontosaldon', 'Kontosaldoer', 'Салда по сметки', 'Account balances'),
  'ageing-pivot': titles('Åldersanalys', 'Aldersfordelt saldoliste', 'Анализ по възраст', 'Ageing'),
  'learnt-since': titles('Känt i efterhand', 'Kjent i ettertid', 'Узнато впоследствие', 'Learnt since'),
  ageing: titles('Åldersanalys', 'Aldersfordelt saldoliste', 'Анализ по възраст', 'Ageing'),
  'customer-account': titles('Kundkonto', 'Kundekonto', 'Сметка на клиент', 'Customer account'),
  statement: titles('Kontoutdrag', 'Kontoutskrift', 'Извлечение', 'Statement of account'),
  'subledger-specification': titles(
    'Reskontraspecifikation',
    'Reskontrospesifikasjon',
    'Аналитична ведомост',
    'Subledger specification',
  ),
  unapplied: titles('Ej avräknade pengar', 'Uplasserte innbetalinger', 'Неразпределени плащания', 'Unapplied money'),
  vouchers: titles('Verifikationslista', 'Bilagsliste', 'Счетоводни статии', 'Vouchers'),
  'general-ledger': titles('Huvudbok', 'Hovedbok', 'Главна книга', 'General ledger'),
  reconciliation: titles('Avstämning', 'Avstemming', 'Равнение', 'Reconciliation'),
} as const satisfies Record<string, Titles>

export const notDueTitles = titles('Ej förfallet', 'Ikke forfalt', 'Непадежирало', 'Not due')
export const daysTitles = titles('dagar', 'dager', 'дни', 'days')
export const noneTitles = titles('(saknas)', '(mangler)', '(няма)', '(none)')
/** What settles nothing yet: of customers, and of nobody knows whom. */
export const unplacedTitles = {
  'on-account': titles('Tillgodo för kunder', 'Til gode for kunder', 'В полза на клиенти', 'On account'),
  suspense: titles(
    'Oidentifierade inbetalningar',
    'Uidentifiserte innbetalinger',
    'Неизяснени плащания',
    'Unidentified payments',
  ),
}
export const protectedTitles = titles('Skyddad identitet', 'Sperret adresse', 'Защитени данни', 'Protected identity')

/** What happened on a customer's account: transaction types and kinds of items. */
export const eventTitles = {
  invoice: titles('Faktura', 'Faktura', 'Фактура', 'Invoice'),
  'credit-note': titles('Kreditfaktura', 'Kreditnota', 'Кредитно известие', 'Credit note'),
  'debit-note': titles('Tilläggsfaktura', 'Tilleggsfaktura', 'Дебитно известие', 'Debit note'),
  'advance-invoice': titles('Förskottsfaktura', 'Forskuddsfaktura', 'Фактура за аванс', 'Advance invoice'),
  'internal-invoice': titles('Internfaktura', 'Internfaktura', 'Вътрешна фактура', 'Internal invoice'),
  annulment: titles('Makulering', 'Annullering', 'Анулиране', 'Annulment'),
  payment: titles('Inbetalning', 'Innbetaling', 'Плащане', 'Payment'),
  prepayment: titles('Förskott', 'Forskudd', 'Аванс', 'Prepayment'),
  unidentified: titles(
    'Oidentifierad inbetalning',
    'Uidentifisert innbetaling',
    'Неизяснено плащане',
    'Unidentified payment',
  ),
  return: titles('Returnerad betalning', 'Returnert betaling', 'Върнато плащане', 'Returned payment'),
  refund: titles('Återbetalning', 'Tilbakebetaling', 'Възстановяване', 'Refund'),
  transfer: titles('Överföring', 'Overføring', 'Прехвърляне', 'Transfer'),
  'set-off': titles('Kvittning', 'Motregning', 'Прихващане', 'Set-off'),
  'write-off': titles('Avskrivning', 'Avskrivning', 'Отписване', 'Write-off'),
  'small-difference': titles('Öresutjämning', 'Øreavrunding', 'Закръгление', 'Rounding difference'),
  redenomination: titles('Valutaomläggning', 'Valutaomlegging', 'Превалутиране', 'Redenomination'),
  'take-over': titles('Övertaget saldo', 'Overtatt saldo', 'Прието салдо', 'Balance taken over'),
  'interest-invoice': titles('Räntefaktura', 'Rentenota', 'Нота за лихви', 'Interest invoice'),
  fee: titles('Avgift', 'Gebyr', 'Такса', 'Fee'),
  interest: titles('Dröjsmålsränta', 'Forsinkelsesrente', 'Лихва за забава', 'Late-payment interest'),
  compensation: titles('Förseningsersättning', 'Standardkompensasjon', 'Обезщетение', 'Delay compensation'),
  cost: titles('Inkassokostnad', 'Inndrivelseskostnad', 'Разноски по събирането', 'Collection cost'),
  'collection-cost': titles('Inkassokostnad', 'Inndrivelseskostnad', 'Разноски по събирането', 'Collection cost'),
  charge: titles('Avgifter och ränta', 'Gebyrer og renter', 'Такси и лихви', 'Fees and interest'),
  'charge-waiver': titles(
    'Eftergivna avgifter och ränta',
    'Ettergitte gebyrer og renter',
    'Опростени такси и лихви',
    'Fees and interest waived',
  ),
  'bad-debt': titles('Avskrivning', 'Avskrivning', 'Отписване', 'Write-off'),
  'doubtful-debt': titles('Befarad förlust', 'Forventet tap', 'Съмнително вземане', 'Doubtful claim'),
  'small-loss': titles('Avskrivning', 'Avskrivning', 'Отписване', 'Write-off'),
  'bad-debt-recovered': titles(
    'Återvunnen fordran',
    'Innkommet på tapt krav',
    'Събрано отписано вземане',
    'Recovered claim',
  ),
  'exchange-difference': titles('Kursdifferens', 'Valutadifferanse', 'Курсова разлика', 'Exchange difference'),
  revaluation: titles('Omvärdering', 'Omvurdering', 'Преоценка', 'Revaluation'),
} as const satisfies Record<string, Titles>
