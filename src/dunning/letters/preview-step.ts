import { z } from 'zod'
import { unknownPlaceholders } from '../../claims/letters/fill.ts'
import { letterKinds } from '../../countries/claims.ts'
import { country } from '../../countries/index.ts'
import { type Interest, interestOf, statutoryRate } from '../../countries/interest.ts'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, language } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import { readLawValues } from '../../interest/read-law-values.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import { addDays, type Day, later } from '../../kernel/day.ts'
import { type Minor, minor } from '../../kernel/money.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { readLawDesk } from '../read-law-desk.ts'
import type { LetterFacts } from './letter-facts.ts'
import { wordsOf } from './letter-words.ts'
import { withLetterRenderer } from './prepare-letters.ts'
import { lookOf, readLooks } from './read-letters.ts'

const input = z.object({
  kind: z.enum(letterKinds),
  language: language.optional().meta({ description: 'Default the language of the company' }),
  text: z.string().max(4000).optional().meta({ description: 'The step’s own words; none: those of the house' }),
  withFee: z.boolean().default(true),
  withInterest: z.boolean().default(true),
  deadlineDays: z.number().int().min(0).max(120).default(14),
  claims: z.number().int().min(1).max(200).default(2),
})

/** A letter of a policy that is being written, to a customer who does not exist. */
export const previewStep = verb({
  kind: 'read',
  name: 'dunning.preview-step',
  summary: 'The PDF of a step that is being written, with an invented customer',
  route: 'POST /dunning-policies/preview-step',
  input,
  output: fileOutput,
  async run(ctx, given): Promise<FileAnswer> {
    const unknown = unknownPlaceholders(given.text ?? '')
    if (unknown.length > 0)
      refuse(
        'dunning-policy.placeholder',
        `nothing is known by the name of ${unknown.map((name) => `{${name}}`).join(', ')}`,
        { names: unknown.join(', ') },
      )
    const facts = await sampleFacts(ctx, given)
    const body = await withLetterRenderer((render) => render(facts, { isDraft: true }))
    return { fileName: `draft-${given.kind}.pdf`, mediaType: 'application/pdf', body }
  },
})

const customers = { SE: 'Kim Exempelsson', NO: 'Kim Eksempelsen', BG: 'Ким Примеров' }
const daysLate = 21
const daysOfNotice = 20

async function sampleFacts(ctx: Ctx, given: z.output<typeof input>): Promise<LetterFacts> {
  const { today, company } = ctx
  if (!wordsOf(company.country, given.kind, 'en'))
    refuse('dunning-policy.no-such-letter', `there is no ${given.kind} in this country`, { kind: given.kind })
  const setUp = await readBillingSetUp(ctx)
  const law = await readLawDesk(ctx)
  // Where the law wants a notice before this letter, one was sent, and its time is out.
  const before = given.kind === 'payment-demand' ? daysOfNotice : 0
  const dueOn = addDays(today, -daysLate - before)
  const { law: found } = law.letter({
    kind: given.kind,
    sentOn: today,
    dueOn,
    debtor: 'consumer',
    creditor: law.creditor,
    feeAgreed: true,
    disputed: false,
    earlier: before
      ? [{ kind: 'collection-notice', sentOn: addDays(today, -before), deadlineOn: addDays(today, -1), fee: minor(0n) }]
      : [],
    compensation: minor(0n),
    costsBefore: minor(0n),
  })
  const wanted = addDays(today, given.deadlineDays)
  const group = [...setUp.groups.values()][0]
  const looksLike = group ? [{ invoiceGroupId: group.id }] : []
  const own = given.language ?? company.language
  const open = minor(125_000n)
  const interest = given.withInterest ? await sampleInterest(ctx, open, dueOn) : null
  return {
    kind: given.kind,
    language: own,
    sentOn: today,
    deadlineOn: found ? later(wanted, found.earliestDeadline) : wanted,
    currency: setUp.baseOn(today),
    reference: '1234566',
    referenceKind: 'number',
    seller: setUp.seller,
    party: {
      name: customers[company.country],
      number: '1001',
      isPerson: true,
      address: { street: '–', postCode: '', city: '', country: company.country },
    },
    interest: interest ? 'shown' : 'none',
    items: Array.from({ length: given.claims }, (_, i) => ({
      number: String(20_001 + i),
      what: '…',
      issuedOn: addDays(dueOn, -30),
      dueOn,
      reference: null,
      open,
      interest: interest?.amount ?? minor(0n),
      segments: interest?.segments ?? [],
      chargedSegments: [],
    })),
    charged: {},
    fee: given.withFee && found ? found.maximumFee : minor(0n),
    compensation: minor(0n),
    text: { subject: null, text: given.text?.trim() || null },
    accounts: setUp.accounts,
    ...lookOf(setUp, await readLooks(ctx, setUp, looksLike), looksLike, own),
  }
}

/** By the law of these days; none while the rate of a half-year is not entered. */
async function sampleInterest(ctx: Ctx, principal: Minor, after: Day): Promise<Interest | null> {
  const rules = country(ctx.company.country)
  const rate = statutoryRate(await readLawValues(ctx, rules))
  const dayCount = rules.rates.dayCount === 360 ? 'ACT/360' : 'ACT/365F'
  try {
    return interestOf({ principal, after, through: ctx.today, changes: [], rate, dayCount })
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
}
