import { getRouteApi, Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { call, type Output } from '../../api/call.ts'
import { ApiRefused, type Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { keyName } from '../../shell/key-names.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useRail } from '../../shell/rail.ts'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { AmountField, CheckField, DayField, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { heldHand, useHandWhen } from '../../ui/give-hand.ts'
import { PdfView } from '../../ui/pdf-view.tsx'
import { Screen } from '../../ui/screen.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import { type Article, ArticleField } from './article-field.tsx'
import { DefaultChip } from './default-chip.tsx'
import {
  countedRows,
  type DraftInvoice,
  type DraftRow,
  emptyInvoice,
  inputOf,
  isBlank,
  linesOf,
  type NewCustomer,
  rowsOfLast,
  withLastRow,
} from './draft-invoice.ts'
import { formTexts } from './form-texts.ts'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, useCodeName } from './invoice-words.tsx'
import { recallOf, recallSeconds } from './recall-of.ts'
import { texts } from './texts.ts'
import { usePreviewPdf, useSettled } from './use-preview.ts'
import './invoices.css'
import { useHere } from '../../shell/use-here.ts'
import './new-invoice.css'

const route = getRouteApi('/companies/$company/invoices/new')
type Billed = Output<'invoicing.invoice-now'>
type Customer = { number: string; name: string; city: string | null; isNew?: boolean }

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

const saidOf = ({ kind, deliveries }: Billed['documents'][number]) =>
  kind === 'proforma'
    ? deliveries.length > 0
      ? formTexts.issuedSoon
      : formTexts.issued
    : deliveries.length > 0
      ? formTexts.bookedSoon
      : formTexts.booked

type Debited = Output<'invoicing.read-invoice'>['invoice']
interface FormProps {
  title: string
  parent: NonNullable<Parameters<typeof Screen>[0]['parent']>
  debits: Debited | null
}

function Form({ title, parent, debits }: FormProps) {
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const name = useCodeName()
  const tell = useTell()
  const navigate = useHere(route.useNavigate())
  const { company, can } = useSession()
  const search = route.useSearch()
  const [first] = useState(emptyInvoice)
  const draft = useDraft<DraftInvoice>(debits ? `debit-note:${debits.invoiceId}` : 'new-invoice', first)
  const form = draft.value
  const [isTried, setTried] = useState(false)
  const [done, setDone] = useState<Billed['documents'][number] | null>(null)
  const invoiceNow = useAct('invoicing.invoice-now')
  const debit = useAct('invoicing.debit')
  const act = debits ? debit : invoiceNow
  const holder = useRef<HTMLDivElement>(null)
  const customerField = useRef<HTMLInputElement>(null)
  const set = (change: Partial<DraftInvoice>) => draft.setValue((before) => withLastRow({ ...before, ...change }))
  const setRow = (key: number, change: Partial<DraftRow>) =>
    draft.setValue((before) =>
      withLastRow({ ...before, rows: before.rows.map((row) => (row.key === key ? { ...row, ...change } : row)) }),
    )
  const focus = (selector: string) =>
    requestAnimationFrame(() => holder.current?.querySelector<HTMLElement>(selector)?.focus())

  // Prefilled once by who leads here: a customer's card, the palette. Lines already written to another stay his.
  const ledTo = search.customer ?? ''
  const [isLedTo, setLedTo] = useState('')
  const isOfAnother =
    ledTo !== '' &&
    ledTo !== isLedTo &&
    (form.newCustomer !== null ||
      (form.customer !== null && form.customer.number !== ledTo && !form.rows.every(isBlank)))
  useEffect(() => {
    if (!draft.isReady || ledTo === '' || ledTo === isLedTo || isOfAnother) return
    setLedTo(ledTo)
    draft.setValue((before) => ({ ...before, customer: { number: ledTo, name: ledTo } }))
  }, [draft.isReady, draft.setValue, ledTo, isLedTo, isOfAnother])
  const [isLedHere] = useState(ledTo !== '')
  useHandWhen(
    draft.isReady,
    () =>
      (isLedHere ? holder.current?.querySelector<HTMLElement>('.invoice-row input') : null) ??
      customerField.current ??
      holder.current?.querySelector<HTMLElement>('input'),
  )

  const customerNumber = form.customer?.number ?? null
  const last = useRead(
    'invoicing.last-lines',
    customerNumber && !debits && can('invoicing.last-lines') ? { number: customerNumber } : null,
  )
  const lastInvoice = customerNumber ? (last.data?.invoice ?? null) : null
  const ghosts = lastInvoice && form.rows.every(isBlank) ? rowsOfLast(last.data!.lines) : []
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? { limit: 500 } : null, {
    staleMillis: 300_000,
  })
  const openGroups = (groups.data?.rows ?? []).filter((row) => !row.internal && !row.closedOn)
  const usedGroup = usualGroup(company.code)
  const group =
    form.invoiceGroup ||
    (openGroups.length > 1
      ? (lastInvoice?.invoiceGroup ??
        openGroups.find(({ code }) => code === usedGroup)?.code ??
        openGroups[0]?.code ??
        '')
      : '')
  const effective: DraftInvoice = { ...form, invoiceGroup: debits ? '' : String(group) }

  // What the last preview knew of the group's usual VAT code serves until the next one comes.
  const usual = useRef('')
  const asked = useSettled(
    debits
      ? {
          customer: debits.customer,
          invoiceGroup: debits.invoiceGroup,
          currency: debits.currency,
          lines: linesOf(form, usual.current),
        }
      : inputOf(effective, usual.current),
    220,
  )
  const isReadyToAsk =
    draft.isReady && (debits !== null || groups.data !== undefined || !can('company.list-invoice-groups'))
  const preview = useRead('invoicing.preview', isReadyToAsk ? (asked as never) : null)
  const seen = preview.data ?? null
  usual.current = seen?.usualVatCode ?? usual.current
  const hasLines = countedRows(form).length > 0
  const pdf = usePreviewPdf(
    'invoicing.preview-pdf',
    useSettled(!debits && hasLines && seen?.amounts ? asked : null, 300) as never,
  )
  const vatCodes = useRead('company.list-vat-codes', can('company.list-vat-codes') ? { on: company.today } : null, {
    staleMillis: 300_000,
  })
  const articles = useArticles(language)

  const problems: Problem[] = (
    act.error && !act.error.unreachable ? act.error.problems : (seen?.problems ?? [])
  ) as Problem[]
  const errors = useFieldProblems(problems, isTried)
  const counted = countedRows(form)
  const lineError = (row: DraftRow, field: string): string | null => {
    const index = counted.indexOf(row)
    return index < 0 ? null : (errors.get(`lines[${index + 1}].${field}`) ?? null)
  }
  const missing = missingOf(form, debits !== null, problems)
  const jump = () => {
    setTried(true)
    const target = {
      customer: '[data-field=customer] input',
      address: '[data-field=street] input',
      line: '.invoice-row:last-child input',
      price: '.invoice-row [data-field=unitPrice] input',
      reason: '[data-field=reason] input',
    }[missing ?? 'customer']
    const empty = [...(holder.current?.querySelectorAll<HTMLInputElement>(target) ?? [])]
    ;(empty.find((one) => one.value === '') ?? empty[0])?.focus()
  }

  const send = async () => {
    if (act.isRunning) return
    setTried(true)
    if (missing) return jump()
    const give = heldHand()
    try {
      let vatCode = usual.current
      if (!debits && counted.some((row) => !row.vatCode && !row.article) && !vatCode)
        vatCode = (await call(company.code, 'invoicing.preview', inputOf(effective, ''))).usualVatCode ?? ''
      const billed = debits
        ? await debit.run({
            invoiceId: debits.invoiceId,
            lines: linesOf(form, vatCode),
            reason: form.reason.trim(),
            recallSeconds,
          } as never)
        : await invoiceNow.run({ ...inputOf(effective, vatCode), reference: form.reference, recallSeconds } as never)
      if (group) keepGroup(company.code, String(group))
      await draft.discard(emptyInvoice())
      setTried(false)
      tellBilled(billed, give)
    } catch (error) {
      if (!(error instanceof ApiRefused)) throw error
      requestAnimationFrame(() =>
        give(holder.current?.querySelector<HTMLElement>('.field.wrong input, .field.wrong select')),
      )
    }
  }
  const tellBilled = ({ documents }: Billed, give: ReturnType<typeof heldHand>) => {
    const [document] = documents
    if (!document) tell(t(formTexts.proposed))
    else {
      const values = {
        kind: capital(name('documentKind', document.kind)),
        number: document.number,
        amount: `${formats.amount(document.payable)}\u00a0${document.currency}`,
      }
      tell(t(saidOf(document), values), recallOf(t, document.deliveries))
    }
    if (debits)
      return void navigate({
        to: '/companies/$company/invoices/$invoice',
        params: { company: company.code, invoice: document?.invoiceId ?? debits.invoiceId },
      })
    setDone(document ?? null)
    if (search.customer) void navigate({ search: {}, replace: true })
    requestAnimationFrame(() => give(customerField.current))
  }
  const takeLast = (): boolean => {
    if (ghosts.length === 0) return false
    set({ rows: ghosts })
    focus('.invoice-row [data-field=unitPrice] input')
    return true
  }
  const isProforma = !debits && form.kind === 'proforma'
  const sendWords = seen?.twoPersons ? formTexts.propose : isProforma ? formTexts.issueAndSend : formTexts.bookAndSend
  useKeys([
    {
      key: 'Ctrl+Enter',
      label: t(sendWords),
      run: () => void send(),
      inFields: true,
    },
    {
      key: 'Ctrl+S',
      label: t(formTexts.keepDraft),
      run: () =>
        void draft.keep().then((at) => {
          if (at) tell(t(common.draftSaved, { time: formats.time(at.toISOString()) }))
          else if (JSON.stringify(draft.value) === JSON.stringify(first)) tell(t(formTexts.nothingToKeep))
        }),
      inFields: true,
      unlisted: true,
    },
  ])

  const chooseCustomer = (row: Customer) => {
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
  const currency = seen?.amounts?.currency ?? form.currency ?? company.currency
  const vatOptions = (vatCodes.data?.rows ?? []).map((row) => ({
    value: String(row.code),
    // "25 % moms" says its rate; "Livsmedel" does not.
    label:
      row.category === 'S' && !String(row.name).startsWith(formats.decimal(String(row.percent)))
        ? `${formats.decimal(String(row.percent))} % ${String(row.name)}`
        : String(row.name),
  }))
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
                void draft.discard(emptyInvoice())
                setTried(false)
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
              {t(done.kind === 'proforma' ? formTexts.issued : formTexts.booked, {
                kind: capital(name('documentKind', done.kind)),
                number: done.number,
                amount: `${formats.amount(done.payable)}\u00a0${done.currency}`,
              })}
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
          {!debits && (
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
          )}
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
                    error={isTried && !form.reason.trim() ? t(actTexts.reasonNeeded) : null}
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
              <fieldset className="invoice-rows">
                <legend className="unseen">{t(invoiceTexts.lines)}</legend>
                <div className="invoice-row head" aria-hidden>
                  <span>{t(formTexts.whatIsSold)}</span>
                  <span className="amount">{t(formTexts.quantityShort)}</span>
                  <span>{t(formTexts.unit)}</span>
                  <span className="amount">{t(invoiceTexts.price)}</span>
                  <span>{t(invoiceTexts.vat)}</span>
                  <span className="amount">{t(invoiceTexts.net)}</span>
                  <span />
                </div>
                {form.rows.map((row, index) => {
                  const place = counted.indexOf(row)
                  const told = place < 0 ? null : (seen?.lines[place] ?? null)
                  return (
                    <RowFields
                      key={row.key}
                      n={index + 1}
                      row={row}
                      told={told}
                      currency={currency}
                      articles={articles}
                      vatOptions={vatOptions}
                      usualVatCode={usual.current}
                      isLast={index === form.rows.length - 1}
                      error={(field) => lineError(row, field)}
                      onChange={(change) => setRow(row.key, change)}
                      onRemove={() => set({ rows: form.rows.filter(({ key }) => key !== row.key) })}
                      onTabOnEmpty={index === 0 ? takeLast : undefined}
                      onNext={() =>
                        focus(`.invoice-row[data-row="${Math.min(index + 1, form.rows.length - 1)}"] input`)
                      }
                    />
                  )
                })}
                {ghosts.length > 0 && lastInvoice && (
                  <div className="ghosts">
                    <p className="quiet">
                      {t(formTexts.lastRows, {
                        number: lastInvoice.number,
                        day: formats.dayInText(lastInvoice.issuedOn),
                      })}
                      <Button kind="quiet" keyCap="Tab" onPress={takeLast}>
                        {t(formTexts.takeRows, { n: ghosts.length })}
                      </Button>
                    </p>
                    {ghosts.slice(0, 6).map((ghost) => (
                      <p key={ghost.key} className="ghost" aria-hidden>
                        <span>{ghost.name}</span>
                        <span className="figures">
                          {formats.amount(ghost.quantity, ghost.quantity.split('.')[1]?.length ?? 0)} {ghost.unit}
                        </span>
                        <span className="figures">{formats.amount(ghost.unitPrice)}</span>
                      </p>
                    ))}
                  </div>
                )}
              </fieldset>
              {errors.get('lines') && (
                <p className="field-error" role="alert">
                  {errors.get('lines')}
                </p>
              )}
              <Totals seen={seen} />
              {!debits && (
                <Defaults form={form} seen={seen} group={String(group)} groups={openGroups} errors={errors} set={set} />
              )}
              {!debits && (
                <TextArea label={t(formTexts.message)} value={form.text} rows={2} onChange={(text) => set({ text })} />
              )}
            </>
          )}
        </div>
        <aside className="invoice-live" aria-label={t(formTexts.livePdf)}>
          <NextStep missing={missing} seen={seen} isProforma={isProforma} onJump={jump} problems={problems} />
          {pdf ? (
            <PdfView source={pdf} name={t(formTexts.livePdf)} title={t(formTexts.livePdf)} />
          ) : (
            !debits && <p className="quiet">{t(formTexts.pdfLater)}</p>
          )}
        </aside>
      </div>
    </Screen>
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

type Missing = 'customer' | 'address' | 'line' | 'price' | 'reason'
/** The first thing that lacks, as a person goes through the page. */
function missingOf(form: DraftInvoice, isDebit: boolean, problems: readonly Problem[]): Missing | null {
  if (isDebit && !form.reason.trim()) return 'reason'
  if (!isDebit && !form.customer && !form.newCustomer?.name.trim()) return 'customer'
  if (form.newCustomer && !form.newCustomer.street.trim() && problems.some(({ path }) => path === 'newCustomer'))
    return 'address'
  const rows = countedRows(form)
  if (rows.length === 0 || rows.some((row) => !row.name.trim() && !row.article)) return 'line'
  if (rows.some((row) => !row.unitPrice && !row.article)) return 'price'
  return null
}

/** Sentences by field. What only lacks is told when sending was tried; what is wrong, at once. */
function useFieldProblems(problems: readonly Problem[], isTried: boolean): Map<string, string> {
  const told = problems.filter(
    ({ code }) => isTried || !/missing$|no-name$|no-price$|no-lines$|no-vat-code$|invoice\.zero$/.test(code),
  )
  const said = useProblemTexts(told)
  const errors = new Map<string, string>()
  told.forEach(({ path }, index) => {
    if (path && said[index] && !errors.has(path)) errors.set(path, said[index])
  })
  return errors
}

function useArticles(language: string): Article[] {
  const { can, company } = useSession()
  const read = useRead('company.list-articles', can('company.list-articles') ? { on: company.today } : null, {
    staleMillis: 300_000,
  })
  return (read.data?.rows ?? []).map((row) => {
    const names = (row.names ?? {}) as Record<string, string>
    return {
      code: String(row.code),
      name: names[language] ?? Object.values(names)[0] ?? String(row.code),
      unit: String(row.unit ?? ''),
      unitPrice: row.unitPrice === null || row.unitPrice === undefined ? null : String(row.unitPrice),
      vatCode: String(row.vatCode ?? ''),
    }
  })
}

function CustomerPart({
  form,
  shownName,
  fieldRef,
  errors,
  onChoose,
  onClear,
  onNew,
}: {
  form: DraftInvoice
  shownName: string | undefined
  fieldRef: React.Ref<HTMLInputElement>
  errors: Map<string, string>
  onChoose: (row: Customer) => void
  onClear: () => void
  onNew: (customer: NewCustomer) => void
}) {
  const t = useText()
  const { company } = useSession()
  const { newCustomer } = form
  const find = async (typed: string): Promise<Customer[]> => {
    const search = typed.trim()
    if (!search) return []
    const { rows } = await call(company.code, 'parties.list', {
      search,
      role: 'customer',
      open: true,
      limit: 8,
    } as never)
    const found: Customer[] = rows.map(({ number, name, city }) => ({ number, name, city }))
    return /^\d+$/.test(search) ? found : [...found, { number: '', name: search, city: null, isNew: true }]
  }
  if (newCustomer) {
    const field = (key: keyof Omit<NewCustomer, 'kind' | 'emailConsent'>, label: string, input = {}) => (
      <div data-field={key}>
        <TextField
          label={label}
          value={newCustomer[key]}
          onChange={(value) => onNew({ ...newCustomer, [key]: value })}
          error={errors.get(`newCustomer.${key}`) ?? null}
          input={{ autoComplete: 'off', ...input }}
        />
      </div>
    )
    return (
      <fieldset className="new-customer">
        <legend>{t(formTexts.newCustomerHead)}</legend>
        <div className="pills">
          <Choice
            label={t(formTexts.kind)}
            value={newCustomer.kind}
            onChange={(kind) => onNew({ ...newCustomer, kind })}
            options={[
              { value: 'person', label: t(formTexts.person) },
              { value: 'company', label: t(formTexts.company) },
              { value: 'public', label: t(formTexts.publicBody) },
            ]}
          />
          <Button kind="link" onPress={onClear}>
            {t(formTexts.knownInstead)}
          </Button>
        </div>
        {errors.get('newCustomer') && (
          <p className="field-error" role="alert">
            {errors.get('newCustomer')}
          </p>
        )}
        <div className="row two">
          {field('name', t(formTexts.name))}
          {field('identityNumber', t(formTexts.identity))}
        </div>
        <div className="row three">
          {field('street', t(formTexts.street))}
          {field('postCode', t(formTexts.postCode))}
          {field('city', t(formTexts.city))}
        </div>
        <div className="row two">
          {field('email', t(formTexts.email), { type: 'email' })}
          {newCustomer.email.trim() && (
            <CheckField
              label={t(formTexts.emailConsent)}
              checked={newCustomer.emailConsent ?? false}
              onChange={(emailConsent) => onNew({ ...newCustomer, emailConsent })}
            />
          )}
        </div>
      </fieldset>
    )
  }
  const chosen = form.customer ? `${shownName || form.customer.name} ${form.customer.number}` : ''
  return (
    <div data-field="customer">
      <SearchField<Customer>
        label={t(common.customer)}
        placeholder={t(formTexts.customerWhat)}
        chosen={form.customer?.name === form.customer?.number ? chosen.replace(/^(\S+) \1$/, '$1') : chosen}
        find={find}
        keyOf={(row) => (row.isNew ? 'new' : row.number)}
        show={(row) =>
          row.isNew ? (
            <span className="strong">{t(formTexts.newCustomer, { name: row.name })}</span>
          ) : (
            <>
              <span>
                {row.name} <span className="quiet">{row.city}</span>
              </span>
              <span className="quiet figures">{row.number}</span>
            </>
          )
        }
        onChoose={onChoose}
        onClear={onClear}
        error={errors.get('customer') ?? null}
        inputRef={fieldRef}
      />
    </div>
  )
}

interface RowProps {
  n: number
  row: DraftRow
  told: Output<'invoicing.preview'>['lines'][number] | null
  currency: string
  articles: readonly Article[]
  vatOptions: readonly { value: string; label: string }[]
  usualVatCode: string
  isLast: boolean
  error: (field: string) => string | null
  onChange: (change: Partial<DraftRow>) => void
  onRemove: () => void
  onTabOnEmpty: (() => boolean) | undefined
  onNext: () => void
}

function RowFields(props: RowProps) {
  const { n, row, told, articles, vatOptions, usualVatCode, isLast, error, onChange, onRemove, onTabOnEmpty, onNext } =
    props
  const t = useText()
  const name = useCodeName()
  const takeArticle = (article: Article) =>
    onChange({
      article: article.code,
      name: article.name,
      unit: article.unit,
      vatCode: article.vatCode,
      ...(article.unitPrice !== null && !row.unitPrice ? { unitPrice: article.unitPrice } : {}),
    })
  const where = told?.accounts.map(({ account, accountName }) => [account, accountName].filter(Boolean).join(' '))
  const labelOf = t(formTexts.rowN, { n })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in any of its fields goes on to the next row
    <div
      className="invoice-row"
      data-row={n - 1}
      onKeyDown={(event) => {
        const { target } = event
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.defaultPrevented) return
        if (!(target instanceof HTMLInputElement)) return
        event.preventDefault()
        onNext()
      }}
    >
      <div data-field="name">
        <ArticleField
          label={t(formTexts.whatIsSold)}
          labelOf={labelOf}
          value={row.name}
          articles={articles}
          error={error('name') ?? error('article')}
          onText={(text) => onChange({ name: text, ...(row.article && text === '' ? { article: '' } : {}) })}
          onArticle={takeArticle}
          onTabOnEmpty={onTabOnEmpty}
        />
      </div>
      <div data-field="quantity">
        <AmountField
          label={t(formTexts.quantityShort)}
          labelOf={labelOf}
          labelUnseen
          decimals={0}
          value={row.quantity}
          onChange={(quantity) => quantity !== null && onChange({ quantity })}
          error={error('quantity')}
          input={{ placeholder: '1' }}
        />
      </div>
      <div data-field="unit">
        <TextField
          label={t(formTexts.unit)}
          labelOf={labelOf}
          labelUnseen
          value={row.unit}
          onChange={(unit) => onChange({ unit })}
          error={error('unit')}
          input={{ placeholder: told?.unit ?? '' }}
        />
      </div>
      <div data-field="unitPrice">
        <AmountField
          label={t(invoiceTexts.price)}
          labelOf={labelOf}
          labelUnseen
          value={row.unitPrice}
          onChange={(unitPrice) => unitPrice !== null && onChange({ unitPrice })}
          error={error('unitPrice')}
        />
      </div>
      <div data-field="vatCode">
        <SelectField
          label={t(invoiceTexts.vat)}
          labelOf={labelOf}
          labelUnseen
          value={row.vatCode || (isBlank(row) ? '' : usualVatCode)}
          onChange={(vatCode) => onChange({ vatCode })}
          options={vatOptions}
          {...(row.vatCode || (usualVatCode && !isBlank(row)) ? {} : { empty: '' })}
          error={error('vatCode')}
        />
      </div>
      <span className="amount net">{told ? <Amount value={told.net} /> : null}</span>
      {isLast ? (
        <span />
      ) : (
        <Button
          kind="quiet"
          name={t(formTexts.removeRow, { n })}
          icon={<X size={14} aria-hidden />}
          onPress={onRemove}
        />
      )}
      {where && where.length > 0 && (
        <p className="why quiet small">
          {where.join(', ')}
          {told?.because && ` · ${name('accountReason', told.because)}`}
        </p>
      )}
    </div>
  )
}

function Totals({ seen }: { seen: Output<'invoicing.preview'> | null }) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const amounts = seen?.amounts
  return (
    <dl className="invoice-totals" aria-live="polite">
      <div>
        <dt>{t(invoiceTexts.net)}</dt>
        <dd>
          <Amount value={amounts?.net ?? '0'} />
        </dd>
      </div>
      {amounts?.byVat.map((row) => (
        <div key={`${row.vatCode} ${row.percent}`}>
          <dt>
            {row.category === 'S'
              ? t(invoiceTexts.vatOf, { percent: formats.decimal(row.percent ?? '0'), base: formats.amount(row.base) })
              : capital(name('vatCategory', row.category))}
          </dt>
          <dd>
            <Amount value={row.vat} />
          </dd>
        </div>
      ))}
      {amounts && !/^-?0*(\.0*)?$/.test(amounts.rounding) && (
        <div>
          <dt>{t(invoiceTexts.rounding)}</dt>
          <dd>
            <Amount value={amounts.rounding} />
          </dd>
        </div>
      )}
      <div className="payable">
        <dt>{t(invoiceTexts.toPay)}</dt>
        <dd>
          <Amount value={amounts?.payable ?? '0'} currency={amounts?.currency} />
        </dd>
      </div>
    </dl>
  )
}

/** What is so unless one says otherwise, as chips that open. */
function Defaults({
  form,
  seen,
  group,
  groups,
  errors,
  set,
}: {
  form: DraftInvoice
  seen: Output<'invoicing.preview'> | null
  group: string
  groups: readonly Record<string, unknown>[]
  errors: Map<string, string>
  set: (change: Partial<DraftInvoice>) => void
}) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const { company, can } = useSession()
  const shownGroup = seen?.invoiceGroup ?? group
  const groupName = String(groups.find(({ code }) => code === shownGroup)?.name ?? shownGroup)
  const day = (key: 'invoiceOn' | 'dueOn' | 'supplyOn', label: string, value: string) => (
    <DefaultChip label={label} value={value} isChanged={form[key] !== ''} isWrong={errors.has(key)}>
      <DayField
        label={label}
        value={form[key]}
        onChange={(on) => on !== null && set({ [key]: on })}
        error={errors.get(key) ?? null}
      />
    </DefaultChip>
  )
  const words = (key: 'theirReference' | 'ourReference' | 'purchaseOrder', label: string, usual = '') => (
    <DefaultChip label={label} value={form[key] || usual || '–'} isChanged={form[key] !== ''}>
      <TextField
        label={label}
        value={form[key]}
        onChange={(value) => set({ [key]: value })}
        input={{ placeholder: usual }}
      />
    </DefaultChip>
  )
  return (
    <div className="pills defaults">
      {day(
        'invoiceOn',
        t(texts.issuedOn),
        !form.invoiceOn || form.invoiceOn === company.today ? t(formTexts.today) : formats.day(form.invoiceOn),
      )}
      {day(
        'dueOn',
        t(common.due),
        seen?.dueOn
          ? `${formats.day(seen.dueOn)}${seen.termsDays !== null && !form.dueOn ? ` · ${t(invoiceTexts.daysN, { n: seen.termsDays })}` : ''}`
          : '–',
      )}
      {seen?.delivery && (
        <span className="pill still">
          <span className="what">{t(actTexts.channel)}</span>
          {form.customer && can('parties.read') ? (
            <Link
              to="/companies/$company/customers/$number"
              params={{ company: company.code, number: form.customer.number }}
            >
              {[capital(name('channel', seen.delivery.channel)), seen.delivery.address].filter(Boolean).join(' ')}
            </Link>
          ) : (
            [capital(name('channel', seen.delivery.channel)), seen.delivery.address].filter(Boolean).join(' ')
          )}
        </span>
      )}
      {seen?.payer && <span className="pill still">{t(formTexts.paidBy, { name: seen.payer.name })}</span>}
      {groups.length > 1 && (
        <DefaultChip
          label={t(common.invoiceGroup)}
          value={groupName || '–'}
          isChanged={form.invoiceGroup !== ''}
          isWrong={errors.has('invoiceGroup')}
        >
          <SelectField
            label={t(common.invoiceGroup)}
            value={group}
            onChange={(invoiceGroup) => set({ invoiceGroup })}
            options={groups.map((row) => ({ value: String(row.code), label: String(row.name ?? row.code) }))}
            error={errors.get('invoiceGroup') ?? null}
          />
        </DefaultChip>
      )}
      <DefaultChip
        label={t(invoiceTexts.currency)}
        value={seen?.amounts?.currency ?? (form.currency || company.currency)}
        isChanged={form.currency !== ''}
        isWrong={errors.has('currency')}
      >
        <TextField
          label={t(invoiceTexts.currency)}
          value={form.currency}
          onChange={(value) =>
            set({
              currency: value
                .toUpperCase()
                .replace(/[^A-Z]/g, '')
                .slice(0, 3),
            })
          }
          error={errors.get('currency') ?? null}
          input={{ placeholder: company.currency }}
        />
      </DefaultChip>
      {day('supplyOn', t(invoiceTexts.supply), form.supplyOn ? formats.day(form.supplyOn) : '–')}
      {words('theirReference', t(invoiceTexts.theirReference), seen?.theirReference ?? '')}
      {words('ourReference', t(invoiceTexts.ourReference))}
      {words('purchaseOrder', t(invoiceTexts.purchaseOrder))}
    </div>
  )
}

/** Names what lacks, and goes there; then warns of what a person should know. */
function NextStep({
  missing,
  seen,
  isProforma,
  problems,
  onJump,
}: {
  missing: Missing | null
  isProforma: boolean
  seen: Output<'invoicing.preview'> | null
  problems: readonly Problem[]
  onJump: () => void
}) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const name = useCodeName()
  const said = useProblemTexts(missing ? [] : problems.slice(0, 1))
  const warnings = useProblemTexts((seen?.warnings ?? []) as Problem[])
  const step =
    missing &&
    {
      customer: formTexts.stepCustomer,
      address: formTexts.stepAddress,
      line: formTexts.stepLine,
      price: formTexts.stepPrice,
      reason: formTexts.stepReason,
    }[missing]
  return (
    <div className="next-step">
      <p role="status">
        {step ? (
          <>
            <span className="quiet">{t(formTexts.nextStep)}: </span>
            <Button kind="link" onPress={onJump}>
              {t(step)}
            </Button>
          </>
        ) : said[0] ? (
          <span className="bad">{said[0]}</span>
        ) : (
          seen?.ready && (
            <>
              {t(isProforma ? formTexts.allThereToIssue : formTexts.allThere, { key: keyName('Ctrl+Enter') })}
              {seen.delivery && (
                <span className="quiet">
                  {' '}
                  {t(seen.dueOn ? formTexts.sentByDue : formTexts.sentBy, {
                    channel: name('channel', seen.delivery.channel),
                    day: seen.dueOn ? formats.dayInText(seen.dueOn) : '',
                  })}
                </span>
              )}
            </>
          )
        )}
      </p>
      {warnings.map((warning) => (
        <Banner key={warning} tone="warn">
          {warning}
        </Banner>
      ))}
      {seen?.holds.map((hold) => (
        <Banner key={hold.reason} tone="warn">
          {t(invoiceTexts.isHeld, {
            kind: capital(name('holdKind', hold.kind)),
            reason: sayReason(hold.reason, language),
          })}
        </Banner>
      ))}
    </div>
  )
}

/** A credit note begins with what it takes back. */
function WhichInvoice() {
  const t = useText()
  const formats = useFormats()
  const navigate = useHere(route.useNavigate())
  const { company } = useSession()
  return (
    <SearchField
      label={t(formTexts.whichInvoice)}
      chosen=""
      autoFocus
      find={async (search) =>
        search.trim()
          ? (await call(company.code, 'invoicing.list-invoices', { search: search.trim(), limit: 8 } as never)).rows
          : []
      }
      keyOf={(row) => row.invoiceId}
      show={(row) => (
        <>
          <span>
            {row.number} <span className="quiet">{row.customerName}</span>
          </span>
          <span className="figures">{formats.amount(row.gross)}</span>
        </>
      )}
      onChoose={(row) =>
        void navigate({
          to: '/companies/$company/invoices/$invoice',
          params: { company: company.code, invoice: row.invoiceId },
          search: { act: 'credit' },
        })
      }
    />
  )
}

/** The invoice group that this person used last here. */
const usualGroup = (company: string): string | null => localStorage.getItem(`invoice-group ${company}`)
const keepGroup = (company: string, group: string): void => localStorage.setItem(`invoice-group ${company}`, group)
