import { useState } from 'react'
import { call, type Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useFieldProblem } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { AmountField, DayField, SelectField, TextField } from '../../ui/field.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

type Account = Output<'bank.list-accounts'>['rows'][number]

interface Typed {
  account: string
  amount: string
  paidOn: string
  reference: string
  customer: { number: string; name: string } | null
  payerName: string
  text: string
}

/** Money that no bank file brings: cash, a cheque, a letter from the bank. */
export function EnterPayment({ accounts, onClose }: { accounts: readonly Account[]; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company } = useSession()
  const save = useAct('bank.save-payment')
  const [isTried, setTried] = useState(false)
  const open = accounts.filter((one) => one.closedOn === null)
  const first = open.find((one) => one.kind === 'cash') ?? open[0]
  const draft = useDraft<Typed>('bank.enter-payment', {
    account: '',
    amount: '',
    paidOn: company.today,
    reference: '',
    customer: null,
    payerName: '',
    text: '',
  })
  const { amount, paidOn, reference, customer, payerName, text } = draft.value
  const account = draft.value.account || (first?.code ?? '')
  const set = (part: Partial<Typed>) => draft.setValue((before) => ({ ...before, ...part }))
  const currency = accounts.find((one) => one.code === account)?.currency ?? ''
  const amountProblem = useFieldProblem(save.error, 'amount')
  const accountProblem = useFieldProblem(save.error, 'account')
  const send = async () => {
    setTried(true)
    if (save.isRunning || amount === '' || paidOn === '') return
    const saved = await save.run({
      account,
      amount,
      paidOn,
      text: text.trim(),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      ...(customer ? { party: customer.number } : {}),
      ...(payerName.trim() ? { payerName: payerName.trim() } : {}),
    } as never)
    const shown = `${formats.amount(amount)}\u00a0${currency}`
    tell(
      saved.items.length > 0
        ? t(texts.entered, { amount: shown, n: saved.items.length })
        : t(texts.enteredWaits, { amount: shown }),
    )
    await draft.discard()
    onClose()
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void send().catch(() => {}) }])
  return (
    <Drawer title={t(texts.enterPayment)} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send().catch(() => {})
        }}
      >
        <p className="quiet">{t(texts.enterPaymentWhy)}</p>
        {save.error && <Told error={save.error} />}
        <SelectField
          label={t(common.account)}
          value={account}
          onChange={(account) => set({ account })}
          error={accountProblem}
          options={open.map((one) => ({ value: one.code, label: `${one.name} (${one.currency})` }))}
        />
        <div className="row">
          <AmountField
            label={`${t(common.amount)}, ${currency}`}
            value={amount}
            onChange={(value) => set({ amount: value ?? '' })}
            error={
              amountProblem ??
              (isTried && amount === '' ? t(common.numberWanted, { example: formats.amount('1250.5') }) : null)
            }
            inputRef={(element) => {
              if (element && amount === '' && document.activeElement?.closest('header')) element.focus()
            }}
          />
          <DayField
            label={t(texts.paidOn)}
            value={paidOn}
            onChange={(day) => set({ paidOn: day ?? '' })}
            error={isTried && paidOn === '' ? t(common.dayWanted, { example: formats.day(company.today) }) : null}
          />
        </div>
        <TextField
          label={t(texts.reference)}
          value={reference}
          onChange={(reference) => set({ reference })}
          hint={t(texts.optional)}
        />
        <SearchField
          label={t(common.customer)}
          hint={t(texts.customerWhy)}
          chosen={customer?.name ?? ''}
          find={async (search) => (await call(company.code, 'parties.list', { search, limit: 8 } as never)).rows}
          keyOf={(row) => row.id}
          show={(row) => (
            <>
              <span>{row.name}</span>
              <span className="quieter">{row.number}</span>
            </>
          )}
          onChoose={({ number, name }) => set({ customer: { number, name } })}
          onClear={() => set({ customer: null })}
        />
        <TextField
          label={t(texts.payerName)}
          value={payerName}
          onChange={(payerName) => set({ payerName })}
          hint={t(texts.optional)}
        />
        <TextField label={t(texts.text)} value={text} onChange={(text) => set({ text })} hint={t(texts.optional)} />
        <div className="form-acts">
          <Button kind="primary" keyCap="Ctrl+Enter" type="submit" working={save.isRunning}>
            {t(texts.enterPayment)}
          </Button>
        </div>
      </form>
    </Drawer>
  )
}
