import { getRouteApi, Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useRail } from '../../shell/rail.ts'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { heldHand, useHandWhen } from '../../ui/give-hand.ts'
import { PdfView } from '../../ui/pdf-view.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import { CustomerPart, type FoundCustomer } from './customer-part.tsx'
import type { NewCustomer } from './draft-invoice.ts'
import { formTexts } from './form-texts.ts'
import { InvoiceDefaults } from './invoice-defaults.tsx'
import { InvoiceRows } from './invoice-rows.tsx'
import { InvoiceTotals } from './invoice-totals.tsx'
import { capital, useCodeName } from './invoice-words.tsx'
import { NextStep } from './next-step.tsx'
import { recallOf } from './recall-of.ts'
import { texts } from './texts.ts'
import { type Billed, type Debited, type InvoiceForm, useInvoiceForm, useLedTo } from './use-invoice-form.ts'
import { WhichInvoice } from './which-invoice.tsx'
import './invoices.css'
import './new-invoice.css'

const route = getRouteApi('/companies/$company/invoices/new')
type Document = Billed['documents'][number]

/** One page: whom, what, how much; what it becomes stands beside it. Ctrl Enter books it and sends it. */
export default function NewInvoiceScreen() {
  const t = useText()
  const { can, company } = useSession()
  const search = route.useSearch()
  useRail()
  const debits = useRead('invoicing.read-invoice', search.debits ? { invoiceId: search.debits } : null)
  const title = debits.data ? t(formTexts.debitOf, { number: debits.data.invoice.number }) : t(texts.newInvoice)
  const parent = {
    label: t(common.invoices),
    link: { to: '/companies/$company/invoices', params: { company: company.code } } as const,
  }
  if (!can(search.debits ? 'invoicing.debit' : 'invoicing.invoice-now'))
    return (
      <Screen title={title} parent={parent}>
        <Empty title={t(common.mayNot)}>{t(formTexts.mayNotWrite)}</Empty>
      </Screen>
    )
  if (search.debits && !debits.data)
    return (
      <Screen title={title} parent={parent}>
        {debits.error && <Told error={debits.error} />}
      </Screen>
    )
  return <Form key={search.debits ?? ''} title={title} parent={parent} debits={debits.data?.invoice ?? null} />
}

const saidOf = ({ kind, deliveries }: Document) =>
  kind === 'proforma'
    ? deliveries.length > 0
      ? formTexts.issuedSoon
      : formTexts.issued
    : deliveries.length > 0
      ? formTexts.bookedSoon
      : formTexts.booked

interface FormProps {
  title: string
  parent: NonNullable<Parameters<typeof Screen>[0]['parent']>
  debits: Debited | null
}

function Form({ title, parent, debits }: FormProps) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const tell = useTell()
  const navigate = useHere(route.useNavigate())
  const { company } = useSession()
  const search = route.useSearch()
  const invoice = useInvoiceForm(debits)
  const { draft, form, set, seen, errors, missing, act } = invoice
  const [done, setDone] = useState<Document | null>(null)
  const holder = useRef<HTMLDivElement>(null)
  const customerField = useRef<HTMLInputElement>(null)
  const find = (selector: string) => holder.current?.querySelector<HTMLElement>(selector)
  const focus = (selector: string) => requestAnimationFrame(() => find(selector)?.focus())

  const ledTo = search.customer ?? ''
  const isOfAnother = useLedTo(invoice, ledTo)
  const [isLedHere] = useState(ledTo !== '')
  useHandWhen(
    draft.isReady,
    () => (isLedHere ? find('.invoice-row input') : null) ?? customerField.current ?? find('input'),
  )

  const jump = () => {
    invoice.tryIt()
    const target = {
      customer: '[data-field=customer] input',
      address: '[data-field=street] input',
      line: '.invoice-row:last-child input',
      price: '.invoice-row [data-field=unitPrice] input',
      reason: '[data-field=reason] input',
    }[missing ?? 'customer']
    const fields = [...(holder.current?.querySelectorAll<HTMLInputElement>(target) ?? [])]
    ;(fields.find((one) => one.value === '') ?? fields[0])?.focus()
  }
  const send = async () => {
    if (act.isRunning) return
    invoice.tryIt()
    if (missing) return jump()
    const give = heldHand()
    try {
      tellBilled(await invoice.book(), give)
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error
      requestAnimationFrame(() => give(find('.field.wrong input, .field.wrong select')))
    }
  }
  const valuesOf = (document: Document) => ({
    kind: capital(name('documentKind', document.kind)),
    number: document.number,
    amount: `${formats.amount(document.payable)}\u00a0${document.currency}`,
  })
  const tellBilled = ({ documents: [document] }: Billed, give: ReturnType<typeof heldHand>) => {
    if (document) tell(t(saidOf(document), valuesOf(document)), recallOf(t, document.deliveries))
    else tell(t(formTexts.proposed))
    if (debits)
      return void navigate({
        to: '/companies/$company/invoices/$invoice',
        params: { company: company.code, invoice: document?.invoiceId ?? debits.invoiceId },
      })
    setDone(document ?? null)
    if (search.customer) void navigate({ search: {}, replace: true })
    requestAnimationFrame(() => give(customerField.current))
  }
  const keep = () =>
    void draft.keep().then((at) => {
      if (at) tell(t(common.draftSaved, { time: formats.time(at.toISOString()) }))
      else if (invoice.isUntouched()) tell(t(formTexts.nothingToKeep))
    })
  const isProforma = !debits && form.kind === 'proforma'
  const sendWords = seen?.twoPersons ? formTexts.propose : isProforma ? formTexts.issueAndSend : formTexts.bookAndSend
  useKeys([
    { key: 'Ctrl+Enter', label: t(sendWords), run: () => void send(), inFields: true },
    { key: 'Ctrl+S', label: t(formTexts.keepDraft), run: keep, inFields: true, unlisted: true },
  ])

  const chooseCustomer = (row: FoundCustomer) => {
    // Found after a fast hand went on to the lines: it stays where it writes.
    const isOnLines = Boolean(document.activeElement?.closest('.invoice-row'))
    if (row.isNew) {
      set({ customer: null, newCustomer: { ...emptyCustomer, name: row.name } })
      focus('[data-field=street] input')
    } else {
      set({ customer: { number: row.number, name: row.name }, newCustomer: null })
      if (!isOnLines) focus('.invoice-row input')
    }
  }
  if (!draft.isReady)
    return (
      <Screen title={title} parent={parent}>
        {null}
      </Screen>
    )
  return (
    <Screen
      title={title}
      parent={parent}
      showsKeys
      acts={
        <>
          {draft.savedAt && (
            <span className="quiet small" role="status">
              {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
            </span>
          )}
          {draft.savedAt && (
            <Button
              kind="quiet"
              onPress={() => {
                void invoice.throwAway()
                customerField.current?.focus()
              }}
            >
              {t(formTexts.throwAway)}
            </Button>
          )}
          <Button kind="primary" keyCap="Ctrl+Enter" working={act.isRunning} onPress={() => void send()}>
            {t(sendWords)}
          </Button>
        </>
      }
    >
      <div className="columns" ref={holder}>
        <div className="main scroll invoice-form">
          {draft.isOverwritten && <Banner tone="warn">{t(formTexts.newerElsewhere)}</Banner>}
          {done && (
            <Banner
              act={
                <Link
                  to="/companies/$company/invoices/$invoice"
                  params={{ company: company.code, invoice: done.invoiceId }}
                >
                  {t(formTexts.openIt, { number: done.number })}
                </Link>
              }
            >
              {t(done.kind === 'proforma' ? formTexts.issued : formTexts.booked, valuesOf(done))}
            </Banner>
          )}
          <Told error={act.error} />
          {isOfAnother && (
            <Banner tone="warn">
              {t(formTexts.draftOfAnother, {
                name: (form.newCustomer ?? form.customer)?.name ?? '',
                number: ledTo,
              })}
            </Banner>
          )}
          {!debits && <KindChoice invoice={invoice} />}
          {search.kind === 'credit-note' && !debits ? (
            <WhichInvoice />
          ) : (
            <>
              {debits ? (
                <div data-field="reason">
                  <TextField
                    label={t(formTexts.reasons)}
                    hint={t(formTexts.debitReason)}
                    value={form.reason}
                    onChange={(reason) => set({ reason })}
                    error={invoice.isTried && !form.reason.trim() ? t(actTexts.reasonNeeded) : null}
                  />
                </div>
              ) : (
                <CustomerPart
                  form={form}
                  shownName={seen?.customer?.name}
                  fieldRef={customerField}
                  errors={errors}
                  onChoose={chooseCustomer}
                  onClear={() => set({ customer: null, newCustomer: null })}
                  onNew={(newCustomer) => set({ newCustomer })}
                />
              )}
              <InvoiceRows invoice={invoice} focus={focus} />
              <InvoiceTotals seen={seen} />
              {!debits && <InvoiceDefaults invoice={invoice} />}
              {!debits && (
                <TextArea label={t(formTexts.message)} value={form.text} rows={2} onChange={(text) => set({ text })} />
              )}
            </>
          )}
        </div>
        <aside className="invoice-live" aria-label={t(formTexts.livePdf)}>
          <NextStep missing={missing} seen={seen} isProforma={isProforma} onJump={jump} problems={invoice.problems} />
          {invoice.pdf ? (
            <PdfView source={invoice.pdf} name={t(formTexts.livePdf)} title={t(formTexts.livePdf)} />
          ) : (
            !debits && <p className="quiet">{t(formTexts.pdfLater)}</p>
          )}
        </aside>
      </div>
    </Screen>
  )
}

/** What it becomes; a credit note begins with what it takes back, so it is a place of its own. */
function KindChoice({ invoice: { form, set } }: { invoice: InvoiceForm }) {
  const t = useText()
  const name = useCodeName()
  const navigate = useHere(route.useNavigate())
  const search = route.useSearch()
  return (
    <Choice
      label={t(formTexts.kind)}
      value={form.kind as string}
      onChange={(kind) => {
        if (kind === 'credit-note') void navigate({ search: { kind }, replace: true })
        else {
          if (search.kind) void navigate({ search: {}, replace: true })
          set({ kind: kind as 'invoice' })
        }
      }}
      options={(['invoice', 'proforma', 'credit-note'] as const).map((kind) => ({
        value: kind,
        label: capital(name('documentKind', kind)),
      }))}
    />
  )
}

const emptyCustomer: NewCustomer = {
  name: '',
  kind: 'person',
  identityNumber: '',
  street: '',
  postCode: '',
  city: '',
  email: '',
}
