import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { deskGroups, groupNumber } from '../placing/weigh-desk.ts'

/** What the list is narrowed to; acts take the same, so that they can name the next payment of the same list. */
export const deskFilter = {
  group: z.enum(deskGroups).optional().meta({
    description:
      'strong, several (or one that is only possible), none, new (not weighed yet), rejected (could not be posted)',
  }),
  fileId: id.optional(),
  account: z.string().optional().meta({ description: 'Code of our bank account' }),
  from: dayText.optional(),
  to: dayText.optional(),
  text: z
    .string()
    .trim()
    .max(200)
    .optional()
    .meta({ description: 'Part of payer, text or reference; or an amount: 1250.00' }),
}
const filterObject = z.object(deskFilter)
export type DeskFilter = z.output<typeof filterObject>
export const listOfAct = filterObject
  .optional()
  .meta({ description: 'The list the person works in: the answer names its next payment' })

/** Where a row stands in the list. */
export interface DeskPlace {
  certainty: number
  score: string
  id: Id
}

export const cursorOf = ({ certainty, score, id: rowId }: DeskPlace): string => `${certainty}~${score}~${rowId}`

export function placeOf(cursor: string): DeskPlace {
  const [, certainty, score, rowId] = /^([1-5])~([01](?:\.\d{1,5})?)~([0-9a-f-]{36})$/.exec(cursor) ?? []
  if (!certainty || !score || !rowId)
    return refuse('paging.after', 'after is no place in this list: give what an answer said as next', {})
  return { certainty: Number(certainty), score, id: rowId as Id }
}

export interface DeskWhere {
  sql: string
  params: unknown[]
}

/** Conditions on rows `d` of the desk, after $1 (company); money that is to be paid back waits for its attest, not here. */
export async function deskWhere(ctx: Ctx, filter: DeskFilter): Promise<DeskWhere> {
  const params: unknown[] = [ctx.company.id]
  const sql = [`d.company_id = $1`]
  const add = (condition: (place: string) => string, value: unknown) => {
    params.push(value)
    sql.push(condition(`$${params.length}`))
  }
  if (filter.group) add((p) => `d.certainty = ${p}`, groupNumber(filter.group))
  if (filter.fileId) add((p) => `d.file_id = ${p}`, filter.fileId)
  if (filter.account)
    add(
      (p) => `d.bank_account_id = (select b.id from bank_accounts b where b.company_id = $1 and b.code = ${p})`,
      filter.account,
    )
  if (filter.from) add((p) => `d.booked_on >= ${p}`, filter.from)
  if (filter.to) add((p) => `d.booked_on <= ${p}`, filter.to)
  if (filter.text) {
    const digits = filter.text.replace(/[\s\u00a0]/g, '').replace(',', '.')
    const amount = /^-?\d{1,15}(\.\d{1,2})?$/.test(digits) ? digits.replace('-', '') : null
    add(
      (p) => `exists (select from bank_transactions t where t.company_id = d.company_id and t.id = d.bank_transaction_id
        and (coalesce(t.payer_name, '') || ' ' || t.text || ' ' || coalesce(t.reference, '')) ilike ${p}${amount ? ` or d.amount in (${signed(amount)})` : ''})`,
      `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`,
    )
  }
  return { sql: sql.join(' and '), params }
}

/** All currencies of the three countries have two decimals. */
function signed(amount: string): string {
  const [whole, part = ''] = amount.split('.')
  const minor = `${whole}${part.padEnd(2, '0')}`
  return `${minor}, -${minor}`
}

/** The place of a payment before it is acted on; null when it is not on the desk. */
export const readPlace = (ctx: Ctx, transactionId: Id): Promise<DeskPlace | undefined> =>
  ctx.db.maybe<DeskPlace>(
    `select certainty, score::text as score, bank_transaction_id as id from desk_payments where company_id = $1 and bank_transaction_id = $2`,
    [ctx.company.id, transactionId],
  )

export const afterPlace = (certainty: string, score: string, rowId: string): string =>
  `(d.certainty > ${certainty} or d.certainty = ${certainty} and (d.score < ${score} or d.score = ${score} and d.bank_transaction_id > ${rowId}))`

/** The payment that stands after a place, or the first of the list when that was the last; null when nothing is left. */
export async function readNext(
  ctx: Ctx,
  place: DeskPlace | undefined,
  filter: DeskFilter,
  but: readonly Id[],
): Promise<Id | null> {
  const { sql, params } = await deskWhere(ctx, filter)
  const n = params.length
  const look = (condition: string, more: unknown[]) =>
    ctx.db.maybe<{ id: Id }>(
      `select d.bank_transaction_id as id from desk_payments d where ${sql} and d.bank_transaction_id <> all ($${n + 1}::uuid[]) ${condition}
        order by d.certainty, d.score desc, d.bank_transaction_id limit 1`,
      [...params, but, ...more],
    )
  const after =
    place &&
    (await look(`and ${afterPlace(`$${n + 2}::smallint`, `$${n + 3}::numeric`, `$${n + 4}::uuid`)}`, [
      place.certainty,
      place.score,
      place.id,
    ]))
  return (after ?? (await look('', [])))?.id ?? null
}
