import { agreePlan } from '../src/claims/agree-plan.ts'
import { defer } from '../src/claims/defer.ts'
import { dispute } from '../src/claims/dispute.ts'
import { markParty } from '../src/claims/mark-party.ts'
import { promise } from '../src/claims/promise.ts'
import { proposePlan } from '../src/claims/propose-plan.ts'
import { resolveDispute } from '../src/claims/resolve-dispute.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import { parseMinor } from '../src/kernel/money.ts'
import type { PartyInput } from '../src/parties/party-input.ts'
import { saveNote } from '../src/parties/save-note.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import { accountOf } from './payers.ts'
import type { Story } from './story.ts'

/** Something that happens to a claim on a day: a customer writes or calls, a plan is made, somebody dies. */
export interface Happening {
  on: Day
  what(story: Story): Promise<unknown>
}
export const on = (day: string, what: Happening['what']): Happening => ({ on: day as Day, what })

/** Newcomers take over from these customers, one each: the year's new customers. */
export const takeOver = (day: string, ids: readonly Id[], newcomer: (i: number) => PartyInput): Happening =>
  on(day, async (story) => {
    const saved = await story.tx((ctx) =>
      saveParties(
        ctx,
        ids.map((_, i) => newcomer(i)),
      ),
    )
    ids.forEach((id, i) => {
      story.heirs.set(id, saved[i]!.id!)
    })
  })

export interface Claim {
  itemId: Id
  number: string
  reference: string
  partyId: Id
  customer: string
  payer: string
  currency: string
  open: bigint
}

interface Wanted {
  letters?: number
  /** Minor units. */
  least?: bigint
  most?: bigint
  group?: string
  kind?: 'person' | 'company'
  /** Whom a court knows: a personal or organisation number. */
  known?: boolean
  oldest?: boolean
}

/** The first overdue claim of that sort which nothing rests on and nobody else asks for; if there is none, one that comes near. */
export async function pick(story: Story, wanted: Wanted): Promise<Claim> {
  const { letters: _, ...fewerLetters } = wanted
  const { group: __, kind: ___, ...anybody } = wanted
  for (const one of [wanted, anybody, fewerLetters, wanted.known ? { known: true } : {}]) {
    const [claim] = await pickAll(story, one)
    if (claim) return claim
  }
  throw new Error(`demo: on ${story.today} nothing is overdue`)
}

const pickAll = (
  story: Story,
  { letters = 0, least = 0n, most = 10n ** 15n, group, kind, known, oldest }: Wanted,
): Promise<Claim[]> =>
  story.tx(({ db, company, today }) =>
    db.rows<Claim>(
      `select i.id as "itemId", i.number_text as number, coalesce(i.reference, i.number_text) as reference, p.id as "partyId", p.number as customer, p.name as payer, i.currency::text as currency, i.amount_open as open
         from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id left join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
        where i.company_id = $1 and i.amount_open between greatest($2::bigint, 1) and $9 and i.kind in ('invoice', 'transfer') and i.component = 'capital' and i.due_on < $3 and p.protection = 'none'
          and ($4::text is null or g.code = $4) and ($5::text is null or p.kind = $5) and (not $6 or p.identity_number is not null)
          and (select count(*) from dunning_letter_items x where x.company_id = i.company_id and x.item_id = i.id) >= $7
          and not exists (select from collection_queue q where q.company_id = i.company_id and q.item_id = i.id)
          and not exists (select from collection_case_items k where k.company_id = i.company_id and k.item_id = i.id)
          and not exists (select from holds h where h.company_id = i.company_id and (h.item_id = i.id or h.party_id = i.party_id) and h.released_at is null)
        order by case when $8 then i.due_on end, i.number_text desc limit 5`,
      [company.id, least, today, group ?? null, kind ?? null, known ?? false, letters, oldest ?? false, most],
    ),
  )

/** It comes with the bank's next file. */
export function pays(story: Story, claim: Claim, amount = claim.open): void {
  const { reference, payer, customer } = claim
  story.till.coming.push({ amount, reference, payer, account: accountOf(story.country, customer) })
}

/** The customer contests it; decided for the claim, or left open. */
export function disputes(
  day: string,
  wanted: Wanted,
  reason: string,
  decided?: { on: string; reason: string },
): Happening[] {
  let holdId: Id | undefined
  return [
    on(day, async (story) => {
      const claim = await pick(story, wanted)
      const answer = await story.do<{ claims: { holdId: Id }[] }>(dispute, { itemIds: [claim.itemId], reason })
      holdId = answer.claims[0]!.holdId
    }),
    ...(decided
      ? [on(decided.on, (story) => story.do(resolveDispute, { holdId, outcome: 'for', reason: decided.reason }))]
      : []),
  ]
}

/** From here on nobody hears of this customer; the policy goes its way with the claim. */
export const staysAway = (day: string, wanted: Wanted): Happening =>
  on(day, async (story) => {
    story.till.habits.set((await pick(story, wanted)).number, 'never')
  })

export const getsTime = (day: string, wanted: Wanted, newDueOn: string, reason: string): Happening =>
  on(day, async (story) => story.do(defer, { itemIds: [(await pick(story, wanted)).itemId], newDueOn, reason }))

/** Somebody called, and wants to be called on a day. */
export const calls = (day: string, wanted: Wanted, followUpOn: string, text: string): Happening =>
  on(day, async (story) => story.do(saveNote, { number: (await pick(story, wanted)).customer, text, followUpOn }))

/** A promise by telephone: kept, or not. */
export const promises = (day: string, wanted: Wanted, by: string, reason: string, kept: boolean): Happening =>
  on(day, async (story) => {
    const claim = await pick(story, wanted)
    await story.do(promise, { itemIds: [claim.itemId], by, reason })
    story.till.habits.set(claim.number, 'after-notice')
    if (kept) pays(story, claim)
  })

export const marked = (
  day: string,
  wanted: Wanted,
  mark: 'deceased' | 'bankrupt',
  since: string,
  source: string,
): Happening =>
  on(day, async (story) => {
    const claim = await pick(story, wanted)
    story.left.add(claim.partyId)
    await story.do(markParty, { customer: claim.customer, mark, on: since, source })
  })

interface Parts {
  parts: number
  firstOn: string
  planFee?: 'law' | 'none'
  brokenAfterDays?: number
}

/** An instalment plan, agreed in writing; its parts are paid on these days, in their order. */
export function plans(
  day: string,
  wanted: Wanted,
  terms: Parts,
  paidOn: string[],
  after: 'never' | 'after-notice',
): Happening[] {
  let claim: Claim | undefined
  let parts: { total: string }[] = []
  return [
    on(day, async (story) => {
      claim = await pick(story, wanted)
      const plan = await story.do<{ planId: Id; parts: { total: string }[] }>(proposePlan, {
        itemIds: [claim.itemId],
        ...terms,
      })
      parts = plan.parts
      await story.do(agreePlan, { planId: plan.planId, by: 'signed' })
      story.till.habits.set(claim.number, after)
    }),
    ...paidOn.map((paid, i) =>
      on(paid, async (story) => pays(story, claim!, parseMinor(parts[i]!.total, claim!.currency))),
    ),
  ]
}
