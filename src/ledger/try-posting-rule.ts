import { z } from 'zod'
import { articles } from '../company/articles.ts'
import { businessAreas } from '../company/business-areas.ts'
import { invoiceGroups } from '../company/invoice-groups.ts'
import { postingRules } from '../company/posting-rules.ts'
import { planRows } from '../company/set-up/plan.ts'
import { readState } from '../company/set-up/read-rows.ts'
import type { SetUpTable, Values } from '../company/set-up/table.ts'
import { keyOf } from '../company/set-up/table.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { assert, Refused } from '../kernel/problem.ts'
import type { PostingRule, PostingSetUp, RulePurpose } from './choose-account.ts'
import { chooseRule, readPostingSetUp } from './choose-account.ts'

const linesMax = 10_000
const shownMax = 200

/**
 * What a posting rule would do, before it is saved: the last invoice lines as if they were issued on the rule's first day
 * (today, if that lies before). Lines whose order named an account follow no rule and are counted apart.
 */
export const tryPostingRule = verb({
  kind: 'read',
  name: 'company.try-posting-rule',
  summary: 'Which of the last invoice lines would get another account by this rule',
  route: 'POST /set-up/posting-rules/try',
  input: z.object({
    rule: z.record(z.string(), z.unknown()).meta({ description: 'A row as company.save-posting-rules takes it' }),
    lines: z.number().int().min(1).max(linesMax).default(1000).meta({ description: 'How many of the last lines' }),
    from: dayText.optional().meta({ description: 'Only documents issued on this day or later' }),
    to: dayText.optional(),
  }),
  output: z.object({
    on: z.string(),
    looked: z.number().int(),
    codedByOrder: z.number().int(),
    changed: z.number().int(),
    moves: z.array(
      z.object({ from: z.string(), to: z.string(), currency: z.string(), lines: z.number().int(), amount: z.string() }),
    ),
    lines: z.array(
      z.object({
        invoiceId: id,
        invoice: z.string(),
        issuedOn: dayText,
        lineNo: z.number().int(),
        name: z.string(),
        amount: z.string(),
        currency: z.string(),
        from: z.string(),
        to: z.string(),
      }),
    ),
  }),
  async run(ctx, input) {
    const setUp = await readPostingSetUp(ctx.db, ctx.company.id)
    const { rule, rules } = await withRule(ctx, input.rule, setUp)
    const on = later(rule.validFrom, ctx.today)
    const after: PostingSetUp = { ...setUp, rules }
    const lines = await readLines(ctx, rule.purpose, input)
    const free = lines.filter((line) => !line.coded)
    const changed = free.flatMap((line) => {
      const facts = {
        ...line,
        articleId: rule.purpose === 'revenue' ? line.articleId : null,
        vatCode: rule.purpose === 'revenue' ? line.vatCode : null,
      }
      const [old, now] = [setUp, after].map(
        (one) => chooseRule(one, rule.purpose, facts, on)?.account ?? line.otherwise,
      )
      return old === now ? [] : [{ line, from: old!, to: now! }]
    })
    const moves = new Map<string, { from: string; to: string; currency: string; lines: number; amount: bigint }>()
    for (const { line, from, to } of changed) {
      const key = `${from} ${to} ${line.currency}`
      const move = moves.get(key) ?? { from, to, currency: line.currency, lines: 0, amount: 0n }
      move.lines += 1
      move.amount += line.amount
      moves.set(key, move)
    }
    return {
      on,
      looked: lines.length,
      codedByOrder: lines.length - free.length,
      changed: changed.length,
      moves: [...moves.values()].map((move) => ({ ...move, amount: formatMinor(move.amount, move.currency) })),
      lines: changed.slice(0, shownMax).map(({ line, from, to }) => ({
        invoiceId: line.invoiceId,
        invoice: line.numberText,
        issuedOn: line.issuedOn,
        lineNo: line.lineNo,
        name: line.name,
        amount: formatMinor(line.amount, line.currency),
        currency: line.currency,
        from,
        to,
      })),
    }
  },
})

/** The rules as they would be: checked like a rule that is saved, and what it ends is ended. */
async function withRule(
  ctx: Ctx,
  given: Values,
  setUp: PostingSetUp,
): Promise<{ rule: PostingRule; rules: PostingRule[] }> {
  const state = await readState(ctx, [postingRules])
  const plan = await planRows(ctx, postingRules, [{ row: 1, values: given }], state)
  // A rule that was used cannot be saved anew, but tried it can be.
  const problems = plan.problems.filter(
    (problem) => problem.severity !== 'warning' && problem.code !== 'posting-rule.used',
  )
  if (problems.length > 0) throw new Refused(problems)
  const idOf = (table: SetUpTable, code: unknown): Id | null =>
    code ? (state.get(table)!.find((row) => row.values.code === code)?.id ?? null) : null
  const changed = plan.changes.map(
    ({ id, after }): PostingRule => ({
      id: id!,
      purpose: after.purpose as RulePurpose,
      transactionType: after.transactionType as string | null,
      invoiceGroupId: idOf(invoiceGroups, after.invoiceGroup),
      articleId: idOf(articles, after.article),
      customerKind: after.customerKind as string | null,
      vatCode: after.vatCode as string | null,
      areaId: idOf(businessAreas, after.businessArea),
      channel: after.channel as string | null,
      account: after.account as string,
      dimensions: after.dimensions as Record<string, string>,
      validFrom: (after.validFrom ?? '-infinity') as Day,
      validTo: (after.validTo ?? 'infinity') as Day,
      note: after.note as string | null,
    }),
  )
  const ids = new Set(changed.map((rule) => rule.id))
  const rules = [...setUp.rules.filter((rule) => !ids.has(rule.id)), ...changed]
  const own = plan.changes.findIndex((change) => change.row !== null)
  // The very rule that stands already: it changes nothing.
  const same = state.get(postingRules)!.find((row) => keyOf(postingRules, row.values) === keyOf(postingRules, given))
  const rule = changed[own] ?? setUp.rules.find((one) => one.id === same?.id)
  assert(rule, 'a rule without problems is a change, or stands already')
  return { rule, rules }
}

interface Line {
  invoiceId: Id
  issuedOn: Day
  numberText: string
  lineNo: number
  name: string
  currency: string
  amount: bigint
  transactionType: string
  invoiceGroupId: Id
  articleId: Id | null
  customerKind: string | null
  vatCode: string
  areaId: Id | null
  /** The account without any rule: the group's default, else the role's. */
  otherwise: string
  coded: boolean
}

/** The last lines of issued documents (for receivables: the documents), with what rules ask for. */
async function readLines(
  ctx: Ctx,
  purpose: RulePurpose,
  { lines: count, from, to }: { lines: number; from?: Day | undefined; to?: Day | undefined },
): Promise<Line[]> {
  const perDocument = purpose === 'receivable'
  return ctx.db.rows<Line>(
    `select i.id as "invoiceId", i.issued_on as "issuedOn", i.number_text as "numberText", l.line_no as "lineNo", case when p.protection = 'none' then l.name else '' end as name, i.currency,
            case when i.kind = 'credit-note' then -1 else 1 end * ${perDocument ? 'i.amount_payable' : 'l.amount_net'} as amount,
            i.kind as "transactionType", i.invoice_group_id as "invoiceGroupId", l.article_id as "articleId", p.customer_kind as "customerKind",
            l.vat_code as "vatCode", g.business_area_id as "areaId",
            coalesce(${perDocument ? '' : `g.default_coding ->> 'account',`}
              (select r.account from account_roles r where r.company_id = i.company_id and r.valid_from <= $3 and r.role =
                 ${perDocument ? 'g.receivable_role' : `case when g.internal then 'internalSales' else coalesce((select v.sales_role from vat_codes v where v.company_id = i.company_id and v.code = l.vat_code and v.valid_from <= $3 and $3 < v.valid_to), 'salesExempt') end`}
                order by r.valid_from desc limit 1), '?') as otherwise,
            ${perDocument ? 'false' : `exists (select from order_lines o, jsonb_array_elements(o.coding) c where o.company_id = l.company_id and o.order_id = l.order_id and o.line_no = l.order_line_no and jsonb_typeof(o.coding) = 'array' and c ->> 'account' is not null)`} as coded
       from (select * from invoices where company_id = $1 and kind not in ('proforma', 'advance-invoice')
                and ($4::date is null or issued_on >= $4) and ($5::date is null or issued_on <= $5) order by id desc limit $2) i
       join invoice_lines l on l.company_id = i.company_id and l.invoice_id = i.id
        and ${perDocument ? 'l.line_no = (select min(m.line_no) from invoice_lines m where m.company_id = l.company_id and m.invoice_id = l.invoice_id)' : 'not l.text_only and l.amount_net <> 0'}
       join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
       join parties p on p.company_id = i.company_id and p.id = i.party_id
      order by i.id desc, l.line_no limit $2`,
    [ctx.company.id, count, ctx.today, from ?? null, to ?? null],
  )
}
