import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import type { DocumentParty, DocumentSeller, Language } from '../../formats/e-invoice/document.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import { readLogos } from '../../invoicing/documents/read-document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { readParties } from '../../parties/queries.ts'
import type { ClaimLetter, Said } from './claim-letter.ts'
import type { ClaimLetterKind } from './claim-letter-kinds.ts'

export interface StoredClaimLetter {
  id: Id
  party: PartyFacts
  letter: ClaimLetter
}

interface LetterRow {
  id: Id
  kind: ClaimLetterKind
  partyId: Id
  language: Language
  currency: string
  madeOn: Day
  said: Said
  seller: DocumentSeller
  buyer: DocumentParty | null
}

/** Letters with everything that stands on the sheet, by id; of a protected person with the forwarding address alone. */
export async function readClaimLetters(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, StoredClaimLetter>> {
  const rows = await ctx.db.rows<LetterRow>(
    sql`select l.id, l.kind, l.party_id as "partyId", l.language, l.currency::text as currency, l.made_on as "madeOn", l.said, s.seller, b.buyer
          from claim_letters l
          join company_versions s on s.company_id = l.company_id and s.version_no = l.company_version_no
          join party_versions b on b.company_id = l.company_id and b.party_id = l.party_id and b.version_no = l.party_version_no
         where l.company_id = ${ctx.company.id} and l.id = any (${[...ids]}::uuid[])`,
  )
  if (rows.length === 0) return new Map()
  const [parties, describe] = [
    await readParties(
      ctx.db,
      ctx.company.id,
      rows.map((row) => row.partyId),
      ctx.today,
    ),
    await letterSurroundings(ctx, rows),
  ]
  return new Map(
    rows.flatMap((row) => {
      const party = parties.get(row.partyId)
      return party ? [[row.id, { id: row.id, party, letter: describe(row, party) }] as const] : []
    }),
  )
}

/** Who writes, to whom, and how the sheet looks: read once for a batch of letters. */
export async function letterSurroundings(
  ctx: Ctx,
  letters: readonly Pick<LetterRow, 'said' | 'language'>[],
): Promise<
  (
    row: Pick<LetterRow, 'kind' | 'language' | 'madeOn' | 'currency' | 'said'> & {
      seller?: DocumentSeller
      buyer: DocumentParty | null
    },
    party: PartyFacts,
  ) => ClaimLetter
> {
  const setUp = await readBillingSetUp(ctx)
  const looks = await readLogos(
    ctx,
    setUp,
    letters.flatMap(({ said }) => (said.groupId ? [{ invoiceGroupId: said.groupId }] : [])),
  )
  return ({ kind, language, madeOn, currency, said, seller, buyer }, party) => {
    const group = said.groupId ? setUp.groups.get(said.groupId) : undefined
    const nobody: DocumentParty = { name: party.number, number: party.number, address: { country: '' } }
    // The version of today has the forwarding address of the authority, and no other.
    const known = party.protection === 'none' ? (buyer ?? nobody) : (party.buyer ?? nobody)
    return {
      kind,
      language,
      madeOn,
      currency,
      said,
      party: {
        ...known,
        number: party.number,
        isPerson: party.kind === 'person',
        ...(party.protection === 'none' ? {} : { contact: null, endpoint: null }),
      },
      seller: seller ?? setUp.seller,
      accounts: setUp.accounts,
      layout: group
        ? {
            accent: group.layout.accent ?? null,
            footer: group.layout.footer?.[language] ?? null,
            logo: looks.get(group.id) ?? null,
          }
        : null,
      businessArea: group?.areaName
        ? { name: group.areaName, phone: group.areaContact?.phone ?? null, email: group.areaContact?.email ?? null }
        : null,
    }
  }
}
