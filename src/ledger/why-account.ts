import { z } from 'zod'
import { articles } from '../company/articles.ts'
import { businessAreas } from '../company/business-areas.ts'
import { invoiceGroups } from '../company/invoice-groups.ts'
import { readState } from '../company/set-up/read-rows.ts'
import type { SetUpTable } from '../company/set-up/table.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { PostingRule } from './choose-account.ts'
import { accountOfRole, checkDimensions, chooseRule, readPostingSetUp, rulesThatHold } from './choose-account.ts'

/** Which account certain facts lead to on a day, by which rule, and which other rules held and lost. */
export const whyAccount = verb({
  kind: 'read',
  name: 'company.why-account',
  summary: 'Why this account: from facts to the rule that decides',
  route: 'GET /set-up/why-account',
  input: z.object({
    purpose: z.enum(['revenue', 'receivable', 'cash']),
    on: dayText.optional().meta({ description: 'Default: today' }),
    transactionType: z.string().optional(),
    invoiceGroup: z.string().optional(),
    article: z.string().optional(),
    customerKind: z.string().optional(),
    vatCode: z.string().optional(),
    businessArea: z.string().optional(),
    channel: z.string().optional().meta({ description: 'Code of a bank account' }),
  }),
  output: z.object({
    account: z.string().nullable(),
    accountName: z.string().nullable(),
    dimensions: z.record(z.string(), z.string()),
    because: z.string(),
    rule: z.record(z.string(), z.unknown()).nullable(),
    role: z.string().nullable(),
    lost: z.array(z.record(z.string(), z.unknown())),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  }),
  async run(ctx, input) {
    const on = input.on ?? ctx.today
    const setUp = await readPostingSetUp(ctx.db, ctx.company.id)
    const state = await readState(ctx, [invoiceGroups, articles, businessAreas])
    const idOf = (table: SetUpTable, code: string | undefined): Id | null =>
      code === undefined
        ? null
        : (state.get(table)!.find((row) => row.values.code === code)?.id ??
          refuse(`${table.one}.unknown`, `there is no ${table.one} ${code}`, { code }))
    const facts = {
      transactionType: input.transactionType ?? (input.purpose === 'cash' ? 'payment' : 'invoice'),
      invoiceGroupId: idOf(invoiceGroups, input.invoiceGroup),
      articleId: idOf(articles, input.article),
      customerKind: input.customerKind ?? null,
      vatCode: input.vatCode ?? null,
      areaId: idOf(businessAreas, input.businessArea),
      channel: input.channel ?? null,
    }
    const codes = new Map(
      [...state].flatMap(([, rows]) => rows.map((row) => [row.id ?? '', row.values.code as string] as const)),
    )
    const group = state.get(invoiceGroups)!.find((row) => row.id === facts.invoiceGroupId)?.values
    const rule = chooseRule(setUp, input.purpose, facts, on)
    const chosen = rule
      ? {
          account: rule.account,
          dimensions: rule.dimensions,
          because: `posting rule: ${conditions(rule, codes)}`,
          role: null,
        }
      : await withoutRule()
    const checked = chosen.account
      ? checkDimensions(
          setUp,
          chosen.account,
          { ...((group?.dimensions as Record<string, string> | undefined) ?? {}), ...chosen.dimensions },
          on,
        )
      : { dimensions: {}, problems: [] }
    const name = await ctx.db.maybe<{ name: string }>(`select name from accounts where company_id = $1 and code = $2`, [
      ctx.company.id,
      chosen.account,
    ])
    return {
      account: chosen.account,
      accountName: name?.name ?? null,
      dimensions: checked.dimensions,
      because: chosen.because,
      rule: rule ? ruleRow(rule, codes) : null,
      role: chosen.role,
      lost: rulesThatHold(setUp, input.purpose, facts, on)
        .filter((other) => other.id !== rule?.id)
        .map((other) => ruleRow(other, codes)),
      problems: checked.problems.map((problem) => ({ ...problem })),
    }

    async function withoutRule() {
      if (input.purpose === 'revenue' && group?.account)
        return {
          account: group.account as string,
          dimensions: {},
          because: `default account of invoice group ${String(group.code)}`,
          role: null,
        }
      if (input.purpose === 'cash') {
        const bank = await ctx.db.maybe<{ account: string }>(
          `select account from bank_accounts where company_id = $1 and code = $2`,
          [ctx.company.id, input.channel ?? ''],
        )
        return {
          account: bank?.account ?? null,
          dimensions: {},
          because: `account of bank account ${input.channel ?? '?'}`,
          role: null,
        }
      }
      const role =
        input.purpose === 'receivable'
          ? ((group?.receivableRole as string | undefined) ?? 'receivable')
          : group?.internal
            ? 'internalSales'
            : await salesRole()
      const account = accountOfRole(setUp, role, on)
      return {
        account,
        dimensions: {},
        because: account ? `account role ${role}` : `no account serves ${role} on ${on}`,
        role,
      }
    }

    async function salesRole(): Promise<string> {
      const row = await ctx.db.maybe<{ sales_role: string }>(
        `select sales_role from vat_codes where company_id = $1 and code = $2 and valid_from <= $3 and $3 < valid_to`,
        [ctx.company.id, input.vatCode ?? '', on],
      )
      return row?.sales_role ?? 'salesExempt'
    }
  },
})

/** A rule with codes in place of ids. */
export function ruleRow(rule: PostingRule, codes: ReadonlyMap<string, string>): Record<string, unknown> {
  const { invoiceGroupId, articleId, areaId, ...rest } = rule
  const codeOf = (id: Id | null | undefined) => (id ? (codes.get(id) ?? null) : null)
  return { ...rest, invoiceGroup: codeOf(invoiceGroupId), article: codeOf(articleId), businessArea: codeOf(areaId) }
}

function conditions(rule: PostingRule, codes: ReadonlyMap<string, string>): string {
  const row = ruleRow(rule, codes)
  const said = ['transactionType', 'invoiceGroup', 'article', 'customerKind', 'vatCode', 'businessArea', 'channel']
    .filter((key) => row[key])
    .map((key) => `${key} ${String(row[key])}`)
  return said.length > 0 ? said.join(', ') : 'anything'
}
