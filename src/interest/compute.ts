import { country } from '../countries/index.ts'
import { verb } from '../db/verb.ts'
import { computeInterest, interestAnswer, interestQuestion } from './compute-interest.ts'
import { readLawValues } from './read-law-values.ts'

/** Late-payment interest of any amount, by the law that holds for the company and the rates that it has added. */
export const compute = verb({
  kind: 'read',
  name: 'interest.compute',
  summary: 'Compute late-payment interest, with its segments',
  route: 'POST /interest/compute',
  input: interestQuestion,
  output: interestAnswer,
  async run(ctx, given) {
    const rules = country(ctx.company.country)
    return computeInterest(rules, await readLawValues(ctx, rules), given)
  },
})
