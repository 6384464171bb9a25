import { getRouteApi } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import type { Output, RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { AmountField, CheckField, CountField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Told } from '../../../ui/told.tsx'
import { findCustomers } from '../../customers/find-customers.ts'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims/plans/new')
type Claim = RowOf<'claims.list'>
type Preview = Output<'claims.preview-plan'>
const ways = ['signed', 'e-mail', 'telephone', 'portal', 'meeting'] as const

/** A debt in parts, drawn while it is written; with `plan` in the address an agreed one is changed. */
export default function NewPlanScreen() {
  const search = route.useSearch()
  const t = useText()
  const known = useRead('claims.read-plan', search.plan ? { planId: search.plan } : null)
  if (!search.plan) return <PlanForm known={null} />
  // What was agreed is where a change begins.
  if (known.data?.planId === search.plan) return <PlanForm key={search.plan} known={known.data} />
  return (
    <Screen title={t(texts.change)}>
      <Told error={known.error} onAgain={() => void known.refetch()} />
    </Screen>
  )
}

function PlanForm({ known }: { known: Output<'claims.read-plan'> | null }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const customer = search.customer || known?.customer || ''
  const claims = useRead('claims.list', customer && !search.plan ? ({ customer, limit: 200 } as never) : null)
  const [left, setLeft] = useState<ReadonlySet<string> | null>(null)
  const kept = useKeptFields(`plan:${search.plan ?? search.customer ?? 'new'}`)
  const [divide, setDivide] = kept.field<'count' | 'amount'>('divide', 'count')
  const [count, setCount] = kept.field<string | null>('count', '6')
  const [amount, setAmount] = kept.field<string | null>('amount', '')
  const [firstOn, setFirstOn] = kept.field<string | null>('firstOn', inAMonth(company.today))
  const [everyMonths, setEvery] = kept.field<string | null>('everyMonths', '1')
  const [planFee, setFee] = kept.field('planFee', 'law')
  const [notices, setNotices] = kept.field('notices', known?.notices ?? false)
  const [reminderFee, setReminderFee] = kept.field('reminderFee', known?.reminderFee ?? false)
  const [sends, setSends] = kept.field('sends', true)
  const [interest, setInterest] = kept.field<string>('interest', known?.interest ?? 'law')
  const [brokenAfter, setBroken] = kept.field<string | null>('brokenAfter', String(known?.brokenAfterDays ?? 14))
  const [by, setBy] = kept.field<string>('by', 'signed')
  const [reason, setReason] = kept.field('reason', '')
  const propose = useAct('claims.propose-plan')
  const change = useAct('claims.change-plan', { fresh: true })
  const rows = (claims.data?.rows ?? []).filter((row) => row.caseId === null)
  // Opened from one claim: that one; from a customer: all that is overdue.
  const isLeft = (row: Claim) =>
    left ? left.has(row.itemId) : search.item ? row.itemId !== search.item : row.daysOverdue === 0
  const chosen = rows.filter((row) => !isLeft(row))
  const size = divide === 'count' ? (Number(count) > 0 ? { parts: Number(count) } : null) : amount ? { amount } : null
  const terms =
    size && firstOn && everyMonths && brokenAfter
      ? {
          ...size,
          firstOn,
          everyMonths: Number(everyMonths),
          notices,
          reminderFee,
          interest,
          brokenAfterDays: Number(brokenAfter),
        }
      : null
  const itemIds = search.plan
    ? (known?.items.filter(({ component }) => component === 'capital').map(({ itemId }) => itemId) ?? [])
    : chosen.map(({ itemId }) => itemId)
  const asked = useDeferredValue(
    terms && itemIds.length > 0 ? JSON.stringify({ itemIds, ...terms, planFee: search.plan ? 'none' : planFee }) : null,
  )
  const preview = useRead('claims.preview-plan', asked ? JSON.parse(asked) : null)
  const shown = asked ? preview.data : undefined
  const notNow = !terms || itemIds.length === 0 ? t(texts.scheduleWaits) : null
  const go = () => {
    if (!terms || itemIds.length === 0) return
    const toPlan = (planId: string) =>
      void navigate({
        to: '/companies/$company/claims/plans/$plan',
        params: { company: company.code, plan: planId },
        replace: true,
      })
    if (search.plan)
      void change.run({ planId: search.plan, ...terms, by, reason: reason.trim() } as never).then(
        ({ planId }) => {
          void kept.discard()
          tell(t(texts.changedDone))
          toPlan(planId)
        },
        () => {},
      )
    else
      void propose.run({ itemIds, ...terms, planFee, send: sends } as never).then(
        ({ planId, answerBy, undo }) => {
          void kept.discard()
          tell(t(texts.proposedDone, { day: formats.dayInText(answerBy) }), undo)
          toPlan(planId)
        },
        () => {},
      )
  }
  const back = () =>
    void navigate({ to: '/companies/$company/claims/plans', params: { company: company.code }, search: {} })
  const n = shown?.parts.length ?? 0
  const act =
    n > 0 ? t(search.plan ? texts.changeN : texts.proposeN, { n }) : t(search.plan ? texts.change : texts.propose1)
  useKeys([
    { key: 'Ctrl+Enter', label: act, run: go, inFields: true },
    { key: 'Escape', label: t(texts.plans), run: back, unlisted: true },
  ])
  const running = search.plan ? change : propose
  return (
    <Screen
      title={t(search.plan ? texts.change : texts.propose)}
      parent={{
        label: t(texts.plans),
        link: { to: '/companies/$company/claims/plans', params: { company: company.code } },
      }}
      showsKeys
      acts={
        <Button kind="primary" keyCap="Ctrl+Enter" working={running.isRunning} notNow={notNow} onPress={go}>
          {act}
        </Button>
      }
    >
      <div className="columns">
        <div className="main scroll">
          <div className="claim-form">
            <Told error={running.error ?? claims.error} />
            {!search.plan && (
              <SearchField
                label={t(texts.whose)}
                chosen={rows[0] ? `${rows[0].customerName} ${customer}` : customer}
                placeholder={t(texts.findCustomer)}
                autoFocus={!customer}
                find={(text) => findCustomers(company.code, text)}
                keyOf={(row) => row.number}
                show={(row) => (
                  <>
                    <span>{row.name}</span>
                    <span className="quiet figures">{row.number}</span>
                  </>
                )}
                onChoose={(row) => {
                  setLeft(null)
                  void navigate({ search: { customer: row.number }, replace: true })
                }}
              />
            )}
            {customer && !search.plan && (
              <fieldset>
                <legend>{t(texts.claims)}</legend>
                {claims.data && rows.length === 0 && <p className="quiet">{t(texts.noClaims)}</p>}
                {rows.map((row) => (
                  <span className="claim-line" key={row.itemId}>
                    <CheckField
                      label={`${row.number} · ${t(common.due).toLocaleLowerCase()} ${formats.day(row.dueOn)}`}
                      checked={!isLeft(row)}
                      onChange={(isChosen) => {
                        const next = new Set(rows.filter(isLeft).map(({ itemId }) => itemId))
                        if (isChosen) next.delete(row.itemId)
                        else next.add(row.itemId)
                        setLeft(next)
                      }}
                    />
                    <Amount value={row.open} foreign={row.currency} />
                  </span>
                ))}
              </fieldset>
            )}
            <Choice
              label={t(texts.divideBy)}
              value={divide}
              options={[
                { value: 'count', label: t(texts.byCount) },
                { value: 'amount', label: t(texts.byAmount) },
              ]}
              onChange={setDivide}
            />
            <div className="two">
              {divide === 'count' ? (
                <CountField label={t(texts.count)} value={count ?? ''} onChange={setCount} />
              ) : (
                <AmountField label={t(texts.perMonth)} value={amount ?? ''} onChange={setAmount} />
              )}
              <CountField label={t(texts.everyMonths)} value={everyMonths ?? ''} onChange={setEvery} digits={2} />
              <DayField label={t(texts.firstOn)} value={firstOn ?? ''} onChange={setFirstOn} />
              <CountField label={t(texts.brokenAfter)} value={brokenAfter ?? ''} onChange={setBroken} />
              {!search.plan && (
                <SelectField
                  label={t(texts.planFee)}
                  value={planFee}
                  onChange={setFee}
                  options={[
                    { value: 'law', label: t(texts.feeLaw) },
                    { value: 'none', label: t(texts.feeNone) },
                  ]}
                />
              )}
              <SelectField
                label={t(texts.interestAs)}
                value={interest}
                onChange={setInterest}
                options={['law', 'none'].map((value) => ({ value, label: word('planInterest', value) }))}
              />
            </div>
            <CheckField label={t(texts.notices)} checked={notices} onChange={setNotices} />
            <CheckField label={t(texts.reminderFee)} checked={reminderFee} onChange={setReminderFee} />
            {!search.plan && <CheckField label={t(texts.sendProposal)} checked={sends} onChange={setSends} />}
            {search.plan && (
              <div className="two">
                <SelectField
                  label={t(texts.agreedBy)}
                  value={by}
                  onChange={setBy}
                  options={ways.map((value) => ({ value, label: t(texts[`by.${value}`]) }))}
                />
                <TextField label={t(texts.changeWhy)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
              </div>
            )}
          </div>
        </div>
        <aside className="side" aria-label={t(texts.schedule)}>
          <section className="section">
            <header>
              <h2>{t(texts.schedule)}</h2>
            </header>
            <Told error={asked ? preview.error : null} />
            {shown ? <Schedule preview={shown} /> : <p className="quiet">{t(texts.scheduleWaits)}</p>}
          </section>
        </aside>
      </div>
    </Screen>
  )
}

/** The parts as they will fall due. */
function Schedule({ preview }: { preview: Preview }) {
  const t = useText()
  const formats = useFormats()
  return (
    <>
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(common.due)}</th>
            <th scope="col" className="amount">
              {t(texts.capital)}
            </th>
            <th scope="col" className="amount">
              {t(texts.interest)}
            </th>
            <th scope="col" className="amount">
              {t(texts.fee)}
            </th>
            <th scope="col" className="amount">
              {t(common.sum)}
            </th>
          </tr>
        </thead>
        <tbody>
          {preview.parts.map((part) => (
            <tr key={part.partNo}>
              <td>{formats.day(part.dueOn)}</td>
              <td className="amount">
                <Amount value={part.capital} dashForZero />
              </td>
              <td className="amount">
                <Amount value={part.interest} dashForZero />
              </td>
              <td className="amount">
                <Amount value={part.fee} dashForZero />
              </td>
              <td className="amount strong">
                <Amount value={part.total} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t(common.sum)}</td>
            <td className="amount">
              <Amount value={preview.capital} />
            </td>
            <td className="amount">
              <Amount value={preview.interest} />
            </td>
            <td className="amount">
              <Amount value={preview.fee} />
            </td>
            <td className="amount">
              <Amount value={preview.total} />
            </td>
          </tr>
        </tfoot>
      </table>
      {preview.law.map((law) => (
        <p key={law.name} className="small quiet">
          {t(texts.law, { amount: `${formats.amount(law.amount)} ${preview.currency}`, source: law.source })}
        </p>
      ))}
    </>
  )
}

/** The last day of the next month: most people have been paid then. */
function inAMonth(today: string): string {
  const [year, month] = today.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10)
}
