import type { Phrases } from '../../lang/phrase.ts'

export const runListTexts = {
  propose: { sv: 'Ny körning', nb: 'Ny kjøring', bg: 'Нова серия', en: 'New run' },
  proposeN: {
    sv: ['Föreslå körning av {n} order', 'Föreslå körning av {n} ordrar'],
    nb: ['Foreslå kjøring av {n} ordre', 'Foreslå kjøring av {n} ordrer'],
    bg: ['Предложи серия от {n} поръчка', 'Предложи серия от {n} поръчки'],
    en: ['Propose a run of {n} order', 'Propose a run of {n} orders'],
  },
  proposing: {
    sv: 'Föreslår fakturor',
    nb: 'Foreslår fakturaer',
    bg: 'Предлагат се фактури',
    en: 'Proposing invoices',
  },
  waiting: { sv: 'Väntande ordrar', nb: 'Ventende ordrer', bg: 'Чакащи поръчки', en: 'Orders waiting' },
  net: { sv: 'Utan moms', nb: 'Uten mva', bg: 'Без ДДС', en: 'Without VAT' },
  chooseGroup: {
    sv: 'Välj minst en fakturagrupp.',
    nb: 'Velg minst én fakturagruppe.',
    bg: 'Изберете поне една група фактури.',
    en: 'Choose at least one invoice group.',
  },
  nothingWaits: {
    sv: 'Inga ordrar väntar',
    nb: 'Ingen ordrer venter',
    bg: 'Няма чакащи поръчки',
    en: 'No orders wait',
  },
  nothingWaitsWhy: {
    sv: 'Allt är fakturerat. Släpp en orderfil var som helst, så föreslås körningen av sig själv.',
    nb: 'Alt er fakturert. Slipp en ordrefil hvor som helst, så foreslås kjøringen av seg selv.',
    bg: 'Всичко е фактурирано. Пуснете файл с поръчки където и да е и серията ще се предложи сама.',
    en: 'Everything is billed. Drop an order file anywhere and the run is proposed by itself.',
  },
  amount: { sv: 'Att betala', nb: 'Å betale', bg: 'За плащане', en: 'To pay' },
  otherCurrencies: { sv: 'Andra valutor', nb: 'Andre valutaer', bg: 'Други валути', en: 'Other currencies' },
  ofFile: { sv: 'en orderfil', nb: 'en ordrefil', bg: 'един файл', en: 'one order file' },
  ofOrders: { sv: 'valda ordrar', nb: 'valgte ordrer', bg: 'избрани поръчки', en: 'chosen orders' },
  invoiceDate: { sv: 'Fakturadag', nb: 'Fakturadato', bg: 'Дата на фактурите', en: 'Invoice day' },
  proposedBy: { sv: 'Föreslagen av', nb: 'Foreslått av', bg: 'Предложена от', en: 'Proposed by' },
  proposed: { sv: 'Föreslagen', nb: 'Foreslått', bg: 'Предложена', en: 'Proposed' },
  approved: { sv: 'Godkänd av', nb: 'Godkjent av', bg: 'Одобрена от', en: 'Approved by' },
  none: { sv: 'Inga körningar än', nb: 'Ingen kjøringer ennå', bg: 'Все още няма серии', en: 'No runs yet' },
  noneWhy: {
    sv: 'En körning gör fakturor av ordrar: förslag, granskning, godkännande, utskick. Släpp en orderfil var som helst för att börja.',
    nb: 'En kjøring lager fakturaer av ordrer: forslag, gjennomgang, godkjenning, utsending. Slipp en ordrefil hvor som helst for å begynne.',
    bg: 'Серията прави фактури от поръчки: предложение, преглед, одобрение, изпращане. Пуснете файл с поръчки където и да е, за да започнете.',
    en: 'A run makes invoices of orders: proposal, review, approval, sending. Drop an order file anywhere to begin.',
  },
  toFiles: { sv: 'Till orderfilerna', nb: 'Til ordrefilene', bg: 'Към файловете с поръчки', en: 'To the order files' },
} satisfies Phrases
