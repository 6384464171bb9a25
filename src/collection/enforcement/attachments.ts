import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { readClaims } from '../read-claims.ts'

/** A document that an application rests on. */
export interface AttachedDocument {
  no: number
  kind: 'invoice' | 'reminder' | 'collection-notice' | 'payment-demand'
  /** The invoice, or the letter. */
  id: Id
  /** Of an invoice. */
  number: string | null
  on: Day
}

/**
 * The invoices of the claims, each followed by the letters that asked for it until the application was made; a letter that
 * asked for several stands once, at the first.
 */
export async function attachmentsOf(ctx: Ctx, itemIds: readonly Id[], openedOn: Day): Promise<AttachedDocument[]> {
  const claims = await readClaims(ctx, itemIds)
  const found: Omit<AttachedDocument, 'no'>[] = []
  const add = (one: Omit<AttachedDocument, 'no'>) => {
    if (!found.some(({ id }) => id === one.id)) found.push(one)
  }
  for (const itemId of itemIds) {
    const claim = claims.get(itemId)
    if (!claim) continue
    if (claim.invoiceId) add({ kind: 'invoice', id: claim.invoiceId, number: claim.numberText, on: claim.invoiceOn })
    for (const letter of claim.letters)
      if (letter.sentOn <= openedOn)
        add({ kind: letter.kind as AttachedDocument['kind'], id: letter.id, number: null, on: letter.sentOn })
  }
  return found.map((one, i) => ({ no: i + 1, ...one }))
}
