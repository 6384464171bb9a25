import type { Say } from '../../lang/language.tsx'
import type { Undo } from '../../shell/toast.tsx'
import { actTexts } from './act-texts.ts'

/** So long the outbox keeps a document made by hand: the time to see that something was wrong. */
export const recallSeconds = 60

/** The one key after sending: the outbox keeps the document back. Booked it stays: that is credited or annulled. */
export const recallOf = (t: Say, deliveries: readonly string[]): Undo | null =>
  deliveries.length === 0
    ? null
    : {
        verb: 'delivery.recall',
        input: { deliveries: [...deliveries], reason: t(actTexts.recalledReason) },
        label: t(actTexts.recall),
        undone: t(actTexts.recalledN, { n: deliveries.length }),
      }
