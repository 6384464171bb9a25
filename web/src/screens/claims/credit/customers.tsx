import { getRouteApi } from '@tanstack/react-router'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useAct, usePages } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Chip, type Tone } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/credit')
type Row = RowOf<'credit.list-customers'>
const filters = ['new-and-good', 'worsening', 'bad', 'over-limit'] as const

/** As the server parts them: good from 80, bad below 40. */
export const scoreTone = (score: number | null): Tone =>
  score === null ? 'neutral' : score >= 80 ? 'good' : score < 40 ? 'bad' : 'warn'

/** Customers by how they pay, the worst first; of the new ones the best. */
export function Customers() {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const score = useAct('credit.score-customers')
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const pages = usePages('credit.list-customers', { filter: search.filter ?? 'all' } as never)
  const list = useListActs<Row>(
    t(texts.title),
    'credit-customers',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customer },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'score', title: t(texts.score), kind: 'integer', value: (row) => row.score },
      { of: 'days', title: t(texts.meanDays), kind: 'number', value: (row) => row.meanDays },
      { of: 'recent', title: t(texts.recentDays), kind: 'number', value: (row) => row.recentDays },
      { of: 'paid', title: t(texts.paid), kind: 'integer', value: (row) => row.paid },
      { of: 'late', title: t(texts.paidLate), kind: 'integer', value: (row) => row.paidLate },
      { of: 'limit', title: t(texts.limit), kind: 'number', value: (row) => row.limit },
      { of: 'overdue', title: t(texts.overdue), kind: 'number', value: (row) => row.overdueAmount },
    ],
    pages.readAll,
  )
  const days = (text: string | null) => (text === null ? '–' : formats.amount(text, 1))
  return (
    <>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.filter)}
          value={search.filter && search.filter !== 'all' ? search.filter : ''}
          onChange={(filter) => change({ filter: (filter || undefined) as 'bad' })}
          options={filters.map((value) => ({ value, label: t(texts[`filter.${value}`]) }))}
        />
        <ScreenActs>
          <Menu
            entries={[
              ...list.entries,
              can('credit.score-customers') && {
                label: t(texts.scoreNow),
                run: () =>
                  void score.run({} as never).then(
                    ({ customers }) => tell(t(texts.scoredN, { n: customers })),
                    () => {},
                  ),
              },
            ]}
          />
        </ScreenActs>
      </div>
      <Told error={score.error ?? list.error} />
      <Table
        name="credit-customers"
        label={t(texts.title)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.partyId}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: row.partyId })}
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/customers/$number',
            params: { company: company.code, number: row.customer },
          })
        }
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          {
            key: 'score',
            head: t(texts.score),
            phone: 'below',
            cell: (row) => (
              <Chip tone={scoreTone(row.score)}>
                {row.score === null ? t(texts.noScore) : t(texts.ofHundred, { n: row.score })}
              </Chip>
            ),
          },
          { key: 'days', head: t(texts.meanDays), align: 'amount', cell: (row) => days(row.meanDays) },
          {
            key: 'recent',
            head: t(texts.recentDays),
            align: 'amount',
            cell: (row) => days(row.recentDays),
          },
          { key: 'paid', head: t(texts.paid), align: 'amount', cell: (row) => formats.count(row.paid) },
          { key: 'late', head: t(texts.paidLate), align: 'amount', cell: (row) => formats.count(row.paidLate) },
          {
            key: 'limit',
            head: t(texts.limit),
            align: 'amount',
            cell: (row) =>
              row.limit === null ? (
                <span className="quieter">–</span>
              ) : (
                <span className="figures">
                  {formats.whole(row.owes ?? '0')} / {formats.whole(row.limit)}
                </span>
              ),
          },
          {
            key: 'overdue',
            head: t(texts.overdue),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.overdueAmount} dashForZero />
              </span>
            ),
          },
        ]}
        empty={
          search.filter && search.filter !== 'all' ? (
            <NothingFits onClear={() => change({ filter: undefined })} />
          ) : (
            <Empty title={t(texts.none)}>{t(texts.noneWhy)}</Empty>
          )
        }
      />
    </>
  )
}
