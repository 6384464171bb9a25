import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { call, callForFile, type Input } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useLanguage, useText } from '../../lang/language.tsx'
import { useDropFiles } from '../../shell/drop-files.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type Sorting, Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { CustomerActs } from './customer-acts.tsx'
import { CustomerFilters } from './customer-filters.tsx'
import { type Row, useCustomerColumns } from './customer-rows.tsx'
import { EmptyRegister } from './empty-register.tsx'
import { ImportFile } from './import-file.tsx'
import { MarkedCustomers } from './marked-customers.tsx'
import { texts } from './texts.ts'
import { keepWalk } from './walk.ts'
import './customers.css'

const route = getRouteApi('/companies/$company/customers')
const headBytes = 64 * 1024

/** The register of customers, with what each owes. */
export default function CustomerListScreen() {
  const t = useText()
  const language = useLanguage()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
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
  const customerColumns = useCustomerColumns(first?.totals, (balance) =>
    filter({ ...(search.balance ? {} : { balance }), sort: 'open' }),
  )
  const isNarrowed = Object.keys(wanted).length > 3

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
  const columns = useSheetColumns('customers', sheetColumns)
  const excel = () => {
    const { limit: _, after: __, ...filters } = wanted as Record<string, unknown>
    void takeFile('excel', () =>
      callForFile(company.code, 'parties.export', { ...filters, columns, language } as never),
    )
  }
  const statements = () =>
    void takeFile('statement', () => callForFile(company.code, 'reports.statement-pdf', { parties: [...marked] }))

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

  return (
    <Screen
      title={t(common.customers)}
      showsKeys
      acts={
        <CustomerActs
          isWriting={working === 'excel'}
          onExcel={excel}
          onChooseFile={() => chooseFile.current?.click()}
        />
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
      <CustomerFilters search={search} filter={filter} find={find} />
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
          columns={customerColumns}
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
        <MarkedCustomers
          marked={marked}
          isWriting={working === 'statement'}
          onStatements={statements}
          onUnmark={() => setMarked(new Set())}
        />
      )}
      {file && <ImportFile file={file} onClose={() => setFile(null)} onOther={() => chooseFile.current?.click()} />}
    </Screen>
  )
}

/** The columns of the file, by the column of the table to which they belong. */
const sheetColumns = {
  name: ['name'],
  number: ['number'],
  kind: ['kind', 'organisationNumber'],
  place: ['city', 'country'],
  overdue: ['open.0.overdue'],
  open: ['open.0.baseCurrency', 'open.0.amount'],
  state: ['isProtected', 'closedOn'],
}
