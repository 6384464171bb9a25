import type { ReactNode } from 'react'
import type { ApiRefused } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useKeys } from '../shell/keys.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Told } from './told.tsx'

/** A few fields, then the one act: Ctrl Enter does it, what is refused stands above them. */
export function ActDialog({
  title,
  act,
  keep,
  running,
  isDestructive = false,
  isWide = false,
  notNow = null,
  onGo,
  onClose,
  onCancel = onClose,
  children,
}: {
  title: string
  /** What the button says; the title where nothing else is said. */
  act?: string
  /** What closes it without the act, where "cancel" could be taken for the act. */
  keep?: string
  running: { isRunning: boolean; error: ApiRefused | null }
  isDestructive?: boolean
  isWide?: boolean
  /** Why the act rests for now. */
  notNow?: string | null
  onGo: () => void
  onClose: () => void
  /** What the button that gives up does; where what is typed is kept, it forgets it (`kept.cancel`), which Esc and × do not. */
  onCancel?: () => void
  children: ReactNode
}) {
  const t = useText()
  useKeys([{ key: 'Ctrl+Enter', label: act ?? title, run: onGo, inFields: true, unlisted: true }])
  return (
    <Dialog
      title={title}
      isWide={isWide}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onCancel}>{keep ?? t(common.cancel)}</Button>
          <Button
            kind={isDestructive ? 'destructive' : 'primary'}
            keyCap="Ctrl+Enter"
            working={running.isRunning}
            notNow={notNow}
            onPress={onGo}
          >
            {act ?? title}
          </Button>
        </>
      }
    >
      <Told error={running.error} />
      {children}
    </Dialog>
  )
}
