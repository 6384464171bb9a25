import { useAct } from '../../api/use-verb.ts'
import { useLanguage, useText } from '../../lang/language.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { nameOf, type Row } from './run-shapes.ts'
import { sayHold } from './say-hold.ts'
import { texts } from './texts.ts'
import { overLimitOf, type useRowActs } from './use-row-acts.ts'

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
  const language = useLanguage()
  const sendBack = useAct('invoicing.send-back')
  const overLimit = row && overLimitOf(row)
  const onClose = () => acts.ask(null)
  if (acts.asks === 'send-back')
    return (
      <ReasonDialog
        keptAs={`send-back:${runId}`}
        title={t(texts.sendBack)}
        label={t(texts.sendBackWhy)}
        act={t(texts.sendBack)}
        running={sendBack}
        onClose={onClose}
        onGiven={(reason, until) => void until(sendBack.run({ runId, reason })).then(onClose, () => {})}
      />
    )
  if (acts.asks === 'over-limit' && row)
    return (
      <ReasonDialog
        keptAs={`over-limit:${runId}:${row.rowNo}`}
        title={t(texts.overLimitOf, { name: nameOf(row) })}
        label={t(texts.overLimitWhy)}
        note={overLimit ? sayHold(overLimit, language) : ''}
        act={t(texts.overLimit)}
        running={acts.overLimit}
        onClose={onClose}
        onGiven={(reason, until) => acts.approveOverLimit(row, reason, until)}
      />
    )
  if (acts.asks === 'hold' && row)
    return (
      <ReasonDialog
        keptAs={`hold:${runId}:${row.rowNo}`}
        title={t(texts.holdOf, { name: nameOf(row) })}
        label={t(texts.holdWhy)}
        act={t(texts.holdAct)}
        running={acts.hold}
        onClose={onClose}
        onGiven={(reason, until) => acts.keepBack(row, reason, until)}
      />
    )
  return null
}
