import type { codes } from '../../../lang/codes.ts'

export type Place = 'claim' | 'order' | 'customer' | 'plans' | 'letters' | 'policy' | 'desk' | 'attest' | 'bank' | 'law'

/** Where what holds a claim is solved; null: by the person who looks at the row, or by time alone. */
export const placeOf = (cause: string): Place | null => (places as Record<string, Place | null>)[cause] ?? null

const places: Record<keyof typeof codes.hindrance | keyof typeof codes.dunningCause, Place | null> = {
  dispute: 'claim',
  deferral: 'claim',
  promise: 'claim',
  pause: 'claim',
  'written-off': 'claim',
  'in-enforcement': 'claim',
  'in-collection': 'claim',
  'credit-note-pending': 'order',
  financed: 'claim',
  plan: 'plans',
  deceased: 'customer',
  bankrupt: 'customer',
  'debt-relief': 'customer',
  protected: 'customer',
  'no-channel': 'customer',
  'e-mail-bounced': 'customer',
  'internal-customer': 'customer',
  'unapplied-money': 'desk',
  'refund-pending': 'attest',
  'letter-not-sent': 'letters',
  'letter-returned': 'letters',
  minimum: 'policy',
  'law-forbids': 'policy',
  'bank-file-old': 'bank',
  'law-missing': 'law',
  'law-too-early': null,
  'by-person': null,
  'money-came': null,
  'too-late-to-send': null,
  recalled: null,
}
