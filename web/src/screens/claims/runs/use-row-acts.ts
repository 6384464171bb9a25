import { useState } from 'react'
import type { Until } from '../../../api/use-kept-fields.ts'
import { useAct } from '../../../api/use-verb.ts'
import { useText } from '../../../lang/language.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { heldHand } from '../../../ui/give-hand.ts'
import type { RowInHand } from '../../../ui/use-row-in-hand.ts'
import type { Row } from './shapes.ts'
import { texts } from './texts.ts'

/** What a person does with a row of the run, or with letters that wait; `asks` says for what a reason is wanted. */
export function useRowActs(runId: string, hand: RowInHand<Row>) {
  const t = useText()
  const tell = useTell()
  const hold = useAct('dunning.hold-row')
  const release = useAct('dunning.release-row')
  const exclude = useAct('dunning.exclude-row')
  const recall = useAct('dunning.recall')
  const [asks, ask] = useState<'hold' | 'release' | 'recall' | 'recall-one' | null>(null)
  const keepBack = (row: Row, reason: string, until: Until) => {
    const give = heldHand()
    void until(hold.run({ runId, rowNo: row.rowNo, reason })).then(
      ({ undo }) => {
        ask(null)
        hand.goOn(row, give)
        tell(t(texts.heldDone, { name: row.customerName }), undo, () => hand.take(row.rowNo))
      },
      () => {},
    )
  }
  const leaveOut = (row: Row) => {
    hand.goOn(row)
    void exclude.run({ runId, rowNo: row.rowNo }).then(
      ({ undo }) => tell(t(texts.leftOutDone, { name: row.customerName }), undo, () => hand.take(row.rowNo)),
      () => {},
    )
  }
  const letGo = (row: Row, reason?: string, until: Until = (answer) => answer) =>
    void until(release.run({ runId, rowNo: row.rowNo, ...(reason ? { reason } : {}) })).then(
      ({ state, undo }) => {
        ask(null)
        tell(t(state === 'held' ? texts.stillHeld : texts.releasedDone, { name: row.customerName }), undo, () =>
          hand.take(row.rowNo),
        )
      },
      () => {},
    )
  /** What a person has kept back he lets go without a reason; what else holds it wants one. */
  const startRelease = (row: Row) => (row.state === 'excluded' || isOwnHold(row) ? letGo(row) : ask('release'))
  const takeBack = (input: { runId: string } | { letters: string[] }, reason: string, until: Until) =>
    void until(recall.run({ ...input, reason } as never)).then(
      ({ recalled }) => {
        ask(null)
        tell(t(texts.recalledDone, { n: recalled }))
      },
      () => {},
    )
  return { asks, ask, hold, release, exclude, recall, keepBack, leaveOut, letGo, startRelease, takeBack }
}

const isOwnHold = (row: Row) => row.causes.length > 0 && row.causes.every(({ code }) => code === 'by-person')
