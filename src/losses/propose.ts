import { z } from 'zod'
import { findClaims, reasonText, subject } from '../claims/find-claims.ts'
import type { Hindrance } from '../claims/hindrances.ts'
import { readHindrances } from '../claims/hindrances.ts'
import { lossLaw } from '../countries/bad-debt.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRunRows } from '../db/insert-run-rows.ts'
import { amountText, currencyCode, fileInput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, minor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import { findSmall, readLossFacts, readLossItems, readVatParts } from './loss-facts.ts'
import type { LossKind } from './loss-plan.ts'
import { lossKinds, lossParts } from './loss-plan.ts'
import { accountProblems, readLossSetUp } from './loss-set-up.ts'

/** A row of a proposal, as `run_rows.reason` keeps it. */
export interface LossReason {
  kind: LossKind
  number: string
  component: string
  claimItemId: Id
  dueOn: string
  parts: { code: string | null; category: string | null; percent: string | null; net: string; vat: string }[]
  evidence: { code: string; text: string; source?: string }[]
  letters: { id: Id; kind: string; sentOn: string }[]
  documentSha256: string | null
}

const bulk = z.object({
  amount: amountText.meta({ description: 'Claims with at most so much open' }),
  currency: currencyCode,
  daysOld: z.number().int().min(0).max(3650).default(90),
  invoiceGroups: z.array(z.string()).optional(),
  customerKind: z.string().optional(),
  limit: z.number().int().min(1).max(5000).default(1000),
})

/** What a loss must not be booked over: somebody asks for it, pays it, or has not been heard. */
const holding = new Set<Hindrance['kind']>([
  'in-collection',
  'in-enforcement',
  'dispute',
  'plan',
  'promise',
  'credit-note-pending',
  'unapplied-money',
  'refund-pending',
])

/**
 * Claims are proposed as losses, chosen ones or small rests in bulk: with their charges, what VAT comes back, and the evidence
 * that the books have. Nothing is posted before another person has approved it.
 */
export const propose = verb({
  kind: 'write',
  name: 'losses.propose',
  summary: 'Propose claims to be written off',
  route: 'POST /losses/runs',
  input: z
    .object({
      kind: z.enum(lossKinds).meta({
        description:
          'doubtful: provided for, still asked for · established: lost, VAT comes back where the law lets it · small: a rest that nobody asks for',
      }),
      ...subject,
      below: bulk.optional().meta({ description: 'Small rests in bulk, instead of named claims' }),
      evidence: reasonText.optional().meta({ description: 'What shows that it is lost' }),
      document: fileInput.optional().meta({ description: 'The document that shows it' }),
    })
    .refine((given) => !given.below || given.kind === 'small', { error: 'only small rests are proposed in bulk' }),
  output: z.object({
    runId: id,
    proposed: z.number(),
    held: z.number(),
    rejected: z.number(),
    sums: z.array(z.object({ currency: z.string(), amount: z.string(), vat: z.string() })),
  }),
  async run(ctx, given) {
    const ids = given.below ? await findSmall(ctx, await bulkOf(ctx, given.below)) : await named(ctx, given)
    if (ids.length === 0) refuse('loss.none-found', 'there is no open claim to write off', {}, 409)
    const rows = await judge(ctx, given, ids)
    const runId = newId()
    const proposed = rows.filter((row) => row.state === 'proposed')
    const sums = sumsOf(proposed)
    await ctx.db.query(
      `insert into runs (company_id, id, kind, state, parameters, totals, proposed_at, proposed_by) values ($1, $2, 'loss', 'proposed', $3, $4, $5, $6)`,
      [
        ctx.company.id,
        runId,
        JSON.stringify({ lossKind: given.kind, evidence: given.evidence ?? null, below: given.below ?? null }),
        JSON.stringify({ rows: rows.length, proposed: proposed.length, sums }),
        ctx.now,
        ctx.user.id,
      ],
    )
    await insertRunRows(
      ctx,
      runId,
      rows.map((row, i) => ({ ...row, row_no: i + 1 })),
    )
    const counts = {
      proposed: proposed.length,
      held: rows.filter((row) => row.state === 'held').length,
      rejected: rows.filter((row) => row.state === 'rejected').length,
    }
    await audit(ctx, { verb: 'losses.propose', subjects: [runId], summary: { kind: given.kind, ...counts, sums } })
    return { runId, ...counts, sums }
  },
})

async function named(ctx: Ctx, given: z.output<typeof propose.input>): Promise<Id[]> {
  return (await findClaims(ctx, given)).claims.map((claim) => claim.itemId)
}

async function bulkOf(ctx: Ctx, below: z.output<typeof bulk>) {
  const groups = below.invoiceGroups
    ? await ctx.db.rows<{ id: Id; code: string }>(
        `select id, code from invoice_groups where company_id = $1 and code = any ($2::text[])`,
        [ctx.company.id, below.invoiceGroups],
      )
    : null
  const unknown = below.invoiceGroups?.find((code) => !groups!.some((group) => group.code === code))
  if (unknown) refuse('invoice-group.unknown', `there is no invoice group ${unknown}`, { code: unknown })
  return {
    below: parseMinor(below.amount, below.currency),
    currency: below.currency,
    daysOld: below.daysOld,
    invoiceGroupIds: groups?.map((group) => group.id) ?? null,
    customerKind: below.customerKind ?? null,
    limit: below.limit,
  }
}

interface Row {
  state: 'proposed' | 'held' | 'rejected'
  subject_id: Id
  party_id: Id
  currency: string
  amount: bigint
  reason: LossReason
  problems: Problem[] | null
  business_area_id: Id | null
}

/** Each claim with its charges: what the law makes of it, and what stands in the way. */
async function judge(ctx: Ctx, given: z.output<typeof propose.input>, ids: readonly Id[]): Promise<Row[]> {
  const items = await readLossItems(ctx, ids)
  const open = new Map<Id, bigint>()
  for (const item of items) open.set(item.claimItemId, (open.get(item.claimItemId) ?? 0n) + item.open)
  const claims = items
    .filter((item) => item.component === 'capital')
    .map((item) => ({ ...item, amount: open.get(item.itemId)! }))
  const facts = await readLossFacts(ctx, claims, given.evidence ?? (given.document ? given.document.name : null))
  const hindrances = await readHindrances(ctx, ctx.today, { items: ids })
  const documents = await readVatParts(
    ctx,
    claims.flatMap((claim) => claim.invoiceId ?? []),
  )
  const pending = await readProposed(
    ctx,
    items.map((item) => item.itemId),
  )
  const setUp = await readLossSetUp(ctx)
  return items.map((item): Row => {
    const known = facts.get(item.claimItemId)
    const law = known ? lossLaw(ctx.company.country, known) : { allowed: false, vat: false, why: [], vatStays: null }
    const parts = lossParts(
      given.kind,
      item.component,
      minor(item.open),
      item.invoiceId ? documents.get(item.invoiceId) : undefined,
      law,
    )
    const taxed = item.component === 'capital' && documents.get(item.invoiceId ?? '')?.some((part) => part.vat > 0n)
    const keepsVat = given.kind === 'established' && taxed && law.vatStays !== null
    const against = (hindrances.get(item.claimItemId) ?? []).find(
      (one) => holding.has(one.kind) && given.kind !== 'doubtful',
    )
    const data = { number: item.number }
    const [missing] = accountProblems(setUp, given.kind, item, ctx.today)
    const problem: { state: 'held' | 'rejected'; problem: Problem } | null =
      given.kind === 'established' && !law.allowed
        ? {
            state: 'rejected',
            problem: {
              code: 'loss.not-shown',
              message: `nothing shows that ${item.number} is lost: give the evidence, or provide for it as doubtful`,
              data,
            },
          }
        : pending.has(item.itemId)
          ? {
              state: 'rejected',
              problem: {
                code: 'loss.proposed-already',
                message: `${item.number} is in a proposal already`,
                data,
              },
            }
          : against
            ? {
                state: 'held',
                problem: {
                  code: 'loss.claim-rests',
                  message: `${item.number} cannot be written off now (${against.kind}): end that first`,
                  data: { ...data, cause: against.kind },
                },
              }
            : missing
              ? { state: 'rejected', problem: missing }
              : null
    return {
      state: problem?.state ?? 'proposed',
      subject_id: item.itemId,
      party_id: item.partyId,
      currency: item.currency,
      amount: item.open,
      reason: {
        kind: given.kind,
        number: item.number,
        component: item.component,
        claimItemId: item.claimItemId,
        dueOn: item.dueOn,
        parts: parts.map((part) => ({ ...part, net: part.net.toString(), vat: part.vat.toString() })),
        evidence: [
          ...law.why.filter((one) => one.code !== 'loss-evidence' || !given.evidence),
          ...(given.evidence ? [{ code: 'loss-evidence', text: given.evidence }] : []),
          ...(keepsVat ? [law.vatStays!] : []),
        ],
        letters: known?.lettersSent ?? [],
        documentSha256: given.document?.sha256 ?? null,
      },
      problems: problem ? [problem.problem] : null,
      business_area_id: item.businessAreaId,
    }
  })
}

async function readProposed({ db, company }: Ctx, itemIds: readonly Id[]): Promise<Set<Id>> {
  const rows = await db.rows<{ id: Id }>(
    `select x.subject_id as id from runs r join run_rows x on x.company_id = r.company_id and x.run_id = r.id
      where r.company_id = $1 and r.kind = 'loss' and r.state in ('proposed', 'approved', 'executing') and x.state = 'proposed' and x.subject_id = any ($2::uuid[])`,
    [company.id, itemIds],
  )
  return new Set(rows.map((row) => row.id))
}

export function sumsOf(
  rows: readonly Pick<Row, 'currency' | 'amount' | 'reason'>[],
): { currency: string; amount: string; vat: string }[] {
  const sums = new Map<string, { amount: bigint; vat: bigint }>()
  for (const row of rows) {
    const sum = sums.get(row.currency) ?? { amount: 0n, vat: 0n }
    sum.amount += row.amount
    sum.vat += row.reason.parts.reduce((total, part) => total + BigInt(part.vat), 0n)
    sums.set(row.currency, sum)
  }
  return [...sums].map(([currency, { amount, vat }]) => ({
    currency,
    amount: formatMinor(minor(amount), currency),
    vat: formatMinor(minor(vat), currency),
  }))
}
