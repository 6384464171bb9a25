import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Output, RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Columns } from '../../../ui/chart.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { TextPill } from '../../../ui/pill.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { daysBetween } from '../../home/work-lines.ts'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/credit')
type Row = RowOf<'credit.list-expected-claims'>
const weeksShown = 13

/** Money in by week, dashed because it has not come, with the tick of what falls due; below each claim with its day. */
function ExpectedWeeks({ data }: { data: Output<'credit.list-expected'> }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const navigate = useHere(useNavigate())
  const weeks = data.weeks.slice(0, weeksShown)
  /** The claims that fall due in the week; what is expected of a claim may lie in several. */
  const openWeek = ({ from, to }: (typeof weeks)[number]) =>
    void navigate({
      to: '/companies/$company/open-items',
      params: { company: company.code },
      search: {
        fromDays: String(daysBetween(to, company.today)),
        toDays: String(daysBetween(from, company.today)),
      },
    })
  return (
    <Columns
      label={t(texts.weeks)}
      heads={[t(texts.week), t(texts.expectedSum), t(texts.dueSum), t(texts.between)]}
      columns={weeks.map((week) => ({
        key: week.from,
        label: formats.dayInText(week.from, 'short'),
        size: 0,
        expected: Number(week.expected),
        mark: Number(week.due),
        value: formats.whole(week.expected),
        markValue: formats.whole(week.due),
        expectedValue: t(texts.range, { low: formats.whole(week.low), high: formats.whole(week.high) }),
        top: formats.whole(week.expected),
        topAt: Number(week.expected),
        onOpen: () => openWeek(week),
      }))}
      note={
        data.later && data.asOf ? (
          <p className="small quiet">
            {t(texts.later, { amount: `${formats.whole(data.later)} ${data.currency}`, day: formats.day(data.asOf) })}
          </p>
        ) : undefined
      }
    />
  )
}

export function Expected() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const weeks = useRead('credit.list-expected', {} as never)
  const pages = usePages(
    'credit.list-expected-claims',
    can('credit.list-expected-claims')
      ? ({ ...(search.customer ? { customer: search.customer } : {}) } as never)
      : null,
  )
  const between = (row: Row) =>
    row.from && row.to
      ? t(texts.range, { low: formats.day(row.from), high: formats.day(row.to) })
      : row.from
        ? t(texts.noEnd, { day: formats.day(row.from) })
        : '–'
  const list = useListActs<Row>(
    t(texts.expected),
    'expected-claims',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'due', title: t(common.due), kind: 'day', value: (row) => row.dueOn },
      { of: 'expected', title: t(texts.expectedOn), kind: 'day', value: (row) => row.expectedOn },
      { of: 'between', title: t(texts.expectedBetween), value: between },
      { of: 'seen', title: t(texts.basedOn), kind: 'integer', value: (row) => row.seen },
      { of: 'open', title: t(common.openAmount), kind: 'number', value: (row) => row.open },
    ],
    pages.readAll,
  )
  return (
    <>
      <div className="sub-bar no-print">
        <TextPill
          label={t(common.customer)}
          value={search.customer ?? ''}
          onChange={(customer) =>
            void navigate({ search: (before) => ({ ...before, customer: customer.trim() }), replace: true })
          }
        />
        <ScreenActs>
          <Menu entries={list.entries} />
        </ScreenActs>
      </div>
      <Told error={(pages.error ? null : weeks.error) ?? list.error} onAgain={() => void weeks.refetch()} />
      {weeks.data && weeks.data.weeks.length > 0 && !search.customer && (
        <section className="section expected-weeks" aria-label={t(texts.weeks)}>
          <header>
            <h2>
              {t(texts.weeks)} <span className="quieter small">{weeks.data.currency}</span>
            </h2>
          </header>
          <p className="legend" aria-hidden>
            <span className="expected">{t(texts.expectedSum)}</span>
            <span className="due">{t(texts.dueSum)}</span>
          </p>
          <ExpectedWeeks data={weeks.data} />
        </section>
      )}
      <Table
        name="expected-claims"
        label={t(texts.expected)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.itemId}
        onOpen={(row) =>
          void navigate({ to: '/companies/$company/claims/$item', params: { company: company.code, item: row.itemId } })
        }
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          { key: 'number', head: t(common.invoice), cell: (row) => row.number },
          { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn) },
          {
            key: 'expected',
            head: t(texts.expectedOn),
            phone: 'below',
            cell: (row) => (row.expectedOn ? formats.day(row.expectedOn) : '–'),
          },
          { key: 'between', head: t(texts.expectedBetween), phone: 'below', cell: between },
          {
            key: 'seen',
            head: t(texts.basedOn),
            cell: (row) => <span className="quiet">{t(texts.paymentsN, { n: row.seen })}</span>,
          },
          {
            key: 'open',
            head: t(common.openAmount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.open} foreign={row.currency} />
              </span>
            ),
          },
        ]}
        empty={
          search.customer ? (
            <NothingFits
              onClear={() => void navigate({ search: (before) => ({ ...before, customer: '' }), replace: true })}
            />
          ) : (
            <Empty title={t(texts.nothingOpen)}>{t(texts.noneWhy)}</Empty>
          )
        }
      />
    </>
  )
}
