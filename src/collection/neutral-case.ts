import type { CollectionCase } from '../formats/collection/neutral.ts'
import type { Day } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Agency } from './agencies.ts'
import type { OpenedCase } from './open-cases.ts'
import { caseName } from './open-cases.ts'
import type { ClaimFacts } from './read-claims.ts'

/** The case as any agency is told it: by its adapter, in its own shape. Pure. */
export function neutralCase(
  { number, planned }: OpenedCase,
  creditor: { name: string; organisationNumber: string | null },
  agency: Agency,
  on: Day,
): CollectionCase {
  const { party, currency } = planned
  const money = (amount: bigint) => formatMinor(amount, currency)
  const { address } = party.buyer ?? { address: { country: 'SE' } as NonNullable<typeof party.buyer>['address'] }
  const channel = (name: string) =>
    party.channels.find((one) => one.channel === name && !one.withdrawnOn && !one.bounced)?.address ?? null
  return {
    case: caseName(number),
    currency,
    handedOverOn: on,
    creditor: { ...creditor, membershipNumber: agency.membershipNumber, creditorNumber: agency.creditorNumber },
    debtor: {
      number: party.number,
      name: party.buyer?.legalName ?? party.buyer?.name ?? party.name,
      isCompany: party.kind !== 'person',
      identityNumber: planned.identityNumber,
      country: address.country,
      language: party.language,
      careOf: address.careOf ?? null,
      street: address.street ?? null,
      street2: address.street2 ?? null,
      postCode: address.postCode ?? null,
      city: address.city ?? null,
      email: channel('e-mail'),
      mobile: channel('sms'),
    },
    capital: money(planned.capital),
    interest: money(planned.interest),
    fees: money(planned.fees),
    total: money(planned.total),
    claims: planned.claims.map((claim) => ({
      invoiceNumber: claim.numberText,
      reference: claim.reference,
      description: whatFor(claim),
      invoiceOn: claim.invoiceOn,
      dueOn: claim.dueOn,
      original: money(claim.amount),
      capital: money(claim.open),
      interest: money(claim.interest.amount),
      interestFrom: claim.interest.from,
      segments: claim.interest.segments.map(({ from, through, days, percent, principal, amount }) => ({
        from,
        through,
        days,
        percent,
        principal,
        amount,
      })),
      fees: claim.charges
        .filter((charge) => charge.component !== 'interest')
        .map((charge) => ({ kind: charge.component, amount: money(charge.open), chargedOn: charge.chargedOn })),
      interestCharged: money(
        claim.charges.reduce((sum, charge) => sum + (charge.component === 'interest' ? charge.open : 0n), 0n),
      ),
      letters: claim.letters.map(({ kind, sentOn, deadlineOn }) => ({ kind, sentOn, deadlineOn })),
      payments: claim.payments.map((payment) => ({ on: payment.on, amount: money(payment.amount) })),
    })),
  }
}

const wordsMax = 160

/** What the invoice was for, in the words of its lines. */
export function whatFor({ lines, numberText }: Pick<ClaimFacts, 'lines' | 'numberText'>): string {
  const text = [...new Set(lines)].join(', ')
  if (text === '') return numberText
  return text.length > wordsMax ? `${text.slice(0, wordsMax - 1)}…` : text
}
