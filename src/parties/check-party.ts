import type { CountryRules } from '../countries/country.ts'
import { foreignVatNumber } from '../countries/foreign.ts'
import { countries } from '../countries/index.ts'
import { phoneNumber } from '../countries/phone.ts'
import { postCodeOf } from '../countries/post-code.ts'
import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import type { PartyInput } from './party-input.ts'

/** Channels that go nowhere without the receiver's acceptance (ML 17:20, чл. 114 ал. 9 ЗДДС). */
export const needsConsent = (channel: string): boolean => !['print', 'portal'].includes(channel)

const rulesOf = (country: string): CountryRules | undefined => countries.find((rules) => rules.code === country)

/** The input with its numbers checked and in one form, and every problem with it. No problem repeats a person's number. */
export function checkParty(ctx: Ctx, given: PartyInput, country: string): { input: PartyInput; problems: Problem[] } {
  const problems: Problem[] = []
  const input: PartyInput = {
    ...given,
    number: given.number?.trim() || null,
    name: given.name?.trim() || null,
    country,
  }
  if (!/^[A-Z]{2}$/.test(country))
    problems.push({ code: 'country.unknown', message: `a country is written with two letters: SE`, column: 'country' })
  if (input.number && (/\s/.test(input.number) || input.number.length > 30))
    problems.push({
      code: 'party.number-shape',
      message: 'a customer number has no blanks and at most 30 characters',
      column: 'number',
    })
  if (input.name && input.name.length > 300)
    problems.push({ code: 'party.name-too-long', message: 'a name has at most 300 characters', column: 'name' })
  if (input.identityNumber) {
    const found = rulesOf(country)?.identity.anyNumber(input.identityNumber, ctx.today)
    if (!found) input.identityNumber = input.identityNumber.replace(/\s/g, '').toUpperCase()
    else if (found.value) {
      input.identityNumber = found.value.value
      input.kind ??= found.value.kind === 'person' ? 'person' : null
    } else problems.push({ ...found.problem, column: 'identityNumber' })
  }
  if (input.vatNumber) {
    const found = foreignVatNumber(input.vatNumber)
    if (found.value === undefined) problems.push({ ...found.problem, column: 'vatNumber' })
    else input.vatNumber = found.value
  }
  if (input.currency && !/^[A-Z]{3}$/.test(input.currency))
    problems.push({
      code: 'currency.unknown',
      message: 'a currency is written with three letters: EUR',
      column: 'currency',
    })
  for (const key of ['address', 'forwardingAddress'] as const) {
    const address = input[key]
    if (!address?.postCode) continue
    const found = postCodeOf(address.country ?? country, address.postCode)
    if (found.value !== undefined) input[key] = { ...address, postCode: found.value }
    // Who types it can put it right; a file's sender often cannot, and its letter may arrive all the same.
    else
      problems.push({
        ...found.problem,
        column: 'postCode',
        ...(input.source === 'person' || key === 'forwardingAddress' ? {} : { severity: 'warning' as const }),
      })
  }
  if (input.channels)
    input.channels = input.channels.map((given) => {
      const checked = checkChannel(given, ctx, country)
      problems.push(...checked.problems)
      return checked.channel
    })
  return { input, problems }
}

type Channel = NonNullable<PartyInput['channels']>[number]

/** A telephone number comes back in the one form that networks take. */
function checkChannel(given: Channel, ctx: Ctx, country: string): { channel: Channel; problems: Problem[] } {
  const { channel: name, address } = given
  const wrong = (code: string, message: string): Problem => ({
    code,
    message,
    column: 'channels',
    data: { channel: name },
  })
  const problems: Problem[] = []
  if (needsConsent(name) && !given.consentOn)
    problems.push(wrong('channel.consent-missing', `${name} needs the customer's consent and its date`))
  if (given.consentOn && given.consentOn > ctx.today)
    problems.push(wrong('channel.consent-in-future', `the consent to ${name} is dated after today`))
  const shape = shapes[name]
  const taken = shape ? shape.read(address, [country, ctx.company.country]) : address
  if (taken === null) problems.push(wrong(shape!.code, shape!.advice))
  return { channel: { ...given, address: taken ?? address }, problems }
}

/** True for what mail can be sent to, as far as its letters tell. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text)

interface Shape {
  code: string
  advice: string
  /** The address in one form; null: it is none. */
  read: (text: string, countries: string[]) => string | null
}

const shapes: Record<string, Shape> = {
  'e-mail': {
    code: 'channel.e-mail-invalid',
    advice: 'an e-mail address is written name@example.com',
    read: (text) => (isEmail(text) ? text : null),
  },
  peppol: {
    code: 'channel.peppol-invalid',
    advice: 'a Peppol address is written 0007:5560269986',
    read: (text) => (/^\d{4}:\S+$/.test(text) ? text : null),
  },
  sms: {
    code: 'channel.telephone-invalid',
    advice: 'a mobile number is written +46 70 123 45 67',
    read: phoneNumber,
  },
}

/** True for a number that is a person's: it stands in no document. */
export function isPersonalNumber(country: string, identityNumber: string): boolean {
  const rules = rulesOf(country)
  return rules ? rules.identity.organisationNumber(identityNumber).value === undefined : false
}
