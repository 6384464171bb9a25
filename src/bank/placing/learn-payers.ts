import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { teaches } from '../matching/decide.ts'
import type { Evidence } from '../matching/types.ts'
import type { Placement } from '../types.ts'

/**
 * A payment that named its document teaches whose account it came from; it counts as evidence for later payments only, and
 * never beats a reference (C13). One statement for all.
 */
export async function learnPayers(ctx: Ctx, placements: readonly Placement[]): Promise<void> {
  const seen = new Map<string, { party_id: string; scheme: string; account: string; on: string; count: number }>()
  for (const placement of placements) {
    const { transaction, partyId } = placement
    if (!partyId || !transaction.payerAccount || !telling(placement)) continue
    const scheme = transaction.payerScheme ?? 'OTHER'
    const key = `${partyId} ${scheme} ${transaction.payerAccount}`
    const known = seen.get(key)
    if (known) {
      known.count += 1
      if (transaction.bookedOn > known.on) known.on = transaction.bookedOn
    } else
      seen.set(key, {
        party_id: partyId,
        scheme,
        account: transaction.payerAccount,
        on: transaction.bookedOn,
        count: 1,
      })
  }
  const rows = [...seen.values()].sort((a, b) =>
    a.party_id + a.scheme + a.account < b.party_id + b.scheme + b.account ? -1 : 1,
  )
  if (rows.length === 0) return
  await ctx.db.query(
    `insert into party_bank_accounts (company_id, id, party_id, scheme, account, state, source, seen_count, first_seen_on, last_seen_on)
     select $1, x.id, x.party_id, x.scheme, x.account, 'learnt', 'payment', x.seen, x.on_day, x.on_day
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::date[]) as x (id, party_id, scheme, account, seen, on_day)
     on conflict (company_id, scheme, account, party_id) do update
        set seen_count = party_bank_accounts.seen_count + excluded.seen_count, last_seen_on = greatest(party_bank_accounts.last_seen_on, excluded.last_seen_on)`,
    [
      ctx.company.id,
      rows.map(() => newId()),
      rows.map((row) => row.party_id),
      rows.map((row) => row.scheme),
      rows.map((row) => row.account),
      rows.map((row) => row.count),
      rows.map((row) => row.on),
    ],
  )
}

/** A reference names the document, a person knows; what the machine weighed teaches only where the payer named the item. */
function telling({ pass, items, evidence }: Placement): boolean {
  if (items.length === 0) return false
  return (
    pass === 'reference' || pass === 'person' || (pass === 'evidence' && teaches({ evidence: evidence as Evidence[] }))
  )
}

/** What an undone match taught is forgotten again: an account seen once only goes, others count one less. */
export async function unlearnPayers(
  ctx: Ctx,
  pairs: readonly { partyId: Id; scheme: string; account: string }[],
): Promise<void> {
  if (pairs.length === 0) return
  const params = [
    ctx.company.id,
    pairs.map((one) => one.partyId),
    pairs.map((one) => one.scheme),
    pairs.map((one) => one.account),
  ]
  const taken = `(select party_id, scheme, account, count(*)::int as times from unnest($2::uuid[], $3::text[], $4::text[]) as x (party_id, scheme, account) group by 1, 2, 3)`
  const same = `b.company_id = $1 and b.party_id = x.party_id and b.scheme = x.scheme and b.account = x.account and b.state = 'learnt'`
  await ctx.db.query(
    `delete from party_bank_accounts b using ${taken} x where ${same} and b.seen_count <= x.times`,
    params,
  )
  await ctx.db.query(
    `update party_bank_accounts b set seen_count = b.seen_count - x.times from ${taken} x where ${same} and b.seen_count > x.times`,
    params,
  )
}
