import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { minor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { compose, decide } from '../decide.ts'
import { readPolicyBook } from '../policies.ts'
import { claimsOfParties } from '../read-claims.ts'
import type { RowReason } from '../run-shape.ts'
import type { Proposal, ProposedItem } from '../types.ts'
import { isLetter, sumCharged } from '../types.ts'
import { readAround, readScales } from '../weigh.ts'
import type { ChargedBefore, LetterFacts } from './letter-facts.ts'
import type { ItemRow } from './read-letters.ts'
import {
  addressee,
  chargedDays,
  groundOf,
  lookOf,
  ownText,
  readLooks,
  referenceKind,
  segmentsOf,
} from './read-letters.ts'

/** A row of a run as the letter that it would be, by the functions that decide; held claims as if nothing held them. */
export async function proposedLetter(
  ctx: Ctx,
  row: ProposedRow,
  inLanguage?: Language,
): Promise<{ facts: LetterFacts; party: PartyFacts }> {
  const { proposal, party } = await proposalOf(ctx, row)
  return { facts: await factsOf(ctx, proposal, party, row.on, inLanguage ?? party.language), party }
}

export interface ProposedRow {
  partyId: Id
  on: Day
  reason: RowReason
}

/** A row decided again, by the functions that a run decides by. */
export async function proposalOf(ctx: Ctx, row: ProposedRow): Promise<{ proposal: Proposal; party: PartyFacts }> {
  const scales = await readScales(ctx, row.on)
  const book = await readPolicyBook(ctx, row.on)
  const claims = await claimsOfParties(ctx, row.on, book, [row.partyId])
  const around = await readAround(ctx, scales, claims)
  const wanted = new Set(row.reason.items.map((item) => item.id))
  const found: { proposal: Proposal; item: ProposedItem }[] = []
  for (const proposal of decide(claims, around).rows)
    for (const item of proposal.items) if (wanted.has(item.claim.itemId)) found.push({ proposal, item })
  const first = found[0]?.proposal
  const party = around.parties.get(row.partyId)
  if (!first || !party || found.some(({ proposal }) => proposal.step !== first.step))
    return refuse(
      'dunning-row.changed',
      'a claim of this row was paid, or stands at another step since: propose again',
      {},
      409,
    )
  const items = found.map(({ item }) => item)
  return { proposal: compose(items, [], first.policy, first.step, party, around, claims), party }
}

/** A decided row as the letter that it would be. @throws Refused dunning-row.no-letter */
export async function factsOf(
  ctx: Ctx,
  proposal: Proposal,
  party: PartyFacts,
  on: Day,
  language: Language,
): Promise<LetterFacts> {
  const { step, policy, main, currency } = proposal
  if (!isLetter(step.kind))
    return refuse('dunning-row.no-letter', 'this row hands claims over: it sends no letter', { kind: step.kind })
  const setUp = await readBillingSetUp(ctx)
  const documents = await readGrounds(
    ctx,
    proposal.items.map((item) => item.claim.itemId),
  )
  const rows = proposal.items.map((item) => ({ item, row: documents.get(item.claim.itemId)! }))
  const looks = await readLooks(
    ctx,
    setUp,
    rows.map(({ row }) => row),
  )
  return {
    kind: step.kind,
    language,
    sentOn: on,
    deadlineOn: proposal.deadlineOn,
    currency,
    reference: main.reference,
    referenceKind: referenceKind(
      ctx.company.country,
      main.reference,
      rows.map(({ row }) => row),
    ),
    seller: setUp.seller,
    party: addressee(party.buyer, party),
    interest: proposal.items.every((item) => item.interest.accrued?.free) ? 'none' : policy.interest,
    items: rows.map(({ item, row }) => ({
      number: row.number,
      what: groundOf(row.firstLine, row.lineCount, language),
      issuedOn: row.issuedOn,
      dueOn: item.claim.dueOn,
      reference: row.reference,
      open: minor(item.asked),
      interest: minor(item.interest.amount),
      segments: segmentsOf(item.interest.segments, currency),
      chargedSegments: segmentsOf(row.chargedSegments, currency),
    })),
    charged: chargedBefore(proposal),
    fee: minor(proposal.fee),
    compensation: minor(proposal.compensation),
    text: ownText(step.texts, language),
    accounts: setUp.accounts,
    ...lookOf(
      setUp,
      looks,
      rows.map(({ row }) => row),
      language,
    ),
  }
}

function chargedBefore({ items }: Proposal): ChargedBefore {
  const sum: Record<keyof ChargedBefore, bigint> = { fee: 0n, interest: 0n, compensation: 0n, cost: 0n }
  for (const { claim } of items) {
    if (sumCharged(claim.charged) === 0n) continue
    for (const part of Object.keys(sum) as (keyof ChargedBefore)[]) sum[part] += claim.charged[part]
  }
  return Object.fromEntries(
    Object.entries(sum)
      .filter(([, amount]) => amount !== 0n)
      .map(([part, amount]) => [part, minor(amount)]),
  )
}

type Ground = Pick<
  ItemRow,
  | 'itemId'
  | 'invoiceGroupId'
  | 'number'
  | 'reference'
  | 'referenceKind'
  | 'issuedOn'
  | 'chargedSegments'
  | 'firstLine'
  | 'lineCount'
>

/** What claims rest on: their documents. */
async function readGrounds({ db, company }: Ctx, itemIds: readonly Id[]): Promise<Map<Id, Ground>> {
  const rows = await db.rows<Ground>(
    hot(
      `select i.id as "itemId", i.invoice_group_id as "invoiceGroupId", i.number_text as number, i.reference, v.reference_kind as "referenceKind", v.issued_on as "issuedOn",
              ${chargedDays('i.id', "'infinity'")} as "chargedSegments",
              (select n.name from invoice_lines n where n.company_id = i.company_id and n.invoice_id = i.invoice_id and not n.text_only order by n.line_no limit 1) as "firstLine",
              (select count(*) from invoice_lines n where n.company_id = i.company_id and n.invoice_id = i.invoice_id and not n.text_only)::int as "lineCount"
         from open_items i left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id where i.company_id = $1 and i.id = any ($2::uuid[])`,
      [company.id, itemIds],
    ),
  )
  return new Map(rows.map((row) => [row.itemId, row]))
}
