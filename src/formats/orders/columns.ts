export type Language = 'sv' | 'nb' | 'bg' | 'en'
export const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']

type Words = Record<Language, string>

/**
 * text: as written · code: the part before the first blank counts ("101 Barnomsorg") · amount: a plain or local number ·
 * day · choice: yes or no.
 */
export interface OrderColumn {
  key: string
  kind: 'text' | 'code' | 'amount' | 'day' | 'choice'
  /** Belongs to the order: one value for all its rows. */
  ofOrder: boolean
  title: Words
  /** Other headings that are understood. */
  also?: readonly string[]
  help: Words
}

const words = (sv: string, nb: string, bg: string, en: string): Words => ({ sv, nb, bg, en })

/** The columns of an order sheet (Excel and CSV), in the order of the template. */
export const orderColumns = [
  {
    key: 'order',
    kind: 'text',
    ofOrder: true,
    title: words('Orderreferens', 'Ordrereferanse', 'Референция на поръчка', 'Order reference'),
    also: ['order', 'ordernummer', 'ordrenummer', 'поръчка №', 'order number', 'order no'],
    help: words(
      'Eget unikt nummer på ordern. Rader med samma nummer blir en faktura; samma nummer igen ändrar inget.',
      'Eget unikt nummer på ordren. Rader med samme nummer blir én faktura; samme nummer igjen endrer ingenting.',
      'Собствен уникален номер на поръчката. Редове с еднакъв номер стават една фактура; повторен номер не променя нищо.',
      'Your own unique number of the order. Rows with the same number become one invoice; the same number again changes nothing.',
    ),
  },
  {
    key: 'customer',
    kind: 'code',
    ofOrder: true,
    title: words('Kundnummer', 'Kundenummer', 'Клиентски номер', 'Customer number'),
    also: ['kundnr', 'kundenr', 'kund', 'kunde', 'клиент №', 'клиент', 'customer no', 'customer'],
    help: words(
      'Kundens nummer hos oss, eller fyll i org-/personnummer.',
      'Kundens nummer hos oss, eller fyll inn org.-/fødselsnummer.',
      'Номер на клиента при нас или попълнете ЕИК/ЕГН.',
      'The customer’s number with us, or fill in the identity number.',
    ),
  },
  {
    key: 'identity',
    kind: 'text',
    ofOrder: true,
    title: words('Org-/personnummer', 'Org.-/fødselsnummer', 'ЕИК/ЕГН', 'Identity number'),
    also: [
      'organisationsnummer',
      'orgnr',
      'personnummer',
      'organisasjonsnummer',
      'org.nr.',
      'fødselsnummer',
      'еик',
      'егн',
      'булстат',
      'org no',
    ],
    help: words(
      'Organisations- eller personnummer.',
      'Organisasjons- eller fødselsnummer.',
      'ЕИК на фирма или ЕГН на лице.',
      'Organisation number or personal number.',
    ),
  },
  {
    key: 'name',
    kind: 'text',
    ofOrder: true,
    title: words('Kundnamn', 'Kundenavn', 'Име на клиент', 'Customer name'),
    also: ['namn', 'navn', 'име', 'name'],
    help: words('För en ny kund.', 'For en ny kunde.', 'За нов клиент.', 'For a new customer.'),
  },
  {
    key: 'careOf',
    kind: 'text',
    ofOrder: true,
    title: words('c/o', 'c/o', 'чрез', 'Care of'),
    help: words('', '', '', ''),
  },
  {
    key: 'street',
    kind: 'text',
    ofOrder: true,
    title: words('Adress', 'Adresse', 'Адрес', 'Street'),
    also: ['gatuadress', 'gateadresse', 'улица', 'address'],
    help: words('', '', '', ''),
  },
  {
    key: 'postCode',
    kind: 'text',
    ofOrder: true,
    title: words('Postnummer', 'Postnummer', 'Пощенски код', 'Post code'),
    also: ['postal code', 'zip'],
    help: words('', '', '', ''),
  },
  {
    key: 'city',
    kind: 'text',
    ofOrder: true,
    title: words('Ort', 'Poststed', 'Населено място', 'City'),
    also: ['postort', 'град', 'town'],
    help: words('', '', '', ''),
  },
  {
    key: 'country',
    kind: 'code',
    ofOrder: true,
    title: words('Land', 'Land', 'Държава', 'Country'),
    help: words(
      'Två bokstäver: SE, NO, BG.',
      'To bokstaver: SE, NO, BG.',
      'Две букви: SE, NO, BG.',
      'Two letters: SE, NO, BG.',
    ),
  },
  {
    key: 'email',
    kind: 'text',
    ofOrder: true,
    title: words('E-post', 'E-post', 'Е-поща', 'E-mail'),
    also: ['epost', 'имейл', 'email'],
    help: words('', '', '', ''),
  },
  {
    key: 'vatNumber',
    kind: 'text',
    ofOrder: true,
    title: words('Momsregistreringsnummer', 'Mva-nummer', 'ДДС номер', 'VAT number'),
    also: ['vat-nummer', 'vat nr'],
    help: words('', '', '', ''),
  },
  {
    key: 'counterparty',
    kind: 'code',
    ofOrder: true,
    title: words('Motpart', 'Motpart', 'Контрагент', 'Counterparty'),
    help: words(
      'Kundens motpartskod.',
      'Kundens motpartskode.',
      'Код на контрагента.',
      'The customer’s counterparty code.',
    ),
  },
  {
    key: 'invoiceGroup',
    kind: 'code',
    ofOrder: true,
    title: words('Fakturagrupp', 'Fakturagruppe', 'Група фактури', 'Invoice group'),
    help: words(
      'Välj i listan; koden före blanktecknet räknas.',
      'Velg i listen; koden før mellomrommet teller.',
      'Изберете от списъка; важи кодът преди интервала.',
      'Choose from the list; the code before the blank counts.',
    ),
  },
  {
    key: 'businessArea',
    kind: 'code',
    ofOrder: true,
    title: words('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area'),
    help: words('Välj i listan.', 'Velg i listen.', 'Изберете от списъка.', 'Choose from the list.'),
  },
  {
    key: 'currency',
    kind: 'code',
    ofOrder: true,
    title: words('Valuta', 'Valuta', 'Валута', 'Currency'),
    help: words(
      'Tomt: företagets egen.',
      'Tomt: selskapets egen.',
      'Празно: валутата на фирмата.',
      'Blank: the company’s own.',
    ),
  },
  {
    key: 'invoiceOn',
    kind: 'day',
    ofOrder: true,
    title: words('Fakturadatum', 'Fakturadato', 'Дата на фактура', 'Invoice date'),
    help: words(
      'Tomt: dagen för körningen.',
      'Tomt: dagen for kjøringen.',
      'Празно: денят на издаване.',
      'Blank: the day of the run.',
    ),
  },
  {
    key: 'dueOn',
    kind: 'day',
    ofOrder: true,
    title: words('Förfallodag', 'Forfallsdato', 'Падеж', 'Due date'),
    also: ['förfallodatum', 'forfall', 'срок на плащане'],
    help: words(
      'Tomt: efter betalningsvillkoren.',
      'Tomt: etter betalingsbetingelsene.',
      'Празно: според срока на плащане.',
      'Blank: by the payment terms.',
    ),
  },
  {
    key: 'theirReference',
    kind: 'text',
    ofOrder: true,
    title: words('Er referens', 'Deres referanse', 'Ваша референция', 'Your reference'),
    also: ['deres ref', 'er ref'],
    help: words('', '', '', ''),
  },
  {
    key: 'ourReference',
    kind: 'text',
    ofOrder: true,
    title: words('Vår referens', 'Vår referanse', 'Наша референция', 'Our reference'),
    also: ['vår ref'],
    help: words('', '', '', ''),
  },
  {
    key: 'purchaseOrder',
    kind: 'text',
    ofOrder: true,
    title: words('Inköpsorder', 'Innkjøpsordre', 'Поръчка на клиента', 'Purchase order'),
    also: ['beställningsnummer', 'bestillingsnummer'],
    help: words(
      'Kundens ordernummer.',
      'Kundens ordrenummer.',
      'Номер на поръчката на клиента.',
      'The customer’s order number.',
    ),
  },
  {
    key: 'orderText',
    kind: 'text',
    ofOrder: true,
    title: words('Fakturatext', 'Fakturatekst', 'Текст на фактура', 'Invoice text'),
    help: words('', '', '', ''),
  },
  {
    key: 'internal',
    kind: 'choice',
    ofOrder: true,
    title: words('Internfaktura', 'Internfaktura', 'Вътрешна фактура', 'Internal invoice'),
    also: ['intern', 'internal'],
    help: words('ja eller nej.', 'ja eller nei.', 'да или не.', 'yes or no.'),
  },
  {
    key: 'orderTotal',
    kind: 'amount',
    ofOrder: true,
    title: words('Ordersumma', 'Ordresum', 'Обща сума', 'Order total'),
    help: words(
      'Kontrollsumma utan moms; raderna måste stämma med den.',
      'Kontrollsum uten mva; radene må stemme med den.',
      'Контролна сума без ДДС; редовете трябва да съвпадат.',
      'Control sum without VAT; the rows must agree with it.',
    ),
  },
  {
    key: 'article',
    kind: 'code',
    ofOrder: false,
    title: words('Artikel', 'Artikkel', 'Артикул', 'Article'),
    also: ['artikelnummer', 'artikkelnummer', 'article number'],
    help: words(
      'Artikeln ger pris, moms och kontering.',
      'Artikkelen gir pris, mva og kontering.',
      'Артикулът дава цена, ДДС и осчетоводяване.',
      'The article gives price, VAT and posting.',
    ),
  },
  {
    key: 'description',
    kind: 'text',
    ofOrder: false,
    title: words('Benämning', 'Beskrivelse', 'Описание', 'Description'),
    also: ['text', 'radtext', 'beskrivning', 'tekst', 'наименование'],
    help: words(
      'En rad med bara benämning blir en textrad.',
      'En rad med bare beskrivelse blir en tekstrad.',
      'Ред само с описание става текстов ред.',
      'A row with a description only becomes a text row.',
    ),
  },
  {
    key: 'quantity',
    kind: 'amount',
    ofOrder: false,
    title: words('Antal', 'Antall', 'Количество', 'Quantity'),
    also: ['kvantitet', 'mengde'],
    help: words('', '', '', ''),
  },
  {
    key: 'unit',
    kind: 'text',
    ofOrder: false,
    title: words('Enhet', 'Enhet', 'Мярка', 'Unit'),
    help: words('', '', '', ''),
  },
  {
    key: 'unitPrice',
    kind: 'amount',
    ofOrder: false,
    title: words('À-pris', 'Enhetspris', 'Единична цена', 'Unit price'),
    also: ['pris', 'styckpris', 'a-pris', 'цена', 'price'],
    help: words('Utan moms.', 'Uten mva.', 'Без ДДС.', 'Without VAT.'),
  },
  {
    key: 'discount',
    kind: 'amount',
    ofOrder: false,
    title: words('Rabatt %', 'Rabatt %', 'Отстъпка %', 'Discount %'),
    also: ['rabatt', 'отстъпка', 'discount'],
    help: words('', '', '', ''),
  },
  {
    key: 'amount',
    kind: 'amount',
    ofOrder: false,
    title: words('Belopp', 'Beløp', 'Сума', 'Amount'),
    also: ['radbelopp', 'nettobelopp', 'nettobeløp', 'стойност', 'net amount'],
    help: words(
      'Utan moms; antal × à-pris − rabatt, om de är ifyllda.',
      'Uten mva; antall × enhetspris − rabatt, om de er fylt ut.',
      'Без ДДС; количество × цена − отстъпка, ако са попълнени.',
      'Without VAT; quantity × unit price − discount where they are filled in.',
    ),
  },
  {
    key: 'vatCode',
    kind: 'code',
    ofOrder: false,
    title: words('Momskod', 'Mva-kode', 'Код ДДС', 'VAT code'),
    also: ['moms', 'moms %', 'mva', 'ддс', 'ддс %', 'vat', 'vat %'],
    help: words('Välj i listan.', 'Velg i listen.', 'Изберете от списъка.', 'Choose from the list.'),
  },
  {
    key: 'supplyFrom',
    kind: 'day',
    ofOrder: false,
    title: words('Period från', 'Periode fra', 'Период от', 'Period from'),
    help: words(
      'Första dagen för leveransen.',
      'Første dag for leveransen.',
      'Първи ден на доставката.',
      'First day of the supply.',
    ),
  },
  {
    key: 'supplyTo',
    kind: 'day',
    ofOrder: false,
    title: words('Period till', 'Periode til', 'Период до', 'Period to'),
    help: words('Sista dagen.', 'Siste dag.', 'Последен ден.', 'Last day.'),
  },
  {
    key: 'account',
    kind: 'code',
    ofOrder: false,
    title: words('Konto', 'Konto', 'Сметка', 'Account'),
    help: words(
      'Tomt: efter artikel och konteringsregler.',
      'Tomt: etter artikkel og konteringsregler.',
      'Празно: според артикула и правилата.',
      'Blank: by article and posting rules.',
    ),
  },
  {
    key: 'accrual',
    kind: 'text',
    ofOrder: false,
    title: words('Periodisering', 'Periodisering', 'Разсрочване', 'Accrual'),
    help: words('', '', '', ''),
  },
] as const satisfies readonly OrderColumn[]

export type OrderColumnKey = (typeof orderColumns)[number]['key']

/** Heading of a dimension column: "Koddel: ansvar". The code after the colon is the company's. */
export const dimensionWord: Words = words('Koddel', 'Dimensjon', 'Аналитичност', 'Dimension')

/** Codes of Kommun-Bas that are understood without the word before them; "verksamhet" is the business area. */
const bareDimensions: Record<string, string> = {
  ansvar: 'ansvar',
  aktivitet: 'aktivitet',
  projekt: 'projekt',
  prosjekt: 'projekt',
  objekt: 'objekt',
}

/** An order reference that begins so marks the example row of the template, which is not read. */
export const exampleWord: Words = words('EXEMPEL', 'EKSEMPEL', 'ПРИМЕР', 'EXAMPLE')

export type Heading = { column: OrderColumn & { key: OrderColumnKey } } | { dimension: string }

const byHeading = new Map<string, OrderColumn & { key: OrderColumnKey }>(
  (orderColumns as readonly (OrderColumn & { key: OrderColumnKey })[]).flatMap((column) =>
    [...languages.map((language) => column.title[language]), ...(column.also ?? [])].map(
      (title) => [normalHeading(title), column] as const,
    ),
  ),
)

/** What a heading means, in any of the four languages, whatever its case; null for a column that is not ours. */
export function recogniseHeading(text: string): Heading | null {
  const heading = normalHeading(text)
  const column = byHeading.get(heading)
  if (column) return { column }
  for (const language of languages) {
    const prefix = `${normalHeading(dimensionWord[language])}:`
    if (!heading.startsWith(prefix)) continue
    const dimension = text.slice(text.indexOf(':') + 1).trim()
    if (dimension) return { dimension }
  }
  const bare = Object.hasOwn(bareDimensions, heading) ? bareDimensions[heading] : undefined
  return bare ? { dimension: bare } : null
}

/** The template's heading of a column; null for what is no column of it. */
export function titleOf(key: string, language: Language): string | null {
  return orderColumns.find((column) => column.key === key)?.title[language] ?? null
}

function normalHeading(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/\s*:\s*/g, ':')
    .replace(/^[\s*]+|[\s*:.]+$/g, '')
}
