import { hot } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'

export type RulePurpose = 'revenue' | 'receivable' | 'vat' | 'cash' | 'difference'

/** What a posting rule may ask for; null in a rule matches anything. */
export interface PostingFacts {
  transactionType?: string | null
  invoiceGroupId?: Id | null
  articleId?: Id | null
  customerKind?: string | null
  vatCode?: string | null
  areaId?: Id | null
  channel?: string | null
}

export interface PostingRule extends PostingFacts {
  id: Id
  purpose: RulePurpose
  account: string
  dimensions: Record<string, string>
  validFrom: Day
  validTo: Day
  note: string | null
}

export interface ChosenAccount {
  account: string
  dimensions: Record<string, string>
  /** The answer to "why this account". */
  why: { rule: PostingRule } | { role: string }
}

/** Everything that decides about accounts, read once for a batch. */
export interface PostingSetUp {
  rules: PostingRule[]
  roles: { role: string; validFrom: Day; account: string }[]
  accounts: Map<string, { code: string; kind: string; control: string | null; validFrom: Day; validTo: Day }>
  dimensionRules: {
    accountFrom: string
    accountTo: string
    dimension: string
    rule: string
    fixedValue: string | null
    validFrom: Day
    validTo: Day
  }[]
  combinations: {
    whenDimension: string
    whenFrom: string
    whenTo: string
    thenDimension: string
    thenFrom: string
    thenTo: string
    validFrom: Day
    validTo: Day
  }[]
  dimensionValues: Map<string, { validFrom: Day; validTo: Day }>
  dimensions: { code: string; source: string | null }[]
}

export async function readPostingSetUp(db: Db, companyId: Id): Promise<PostingSetUp> {
  const rules = await db.rows<PostingRule>(
    hot(
      `select id, purpose, transaction_type as "transactionType", invoice_group_id as "invoiceGroupId", article_id as "articleId", customer_kind as "customerKind",
            vat_code as "vatCode", area_id as "areaId", channel, account, dimensions, valid_from as "validFrom", valid_to as "validTo", note
       from posting_rules where company_id = $1`,
      [companyId],
    ),
  )
  const roles = await db.rows<PostingSetUp['roles'][number]>(
    hot(
      `select role, valid_from as "validFrom", account from account_roles where company_id = $1 order by valid_from`,
      [companyId],
    ),
  )
  const accounts = await db.rows<{ code: string; kind: string; control: string | null; validFrom: Day; validTo: Day }>(
    hot(
      `select code, kind, control, valid_from as "validFrom", valid_to as "validTo" from accounts where company_id = $1`,
      [companyId],
    ),
  )
  const dimensionRules = await db.rows<PostingSetUp['dimensionRules'][number]>(
    hot(
      `select account_from as "accountFrom", account_to as "accountTo", dimension, rule, fixed_value as "fixedValue", valid_from as "validFrom", valid_to as "validTo"
       from dimension_rules where company_id = $1`,
      [companyId],
    ),
  )
  const combinations = await db.rows<PostingSetUp['combinations'][number]>(
    hot(
      `select when_dimension as "whenDimension", when_from as "whenFrom", when_to as "whenTo", then_dimension as "thenDimension", then_from as "thenFrom", then_to as "thenTo",
            valid_from as "validFrom", valid_to as "validTo" from dimension_combinations where company_id = $1`,
      [companyId],
    ),
  )
  const values = await db.rows<{ dimension: string; code: string; validFrom: Day; validTo: Day }>(
    hot(
      `select dimension, code, valid_from as "validFrom", valid_to as "validTo" from dimension_values where company_id = $1`,
      [companyId],
    ),
  )
  const dimensions = await db.rows<{ code: string; source: string | null }>(
    hot(`select code, source from dimensions where company_id = $1 order by position`, [companyId]),
  )
  return {
    rules,
    roles,
    accounts: new Map(accounts.map((account) => [account.code, account])),
    dimensionRules,
    combinations,
    dimensionValues: new Map(values.map((value) => [`${value.dimension} ${value.code}`, value])),
    dimensions,
  }
}

const criteria = [
  'transactionType',
  'invoiceGroupId',
  'articleId',
  'customerKind',
  'vatCode',
  'areaId',
  'channel',
] as const
// An article says more than its group, a group more than a kind of customer: the weight breaks ties between rules of equal count.
const weights: Record<(typeof criteria)[number], number> = {
  articleId: 64,
  invoiceGroupId: 32,
  vatCode: 16,
  customerKind: 8,
  areaId: 4,
  channel: 2,
  transactionType: 1,
}

/** The dated rule that says most about the facts; null when none holds. */
export function chooseRule(
  setUp: PostingSetUp,
  purpose: RulePurpose,
  facts: PostingFacts,
  on: Day,
): PostingRule | null {
  let best: PostingRule | null = null
  let bestScore = -1
  for (const rule of setUp.rules) {
    const score = scoreOf(rule, purpose, facts, on)
    if (score > bestScore) {
      best = rule
      bestScore = score
    }
  }
  return best
}

/** Every rule that holds, the one that decides first: the others lost to it. */
export function rulesThatHold(setUp: PostingSetUp, purpose: RulePurpose, facts: PostingFacts, on: Day): PostingRule[] {
  return setUp.rules
    .map((rule) => ({ rule, score: scoreOf(rule, purpose, facts, on) }))
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(({ rule }) => rule)
}

/** How much the rule says about the facts; −1 when it does not hold. */
function scoreOf(rule: PostingRule, purpose: RulePurpose, facts: PostingFacts, on: Day): number {
  if (rule.purpose !== purpose || rule.validFrom > on || rule.validTo <= on) return -1
  let score = 0
  for (const criterion of criteria) {
    const wanted = rule[criterion]
    if (wanted === null || wanted === undefined) continue
    if (wanted !== facts[criterion]) return -1
    score += 128 + weights[criterion]
  }
  return score
}

/** The company's account for a role on a day ("receivable", "output-vat-25"). */
export function accountOfRole(setUp: PostingSetUp, role: string, on: Day): string | null {
  let account: string | null = null
  for (const row of setUp.roles) if (row.role === role && row.validFrom <= on) account = row.account
  return account
}

/** By rule, else by the role's account: with the reason. */
export function chooseAccount(
  setUp: PostingSetUp,
  purpose: RulePurpose,
  facts: PostingFacts,
  role: string,
  on: Day,
): ChosenAccount | null {
  const rule = chooseRule(setUp, purpose, facts, on)
  if (rule) return { account: rule.account, dimensions: rule.dimensions, why: { rule } }
  const account = accountOfRole(setUp, role, on)
  return account === null ? null : { account, dimensions: {}, why: { role } }
}

/** Why nothing is posted on an account on a day; null: it is there and open. */
export function accountProblem({ accounts }: PostingSetUp, account: string, on: Day): Problem | null {
  const known = accounts.get(account)
  if (!known)
    return { code: 'account.unknown', message: `account ${account} does not exist on ${on}`, data: { account, on } }
  if (known.validTo <= on) return outsideOfDays(true, account, known.validTo, on)
  return known.validFrom > on ? outsideOfDays(false, account, known.validFrom, on) : null
}

export const outsideOfDays = (isClosed: boolean, account: string, from: Day, on: Day): Problem =>
  isClosed
    ? {
        code: 'account.closed',
        message: `account ${account} is closed from ${from}: choose another, or let it end later`,
        data: { account, from },
      }
    : {
        code: 'account.not-begun',
        message: `account ${account} begins on ${from}, and ${on} lies before: choose another, or let it begin earlier`,
        data: { account, from, on },
      }

/**
 * Completes and checks the dimensions of a posting: fixed values are set, required ones must be there, values must exist
 * on the day, and combinations must be allowed. Answers with all problems.
 */
export function checkDimensions(
  setUp: PostingSetUp,
  account: string,
  given: Record<string, string>,
  on: Day,
): { dimensions: Record<string, string>; problems: Problem[] } {
  const dimensions = { ...given }
  const problems: Problem[] = []
  const refused = accountProblem(setUp, account, on)
  if (refused) problems.push(refused)
  for (const rule of setUp.dimensionRules) {
    if (rule.accountFrom > account || account > rule.accountTo || rule.validFrom > on || rule.validTo <= on) continue
    const value = dimensions[rule.dimension]
    if (rule.rule === 'fixed') dimensions[rule.dimension] = rule.fixedValue!
    else if (rule.rule === 'required' && !value) {
      problems.push({
        code: 'dimension.required',
        message: `account ${account} needs ${rule.dimension}`,
        data: { account, dimension: rule.dimension },
      })
    } else if (rule.rule === 'forbidden' && value) delete dimensions[rule.dimension]
  }
  for (const [dimension, value] of Object.entries(dimensions)) {
    const row = setUp.dimensionValues.get(`${dimension} ${value}`)
    if (!row || row.validFrom > on || row.validTo <= on) {
      problems.push({
        code: 'dimension.unknown-value',
        message: `${dimension} ${value} does not exist on ${on}`,
        data: { dimension, value, on },
      })
    }
  }
  for (const rule of setUp.combinations) {
    if (rule.validFrom > on || rule.validTo <= on) continue
    const [when, then] = [dimensions[rule.whenDimension], dimensions[rule.thenDimension]]
    if (!when || !then || when < rule.whenFrom || when > rule.whenTo) continue
    if (then < rule.thenFrom || then > rule.thenTo) {
      problems.push({
        code: 'dimension.combination-refused',
        message: `${rule.whenDimension} ${when} goes with ${rule.thenDimension} ${rule.thenFrom}–${rule.thenTo}, not ${then}`,
        data: { dimension: rule.thenDimension, value: then, with: when },
      })
    }
  }
  return { dimensions, problems }
}
