import { useEffect, useRef, useState } from 'react'
import { useDraft } from '../../api/use-draft.ts'
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
  const draft = useDraft(`desk.pay-back.${payment.transactionId}`, {
    reason: reasons[0]!,
    other: '',
    name: payment.payer.name ?? '',
    account: '',
  })
  const { reason, other, name, account } = draft.value
  const set = (field: keyof typeof draft.value) => (value: string) =>
    draft.setValue((before) => ({ ...before, [field]: value }))
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
    void draft.discard()
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
        onChange={set('reason')}
        options={[...reasons.map((one) => ({ value: one, label: one })), { value: '', label: t(texts.otherReason) }]}
      />
      {reason === '' && (
        <TextField
          label={t(texts.otherReason)}
          value={other}
          onChange={set('other')}
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
            onChange={set('name')}
            error={tried && name.trim() === '' ? t(texts.payeeName) : null}
          />
          <TextField
            label={t(texts.accountNumber)}
            value={account}
            onChange={set('account')}
            error={tried && account.trim().length < 4 ? t(texts.accountNumber) : null}
          />
        </>
      )}
      <p className="small quiet">{t(texts.attestLater)}</p>
      <div className="form-acts">
        <Button
          kind="quiet"
          onPress={() => {
            void draft.discard()
            onClose()
          }}
        >
          {t(common.cancel)}
        </Button>
        <Button kind="primary" keyCap="Ctrl+Enter" onPress={send}>
          {t(texts.proposePayBack, { amount })}
        </Button>
      </div>
    </div>
  )
}
