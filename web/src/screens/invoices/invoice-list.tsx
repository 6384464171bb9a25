import { getRouteApi } from '@tanstack/react-router'
import { FilePlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { callForFile } from '../../api/call.ts'
import { openPdf } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { useSheet } from '../../api/use-sheet.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { stringifySearch } from '../../shell/params.ts'
import { ListQuestions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { AmountPill, ChoicePill, DayPill, TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { markedMost, useMarked } from '../../ui/use-marked.ts'
import { RestDialog } from '../claims/holds/rest-dialog.tsx'
import { actTexts } from './act-texts.ts'
import { CreditSeveral } from './credit-several.tsx'
import { daysBetween, type InvoiceRow, StateChip, signed, useCodeName } from './invoice-words.tsx'
import { filterOf, listInput, sortingOf, sortText } from './list-filter.ts'
import { SendAgain } from './send-again.tsx'
import { texts } from './texts.ts'
import './invoices.css'

const route = getRouteApi('/companies/$company/invoices')
const shownStates = ['open', 'overdue', 'part-paid', 'paid', 'credited', 'annulled', 'no-claim'] as const

export default function InvoiceListScreen() {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const { company, can, areas } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const searchField = useRef<HTMLInputElement>(null)
  const [dialog, setDialog] = useState<'send' | 'credit' | 'hold' | null>(null)
  const [error, setError] = useState<Parameters<typeof Told>[0]['error']>(null)
  const sheet = useSheet('invoices')
  const file = useExcel()
  const columns = useSheetColumns('invoices', {
    number: ['number', 'kind', 'credits', 'reference'],
    customer: ['customer', 'customerName', 'invoiceGroup'],
    issued: ['issuedOn'],
    due: ['dueOn'],
    gross: ['currency', 'net', 'vat', 'gross', 'payable'],
    open: ['open'],
    state: ['state'],
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const pages = usePages('invoicing.list-invoices', listInput(search))
  const marks = useMarked(filterOf(search), pages, (row: InvoiceRow) => row.invoiceId)
  const { rows: rowsMarked, unmark } = marks
  const sumsRead = useRead('invoicing.sum-invoices', can('invoicing.sum-invoices') ? filterOf(search) : null)
  const sums = sumsRead.isPlaceholderData ? undefined : sumsRead.data
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? { limit: 500 } : null, {
    staleMillis: 300_000,
  })
  /** As many as one act takes of what the filter finds. */
  const most = Math.min(sums?.count ?? pages.rows.length, markedMost)
  const { at: _, ...list } = search
  const isNarrowed = Object.entries(list).some(([key, value]) => key !== 'sort' && Boolean(value))
  const open = (row: InvoiceRow) =>
    void navigate({
      to: '/companies/$company/invoices/$invoice',
      params: { company: company.code, invoice: row.invoiceId },
      search: { list: stringifySearch(list).slice(1) || 'all' },
    })
  const write = () =>
    void navigate({
      to: '/companies/$company/invoices/new',
      params: { company: company.code },
      search: search.customer ? { customer: search.customer } : {},
    })
  const mayHold = can('claims.preview-rest') && can('claims.pause')
  const excel = async () => {
    if (rowsMarked.length > 0) return sheet.write(t(common.invoices), sheetColumns, rowsMarked)
    await file.take('invoicing.export-invoices', { ...listInput(search), columns } as never)
  }
  const printTogether = () =>
    callForFile(company.code, 'invoicing.read-pdfs', { invoiceIds: rowsMarked.map((row) => row.invoiceId) }).then(
      openPdf,
      setError,
    )
  useKeys([
    { key: '/', label: t(common.search), run: () => searchField.current?.focus() },
    can('invoicing.invoice-now') && { key: 'F', label: t(texts.newInvoice), run: write },
    can('invoicing.export-invoices') && { key: 'E', label: t(common.excel), run: () => void excel() },
    {
      key: 'P',
      label: t(common.print),
      run: () => (rowsMarked.length > 0 ? void printTogether() : window.print()),
      unlisted: true,
    },
    rowsMarked.length > 0 &&
      can('invoicing.resend-invoices') && {
        key: 'S',
        label: t(texts.resendN, { n: rowsMarked.length }),
        run: () => setDialog('send'),
      },
    rowsMarked.length > 0 &&
      can('invoicing.credit-several') && {
        key: 'C',
        label: t(texts.creditN, { n: rowsMarked.length }),
        run: () => setDialog('credit'),
      },
    rowsMarked.length > 0 &&
      mayHold && { key: 'H', label: t(texts.holdN, { n: rowsMarked.length }), run: () => setDialog('hold') },
    rowsMarked.length > 0 && rowsMarked.length < most && { key: 'A', label: t(common.markAll), run: marks.markAll },
    marks.marked.size > 0 && { key: 'Escape', label: t(common.unmark), run: unmark, unlisted: true },
  ])
  const options = <K extends string>(keys: readonly K[], phrases: Record<K, Phrase>) =>
    keys.map((value) => ({ value, label: t(phrases[value]) }))
  const sheetColumns = [
    { of: 'number', title: t(common.invoice), value: (row: InvoiceRow) => row.number },
    { of: 'number', title: t(texts.kind), value: (row: InvoiceRow) => name('documentKind', row.kind) },
    { of: 'customer', title: t(common.customer), value: (row: InvoiceRow) => row.customerName },
    { of: 'issued', title: t(texts.issuedOn), kind: 'day' as const, value: (row: InvoiceRow) => row.issuedOn },
    { of: 'due', title: t(common.due), kind: 'day' as const, value: (row: InvoiceRow) => row.dueOn },
    {
      of: 'gross',
      title: t(common.amount),
      kind: 'number' as const,
      value: (row: InvoiceRow) => signed(row.kind, row.gross),
    },
    { of: 'open', title: t(common.openAmount), kind: 'number' as const, value: (row: InvoiceRow) => row.open },
    { of: 'state', title: t(common.state), value: (row: InvoiceRow) => name('invoiceStanding', row.state) },
  ]
  return (
    <Screen
      title={t(common.invoices)}
      showsKeys
      acts={
        <>
          {can('invoicing.export-invoices') && (
            <ExcelButton working={sheet.isRunning || file.isRunning} onPress={() => void excel()} />
          )}
          {can('invoicing.invoice-now') && (
            <ButtonLink
              kind="primary"
              keyCap="F"
              icon={<FilePlus size={16} aria-hidden />}
              to="/companies/$company/invoices/new"
              params={{ company: company.code }}
            >
              {t(texts.newInvoice)}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className="sub-bar no-print">
        <FindPill
          label={t(common.search)}
          value={search.q ?? ''}
          onChange={(q) => filter({ q })}
          inputRef={searchField}
          isLive
        />
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? ''}
          onChange={(state) => filter({ state })}
          options={options(shownStates, codes.invoiceStanding)}
        />
        <ChoicePill
          label={t(texts.kind)}
          value={search.kind ?? ''}
          onChange={(kind) => filter({ kind })}
          options={options(Object.keys(codes.documentKind) as (keyof typeof codes.documentKind)[], codes.documentKind)}
        />
        {(groups.data?.rows.length ?? 0) > 1 && (
          <ChoicePill
            label={t(common.invoiceGroup)}
            value={search.group ?? ''}
            onChange={(group) => filter({ group })}
            options={(groups.data?.rows ?? []).map((row) => ({
              value: String(row.code),
              label: String(row.name ?? row.code),
            }))}
          />
        )}
        {areas.length > 1 && (
          <ChoicePill
            label={t(common.businessArea)}
            value={search.area ?? ''}
            onChange={(area) => filter({ area })}
            options={areas.map((area) => ({ value: area.code, label: area.name }))}
          />
        )}
        <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => filter({ from })} />
        <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => filter({ to })} />
        {(search.dueFrom || search.dueTo) && (
          <>
            <DayPill
              label={t(texts.dueFrom)}
              value={search.dueFrom ?? ''}
              onChange={(dueFrom) => filter({ dueFrom })}
            />
            <DayPill label={t(texts.dueTo)} value={search.dueTo ?? ''} onChange={(dueTo) => filter({ dueTo })} />
          </>
        )}
        <span className="rare">
          <TextPill
            label={t(texts.customerNumber)}
            value={search.customer ?? ''}
            onChange={(customer) => filter({ customer: customer.trim() })}
          />
          <AmountPill
            label={t(texts.amountFrom)}
            value={search.amountFrom ?? ''}
            onChange={(amountFrom) => filter({ amountFrom })}
          />
          <AmountPill
            label={t(texts.amountTo)}
            value={search.amountTo ?? ''}
            onChange={(amountTo) => filter({ amountTo })}
          />
        </span>
        {search.run && (
          <ChoicePill
            label={t(texts.inRun)}
            value={search.run}
            onChange={(run) => filter({ run })}
            options={[{ value: search.run, label: '1' }]}
          />
        )}
        <ListQuestions screen="invoices" />
      </div>
      <Told error={error ?? marks.error ?? sheet.error ?? file.error} />
      <Table
        name="invoices"
        label={t(common.invoices)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.invoiceId}
        onOpen={open}
        selected={search.at ?? null}
        onSelect={(row) => filter({ at: row.invoiceId })}
        marked={marks.marked}
        onMark={marks.mark}
        sorting={sortingOf(search.sort)}
        onSort={(sorting) => filter({ sort: sortText(sorting) })}
        footLabel={sums ? t(texts.countOf, { n: sums.count }) : undefined}
        columns={[
          {
            key: 'number',
            head: t(common.invoice),
            sort: 'number',
            cell: (row) => <NumberCell row={row} />,
            phone: 'below',
          },
          {
            key: 'customer',
            head: t(common.customer),
            cell: (row) => row.customerName || row.customer,
            sort: 'customer',
            phone: 'main',
          },
          { key: 'issued', head: t(texts.issuedOn), sort: 'issuedOn', cell: (row) => formats.day(row.issuedOn) },
          {
            key: 'due',
            head: t(common.due),
            sort: 'dueOn',
            cell: (row) => <DueCell row={row} today={company.today} />,
            phone: 'below',
          },
          {
            key: 'gross',
            head: t(common.amount),
            sort: 'amount',
            cell: (row) => <Amount value={signed(row.kind, row.gross)} foreign={row.currency} />,
            align: 'amount',
            phone: 'amount',
            ...(sums
              ? { foot: <Sums sums={sums.sums} of="gross" onOpen={() => filter({ sort: '-amount', at: '' })} /> }
              : {}),
          },
          {
            key: 'open',
            head: t(common.openAmount),
            sort: 'open',
            cell: (row) => (
              <Amount
                value={row.open}
                currency={row.openCurrency === row.currency ? undefined : row.openCurrency}
                dashForZero
              />
            ),
            align: 'amount',
            ...(sums
              ? { foot: <Sums sums={sums.sums} of="open" onOpen={() => filter({ sort: '-open', at: '' })} /> }
              : {}),
          },
          { key: 'state', head: t(common.state), cell: (row) => <StateChip state={row.state} />, phone: 'below' },
        ]}
        empty={
          isNarrowed ? (
            <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
          ) : (
            <Empty
              title={t(texts.noneYet)}
              act={
                <span className="pills">
                  {can('invoicing.invoice-now') && (
                    <Button kind="primary" keyCap="F" onPress={write}>
                      {t(texts.newInvoice)}
                    </Button>
                  )}
                  {can('invoicing.list-imports') && (
                    <ButtonLink to="/companies/$company/order-files" params={{ company: company.code }}>
                      {t(texts.toOrderFiles)}
                    </ButtonLink>
                  )}
                </span>
              }
            >
              {t(texts.noneYetWhy)}
            </Empty>
          )
        }
      />
      {rowsMarked.length > 0 && (
        <section className="marked-bar no-print" aria-label={t(common.marked, { n: rowsMarked.length })}>
          <span className="strong">{t(common.marked, { n: rowsMarked.length })}</span>
          {rowsMarked.length < most && (
            <Button kind="quiet" keyCap="A" working={marks.isReading} onPress={marks.markAll}>
              {sums && sums.count > markedMost
                ? t(texts.markFirst, { most: formats.count(markedMost), count: formats.count(sums.count) })
                : t(texts.markAllN, { n: most })}
            </Button>
          )}
          {can('invoicing.resend-invoices') && (
            <Button keyCap="S" onPress={() => setDialog('send')}>
              {t(actTexts.sendAgain)}
            </Button>
          )}
          {can('invoicing.credit-several') && (
            <Button keyCap="C" onPress={() => setDialog('credit')}>
              {t(actTexts.credit)}
            </Button>
          )}
          {mayHold && (
            <Button keyCap="H" onPress={() => setDialog('hold')}>
              {t(actTexts.hold)}
            </Button>
          )}
          {can('invoicing.read-pdfs') && (
            <Button keyCap="P" onPress={() => void printTogether()}>
              {t(texts.printTogether)}
            </Button>
          )}
          <ExcelButton onPress={() => void excel()} />
          <Button kind="quiet" keyCap="Escape" onPress={unmark}>
            {t(common.unmark)}
          </Button>
        </section>
      )}
      {dialog === 'send' && (
        <SendAgain numbers={rowsMarked.map(({ number }) => number)} onDone={unmark} onClose={() => setDialog(null)} />
      )}
      {dialog === 'credit' && (
        <CreditSeveral
          invoiceIds={rowsMarked.map(({ invoiceId }) => invoiceId)}
          onDone={unmark}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'hold' && (
        <RestDialog
          of={{ invoiceIds: rowsMarked.map(({ invoiceId }) => invoiceId) }}
          name={t(texts.countOf, { n: rowsMarked.length })}
          currency={company.currency}
          isMany
          onDone={unmark}
          onClose={() => setDialog(null)}
        />
      )}
    </Screen>
  )
}

function NumberCell({ row }: { row: InvoiceRow }) {
  const t = useText()
  const name = useCodeName()
  return (
    <>
      <span className="strong">{row.number}</span>
      {row.kind !== 'invoice' && (
        <span className="quiet">
          {' '}
          {name('documentKind', row.kind)}
          {row.credits && ` ${t(texts.concerns, { number: row.credits })}`}
        </span>
      )}
    </>
  )
}

function DueCell({ row, today }: { row: InvoiceRow; today: string }) {
  const t = useText()
  const formats = useFormats()
  const late = row.state === 'overdue' ? daysBetween(row.dueOn, today) : 0
  return (
    <>
      {formats.day(row.dueOn)}
      {late > 0 && <span className="late"> {t(texts.daysLate, { n: late })}</span>}
    </>
  )
}

/** Over the whole filter, a line for each currency; it opens to its rows, what makes it up most first. */
function Sums({
  sums,
  of,
  onOpen,
}: {
  sums: readonly { currency: string; gross: string; open: string }[]
  of: 'gross' | 'open'
  onOpen: () => void
}) {
  const t = useText()
  const { company } = useSession()
  const isOne = sums.length === 1 && sums[0]?.currency === company.currency
  return (
    <span className="sum-lines">
      {sums.map((sum) => (
        <Amount
          key={sum.currency}
          value={sum[of]}
          currency={isOne ? undefined : sum.currency}
          onOpen={onOpen}
          openLabel={t(common.whereFrom)}
          ownStop
        />
      ))}
    </span>
  )
}
