import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from '../parties/find-party.ts'

export const reasonKinds = ['credit', 'claim', 'contract', 'tender', 'other'] as const
export type ReasonKind = (typeof reasonKinds)[number]

/**
 * Of a natural person a bureau may be asked only by who has a legitimate need: a credit that was agreed or is being asked for, or the
 * like (Sweden: kreditupplysningslag 1973:1173, 9 §; Norway: kredittopplysningsloven 2019-12-20 nr 109, "saklig behov"; elsewhere
 * GDPR art. 6.1 f). A purchase to be paid later is a credit.
 */
const reasonsForPersons: readonly ReasonKind[] = ['credit', 'claim', 'contract']
/** The person gets a copy that says who asked (Sweden: 11 § omfrågandekopia; Norway: gjenpartsbrev). */
const copyCountries = new Set(['SE', 'NO'])

export interface Asked {
  id: Id
  number: string
  kind: 'person' | 'company' | 'public'
  country: string
  identityNumber: string
  isCustomer: boolean
  isSupplier: boolean
  copyNotice: boolean
}

/** The party that may be asked about, for this reason. @throws Refused with why not */
export async function mayAsk(ctx: Ctx, number: string, reasonKind: ReasonKind): Promise<Asked> {
  const { id, protection } = await findOwnParty(ctx, number)
  const party = await ctx.db.one<
    Omit<Asked, 'copyNotice' | 'kind' | 'identityNumber'> & {
      kind: string
      identityNumber: string | null
      closed: boolean
      claims: boolean
    }
  >(
    `select p.id, p.number, p.kind, p.country, p.identity_number as "identityNumber", p.is_customer as "isCustomer", p.is_supplier as "isSupplier", p.closed_on <= $3 as closed,
            exists (select from open_items i where i.company_id = p.company_id and i.party_id = p.id and i.amount_open > 0) as claims
       from parties p where p.company_id = $1 and p.id = $2`,
    [ctx.company.id, id, ctx.today],
  )
  const data = { customer: party.number }
  // The bureau would learn that we know the person, and its answer would hold an address.
  if (protection !== 'none')
    refuse('credit.protected', `${party.number} has protected identity: no bureau is asked`, data, 403)
  if (party.kind === 'internal')
    refuse('credit.internal', `${party.number} is an internal company: no bureau knows it`, data)
  if (party.closed) refuse('credit.closed', `${party.number} is closed: open it again first`, data)
  if (!party.identityNumber)
    return refuse('credit.no-identity', `${party.number} has no identity number: enter it first`, data)
  if (party.kind === 'person' && !reasonsForPersons.includes(reasonKind))
    refuse(
      'credit.person-reason',
      'of a person a bureau may be asked only for a credit, a claim or a contract that is being agreed: choose that reason if it is so',
      data,
    )
  if (party.kind === 'person' && reasonKind === 'claim' && !party.claims)
    refuse('credit.no-claim', `nothing is open on ${party.number}: there is no claim to ask for`, data)
  const { claims: _, closed: __, ...asked } = party
  return {
    ...asked,
    kind: party.kind as Asked['kind'],
    identityNumber: party.identityNumber,
    copyNotice: party.kind === 'person' && copyCountries.has(party.country),
  }
}
