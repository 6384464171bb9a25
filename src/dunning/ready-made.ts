import type { z } from 'zod'
import type { CreditorKind } from '../countries/claims.ts'
import type { Country, Language } from '../formats/e-invoice/document.ts'
import { policyInput } from './policy-shape.ts'
import type { LetterChannel } from './types.ts'

type Names = Record<Language, string>
const names = (sv: string, nb: string, bg: string, en: string): Names => ({ sv, nb, bg, en })

/** Kinds of customers that a policy is meant for; the first policy of a country is its default. */
interface ReadyMade {
  code: string
  name: Names
  /** Where the creditor is an authority, which may claim no delay compensation (lag 1981:739 4 a §). */
  nameOfAuthority?: Names
  customerKinds: ('person' | 'company' | 'public')[]
  policy: Omit<z.input<typeof policyInput>, 'code' | 'name'>
}

const paper: LetterChannel[] = ['e-mail', 'print']

/**
 * Policies to begin with; every figure in them may be changed, and the law cuts what it must.
 * SE: reminder, inkassokrav of 8 days and more (inkassolag 5 §), then the agency. NO: no fee before due day + 14, inkassovarsel
 * with 14 days (inkassoloven § 9). BG: напомняне and покана за плащане bear no fee (ЗЗД чл. 84, 86).
 */
const readyMade: Record<Country, ReadyMade[]> = {
  SE: [
    {
      code: 'STANDARD',
      name: names(
        'Påminnelse, inkassokrav, inkasso',
        'Purring, inkassovarsel, inkasso',
        'Напомняне, последна покана, събиране',
        'Reminder, collection notice, collection',
      ),
      customerKinds: [],
      policy: {
        minimum: [{ amount: '50.00', currency: 'SEK' }],
        steps: [
          { kind: 'reminder', days: 5, fee: 'law', deadlineDays: 10, channels: paper },
          { kind: 'collection-notice', days: 3, fee: 'law', deadlineDays: 10, channels: paper },
          { kind: 'collection', days: 10 },
        ],
      },
    },
    {
      code: 'BUSINESS',
      name: names(
        'Företag, med förseningsersättning',
        'Bedrifter, med standardkompensasjon',
        'Фирми, с обезщетение за забава',
        'Businesses, with delay compensation',
      ),
      nameOfAuthority: names(
        'Företag och myndigheter',
        'Bedrifter og offentlige',
        'Фирми и учреждения',
        'Businesses and authorities',
      ),
      customerKinds: ['company', 'public'],
      policy: {
        interest: 'charged',
        minimum: [{ amount: '100.00', currency: 'SEK' }],
        steps: [
          { kind: 'reminder', days: 5, deadlineDays: 8, channels: paper },
          { kind: 'collection-notice', days: 3, fee: 'law', compensation: true, deadlineDays: 10, channels: paper },
          { kind: 'collection', days: 7 },
        ],
      },
    },
    {
      code: 'GENTLE',
      name: names('Bara påminnelser', 'Bare purringer', 'Само напомняния', 'Reminders alone'),
      customerKinds: [],
      policy: {
        interest: 'none',
        minimum: [{ amount: '50.00', currency: 'SEK' }],
        steps: [
          { kind: 'reminder', days: 7, deadlineDays: 14, channels: paper },
          { kind: 'reminder', days: 7, deadlineDays: 14, channels: paper },
        ],
      },
    },
  ],
  NO: [
    {
      code: 'STANDARD',
      name: names(
        'Påminnelse, inkassokrav, inkasso',
        'Purring, inkassovarsel, inkasso',
        'Напомняне, последна покана, събиране',
        'Reminder, collection notice, collection',
      ),
      customerKinds: [],
      policy: {
        minimum: [{ amount: '50.00', currency: 'NOK' }],
        steps: [
          { kind: 'reminder', days: 11, fee: 'law', deadlineDays: 14, channels: paper },
          { kind: 'collection-notice', days: 3, fee: 'law', deadlineDays: 14, channels: paper },
          { kind: 'collection', days: 7 },
        ],
      },
    },
    {
      code: 'OWN',
      name: names(
        'Egna krav ända till betalningsuppmaning',
        'Egeninkasso med betalingsoppfordring',
        'Собствено събиране с покана за плащане',
        'Own collection up to the payment demand',
      ),
      customerKinds: [],
      policy: {
        interest: 'charged',
        minimum: [{ amount: '50.00', currency: 'NOK' }],
        steps: [
          { kind: 'reminder', days: 11, fee: 'law', deadlineDays: 14, channels: paper },
          { kind: 'collection-notice', days: 3, fee: 'law', deadlineDays: 14, channels: paper },
          { kind: 'payment-demand', days: 3, fee: 'law', deadlineDays: 14, channels: paper },
          { kind: 'enforcement', days: 14 },
        ],
      },
    },
    {
      code: 'GENTLE',
      name: names('Bara påminnelser', 'Bare purringer', 'Само напомняния', 'Reminders alone'),
      customerKinds: [],
      policy: {
        interest: 'none',
        minimum: [{ amount: '50.00', currency: 'NOK' }],
        steps: [
          { kind: 'reminder', days: 7, deadlineDays: 14, channels: paper },
          { kind: 'reminder', days: 7, deadlineDays: 14, channels: paper },
        ],
      },
    },
  ],
  BG: [
    {
      code: 'STANDARD',
      name: names(
        'Påminnelse och betalningsanmaning',
        'Purring og betalingsvarsel',
        'Напомняне и покана за плащане',
        'Reminder and payment notice',
      ),
      customerKinds: [],
      policy: {
        minimum: [{ amount: '5.00', currency: 'EUR' }],
        steps: [
          { kind: 'reminder', days: 5, deadlineDays: 7, channels: paper },
          { kind: 'collection-notice', days: 5, deadlineDays: 14, channels: paper },
        ],
      },
    },
    {
      code: 'COURT',
      name: names(
        'Till ansökan om betalningsorder',
        'Frem til begjæring om betalingsordre',
        'До заповед за изпълнение',
        'Up to the order for enforcement',
      ),
      customerKinds: [],
      policy: {
        interest: 'shown',
        minimum: [{ amount: '20.00', currency: 'EUR' }],
        steps: [
          { kind: 'reminder', days: 5, deadlineDays: 7, channels: paper },
          { kind: 'collection-notice', days: 5, deadlineDays: 14, channels: paper },
          { kind: 'enforcement', days: 14 },
        ],
      },
    },
  ],
}

export const readyMadePolicies = (country: Country, language: Language, creditor: CreditorKind) =>
  readyMade[country].map(({ code, name, nameOfAuthority, customerKinds, policy }) => {
    const isAuthority = creditor === 'authority'
    return {
      customerKinds,
      policy: policyInput.parse({
        code,
        name: ((isAuthority && nameOfAuthority) || name)[language],
        ...policy,
        ...(isAuthority ? { steps: policy.steps.map((step) => ({ ...step, compensation: false })) } : {}),
      }),
    }
  })
