import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { fileOutput, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import type { FileAnswer } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import {
  accountFact,
  addressLines,
  baseSheet,
  dateOf,
  facts,
  referenceLabel,
  shortened,
  sortedAccounts,
} from '../delivery/pdf/document-content.ts'
import type { LetterSheet } from '../delivery/pdf/letter-sheet.ts'
import type { Payable } from '../delivery/pdf/payment-codes.ts'
import { textsOf } from '../delivery/pdf/texts.ts'
import { writeAmount, writeDay, writeDecimal, writeMoney } from '../delivery/pdf/write-figures.ts'
import { withPdfRenderer } from '../delivery/shared-renderer.ts'
import type { DocumentParty, IssuedDocument } from '../formats/e-invoice/document.ts'
import type { BillingSetUp } from '../invoicing/billing-set-up.ts'
import { readBillingSetUp } from '../invoicing/billing-set-up.ts'
import { readLogos } from '../invoicing/read-document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { PartyFacts } from '../parties/queries.ts'
import { readParties } from '../parties/queries.ts'
import { logProtectedReads, seesProtected } from '../parties/sees-protected.ts'
import { planWords } from './plan-words.ts'
import type { PlanRow } from './plans.ts'
import { readPlans } from './plans.ts'

/** The plan as a letter: a proposal with a line to sign, or what was agreed. In the customer's language. */
export const planLetter = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.plan-letter',
  summary: 'The letter of an instalment plan as PDF',
  route: 'GET /claims/plans/{planId}/letter',
  input: z.object({ planId: id }),
  output: fileOutput,
  async run(ctx, { planId }): Promise<FileAnswer> {
    const [plan] = await readPlans(ctx, [planId])
    if (!plan) return refuse('plan.unknown', 'there is no such instalment plan', { plan: planId }, 404)
    const party = (await readParties(ctx.db, ctx.company.id, [plan.partyId], ctx.today)).get(plan.partyId)
    if (!party) return refuse('plan.unknown', 'there is no such instalment plan', { plan: planId }, 404)
    if (party.protection !== 'none') {
      if (!seesProtected(ctx))
        refuse(
          'party.protected',
          'the letter is to a person with protected identity: it needs parties.read-protected',
          {},
          403,
        )
      await logProtectedReads(ctx, [party.id], 'claims.plan-letter')
    }
    const letter = await lettersFacts(ctx, plan, party)
    const body = await withPdfRenderer((renderer) =>
      renderer.renderLetter({ sheet: planSheet(letter), logo: letter.layout?.logo ?? null }),
    )
    return { fileName: `plan-${party.number}.pdf`, mediaType: 'application/pdf', body }
  },
})

export interface PlanLetter {
  plan: PlanRow
  today: Day
  answerBy: Day | null
  percent: string | null
  planFee: bigint
  noticeFee: bigint
  documents: string[]
  reference: string
  referenceKind: 'ocr' | 'kid' | 'number'
  party: DocumentParty
  language: PartyFacts['language']
  setUp: Pick<BillingSetUp, 'seller' | 'accounts'>
  layout: IssuedDocument['layout']
  businessArea: IssuedDocument['businessArea']
}

async function lettersFacts(ctx: Ctx, plan: PlanRow, party: PartyFacts): Promise<PlanLetter> {
  const setUp = await readBillingSetUp(ctx)
  const terms = await ctx.db.one<{
    percent: string | null
    data: { answerBy?: Day; planFee?: string; noticeFee?: string }
  }>(
    sql`select trim_scale(v.percent)::text as percent,
               coalesce((select e.data from instalment_plan_events e where e.company_id = v.company_id and e.plan_id = v.plan_id and e.version_no = v.version_no and e.data ? 'noticeFee' order by e.recorded_at limit 1), '{}') as data
          from instalment_plan_versions v where v.company_id = ${ctx.company.id} and v.plan_id = ${plan.planId} and v.version_no = ${plan.versionNo}`,
  )
  const capital = plan.items.filter((item) => item.component === 'capital')
  const first = await ctx.db.one<{ reference: string; kind: string | null; groupId: Id | null }>(
    sql`select coalesce(i.reference, i.number_text) as reference, v.reference_kind as kind, i.invoice_group_id as "groupId"
          from open_items i left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id where i.company_id = ${ctx.company.id} and i.id = ${capital[0]!.itemId}`,
  )
  const group = first.groupId ? setUp.groups.get(first.groupId) : undefined
  const looks = await readLogos(ctx, setUp, first.groupId ? [{ invoiceGroupId: first.groupId }] : [])
  const isPerson = party.kind === 'person'
  const known: DocumentParty = party.buyer ?? { name: party.number, number: party.number, address: { country: '' } }
  return {
    plan,
    today: ctx.today,
    answerBy: terms.data.answerBy ?? null,
    percent: terms.percent,
    planFee: BigInt(terms.data.planFee ?? 0),
    noticeFee: BigInt(terms.data.noticeFee ?? 0),
    documents: [...new Set(capital.map((item) => item.number))],
    reference: first.reference,
    referenceKind: first.kind?.startsWith('ocr') ? 'ocr' : first.kind?.startsWith('kid') ? 'kid' : 'number',
    // Of a protected person the version of today has the forwarding address of the authority, and no other.
    party: {
      ...known,
      number: party.number,
      isPerson,
      ...(party.protection === 'none' ? {} : { contact: null, endpoint: null }),
    },
    language: party.language,
    setUp,
    layout: group
      ? {
          accent: group.layout.accent ?? null,
          footer: group.layout.footer?.[party.language] ?? null,
          logo: looks.get(group.id) ?? null,
        }
      : null,
    businessArea: group?.areaName
      ? { name: group.areaName, phone: group.areaContact?.phone ?? null, email: group.areaContact?.email ?? null }
      : null,
  }
}

/** Words and figures of the letter; the same facts give the same sheet. */
export function planSheet(letter: PlanLetter): LetterSheet {
  const { plan, language, party, setUp, businessArea, layout } = letter
  const { seller, accounts } = setUp
  const words = planWords[language]
  const say = textsOf(seller.country, language)
  const isProposed = plan.state === 'proposed'
  const title = isProposed ? words.titleProposed : words.titleAgreed
  const money = (amount: bigint) => writeMoney(minor(amount), plan.currency, language)
  const amount = (value: bigint) => writeAmount(minor(value), plan.currency, language)
  const sum = (of: (part: PlanRow['parts'][number]) => bigint) =>
    plan.parts.reduce((total, part) => total + of(part), 0n)
  const first = plan.parts[0]!
  const contact = businessArea ?? seller.contact
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
  const values: Record<string, string> = {
    documents: letter.documents.join(', '),
    parts: String(plan.parts.length),
    answerBy: letter.answerBy ? writeDay(letter.answerBy, language).replace(/\.$/, '') : '',
    percent: letter.percent ? writeDecimal(letter.percent, language) : '',
    planFee: money(letter.planFee),
    noticeFee: money(letter.noticeFee),
    days: String(plan.brokenAfterDays),
  }
  const payable: Payable = {
    kind: 'letter',
    number: letter.documents.length === 1 ? letter.documents[0]! : '',
    issuedOn: letter.today,
    seller,
    buyer: party,
    currency: plan.currency,
    payment: { dueOn: first.dueOn, reference: letter.reference, referenceKind: letter.referenceKind, accounts },
    totals: { payable: first.total, vat: minor(0n) },
  }
  const account = sortedAccounts(payable)[0]
  return {
    ...baseSheet({ language, seller, businessArea, layout, payment: { accounts } }, say, null),
    title: [title, party.number].filter(Boolean).join(' '),
    description: `${title}, ${seller.name}`,
    date: dateOf(letter.today),
    names: [title],
    number: null,
    mark: null,
    running: [shortened(title), shortened(seller.name)],
    attachment: null,
    slip: null,
    draft: null,
    window: seller.country === 'NO' ? 'left' : 'right',
    address: addressLines(party, seller),
    facts: facts([
      [words.sentOn, writeDay(letter.today, language)],
      [say.customerNumber, party.number],
      [words.creditor, seller.name],
      [words.questions, [contact?.phone, contact?.email].filter(Boolean).join(', ')],
    ]),
    strip: facts([
      [words.total, money(sum((part) => part.total))],
      [words.firstDue, writeDay(first.dueOn, language)],
      ...(isProposed && letter.answerBy
        ? ([[words.answerBy, writeDay(letter.answerBy, language)]] as [string, string][])
        : []),
      [referenceLabel(payable, say), letter.reference],
    ]),
    opening: [fill(isProposed ? words.openingProposed : words.openingAgreed)],
    claims: {
      heads: [words.heads[0], '', '', words.heads[1], words.heads[2], words.heads[3], words.heads[4], words.heads[5]],
      rows: plan.parts.map((part) => ({
        cells: [
          String(part.partNo),
          '',
          '',
          writeDay(part.dueOn, language),
          amount(part.capital),
          amount(part.interest),
          amount(part.fee),
          amount(part.total),
        ],
        detail: null,
      })),
    },
    totals: [
      { label: words.sums.capital, detail: null, amount: amount(sum((part) => part.capital)), strong: false },
      { label: words.sums.interest, detail: null, amount: amount(sum((part) => part.interest)), strong: false },
      { label: words.sums.fee, detail: null, amount: amount(sum((part) => part.fee)), strong: false },
      { label: words.sums.total, detail: null, amount: money(sum((part) => part.total)), strong: true },
    ],
    sections: [
      {
        title: words.terms,
        text: [
          plan.interest === 'none' ? words.interestNone : fill(words.interestLaw),
          letter.planFee > 0n ? fill(words.planFee) : '',
          letter.noticeFee > 0n ? fill(words.noticeFee) : '',
        ]
          .filter(Boolean)
          .join(' '),
      },
      { title: words.brokenTitle, text: fill(words.broken) },
      ...(isProposed ? [{ title: words.signTitle, text: words.sign }] : []),
    ],
    law: null,
    payment: {
      title: words.payTitle,
      facts: facts([
        [words.payee, seller.name],
        ...(account ? [accountFact(account, say)] : []),
        [referenceLabel(payable, say), letter.reference],
        [words.amount, money(first.total)],
      ]),
    },
    qr: null,
  }
}
