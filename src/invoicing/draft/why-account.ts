import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import type { ChosenAccount, PostingFacts } from '../../ledger/choose-account.ts'
import { chooseAccount } from '../../ledger/choose-account.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { readBillingSetUp, vatAt, vatOn } from '../billing-set-up.ts'

const facts = z.object({
  transactionType: z.string().default('invoice'),
  invoiceGroup: z.string().optional(),
  article: z.string().optional(),
  customer: z.string().optional(),
  vatCode: z.string().optional(),
  on: dayText.optional(),
})

/** Why a line is posted where it is: the order's own wish, the rule that decided, the invoice group's default, or the account of a role. */
export const whyAccount = verb({
  kind: 'read',
  name: 'invoicing.why-account',
  summary: 'Why a line is posted on this account',
  route: 'GET /why-account',
  input: facts
    .extend({ invoiceId: id.optional(), lineNo: z.coerce.number().int().positive().optional() })
    .refine((given) => Boolean(given.invoiceGroup && given.vatCode) !== Boolean(given.invoiceId && given.lineNo), {
      error: 'give invoiceId and lineNo of a document, or invoiceGroup and vatCode of one to be',
    }),
  output: z.object({
    on: z.string(),
    accounts: z.array(z.object({ account: z.string(), dimensions: z.record(z.string(), z.string()) })),
    because: z.enum(['order', 'rule', 'invoice-group', 'role']),
    /** The rule, or the name of the role. */
    rule: z.record(z.string(), z.unknown()).nullable(),
    role: z.string().nullable(),
    text: z.string(),
  }),
  async run(ctx, given) {
    const setUp = await readBillingSetUp(ctx)
    const line = given.invoiceId
      ? await lineOf(ctx, setUp, given.invoiceId, given.lineNo!)
      : await factsOf(ctx, setUp, given)
    return whyLine(setUp, line)
  },
})

/** @throws Refused account-role.missing */
export function whyLine(setUp: BillingSetUp, line: Line) {
  const wishes = line.coding?.filter((wish) => wish.account) ?? []
  if (wishes.length > 0)
    return {
      on: line.on,
      accounts: wishes.map((wish) => ({ account: wish.account!, dimensions: wish.dimensions })),
      because: 'order' as const,
      rule: null,
      role: null,
      text: 'the order itself names the account',
    }
  const chosen = chooseAccount(setUp.posting, 'revenue', line.facts, line.role, line.on)
  const group = setUp.groups.get(line.facts.invoiceGroupId ?? '')
  return explain(chosen, line.role, line.on, group?.defaultCoding ?? {}, group?.code ?? '')
}

export interface Line {
  on: Day
  facts: PostingFacts
  role: string
  coding: { account: string | null; dimensions: Record<string, string> }[] | null
}

function explain(
  chosen: ChosenAccount | null,
  role: string,
  on: Day,
  group: { account?: string; dimensions?: Record<string, string> },
  groupCode: string,
) {
  const rule = chosen && 'rule' in chosen.why ? chosen.why.rule : null
  if (chosen && rule)
    return {
      on,
      accounts: [{ account: chosen.account, dimensions: { ...group.dimensions, ...chosen.dimensions } }],
      because: 'rule' as const,
      rule: { ...rule },
      role: null,
      text: `posting rule${rule.note ? ` “${rule.note}”` : ''} in force since ${rule.validFrom}: the most specific that holds`,
    }
  if (group.account)
    return {
      on,
      accounts: [{ account: group.account, dimensions: group.dimensions ?? {} }],
      because: 'invoice-group' as const,
      rule: null,
      role: null,
      text: `no posting rule holds; invoice group ${groupCode} has this account as its default`,
    }
  if (!chosen) return refuse('account-role.missing', `no account for ${role} on ${on}: complete the set-up`, { role })
  return {
    on,
    accounts: [{ account: chosen.account, dimensions: group.dimensions ?? {} }],
    because: 'role' as const,
    rule: null,
    role,
    text: `no posting rule holds; this is the company's account for ${role}`,
  }
}

async function factsOf({ db, company, today }: Ctx, setUp: BillingSetUp, given: z.output<typeof facts>): Promise<Line> {
  const vatCode = given.vatCode ?? ''
  const on = given.on ?? today
  const group = [...setUp.groups.values()].find((one) => one.code === given.invoiceGroup)
  if (!group)
    return refuse('invoice-group.unknown', `there is no invoice group ${given.invoiceGroup}`, {
      code: given.invoiceGroup ?? null,
    })
  const known = await db.one<{ article: Id | null; customer_kind: string | null; found: boolean }>(
    `select (select id from articles where company_id = $1 and code = $2) as article,
            (select customer_kind from parties where company_id = $1 and number = $3) as customer_kind,
            $2::text is null or exists (select from articles where company_id = $1 and code = $2) as found`,
    [company.id, given.article ?? null, given.customer ?? null],
  )
  if (!known.found)
    refuse('article.unknown', `there is no article ${given.article}`, { article: given.article ?? null })
  return {
    on,
    role: group.internal ? 'internalSales' : (vatOn(setUp, vatCode, on)?.salesRole ?? 'salesExempt'),
    coding: null,
    facts: {
      transactionType: given.transactionType,
      invoiceGroupId: group.id,
      articleId: known.article,
      customerKind: known.customer_kind,
      vatCode,
      areaId: group.businessAreaId,
    },
  }
}

async function lineOf({ db, company }: Ctx, setUp: BillingSetUp, invoiceId: Id, lineNo: number): Promise<Line> {
  const row = await db.maybe<{
    on: Day
    kind: string
    group_id: Id
    article_id: Id | null
    customer_kind: string | null
    vat_code: string
    vat_percent: string | null
    coding: Line['coding']
  }>(
    `select i.issued_on as on, i.kind, i.invoice_group_id as group_id, l.article_id, p.customer_kind, l.vat_code, trim_scale(l.vat_percent)::text as vat_percent, o.coding
       from invoices i join invoice_lines l on l.company_id = i.company_id and l.invoice_id = i.id and l.line_no = $3
       join parties p on p.company_id = i.company_id and p.id = i.party_id
       left join order_lines o on o.company_id = l.company_id and o.order_id = l.order_id and o.line_no = l.order_line_no
      where i.company_id = $1 and i.id = $2`,
    [company.id, invoiceId, lineNo],
  )
  if (!row) return refuse('invoice.line-unknown', `there is no line ${lineNo} in this invoice`, { line: lineNo }, 404)
  const group = setUp.groups.get(row.group_id)!
  return {
    on: row.on,
    role: group.internal ? 'internalSales' : (vatAt(setUp, row.vat_code, row.vat_percent)?.salesRole ?? 'salesExempt'),
    coding: row.coding,
    facts: {
      transactionType: row.kind,
      invoiceGroupId: group.id,
      articleId: row.article_id,
      customerKind: row.customer_kind,
      vatCode: row.vat_code,
      areaId: group.businessAreaId,
    },
  }
}
