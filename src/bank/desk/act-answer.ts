import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import type { Id } from '../../kernel/id.ts'
import type { DeskFilter, DeskPlace } from './desk-order.ts'
import { readNext, readPlace } from './desk-order.ts'

/** Every act at the desk answers what undoes it and where the hand goes on. */
export const actAnswer = {
  undo: z
    .object({ verb: z.string(), input: z.record(z.string(), z.unknown()) })
    .nullable()
    .meta({ description: 'The verb and the input that take this back' }),
  next: z.object({ transactionId: id }).nullable().meta({ description: 'The next payment of the list that was given' }),
}
export interface ActAnswer {
  undo: { verb: string; input: Record<string, unknown> } | null
  next: { transactionId: Id } | null
}

/** Where the hand stands before the act: the last of the payments acted on, in the order of the list. */
export async function placeBefore(
  ctx: Ctx,
  transactionIds: readonly Id[],
  list: DeskFilter | undefined,
): Promise<DeskPlace | undefined> {
  if (!list) return undefined
  return readPlace(ctx, transactionIds.at(-1)!)
}

export async function actDone(
  ctx: Ctx,
  place: DeskPlace | undefined,
  acted: readonly Id[],
  list: DeskFilter | undefined,
  undo: ActAnswer['undo'],
): Promise<ActAnswer> {
  const next = list ? await readNext(ctx, place, list, acted) : null
  return { undo, next: next === null ? null : { transactionId: next } }
}

export const undoMatchOf = (transactionIds: readonly Id[]): ActAnswer['undo'] => ({
  verb: 'bank.undo-match',
  input: { transactionIds: [...transactionIds], refuse: false },
})
