import { useAct, useRead } from '../../../api/use-verb.ts'
import { useText } from '../../../lang/language.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Told } from '../../../ui/told.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { texts } from './texts.ts'

/** What stops when a policy is closed; it is taken back by one key. */
export function CloseDialog({ code, name, onClose }: { code: string; name: string; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const close = useAct('dunning.close-policy')
  const effect = useRead('dunning.close-policy', { code, preview: true })
  const seen = effect.data
  const holds = seen !== undefined && (seen.wasDefault || seen.assignments > 0)
  const go = () =>
    void close.run({ code, preview: false }).then(
      ({ undo }) => {
        tell(t(texts.closed, { name }), undo)
        onClose()
      },
      () => {},
    )
  return (
    <ActDialog
      title={`${t(texts.close)}: ${name}`}
      act={t(texts.close)}
      running={close}
      isDestructive
      onGo={go}
      onClose={onClose}
    >
      <Told error={effect.error} onAgain={() => void effect.refetch()} />
      {effect.isPending && <Waiting />}
      {seen && (
        <>
          {seen.assignments > 0 && <p>{t(texts.closeHolds, { n: seen.assignments })}</p>}
          {seen.wasDefault && <p>{t(texts.closeDefault)}</p>}
          {seen.letters > 0 && <p>{t(texts.closeLetters, { n: seen.letters })}</p>}
          <p className="quiet">{t(holds ? texts.closeAfter : texts.closeNobody)}</p>
        </>
      )}
    </ActDialog>
  )
}
