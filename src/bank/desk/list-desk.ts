import { z } from 'zod'
import { dayText, id, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { protectedName, seesProtected } from '../../parties/sees-protected.ts'
import { deskGroups, staleRow } from '../placing/weigh-desk.ts'
import { afterPlace, cursorOf, deskFilter, deskWhere, placeOf } from './desk-order.ts'

const row = z.object({
  transactionId: id,
  group: z.enum(deskGroups),
  bookedOn: dayText,
  amount: z.string().meta({ description: 'What is left of it; − is money out' }),
  currency: z.string(),
  payer: z.string().nullable(),
  reference: z.string().nullable(),
  text: z.string(),
  returnReason: z.string().nullable(),
  fileId: id.nullable(),
  fileName: z.string().nullable(),
  account: z.string().meta({ description: 'Code of our bank account' }),
  best: z
    .object({ partyId: id, party: z.string(), itemIds: z.array(id), numbers: z.array(z.string()), score: z.number() })
    .nullable()
    .meta({ description: 'The first candidate as it was weighed; bank.read-desk-payment weighs anew' }),
  why: z
    .string()
    .nullable()
    .meta({ description: 'Code: why the machine left it (tie, unsure, no-candidate …), or why it was rejected' }),
  stale: z.boolean().meta({ description: 'The candidate changed since: opening it tells what holds now' }),
})

/** What waits for a person, surest first, with counts and sums of each group over all that the filter leaves. */
export const listDesk = verb({
  kind: 'read',
  name: 'bank.list-desk',
  summary: 'List the payments of the matching desk, surest first',
  route: 'GET /matching-desk',
  input: z.object({ ...paging, limit: z.coerce.number().int().min(1).max(200).default(50), ...deskFilter }),
  output: z.object({
    rows: z.array(row),
    next: z.string().nullable(),
    groups: z.array(
      z.object({
        group: z.enum(deskGroups),
        count: z.number(),
        sums: z.array(z.object({ currency: z.string(), in: z.string(), out: z.string() })),
      }),
    ),
    count: z.number(),
  }),
  async run(ctx, { after, limit, ...filter }) {
    const { sql, params } = await deskWhere(ctx, filter)
    const n = params.length
    const place = after ? placeOf(after) : null
    const masks = !seesProtected(ctx)
    const rows = await ctx.db.rows<{
      id: Id
      certainty: number
      score: string
      bookedOn: Day
      amount: bigint
      currency: string
      why: string | null
      payer: string | null
      reference: string | null
      text: string
      returnReason: string | null
      fileId: Id | null
      fileName: string | null
      account: string
      partyId: Id | null
      party: string | null
      protection: string | null
      itemIds: Id[]
      numbers: string[]
      stale: boolean
    }>(
      `with page as materialized (
         select d.* from desk_payments d where ${sql}
           ${place ? `and ${afterPlace(`$${n + 2}::smallint`, `$${n + 3}::numeric`, `$${n + 4}::uuid`)}` : ''}
          order by d.certainty, d.score desc, d.bank_transaction_id limit $${n + 1})
       select d.bank_transaction_id as id, d.certainty, d.score::text as score, d.booked_on as "bookedOn", d.amount, d.currency, d.why, t.payer_name as payer, t.reference, t.text,
              t.return_reason as "returnReason", d.file_id as "fileId", f.file_name as "fileName", b.code as account, p.id as "partyId", p.name as party, p.protection, d.item_ids as "itemIds",
              array(select i.number_text from open_items i where i.company_id = d.company_id and i.id = any (d.item_ids) order by array_position(d.item_ids, i.id)) as numbers,
              ${staleRow} as stale
         from page d
         join bank_transactions t on t.company_id = d.company_id and t.id = d.bank_transaction_id
         join bank_accounts b on b.company_id = d.company_id and b.id = d.bank_account_id
         left join bank_files f on f.company_id = d.company_id and f.id = d.file_id
         left join parties p on p.company_id = d.company_id and p.id = d.party_id
        order by d.certainty, d.score desc, d.bank_transaction_id`,
      [...params, limit + 1, ...(place ? [place.certainty, place.score, place.id] : [])],
    )
    const sums = await ctx.db.rows<{ certainty: number; currency: string; count: number; in: bigint; out: bigint }>(
      `select d.certainty, d.currency, count(*)::int as count, coalesce(sum(d.amount) filter (where d.amount > 0), 0)::bigint as in,
              coalesce(sum(d.amount) filter (where d.amount < 0), 0)::bigint as out
         from desk_payments d where ${sql} group by 1, 2 order by 1, 2`,
      params,
    )
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      rows: page.map((one) => {
        const hidden = masks && one.protection !== null && one.protection !== 'none'
        const name = protectedName[ctx.company.language]
        return {
          transactionId: one.id,
          group: deskGroups[one.certainty - 1]!,
          bookedOn: one.bookedOn,
          amount: formatMinor(one.amount, one.currency),
          currency: one.currency,
          payer: hidden ? name : one.payer,
          reference: one.reference,
          text: hidden ? '' : one.text,
          returnReason: one.returnReason,
          fileId: one.fileId,
          fileName: one.fileName,
          account: one.account,
          // A party or an item of another area is not told of.
          best:
            one.partyId && one.party && one.numbers.length === one.itemIds.length
              ? {
                  partyId: one.partyId,
                  party: hidden ? name : one.party,
                  itemIds: one.itemIds,
                  numbers: one.numbers,
                  score: Number(one.score),
                }
              : null,
          why: one.why,
          stale: one.stale,
        }
      }),
      next: rows.length > limit && last ? cursorOf(last) : null,
      groups: deskGroups.flatMap((group, i) => {
        const own = sums.filter((sum) => sum.certainty === i + 1)
        if (own.length === 0) return []
        const count = own.reduce((total, one) => total + one.count, 0)
        const money = (amount: bigint, currency: string) => formatMinor(amount, currency)
        return [
          {
            group,
            count,
            sums: own.map((one) => ({
              currency: one.currency,
              in: money(one.in, one.currency),
              out: money(one.out, one.currency),
            })),
          },
        ]
      }),
      count: sums.reduce((total, one) => total + one.count, 0),
    }
  },
})
