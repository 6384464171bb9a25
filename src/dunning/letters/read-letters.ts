import type { LetterKind } from '../../countries/claims.ts'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type {
  Country,
  DocumentParty,
  DocumentSeller,
  IssuedDocument,
  Language,
} from '../../formats/e-invoice/document.ts'
import type { BillingSetUp, InvoiceGroup } from '../../invoicing/billing-set-up.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import { readLogos } from '../../invoicing/documents/read-document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'

import { minor, parseMinor } from '../../kernel/money.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { readParties } from '../../parties/queries.ts'
import type { LetterChannel } from '../types.ts'
import type { ChargedBefore, LetterFacts, LetterItem } from './letter-facts.ts'

/** A letter as it was decided, with what its sender needs beside. */
export interface StoredLetter {
  id: Id
  runId: Id
  partyId: Id
  stepNo: number
  policyId: Id
  businessAreaId: Id | null
  channels: LetterChannel[]
  recalledFor: string | null
  law: unknown[]
  itemIds: Id[]
  invoiceIds: (Id | null)[]
  chargeIds: Id[]
  facts: LetterFacts
  /** As the customer is today: protection, channels. */
  party: PartyFacts
}

interface LetterRow {
  id: Id
  runId: Id
  kind: LetterKind
  policyId: Id
  stepNo: number
  partyId: Id
  businessAreaId: Id | null
  language: Language
  currency: string
  sentOn: Day
  deadlineOn: Day
  reference: string
  charged: Record<string, number | string>
  amountCharged: bigint
  fee: bigint
  compensation: bigint
  law: unknown[]
  seller: DocumentSeller
  buyer: DocumentParty | null
  partyNumber: string
  /** As the policy has it; none where no claim of the letter bears any. */
  interest: LetterFacts['interest']
  channels: LetterChannel[]
  texts: Partial<Record<Language, { subject?: string; text?: string }>>
  recalledFor: string | null
  chargeIds: Id[]
  /** Charge items of its claims that were there before it, as they stood when it was recorded. */
  before: { component: keyof ChargedBefore; open: string }[]
}

export interface ItemRow {
  letterId: Id
  itemId: Id
  invoiceId: Id | null
  invoiceGroupId: Id | null
  number: string
  reference: string | null
  referenceKind: string | null
  issuedOn: Day | null
  dueOn: Day
  open: bigint
  interest: bigint
  segments: StoredSegment[]
  chargedSegments: StoredSegment[]
  firstLine: string | null
  lineCount: number
}
export interface StoredSegment {
  from: Day
  through: Day
  days: number
  percent: string
  principal: string
}

/** Letters by id, with their claims, by a handful of queries whatever their number. What the caller may not see is not there. */
export async function readLetters(ctx: Ctx, letterIds: readonly Id[]): Promise<Map<Id, StoredLetter>> {
  if (letterIds.length === 0) return new Map()
  const { db, company } = ctx
  const rows = await db.rows<LetterRow>(
    hot(
      `select l.id, l.run_id as "runId", l.kind, l.policy_id as "policyId", l.step_no as "stepNo", l.party_id as "partyId", l.business_area_id as "businessAreaId", l.language,
              l.currency::text as currency, l.sent_on as "sentOn", l.deadline_on as "deadlineOn", l.reference, l.charged, l.amount_charged as "amountCharged",
              l.amount_fee as fee, l.amount_compensation as compensation, l.law, s.seller, b.buyer, p.number as "partyNumber",
              case when exists (select from dunning_letter_items x join open_items i on i.company_id = x.company_id and i.id = x.item_id left join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
                                 where x.company_id = l.company_id and x.letter_id = l.id and not coalesce(g.interest_free, false)) then v.interest else 'none' end as interest, t.channels, t.texts,
              (select e.reason from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled') as "recalledFor",
              (select coalesce(json_agg(c.item_id order by c.item_id), '[]') from dunning_letter_charges c where c.company_id = l.company_id and c.letter_id = l.id) as "chargeIds",
              (select coalesce(json_agg(json_build_object('component', x.component, 'open', x.open)), '[]') from (
                 select c.component, sum(c.amount - coalesce((select sum(a.amount) from allocations a where a.company_id = c.company_id and a.debit_item_id = c.id and a.recorded_at <= l.recorded_at), 0))::text as open
                   from dunning_letter_items i join open_items c on c.company_id = i.company_id and c.main_item_id = i.item_id
                  where i.company_id = l.company_id and i.letter_id = l.id and c.component <> 'capital' and c.amount > 0 and c.recorded_at <= l.recorded_at and l.charged = '{}' and l.amount_charged <> 0
                    and not exists (select from dunning_letter_charges o where o.company_id = c.company_id and o.letter_id = l.id and o.item_id = c.id)
                  group by c.component) x) as before
         from dunning_letters l
         join parties p on p.company_id = l.company_id and p.id = l.party_id
         join party_versions b on b.company_id = l.company_id and b.party_id = l.party_id and b.version_no = l.party_version_no
         join company_versions s on s.company_id = l.company_id and s.version_no = l.company_version_no
         join dunning_policy_versions v on v.company_id = l.company_id and v.policy_id = l.policy_id and v.version_no = l.version_no
         join dunning_steps t on t.company_id = l.company_id and t.policy_id = l.policy_id and t.version_no = l.version_no and t.step_no = l.step_no
        where l.company_id = $1 and l.id = any ($2::uuid[])`,
      [company.id, [...new Set(letterIds)]],
    ),
  )
  if (rows.length === 0) return new Map()
  const items = await readItems(
    ctx,
    rows.map((row) => row.id),
  )
  const setUp = await readBillingSetUp(ctx)
  const looks = await readLooks(ctx, setUp, items)
  const parties = await readParties(
    db,
    company.id,
    rows.map((row) => row.partyId),
    ctx.today,
  )
  return new Map(
    rows.flatMap((row) => {
      const party = parties.get(row.partyId)
      const own = items.filter((item) => item.letterId === row.id)
      if (!party || own.length === 0) return []
      const letter: StoredLetter = {
        id: row.id,
        runId: row.runId,
        partyId: row.partyId,
        policyId: row.policyId,
        stepNo: row.stepNo,
        businessAreaId: row.businessAreaId,
        channels: row.channels,
        recalledFor: row.recalledFor,
        law: row.law,
        itemIds: own.map((item) => item.itemId),
        invoiceIds: own.map((item) => item.invoiceId),
        chargeIds: row.chargeIds,
        party,
        facts: {
          kind: row.kind,
          language: row.language,
          sentOn: row.sentOn,
          deadlineOn: row.deadlineOn,
          currency: row.currency,
          reference: row.reference,
          referenceKind: referenceKind(company.country, row.reference, own),
          seller: row.seller,
          party: addressee(row.buyer, party),
          interest: row.interest,
          items: own.map((item) => letterItem(item, row.currency, row.language)),
          charged: chargedOf(row),
          fee: minor(row.fee),
          compensation: minor(row.compensation),
          text: ownText(row.texts, row.language),
          accounts: setUp.accounts,
          ...lookOf(setUp, looks, own, row.language),
        },
      }
      return [[row.id, letter] as const]
    }),
  )
}

/**
 * Interest that was charged beside a claim and open on a moment: the segments of its days, in their order. An interest
 * invoice is a claim of its own. What a letter charges itself is younger than what stood before it, or in its own days.
 */
export const chargedDays = (itemId: string, at: string): string =>
  `(select coalesce(json_agg(s.segment order by c.from_on, s.no), '[]')
      from interest_charges c
      join open_items k on k.company_id = c.company_id and k.id = c.charge_item_id and k.main_item_id = c.item_id
     cross join jsonb_array_elements(c.segments) with ordinality s(segment, no)
     where c.company_id = i.company_id and c.item_id = ${itemId} and c.kind = 'charged' and c.recorded_at < ${at} and (c.freed_at is null or c.freed_at > ${at})
       and k.amount > coalesce((select sum(a.amount) from allocations a where a.company_id = k.company_id and a.debit_item_id = k.id and a.recorded_at <= ${at}), 0))`

const readItems = ({ db, company }: Ctx, letterIds: readonly Id[]): Promise<ItemRow[]> =>
  db.rows<ItemRow>(
    hot(
      `select x.letter_id as "letterId", x.item_id as "itemId", i.invoice_id as "invoiceId", i.invoice_group_id as "invoiceGroupId", i.number_text as number, i.reference,
              v.reference_kind as "referenceKind", v.issued_on as "issuedOn", x.due_on as "dueOn", x.amount_open as open, x.amount_interest as interest, x.segments,
              case when l.amount_charged = 0 then '[]' else ${chargedDays('x.item_id', 'l.recorded_at')} end as "chargedSegments",
              (select n.name from invoice_lines n where n.company_id = i.company_id and n.invoice_id = i.invoice_id and not n.text_only order by n.line_no limit 1) as "firstLine",
              (select count(*) from invoice_lines n where n.company_id = i.company_id and n.invoice_id = i.invoice_id and not n.text_only)::int as "lineCount"
         from dunning_letter_items x
         join dunning_letters l on l.company_id = x.company_id and l.id = x.letter_id
         join open_items i on i.company_id = x.company_id and i.id = x.item_id
         left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id
        where x.company_id = $1 and x.letter_id = any ($2::uuid[]) order by x.letter_id, x.due_on, i.number_text, i.id`,
      [company.id, letterIds],
    ),
  )

const andMore: Record<Language, string> = { sv: 'm.m.', nb: 'm.m.', bg: 'и др.', en: 'etc.' }
const groundMax = 60

/** The ground of the claim: what its document begins with. */
export function groundOf(firstLine: string | null, lineCount: number, language: Language): string | null {
  if (!firstLine) return null
  const name = firstLine.length > groundMax ? `${firstLine.slice(0, groundMax - 1)}…` : firstLine
  return lineCount > 1 ? `${name} ${andMore[language]}` : name
}

const letterItem = (item: ItemRow, currency: string, language: Language): LetterItem => ({
  number: item.number,
  what: groundOf(item.firstLine, item.lineCount, language),
  issuedOn: item.issuedOn,
  dueOn: item.dueOn,
  reference: item.reference,
  open: minor(item.open),
  interest: minor(item.interest),
  segments: segmentsOf(item.segments, currency),
  chargedSegments: segmentsOf(item.chargedSegments, currency),
})

export const segmentsOf = (segments: readonly StoredSegment[], currency: string): LetterItem['segments'] =>
  segments.map(({ from, through, days, percent, principal }) => ({
    from,
    through,
    days,
    percent,
    principal: parseMinor(principal, currency),
  }))

/** By component, as the acts want it; where the letter does not say, as its charge items stood when it was recorded. */
function chargedOf({ charged, amountCharged, before }: LetterRow): ChargedBefore {
  const said = Object.entries(charged).map(([component, amount]) => [component, minor(BigInt(amount))] as const)
  const parts = said.length > 0 ? said : before.map(({ component, open }) => [component, minor(BigInt(open))] as const)
  const rest = amountCharged - parts.reduce((sum, [, amount]) => sum + amount, 0n)
  const found: ChargedBefore = Object.fromEntries(parts.filter(([, amount]) => amount !== 0n))
  return rest === 0n ? found : { ...found, cost: minor((found.cost ?? 0n) + rest) }
}

/** Who is protected now is written to by the forwarding address alone, whatever the letter said on its day. */
export function addressee(then: DocumentParty | null, now: PartyFacts): DocumentParty {
  const known: DocumentParty = then ?? {
    name: now.number,
    number: now.number,
    address: { country: '' },
    isPerson: true,
  }
  const isPerson = now.kind === 'person'
  if (now.protection === 'none') return { ...known, number: now.number, isPerson }
  return {
    ...known,
    number: now.number,
    isPerson,
    address: now.hasForwardingAddress && now.buyer ? now.buyer.address : { country: known.address.country },
    contact: null,
    endpoint: null,
  }
}

export const ownText = (
  texts: Partial<Record<Language, { subject?: string; text?: string }>>,
  language: Language,
): LetterFacts['text'] => ({
  subject: texts[language]?.subject?.trim() || null,
  text: texts[language]?.text?.trim() || null,
})

/** As the document of the same reference says; else as the reference checks out. */
export function referenceKind(
  code: Country,
  reference: string,
  items: readonly Pick<ItemRow, 'reference' | 'referenceKind'>[],
): LetterFacts['referenceKind'] {
  const named = items.find((item) => item.reference === reference && item.referenceKind)?.referenceKind
  if (named) return named === 'ocr' || named === 'kid' ? named : 'number'
  const { references } = country(code)
  const scheme = references.schemes.find((one) => one.kind !== 'number' && references.check(reference, one))
  return scheme && scheme.kind !== 'number' ? scheme.kind : 'number'
}

// ── Looks: those of the invoice group that all claims share, else of the first ──

export type Looks = Map<Id, NonNullable<IssuedDocument['layout']>['logo']>

export const readLooks = (
  ctx: Ctx,
  setUp: BillingSetUp,
  items: readonly Pick<ItemRow, 'invoiceGroupId'>[],
): Promise<Looks> =>
  readLogos(
    ctx,
    setUp,
    items.flatMap(({ invoiceGroupId }) => (invoiceGroupId ? [{ invoiceGroupId }] : [])),
  )

export function lookOf(
  setUp: BillingSetUp,
  looks: Looks,
  items: readonly Pick<ItemRow, 'invoiceGroupId'>[],
  language: Language,
): Pick<LetterFacts, 'layout' | 'businessArea'> {
  const groups = items.flatMap(({ invoiceGroupId }) => {
    const group = invoiceGroupId ? setUp.groups.get(invoiceGroupId) : undefined
    return group ? [group] : []
  })
  const first = groups[0]
  if (!first) return { layout: null, businessArea: null }
  const oneArea = groups.length === items.length && groups.every((group) => group.areaName === first.areaName)
  return {
    layout: {
      accent: first.layout.accent ?? null,
      footer: first.layout.footer?.[language] ?? null,
      logo: looks.get(first.id) ?? null,
    },
    businessArea: oneArea ? areaOf(first) : null,
  }
}

const areaOf = (group: InvoiceGroup): LetterFacts['businessArea'] =>
  group.areaName
    ? {
        name: group.areaName,
        phone: group.areaContact?.phone ?? null,
        email: group.areaContact?.email ?? null,
        website: group.areaContact?.website ?? null,
      }
    : null
