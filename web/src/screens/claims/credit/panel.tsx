import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sayReason } from '../../../../../src/kernel/words/reasons.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { AmountField, SelectField, TextField } from '../../../ui/field.tsx'
import { Facts } from '../../../ui/strip.tsx'
import { Told } from '../../../ui/told.tsx'
import { scoreTone } from './customers.tsx'
import { texts } from './texts.ts'

type Asked = 'limit' | 'limits' | 'check' | 'monitor' | null

/** On the card: the score with what it follows from, the limit and what is used of it, what a bureau has said. */
export function CreditPanel({ number }: { number: string }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const [asked, setAsked] = useState<Asked>(null)
  const read = useRead('credit.read-customer', can('credit.read-customer') ? { number } : null)
  const data = read.data?.number === number ? read.data : null
  if (!data) return null
  const { standing, limit, check } = data
  const reasons = data.reasons.filter(({ deducted }) => deducted > 0)
  const figures = (given: Record<string, number | string>) =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
          ? formats.amount(value, name === 'amount' || name === 'open' ? 2 : 1)
          : value,
      ]),
    )
  return (
    <section className="section">
      <header>
        <h3>{t(texts.credit)}</h3>
        {standing && (
          <Chip tone={scoreTone(standing.score)}>
            {standing.score === null ? t(texts.noScore) : t(texts.ofHundred, { n: standing.score })}
          </Chip>
        )}
      </header>
      {reasons.length > 0 && (
        <ul className="credit-reasons">
          {reasons.map((reason) => (
            <li key={reason.kind} className="claim-line small">
              <span>{t(texts[`why.${reason.kind}`], figures(reason.figures))}</span>
              <span className="figures quiet">{t(texts.takesOff, { n: reason.deducted })}</span>
            </li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          [
            t(texts.limit),
            <span key="limit">
              {limit ? (
                <>
                  {t(texts.used, {
                    used: usedOf(limit, formats.whole),
                    limit: formats.whole(limit.amount),
                    currency: limit.currency,
                  })}{' '}
                  {limit.isExceeded && <Chip tone="bad">{t(texts.exceeded)}</Chip>}
                </>
              ) : (
                <span className="quiet">{t(texts.noLimit)}</span>
              )}
              {can('credit.set-limit') && (
                <>
                  {' '}
                  <Button kind="link" onPress={() => setAsked('limit')}>
                    {t(texts.setLimit)}
                  </Button>
                </>
              )}
              {limit && can('credit.list-limits') && (
                <>
                  {' '}
                  <Button kind="link" onPress={() => setAsked('limits')}>
                    {t(texts.limitHistory)}
                  </Button>
                </>
              )}
            </span>,
          ],
          (check || can('credit.check')) && [
            t(texts.lastCheck),
            <span key="check">
              {check?.answer ? (
                [
                  check.answer.status && word('creditStatus', check.answer.status),
                  check.answer.class,
                  check.answer.score,
                  formats.day(check.answer.sourceOn),
                ]
                  .filter(Boolean)
                  .join(' · ')
              ) : (
                <span className="quieter">–</span>
              )}
              {can('credit.check') && (
                <>
                  {' '}
                  <Button kind="link" onPress={() => setAsked('check')}>
                    {t(texts.check)}
                  </Button>
                </>
              )}
            </span>,
          ],
          (data.monitoredBy.length > 0 || can('credit.monitor')) && [
            t(texts.monitored),
            <span key="monitored">
              {data.monitoredBy
                .map((one) => `${one.bureau} ${t(texts.monitoredSince, { day: formats.day(one.fromOn) })}`)
                .join(', ')}
              {data.monitoredBy.length === 0 && can('credit.monitor') && (
                <Button kind="link" onPress={() => setAsked('monitor')}>
                  {t(texts.monitor)}
                </Button>
              )}
            </span>,
          ],
          data.changesToReview > 0 && [
            t(texts.changes),
            <Link
              key="changes"
              to="/companies/$company/credit"
              params={{ company: company.code }}
              search={{ view: 'changes' }}
            >
              {t(texts.changesN, { n: data.changesToReview })}
            </Link>,
          ],
          data.responsible.length > 0 && [t(texts.answersHere), data.responsible.join(', ')],
        ]}
      />
      {asked === 'limit' && <SetLimit number={number} now={limit?.amount ?? ''} onClose={() => setAsked(null)} />}
      {asked === 'limits' && <Limits number={number} onClose={() => setAsked(null)} />}
      {(asked === 'check' || asked === 'monitor') && (
        <AskBureau number={number} kind={asked} onClose={() => setAsked(null)} />
      )}
    </section>
  )
}

/** What is open, and beside it what waits to be billed, as the server counts each. */
const usedOf = (limit: { open: string; waiting: string }, whole: (value: string) => string): string =>
  /[1-9]/.test(limit.waiting) ? `${whole(limit.open)} + ${whole(limit.waiting)}` : whole(limit.open)

function SetLimit({ number, now, onClose }: { number: string; now: string; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const set = useAct('credit.set-limit', { fresh: true })
  const kept = useKeptFields(`credit-limit:${number}`)
  const [amount, setAmount] = kept.field<string | null>('amount', now)
  const [reason, setReason] = kept.field('reason', '')
  const go = () =>
    reason.trim() &&
    void kept.until(set.run({ number, amount: amount || null, reason: reason.trim() } as never)).then(
      ({ undo }) => {
        onClose()
        tell(t(texts.limitDone), undo)
      },
      () => {},
    )
  return (
    <ActDialog
      title={t(texts.setLimit)}
      act={t(common.save)}
      running={set}
      onGo={() => void go()}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <AmountField label={t(texts.limitAmount)} value={amount ?? ''} onChange={setAmount} />
      <TextField label={t(texts.reason)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
    </ActDialog>
  )
}

/** Every limit that there was: who set it, when and why. */
function Limits({ number, onClose }: { number: string; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const read = useRead('credit.list-limits', { number })
  return (
    <Dialog title={t(texts.limitHistory)} onClose={onClose} isWide>
      <Told error={read.error} onAgain={() => void read.refetch()} />
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(common.from)}</th>
            <th scope="col">{t(texts.until)}</th>
            <th scope="col">{t(texts.reason)}</th>
            <th scope="col" className="amount">
              {t(texts.limit)}
            </th>
          </tr>
        </thead>
        <tbody>
          {read.data?.rows.map((row) => (
            <tr key={row.limitId} className={row.counts ? 'strong' : ''}>
              <td>{formats.day(row.from)}</td>
              <td>{row.until ? formats.day(row.until) : '–'}</td>
              <td className="wrap">
                {row.reason}
                {row.recordedBy && (
                  <span className="small quiet">
                    {' '}
                    {row.recordedBy}, {formats.instant(row.recordedAt)}
                  </span>
                )}
              </td>
              <td className="amount">
                {row.amount === null ? t(texts.noLimit) : <Amount value={row.amount} currency={row.currency} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}

/** Why one asks is part of the question: the law wants it for persons. */
function AskBureau({ number, kind, onClose }: { number: string; kind: 'check' | 'monitor'; onClose: () => void }) {
  const t = useText()
  const word = useWord()
  const language = useLanguage()
  const tell = useTell()
  const check = useAct('credit.check')
  const monitor = useAct('credit.monitor')
  const kept = useKeptFields(`credit-${kind}:${number}`)
  const [reasonKind, setKind] = kept.field('reasonKind', 'credit')
  const [reason, setReason] = kept.field('reason', '')
  const act = kind === 'check' ? check : monitor
  const go = () => {
    if (!reason.trim()) return
    const input = { number, reasonKind, reason: reason.trim() } as never
    if (kind === 'check')
      void kept.until(check.run(input)).then(
        ({ outcome, failure }) => {
          onClose()
          const what = failure ? sayReason(failure, language) : word('creditOutcome', outcome).toLocaleLowerCase()
          tell(t(texts.checkDone, { outcome: what }))
        },
        () => {},
      )
    else
      void kept.until(monitor.run(input)).then(
        ({ bureau, isNew }) => {
          onClose()
          tell(t(texts.monitorDone), isNew ? { verb: 'credit.end-monitoring', input: { number, bureau } } : null)
        },
        () => {},
      )
  }
  const title = t(kind === 'check' ? texts.check : texts.monitor)
  return (
    <ActDialog title={title} running={act} onGo={go} onClose={onClose} onCancel={() => kept.cancel(onClose)}>
      <SelectField
        label={t(texts.what)}
        value={reasonKind}
        onChange={setKind}
        options={Object.keys(codes.creditReason).map((value) => ({ value, label: word('creditReason', value) }))}
      />
      <TextField label={t(texts.reason)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
    </ActDialog>
  )
}
