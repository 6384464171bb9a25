import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

const reasonLeast = 3

/** Why somebody looks is asked before anything is shown, and is kept. */
export function RevealDialog({
  number,
  onClose,
  onRevealed,
}: {
  number: string
  onClose: () => void
  onRevealed: (answer: Output<'parties.reveal'>) => void
}) {
  const t = useText()
  const act = useAct('parties.reveal')
  const [reason, setReason] = useState('')
  const isReady = reason.trim().length >= reasonLeast
  const reveal = async () => {
    if (!isReady || act.isRunning) return
    const answer = await act.run({ number, reason: reason.trim() }).catch(() => null)
    if (answer) onRevealed(answer)
  }
  return (
    <Dialog
      title={t(texts.protectedCustomer, { number })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Enter"
            working={act.isRunning}
            notNow={!isReady && t(texts.reasonFirst)}
            onPress={() => void reveal()}
          >
            {t(texts.showFor60)}
          </Button>
        </>
      }
    >
      <form
        className="form-inside"
        onSubmit={(event) => {
          event.preventDefault()
          void reveal()
        }}
      >
        <p>{t(texts.revealAsk)}</p>
        <TextField
          label={t(texts.reason)}
          value={reason}
          onChange={setReason}
          hint={t(texts.reasonHint)}
          input={{ autoFocus: true, autoComplete: 'off', maxLength: 500 }}
        />
        <Told error={act.error} />
      </form>
    </Dialog>
  )
}
