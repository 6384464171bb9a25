import { useNavigate } from '@tanstack/react-router'
import { Copy, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useRead } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { useTell } from '../shell/toast.tsx'
import { useHere } from '../shell/use-here.ts'
import { Amount } from '../ui/amount.tsx'
import { Button } from '../ui/button.tsx'
import { Drawer } from '../ui/dialog.tsx'
import { Facts } from '../ui/strip.tsx'
import { Told } from '../ui/told.tsx'
import { InvoiceSource } from './invoice-source.tsx'
import { PaymentSource } from './payment-source.tsx'
import { texts } from './texts.ts'
import './trail.css'

type Step = Output<'reports.explain'>['trail'][number]
/** Where a trail begins, or a step on it; `line` of a posting, an invoice line or an order line. */
export interface TrailStart {
  kind: Step['kind']
  id: string
  line?: number | null
}

/**
 * "Varifrån kommer …?": from an amount step by step to the bytes that it came in by. Esc steps back, then closes.
 * `title` is what is asked about, as the page calls it ("2 813,00").
 */
export function TrailDrawer({
  start,
  title,
  asOf,
  knownAt,
  onClose,
}: {
  start: TrailStart
  title?: string
  /** Of an item on a page that shows an old day: what came later is left out. */
  asOf?: string | undefined
  knownAt?: string | undefined
  onClose: () => void
}) {
  const t = useText()
  const tell = useTell()
  const [path, setPath] = useState<readonly (TrailStart & { title: string })[]>([])
  const at = path.at(-1) ?? start
  const { kind, id, line } = at
  const read = useRead('reports.explain', {
    kind,
    id,
    ...(line ? { line } : {}),
    ...(asOf ? { asOf } : {}),
    ...(knownAt ? { knownAt } : {}),
  })
  const steps = read.data?.trail ?? []
  const root = steps[0]
  // What is kept from the step before must not stand under the new one's name.
  const step = root?.kind === kind && root.id === id ? root : null
  const nameOf = (one: Step): string => t(texts[one.kind], { title: one.title })
  const back = () => setPath(path.slice(0, -1))
  const shownTitle = title ? t(texts.whereFrom, { what: title }) : t(common.whereFrom)
  return (
    <Drawer title={shownTitle} onClose={onClose} {...(path.length > 0 ? { onBack: back } : {})}>
      {path.length > 0 && (
        <ol className="trail" aria-label={t(texts.trail)}>
          <li>
            <button type="button" onClick={() => setPath([])}>
              {title ?? t(common.whereFrom)}
            </button>
          </li>
          {path.map((one, index) => (
            <li key={`${one.kind} ${one.id} ${one.line ?? ''}`}>
              {index === path.length - 1 ? (
                <span aria-current="step">{one.title}</span>
              ) : (
                <button type="button" onClick={() => setPath(path.slice(0, index + 1))}>
                  {one.title}
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
      {read.error && <Told error={read.error} onAgain={() => void read.refetch()} />}
      {!read.error && !step && <p className="section quiet">{t(common.loading)}</p>}
      {step && (
        <>
          <StepHead step={step} name={nameOf(step)} />
          <SourceOf step={step} steps={steps} />
          <NextSteps
            step={step}
            steps={steps}
            been={[start, ...path]}
            nameOf={nameOf}
            onOpen={(one) => setPath([...path, { kind: one.kind, id: one.id, line: one.line, title: nameOf(one) }])}
          />
          {read.data?.cut && <p className="section quiet">{t(texts.cutTrail)}</p>}
          <div className="section no-print">
            <p className="pills">
              <Button
                icon={<Copy size={16} aria-hidden />}
                onPress={() =>
                  void navigator.clipboard?.writeText(window.location.href).then(() => tell(t(texts.copied)))
                }
              >
                {t(texts.copyLink)}
              </Button>
            </p>
          </div>
        </>
      )}
    </Drawer>
  )
}

function StepHead({ step, name }: { step: Step; name: string }) {
  const t = useText()
  const formats = useFormats()
  const navigate = useHere(useNavigate())
  const { company } = useSession()
  const address = addressOfStep(step)
  const by = step.recordedBy
  return (
    <div className="trail-step">
      <span className="quiet">{name}</span>
      <span className="figure">
        <Amount value={step.amount} currency={step.currency} />
      </span>
      {step.text && !isCode(step.text) && <span className="quiet">{step.text}</span>}
      <Facts
        facts={[
          [t(common.date), formats.dayInText(step.day)],
          step.exchange !== null && [
            t(texts.inTheBooks),
            <Amount key="base" value={step.exchange.baseAmount} currency={step.exchange.baseCurrency} />,
          ],
          step.exchange !== null && [
            t(texts.rate),
            step.exchange.on === null
              ? t(texts.rateCarried, { rate: formats.amount(step.exchange.rate, 4) })
              : t(texts.rateOn, {
                  rate: formats.amount(step.exchange.rate, 4),
                  on: formats.day(step.exchange.on),
                  source: step.exchange.source ?? '–',
                }),
          ],
          step.partyName !== null && [t(common.customer), `${step.partyName} ${step.partyNumber ?? ''}`],
          step.recordedAt !== null && [
            t(texts.recorded),
            t(by ? texts.byAt : texts.byMachine, { at: formats.instant(step.recordedAt), by: by ?? '' }),
          ],
        ]}
      />
      {address && address !== window.location.pathname.split('/').slice(3).join('/') && (
        <p className="pills no-print">
          <Button
            kind="link"
            icon={<ExternalLink size={14} aria-hidden />}
            onPress={() => void navigate({ to: `/companies/${company.code}/${address}` as never })}
          >
            {t(texts.open)}
          </Button>
        </p>
      )}
    </div>
  )
}

/** The source of the step itself; or the only one that all it comes from leads to. */
function SourceOf({ step, steps }: { step: Step; steps: readonly Step[] }) {
  const found = step.source ? [step] : steps.filter((one) => one.source)
  const distinct = new Map(found.map((one) => [JSON.stringify([one.source!.verb, one.source!.input]), one]))
  if (distinct.size !== 1 && step.kind !== 'invoice' && step.kind !== 'invoice-line') return null
  if (step.kind === 'invoice') return <InvoiceSource invoice={step.id} />
  if (step.kind === 'invoice-line') return <InvoiceSource invoice={step.id} line={step.line} />
  const { source } = [...distinct.values()][0]!
  const input = source!.input as { transactionId?: string; invoiceId?: string }
  if (source!.verb === 'bank.source' && input.transactionId) return <PaymentSource payment={input.transactionId} />
  if (source!.verb === 'invoicing.source' && input.invoiceId) return <InvoiceSource invoice={input.invoiceId} />
  return null
}

/** Where it may go on to; what was passed on the way is no news. */
function NextSteps({
  step,
  steps,
  been,
  nameOf,
  onOpen,
}: {
  step: Step
  steps: readonly Step[]
  been: readonly TrailStart[]
  nameOf: (step: Step) => string
  onOpen: (step: Step) => void
}) {
  const t = useText()
  const formats = useFormats()
  const next = step.next
    .filter(
      ({ kind, id, line }) => !been.some((one) => one.kind === kind && one.id === id && (one.line ?? null) === line),
    )
    .flatMap(({ kind, id, line }) => steps.find((one) => one.kind === kind && one.id === id && one.line === line) ?? [])
  if (next.length === 0)
    return step.source || step.kind === 'invoice' || step.kind === 'invoice-line' ? null : (
      <p className="section quiet">{t(texts.noSource)}</p>
    )
  return (
    <section className="trail-next" aria-label={t(texts.comesFrom)}>
      <h3>{t(texts.comesFrom)}</h3>
      {next.map((one) => (
        <button key={`${one.kind} ${one.id} ${one.line ?? ''}`} type="button" onClick={() => onOpen(one)}>
          <span className="title">{nameOf(one)}</span>
          <span className="quieter">{formats.dayInText(one.day, 'short')}</span>
          <Amount value={one.amount} />
        </button>
      ))}
    </section>
  )
}

const addressOfStep = ({ kind, id }: Step): string | null =>
  kind === 'payment'
    ? `payments/${id}`
    : kind === 'invoice' || kind === 'invoice-line'
      ? `invoices/${id}`
      : kind === 'voucher' || kind === 'posting'
        ? `vouchers/${id}`
        : kind === 'order-line'
          ? `orders/${id}`
          : kind === 'letter'
            ? `dunning-letters?at=${id}`
            : null

/** Kinds and passes come as codes ("invoice", "known-payer"); a text of people has a space, a figure or a capital. */
const isCode = (text: string): boolean => /^[a-z]+(-[a-z]+)*$/.test(text)
