import { readParameter } from '../../company/read-parameter.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { ChannelName } from '../../delivery/channel.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { readParties } from '../../parties/queries.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import type { PlanRow } from '../plans.ts'
import type { Said } from './claim-letter.ts'
import type { ClaimLetterKind } from './claim-letter-kinds.ts'

export interface NewClaimLetter {
  kind: ClaimLetterKind
  said: Said
  partyId: Id
  currency: string
  businessAreaId: Id | null
  plan?: Pick<PlanRow, 'planId' | 'versionNo'>
  holdIds?: readonly Id[]
  /** The charge that the letter made. */
  chargeItemId?: Id | null
}

/** Minutes that letters wait in the outbox, where they can be recalled, where the parameter "dunning" does not say. */
const recallMinutes = 60

/**
 * Records a letter and puts it into the outbox, by the customer's first channel. One transaction with what it tells of.
 * @returns the letter; null when the customer cannot be written to: a person was forgotten
 */
export async function writeClaimLetter(ctx: Ctx, letter: NewClaimLetter): Promise<Id | null> {
  const { db, company, user, today } = ctx
  const party = (await readParties(db, company.id, [letter.partyId], today)).get(letter.partyId)
  if (!party?.buyer) return null
  const id = newId()
  const channels = channelsOf(party, today)
  const tenant = {
    company_id: { type: 'uuid' as const, value: company.id },
    business_area_id: { type: 'uuid' as const, value: letter.businessAreaId },
  }
  await insertRows(
    db,
    'claim_letters',
    {
      id: 'uuid',
      kind: 'text',
      party_id: 'uuid',
      party_version_no: 'int4',
      company_version_no: 'int4',
      language: 'text',
      currency: 'text',
      made_on: 'date',
      plan_id: 'uuid',
      version_no: 'int4',
      part_no: 'int4',
      charge_item_id: 'uuid',
      said: 'jsonb',
    },
    [
      {
        id,
        kind: letter.kind,
        party_id: party.id,
        party_version_no: party.versionNo,
        company_version_no: company.versionNo,
        language: party.language,
        currency: letter.currency,
        made_on: today,
        plan_id: letter.plan?.planId ?? null,
        version_no: letter.plan?.versionNo ?? null,
        part_no: letter.said.partNo,
        charge_item_id: letter.chargeItemId ?? null,
        said: letter.said,
      },
    ],
    {
      ...tenant,
      channels: { type: 'text[]', value: channels },
      hold_ids: { type: 'uuid[]', value: [...(letter.holdIds ?? [])] },
      recorded_by: { type: 'uuid', value: user.id },
    },
  )
  const given = await readParameter(ctx, 'dunning', today)
  const minutes = given?.recallMinutes ?? recallMinutes
  await insertRows(
    db,
    'deliveries',
    { id: 'uuid', subject_id: 'uuid', channel: 'text', party_id: 'uuid' },
    [{ id: newId(), subject_id: id, channel: channels[0]!, party_id: party.id }],
    {
      ...tenant,
      subject_kind: { type: 'text', value: 'claim-letter' },
      next_try_at: { type: 'timestamptz', value: new Date(Date.now() + minutes * 60_000) },
      created_by: { type: 'uuid', value: user.id },
    },
  )
  return id
}

/** What the customer has accepted, in the order that he has it; paper reaches everybody. */
function channelsOf(party: PartyFacts, today: string): ChannelName[] {
  const own = party.channels.flatMap(({ channel }): ChannelName[] =>
    channel === 'e-mail' && usableAddress(party, channel, today) ? [channel] : [],
  )
  return [...new Set(own), 'print']
}
