import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Agency } from './agencies.ts'
import type { PlannedCase } from './plan-cases.ts'

export interface OpenedCase {
  id: Id
  number: bigint
  planned: PlannedCase & { agency: Agency }
}

/** Our word for a case, in every message: "K12". */
export const caseName = (number: bigint | number | string): string => `K${number}`

/** More that a case for the court says; by its planned case. */
export interface CourtFacts {
  amountCourt: bigint
  law: unknown[]
}

/**
 * Opens cases as they were planned, in the caller's transaction: their items are frozen from now on. An item that another
 * case took meanwhile is refused by the database (collection_case_items_one_case).
 */
export async function openCases(
  ctx: Ctx,
  planned: readonly (PlannedCase & { agency: Agency })[],
  court?: (one: PlannedCase) => CourtFacts,
): Promise<OpenedCase[]> {
  if (planned.length === 0) return []
  const { db, company } = ctx
  // Held to the end of the transaction: two writers never take one number.
  await db.query(`select pg_advisory_xact_lock(hashtextextended('collection-cases ' || $1, 0))`, [company.id])
  const { last } = await db.one<{ last: bigint }>(`select highest_collection_case()::int8 as last`)
  const opened = planned.map((one, i) => ({ id: newId(), number: last + BigInt(i + 1), planned: one }))
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  await insertRows(
    db,
    'collection_cases',
    {
      id: 'uuid',
      number: 'int8',
      target: 'text',
      agency_id: 'uuid',
      party_id: 'uuid',
      party_version_no: 'int4',
      currency: 'bpchar',
      amount_capital: 'int8',
      amount_interest: 'int8',
      amount_fees: 'int8',
      amount_court: 'int8',
      law: 'jsonb',
      business_area_id: 'uuid',
    },
    opened.map(({ id, number, planned: one }) => {
      const facts = court?.(one)
      return {
        id,
        number,
        target: one.target,
        agency_id: one.agency.id,
        party_id: one.party.id,
        party_version_no: one.party.versionNo,
        currency: one.currency,
        amount_capital: one.capital,
        amount_interest: one.interest,
        amount_fees: one.fees,
        amount_court: facts?.amountCourt ?? 0n,
        law: facts?.law ?? [],
        business_area_id: one.businessAreaId,
      }
    }),
    {
      ...tenant,
      company_version_no: { type: 'int4', value: company.versionNo },
      opened_on: { type: 'date', value: ctx.today },
      recorded_at: { type: 'timestamptz', value: ctx.now },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await insertRows(
    db,
    'collection_case_items',
    {
      case_id: 'uuid',
      item_id: 'uuid',
      component: 'text',
      main_item_id: 'uuid',
      number_text: 'text',
      due_on: 'date',
      amount: 'int8',
      amount_interest: 'int8',
      interest_from: 'date',
      segments: 'jsonb',
    },
    opened.flatMap(({ id, planned: { claims } }) =>
      claims.flatMap((claim) => [
        {
          case_id: id,
          item_id: claim.itemId,
          component: 'capital',
          main_item_id: null as Id | null,
          number_text: claim.numberText,
          due_on: claim.dueOn,
          amount: claim.open,
          amount_interest: claim.interest.amount,
          interest_from: claim.interest.from,
          segments: claim.interest.segments as unknown,
        },
        ...claim.charges.map((charge) => ({
          case_id: id,
          item_id: charge.itemId,
          component: charge.component as string,
          main_item_id: claim.itemId as Id | null,
          number_text: charge.numberText,
          due_on: claim.dueOn,
          amount: charge.open,
          amount_interest: 0n,
          interest_from: null,
          segments: [] as unknown,
        })),
      ]),
    ),
    tenant,
  )
  // What was taken of the items before is told with the case.
  await db.query(
    `insert into collection_reported (company_id, case_id, allocation_id)
     select t.company_id, t.case_id, a.id from collection_case_items t join allocations a on a.company_id = t.company_id and a.debit_item_id = t.item_id
      where t.company_id = $1 and t.case_id = any ($2::uuid[])`,
    [company.id, opened.map(({ id }) => id)],
  )
  await db.query(
    `update collection_queue q set state = 'taken', case_id = x.case_id, ended_at = $4, ended_by = $5
       from unnest($2::uuid[], $3::uuid[]) as x (id, case_id) where q.company_id = $1 and q.id = x.id`,
    [
      company.id,
      opened.flatMap(({ planned: { claims } }) => claims.flatMap((claim) => claim.queueId ?? [])),
      opened.flatMap(({ id, planned: { claims } }) => claims.flatMap((claim) => (claim.queueId ? [id] : []))),
      ctx.now,
      ctx.user.id,
    ],
  )
  return opened
}

/** Claims and their charges, locked in id order before they are read: what is told of them is what was open. */
export const lockClaims = ({ db, company }: Ctx, itemIds: readonly Id[]) =>
  db.query(
    `select 1 from open_items where company_id = $1 and (id = any ($2::uuid[]) or main_item_id = any ($2::uuid[])) order by id for no key update`,
    [company.id, itemIds],
  )

/** Waiting rows of items that were opened by hand are taken by the same case; paid ones leave the queue. */
export async function dropPaid(ctx: Ctx, queueIds: readonly Id[]): Promise<void> {
  if (queueIds.length === 0) return
  await ctx.db.query(
    `update collection_queue set state = 'dropped', ended_at = $3, ended_by = $4, ended_reason = 'paid' where company_id = $1 and id = any ($2::uuid[]) and state = 'waiting'`,
    [ctx.company.id, queueIds, ctx.now, ctx.user.id],
  )
}
