import { z } from 'zod'
import { asSystem } from '../db/context.ts'
import { amountText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { mergeProblems, readMergeSides } from '../parties/absorb-party.ts'
import { findParty } from '../parties/find-party.ts'
import { logProtectedReads, protectedName, seesProtected } from '../parties/sees-protected.ts'

const side = z.object({ number: z.string(), name: z.string() })

/** What parties.merge would do, before anybody decides: what moves, what is posted, what stays, which fields differ. */
export const previewMerge = verb({
  kind: 'read',
  name: 'parties.preview-merge',
  summary: 'What a merge would move, post and leave, and where the two differ',
  route: 'GET /parties/{from}/merge/{into}',
  ofWholeCompany: true,
  recordsLooks: true,
  input: z.object({ from: z.string(), into: z.string() }),
  output: z.object({
    from: side,
    into: side,
    sums: z
      .array(z.object({ account: z.string(), currency: z.string(), items: z.number().int(), amount: amountText }))
      .meta({
        description: 'Open items that move by transfer vouchers, per account and currency',
      }),
    vouchers: z.number().int().meta({ description: 'Transfer vouchers that would be posted: one for each item' }),
    moves: z.record(z.string(), z.number()).meta({ description: 'How many contacts, notes, bank accounts … go over' }),
    stays: z
      .record(z.string(), z.number())
      .meta({ description: 'How many documents and channels stay with the old number' }),
    differences: z
      .array(
        z.object({
          field: z.string(),
          from: z.string().nullable(),
          into: z.string().nullable(),
          kept: z.enum(['from', 'into']),
        }),
      )
      .meta({
        description: 'Fields in which the two differ, and whose remains; change it on the party that remains',
      }),
    problems: z
      .array(z.looseObject({ code: z.string(), message: z.string() }))
      .meta({ description: 'Each forbids the merge' }),
  }),
  async run(ctx, input) {
    const [from, into] = [await findParty(ctx, input.from), await findParty(ctx, input.into)]
    const hidden = [from, into].filter((party) => party.protection !== 'none')
    const masked = hidden.length > 0 && !seesProtected(ctx)
    if (hidden.length > 0 && !masked)
      await logProtectedReads(
        ctx,
        hidden.map((party) => party.id),
        'parties.preview-merge',
      )
    const name = (party: { name: string; protection: string }) =>
      masked && party.protection !== 'none' ? protectedName[ctx.company.language] : party.name
    return asSystem(ctx, async (system) => {
      const { db } = system
      const sums = await db.rows<{ account: string; currency: string; items: bigint; amount: bigint }>(
        `select account, currency, count(*) as items, sum(amount_open)::int8 as amount from open_items
          where company_id = $1 and party_id = $2 and amount_open <> 0 group by 1, 2 order by 1, 2`,
        [ctx.company.id, from.id],
      )
      const moves = await db.one<Record<string, bigint>>(
        `select (select count(*) from party_contacts where company_id = $1 and party_id = $2) as contacts, (select count(*) from party_notes where company_id = $1 and party_id = $2) as notes,
                (select count(*) from party_bank_accounts where company_id = $1 and party_id = $2) as "bankAccounts", (select count(*) from parties where company_id = $1 and payer_id = $2) as "paysFor"`,
        [ctx.company.id, from.id],
      )
      const stays = await db.one<Record<string, bigint>>(
        `select (select count(*) from invoices where company_id = $1 and party_id = $2) as documents,
                (select count(*) from party_channels where company_id = $1 and party_id = $2 and withdrawn_on is null) as channels,
                (select count(*) from party_addresses where company_id = $1 and party_id = $2 and valid_to = 'infinity') as addresses`,
        [ctx.company.id, from.id],
      )
      const fields = await db.rows<{ id: Id; fields: Record<string, string | null> }>(
        `select p.id, jsonb_build_object('name', p.name, 'identityNumber', p.identity_number, 'vatNumber', p.vat_number, 'kind', p.kind, 'customerKind', p.customer_kind, 'language', p.language,
                'currency', p.currency, 'termsDays', p.terms_days::text, 'theirReference', p.their_reference, 'counterpartyCode', p.counterparty_code,
                'address', nullif(concat_ws(', ', v.buyer -> 'address' ->> 'street', v.buyer -> 'address' ->> 'postCode', v.buyer -> 'address' ->> 'city'), '')) as fields
           from parties p join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no where p.company_id = $1 and p.id = any ($2::uuid[])`,
        [ctx.company.id, [from.id, into.id]],
      )
      const of = (party: Id) => fields.find((row) => row.id === party)!.fields
      const [left, right] = [of(from.id), of(into.id)]
      const sides = await readMergeSides(system, [from.id, into.id], false)
      const count = (row: Record<string, bigint>) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)]))
      return {
        from: { number: from.number, name: name(from) },
        into: { number: into.number, name: name(into) },
        sums: sums.map((sum) => ({ ...sum, items: Number(sum.items), amount: formatMinor(sum.amount, sum.currency) })),
        vouchers: Number(sums.reduce((all, sum) => all + sum.items, 0n)),
        moves: count(moves),
        stays: count(stays),
        differences: masked
          ? []
          : Object.keys(right)
              .filter((field) => left[field] !== null && left[field] !== right[field])
              .map((field) => ({
                field,
                from: left[field]!,
                into: right[field] ?? null,
                // absorbParty fills these two where the one that remains has none.
                kept:
                  right[field] === null && ['identityNumber', 'vatNumber'].includes(field)
                    ? ('from' as const)
                    : ('into' as const),
              })),
        problems: mergeProblems(...sides).map((problem) => ({ ...problem })),
      }
    })
  },
})
