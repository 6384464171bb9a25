import { canonicalJson } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import type { PartyInput, Seen } from './party-input.ts'
import type { Known, Register } from './register.ts'

export function refusals(ctx: Ctx, input: PartyInput, known: Known | undefined, register: Register): Problem[] {
  const problems: Problem[] = []
  const identity = input.identityNumber ? `${input.country} ${input.identityNumber}` : null
  const holder = identity && input.kind !== 'internal' ? register.byIdentity.get(identity) : undefined
  if (known?.kind === 'system')
    problems.push({
      code: 'party.system',
      message: `${known.number} is the program's own party and is not changed`,
      column: 'number',
    })
  if (known && input.kind && known.kind !== input.kind && [known.kind, input.kind].includes('internal'))
    problems.push({
      code: 'party.kind-fixed',
      message: `${known.number} is ${known.kind === 'internal' ? 'an internal company' : 'no internal company'} and stays so: choose another number`,
      column: 'kind',
    })
  if (!known && !input.name)
    problems.push({
      code: 'customer.unknown',
      message: `there is no customer ${input.number ?? ''} and no name to create one`.replace('  ', ' '),
      data: { customer: input.number ?? null },
    })
  if (holder && known && holder.id !== known.id)
    problems.push({
      code: 'party.identity-of-other',
      message: `the identity number is that of customer ${visible(ctx, holder) ? holder.number : 'of another business area'}: correct it, or merge the two`,
      column: 'identityNumber',
    })
  // A number alone does not open the wall between areas; number and identity of the person together do.
  if (known && !visible(ctx, known) && known !== holder)
    problems.push({
      code: 'party.number-taken',
      message: `customer number ${input.number} is taken: choose another, or give the identity number`,
      column: 'number',
    })
  const own = ctx.user.areas
  if (own !== 'all' && input.areaIds?.some((area) => !own.includes(area)))
    problems.push({
      code: 'party.area-refused',
      message: 'you can place a customer in your own business areas only',
      column: 'areaIds',
    })
  if (input.was && known) problems.push(...changedMeanwhile(input.was, known, register))
  if (input.payerNumber) problems.push(...payerProblems(ctx, input, known, register))
  return problems
}

function changedMeanwhile(was: Partial<Seen>, known: Known, register: Register): Problem[] {
  const payer = was.payerNumber ? register.byNumber.get(was.payerNumber)?.id : null
  const now: Record<keyof Seen, unknown> = {
    name: known.name,
    identityNumber: known.identity_number,
    vatNumber: known.vat_number,
    customerKind: known.customer_kind,
    theirReference: known.their_reference,
    currency: known.currency,
    termsDays: known.terms_days,
    language: known.language,
    payerNumber: known.payer_id === (payer ?? null) ? was.payerNumber : known.payer_id,
    address: known.buyer?.address,
    contact: known.buyer?.contact,
    freeFields: known.free_fields,
  }
  return (Object.keys(was) as (keyof Seen)[])
    .filter((field) => filledIn(was[field]) !== filledIn(now[field]))
    .map((field) => ({
      code: 'party.changed-meanwhile',
      message: `${field} of customer ${known.number} has changed since it was read: look at both, then save`,
      column: field,
      data: { customer: known.number },
    }))
}

/** Nothing, '' and an object of nothing are the same. */
const filledIn = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? ''
    : typeof value === 'object'
      ? canonicalJson(Object.fromEntries(Object.entries(value).filter(([, part]) => part)))
      : String(value)

const visible = (ctx: Ctx, party: Known): boolean => {
  const own = ctx.user.areas
  return own === 'all' || party.areas.length === 0 || party.areas.some((area) => own.includes(area))
}

function payerProblems(ctx: Ctx, input: PartyInput, known: Known | undefined, register: Register): Problem[] {
  const payer = register.byNumber.get(input.payerNumber!.trim())
  const data = { payer: input.payerNumber! }
  if (!payer || !visible(ctx, payer) || payer.kind === 'system')
    return [
      {
        code: 'payer.unknown',
        message: `there is no customer ${input.payerNumber} to pay: add it first`,
        column: 'payerNumber',
        data,
      },
    ]
  if (payer.id === known?.id || payer.payer_id)
    return [
      {
        code: 'payer.refused',
        message: `customer ${input.payerNumber} cannot pay: it is the customer itself, or another pays for it`,
        column: 'payerNumber',
        data,
      },
    ]
  return []
}
