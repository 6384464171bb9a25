import type { Words } from '../company/set-up/table.ts'
import { words } from '../company/set-up/table.ts'

export interface PartyColumn {
  key: string
  kind: 'text' | 'number' | 'day' | 'choice'
  title: Words
  also?: readonly string[]
  /** What people write → what is stored. */
  choices?: Record<string, string>
}

const column = (key: string, title: Words, more: Partial<PartyColumn> = {}): PartyColumn => ({
  key,
  kind: 'text',
  title,
  ...more,
})

/** The columns of a file of customers (Excel or CSV): headings in four languages, in any order. */
export const partyColumns: readonly PartyColumn[] = [
  column('number', words('Kundnummer', 'Kundenummer', 'Клиентски номер', 'Customer number'), {
    also: [
      'kundnr',
      'kundenr',
      'nummer',
      'leverantörsnummer',
      'leverandørnummer',
      'номер',
      'клиент №',
      'customer no',
      'number',
    ],
  }),
  column('name', words('Namn', 'Navn', 'Име', 'Name'), {
    also: ['kundnamn', 'kundenavn', 'име на клиент', 'customer name', 'наименование'],
  }),
  column('identityNumber', words('Org-/personnummer', 'Org.-/fødselsnummer', 'ЕИК/ЕГН', 'Identity number'), {
    also: [
      'organisationsnummer',
      'orgnr',
      'org.nr',
      'org nr',
      'personnummer',
      'organisasjonsnummer',
      'fødselsnummer',
      'еик',
      'егн',
      'булстат',
      'org no',
      'organisation number',
    ],
  }),
  column('vatNumber', words('Momsregistreringsnummer', 'Mva-nummer', 'ДДС номер', 'VAT number'), {
    also: ['vat-nummer', 'vat nr', 'momsnr'],
  }),
  column('kind', words('Typ', 'Type', 'Вид', 'Kind'), {
    kind: 'choice',
    choices: {
      person: 'person',
      privatperson: 'person',
      privat: 'person',
      'физическо лице': 'person',
      лице: 'person',
      company: 'company',
      företag: 'company',
      selskap: 'company',
      firma: 'company',
      bedrift: 'company',
      фирма: 'company',
      public: 'public',
      myndighet: 'public',
      offentlig: 'public',
      учреждение: 'public',
      internal: 'internal',
      intern: 'internal',
      вътрешна: 'internal',
    },
  }),
  column('customerKind', words('Kundtyp', 'Kundetype', 'Вид клиент', 'Customer kind'), {
    also: ['kundgrupp', 'kundegruppe'],
  }),
  column('careOf', words('c/o', 'c/o', 'чрез', 'Care of'), { also: ['co'] }),
  column('street', words('Adress', 'Adresse', 'Адрес', 'Street'), {
    also: ['gatuadress', 'gateadresse', 'улица', 'address', 'utdelningsadress'],
  }),
  column('street2', words('Adressrad 2', 'Adresselinje 2', 'Адрес, ред 2', 'Street, second line'), {
    also: ['adress 2', 'address 2'],
  }),
  column('postCode', words('Postnummer', 'Postnummer', 'Пощенски код', 'Post code'), {
    also: ['postnr', 'postal code', 'zip', 'пк'],
  }),
  column('city', words('Ort', 'Poststed', 'Населено място', 'City'), { also: ['postort', 'sted', 'град', 'town'] }),
  column('country', words('Land', 'Land', 'Държава', 'Country'), { also: ['landkod', 'landkode'] }),
  column('phone', words('Telefon', 'Telefon', 'Телефон', 'Phone'), { also: ['mobil', 'tel'] }),
  column('email', words('E-post', 'E-post', 'Е-поща', 'E-mail'), { also: ['epost', 'имейл', 'email', 'mail'] }),
  column(
    'emailConsentOn',
    words('Samtycke till e-post', 'Samtykke til e-post', 'Съгласие за е-поща', 'Consent to e-mail'),
    { kind: 'day' },
  ),
  column('peppol', words('Peppol-id', 'Peppol-id', 'Peppol идентификатор', 'Peppol id'), { also: ['peppol'] }),
  column(
    'peppolConsentOn',
    words('Samtycke till e-faktura', 'Samtykke til e-faktura', 'Съгласие за е-фактура', 'Consent to e-invoice'),
    { kind: 'day' },
  ),
  column('language', words('Språk', 'Språk', 'Език', 'Language'), {
    kind: 'choice',
    choices: {
      sv: 'sv',
      svenska: 'sv',
      nb: 'nb',
      no: 'nb',
      norsk: 'nb',
      bokmål: 'nb',
      bg: 'bg',
      български: 'bg',
      bulgariska: 'bg',
      en: 'en',
      engelska: 'en',
      engelsk: 'en',
      english: 'en',
    },
  }),
  column('currency', words('Valuta', 'Valuta', 'Валута', 'Currency')),
  column(
    'termsDays',
    words('Betalningsvillkor, dagar', 'Betalingsfrist, dager', 'Срок на плащане, дни', 'Terms, days'),
    {
      kind: 'number',
      also: ['betalningsvillkor', 'betalingsbetingelser', 'срок на плащане', 'terms'],
    },
  ),
  column('payerNumber', words('Betalare', 'Betaler', 'Платец', 'Payer')),
  column('counterpartyCode', words('Motpart', 'Motpart', 'Контрагент', 'Counterparty')),
  column('theirReference', words('Er referens', 'Deres referanse', 'Ваша референция', 'Your reference')),
  column('businessAreas', words('Verksamhet', 'Virksomhetsområde', 'Дейност', 'Business area')),
]

/** "Fritt fält: lägenhet" holds a free field of that name. */
export const freeFieldWord: Words = words('Fritt fält', 'Fritt felt', 'Свободно поле', 'Free field')

export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s*]+|[\s*:.]+$/g, '')

const byHeading = new Map(
  partyColumns.flatMap((one) =>
    [one.key, ...Object.values(one.title), ...(one.also ?? [])].map((heading) => [plain(heading), one]),
  ),
)

export function recogniseHeading(heading: string): PartyColumn | { freeField: string } | null {
  const found = byHeading.get(plain(heading))
  if (found) return found
  for (const word of Object.values(freeFieldWord)) {
    const match = new RegExp(`^\\s*${word}\\s*:\\s*(\\S.*?)\\s*$`, 'i').exec(heading)
    if (match) return { freeField: match[1]! }
  }
  return null
}
