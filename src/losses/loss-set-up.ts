import type { Ctx } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import type { ChargeSetUp } from '../interest/charge-set-up.ts'
import { readChargeSetUp } from '../interest/charge-set-up.ts'
import type { Day } from '../kernel/day.ts'
import type { Problem } from '../kernel/problem.ts'
import { accountOfRole, checkDimensions, chooseAccount } from '../ledger/choose-account.ts'
import type { LossItem } from './loss-facts.ts'
import type { LossKind } from './loss-plan.ts'

export interface LossSetUp extends ChargeSetUp {
  /** The account that takes the VAT of a code, by its output role; of codes that have none their percent's. */
  vatAccount(code: string, percent: string | null, on: Day): string | null
}

export async function readLossSetUp(ctx: Ctx): Promise<LossSetUp> {
  const setUp = await readChargeSetUp(ctx)
  const codes = await ctx.db.rows<{ code: string; percent: string | null; role: string | null }>(
    sql`select code, trim_scale(percent)::text as percent, output_role as role from vat_codes where company_id = ${ctx.company.id} order by valid_from desc`,
  )
  return {
    ...setUp,
    vatAccount(code, percent, on) {
      const plain = percent === null ? null : percent.replace(/\.?0+$/, (tail) => (tail.startsWith('.') ? '' : tail))
      const known =
        codes.find((one) => one.code === code && one.percent === plain) ?? codes.find((one) => one.code === code)
      return accountOfRole(setUp.posting, known?.role ?? `outputVat:${plain}`, on)
    },
  }
}

export type Chosen =
  | { account: string; dimensions: Record<string, string>; ruleId: string | null }
  | { problems: Problem[] }

/** As posting rules of purpose "difference" name them. */
export const lossTypes: Record<LossKind, string> = {
  established: 'bad-debt',
  doubtful: 'doubtful-debt',
  small: 'small-loss',
}
const lossRoles: Record<LossKind, string> = {
  established: 'badDebt',
  doubtful: 'badDebtDoubtful',
  small: 'smallDifference',
}

export const lossAccount = (setUp: LossSetUp, kind: LossKind, item: LossItem, on: Day): Chosen =>
  chosen(setUp, lossTypes[kind], lossRoles[kind], item, on)

/** What is missing to post it on the day: found when it is proposed, not after somebody has approved it. */
export function accountProblems(setUp: LossSetUp, kind: LossKind, item: LossItem, on: Day): Problem[] {
  const target = lossAccount(setUp, kind, item, on)
  if ('problems' in target) return target.problems
  const own = kind === 'doubtful' ? (['receivableImpairment', 'receivableDoubtful'] as const) : []
  return own.filter((role) => accountOfRole(setUp.posting, role, on) === null).map((role) => roleMissing(role, on))
}

export const recoveryAccount = (
  setUp: LossSetUp,
  item: Pick<LossItem, 'invoiceGroupId' | 'customerKind' | 'businessAreaId'>,
  on: Day,
): Chosen => chosen(setUp, 'bad-debt-recovered', 'badDebtRecovered', item, on)

/** By a posting rule that names the transaction type, else by role; with the dimensions of the invoice group. */
function chosen(
  setUp: LossSetUp,
  transactionType: string,
  role: string,
  item: Pick<LossItem, 'invoiceGroupId' | 'customerKind' | 'businessAreaId'>,
  on: Day,
): Chosen {
  const facts = {
    transactionType,
    invoiceGroupId: item.invoiceGroupId,
    customerKind: item.customerKind,
    areaId: item.businessAreaId,
  }
  const rules = setUp.posting.rules.filter((rule) => rule.transactionType === transactionType)
  const found = chooseAccount({ ...setUp.posting, rules }, 'difference', facts, role, on)
  if (!found) return { problems: [roleMissing(role, on)] }
  const { dimensions, problems } = checkDimensions(
    setUp.posting,
    found.account,
    { ...setUp.dimensionsOf(item.invoiceGroupId), ...found.dimensions },
    on,
  )
  if (problems.length > 0) return { problems }
  return { account: found.account, dimensions, ruleId: 'rule' in found.why ? found.why.rule.id : null }
}

export const roleMissing = (role: string, on: Day): Problem => ({
  code: 'account-role.missing',
  message: `no account for ${role} on ${on}: complete the set-up of account roles`,
  data: { role },
})
