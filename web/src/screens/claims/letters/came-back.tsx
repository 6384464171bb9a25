import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct } from '../../../api/use-verb.ts'
import { useText } from '../../../lang/language.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { CheckField, TextField } from '../../../ui/field.tsx'
import { texts } from './texts.ts'

/** An envelope that the post brought back: what is written on it, and whether the address is to be used again. */
export function CameBack({
  letter,
  onClose,
}: {
  letter: { letterId: string; isProtected: boolean }
  onClose: () => void
}) {
  const t = useText()
  const tell = useTell()
  const back = useAct('dunning.return-letter')
  const kept = useKeptFields(`came-back:${letter.letterId}`)
  const [reason, setReason] = kept.field('reason', '')
  const [isLost, setLost] = kept.field('isLost', true)
  const go = () =>
    reason.trim() !== '' &&
    void kept
      .until(
        back.run({
          letterId: letter.letterId,
          reason: reason.trim(),
          addressIsLost: isLost && !letter.isProtected,
        } as never),
      )
      .then(
        () => {
          onClose()
          tell(t(texts.cameBackDone))
        },
        () => {},
      )
  return (
    <ActDialog
      title={t(texts.cameBack)}
      running={back}
      onGo={() => void go()}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <TextField label={t(texts.cameBackWhy)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
      {!letter.isProtected && <CheckField label={t(texts.addressIsLost)} checked={isLost} onChange={setLost} />}
      <p className="quiet small">
        {t(texts.cameBackNote)} {isLost && !letter.isProtected && t(texts.addressNote)}
      </p>
    </ActDialog>
  )
}
