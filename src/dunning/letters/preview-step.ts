import { z } from 'zod'
import { unknownPlaceholders } from '../../claims/letters/fill.ts'
import { letterKinds } from '../../countries/claims.ts'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, language } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import { addDays, later } from '../../kernel/day.ts'
import { minor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { letterQuestion } from '../law.ts'
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

async function sampleFacts(ctx: Ctx, given: z.output<typeof input>): Promise<LetterFacts> {
  const { today, company } = ctx
  if (!wordsOf(company.country, given.kind, 'en'))
    refuse('dunning-policy.no-such-letter', `there is no ${given.kind} in this country`, { kind: given.kind })
  const setUp = await readBillingSetUp(ctx)
  const law = await readLawDesk(ctx)
  const dueOn = addDays(today, -daysLate)
  const { law: found } = law.letter(
    letterQuestion({ dueOn, letters: [], costs: 0n }, 0n, given.kind, {
      sentOn: today,
      debtor: 'consumer',
      creditor: law.creditor,
      feeAgreed: true,
      disputed: false,
    }),
  )
  const wanted = addDays(today, given.deadlineDays)
  const group = [...setUp.groups.values()][0]
  const looksLike = group ? [{ invoiceGroupId: group.id }] : []
  const own = given.language ?? company.language
  const open = minor(125_000n)
  const interest = minor(given.withInterest ? 719n : 0n)
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
    interest: given.withInterest ? 'shown' : 'none',
    items: Array.from({ length: given.claims }, (_, i) => ({
      number: String(20_001 + i),
      what: '…',
      issuedOn: addDays(dueOn, -30),
      dueOn,
      reference: null,
      open,
      interest,
      segments: given.withInterest
        ? [{ from: addDays(dueOn, 1), through: today, days: daysLate, percent: sampleRate, principal: open }]
        : [],
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
/** Of the invented claim. */
const sampleRate = '10'
