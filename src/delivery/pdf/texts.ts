import type { Language } from '../../formats/e-invoice/document.ts'

/**
 * Words printed on documents, one row per term, in the order sv, nb, bg, en. Names of documents and the mentions that a
 * law asks for are the countries' own (countries/documents.ts); the words here are the glossary's.
 */
const table = {
  // Facts about the document.
  issuedOn: ['Fakturadatum', 'Fakturadato', 'Дата на издаване', 'Invoice date'],
  documentDate: ['Datum', 'Dato', 'Дата', 'Date'],
  supplyOn: ['Leveransdatum', 'Leveringsdato', 'Дата на данъчното събитие', 'Date of supply'],
  advanceOn: ['Förskottsdatum', 'Forskuddsdato', 'Дата на плащането', 'Date of advance'],
  supplyPeriod: ['Avser period', 'Gjelder periode', 'За период', 'Period'],
  customerNumber: ['Kundnummer', 'Kundenummer', 'Клиентски номер', 'Customer number'],
  theirReference: ['Er referens', 'Deres referanse', 'Ваша референция', 'Your reference'],
  ourReference: ['Vår referens', 'Vår referanse', 'Наша референция', 'Our reference'],
  purchaseOrder: ['Ert ordernummer', 'Deres ordrenummer', 'Ваша поръчка', 'Your order'],
  contract: ['Avtal', 'Avtale', 'Договор', 'Contract'],
  buyerVatNumber: ['Ert momsreg.nr', 'Deres mva-nummer', 'ДДС № на получателя', 'Your VAT number'],
  buyerOrganisationNumber: ['Ert org.nr', 'Deres org.nr', 'ЕИК на получателя', 'Your company number'],
  buyer: ['Köpare', 'Kjøper', 'Получател', 'Buyer'],
  seller: ['Säljare', 'Selger', 'Доставчик', 'Supplier'],
  correctsInvoice: ['Avser faktura', 'Gjelder faktura', 'Към фактура №', 'Concerns invoice'],
  followsDocument: ['Avser', 'Gjelder', 'Към документ №', 'Concerns'],
  ofDate: ['av', 'av', 'от', 'of'],
  reason: ['Orsak', 'Årsak', 'Причина', 'Reason'],
  questions: ['Frågor', 'Spørsmål', 'Въпроси', 'Questions'],
  draft: ['Utkast', 'Utkast', 'Чернова', 'Draft'],
  logoOf: ['Logotyp:', 'Logo:', 'Лого:', 'Logo:'],

  // What to pay.
  toPay: ['Att betala', 'Å betale', 'Сума за плащане', 'Amount to pay'],
  toCredit: ['Att kreditera', 'Å kreditere', 'Сума по известието', 'Amount credited'],
  toTransfer: ['Att omföra', 'Å overføre', 'Сума за прихващане', 'Amount to transfer'],
  toReturn: ['Att få tillbaka', 'Til gode', 'Сума за връщане', 'Amount in your favour'],
  dueOn: ['Förfallodag', 'Forfallsdato', 'Срок за плащане', 'Due date'],
  ocr: ['OCR-nummer', 'OCR-nummer', 'OCR номер', 'OCR number'],
  kid: ['KID', 'KID', 'KID', 'KID'],
  reference: ['Ange vid betalning', 'Oppgi ved betaling', 'Основание за плащане', 'Payment reference'],
  terms: ['Betalningsvillkor', 'Betalingsbetingelser', 'Условия за плащане', 'Payment terms'],
  latePayment: ['Vid sen betalning', 'Ved forsinket betaling', 'При забава', 'Late payment'],
  bankgiro: ['Bankgiro', 'Bankgiro', 'Bankgiro', 'Bankgiro'],
  plusgiro: ['Plusgiro', 'Plusgiro', 'Plusgiro', 'Plusgiro'],
  iban: ['IBAN', 'IBAN', 'IBAN', 'IBAN'],
  bic: ['BIC', 'BIC', 'BIC', 'BIC'],
  account: ['Konto', 'Kontonummer', 'Сметка', 'Account'],
  bank: ['Bank', 'Bank', 'Банка', 'Bank'],
  scanToPay: ['Betala med QR-kod', 'Betal med QR-kode', 'Платете с QR код', 'Pay by QR code'],
  internalSettlement: [
    'Regleras genom omföring i bokföringen. Betalas inte.',
    'Gjøres opp ved overføring i regnskapet. Skal ikke betales.',
    'Урежда се със счетоводно прехвърляне. Не се плаща.',
    'Settled by transfer in the books. Not to be paid.',
  ],
  nothingToPay: ['Inget att betala.', 'Ingenting å betale.', 'Няма сума за плащане.', 'Nothing to pay.'],

  // Lines.
  description: ['Avser', 'Beskrivelse', 'Наименование', 'Description'],
  article: ['Art.nr', 'Art.nr', 'Код', 'Item no.'],
  orderLine: ['Orderrad', 'Ordrelinje', 'Ред от поръчка', 'Order line'],
  quantity: ['Antal', 'Antall', 'Количество', 'Quantity'],
  unitPrice: ['À-pris', 'Enhetspris', 'Ед. цена', 'Unit price'],
  discount: ['Rabatt', 'Rabatt', 'Отстъпка', 'Discount'],
  vatRate: ['Moms', 'Mva', 'ДДС', 'VAT'],
  amount: ['Belopp', 'Beløp', 'Стойност', 'Amount'],

  // VAT and totals.
  vatBase: ['Underlag', 'Grunnlag', 'Данъчна основа', 'Taxable amount'],
  vatAmount: ['Momsbelopp', 'Mva-beløp', 'Размер на ДДС', 'VAT amount'],
  withoutVat: ['Utan moms', 'Uten mva', 'Без ДДС', 'Without VAT'],
  vatGround: [
    'Grund för momsbefrielse',
    'Grunnlag for avgiftsfritak',
    'Основание за неначисляване на ДДС',
    'Ground for no VAT',
  ],
  sumLines: ['Summa rader', 'Sum linjer', 'Сума по редове', 'Sum of lines'],
  net: ['Summa exkl. moms', 'Sum eks. mva', 'Данъчна основа', 'Total excl. VAT'],
  netWithoutVat: ['Summa', 'Sum', 'Сума', 'Total'],
  vatTotal: ['Moms', 'Merverdiavgift', 'ДДС', 'VAT'],
  gross: ['Summa inkl. moms', 'Sum inkl. mva', 'Обща сума с ДДС', 'Total incl. VAT'],
  prepaid: ['Avgår förskott', 'Fradrag for forskudd', 'Приспаднат аванс', 'Less advance'],
  paid: ['Betalt', 'Betalt', 'Платено', 'Paid'],
  ofWhichVat: ['varav moms', 'herav mva', 'в т.ч. ДДС', 'of which VAT'],
  rounding: ['Öresavrundning', 'Avrunding', 'Закръгление', 'Rounding'],
  vatIn: ['Moms i', 'Merverdiavgift i', 'ДДС в', 'VAT in'],
  rate: ['kurs', 'kurs', 'курс', 'rate'],

  // Who we are.
  organisationNumber: ['Org.nr', 'Org.nr', 'ЕИК', 'Company number'],
  vatNumber: ['Momsreg.nr', 'Mva-nummer', 'ДДС №', 'VAT number'],
  registeredOffice: ['Säte', 'Forretningssted', 'Седалище', 'Registered office'],
  responsiblePerson: ['Ansvarig', 'Ansvarlig', 'МОЛ', 'Responsible person'],
  compiledBy: ['Upprättad av', 'Utarbeidet av', 'Съставил', 'Compiled by'],
  page: ['Sida', 'Side', 'Страница', 'Page'],
  pageOf: ['av', 'av', 'от', 'of'],
  embeddedXml: [
    'E-faktura enligt EN 16931',
    'E-faktura etter EN 16931',
    'Електронна фактура по EN 16931',
    'E-invoice according to EN 16931',
  ],

  // Statement of account.
  statement: ['Kontoutdrag', 'Kontoutskrift', 'Извлечение', 'Statement of account'],
  period: ['Period', 'Periode', 'Период', 'Period'],
  opening: ['Ingående saldo', 'Inngående saldo', 'Начално салдо', 'Opening balance'],
  closing: ['Utgående saldo', 'Utgående saldo', 'Крайно салдо', 'Closing balance'],
  event: ['Händelse', 'Hendelse', 'Операция', 'Event'],
  document: ['Dokument', 'Dokument', 'Документ', 'Document'],
  balance: ['Saldo', 'Saldo', 'Салдо', 'Balance'],
  openItems: ['Öppna poster', 'Åpne poster', 'Неплатени документи', 'Open items'],
  openAmount: ['Kvar', 'Rest', 'Остатък', 'Open'],
  noMovements: [
    'Inga händelser i perioden.',
    'Ingen hendelser i perioden.',
    'Няма операции за периода.',
    'No events in the period.',
  ],
} as const satisfies Record<string, readonly [string, string, string, string]>

export type TextKey = keyof typeof table
export type Texts = Record<TextKey, string>

export const languages = ['sv', 'nb', 'bg', 'en'] as const satisfies readonly Language[]

const column = (index: number): Texts =>
  Object.fromEntries(Object.entries(table).map(([key, words]) => [key, words[index]])) as Texts

export const texts: Record<Language, Texts> = { sv: column(0), nb: column(1), bg: column(2), en: column(3) }

/** What Bulgarian law names: on the document of a Bulgarian seller it stands in Bulgarian, whatever the language (ЗДДС чл. 114, ЗСч чл. 6). */
const legalInBulgarian: readonly TextKey[] = [
  'issuedOn',
  'supplyOn',
  'buyer',
  'seller',
  'correctsInvoice',
  'reason',
  'net',
  'vatTotal',
  'toPay',
  'vatGround',
  'organisationNumber',
  'vatNumber',
  'responsiblePerson',
  'compiledBy',
]

/** Texts of a document: of a Bulgarian seller in another language, the legal terms in both ("ЕИК / Company number"). */
export function textsOf(country: string, language: Language): Texts {
  const own = texts[language]
  // Another country's register gives no ЕИК.
  if (country !== 'BG' && language === 'bg') return { ...own, organisationNumber: 'Рег. №' }
  if (country !== 'BG' || language === 'bg') return own
  const both = { ...own }
  for (const key of legalInBulgarian) both[key] = `${texts.bg[key]} / ${own[key]}`
  return both
}
