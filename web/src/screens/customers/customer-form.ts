import type { Input } from '../../api/call.ts'
import type { Card } from './card.ts'
import { currentAddress } from './card.ts'

export type PartyRow = Input<'parties.save'>['rows'][number]

/** What is typed of a customer; kept as a draft in this shape. '' = nothing. */
export interface CustomerForm {
  number: string
  name: string
  kind: '' | 'person' | 'company' | 'public'
  identityNumber: string
  vatNumber: string
  careOf: string
  street: string
  street2: string
  postCode: string
  city: string
  country: string
  contactName: string
  phone: string
  email: string
  language: string
  currency: string
  termsDays: string
  customerKind: string
  theirReference: string
  payerNumber: string
  payerName: string
  channel: string
  channelAddress: string
  consentOn: string
  consentSource: string
  areas: string[]
  freeFields: { name: string; value: string }[]
}

export const blankForm = (country: string, today: string): CustomerForm => ({
  number: '',
  name: '',
  kind: '',
  identityNumber: '',
  vatNumber: '',
  careOf: '',
  street: '',
  street2: '',
  postCode: '',
  city: '',
  country,
  contactName: '',
  phone: '',
  email: '',
  language: '',
  currency: '',
  termsDays: '',
  customerKind: '',
  theirReference: '',
  payerNumber: '',
  payerName: '',
  channel: 'print',
  channelAddress: '',
  consentOn: today,
  consentSource: '',
  areas: [],
  freeFields: [],
})

export function formOf(card: Card, country: string, today: string): CustomerForm {
  const { party } = card
  const address = currentAddress(card)
  return {
    ...blankForm(party.country ?? country, today),
    number: card.number,
    name: card.name,
    kind: party.kind as CustomerForm['kind'],
    identityNumber: party.identityNumber ?? '',
    vatNumber: party.vatNumber ?? '',
    careOf: address?.careOf ?? '',
    street: address?.street ?? '',
    street2: address?.street2 ?? '',
    postCode: address?.postCode ?? '',
    city: address?.city ?? '',
    country: address?.country ?? party.country ?? country,
    contactName: party.contact?.name ?? '',
    phone: party.contact?.phone ?? '',
    email: party.contact?.email ?? '',
    language: party.language,
    currency: party.currency ?? '',
    termsDays: party.termsDays === null ? '' : String(party.termsDays),
    customerKind: party.customerKind ?? '',
    theirReference: party.theirReference ?? '',
    payerNumber: party.payerNumber ?? '',
    freeFields: Object.entries(party.freeFields ?? {}).map(([name, value]) => ({ name, value })),
  }
}

/** The row of a new customer: what is empty is left out. */
export function newRow(form: CustomerForm): PartyRow {
  const free = freeFieldsOf(form)
  return {
    ...given(form, ['name', 'identityNumber', 'vatNumber', 'customerKind', 'theirReference', 'payerNumber']),
    ...(form.number.trim() ? { number: form.number.trim() } : {}),
    ...(form.kind ? { kind: form.kind } : {}),
    country: form.country.trim().toUpperCase(),
    ...(form.language ? { language: form.language as 'sv' } : {}),
    ...(form.currency.trim() ? { currency: form.currency.trim().toUpperCase() } : {}),
    ...(daysOf(form) === null ? {} : { termsDays: daysOf(form) }),
    ...(hasAddress(form) ? { address: addressOf(form) } : {}),
    ...(hasContact(form) ? { contact: contactOf(form) } : {}),
    ...(form.channel !== '' && form.channel !== 'print'
      ? {
          channels: [
            {
              channel: form.channel as 'peppol',
              address: form.channelAddress.trim(),
              consentOn: form.consentOn || null,
              consentSource: form.consentSource.trim() || null,
            },
          ],
        }
      : {}),
    ...(form.areas.length > 0 ? { businessAreas: form.areas } : {}),
    ...(Object.keys(free).length > 0 ? { freeFields: free } : {}),
    isCustomer: true,
  } as PartyRow
}

/** Only what was changed; what was emptied is named. Null = nothing was. */
export function changedRow(before: CustomerForm, form: CustomerForm): PartyRow | null {
  const changed = (key: keyof CustomerForm): boolean =>
    JSON.stringify(before[key]).trim() !== JSON.stringify(form[key]).trim()
  const row: Record<string, unknown> = {}
  const clear: string[] = []
  for (const key of ['name', 'identityNumber'] as const) if (changed(key)) row[key] = form[key].trim()
  for (const key of ['vatNumber', 'customerKind', 'theirReference'] as const)
    if (changed(key)) {
      if (form[key].trim() === '') clear.push(key)
      else row[key] = form[key].trim()
    }
  if (changed('currency')) {
    if (form.currency.trim() === '') clear.push('currency')
    else row.currency = form.currency.trim().toUpperCase()
  }
  if (changed('termsDays')) {
    if (form.termsDays.trim() === '') clear.push('termsDays')
    else row.termsDays = daysOf(form)
  }
  if (changed('language')) row.language = form.language
  if (changed('payerNumber')) row.payerNumber = form.payerNumber
  if ((['careOf', 'street', 'street2', 'postCode', 'city', 'country'] as const).some(changed)) {
    if (hasAddress(form)) row.address = addressOf(form)
    else if (hasAddress(before)) clear.push('address')
  }
  if ((['contactName', 'phone', 'email'] as const).some(changed)) {
    if (hasContact(form)) row.contact = contactOf(form)
    else clear.push('contact')
  }
  if (changed('freeFields')) {
    const after = freeFieldsOf(form)
    const gone = before.freeFields.filter(({ name }) => !(name in after)).map(({ name }) => [name, ''])
    row.freeFields = { ...Object.fromEntries(gone), ...after }
  }
  if (clear.length > 0) row.clear = clear
  if (Object.keys(row).length === 0) return null
  return { number: form.number, ...row } as PartyRow
}

/** The fields that a row changes as they were: two persons in different fields do not fight, in one they are told. */
export function wasOf(row: PartyRow, before: CustomerForm): NonNullable<PartyRow['was']> {
  const old: Record<string, unknown> = {
    name: orNull(before.name),
    identityNumber: orNull(before.identityNumber),
    vatNumber: orNull(before.vatNumber),
    customerKind: orNull(before.customerKind),
    theirReference: orNull(before.theirReference),
    currency: orNull(before.currency),
    termsDays: daysOf(before),
    language: orNull(before.language),
    payerNumber: orNull(before.payerNumber),
    address: addressOf(before),
    contact: contactOf(before),
    freeFields: freeFieldsOf(before),
  }
  const touched = [...Object.keys(row), ...(row.clear ?? [])].filter((key) => key in old)
  return Object.fromEntries(touched.map((key) => [key, old[key]])) as NonNullable<PartyRow['was']>
}

/** A field of the form in words, to stand beside another version of it. */
export const fieldText = (form: CustomerForm, field: keyof CustomerForm): string =>
  field === 'freeFields'
    ? form.freeFields.map(({ name, value }) => `${name}: ${value}`).join(', ')
    : String(field === 'payerNumber' ? form.payerName || form.payerNumber : form[field])

const given = (form: CustomerForm, keys: readonly (keyof CustomerForm)[]): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, String(form[key]).trim()]).filter(([, value]) => value !== ''))

const orNull = (text: string): string | null => text.trim() || null

const hasAddress = (form: CustomerForm): boolean =>
  [form.careOf, form.street, form.street2, form.postCode, form.city].some((part) => part.trim() !== '')
const addressOf = (form: CustomerForm) => ({
  careOf: orNull(form.careOf),
  street: orNull(form.street),
  street2: orNull(form.street2),
  postCode: orNull(form.postCode),
  city: orNull(form.city),
  country: form.country.trim().toUpperCase(),
})
const hasContact = (form: CustomerForm): boolean =>
  [form.contactName, form.phone, form.email].some((part) => part.trim() !== '')
const contactOf = (form: CustomerForm) => ({
  name: orNull(form.contactName),
  phone: orNull(form.phone),
  email: orNull(form.email),
})
/** Days as people write them: "30", "30 dagar". */
const daysOf = (form: CustomerForm): number | null => {
  const digits = /^\s*(\d{1,3})\b/.exec(form.termsDays)?.[1]
  return digits === undefined ? null : Number(digits)
}
const freeFieldsOf = (form: CustomerForm): Record<string, string> =>
  Object.fromEntries(
    form.freeFields
      .map(({ name, value }) => [name.trim(), value.trim()] as const)
      .filter(([name, value]) => name !== '' && value !== ''),
  )
