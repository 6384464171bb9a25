import { hot } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import type { DocumentParty } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

export type Protection = 'none' | 'secrecy-marked' | 'protected-registration'

/** A party as billing, delivery and matching need it. */
export interface PartyFacts {
  id: Id
  number: string
  kind: 'person' | 'company' | 'public' | 'internal' | 'system'
  customerKind: string | null
  name: string
  language: 'sv' | 'nb' | 'bg' | 'en'
  currency: string | null
  termsDays: number | null
  payerId: Id | null
  counterpartyCode: string | null
  protection: Protection
  theirReference: string | null
  closedOn: Day
  versionNo: number
  /** What documents say about the party now; null when the person was forgotten. */
  buyer: DocumentParty | null
  channels: { channel: string; address: string; consentOn: Day | null; withdrawnOn: Day | null; bounced: boolean }[]
  hasForwardingAddress: boolean
}

/**
 * Parties by id with their current version and channels (in order of priority), by one query. The version is found by its key
 * (offset 0 keeps it so): for a company that the statistics do not know yet, the planner joined all versions with all parties.
 */
export async function readParties(db: Db, companyId: Id, ids: readonly Id[], on: Day): Promise<Map<Id, PartyFacts>> {
  const rows = await db.rows<PartyFacts>(
    hot(
      `select p.id, p.number, p.kind, p.customer_kind as "customerKind", p.name, p.language, p.currency, p.terms_days as "termsDays", p.payer_id as "payerId",
            p.counterparty_code as "counterpartyCode", p.protection, p.their_reference as "theirReference", p.closed_on as "closedOn",
            p.version_no as "versionNo", v.buyer,
            coalesce((select json_agg(json_build_object('channel', c.channel, 'address', c.address, 'consentOn', c.consent_on, 'withdrawnOn', c.withdrawn_on,
                                                        'bounced', c.bounced_at is not null) order by c.priority, c.id)
                        from party_channels c where c.company_id = p.company_id and c.party_id = p.id), '[]') as channels,
            p.protection <> 'none' and exists (select from party_addresses a where a.company_id = p.company_id and a.party_id = p.id and a.purpose = 'forwarding'
                     and a.valid_from <= $3 and $3 < a.valid_to) as "hasForwardingAddress"
       from parties p cross join lateral (select b.buyer from party_versions b where b.company_id = p.company_id and b.party_id = p.id and b.version_no = p.version_no offset 0) v
      where p.company_id = $1 and p.id = any ($2::uuid[])`,
      [companyId, [...new Set(ids)], on],
    ),
  )
  return new Map(rows.map((row) => [row.id, row]))
}
