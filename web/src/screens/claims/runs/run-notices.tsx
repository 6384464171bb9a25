import { Check, TriangleAlert } from 'lucide-react'
import { useSession } from '../../../api/session.tsx'
import { useFormats, useText } from '../../../lang/language.tsx'
import { Banner } from '../../../ui/banner.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import type { Run } from './shapes.ts'
import { texts } from './texts.ts'

/** How far the run has come. */
export function RunStages({ run, isExecuting }: { run: Run; isExecuting: boolean }) {
  const t = useText()
  const at = run.state === 'done' || isExecuting || run.state === 'approved' ? 3 : 2
  return (
    <ol className="stages small">
      {([texts['stage.basis'], texts['stage.proposal'], texts['stage.approval'], texts['stage.sending']] as const).map(
        (step, index) => (
          <li key={step.en} className={index < at ? 'done' : ''} aria-current={index === at ? 'step' : undefined}>
            {index < at && <Check size={14} aria-hidden />}
            {t(step)}
          </li>
        ),
      )}
    </ol>
  )
}

/** How much of the bank the program has seen: without it a reminder goes to one who has paid. */
export function BankFreshness({ run, isHolding }: { run: Run; isHolding: boolean }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const through = run.bankThrough
  const text =
    through === null
      ? t(texts.bankNever)
      : through === company.today
        ? t(texts.bankToday)
        : t(texts.bankThrough, { day: formats.dayInText(through, 'short') })
  return (
    <p className={`bank-fresh small ${isHolding ? 'old' : ''}`}>
      {isHolding || through === null ? <TriangleAlert size={14} aria-hidden /> : <Check size={14} aria-hidden />}
      <span>
        {text}
        {isHolding && `. ${t(texts.bankOld)}`}
      </span>
      {isHolding && can('bank.list-accounts') && (
        <ButtonLink kind="link" to="/companies/$company/bank/files" params={{ company: company.code }}>
          {t(texts.toBank)}
        </ButtonLink>
      )}
    </p>
  )
}

/** What came of it: what waits, what left, and what needs a person. */
export function Result({
  run,
  restId,
  onRest,
  onDropped,
  onRecall,
}: {
  run: Run
  restId: string | null
  onRest: () => void
  onDropped: () => void
  onRecall: (() => void) | null
}) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const report = (run.report ?? {}) as { letters?: number; dropped?: number }
  const dropped = Number(report.dropped ?? 0)
  const { waiting, waitUntil, sent, failed, recalled } = run.letters
  const parts = [
    t(texts.doneN, { n: Number(report.letters ?? 0) }),
    `${t(texts.doneWhere, { waiting: formats.count(waiting), sent: formats.count(sent) })}${recalled > 0 ? `, ${t(texts.doneRecalled, { n: recalled })}` : ''}.`,
    ...(waitUntil ? [t(texts.waitUntil, { time: formats.time(waitUntil) })] : []),
    ...(failed > 0 ? [`${t(texts.doneFailed, { n: failed })}.`] : []),
    ...(dropped > 0 ? [`${t(texts.doneDropped, { n: dropped })}.`] : []),
  ]
  return (
    <div className="section run-told">
      <Banner
        tone={failed > 0 ? 'warn' : 'news'}
        act={
          <span className="pills">
            {dropped > 0 && <Button onPress={onDropped}>{t(texts.seeDropped)}</Button>}
            {failed > 0 && can('delivery.list-deliveries') && (
              <ButtonLink
                to="/companies/$company/deliveries"
                params={{ company: company.code }}
                search={{ state: 'failed' }}
              >
                {t(texts.seeFailed)}
              </ButtonLink>
            )}
            {restId && <Button onPress={onRest}>{t(texts.openRest)}</Button>}
            {onRecall && (
              <Button kind="destructive" keyCap="Backspace" onPress={onRecall}>
                {t(texts.recall)}
              </Button>
            )}
          </span>
        }
      >
        {parts.join(' ')}
      </Banner>
    </div>
  )
}
