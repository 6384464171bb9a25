import type { Ctx } from '../db/context.ts'
import { newId } from '../kernel/id.ts'
import type { Placement } from './types.ts'

/**
 * A payment that named its document teaches whose account it came from; it counts as evidence for later payments only, and
 * never beats a reference (C13). One statement for all.
 */
export async function learnPayers(ctx: Ctx, placements: readonly Placement[]): Promise<void> {
  const seen = new Map<string, { party_id: string; scheme: string; account: string; on: string; count: number }>()
  for (const { transaction, partyId, pass, items } of placements) {
    if (!partyId || !transaction.payerAccount || items.length === 0 || (pass !== 'reference' && pass !== 'evidence'))
      continue
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
  const rows = [...seen.values()].sort((a, b) => (a.party_id + a.account < b.party_id + b.account ? -1 : 1))
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
