import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { addressOf, callForFile, type Output } from '../../api/call.ts'
import { openPdf } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useRail } from '../../shell/rail.ts'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer, type TrailStart } from '../../trail/trail-drawer.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { PdfView } from '../../ui/pdf-view.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { PageWaiting } from '../../ui/waiting.tsx'
import { EndRestDialog, isEndable } from '../claims/holds/end-rest-dialog.tsx'
import { RestDialog } from '../claims/holds/rest-dialog.tsx'
import { Timeline } from '../claims/timeline.tsx'
import { actTexts } from './act-texts.ts'
import { CreditMode } from './credit-mode.tsx'
import { InvoiceBody } from './invoice-body.tsx'
import { AnnulDialog, NoteDialog } from './invoice-dialogs.tsx'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, type Invoice, type Moments, StateChip, useCodeName } from './invoice-words.tsx'
import { listInput, listOf } from './list-filter.ts'
import { recallOf } from './recall-of.ts'
import { SendAgain } from './send-again.tsx'
import './invoices.css'

const route = getRouteApi('/companies/$company/invoices/$invoice')

/** Everything of one document: the PDF as the customer got it, what it says, where it stands, and where each amount came from. */
export default function InvoiceScreen() {
  const t = useText()
  useRail()
  const { invoice: invoiceId } = route.useParams()
  const search = route.useSearch()
  const { company, can } = useSession()
  const read = useRead('invoicing.read-invoice', { invoiceId })
  const moments = useRead('invoicing.moments', can('invoicing.moments') ? { invoiceId } : null)
  const found = read.data?.invoice
  // What is kept from the document before must not stand under the new one's number.
  const invoice = found?.invoiceId === invoiceId ? found : null
  const parent = {
    label: t(common.invoices),
    link: { to: '/companies/$company/invoices', params: { company: company.code } } as const,
  }
  if (search.act === 'credit') return <CreditMode key={invoiceId} invoiceId={invoiceId} />
  if (!invoice)
    return (
      <Screen title={t(common.invoice)} parent={parent}>
        {read.error ? <Told error={read.error} onAgain={() => void read.refetch()} /> : <PageWaiting />}
      </Screen>
    )
  const standing = moments.data?.number === invoice.number ? moments.data : null
  return <InvoicePage key={invoiceId} invoice={invoice} moments={standing} />
}

type Shown = 'send' | 'hold' | 'note' | 'annul' | null

function InvoicePage({ invoice, moments }: { invoice: Invoice; moments: Moments | null }) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [shown, setShown] = useState<Shown>(search.trail === 'deliveries' ? 'send' : null)
  const [ending, setEnding] = useState<string | null>(null)
  const [fileError, setFileError] = useState<Parameters<typeof Told>[0]['error']>(null)
  const makeInvoice = useAct('invoicing.make-invoice-of-proforma')
  const advance = useAct('invoicing.advance-invoice')
  const loosen = useAct('subledger.undo-allocation')
  const undoMatch = useAct('bank.undo-match')
  const recall = useAct('delivery.recall')
  const { invoiceId, number, kind } = invoice
  const neighbours = useNeighbours(invoiceId, search.list)
  const holdOfDocument = invoice.holds.find(({ of, kind: why }) => of === 'document' && isEndable(why))
  const ended = invoice.holds.find(({ holdId }) => holdId === ending)
  const isOpen = invoice.item !== null && !isZero(invoice.open)
  const list = search.list ? { list: search.list } : {}

  const openTrail = (trail: string) => void navigate({ search: (before) => ({ ...before, trail }), replace: true })
  const go = (id: string) =>
    void navigate({
      to: '/companies/$company/invoices/$invoice',
      params: { company: company.code, invoice: id },
      search: list,
    })
  const credit = () => void navigate({ search: (before) => ({ ...before, act: 'credit' }) })
  const debit = () =>
    void navigate({
      to: '/companies/$company/invoices/new',
      params: { company: company.code },
      search: { debits: invoiceId },
    })
  const issued = (phrase: typeof actTexts.madeInvoice) => (made: Output<'invoicing.advance-invoice'>) => {
    const [document] = made.documents
    if (!document) return tell(t(actTexts.waitsForApproval))
    tell(t(phrase, { number: document.number }), recallOf(t, document.deliveries))
    go(document.invoiceId)
  }
  const statement = () =>
    void callForFile(company.code, 'reports.statement-pdf', { parties: [invoice.payer] } as never).then(
      openPdf,
      setFileError,
    )
  const undoAllocation = (allocation: NonNullable<Invoice['item']>['allocations'][number]) => {
    const done = () =>
      tell(t(actTexts.loosened, { amount: formats.amount(allocation.amount), number: allocation.number ?? number }))
    const undoing = allocation.bankTransactionId
      ? undoMatch.run({ transactionIds: [allocation.bankTransactionId], preview: false, refuse: true })
      : loosen.run({ allocationIds: [allocation.allocationId], reason: t(actTexts.loosenedReason) })
    void undoing.then(done, () => {})
  }
  const recallDelivery = (deliveryId: string) =>
    void recall.run({ deliveries: [deliveryId], reason: t(actTexts.recalledReason) }).then(
      ({ recalled }) => tell(t(actTexts.recalledN, { n: recalled })),
      () => {},
    )

  const mayCredit = can('invoicing.credit') && moments?.credit.allowed
  // What waits leaves by itself: it is recalled, or has left, before it is sent again.
  const maySend =
    can('invoicing.resend-invoices') &&
    moments?.resend.allowed &&
    !invoice.deliveries.some(({ state }) => state === 'waiting' || state === 'sending')
  const mayHold = can('claims.dispute') && isOpen
  // Also asked for by the address: the palette leads here.
  const isHolding = shown === 'hold' || (search.act === 'hold' && mayHold && !holdOfDocument)
  useKeys([
    mayCredit && { key: 'C', label: t(actTexts.credit), run: credit },
    maySend && { key: 'S', label: t(actTexts.sendAgain), run: () => setShown('send') },
    mayHold && !holdOfDocument && { key: 'H', label: t(actTexts.hold), run: () => setShown('hold') },
    holdOfDocument &&
      can('claims.release') && {
        key: 'L',
        label: t(actTexts.release),
        run: () => setEnding(holdOfDocument.holdId),
      },
    can('parties.save-note') && {
      key: 'N',
      label: t(actTexts.note),
      run: () => setShown('note'),
      unlisted: true,
    },
    can('reports.statement-pdf') && { key: 'U', label: t(actTexts.statement), run: statement, unlisted: true },
    { key: 'Space', label: t(common.whereFrom), run: () => openTrail(`invoice:${invoiceId}`) },
    { key: 'P', label: t(common.print), run: () => window.open(pdfAddress, '_blank'), unlisted: true },
    neighbours.previous !== null && {
      key: '[',
      label: t(invoiceTexts.previousInList),
      run: () => go(neighbours.previous!),
    },
    neighbours.next !== null && { key: ']', label: t(invoiceTexts.nextInList), run: () => go(neighbours.next!) },
    {
      key: 'Escape',
      label: t(common.invoices),
      run: () =>
        void navigate({
          to: '/companies/$company/invoices',
          params: { company: company.code },
          search: { ...listOf(search.list ?? ''), at: invoiceId } as never,
        }),
      unlisted: true,
    },
  ])
  const pdfAddress = addressOf(company.code, 'invoicing.read-pdf', { invoiceId } as never)
  const error = makeInvoice.error ?? advance.error ?? loosen.error ?? undoMatch.error ?? recall.error ?? fileError
  const title = `${capital(name('documentKind', kind))} ${number}`
  const start = trailOf(search.trail)
  return (
    <Screen
      title={title}
      parent={{
        label: t(common.invoices),
        link: {
          to: '/companies/$company/invoices',
          params: { company: company.code },
          search: listOf(search.list ?? '') as never,
        },
      }}
      beside={
        <>
          <StateChip state={invoice.state} />
          <span className="quiet who">{invoice.customerName}</span>
        </>
      }
      showsKeys
      acts={
        <>
          {kind === 'proforma' && can('invoicing.make-invoice-of-proforma') && (
            <Button
              kind="primary"
              working={makeInvoice.isRunning}
              onPress={() =>
                void makeInvoice.run({ proformaId: invoiceId }).then(issued(actTexts.madeInvoice), () => {})
              }
            >
              {t(actTexts.makeInvoice)}
            </Button>
          )}
          {kind !== 'proforma' && kind !== 'credit-note' && mayCredit && (
            <Button keyCap="C" onPress={credit}>
              {t(actTexts.credit)}
            </Button>
          )}
          {maySend && (
            <Button keyCap="S" onPress={() => setShown('send')}>
              {t(actTexts.sendAgain)}
            </Button>
          )}
          {holdOfDocument && can('claims.release') ? (
            <Button keyCap="L" onPress={() => setEnding(holdOfDocument.holdId)}>
              {t(actTexts.release)}
            </Button>
          ) : (
            mayHold && (
              <Button keyCap="H" onPress={() => setShown('hold')}>
                {t(actTexts.hold)}
              </Button>
            )
          )}
          <Menu
            entries={[
              can('invoicing.debit') && moments?.debit.allowed === true && { label: t(actTexts.debit), run: debit },
              kind === 'proforma' &&
                can('invoicing.advance-invoice') && {
                  label: t(actTexts.advance),
                  run: () => void advance.run({ proformaId: invoiceId }).then(issued(actTexts.madeAdvance), () => {}),
                },
              can('parties.save-note') && { label: t(actTexts.note), keyCap: 'N', run: () => setShown('note') },
              can('reports.statement-pdf') && { label: t(actTexts.statement), keyCap: 'U', run: statement },
              can('invoicing.read-xml') && {
                label: t(invoiceTexts.xml),
                run: () => window.open(addressOf(company.code, 'invoicing.read-xml', { invoiceId } as never), '_blank'),
              },
              can('invoicing.annul') &&
                moments?.annul.allowed === true && {
                  label: t(actTexts.annul),
                  destructive: true,
                  run: () => setShown('annul'),
                },
            ]}
          />
        </>
      }
    >
      <div className="columns">
        <div className="document-paper">
          {invoice.isProtected && <Banner tone="warn">{t(invoiceTexts.protectedBanner)}</Banner>}
          {can('invoicing.read-pdf') && (
            <PdfView
              source={pdfAddress}
              name={t(invoiceTexts.pdfOf, { kind: capital(name('documentKind', kind)), number })}
              title={
                <>
                  <strong>{capital(name('documentKind', kind))}</strong>{' '}
                  <span className="quiet">
                    {t(
                      invoice.deliveries.some(({ state }) => state === 'sent' || state === 'delivered')
                        ? invoiceTexts.asSent
                        : invoiceTexts.asWillBe,
                    )}
                  </span>
                </>
              }
            />
          )}
        </div>
        <div className="main scroll document-facts">
          <Told error={error} />
          <ChangedNotice subjects={[invoiceId]} />
          <InvoiceBody
            invoice={invoice}
            moments={moments}
            onTrail={openTrail}
            trail={search.trail ?? ''}
            onRelease={(holdId) => setEnding(holdId)}
            onUndo={can('subledger.undo-allocation') ? undoAllocation : undefined}
            onRecall={can('delivery.recall') ? recallDelivery : undefined}
          />
          {invoice.item !== null && kind !== 'credit-note' && can('claims.read-timeline') && (
            <section className="claim-section">
              <h2>{t(actTexts.claimHistory)}</h2>
              <Timeline
                of={{ invoiceId }}
                title={`${t(actTexts.claimHistory)} ${number}`}
                onTrail={({ kind: of, id }) => openTrail(`${of}:${id}`)}
              />
            </section>
          )}
        </div>
        {start && (
          <TrailDrawer
            key={search.trail}
            start={start}
            title={trailTitle(invoice, start, formats.amount)}
            onClose={() => openTrail('')}
          />
        )}
      </div>
      {shown === 'send' && (
        <SendAgain
          numbers={[number]}
          lastChannel={invoice.deliveries.at(-1)?.channel}
          onClose={() => {
            setShown(null)
            if (search.trail === 'deliveries') openTrail('')
          }}
        />
      )}
      {ended && isEndable(ended.kind) && (
        <EndRestDialog
          hold={{ holdId: ended.holdId, kind: ended.kind, reason: ended.reason }}
          name={number}
          onClose={() => setEnding(null)}
        />
      )}
      {isHolding && (
        <RestDialog
          of={{ invoiceIds: [invoice.invoiceId] }}
          name={invoice.number}
          currency={invoice.currency}
          onClose={() => {
            setShown(null)
            if (search.act) void navigate({ search: (before) => ({ ...before, act: '' }), replace: true })
          }}
        />
      )}
      {shown === 'note' && <NoteDialog invoice={invoice} onClose={() => setShown(null)} />}
      {shown === 'annul' && <AnnulDialog invoice={invoice} onClose={() => setShown(null)} />}
    </Screen>
  )
}

const startKinds = ['item', 'allocation', 'posting', 'voucher', 'invoice', 'invoice-line', 'payment'] as const
/** "invoice-line:<id>:2" of the address. */
function trailOf(text: string | undefined): TrailStart | null {
  const [kind, id, line] = (text ?? '').split(':')
  const known = startKinds.find((one) => one === kind)
  return known && id ? { kind: known, id, line: line ? Number(line) : null } : null
}

/** The amount that is asked about, as it stands on the page. */
function trailTitle(invoice: Invoice, { kind, id, line }: TrailStart, amount: (value: string) => string): string {
  const items = invoice.item ? [invoice.item, ...invoice.item.carriedOn] : []
  const allocations = items.flatMap((one) => one.allocations)
  if (kind === 'allocation') return amount(allocations.find(({ allocationId }) => allocationId === id)?.amount ?? '0')
  if (kind === 'invoice-line') return amount(invoice.lines.find(({ lineNo }) => lineNo === line)?.net ?? '0')
  if (kind === 'posting') return amount(invoice.voucher?.postings.find(({ lineNo }) => lineNo === line)?.base ?? '0')
  if (kind === 'item') return amount(invoice.open)
  return amount(invoice.payable)
}

/** What stands before and after it in the list that it was opened from. */
function useNeighbours(invoiceId: string, list: string | undefined): { previous: string | null; next: string | null } {
  const { can } = useSession()
  const pages = usePages(
    'invoicing.list-invoices',
    can('invoicing.list-invoices') && list !== undefined ? listInput(listOf(list)) : null,
  )
  const at = pages.rows.findIndex((row) => row.invoiceId === invoiceId)
  const asked = useRef(0)
  useEffect(() => {
    // As far as the list was scrolled, it is still here; from a bookmark it is read again, but not without end.
    if (at < 0 && pages.hasMore && !pages.isLoadingMore && asked.current < 5) {
      asked.current++
      pages.more()
    }
    if (at >= 0 && at === pages.rows.length - 1 && pages.hasMore) pages.more()
  }, [at, pages])
  return {
    previous: at > 0 ? (pages.rows[at - 1]?.invoiceId ?? null) : null,
    next: at >= 0 ? (pages.rows[at + 1]?.invoiceId ?? null) : null,
  }
}
