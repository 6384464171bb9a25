import type { StatementDocument } from '../src/delivery/pdf/letter.ts'
import type {
  DocumentKind,
  DocumentLine,
  IssuedDocument,
  Language,
  VatCategory,
} from '../src/formats/e-invoice/document.ts'
import type { Day } from '../src/kernel/day.ts'
import { type Minor, minor } from '../src/kernel/money.ts'

/** Test support: documents whose every word is known, to be looked for in the PDF. All names and numbers are invented. */
export const m = (amount: number): Minor => minor(BigInt(amount))
const d = (text: string): Day => text as Day

/** A mark of our own, as a municipality would upload it. */
export const logo = {
  mediaType: 'image/svg+xml',
  base64: Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="22" fill="none" stroke="#1D1B18" stroke-width="3"/><path d="M16 15h17v4.2H21v3.2h10v4H21v3.4h12V34H16z" fill="#1D1B18"/></svg>',
  ).toString('base64'),
}

export function line(
  lineNo: number,
  name: string,
  quantity: string,
  unit: string,
  unitPrice: string,
  amountNet: number,
  vatPercent: string | null,
  more: Partial<DocumentLine> = {},
): DocumentLine {
  const vatCategory: VatCategory = vatPercent === null ? 'O' : vatPercent === '0' ? 'E' : 'S'
  return {
    lineNo,
    name,
    quantity,
    unit,
    unitCode: 'C62',
    unitPrice,
    amountNet: m(amountNet),
    vatCategory,
    vatPercent,
    ...more,
  }
}

const totals = (
  lines: number,
  vat: number,
  more: Partial<IssuedDocument['totals']> = {},
): IssuedDocument['totals'] => ({
  lines: m(lines),
  net: m(lines),
  vat: m(vat),
  gross: m(lines + vat),
  prepaid: m(0),
  rounding: m(0),
  payable: m(lines + vat),
  ...more,
})

/** A municipality's day-care fee to a private person, with OCR: the Swedish slip. */
export function swedishFee(more: Partial<IssuedDocument> = {}): IssuedDocument {
  return {
    kind: 'invoice',
    country: 'SE',
    language: 'sv',
    number: '10024817',
    issuedOn: d('2026-10-01'),
    supplyFrom: d('2026-10-01'),
    supplyTo: d('2026-10-31'),
    currency: 'SEK',
    seller: {
      name: 'Ekeviks kommun',
      country: 'SE',
      address: { street: 'Rådhustorget 1', postCode: '641 80', city: 'Ekevik', country: 'SE' },
      organisationNumber: '2120009996',
      vatNumber: 'SE212000999601',
      contact: { name: 'Kontaktcenter', phone: '0155-00 12 00', email: 'kommun@ekevik.example' },
      website: 'ekevik.example',
    },
    buyer: {
      name: 'Elsa Bergström',
      isPerson: true,
      number: '2041',
      address: { street: 'Strandvägen 8', postCode: '641 35', city: 'Ekevik', country: 'SE' },
    },
    preceding: [],
    notes: [],
    lines: [
      line(1, 'Förskoleavgift oktober 2026, Milo', '1', 'st', '1688.00', 168_800, null, {
        description: 'Heltid, barn 1',
      }),
      line(2, 'Förskoleavgift oktober 2026, Ida', '1', 'st', '1125.00', 112_500, null, {
        description: 'Heltid, barn 2',
      }),
    ],
    vat: [{ category: 'O', percent: null, base: m(281_300), vat: m(0), exemptionReason: 'Omfattas inte av moms' }],
    allowances: [],
    charges: [],
    totals: totals(281_300, 0),
    payment: {
      dueOn: d('2026-10-30'),
      reference: '1002481701',
      referenceKind: 'ocr',
      accounts: [{ kind: 'bankgiro', id: '9912346' }],
      termsText: '30 dagar netto',
    },
    businessArea: { name: 'Barnomsorg', phone: '0155-00 12 40', email: 'barnomsorg@ekevik.example' },
    layout: { logo },
    ...more,
  }
}

/** A Swedish company to a company: rates, discount, rounding, reference, F-tax, registered office. */
export function swedishSale(more: Partial<IssuedDocument> = {}): IssuedDocument {
  return {
    ...swedishFee(),
    number: '202600417',
    supplyFrom: null,
    supplyTo: null,
    supplyOn: d('2026-09-28'),
    seller: {
      name: 'Björkviks Bygg & Värme AB',
      country: 'SE',
      address: { street: 'Industrigatan 14', postCode: '602 10', city: 'Björkvik', country: 'SE' },
      organisationNumber: '5560360793',
      vatNumber: 'SE556036079301',
      approvedForFTax: true,
      registeredOffice: 'Björkvik',
      contact: { phone: '011-00 45 00', email: 'faktura@bjorkvik.example' },
      website: 'bjorkvik.example',
    },
    buyer: {
      name: 'Nordhamns Fastigheter AB',
      number: '3307',
      organisationNumber: '5567890125',
      vatNumber: 'SE556789012501',
      address: { careOf: 'Skanningscentralen', street: 'Box 4410', postCode: '203 15', city: 'Malmö', country: 'SE' },
    },
    theirReference: 'Anna Öberg, 4470',
    ourReference: 'Per Åström',
    purchaseOrder: 'PO-88120',
    notes: ['Tack för förtroendet. Arbetet utfördes i huset på Hamngatan 3.'],
    lines: [
      line(1, 'Byte av värmepump, arbetstid', '12.5', 'tim', '640.00', 800_000, '25', {
        description: 'Två montörer, 24–28 september',
      }),
      line(2, 'Värmepump Fjäll 8 kW', '1', 'st', '42500.00', 4_037_500, '25', {
        articleNumber: 'VP-808',
        discountPercent: '5',
        allowance: m(212_500),
        allowanceReason: 'Avtalskund',
      }),
      line(3, 'Handbok', '2', 'st', '148.1132', 29_623, '6', {}),
    ],
    vat: [
      { category: 'S', percent: '25', base: m(4_837_500), vat: m(1_209_375) },
      { category: 'S', percent: '6', base: m(29_623), vat: m(1777) },
    ],
    totals: totals(4_867_123, 1_211_152, { rounding: m(25), payable: m(6_078_300) }),
    payment: {
      dueOn: d('2026-10-31'),
      reference: '2026004172',
      referenceKind: 'ocr',
      accounts: [
        { kind: 'bankgiro', id: '50501055' },
        { kind: 'iban', id: 'SE4550000000058398257466', bic: 'ESSESESS', bankName: 'SEB' },
      ],
      termsText: '30 dagar netto',
      latePaymentText: 'Dröjsmålsränta enligt räntelagen',
    },
    businessArea: null,
    layout: { accent: '#0F6B5C' },
    ...more,
  }
}

/** Norwegian AS with KID: the giro slip. */
export function norwegianSale(more: Partial<IssuedDocument> = {}): IssuedDocument {
  return {
    ...swedishFee(),
    country: 'NO',
    language: 'nb',
    number: '50118',
    issuedOn: d('2026-11-16'),
    supplyFrom: null,
    supplyTo: null,
    supplyOn: d('2026-11-12'),
    currency: 'NOK',
    seller: {
      name: 'Fjordlys Energi AS',
      country: 'NO',
      address: { street: 'Kaigata 22', postCode: '5003', city: 'Bergen', country: 'NO' },
      organisationNumber: '974760673',
      vatNumber: 'NO974760673MVA',
      inBusinessRegister: true,
      contact: { phone: '55 00 12 34', email: 'faktura@fjordlys.example' },
      website: 'fjordlys.example',
    },
    buyer: {
      name: 'Ørjan Sæther Regnskap AS',
      number: '8812',
      organisationNumber: '923609016',
      address: { street: 'Storgata 5', postCode: '0155', city: 'Oslo', country: 'NO' },
    },
    theirReference: 'Kåre Ødegård',
    lines: [
      line(1, 'Nettleie oktober', '1430.5', 'kWh', '0.4621', 66_103, '25', {
        description: 'Målepunkt 70705750 1102 3344',
      }),
      line(2, 'Fastbeløp', '1', 'mnd', '400.00', 40_000, '25'),
      line(3, 'Vannavgift', '1', 'mnd', '311.30', 31_130, '15'),
    ],
    vat: [
      { category: 'S', percent: '25', base: m(106_103), vat: m(26_526) },
      { category: 'S', percent: '15', base: m(31_130), vat: m(4670) },
    ],
    totals: totals(137_233, 31_196),
    payment: {
      dueOn: d('2026-11-30'),
      reference: '00501180008812',
      referenceKind: 'kid',
      accounts: [{ kind: 'bban', id: '15032080119', bankName: 'DNB' }],
      termsText: '14 dager netto',
      latePaymentText: 'Forsinkelsesrente etter forsinkelsesrenteloven',
    },
    businessArea: null,
    layout: { accent: '#2450C2' },
    ...more,
  }
}

/** Bulgarian EOOD: two parties, legal names, EUR with a QR code. */
export function bulgarianSale(more: Partial<IssuedDocument> = {}): IssuedDocument {
  return {
    ...swedishFee(),
    country: 'BG',
    language: 'bg',
    number: '0000001287',
    issuedOn: d('2026-11-16'),
    supplyFrom: null,
    supplyTo: null,
    supplyOn: d('2026-11-14'),
    currency: 'EUR',
    seller: {
      name: 'Роза Консулт ЕООД',
      country: 'BG',
      address: { street: 'бул. „Витоша“ 48, ет. 3', postCode: '1463', city: 'София', country: 'BG' },
      organisationNumber: '175074752',
      vatNumber: 'BG175074752',
      responsiblePerson: 'Мария Георгиева',
      compiledBy: 'Иван Петров',
      contact: { phone: '+359 2 000 12 34', email: 'office@roza.example' },
      website: 'roza.example',
    },
    buyer: {
      name: 'Балкан Логистика АД',
      number: '118',
      organisationNumber: '831641791',
      vatNumber: 'BG831641791',
      address: { street: 'ул. „Иван Вазов“ 12', postCode: '4000', city: 'Пловдив', country: 'BG' },
    },
    lines: [
      line(1, 'Счетоводни услуги, октомври 2026', '1', 'мес.', '850.00', 85_000, '20'),
      line(2, 'Консултация по договор № 14', '6.5', 'ч', '45.00', 29_250, '20', {
        description: 'Проверка на вътрешните правила',
      }),
    ],
    vat: [{ category: 'S', percent: '20', base: m(114_250), vat: m(22_850) }],
    totals: totals(114_250, 22_850),
    payment: {
      dueOn: d('2026-11-30'),
      reference: '0000001287',
      referenceKind: 'number',
      accounts: [{ kind: 'iban', id: 'BG80BNBG96611020345678', bic: 'BNBGBGSD', bankName: 'БНБ' }],
      termsText: '14 дни',
    },
    businessArea: null,
    layout: { accent: '#8A1F3D' },
    ...more,
  }
}

export const bulgarianCreditNote = (more: Partial<IssuedDocument> = {}): IssuedDocument =>
  bulgarianSale({
    kind: 'credit-note',
    number: '0000001288',
    preceding: [{ number: '0000001287', issuedOn: d('2026-11-16'), kind: 'invoice' }],
    reason: 'Договорена отстъпка след доставката',
    lines: [line(1, 'Отстъпка по фактура 0000001287', '1', 'бр.', '142.50', 14_250, '20')],
    vat: [{ category: 'S', percent: '20', base: m(14_250), vat: m(2850) }],
    totals: totals(14_250, 2850),
    payment: null,
    ...more,
  })

/** A final invoice from which an advance, with its VAT, is taken off. */
export const afterAdvance = (more: Partial<IssuedDocument> = {}): IssuedDocument =>
  swedishSale({
    preceding: [{ number: '202600390', issuedOn: d('2026-09-01'), kind: 'advance-invoice' }],
    advances: [{ number: '202600390', issuedOn: d('2026-09-01'), gross: m(2_000_000), vat: m(400_000) }],
    totals: totals(4_867_123, 1_211_152, { prepaid: m(2_000_000), rounding: m(25), payable: m(4_078_300) }),
    ...more,
  })

export const manyLines = (count: number): IssuedDocument =>
  swedishSale({
    lines: Array.from({ length: count }, (_, i) =>
      line(i + 1, `Förbrukning mätare ${String(i + 1).padStart(4, '0')}`, '3', 'm³', '100.00', 30_000, '25', {
        ...(i % 5 === 0 ? { description: 'Avläst på plats' } : {}),
        ...(i % 40 === 39 ? { textOnly: true, name: `Kvarter ${Math.floor(i / 40) + 1}` } : {}),
      }),
    ),
  })

const kinds: DocumentKind[] = [
  'invoice',
  'credit-note',
  'debit-note',
  'proforma',
  'advance-invoice',
  'internal-invoice',
  'interest-invoice',
]
const languages: Language[] = ['sv', 'nb', 'bg', 'en']
/** Every kind of every country in every language. */
export const everyKind = (): { name: string; document: IssuedDocument }[] =>
  [swedishSale, norwegianSale, bulgarianSale].flatMap((make) =>
    kinds.flatMap((kind) =>
      languages.map((language) => {
        const corrects = kind === 'credit-note' || kind === 'debit-note'
        const document = make({
          kind,
          language,
          reason: corrects ? 'Fel pris' : null,
          preceding: corrects ? [{ number: '990', issuedOn: d('2026-08-01'), kind: 'invoice' }] : [],
        })
        return { name: `${document.country} ${kind} ${language}`, document }
      }),
    ),
  )

export function statement(more: Partial<StatementDocument> = {}): StatementDocument {
  const sale = swedishSale()
  return {
    language: 'sv',
    issuedOn: d('2026-11-01'),
    from: d('2026-10-01'),
    to: d('2026-10-31'),
    seller: sale.seller,
    party: sale.buyer,
    sections: [
      {
        currency: 'SEK',
        opening: m(1_250_000),
        closing: m(6_078_300),
        rows: [
          {
            on: d('2026-10-01'),
            event: 'Faktura',
            number: '202600417',
            reference: '2026004172',
            dueOn: d('2026-10-31'),
            amount: m(6_078_300),
            balance: m(7_328_300),
          },
          {
            on: d('2026-10-12'),
            event: 'Inbetalning',
            number: 'B 1482',
            reference: '2026003901',
            amount: m(-1_250_000),
            balance: m(6_078_300),
          },
        ],
        openItems: [
          { number: '202600417', event: 'Faktura', dueOn: d('2026-10-31'), amount: m(6_078_300), open: m(6_078_300) },
        ],
      },
    ],
    notes: ['Stämmer det inte? Hör av dig inom 14 dagar.'],
    accounts: [{ kind: 'bankgiro', id: '50501055' }],
    layout: { accent: '#0F6B5C' },
    ...more,
  }
}
