import type { ApiRefused } from '../api/refused.ts'
import { type Until, useKeptFields } from '../api/use-kept-fields.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useKeys } from '../shell/keys.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Told } from './told.tsx'

/** One reason in words, then the act: Enter does it. What is written stays until it has become a fact, or is given up by cancel. */
export function ReasonDialog({
  keptAs,
  title,
  label,
  act,
  running,
  isDestructive = false,
  note,
  onGiven,
  onClose,
}: {
  /** What of what it is a reason of: the draft's name. */
  keptAs: string
  title: string
  label: string
  act: string
  running: { isRunning: boolean; error: ApiRefused | null }
  isDestructive?: boolean
  note?: string
  /** `until` goes round the act: once that is done, the draft goes. */
  onGiven: (reason: string, until: Until) => void
  onClose: () => void
}) {
  const t = useText()
  const kept = useKeptFields(`reason:${keptAs}`)
  const [reason, setReason] = kept.field('reason', '')
  const give = () => reason.trim() !== '' && onGiven(reason.trim(), kept.until)
  useKeys([{ key: 'Ctrl+Enter', label: act, run: give, inFields: true, unlisted: true }])
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button
            kind={isDestructive ? 'destructive' : 'primary'}
            keyCap="Enter"
            working={running.isRunning}
            onPress={give}
          >
            {act}
          </Button>
        </>
      }
    >
      <Told error={running.error} />
      {note && <p className="quiet">{note}</p>}
      <TextField
        label={label}
        value={reason}
        onChange={setReason}
        input={{
          maxLength: 500,
          autoComplete: 'off',
          autoFocus: true,
          onKeyDown: (event) => {
            if (event.key !== 'Enter' || event.ctrlKey) return
            event.preventDefault()
            give()
          },
        }}
      />
    </Dialog>
  )
}
