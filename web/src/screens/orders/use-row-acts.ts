import { useState } from 'react'
import { useSession } from '../../api/session.tsx'
import type { Until } from '../../api/use-kept-fields.ts'
import { useAct } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { useTell } from '../../shell/toast.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import type { RowInHand } from '../../ui/use-row-in-hand.ts'
import { nameOf, type Row } from './run-shapes.ts'
import { texts } from './texts.ts'

/** What a person does with a row of the run; `asks` says for what a reason is wanted. */
export function useRowActs(runId: string, hand: RowInHand<Row>) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  const review = useAct('invoicing.review-row')
  const exclude = useAct('invoicing.exclude-row')
  const hold = useAct('invoicing.hold-row')
  const release = useAct('invoicing.release-row')
  const overLimit = useAct('credit.approve-over-limit')
  const [asks, ask] = useState<'send-back' | 'hold' | 'over-limit' | null>(null)
  const markReviewed = (row: Row) => {
    void review.run({ runId, rowNos: [row.rowNo], seen: !row.reviewed }).catch(() => {})
    if (!row.reviewed) hand.goOn(row)
  }
  const leaveOut = (row: Row) => {
    hand.goOn(row)
    void exclude.run({ runId, rowNo: row.rowNo }).then(
      ({ undo }) => tell(t(texts.leftOutDone, { name: nameOf(row) }), undo, () => hand.take(row.rowNo)),
      () => {},
    )
  }
  const keepBack = (row: Row, reason: string, until: Until) => {
    const give = heldHand()
    void until(hold.run({ runId, rowNo: row.rowNo, reason })).then(
      ({ undo }) => {
        ask(null)
        hand.goOn(row, give)
        tell(t(texts.heldDone, { name: nameOf(row) }), undo, () => hand.take(row.rowNo))
      },
      () => {},
    )
  }
  const letGo = (row: Row) => {
    // What the credit limit holds goes on by a decision with its reason, not by being let go.
    if (row.state === 'held' && overLimitOf(row) && can('credit.approve-over-limit')) return ask('over-limit')
    void release.run({ runId, rowNo: row.rowNo }).then(
      ({ state, undo }) =>
        state === 'held'
          ? tell(t(texts.customerHeld, { name: nameOf(row) }))
          : tell(t(texts.releasedDone, { name: nameOf(row) }), undo, () => hand.take(row.rowNo)),
      () => {},
    )
  }
  const approveOverLimit = (row: Row, reason: string, until: Until) => {
    const give = heldHand()
    void until(overLimit.run({ runId, rowNo: row.rowNo, reason } as never)).then(
      () => {
        ask(null)
        tell(t(texts.releasedDone, { name: nameOf(row) }))
        hand.take(row.rowNo, give)
      },
      () => {},
    )
  }
  return {
    asks,
    ask,
    review,
    exclude,
    hold,
    release,
    overLimit,
    markReviewed,
    leaveOut,
    keepBack,
    letGo,
    approveOverLimit,
  }
}

/** The hold by which the customer's credit limit stops the row. */
export const overLimitOf = (row: Row) => row.holds.find(({ kind }) => kind === 'credit-limit')
