import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { ApiRefused, type Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AmountField, TextField } from '../../ui/field.tsx'
import { heldHand, useHandWhen } from '../../ui/give-hand.ts'
import { PdfView } from '../../ui/pdf-view.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import { formTexts } from './form-texts.ts'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, useCodeName } from './invoice-words.tsx'
import { recallOf, recallSeconds } from './recall-of.ts'
import { usePreviewPdf, useSettled } from './use-preview.ts'
import './invoices.css'
import { useHere } from '../../shell/use-here.ts'
import './new-invoice.css'

const route = getRouteApi('/companies/$company/invoices/$invoice')
type Seen = Output<'invoicing.preview-credit'>
type Line = Seen['lines'][number]
interface DraftCredit {
  /** Line number → how much of it, as a plain decimal. */
  picks: Record<string, string>
  by: 'quantity' | 'amount'
  reason: string
}

/** The same lines with a column for what is credited; what is left moves along. Nothing typed = all that is left. */
export function CreditMode({ invoiceId }: { invoiceId: string }) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const tell = useTell()
  const navigate = useHere(route.useNavigate())
  const { company, can } = useSession()
  const [first] = useState<DraftCredit>({ picks: {}, by: 'quantity', reason: t(formTexts.creditReasonFirst) })
  const draft = useDraft<DraftCredit>(`credit:${invoiceId}`, first)
  const { picks, by, reason } = draft.value
  const set = (change: Partial<DraftCredit>) => draft.setValue((before) => ({ ...before, ...change }))
  const credit = useAct('invoicing.credit')
  const holder = useRef<HTMLDivElement>(null)
  const lines = Object.entries(picks)
    .filter(([, value]) => value !== '' && !/^0*(\.0*)?$/.test(value))
    .map(([lineNo, value]) => ({
      lineNo: Number(lineNo),
      ...(by === 'amount' ? { amountNet: value } : { quantity: value }),
    }))
  const input = { invoiceId, reason, ...(lines.length > 0 ? { lines } : {}) }
  const asked = useSettled(input, 180)
  const preview = useRead('invoicing.preview-credit', can('invoicing.preview-credit') && draft.isReady ? asked : null)
  const seen = preview.data ?? null
  const pdf = usePreviewPdf('invoicing.preview-credit-pdf', useSettled(seen?.amounts ? asked : null, 250) as never)
  const errors = useLineProblems(
    (credit.error && !credit.error.unreachable ? credit.error.problems : (seen?.problems ?? [])) as Problem[],
    lines,
  )
  const isShown = seen !== null
  useHandWhen(isShown, () => {
    const first = holder.current?.querySelector<HTMLInputElement>('.credit-lines input')
    // What a draft kept is written over by the first key.
    first?.addEventListener('focus', () => first.select(), { once: true })
    return first
  })
  const back = () => void navigate({ search: (before) => ({ ...before, act: '' }), replace: true })
  const send = async () => {
    if (credit.isRunning) return
    const give = heldHand()
    try {
      const { documents } = await credit.run({
        ...input,
        reason: reason.trim() || t(formTexts.creditReasonFirst),
        recallSeconds,
      } as never)
      await draft.discard()
      const [document] = documents
      if (!document) tell(t(formTexts.proposed))
      else
        tell(
          t(document.deliveries.length > 0 ? formTexts.bookedSoon : formTexts.booked, {
            kind: capital(name('documentKind', document.kind)),
            number: document.number,
            amount: `${formats.amount(document.payable)}\u00a0${document.currency}`,
          }),
          recallOf(t, document.deliveries),
        )
      back()
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error
      requestAnimationFrame(() => give(holder.current?.querySelector<HTMLElement>('.field.wrong input')))
    }
  }
  const payable = seen?.amounts ? `${formats.amount(seen.amounts.payable)}\u00a0${seen.currency}` : ''
  const label = seen?.twoPersons
    ? t(formTexts.propose)
    : payable
      ? t(formTexts.creditNow, { amount: payable })
      : t(actTexts.credit)
  useKeys([
    { key: 'Ctrl+Enter', label, run: () => void send(), inFields: true },
    { key: 'Escape', label: t(common.close), run: back, inFields: true, unlisted: true },
  ])
  const title = t(formTexts.creditTitle, { number: seen?.number ?? '' })
  const parent = {
    label: `${t(common.invoice)} ${seen?.number ?? ''}`,
    link: {
      to: '/companies/$company/invoices/$invoice',
      params: { company: company.code, invoice: invoiceId },
    } as const,
  }
  if (!can('invoicing.credit'))
    return (
      <Screen title={title} parent={parent}>
        <Empty title={t(common.mayNot)}>{t(formTexts.mayNotWrite)}</Empty>
      </Screen>
    )
  const general = errors.get('')
  return (
    <Screen
      title={title}
      parent={parent}
      showsKeys
      acts={
        <>
          {draft.savedAt && (
            <span className="quiet small">
              {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
            </span>
          )}
          <Button kind="primary" keyCap="Ctrl+Enter" working={credit.isRunning} onPress={() => void send()}>
            {label}
          </Button>
        </>
      }
    >
      <div className="columns" ref={holder}>
        <div className="main scroll">
          {preview.error && <Told error={preview.error} onAgain={() => void preview.refetch()} />}
          {credit.error?.unreachable && <Told error={credit.error} />}
          {general && (
            <div className="section">
              <Banner tone="bad">{general}</Banner>
            </div>
          )}
          {seen && (
            <>
              <Strip
                figures={[
                  {
                    label: t(formTexts.creditTotal),
                    figure: <Amount value={seen.amounts?.payable} />,
                    clause:
                      seen.amounts && !/^0*(\.0*)?$/.test(seen.amounts.vat)
                        ? t(invoiceTexts.vatIn, { amount: formats.amount(seen.amounts.vat) })
                        : undefined,
                  },
                  ...(seen.setOff
                    ? [
                        { label: t(formTexts.openNow), figure: <Amount value={seen.setOff.open} /> },
                        {
                          label: t(formTexts.openAfter),
                          figure: <Amount value={seen.setOff.openAfter} />,
                          clause: seen.setOff.open === seen.setOff.openAfter ? undefined : t(formTexts.setOffNote),
                        },
                        ...(/^0*(\.0*)?$/.test(seen.setOff.onAccount)
                          ? []
                          : [{ label: t(formTexts.toCustomer), figure: <Amount value={seen.setOff.onAccount} /> }]),
                      ]
                    : []),
                  ...(seen.follows
                    ? [
                        {
                          label: t(formTexts.chargesFollow),
                          figure: <Amount value={seen.follows.amount} />,
                          clause: /^0*(\.0*)?$/.test(seen.follows.paid)
                            ? t(formTexts.chargesFollowNote, { n: seen.follows.charges })
                            : t(formTexts.chargesFollowPaid, { amount: formats.amount(seen.follows.paid) }),
                        },
                      ]
                    : []),
                ]}
              />
              <section className="section" aria-label={t(invoiceTexts.lines)}>
                <div className="credit-head">
                  <p className="quiet">{t(formTexts.creditHow)}</p>
                  <Choice
                    label={t(formTexts.creditBy)}
                    value={by}
                    onChange={(next) => set({ by: next, picks: {} })}
                    options={[
                      { value: 'quantity', label: t(formTexts.byQuantity) },
                      { value: 'amount', label: t(formTexts.byAmount) },
                    ]}
                  />
                </div>
                <table className="table inset lines credit-lines">
                  <thead>
                    <tr>
                      <th scope="col">{t(invoiceTexts.text)}</th>
                      <th scope="col" className="amount">
                        {t(invoiceTexts.price)}
                      </th>
                      <th scope="col" className="amount">
                        {t(formTexts.left)}
                      </th>
                      <th scope="col" className="amount">
                        {t(formTexts.creditColumn)}
                      </th>
                      <th scope="col" className="amount">
                        {t(invoiceTexts.net)}
                      </th>
                      <th scope="col" className="amount">
                        {t(formTexts.leftAfter)}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {seen.lines.map((line) => (
                      <LineRow
                        key={line.lineNo}
                        line={line}
                        by={by}
                        value={picks[line.lineNo] ?? ''}
                        error={errors.get(String(line.lineNo)) ?? null}
                        onChange={(value) => set({ picks: { ...picks, [line.lineNo]: value } })}
                      />
                    ))}
                  </tbody>
                </table>
              </section>
              <section className="section">
                <div className="credit-reason">
                  <TextField
                    label={t(formTexts.reasons)}
                    value={reason}
                    onChange={(value) => set({ reason: value })}
                    error={errors.get('reason') ?? null}
                  />
                  <div className="pills">
                    {[
                      formTexts.creditReasonFirst,
                      formTexts.reasonReturn,
                      formTexts.reasonDiscount,
                      formTexts.reasonWrong,
                    ].map((phrase) => (
                      <button
                        key={t(phrase)}
                        type="button"
                        className={`pill ${reason === t(phrase) ? 'narrows' : ''}`}
                        onClick={() => set({ reason: t(phrase) })}
                      >
                        {t(phrase)}
                      </button>
                    ))}
                  </div>
                </div>
              </section>
            </>
          )}
        </div>
        <aside className="invoice-live" aria-label={t(formTexts.livePdf)}>
          {pdf ? (
            <PdfView source={pdf} name={t(formTexts.livePdf)} title={t(formTexts.livePdf)} />
          ) : (
            <p className="quiet">{t(formTexts.pdfLater)}</p>
          )}
        </aside>
      </div>
    </Screen>
  )
}

function LineRow({
  line,
  by,
  value,
  error,
  onChange,
}: {
  line: Line
  by: 'quantity' | 'amount'
  value: string
  error: string | null
  onChange: (value: string) => void
}) {
  const t = useText()
  const formats = useFormats()
  const decimals = (text: string) => text.split('.')[1]?.length ?? 0
  const left = by === 'quantity' ? line.leftQuantity : line.left
  const isGone = isZero(line.left)
  return (
    <tr className={error ? 'wrong' : ''}>
      <td className="wrap">
        {line.name}
        <span className="quiet below">
          {formats.amount(line.quantity, decimals(line.quantity))} {line.unit}
          {line.vatPercent !== null && `, ${formats.decimal(line.vatPercent)}\u00a0%`}
        </span>
      </td>
      <td className="amount">
        <Amount value={line.unitPrice} decimals={Math.max(2, decimals(line.unitPrice))} />
      </td>
      <td className="amount nowrap">
        {by === 'quantity' ? formats.amount(left, decimals(left)) : <Amount value={left} />}
      </td>
      <td className="amount credit-cell">
        {!isGone && (
          <AmountField
            label={t(formTexts.creditOfLine, { line: line.name })}
            labelUnseen
            decimals={by === 'quantity' ? 0 : 2}
            value={value}
            onChange={(typed) => typed !== null && onChange(typed)}
            error={error}
            repair={{ label: t(formTexts.all), run: () => onChange(left) }}
            input={{ placeholder: formats.amount(left, by === 'quantity' ? decimals(left) : 2) }}
          />
        )}
      </td>
      <td className="amount">
        <Amount value={line.credits} />
      </td>
      <td className="amount">
        <Amount value={line.leftAfter} dashForZero />
      </td>
    </tr>
  )
}

/** Sentences by line number; what belongs to no line under ''. */
function useLineProblems(problems: readonly Problem[], lines: readonly { lineNo: number }[]): Map<string, string> {
  const said = useProblemTexts(problems)
  const errors = new Map<string, string>()
  problems.forEach(({ path }, index) => {
    const place = /^lines\[(\d+)\]/.exec(path ?? '')?.[1]
    const key = place ? String(lines[Number(place) - 1]?.lineNo ?? '') : path === 'reason' ? 'reason' : ''
    if (said[index] && !errors.has(key)) errors.set(key, said[index])
  })
  return errors
}
