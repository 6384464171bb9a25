import { useText } from '../../../lang/language.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { sayCause } from './say.ts'
import type { Row } from './shapes.ts'
import { texts } from './texts.ts'
import type { useRowActs } from './use-row-acts.ts'

/** The reason that an act wants. */
export function RunAsks({
  runId,
  row,
  acts,
}: {
  runId: string
  row: Row | undefined
  acts: ReturnType<typeof useRowActs>
}) {
  const t = useText()
  const { asks } = acts
  const onClose = () => acts.ask(null)
  if (asks === 'hold' && row)
    return (
      <ReasonDialog
        keptAs={`hold:${runId}:${row.rowNo}`}
        title={t(texts.holdOf, { name: row.customerName })}
        label={t(texts.holdWhy)}
        note={t(texts.holdNote)}
        act={t(texts.holdAct)}
        running={acts.hold}
        onClose={onClose}
        onGiven={(reason, until) => acts.keepBack(row, reason, until)}
      />
    )
  if (asks === 'release' && row)
    return (
      <ReasonDialog
        keptAs={`release:${runId}:${row.rowNo}`}
        title={t(texts.releaseOf, { name: row.customerName })}
        label={t(texts.releaseWhy, { cause: sayCause(t, row.causes[0]?.code ?? '') })}
        act={t(texts.releaseAct)}
        running={acts.release}
        onClose={onClose}
        onGiven={(reason, until) => acts.letGo(row, reason, until)}
      />
    )
  if (asks === 'recall' || asks === 'recall-one')
    return (
      <ReasonDialog
        keptAs={`recall:${asks === 'recall' ? runId : row!.letterId}`}
        title={t(asks === 'recall' ? texts.recall : texts.recallOne)}
        label={t(texts.recallWhy)}
        note={t(texts.recallNote)}
        act={t(asks === 'recall' ? texts.recall : texts.recallOne)}
        isDestructive
        running={acts.recall}
        onClose={onClose}
        onGiven={(reason, until) =>
          acts.takeBack(asks === 'recall' ? { runId } : { letters: [row!.letterId!] }, reason, until)
        }
      />
    )
  return null
}
