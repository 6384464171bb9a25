import { useState } from 'react'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { LeftOut } from '../../ui/left-out.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import { capital, useCodeName } from './invoice-words.tsx'
import { recallOf } from './recall-of.ts'
import { texts } from './texts.ts'

const channels = ['', 'e-mail', 'print', 'peppol', 'portal'] as const
type Channel = (typeof channels)[number]

/** Named documents leave once more, by the channel of last time or another. */
export function SendAgain({
  numbers,
  lastChannel,
  onDone,
  onClose,
}: {
  numbers: readonly string[]
  lastChannel?: string | undefined
  onDone?: () => void
  onClose: () => void
}) {
  const t = useText()
  const tell = useTell()
  const name = useCodeName()
  const resend = useAct('invoicing.resend-invoices')
  const [channel, setChannel] = useState<Channel>('')
  const [reason, setReason] = useState(t(actTexts.askedFor))
  // A document is sent again or told why not; of several, those that can be are.
  const isMany = numbers.length > 1
  const seen = useRead(
    'invoicing.resend-invoices',
    isMany ? ({ numbers: [...numbers], reason: t(actTexts.askedFor), preview: true } as never) : null,
  ).data
  const count = seen?.sends ?? numbers.length
  const send = () =>
    count > 0 &&
    resend
      .run({
        numbers: [...numbers],
        reason: reason.trim() || t(actTexts.askedFor),
        leaveOut: isMany,
        ...(channel ? { channel } : {}),
        ...(numbers.length > 20 ? { confirm: numbers.length } : {}),
      })
      .then(
        ({ deliveries, sends }) => {
          tell(t(texts.resentN, { n: sends }), recallOf(t, deliveries))
          onDone?.()
          onClose()
        },
        () => {},
      )
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.resendN, { n: count }), run: () => void send(), inFields: true }])
  return (
    <Dialog
      title={t(texts.resendN, { n: numbers.length })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={resend.isRunning}
            notNow={count === 0 && t(texts.noneToSend)}
            onPress={() => void send()}
          >
            {t(texts.resendN, { n: count })}
          </Button>
        </>
      }
    >
      <Told error={resend.error} />
      <Choice
        label={t(actTexts.channel)}
        value={channel}
        onChange={setChannel}
        options={channels.map((one) => ({
          value: one,
          label: one ? capital(name('channel', one)) : t(actTexts.asLastTime),
        }))}
      />
      {lastChannel && channel === '' && (
        <p className="quiet">{t(actTexts.lastWas, { channel: name('channel', lastChannel) })}</p>
      )}
      <TextField label={t(actTexts.reason)} value={reason} onChange={setReason} />
      {seen && <LeftOut title={texts.notSentN} rows={seen.leftOut} />}
    </Dialog>
  )
}
