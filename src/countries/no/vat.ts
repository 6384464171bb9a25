import type { VatCode } from '../country.ts'
import { rate, untaxed, vatRules } from '../vat.ts'

const mval = 'merverdiavgiftsloven (LOV-2009-06-19-58) kap. 5; Stortingets vedtak om merverdiavgift'
const none = { exemptionCode: null, exemptionReason: null }
const rc = 'Omvendt avgiftsplikt – merverdiavgift ikke beregnet'

const coded = (code: VatCode, saftCode: string): VatCode => ({ ...code, saftCode })

export const vat = vatRules('S25', [
  {
    code: 'S25',
    name: { sv: '25 % moms', nb: '25 % mva', bg: '25 % ДДС', en: '25 % VAT' },
    category: 'S',
    supplies: ['standard', 'goods', 'services', 'restaurant', 'alcohol', 'waste'],
    rates: [rate('2005-01-01', null, '25', mval)],
    saftCode: '3',
    ...none,
  },
  {
    code: 'S15',
    name: {
      sv: '15 % moms (livsmedel)',
      nb: '15 % mva (næringsmidler)',
      bg: '15 % ДДС (храни)',
      en: '15 % VAT (food)',
    },
    category: 'S',
    supplies: ['food', 'groceries', 'takeaway', 'take-away'],
    rates: [rate('2012-01-01', null, '15', mval)],
    saftCode: '31',
    ...none,
  },
  {
    code: 'WATER',
    name: { sv: 'Vatten och avlopp', nb: 'Vann og avløp', bg: 'Вода и канализация', en: 'Water and wastewater' },
    category: 'S',
    supplies: ['water', 'wastewater', 'sewage'],
    rates: [
      rate('2005-01-01', '2025-04-30', '25', mval, 'M'),
      rate('2025-05-01', null, '15', `${mval}; vann og avløp lavere sats`, 'M'),
    ],
    saftCode: '31',
    ...none,
  },
  {
    code: 'S12',
    name: { sv: '12 % moms', nb: '12 % mva', bg: '12 % ДДС', en: '12 % VAT' },
    category: 'S',
    supplies: ['transport', 'lodging', 'hotel', 'cinema', 'sport', 'culture', 'camping'],
    rates: [rate('2018-01-01', null, '12', mval)],
    saftCode: '33',
    ...none,
  },
  {
    code: 'S11.11',
    name: {
      sv: '11,11 % moms (råfisk)',
      nb: '11,11 % mva (råfisk)',
      bg: '11,11 % ДДС (риба)',
      en: '11.11 % VAT (raw fish)',
    },
    category: 'S',
    supplies: ['fish', 'raw fish'],
    rates: [rate('2005-01-01', null, '11.11', mval)],
    saftCode: '32',
    ...none,
  },
  {
    // Fritatt: category Z, which allows no reason (BR-Z-10).
    code: 'Z',
    name: { sv: 'Fritatt, 0 %', nb: 'Fritatt, 0 %', bg: 'Нулева ставка', en: 'Zero rated' },
    category: 'Z',
    supplies: ['zero', 'books', 'newspapers', 'electric cars'],
    rates: [rate('2005-01-01', null, '0', 'merverdiavgiftsloven kap. 6')],
    saftCode: '5',
    salesRole: 'salesExempt',
    ...none,
  },
  {
    code: 'E',
    name: { sv: 'Undantaget', nb: 'Unntatt fra loven', bg: 'Освободена доставка', en: 'Exempt' },
    category: 'E',
    supplies: ['exempt', 'care', 'health', 'education', 'childcare', 'finance', 'rent', 'housing'],
    rates: [rate('2005-01-01', null, '0', 'merverdiavgiftsloven kap. 3')],
    exemptionCode: null,
    exemptionReason: {
      sv: 'Undantaget från mervärdesskatt, merverdiavgiftsloven kap. 3',
      nb: 'Unntatt fra merverdiavgift, merverdiavgiftsloven kap. 3',
      bg: 'Освободена доставка, норвежки ЗДДС гл. 3',
      en: 'Exempt from VAT, Norwegian VAT Act ch. 3',
    },
    saftCode: '6',
    salesRole: 'salesExempt',
  },
  coded(
    untaxed(
      'AE',
      {
        sv: 'Omvänd betalningsskyldighet',
        nb: 'Omvendt avgiftsplikt',
        bg: 'Обратно начисляване',
        en: 'Reverse charge',
      },
      {
        sv: 'Omvänd betalningsskyldighet – mervärdesskatt ej beräknad',
        nb: rc,
        bg: 'Обратно начисляване – ДДС не е начислен',
        en: 'Reverse charge – VAT not charged',
      },
      ['reverse charge', 'emission allowances', 'gold'],
      '2005-01-01',
      'merverdiavgiftsloven § 11-1; bokføringsforskriften § 5-1-1',
    ),
    '51',
  ),
  coded(
    untaxed(
      'G',
      { sv: 'Export', nb: 'Utførsel', bg: 'Износ', en: 'Export' },
      {
        sv: 'Export, merverdiavgiftsloven § 6-21',
        nb: 'Utførsel av varer og tjenester, merverdiavgiftsloven § 6-21',
        bg: 'Износ, норвежки ЗДДС § 6-21',
        en: 'Export of goods and services, Norwegian VAT Act § 6-21',
      },
      ['export'],
      '2005-01-01',
      'merverdiavgiftsloven § 6-21',
    ),
    '52',
  ),
  coded(
    untaxed(
      'O',
      {
        sv: 'Utanför momsområdet',
        nb: 'Utenfor avgiftsområdet',
        bg: 'Извън обхвата на ДДС',
        en: 'Outside the scope of VAT',
      },
      {
        sv: 'Utanför momsens tillämpningsområde',
        nb: 'Utenfor merverdiavgiftslovens område',
        bg: 'Извън обхвата на ДДС',
        en: 'Not subject to VAT',
      },
      ['outside scope', 'authority', 'interest', 'fee', 'internal'],
      '2005-01-01',
      'merverdiavgiftsloven § 4-1 (2) b, c (interest, reminder fees)',
    ),
    '7',
  ),
])
