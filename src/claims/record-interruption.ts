import { z } from 'zod'
import { interruptionKinds, interruptions } from '../countries/limitation.ts'
import { audit } from '../db/audit.ts'
import { insertRows } from '../db/insert.ts'
import { dayText, fileInput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findOpenClaims, reasonText, subject, undoing } from './find-claims.ts'
import { readLimitations } from './limitation.ts'
import { written } from './written-words.ts'

/** What began the time of claims anew and the books cannot know: an acknowledgement, a court's action, a letter of one's own. */
export const recordInterruption = verb({
  kind: 'write',
  name: 'claims.record-interruption',
  summary: 'Record what interrupts the limitation of claims',
  route: 'POST /claims/interruptions',
  input: z.object({
    ...subject,
    kind: z.enum(interruptionKinds),
    on: dayText,
    reason: reasonText,
    document: fileInput.optional(),
  }),
  output: z.object({
    interruptions: z.array(z.object({ interruptionId: id, itemId: id, number: z.string(), barredAfter: dayText })),
    undo: undoing.nullable().meta({ description: 'Of one claim' }),
  }),
  async run(ctx, given) {
    if (given.on > ctx.today)
      refuse('claim.day-to-come', `${given.on} is yet to come: give the day on which it happened`, { on: given.on })
    if (interruptions[ctx.company.country][given.kind] === null)
      refuse('claim.does-not-interrupt', `a ${given.kind} does not interrupt limitation in this country`, {
        kind: given.kind,
      })
    const claims = await findOpenClaims(ctx, given)
    const ids = claims.map(() => newId())
    await insertRows(
      ctx.db,
      'claim_interruptions',
      { id: 'uuid', item_id: 'uuid', business_area_id: 'uuid' },
      claims.map((claim, i) => ({ id: ids[i]!, item_id: claim.itemId, business_area_id: claim.businessAreaId })),
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        kind: { type: 'text', value: given.kind },
        on_day: { type: 'date', value: given.on },
        reason: { type: 'text', value: given.reason },
        file_sha256: { type: 'bytea', value: given.document ? Buffer.from(given.document.sha256, 'hex') : null },
        recorded_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    const limitations = await readLimitations(
      ctx,
      claims.map((claim) => claim.itemId),
    )
    await audit(ctx, {
      verb: 'claims.record-interruption',
      subjects: [...ids, ...claims.map((claim) => claim.itemId)].slice(0, 100),
      summary: { kind: given.kind, on: given.on, claims: claims.length },
      businessAreaId: claims[0]!.businessAreaId,
    })
    return {
      interruptions: claims.map((claim, i) => ({
        interruptionId: ids[i]!,
        itemId: claim.itemId,
        number: claim.number,
        barredAfter: limitations.get(claim.itemId)!.day,
      })),
      undo:
        ids.length === 1
          ? {
              verb: 'claims.withdraw-interruption',
              input: { interruptionId: ids[0], reason: written[ctx.company.language].undone },
            }
          : null,
    }
  },
})
