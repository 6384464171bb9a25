import { getRouteApi, Link } from '@tanstack/react-router'
import { FileText, GitMerge, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormatName } from '../../lang/file-format.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useRail } from '../../shell/rail.ts'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer } from '../../trail/trail-drawer.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { NoteEntry, NoteEvent } from '../../ui/note-entry.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { desk as deskTexts } from './desk-texts.ts'
import { texts } from './texts.ts'
import './bank.css'

const route = getRouteApi('/companies/$company/payments/$payment')
type Payment = Output<'bank.read-transaction'>

export default function PaymentScreen() {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const { payment: transactionId } = route.useParams()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  useRail()
  const read = useRead('bank.read-transaction', { transactionId })
  const payment = read.data?.transactionId === transactionId ? read.data : null
  const undo = useAct('bank.undo-match')
  const withdraw = useAct('bank.withdraw-refunds')
  const page = useRef<HTMLDivElement>(null)
  const amount = payment ? `${formats.amount(payment.amount)}\u00a0${payment.currency}` : ''
  const isOut = payment?.amount.startsWith('-') ?? false
  const standing = payment?.decisions.some(({ stands }) => stands) ?? false
  const mayUndo = standing && can('bank.undo-match')
  const shows = search.trail === '1'
  const show = (isShown: boolean) => void navigate({ search: isShown ? { trail: '1' } : {}, replace: true })
  const takeBack = async () => {
    if (!mayUndo || undo.isRunning) return
    const give = heldHand()
    await undo.run({ transactionIds: [transactionId], preview: false, refuse: true } as never)
    tell(t(texts.undoMatchTold, { amount }))
    give(page.current)
  }
  const toDesk = () =>
    void navigate({
      to: '/companies/$company/matching',
      params: { company: company.code },
      search: { at: transactionId },
    })
  const waits = payment?.left !== null && payment?.left !== undefined
  const mayDesk = waits && can('bank.read-desk-payment')
  const refund = payment?.refund ?? null
  const takeRefundBack = async () => {
    if (!refund) return
    await withdraw.run({ refundIds: [refund.refundId] })
    tell(t(texts.withdrawn))
  }
  useKeys([
    payment && { key: 'Space', label: t(texts.whereFrom), run: () => show(!shows) },
    mayUndo && { key: 'Backspace', label: t(texts.undoMatch), run: () => void takeBack().catch(() => {}) },
    mayDesk && { key: 'M', label: t(texts.toDesk), run: toDesk },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  const title = payment
    ? `${t(isOut ? texts.paymentOut : texts.payment)} ${formats.amount(payment.amount)}`
    : t(texts.payment)
  return (
    <Screen
      title={title}
      tabTitle={t(texts.payment)}
      parent={
        payment?.source.fileId
          ? {
              label: payment.source.fileName ?? t(texts.files),
              link: {
                to: '/companies/$company/bank/files/$file',
                params: { company: company.code, file: payment.source.fileId },
              },
            }
          : { label: t(texts.bank), link: { to: '/companies/$company/bank', params: { company: company.code } } }
      }
      showsKeys
      beside={payment && <StateChip payment={payment} />}
      acts={
        payment && (
          <>
            {mayDesk && (
              <Button kind="primary" keyCap="M" icon={<GitMerge size={16} aria-hidden />} onPress={toDesk}>
                {t(texts.toDesk)}
              </Button>
            )}
            {standing && (
              <Button
                keyCap="Backspace"
                icon={<Undo2 size={16} aria-hidden />}
                working={undo.isRunning}
                notNow={can('bank.undo-match') ? null : t(common.mayNot)}
                onPress={() => void takeBack().catch(() => {})}
              >
                {t(texts.undoMatch)}
              </Button>
            )}
            <Button keyCap="Space" icon={<FileText size={16} aria-hidden />} onPress={() => show(!shows)}>
              {t(texts.whereFrom)}
            </Button>
          </>
        )
      }
    >
      {read.error && <Told error={read.error} onAgain={() => void read.refetch()} />}
      {undo.error && <Told error={undo.error} />}
      {withdraw.error && <Told error={withdraw.error} />}
      <ChangedNotice subjects={[transactionId]} />
      <div className="columns">
        {!payment && !read.error && (
          <div className="main">
            <Waiting />
          </div>
        )}
        {payment && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a page that scrolls must be reachable by keyboard
          <div className="scroll main payment-holder" ref={page} tabIndex={0}>
            {refund && (
              <div className="section">
                <Banner
                  tone={refund.state === 'paid' ? 'news' : 'warn'}
                  act={
                    refund.state !== 'paid' &&
                    can('bank.withdraw-refunds') && (
                      <Button kind="link" onPress={() => void takeRefundBack().catch(() => {})}>
                        {t(texts.withdraw)}
                      </Button>
                    )
                  }
                >
                  {t(
                    refund.state === 'paid'
                      ? texts.refundPaid
                      : refund.state === 'attested'
                        ? texts.refundAttested
                        : texts.refundProposed,
                    { amount: `${formats.amount(refund.amount)}\u00a0${payment.currency}`, reason: refund.reason },
                  )}
                </Banner>
              </div>
            )}
            <div className="payment-page">
              <div>
                <Head payment={payment} onOpen={() => show(true)} />
                <Applied payment={payment} />
                <Vouchers payment={payment} />
              </div>
              <div>
                <AboutPayment payment={payment} />
                <History payment={payment} />
                {standing && mayUndo && <p className="section quiet small">{t(texts.undoMatchWhat)}</p>}
              </div>
            </div>
          </div>
        )}
        {shows && payment && (
          <TrailDrawer start={{ kind: 'payment', id: transactionId }} title={amount} onClose={() => show(false)} />
        )}
      </div>
    </Screen>
  )
}

function StateChip({ payment }: { payment: Payment }) {
  const t = useText()
  if (payment.refund)
    return (
      <Chip tone={payment.refund.state === 'paid' ? 'good' : 'warn'}>
        {t(payment.refund.state === 'paid' ? codes.refundState.paid : texts['to-be-paid-back'])}
      </Chip>
    )
  if (payment.left !== null) return <Chip tone="act">{t(texts.waiting)}</Chip>
  return payment.posted ? <Chip tone="good">{t(texts.settled)}</Chip> : <Chip tone="warn">{t(texts.unposted)}</Chip>
}

function Head({ payment, onOpen }: { payment: Payment; onOpen: () => void }) {
  const t = useText()
  return (
    <div className="payment-head">
      <span className="amount">
        <Amount value={payment.amount} currency={payment.currency} onOpen={onOpen} openLabel={t(texts.whereFrom)} />
      </span>
      <h2>{payment.payer.name ?? t(deskTexts.unnamed)}</h2>
      {payment.left !== null && (
        <p className="quiet">
          {t(texts.left)}
          {payment.left !== payment.amount && (
            <>
              : <Amount value={payment.left} foreign={payment.currency} />
            </>
          )}
        </p>
      )}
    </div>
  )
}

/** An IBAN in its groups of four, as it is printed and read out; each group whole. What is copied has no gaps. */
function Account({ number }: { number: string }) {
  const groups = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(number) ? (number.match(/.{1,4}/g) ?? []) : [number]
  return (
    <span className="account-number figures">
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one number never change places
        <span key={at}>{group}</span>
      ))}
    </span>
  )
}

function AboutPayment({ payment }: { payment: Payment }) {
  const t = useText()
  const formats = useFormats()
  const { payer, to } = payment
  return (
    <section className="section">
      <Facts
        facts={[
          [t(texts.paidOn), formats.dayInText(payment.bookedOn)],
          payment.valueOn !== payment.bookedOn && [t(texts.valueOn), formats.dayInText(payment.valueOn)],
          [t(texts.toAccount), [to.number, to.name].filter(Boolean).join(', ')],
          payer.account !== null && [t(texts.fromAccount), <Account key="account" number={payer.account} />],
          payer.identity !== null && [t(texts.identity), payer.identity],
          payment.references.length > 0 && [
            t(deskTexts.reference),
            payment.references
              .map((one) => (one.amount ? `${one.reference} (${formats.amount(one.amount)})` : one.reference))
              .join(', '),
          ],
          payment.text !== '' && [t(texts.text), payment.text],
          payment.bankReference !== null && [t(texts.bankReference), payment.bankReference],
          !isZero(payment.deducted) && [t(texts.deducted), formats.amount(payment.deducted)],
          payment.returnReason !== null && [t(texts.returned), payment.returnReason],
        ]}
      />
    </section>
  )
}

function Applied({ payment }: { payment: Payment }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <section className="section">
      <h3>{t(texts.applied)}</h3>
      {payment.settles.length === 0 && (
        <p className="quiet">
          {t(
            payment.left !== null || !payment.posted
              ? texts.noneSettled
              : payment.decisions.some(({ stands, numbers }) => stands && numbers.length === 0)
                ? texts.tookAccount
                : texts.isDone,
          )}
        </p>
      )}
      {payment.settles.length > 0 && (
        <table className="table inset">
          <thead className="unseen">
            <tr>
              <th scope="col">{t(common.invoice)}</th>
              <th scope="col">{t(common.customer)}</th>
              <th scope="col" className="when">
                {t(common.date)}
              </th>
              <th scope="col">{t(common.amount)}</th>
            </tr>
          </thead>
          <tbody>
            {payment.settles.map((one) => (
              <tr key={one.itemId}>
                <td>
                  {one.invoiceId ? (
                    <Link
                      to="/companies/$company/invoices/$invoice"
                      params={{ company: company.code, invoice: one.invoiceId }}
                      className="strong"
                    >
                      {one.number}
                    </Link>
                  ) : (
                    <span className="strong">{one.number}</span>
                  )}
                </td>
                <td>
                  <Link
                    to="/companies/$company/customers/$number"
                    params={{ company: company.code, number: one.partyNumber }}
                  >
                    {one.party}
                  </Link>
                </td>
                <td className="quiet when">{formats.day(one.on)}</td>
                <td className="amount">
                  <Amount value={one.amount} foreign={one.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Vouchers({ payment }: { payment: Payment }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  if (payment.postings.length === 0) return null
  return (
    <section className="section voucher-lines">
      <h3>{t(texts.vouchers)}</h3>
      {payment.postings.map((one) => (
        <div key={one.voucherId}>
          <p>
            <Link
              to="/companies/$company/vouchers/$voucher"
              params={{ company: company.code, voucher: one.voucherId }}
              className="strong"
            >
              {one.voucher}
            </Link>{' '}
            <span className="quiet">
              {formats.day(one.postedOn)}
              {one.reverses && `, ${t(texts.reversal)}`}
            </span>
          </p>
          <table className="table inset">
            <thead>
              <tr>
                <th scope="col">{t(common.account)}</th>
                <th scope="col" className="amount">
                  {t(texts.debit)}
                </th>
                <th scope="col" className="amount">
                  {t(texts.credit)}
                </th>
              </tr>
            </thead>
            <tbody>
              {one.lines.map((line) => (
                <tr key={`${line.account} ${line.amount}`}>
                  <td>
                    <span className="strong">{line.account}</span> {line.accountName}
                  </td>
                  {[false, true].map((isCredit) => (
                    <td key={String(isCredit)} className="amount">
                      {line.amount.startsWith('-') === isCredit && (
                        <Amount value={line.amount.replace('-', '')} foreign={line.currency} />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  )
}

/** What was decided about it, newest first, down to how it came. */
function History({ payment }: { payment: Payment }) {
  const t = useText()
  const { can } = useSession()
  const save = useAct('bank.save-note')
  const formats = useFormats()
  const formatName = useFormatName()
  return (
    <section className="section">
      <h3>{t(texts.history)}</h3>
      {can('bank.save-note') && (
        <NoteEntry
          draftName={`payment.note.${payment.transactionId}`}
          onWrite={(text) => save.run({ transactionId: payment.transactionId, text })}
          isRunning={save.isRunning}
          error={save.error}
        />
      )}
      <ol className="events">
        {[...payment.notes].reverse().map((note) => (
          <NoteEvent key={note.noteId} note={note} />
        ))}
        {[...payment.decisions].reverse().map((one) => {
          const numbers = one.numbers.join(', ')
          return (
            <li key={one.decisionId}>
              <span>
                {one.decision === 'undone'
                  ? t(texts.undidOn)
                  : one.decision === 'refused'
                    ? t(texts.refusedOn, { numbers })
                    : numbers
                      ? t(texts.tookOn, { numbers })
                      : t(texts.tookAccount)}
              </span>
              <span className="quieter">{formats.instant(one.recordedAt)}</span>
              <span className="quiet">
                {one.by === 'machine' ? t(texts.byMachine) : t(texts.byPerson, { name: one.byName ?? '–' })}
              </span>
            </li>
          )
        })}
        <li>
          <span>
            {payment.source.fileId
              ? t(texts.cameIn, { file: payment.source.fileName ?? formatName(payment.source.format ?? '') })
              : t(texts.cameByHand)}
          </span>
          <span className="quieter">{formats.day(payment.bookedOn)}</span>
        </li>
      </ol>
    </section>
  )
}
