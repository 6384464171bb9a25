import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Surroundings } from './decide.ts'
import { compose, decide } from './decide.ts'
import type { RowReason } from './run-shape.ts'
import type { Claim, Proposal, ProposedItem, Waiting } from './types.ts'
import { byParty } from './weigh.ts'

export interface StoredRow {
  rowNo: number
  partyId: Id
  currency: string
  amount: bigint
  businessAreaId: Id | null
  reason: RowReason
}

export interface Judged {
  row: StoredRow
  letterId: Id
  /** What is left of the row; null: nothing, and why. */
  proposal: Proposal | null
  /** Why something, or all of it, fell away. */
  problems: Problem[]
}

/**
 * What was approved, held against what the function that proposed says now. A claim that was paid, is held, or is no longer at
 * this step falls out of its row with its reason; nothing that nobody approved comes in, and no amount grows but by the days.
 */
export function recheck(stored: readonly StoredRow[], claims: readonly Claim[], around: Surroundings): Judged[] {
  const now = new Map<Id, { row: Proposal; item: ProposedItem } | { waiting: Waiting }>()
  const claimsOf = new Map<Id, Claim[]>()
  for (const own of byParty(claims)) {
    claimsOf.set(own[0]!.partyId, own)
    const { rows, waiting } = decide(own, around)
    for (const row of rows) for (const item of row.items) now.set(item.claim.itemId, { row, item })
    for (const one of waiting) now.set(one.claim.itemId, { waiting: one })
  }
  return stored.map((row): Judged => {
    const { reason } = row
    const letGo = new Set(reason.released?.causes ?? [])
    const problems: Problem[] = []
    const kept: { row: Proposal; item: ProposedItem }[] = []
    for (const approved of reason.items) {
      const found = now.get(approved.id)
      const fell = fallen(approved.number, found, reason, BigInt(approved.asked), letGo)
      if (fell) problems.push(fell)
      else kept.push(found as (typeof kept)[number])
    }
    if (kept.length === 0) return { row, letterId: newId(), proposal: null, problems }
    const { policy, step, items } = kept[0]!.row
    const whole = kept.length === items.length && kept.every((one) => one.row === kept[0]!.row)
    const fresh = whole
      ? kept[0]!.row
      : compose(
          kept.map((one) => one.item),
          [],
          policy,
          step,
          around.parties.get(row.partyId),
          around,
          claimsOf.get(row.partyId)!,
        )
    const standing = fresh.causes.find((cause) => !letGo.has(cause.code))
    if (standing) {
      problems.push(heldBy(null, standing.code))
      return { row, letterId: newId(), proposal: null, problems }
    }
    return { row, letterId: newId(), proposal: within(fresh, reason), problems }
  })
}

/** Why a claim that was approved is not asked for now; null: it is. */
function fallen(
  number: string,
  found: { row: Proposal; item: ProposedItem } | { waiting: Waiting } | undefined,
  reason: RowReason,
  approved: bigint,
  letGo: ReadonlySet<string>,
): Problem | null {
  if (!found) return { code: 'dunning-row.paid', message: `${number} has been settled since`, data: { number } }
  if ('waiting' in found)
    return { code: 'dunning-row.not-due', message: `${number} is not at this step any more`, data: { number } }
  const { row, item } = found
  if (
    row.policy.id !== reason.policyId ||
    row.policy.versionNo !== reason.versionNo ||
    row.step.stepNo !== reason.stepNo
  )
    return {
      code: 'dunning-row.policy-changed',
      message: `another policy or version holds for ${number} since: propose again`,
      data: { number },
    }
  if (item.asked > approved)
    return {
      code: 'dunning-row.amount-changed',
      message: `more of ${number} is open than was approved: propose again`,
      data: { number },
    }
  const cause = row.causes.find((one) => !letGo.has(one.code))
  return cause ? heldBy(number, cause.code) : null
}

const heldBy = (number: string | null, cause: string): Problem => ({
  code: 'dunning-row.held',
  message: `${number ?? 'the row'} is held since: ${cause}`,
  data: { number, cause },
})

/** A fee is never more than was seen when it was approved. */
function within(row: Proposal, reason: RowReason): Proposal {
  const fee = row.fee < BigInt(reason.fee) ? row.fee : BigInt(reason.fee)
  const mayClaim = BigInt(reason.compensation) > 0n
  const items = mayClaim ? row.items : row.items.map((item) => ({ ...item, compensation: 0n }))
  const compensation = mayClaim ? row.compensation : 0n
  return { ...row, items, fee, compensation, total: row.capital + row.interest + row.charged + fee + compensation }
}
