import { getRouteApi } from '@tanstack/react-router'
import { Copy, Lock, Upload, UserPlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { call, callForFile, type Input, type RowOf } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useDropFiles } from '../../shell/drop-files.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type Sorting, Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { EmptyRegister } from './empty-register.tsx'
import { FindPill } from './find-pill.tsx'
import { ImportFile } from './import-file.tsx'
import { texts } from './texts.ts'
import { keepWalk } from './walk.ts'
import './customers.css'

const route = getRouteApi('/companies/$company/customers')
type Row = RowOf<'parties.list'>
type Balance = Row['open'][number]
const statementsMost = 100
const headBytes = 64 * 1024

export default function CustomerListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const language = useLanguage()
  const { company, can, areas } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const find = useRef<HTMLInputElement>(null)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [file, setFile] = useState<File | null>(null)
  const [isOver, setOver] = useState(false)
  const [working, setWorking] = useState<'excel' | 'statement' | null>(null)
  const [error, setError] = useState<ApiRefused | null>(null)
  const chooseFile = useRef<HTMLInputElement>(null)
  const dropElsewhere = useDropFiles()

  /** A bank file belongs elsewhere, wherever it is dropped. */
  const takeDropped = async (given: File) => {
    const head = new File([given.slice(0, headBytes)], given.name)
    const kind = await call(company.code, 'workspace.recognise-file', { file: head }).then(
      (answer) => answer.kind,
      () => 'unknown',
    )
    if (kind === 'bank') dropElsewhere([given])
    else setFile(given)
  }
  const filter = (change: Partial<typeof search>) => {
    setMarked(new Set())
    void navigate({ search: (before) => ({ ...before, at: undefined, ...change }), replace: true })
  }
  const sort = search.sort ?? 'name'
  const wanted: Input<'parties.list'> = {
    role: 'customer',
    // Names of protected persons are shown by their card, for a minute, and nowhere else.
    mask: 'true',
    order: sort,
    ...(search.q ? { search: search.q } : {}),
    ...(search.kind ? { kind: search.kind } : {}),
    ...(search.area ? { businessArea: search.area } : {}),
    ...(search.channel ? { channel: search.channel } : {}),
    ...(search.balance ? { balance: search.balance } : {}),
    ...(search.state ? { open: String(search.state === 'active') } : {}),
    ...(search.protected ? { protected: 'true' } : {}),
  }
  const pages = usePages('parties.list', { ...wanted, totals: 'false' })
  // The list does not wait for its sums; those of another filter are not shown below it.
  const sumsRead = useRead('parties.list', { ...wanted, order: 'number', limit: 1 })
  const first = sumsRead.isPlaceholderData ? undefined : sumsRead.data
  const isNarrowed = Object.keys(wanted).length > 3
  const of = useRead(
    'parties.list',
    marked.size > 0 && marked.size <= 1000 ? { numbers: [...marked].join(','), mask: 'true', limit: 1 } : null,
  )

  const current = pages.rows.find(({ number }) => number === search.at) ?? pages.rows[0]
  const toCard = (row: Row, change: { view?: 'statement' | 'notes' } = {}) => {
    keepWalk(company.code, {
      numbers: pages.rows.map(({ number }) => number),
      total: first?.total ?? pages.rows.length,
      search: { ...search, at: undefined },
    })
    void navigate({
      to: '/companies/$company/customers/$number',
      params: { company: company.code, number: row.number },
      search: change,
    })
  }
  const add = () => void navigate({ to: '/companies/$company/customers/new', params: { company: company.code } })
  const toDuplicates = () =>
    void navigate({ to: '/companies/$company/customers/duplicates', params: { company: company.code } })
  const invoice = (number: string) =>
    void navigate({ href: `/companies/${company.code}/invoices/new?customer=${encodeURIComponent(number)}` })
  const takeFile = async (what: 'excel' | 'statement', ask: () => ReturnType<typeof callForFile>) => {
    setWorking(what)
    setError(null)
    try {
      saveFile(await ask())
    } catch (caught) {
      setError(caught as ApiRefused)
    } finally {
      setWorking(null)
    }
  }
  const columns = useSheetColumns('customers', {
    name: ['name'],
    number: ['number'],
    kind: ['kind', 'organisationNumber'],
    place: ['city', 'country'],
    overdue: ['open.0.overdue'],
    open: ['open.0.baseCurrency', 'open.0.amount'],
    state: ['isProtected', 'closedOn'],
  })
  const excel = () => {
    const { limit: _, after: __, ...filters } = wanted as Record<string, unknown>
    void takeFile('excel', () =>
      callForFile(company.code, 'parties.export', { ...filters, columns, language } as never),
    )
  }
  const statements = () =>
    void takeFile('statement', () => callForFile(company.code, 'reports.statement-pdf', { parties: [...marked] }))
  const toMerge = () => {
    const [into, from] = [...marked]
    void navigate({
      to: '/companies/$company/customers/duplicates',
      params: { company: company.code },
      search: { from: from!, into: into! },
    })
  }

  useKeys([
    { key: '/', label: t(common.search), run: () => find.current?.focus() },
    can('parties.save') && { key: '+', label: t(texts.newCustomer), run: add },
    current &&
      can('invoicing.invoice-now') && {
        key: 'F',
        label: t(texts.newInvoice),
        run: () => invoice(current.number),
      },
    current &&
      can('parties.save-note') && {
        key: 'N',
        label: t(texts.note),
        run: () => toCard(current, { view: 'notes' }),
      },
    current &&
      can('reports.statement-pdf') && {
        key: 'U',
        label: t(texts.statement),
        run: () => (marked.size > 0 ? statements() : toCard(current, { view: 'statement' })),
      },
    can('parties.export') && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print() },
    marked.size > 0 && { key: 'Escape', label: t(common.unmark), run: () => setMarked(new Set()), unlisted: true },
  ])

  const sums = (balances: readonly Balance[] | null | undefined, pick: (one: Balance) => string) =>
    balances?.length ? (
      balances.map((one) => (
        <span key={one.baseCurrency} className="line">
          <Amount value={pick(one)} currency={balances.length > 1 ? one.baseCurrency : undefined} />
        </span>
      ))
    ) : (
      <span className="quieter">–</span>
    )
  const overdue = (row: Row) => row.open.some((one) => /[1-9]/.test(one.overdue))

  return (
    <Screen
      title={t(common.customers)}
      showsKeys
      acts={
        <>
          {can('parties.find-duplicates') && (
            <span className="on-wide">
              <ButtonLink
                kind="quiet"
                icon={<Copy size={16} aria-hidden />}
                to="/companies/$company/customers/duplicates"
                params={{ company: company.code }}
              >
                {t(texts.duplicates)}
              </ButtonLink>
            </span>
          )}
          {can('parties.export') && <ExcelButton working={working === 'excel'} onPress={excel} />}
          {can('parties.import') && (
            <span className="on-wide">
              <Button icon={<Upload size={16} aria-hidden />} onPress={() => chooseFile.current?.click()}>
                {t(texts.readFile)}
              </Button>
            </span>
          )}
          {can('parties.save') && (
            <ButtonLink
              kind="primary"
              keyCap="+"
              icon={<UserPlus size={16} aria-hidden />}
              to="/companies/$company/customers/new"
              params={{ company: company.code }}
            >
              {t(texts.newCustomer)}
            </ButtonLink>
          )}
          <Menu
            onNarrow
            entries={[
              can('parties.find-duplicates') && { label: t(texts.duplicates), run: toDuplicates },
              can('parties.import') && { label: t(texts.readFile), run: () => chooseFile.current?.click() },
            ]}
          />
        </>
      }
    >
      <input
        ref={chooseFile}
        type="file"
        hidden
        accept=".xlsx,.csv,.txt"
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null)
          event.target.value = ''
        }}
      />
      <div className="sub-bar no-print">
        <FindPill value={search.q ?? ''} onChange={(q) => filter({ q })} inputRef={find} />
        <ChoicePill
          label={t(texts.kind)}
          value={search.kind ?? ''}
          onChange={(kind) => filter({ kind: kind as 'person' })}
          options={['person', 'company', 'public', 'internal'].map((value) => ({
            value,
            label: word('partyKind', value),
          }))}
        />
        <ChoicePill
          label={t(texts.balance)}
          value={search.balance ?? ''}
          onChange={(balance) => filter({ balance: balance as 'open' })}
          options={[
            { value: 'open', label: t(texts.hasOpen) },
            { value: 'overdue', label: t(texts.hasOverdue) },
            { value: 'credit', label: t(texts.hasCredit) },
          ]}
        />
        {areas.length > 1 && (
          <ChoicePill
            label={t(common.businessArea)}
            value={search.area ?? ''}
            onChange={(area) => filter({ area })}
            options={areas.map(({ code, name }) => ({ value: code, label: name }))}
          />
        )}
        <ChoicePill
          label={t(texts.channel)}
          value={search.channel ?? ''}
          onChange={(channel) => filter({ channel: channel as 'peppol' })}
          options={(['peppol', 'e-mail', 'print', 'sms', 'bank-e-invoice', 'direct-debit'] as const).map((value) => ({
            value,
            label: word('channel', value),
          }))}
        />
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? (search.protected ? 'protected' : '')}
          onChange={(state) =>
            filter({ state: state === 'protected' ? '' : (state as 'active'), protected: state === 'protected' })
          }
          options={[
            { value: 'active', label: t(texts.active) },
            { value: 'closed', label: t(texts.closed) },
            { value: 'protected', label: t(texts.protectedOnes) },
          ]}
        />
        <ListQuestions screen="customers" />
      </div>
      {error && <Told error={error} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the button is the other */}
      <div
        className={`list-holder ${isOver ? 'over' : ''}`}
        onDragOver={(event) => {
          if (!can('parties.import') || !event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          event.stopPropagation()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false)
          const dropped = event.dataTransfer.files[0]
          if (!dropped || !can('parties.import')) return
          event.preventDefault()
          event.stopPropagation()
          void takeDropped(dropped)
        }}
      >
        {isOver && <p className="drop-here">{t(texts.dropHere)}</p>}
        <Table
          name="customers"
          label={t(common.customers)}
          rows={pages.rows}
          pages={pages}
          keyOf={(row) => row.number}
          onOpen={(row) => toCard(row)}
          selected={search.at ?? null}
          onSelect={({ number }) => void navigate({ search: (before) => ({ ...before, at: number }), replace: true })}
          marked={marked}
          onMark={setMarked}
          {...(search.q
            ? {}
            : {
                sorting: { by: sort, isDescending: sort === 'open' },
                onSort: ({ by }: Sorting) => filter({ sort: by as 'name' }),
              })}
          footLabel={first ? t(texts.customerCount, { n: first.total ?? pages.rows.length }) : undefined}
          columns={[
            {
              key: 'name',
              head: t(texts.name),
              sort: 'name',
              phone: 'main',
              cell: (row) => (
                <span className={`strong ${row.isProtected ? 'with-icon' : ''}`}>
                  {row.isProtected && <Lock size={13} aria-hidden />}
                  {row.isProtected ? t(texts.protectedCustomer, { number: row.number }) : row.name}
                </span>
              ),
            },
            {
              key: 'number',
              head: t(texts.number),
              sort: 'number',
              phone: 'below',
              cell: (row) => <span className="figures">{row.number}</span>,
            },
            { key: 'kind', head: t(texts.kind), cell: (row) => word('partyKind', row.kind) },
            {
              key: 'place',
              head: t(texts.city),
              cell: (row) => (row.isProtected ? <span className="quieter">–</span> : row.city),
            },
            {
              key: 'items',
              head: t(texts.openItems),
              align: 'amount',
              cell: (row) =>
                row.open.length === 0 ? (
                  <span className="quieter">–</span>
                ) : (
                  row.open.map((one) => (
                    <span key={one.baseCurrency} className="line">
                      {formats.count(one.items)}
                    </span>
                  ))
                ),
            },
            {
              key: 'overdue',
              head: t(texts.overdue),
              align: 'amount',
              cell: (row) =>
                row.open.length === 0 ? (
                  <span className="quieter">–</span>
                ) : (
                  row.open.map((one) => (
                    <span key={one.baseCurrency} className="line">
                      <Amount value={one.overdue} dashForZero />
                    </span>
                  ))
                ),
              foot: sums(first?.totals, (one) => one.overdue),
            },
            {
              key: 'open',
              head: t(common.openAmount),
              sort: 'open',
              align: 'amount',
              phone: 'amount',
              cell: (row) =>
                row.open.length === 0 ? (
                  <span className="quieter">–</span>
                ) : (
                  row.open.map((one) => (
                    <span key={one.baseCurrency} className="line strong">
                      <Amount value={one.amount} foreign={one.baseCurrency} />
                    </span>
                  ))
                ),
              foot: sums(first?.totals, (one) => one.amount),
            },
            {
              key: 'state',
              head: t(common.state),
              phone: 'below',
              cell: (row) =>
                row.closedOn !== null ? (
                  <Chip tone="outlined">{t(texts.closed)}</Chip>
                ) : row.isProtected ? (
                  <Chip tone="bad">{t(texts.protectedOne)}</Chip>
                ) : overdue(row) ? (
                  <Chip tone="warn">{t(texts.overdue)}</Chip>
                ) : null,
            },
          ]}
          empty={
            isNarrowed ? (
              <NothingFits
                title={search.q ? t(texts.nobodyFits, { text: search.q }) : t(common.nothingFits)}
                onClear={() =>
                  filter({
                    q: '',
                    kind: '',
                    area: '',
                    channel: '',
                    balance: '',
                    state: '',
                    protected: false,
                  })
                }
              />
            ) : (
              <EmptyRegister onFile={() => chooseFile.current?.click()} />
            )
          }
        />
      </div>
      {marked.size > 0 && (
        <div className="marked-bar no-print" role="status">
          <span className="strong">{t(common.marked, { n: marked.size })}</span>
          <span className="figures">
            {of.data?.totals?.map((one) => `${formats.amount(one.amount)} ${one.baseCurrency}`).join(' · ')}
          </span>
          <span className="last pills">
            {can('reports.statement-pdf') && (
              <Button
                keyCap="U"
                working={working === 'statement'}
                notNow={marked.size > statementsMost && t(texts.atMost, { n: statementsMost })}
                onPress={statements}
              >
                {t(texts.statementsOf, { n: marked.size })}
              </Button>
            )}
            {can('parties.merge') && marked.size === 2 && <Button onPress={toMerge}>{t(texts.mergeThese)}</Button>}
            <Button kind="quiet" onPress={() => setMarked(new Set())}>
              {t(common.unmark)}
            </Button>
          </span>
        </div>
      )}
      {file && <ImportFile file={file} onClose={() => setFile(null)} onOther={() => chooseFile.current?.click()} />}
    </Screen>
  )
}
