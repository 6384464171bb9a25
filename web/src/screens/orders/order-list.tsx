import { getRouteApi } from '@tanstack/react-router'
import { FilePlus, Lock } from 'lucide-react'
import { useRef, useState } from 'react'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { Menu } from '../../ui/menu.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { ChoicePill, DayPill, TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type Sorting, Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { shownReference } from './order-shape.ts'
import { orderTexts } from './order-texts.ts'
import { useGroupName } from './use-names.ts'

const route = getRouteApi('/companies/$company/orders')
type Row = RowOf<'invoicing.list-orders'>
type State = Row['state']

export const orderTones: Record<State, Tone> = { waiting: 'warn', billed: 'good', cancelled: 'outlined' }

/** Orders: what waits to be billed, what was, and how much it comes to. */
export default function OrderListScreen() {
  const t = useText()
  const word = useWord()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const find = useRef<HTMLInputElement>(null)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const propose = useAct('invoicing.propose-billing')
  const excel = useExcel()
  const columns = useSheetColumns('orders', {
    customer: ['customer', 'customerName'],
    reference: ['reference', 'kind', 'source', 'row'],
    group: ['invoiceGroup'],
    state: ['state', 'invoiceNumber'],
    lines: ['lines'],
    net: ['currency', 'net'],
    made: ['createdAt'],
  })
  const filter = (change: Partial<typeof search>) => {
    setMarked(new Set())
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  }
  const wanted = {
    ...(search.q ? { search: search.q } : {}),
    ...(search.state ? { state: search.state as State } : {}),
    ...(search.group ? { invoiceGroup: search.group } : {}),
    ...(search.customer ? { customer: search.customer } : {}),
    ...(search.file ? { importId: search.file } : {}),
    ...(search.from ? { from: search.from } : {}),
    ...(search.to ? { to: search.to } : {}),
  }
  const [by, direction] = (search.sort ?? 'newest').split('.')
  const sorting: Sorting = { by: by!, isDescending: direction !== 'up' }
  const sorted = { sort: by as 'newest', ascending: !sorting.isDescending }
  const pages = usePages('invoicing.list-orders', { ...wanted, ...sorted } as never)
  const sums = useRead('invoicing.sum-orders', can('invoicing.sum-orders') ? wanted : null).data
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? {} : null, {
    staleMillis: 300_000,
  }).data
  const groupName = useGroupName()
  const file = useRead('invoicing.read-import', search.file ? { importId: search.file } : null).data
  const open = (row: Row) =>
    void navigate({ to: '/companies/$company/orders/$order', params: { company: company.code, order: row.orderId } })
  const write = () =>
    void navigate({ to: '/companies/$company/orders/$order', params: { company: company.code, order: 'new' } })
  const waiting = pages.rows.filter((row) => marked.has(row.orderId) && row.state === 'waiting')
  const runOfMarked = () =>
    waiting.length > 0 &&
    void propose.run({ orderIds: waiting.map(({ orderId }) => orderId) } as never).then(
      ({ runId }) =>
        void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run: runId } }),
      () => {},
    )
  const takeAway = () => excel.take('invoicing.export-orders', { ...wanted, ...sorted, columns } as never)
  const mayWrite = can('invoicing.save-order')
  useKeys([
    mayWrite && { key: '+', label: t(orderTexts.newOrder), run: write },
    { key: '/', label: t(common.search), run: () => find.current?.focus() },
    { key: 'E', label: t(common.excel), run: () => void takeAway() },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    waiting.length > 0 &&
      can('invoicing.propose-billing') && {
        key: 'Ctrl+Enter',
        label: t(orderTexts.propose, { n: waiting.length }),
        run: () => void runOfMarked(),
        unlisted: true,
      },
  ])
  const error = propose.error ?? excel.error
  const isNarrowed = Object.keys(wanted).length > 0
  return (
    <Screen
      title={t(orderTexts.orders)}
      showsKeys
      acts={
        <>
          {mayWrite && (
            <ButtonLink
              kind="primary"
              keyCap="+"
              icon={<FilePlus size={16} aria-hidden />}
              to="/companies/$company/orders/$order"
              params={{ company: company.code, order: 'new' }}
            >
              {t(orderTexts.newOrder)}
            </ButtonLink>
          )}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: () => void takeAway() },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
            ]}
          />
        </>
      }
    >
      {error && (
        <div className="section">
          <Told error={error} />
        </div>
      )}
      <div className="sub-bar no-print">
        <FindPill label={t(orderTexts.find)} value={search.q ?? ''} onChange={(q) => filter({ q })} inputRef={find} />
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? ''}
          options={Object.keys(codes.orderState).map((value) => ({ value, label: word('orderState', value) }))}
          onChange={(state) => filter({ state })}
        />
        {groups && (
          <ChoicePill
            label={t(common.invoiceGroup)}
            value={search.group ?? ''}
            options={groups.rows.map((row) => ({
              value: String(row.code),
              label: `${String(row.code)} ${String(row.name)}`,
            }))}
            onChange={(group) => filter({ group })}
          />
        )}
        {search.customer && (
          <TextPill label={t(common.customer)} value={search.customer} onChange={(customer) => filter({ customer })} />
        )}
        {search.file && (
          <ChoicePill
            label={t(orderTexts.ofFile)}
            value={search.file}
            options={[{ value: search.file, label: file?.fileName ?? t(orderTexts.thisFile) }]}
            onChange={(chosen) => filter({ file: chosen })}
          />
        )}
        <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => filter({ from })} />
        <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => filter({ to })} />
        <ListQuestions screen="orders" />
      </div>
      <Table
        name="orders"
        label={t(orderTexts.orders)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.orderId}
        onOpen={open}
        sorting={sorting}
        onSort={(next) => filter({ sort: `${next.by}.${next.isDescending ? 'down' : 'up'}` })}
        {...(can('invoicing.propose-billing') ? { marked, onMark: setMarked } : {})}
        footLabel={sums ? t(orderTexts.ordersN, { n: sums.count }) : undefined}
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            sort: 'customer',
            phone: 'main',
            cell: (row) => (
              <span className="strong">
                {row.isProtected && <Lock size={12} aria-hidden />} {row.customerName}{' '}
                <span className="quieter figures">{row.customer}</span>
              </span>
            ),
          },
          {
            key: 'reference',
            head: t(orderTexts.reference),
            phone: 'below',
            wrap: true,
            cell: (row) =>
              shownReference(row) || (
                <span className="quieter">{row.row === null ? '–' : t(orderTexts.rowN, { row: row.row })}</span>
              ),
          },
          { key: 'group', head: t(common.invoiceGroup), wrap: true, cell: (row) => groupName(row.invoiceGroup) },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => (
              <span className="nowrap">
                <Chip tone={orderTones[row.state]}>{word('orderState', row.state)}</Chip>{' '}
                {row.invoiceNumber && <span className="figures quiet">{row.invoiceNumber}</span>}
              </span>
            ),
          },
          { key: 'lines', head: t(orderTexts.lines), align: 'amount', cell: (row) => formats.count(row.lines) },
          {
            key: 'net',
            head: t(orderTexts.net),
            sort: 'net',
            align: 'amount',
            phone: 'amount',
            cell: (row) => <Amount value={row.net} foreign={row.currency} />,
            foot: sums && (
              <span className="stacked">
                {sums.sums.map((sum) => (
                  <Amount
                    key={sum.currency}
                    value={sum.net}
                    currency={sums.sums.length === 1 && sum.currency === company.currency ? undefined : sum.currency}
                    // To its rows, what makes it up most first.
                    onOpen={() => filter({ sort: 'net.down' })}
                    openLabel={t(common.whereFrom)}
                    ownStop
                  />
                ))}
              </span>
            ),
          },
          { key: 'made', head: t(orderTexts.made), sort: 'newest', cell: (row) => formats.instantDay(row.createdAt) },
        ]}
        empty={
          isNarrowed ? (
            <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
          ) : (
            <Empty
              title={t(orderTexts.none)}
              act={
                can('invoicing.list-imports') && (
                  <ButtonLink to="/companies/$company/order-files" params={{ company: company.code }}>
                    {t(orderTexts.toFiles)}
                  </ButtonLink>
                )
              }
            >
              {t(orderTexts.noneWhy)}
            </Empty>
          )
        }
      />
      {marked.size > 0 && (
        <footer className="marked-bar no-print">
          <span>{t(common.marked, { n: marked.size })}</span>
          <Button kind="quiet" onPress={() => setMarked(new Set())}>
            {t(common.unmark)}
          </Button>
          {waiting.length > 0 && (
            <Button kind="primary" keyCap="Ctrl+Enter" working={propose.isRunning} onPress={() => void runOfMarked()}>
              {t(orderTexts.propose, { n: waiting.length })}
            </Button>
          )}
        </footer>
      )}
    </Screen>
  )
}
