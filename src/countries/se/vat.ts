import type { VatCode } from '../country.ts'
import { rate, untaxed, vatRules } from '../vat.ts'

const ml = 'mervärdesskattelagen (2023:200) 9 kap.'

const exempt = (
  code: string,
  exemptionCode: string,
  sv: string,
  en: string,
  bg: string,
  supplies: string[],
): VatCode => ({
  code,
  name: { sv, nb: sv, bg, en },
  category: 'E',
  supplies,
  rates: [rate('1994-07-01', null, '0', 'mervärdesskattelagen (2023:200) 10 kap.')],
  exemptionCode,
  exemptionReason: {
    sv: `Undantag från skatteplikt, ML 10 kap. (${sv.toLowerCase()})`,
    nb: `Unntatt fra merverdiavgift, ML kap. 10 (${sv.toLowerCase()})`,
    bg: `Освободена доставка, шведски ЗДДС гл. 10 (${bg.toLowerCase()})`,
    en: `Exempt from VAT, Swedish VAT Act ch. 10 (${en.toLowerCase()})`,
  },
  salesRole: 'salesExempt',
})

const none = { exemptionCode: null, exemptionReason: null }

export const vat = vatRules('S25', [
  {
    code: 'S25',
    name: { sv: '25 % moms', nb: '25 % mva', bg: '25 % ДДС', en: '25 % VAT' },
    category: 'S',
    supplies: ['standard', 'goods', 'services', 'alcohol', 'water', 'waste'],
    rates: [rate('1990-07-01', null, '25', `${ml} 2 §`)],
    ...none,
  },
  {
    code: 'FOOD',
    name: { sv: 'Livsmedel', nb: 'Matvarer', bg: 'Храни', en: 'Food' },
    category: 'S',
    supplies: ['food', 'groceries', 'takeaway', 'take-away', 'bottled water'],
    rates: [
      rate('1996-01-01', '2026-03-31', '12', `${ml} 3 §`),
      rate('2026-04-01', '2027-12-31', '6', 'prop. 2025/26:55: tillfälligt sänkt matmoms'),
      rate('2028-01-01', null, '12', 'prop. 2025/26:55: 12 % again unless prolonged'),
    ],
    ...none,
  },
  {
    code: 'S12',
    name: { sv: '12 % moms', nb: '12 % mva', bg: '12 % ДДС', en: '12 % VAT' },
    category: 'S',
    supplies: ['restaurant', 'catering', 'hotel', 'lodging', 'camping', 'art', 'repairs'],
    rates: [rate('2012-01-01', null, '12', `${ml} 3–8 §§`)],
    ...none,
  },
  {
    code: 'S6',
    name: { sv: '6 % moms', nb: '6 % mva', bg: '6 % ДДС', en: '6 % VAT' },
    category: 'S',
    supplies: ['transport', 'books', 'newspapers', 'culture', 'concert', 'sport'],
    rates: [rate('2002-01-01', null, '6', `${ml} 9–18 §§`)],
    ...none,
  },
  {
    code: 'DANCE',
    name: { sv: 'Entré till danstillställning', nb: 'Danseinngang', bg: 'Вход за танци', en: 'Dance-event admission' },
    category: 'S',
    supplies: ['dance', 'dance event'],
    rates: [
      rate('1990-07-01', '2026-06-30', '25', `${ml} 2 §`, 'M'),
      rate('2026-07-01', null, '6', 'announced, 8sidor 2025-12-30; the final act was not seen', 'M'),
    ],
    ...none,
  },
  exempt('E-CARE', 'VATEX-EU-132', 'Vård, omsorg och utbildning', 'Care and education', 'Грижи и образование', [
    'exempt',
    'care',
    'health',
    'education',
    'childcare',
  ]),
  exempt('E-FINANCE', 'VATEX-EU-135-1', 'Finans och försäkring', 'Finance and insurance', 'Финанси и застраховане', [
    'finance',
    'insurance',
  ]),
  exempt('E-PROPERTY', 'VATEX-EU-135-1', 'Fastighetsupplåtelse', 'Letting of real estate', 'Наем на имот', [
    'rent',
    'real estate',
    'housing',
  ]),
  untaxed(
    'AE',
    { sv: 'Omvänd betalningsskyldighet', nb: 'Omvendt avgiftsplikt', bg: 'Обратно начисляване', en: 'Reverse charge' },
    { sv: 'Omvänd betalningsskyldighet', nb: 'Omvendt avgiftsplikt', bg: 'Обратно начисляване', en: 'Reverse charge' },
    ['reverse charge', 'construction', 'eu services'],
    '2007-07-01',
    'ML 16 kap., 17 kap. 24 § 11',
  ),
  untaxed(
    'K',
    {
      sv: 'Varor till annat EU-land',
      nb: 'Varer til EU-land',
      bg: 'Вътреобщностна доставка',
      en: 'Intra-Community supply of goods',
    },
    {
      sv: 'Undantag: unionsintern försäljning av varor, ML 10 kap. 42 §',
      nb: 'Unntak: salg av varer til annet EU-land, ML kap. 10 § 42',
      bg: 'Освободена вътреобщностна доставка, чл. 138 от Директива 2006/112/ЕО',
      en: 'Intra-Community supply, Article 138 of Directive 2006/112/EC',
    },
    ['eu goods', 'intra-community'],
    '1995-01-01',
    'ML 10 kap. 42 §; directive 2006/112/EC art. 138',
  ),
  untaxed(
    'G',
    { sv: 'Export', nb: 'Eksport', bg: 'Износ', en: 'Export' },
    {
      sv: 'Undantag: export utanför EU, ML 10 kap. 64 §',
      nb: 'Unntak: eksport utenfor EU, ML kap. 10 § 64',
      bg: 'Износ извън ЕС, чл. 146 от Директива 2006/112/ЕО',
      en: 'Export outside the EU, Article 146 of Directive 2006/112/EC',
    },
    ['export'],
    '1995-01-01',
    'ML 10 kap. 64 §; directive 2006/112/EC art. 146',
  ),
  untaxed(
    'O',
    {
      sv: 'Utanför momsens tillämpning',
      nb: 'Utenfor mva',
      bg: 'Извън обхвата на ДДС',
      en: 'Outside the scope of VAT',
    },
    { sv: 'Ingen mervärdesskatt', nb: 'Utenfor avgiftsområdet', bg: 'Извън обхвата на ДДС', en: 'Not subject to VAT' },
    ['outside scope', 'authority', 'interest', 'fee', 'internal'],
    '1994-07-01',
    'ML 3 kap. 1 §, 4 kap. (interest, reminder fees, exercise of authority)',
  ),
])
