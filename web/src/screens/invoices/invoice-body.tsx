import { Link } from '@tanstack/react-router'
import {
  ArrowUpRight,
  Ban,
  Check,
  FileCheck,
  FileSpreadsheet,
  type LucideIcon,
  MailWarning,
  Pause,
  Play,
  Send,
  Undo2,
  Wallet,
} from 'lucide-react'
import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { addressOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { sumOf } from '../../lang/sum-of.ts'
import { AgeMark, ageOf } from '../../ui/age-mark.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { PartBar } from '../../ui/part-bar.tsx'
import { Facts, Strip } from '../../ui/strip.tsx'
import { isEndable } from '../claims/holds/end-rest-dialog.tsx'
import { PaysLine } from '../customers/pays-line.tsx'
import { actTexts } from './act-texts.ts'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, DeliveryChip, daysBetween, type Invoice, type Moments, useCodeName } from './invoice-words.tsx'
import { texts } from './texts.ts'

type Allocation = NonNullable<Invoice['item']>['allocations'][number]
interface Props {
  invoice: Invoice
  moments: Moments | null
  /** "invoice-line:<id>:2": what the drawer shall explain. */
  onTrail: (trail: string) => void
  trail: string
  onRelease: (holdId: string) => void
  onUndo: ((allocation: Allocation) => void) | undefined
  onRecall: ((deliveryId: string) => void) | undefined
}

export function InvoiceBody(props: Props) {
  const { invoice } = props
  return (
    <>
      <Amounts {...props} />
      <Standing {...props} />
      <FactList {...props} />
      <Lines {...props} />
      <Postings {...props} />
      <Payments {...props} />
      <Deliveries {...props} />
      {invoice.notes.length > 0 && <Related invoice={invoice} />}
      <Events {...props} />
    </>
  )
}

function Amounts({ invoice, onTrail }: Props) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const { item, payable, currency, dueOn, state } = invoice
  const shownCurrency = currency === company.currency ? undefined : currency
  const isPast = dueOn < company.today
  // The figure says day and month; a year that is not this one stands beneath.
  const yearOf = (day: string) => (day.slice(0, 4) === company.today.slice(0, 4) ? undefined : day.slice(0, 4))
  const late = state === 'overdue' ? daysBetween(dueOn, company.today) : 0
  const isOpen = item !== null && !/^0*(\.0*)?$/.test(invoice.open ?? '0')
  const settled = isOpen ? settledOf(invoice) : []
  return (
    <Strip
      figures={[
        {
          label: t(common.amount),
          figure: <Amount value={payable} currency={shownCurrency} />,
          clause: /^0*(\.0*)?$/.test(invoice.vatAmount)
            ? undefined
            : t(invoiceTexts.vatIn, { amount: formats.amount(invoice.vatAmount) }),
          onOpen: () => onTrail(`invoice:${invoice.invoiceId}`),
        },
        ...(item
          ? [
              {
                label: t(common.openAmount),
                figure: <Amount value={invoice.open} foreign={invoice.openCurrency} />,
                clause: settled.length > 0 && <Settled parts={settled} whole={Number(item.amount)} />,
                // Where it lives on, that item has something to tell.
                onOpen: () => onTrail(`item:${item.carriedOn.at(-1)?.itemId ?? item.itemId}`),
              },
            ]
          : []),
        {
          label: t(isPast ? invoiceTexts.fellDue : common.due),
          figure: formats.dayInText(dueOn, 'short'),
          clause:
            late > 0 ? (
              <span className="late-days">
                <AgeMark age={ageOf(late)} />
                {t(texts.daysLate, { n: late })}
              </span>
            ) : isOpen && !isPast ? (
              t(dueOn === company.today ? invoiceTexts.dueToday : invoiceTexts.dueIn, {
                n: daysBetween(company.today, dueOn),
              })
            ) : (
              yearOf(dueOn)
            ),
        },
        ...(invoice.paidOn
          ? [
              {
                label: t(state === 'credited' ? invoiceTexts.credited : invoiceTexts.paid),
                figure: formats.dayInText(invoice.paidOn, 'short'),
                clause: yearOf(invoice.paidOn),
              },
            ]
          : []),
      ]}
    />
  )
}

const settledTexts = {
  paid: invoiceTexts.partPaid,
  'set-off': invoiceTexts.partCredited,
  other: invoiceTexts.partOther,
} as const
type SettledBy = keyof typeof settledTexts

/** What of the claim is settled, and by what: money, a credit note, anything else. */
function settledOf(invoice: Invoice): { by: SettledBy; amount: string }[] {
  const standing = (invoice.item?.allocations ?? []).filter(({ reverses, reversedBy }) => !reverses && !reversedBy)
  const byOf = (one: Allocation): SettledBy => (one.payment ? 'paid' : one.with === 'credit-note' ? 'set-off' : 'other')
  return (['paid', 'set-off', 'other'] as const).flatMap((by) => {
    const own = standing.filter((one) => byOf(one) === by)
    return own.length > 0 ? [{ by, amount: sumOf(own.map(({ amount }) => amount)).replace('-', '') }] : []
  })
}

/** A claim settled in part says by what: looked at, and read. */
function Settled({ parts, whole }: { parts: ReturnType<typeof settledOf>; whole: number }) {
  const t = useText()
  const formats = useFormats()
  return (
    <>
      <PartBar parts={parts.map(({ by, amount }) => ({ key: by, size: Number(amount) }))} whole={Math.abs(whole)} />
      {parts.map(({ by, amount }) => t(settledTexts[by], { amount: formats.amount(amount) })).join(', ')}
    </>
  )
}

/** Why it does not go its usual way: held, annulled. */
function Standing({ invoice, onRelease }: Props) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const { can } = useSession()
  if (invoice.holds.length === 0 && !invoice.annulment) return null
  return (
    <div className="section">
      {invoice.annulment && (
        <Banner>
          {t(invoiceTexts.annulledWhy, {
            day: formats.dayInText(invoice.annulment.on),
            reason: invoice.annulment.reason,
          })}
        </Banner>
      )}
      {invoice.holds.map((hold) => (
        <Banner
          key={hold.holdId}
          tone="warn"
          act={
            isEndable(hold.kind) &&
            can('claims.release') && (
              <Button kind="link" onPress={() => onRelease(hold.holdId)}>
                {t(actTexts.release)}
              </Button>
            )
          }
        >
          <strong>{t(invoiceTexts.isHeld, { kind: capital(name('holdKind', hold.kind)), reason: hold.reason })}</strong>{' '}
          {[
            hold.by,
            t(invoiceTexts.heldSince, { day: formats.dayInText(hold.from, 'short') }),
            hold.to && t(invoiceTexts.heldTo, { day: formats.dayInText(hold.to, 'short') }),
          ]
            .filter(Boolean)
            .join(', ')}
        </Banner>
      ))}
    </div>
  )
}

function FactList({ invoice, onTrail }: Props) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const { company, can } = useSession()
  const customer = (number: string, label: string) => (
    <>
      {can('parties.read') ? (
        <Link to="/companies/$company/customers/$number" params={{ company: company.code, number }}>
          {label || number}
        </Link>
      ) : (
        label || number
      )}{' '}
      <span className="quiet">{number}</span>
    </>
  )
  const supply = invoice.supplyFrom
    ? `${formats.day(invoice.supplyFrom)}–${formats.day(invoice.supplyTo)}`
    : formats.day(invoice.supplyOn)
  return (
    <section className="section" aria-label={t(common.invoice)}>
      <Facts
        facts={[
          [t(common.customer), customer(invoice.customer, invoice.customerName)],
          invoice.item &&
            can('reports.payment-behaviour') && [t(invoiceTexts.pays), <PaysLine key="pays" number={invoice.payer} />],
          invoice.payerId !== invoice.partyId && [t(invoiceTexts.toPayer), customer(invoice.payer, invoice.payerName)],
          invoice.credits && [
            t(invoiceTexts.concerns),
            <Link
              key="credits"
              to="/companies/$company/invoices/$invoice"
              params={{ company: company.code, invoice: invoice.credits.invoiceId }}
            >
              {capital(name('documentKind', invoice.credits.kind))} {invoice.credits.number}
            </Link>,
          ],
          invoice.reason && [t(invoiceTexts.why), invoice.reason],
          [
            invoice.referenceKind === 'kid'
              ? t(invoiceTexts.kid)
              : invoice.referenceKind === 'ocr'
                ? capital(name('referenceKind', 'ocr'))
                : t(invoiceTexts.reference),
            <span key="reference" className="figures">
              {invoice.reference}
            </span>,
          ],
          [t(texts.issuedOn), formats.day(invoice.issuedOn)],
          [
            t(common.invoiceGroup),
            [
              invoice.invoiceGroupName,
              invoice.termsDays !== null && t(invoiceTexts.daysN, { n: invoice.termsDays }),
              invoice.businessArea?.name,
            ]
              .filter(Boolean)
              .join(' · '),
          ],
          supply && [t(invoiceTexts.supply), supply],
          invoice.theirReference && [t(invoiceTexts.theirReference), invoice.theirReference],
          invoice.ourReference && [t(invoiceTexts.ourReference), invoice.ourReference],
          invoice.purchaseOrder && [t(invoiceTexts.purchaseOrder), invoice.purchaseOrder],
          invoice.rate && [
            t(invoiceTexts.rate),
            t(invoiceTexts.rateOf, { rate: invoice.rate, day: formats.day(invoice.rateOn) }),
          ],
          [
            t(invoiceTexts.basis),
            <button
              key="basis"
              type="button"
              className="button link basis"
              onClick={() => onTrail(`invoice:${invoice.invoiceId}`)}
            >
              <FileSpreadsheet size={14} aria-hidden />
              {basisOf(invoice, t(invoiceTexts.byHand), (file, rows) => t(invoiceTexts.basisRows, { file, rows }))}
            </button>,
          ],
          invoice.runId &&
            can('invoicing.read-run') &&
            invoice.orders.some(({ importId }) => importId) && [
              t(invoiceTexts.run),
              <Link
                key="run"
                to="/companies/$company/billing-runs/$run"
                params={{ company: company.code, run: invoice.runId }}
              >
                {t(invoiceTexts.openRun)}
              </Link>,
            ],
        ]}
      />
      {invoice.text && <p className="quiet">{invoice.text}</p>}
    </section>
  )
}

/** "IST_oktober.xlsx, rad 1412–1413" */
function basisOf(invoice: Invoice, byHand: string, ofFile: (file: string, rows: string) => string): string {
  const file = invoice.orders.find(({ fileName }) => fileName)?.fileName
  if (!file) return byHand
  const rows = invoice.lines.flatMap(({ fileRow }) => fileRow ?? []).sort((a, b) => a - b)
  const [first, last] = [rows[0] ?? invoice.orders[0]?.row, rows.at(-1)]
  if (!first) return file
  return ofFile(file, last && last !== first ? `${first}–${last}` : String(first))
}

function Lines({ invoice, onTrail, trail }: Props) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const opens = (lineNo: number) => `invoice-line:${invoice.invoiceId}:${lineNo}`
  return (
    <section className="section" aria-label={t(invoiceTexts.lines)}>
      <table className="table inset lines">
        <thead>
          <tr>
            <th scope="col">{t(invoiceTexts.lines)}</th>
            <th scope="col" className="amount fold">
              {t(invoiceTexts.quantity)}
            </th>
            <th scope="col" className="amount fold">
              {t(invoiceTexts.price)}
            </th>
            <th scope="col" className="amount fold">
              {t(invoiceTexts.vat)}
            </th>
            <th scope="col" className="amount">
              {t(invoiceTexts.net)}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.lineNo} aria-selected={trail === opens(line.lineNo) || undefined}>
              <td className="wrap">
                {line.name}
                {!line.textOnly && (
                  <span className="quiet below folded figures">
                    {formats.amount(line.quantity, decimalsOf(line.quantity))} {line.unit} ×{' '}
                    {formats.amount(line.unitPrice, Math.max(2, decimalsOf(line.unitPrice)))}
                  </span>
                )}
                {line.description && <span className="quiet below">{line.description}</span>}
                {line.discountPercent && (
                  <span className="quiet below">
                    {t(invoiceTexts.discount, { percent: formats.decimal(line.discountPercent) })}
                  </span>
                )}
              </td>
              {line.textOnly ? (
                <td colSpan={4} />
              ) : (
                <>
                  <td className="amount nowrap fold">
                    {formats.amount(line.quantity, decimalsOf(line.quantity))}{' '}
                    <span className="quiet">{line.unit}</span>
                  </td>
                  <td className="amount fold">
                    <Amount value={line.unitPrice} decimals={Math.max(2, decimalsOf(line.unitPrice))} />
                  </td>
                  <td className="amount quiet fold">
                    {line.vatPercent === null ? '–' : `${formats.decimal(line.vatPercent)}\u00a0%`}
                  </td>
                  <td className="amount">
                    <Figure value={line.net} onOpen={() => onTrail(opens(line.lineNo))} />
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
        <tbody className="totals">
          {invoice.vat.map((vat) => (
            <tr key={`${vat.vatCode} ${vat.percent}`}>
              <td colSpan={4}>
                {vat.category === 'S'
                  ? t(invoiceTexts.vatOf, {
                      percent: formats.decimal(vat.percent ?? '0'),
                      base: formats.amount(vat.base),
                    })
                  : t(invoiceTexts.vatCategoryOf, {
                      category: capital(name('vatCategory', vat.category)),
                      base: formats.amount(vat.base),
                    })}
              </td>
              <td className="amount">
                <Amount value={vat.vat} />
              </td>
            </tr>
          ))}
          {invoice.advances.map((advance) => (
            <tr key={advance.invoiceId}>
              <td colSpan={4}>{t(invoiceTexts.advanceLess, { number: advance.number })}</td>
              <td className="amount">
                <Amount value={`-${advance.gross}`} />
              </td>
            </tr>
          ))}
          {!isZero(invoice.rounding) && (
            <tr>
              <td colSpan={4}>{t(invoiceTexts.rounding)}</td>
              <td className="amount">
                <Amount value={invoice.rounding} />
              </td>
            </tr>
          )}
          <tr className="strong">
            <td colSpan={4}>{t(invoiceTexts.toPay)}</td>
            <td className="amount">
              <Figure value={invoice.payable} onOpen={() => onTrail(`invoice:${invoice.invoiceId}`)} />
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  )
}

function Postings({ invoice, onTrail, trail }: Props) {
  const t = useText()
  const formats = useFormats()
  const { voucher } = invoice
  if (!voucher) return null
  return (
    <section className="section" aria-label={t(invoiceTexts.postings)}>
      <header>
        <h2>
          {t(invoiceTexts.postings)}{' '}
          <span className="quiet plain">
            {voucher.series}
            {'\u00a0'}
            {voucher.number}, {formats.dayInText(voucher.postedOn)}
          </span>
        </h2>
      </header>
      <table className="table inset postings">
        <thead className="unseen">
          <tr>
            <th scope="col">{t(common.account)}</th>
            <th scope="col">{t(common.amount)}</th>
          </tr>
        </thead>
        <tbody>
          {voucher.postings.map((posting) => {
            const opens = `posting:${voucher.voucherId}:${posting.lineNo}`
            const dimensions = Object.entries(posting.dimensions ?? {})
            return (
              <tr key={posting.lineNo} aria-selected={trail === opens || undefined}>
                <td className="wrap">
                  <span className="strong account">{posting.account}</span> {posting.accountName}
                  <span className="quiet below">
                    {[
                      ...dimensions.map(([code, value]) => `${code} ${value}`),
                      posting.rule &&
                        (posting.rule.note ||
                          t(invoiceTexts.byRule, { day: formats.dayInText(posting.rule.validFrom) })),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </td>
                <td className="amount">
                  <Figure value={posting.base} onOpen={() => onTrail(opens)} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

function Payments({ invoice, onTrail, trail, onUndo }: Props) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  if (!invoice.item) return null
  const standing = [invoice.item, ...invoice.item.carriedOn]
    .flatMap((one) => one.allocations)
    .filter(({ reverses, reversedBy }) => !reverses && !reversedBy)
  return (
    <section className="section" aria-label={t(invoiceTexts.payments)}>
      <header>
        <h2>{t(invoiceTexts.payments)}</h2>
      </header>
      {standing.length === 0 && <p className="quiet">{t(invoiceTexts.noPayments)}</p>}
      <ul className="payment-list">
        {standing.map((one) => {
          const opens = `allocation:${one.allocationId}`
          const what = one.payment
            ? [one.payment.payerName, one.payment.payerAccount].filter(Boolean).join(', ')
            : `${capital(name('itemKind', one.with))} ${one.number ?? ''}`
          return (
            <li key={one.allocationId} className={trail === opens ? 'chosen' : ''}>
              <span className="quiet nowrap">{formats.dayInText(one.valueOn, 'short')}</span>
              <span className="what">
                {one.withInvoiceId && !one.payment ? <InvoiceLink id={one.withInvoiceId}>{what}</InvoiceLink> : what}
                <span className="quiet below">
                  {one.by ? t(invoiceTexts.byPerson, { name: one.by }) : t(invoiceTexts.byMachine)}
                </span>
              </span>
              <span className="strong">
                <Figure value={one.amount} onOpen={() => onTrail(opens)} />
              </span>
              {onUndo && (
                <Button kind="quiet" onPress={() => onUndo(one)}>
                  {t(actTexts.undoAllocation)}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Deliveries({ invoice, onRecall }: Props) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const name = useCodeName()
  const { company, can } = useSession()
  return (
    <section className="section" aria-label={t(invoiceTexts.deliveries)}>
      <header>
        <h2>{t(invoiceTexts.deliveries)}</h2>
      </header>
      {invoice.deliveries.length === 0 && <p className="quiet">{t(invoiceTexts.notSent)}</p>}
      <ul className="delivery-list">
        {[...invoice.deliveries].reverse().map((one) => {
          const last = one.events.at(-1)
          const tells = one.state === 'failed' || one.state === 'held' || one.state === 'recalled'
          const why = tells && last?.text ? sayReason(last.text, language) : null
          return (
            <li key={one.deliveryId}>
              <DeliveryChip state={one.state} />
              <span className="what">
                {capital(name('channel', one.channel))} <span className="quiet">{one.address}</span>
                {why && <span className="below">{why}</span>}
                <span className="quiet below">
                  {one.nextTryAt && one.state === 'waiting'
                    ? t(invoiceTexts.leavesAt, { at: formats.instant(one.nextTryAt) })
                    : last && `${name('deliveryEvent', last.kind)} ${formats.instant(last.at)}`}
                </span>
              </span>
              {one.hasFile && can('delivery.read-file') && (
                <a
                  className="button quiet icon"
                  href={addressOf(company.code, 'delivery.read-file', {
                    delivery: one.deliveryId,
                    position: 1,
                  } as never)}
                  target="_blank"
                  rel="noreferrer"
                  aria-label={`${t(common.open)}: ${name('channel', one.channel)}`}
                >
                  <ArrowUpRight size={16} aria-hidden />
                </a>
              )}
              {one.state === 'waiting' && onRecall && (
                <Button kind="quiet" onPress={() => onRecall(one.deliveryId)}>
                  {t(actTexts.recall)}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Related({ invoice }: { invoice: Invoice }) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  return (
    <section className="section" aria-label={t(invoiceTexts.related)}>
      <header>
        <h2>{t(invoiceTexts.related)}</h2>
      </header>
      <ul className="payment-list">
        {invoice.notes.map((note) => (
          <li key={note.invoiceId}>
            <span className="quiet nowrap">{formats.dayInText(note.issuedOn, 'short')}</span>
            <span className="what">
              <InvoiceLink id={note.invoiceId}>
                {capital(name('documentKind', note.kind))} {note.number}
              </InvoiceLink>
              {note.reason && <span className="quiet below">{note.reason}</span>}
            </span>
            <span className="strong">
              <Amount value={note.kind === 'credit-note' ? `-${note.gross}` : note.gross} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

type Event = Moments['history'][number]
const icons: Record<string, LucideIcon> = {
  issued: FileCheck,
  approved: Check,
  proposed: FileCheck,
  allocated: Wallet,
  'allocation-reversed': Undo2,
  held: Pause,
  released: Play,
  credited: Undo2,
  debited: FileCheck,
  annulled: Ban,
}

/** What happened to it, newest first, with who and when. */
function Events({ invoice, moments }: Props) {
  const language = useLanguage()
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  if (!moments) return null
  const titleOf = ({ kind, amount, ref }: Event): string => {
    const values = { amount: formats.amount(amount ?? '0') }
    if (kind.startsWith('delivery-')) {
      const event = kind.slice('delivery-'.length)
      return capital(name('deliveryEvent', event))
    }
    const phrase = {
      issued: invoiceTexts.eventIssued,
      approved: invoiceTexts.eventApproved,
      proposed: invoiceTexts.eventProposed,
      allocated: ref?.kind === 'payment' ? invoiceTexts.eventAllocated : invoiceTexts.eventSetOff,
      'allocation-reversed': invoiceTexts.eventReversed,
      held: invoiceTexts.eventHeld,
      released: invoiceTexts.eventReleased,
      credited: invoiceTexts.eventCredited,
      debited: invoiceTexts.eventDebited,
      annulled: invoiceTexts.eventAnnulled,
    }[kind]
    return phrase ? t(phrase, values) : capital(name('documentKind', kind))
  }
  const textOf = (event: Event): string => {
    const isChannel = event.kind.startsWith('delivery-') && event.text && /^[a-z-]+$/.test(event.text)
    const said = isChannel
      ? name('channel', event.text!)
      : event.kind === 'issued'
        ? null
        : event.text && sayReason(event.text, language)
    return [said, event.by].filter(Boolean).join(', ')
  }
  return (
    <section className="section" aria-label={t(invoiceTexts.events)}>
      <header>
        <h2>{t(invoiceTexts.events)}</h2>
      </header>
      <ol className="events">
        {moments.history.map((event) => {
          const Icon = event.kind.startsWith('delivery-')
            ? /failed|refused|bounced|held/.test(event.kind)
              ? MailWarning
              : Send
            : (icons[event.kind] ?? FileCheck)
          const isGood = event.kind === 'allocated' || event.kind === 'delivery-delivered'
          const text = textOf(event)
          return (
            <li key={`${event.kind} ${event.at} ${event.ref?.id ?? ''}`}>
              <span className={`dot ${isGood ? 'good' : ''}`} aria-hidden>
                <Icon size={14} />
              </span>
              <span className="what">
                <span className="strong">
                  {event.ref?.kind === 'document' && event.ref.id !== invoice.invoiceId ? (
                    <InvoiceLink id={event.ref.id}>{titleOf(event)}</InvoiceLink>
                  ) : (
                    titleOf(event)
                  )}
                </span>
                {text && <span className="quiet below">{text}</span>}
              </span>
              <time className="quiet nowrap" dateTime={event.at}>
                {formats.dayInText(event.at.slice(0, 10), 'short')} {formats.time(event.at)}
              </time>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function InvoiceLink({ id, children }: { id: string; children: React.ReactNode }) {
  const { company } = useSession()
  return (
    <Link to="/companies/$company/invoices/$invoice" params={{ company: company.code, invoice: id }}>
      {children}
    </Link>
  )
}

/** An amount that opens what it is made of; reached by Tab, and by Space as any button. */
function Figure({ value, onOpen }: { value: string; onOpen: () => void }) {
  const t = useText()
  return (
    <button type="button" className="figure-link" title={t(common.whereFrom)} onClick={onOpen}>
      <Amount value={value} />
    </button>
  )
}

const decimalsOf = (value: string): number => value.split('.')[1]?.length ?? 0
