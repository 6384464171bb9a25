import { useEffect, useRef, useState } from 'react'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Facts } from '../../ui/strip.tsx'
import { desk as texts } from './desk-texts.ts'
import { PaneHead } from './divide-pane.tsx'
import type { DeskPayment } from './say-evidence.ts'
import type { Desk, DeskFilter } from './use-desk.ts'

/** Proposes to pay the money back: why, and to which account; another person attests. */
export function PayBackPane({
  payment,
  list,
  desk,
  onClose,
}: {
  payment: DeskPayment
  list: DeskFilter
  desk: Desk
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const reasons = [t(texts.paidTwice), t(texts.paidTooMuch), t(texts.paidWrong)]
  const [reason, setReason] = useState(reasons[0]!)
  const [other, setOther] = useState('')
  const [name, setName] = useState(payment.payer.name ?? '')
  const [account, setAccount] = useState('')
  const [tried, setTried] = useState(false)
  const isKnown = payment.payer.account !== null
  const why = reason === '' ? other.trim() : reason
  const isReady = why !== '' && (isKnown || (name.trim() !== '' && account.trim().length >= 4))
  const amount = `${formats.amount(payment.left)}\u00a0${payment.currency}`
  const send = () => {
    setTried(true)
    if (!isReady) return
    const { transactionId } = payment
    const bare = account.replace(/\s/g, '').toUpperCase()
    desk.act(
      'bank.pay-back',
      {
        transactionId,
        reason: why,
        ...(isKnown
          ? {}
          : { to: { name: name.trim(), scheme: /^[A-Z]{2}\d{2}/.test(bare) ? 'IBAN' : 'BBAN', account: bare } }),
        list,
      },
      t(texts.sentToAttest, { amount }),
    )
    onClose()
  }
  const pane = useRef<HTMLDivElement>(null)
  useEffect(() => {
    pane.current?.querySelector<HTMLElement>('select')?.focus()
  }, [])
  useKeys([
    { key: 'Ctrl+Enter', label: t(texts.payBack), run: send },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  return (
    <div className="pane" ref={pane}>
      <PaneHead title={t(texts.payBack)} onClose={onClose} />
      <SelectField
        label={t(texts.why)}
        value={reason}
        onChange={setReason}
        options={[...reasons.map((one) => ({ value: one, label: one })), { value: '', label: t(texts.otherReason) }]}
      />
      {reason === '' && (
        <TextField
          label={t(texts.otherReason)}
          value={other}
          onChange={setOther}
          error={tried && why === '' ? t(texts.why) : null}
        />
      )}
      {isKnown ? (
        <Facts facts={[[t(texts.toAccount), `${payment.payer.account} ${payment.payer.name ?? ''}`]]} />
      ) : (
        <>
          <p className="quiet">{t(texts.noAccount)}</p>
          <TextField
            label={t(texts.payeeName)}
            value={name}
            onChange={setName}
            error={tried && name.trim() === '' ? t(texts.payeeName) : null}
          />
          <TextField
            label={t(texts.accountNumber)}
            value={account}
            onChange={setAccount}
            error={tried && account.trim().length < 4 ? t(texts.accountNumber) : null}
          />
        </>
      )}
      <p className="small quiet">{t(texts.attestLater)}</p>
      <div className="form-acts">
        <Button kind="quiet" onPress={onClose}>
          {t(common.cancel)}
        </Button>
        <Button kind="primary" keyCap="Ctrl+Enter" onPress={send}>
          {t(texts.proposePayBack, { amount })}
        </Button>
      </div>
    </div>
  )
}
