import { useState } from 'react'
import type { ApiRefused } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useKeys } from '../shell/keys.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Told } from './told.tsx'

/** One reason in words, then the act: Enter does it. */
export function ReasonDialog({
  title,
  label,
  act,
  running,
  isDestructive = false,
  note,
  onGiven,
  onClose,
}: {
  title: string
  label: string
  act: string
  running: { isRunning: boolean; error: ApiRefused | null }
  isDestructive?: boolean
  note?: string
  onGiven: (reason: string) => void
  onClose: () => void
}) {
  const t = useText()
  const [reason, setReason] = useState('')
  const give = () => reason.trim() !== '' && onGiven(reason.trim())
  useKeys([{ key: 'Ctrl+Enter', label: act, run: give, inFields: true, unlisted: true }])
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
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
