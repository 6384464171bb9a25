import type { UseQueryResult } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Output } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useReportFile } from '../../api/use-excel.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

type Answer = Output<'reports.party-items'>
type Item = Answer['rows'][number]
type Show = '' | 'overdue' | 'credit'

const tones: Record<Item['state'], Tone> = {
  'to-set-off': 'act',
  'on-hold': 'warn',
  plan: 'warn',
  'part-paid': 'warn',
  overdue: 'warn',
  'not-delivered': 'bad',
  sent: 'neutral',
  issued: 'neutral',
}
/** From here on late is red. */
const veryLateDays = 30

export function ItemsTab({
  read,
  number,
  isMasked,
  show,
  onShow,
}: {
  read: UseQueryResult<Answer, ApiRefused>
  number: string
  isMasked: boolean
  show: Show
  onShow: (show: Show) => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const file = useReportFile()
  const excel = () => file.write('open-items', { party: number })
  useKeys([can('reports.export') && { key: 'E', label: t(common.excel), run: excel }])
  if (!can('reports.party-items')) return <p className="section quiet">{t(common.mayNot)}</p>
  if (read.error) return <Told error={read.error} onAgain={() => void read.refetch()} />
  const all = read.data?.rows ?? []
  const rows = all.filter(
    (row) =>
      show === '' || (show === 'overdue' ? row.daysOverdue > 0 && !row.open.startsWith('-') : row.open.startsWith('-')),
  )
  const totals = read.data?.totals ?? []
  const open = (row: Item) => {
    if (row.invoiceId)
      void navigate({
        to: '/companies/$company/invoices/$invoice',
        params: { company: company.code, invoice: row.invoiceId },
      })
    else if (row.paymentId) void navigate({ href: `/companies/${company.code}/payments/${row.paymentId}` })
  }
  if (read.data && all.length === 0) return <Empty title={t(texts.nothingOpen)}>{t(texts.nothingOpenWhy)}</Empty>
  const hasSeveral = totals.length > 1
  const foot = (pick: 'amount' | 'open') =>
    show === ''
      ? totals.map((one) => (
          <span key={one.currency} className="line">
            <Amount value={one[pick]} currency={hasSeveral ? one.currency : undefined} />
          </span>
        ))
      : undefined
  return (
    <div className="card-items">
      <Told error={file.error} />
      {show !== '' && (
        <p className="shown-only">
          {t(show === 'overdue' ? texts.onlyOverdue : texts.onlyCredit)}{' '}
          <Button kind="link" onPress={() => onShow('')}>
            {t(texts.showAllOpen)}
          </Button>
        </p>
      )}
      <Table
        label={t(texts.openItems)}
        rows={rows}
        keyOf={(row) => row.itemId}
        keysWithin
        onOpen={open}
        footLabel={t(texts.openItemCount, { n: totals.reduce((sum, one) => sum + one.items, 0) })}
        columns={[
          {
            key: 'number',
            head: t(common.invoice),
            phone: 'below',
            cell: (row) => <span className="strong figures">{row.number}</span>,
          },
          {
            key: 'concerns',
            head: t(texts.concerns),
            phone: 'main',
            wrap: true,
            cell: (row) => (isMasked ? null : row.concerns) ?? word('itemKind', row.kind),
          },
          {
            key: 'due',
            head: t(common.due),
            cell: (row) =>
              row.open.startsWith('-') ? (
                <span className="quieter">–</span>
              ) : (
                `${formats.dayInText(row.dueOn, 'short')}${row.dueOn.slice(0, 4) === company.today.slice(0, 4) ? '' : ` ${row.dueOn.slice(0, 4)}`}`
              ),
          },
          {
            key: 'late',
            head: t(texts.when),
            phone: 'below',
            cell: (row) => {
              if (row.open.startsWith('-')) return null
              if (row.daysOverdue > 0)
                return (
                  <span className={row.daysOverdue > veryLateDays ? 'late-very' : 'late'}>
                    {t(texts.daysLate, { n: row.daysOverdue })}
                  </span>
                )
              if (row.daysOverdue === 0) return t(texts.dueToday)
              return <span className="quiet">{t(texts.inDays, { n: -row.daysOverdue })}</span>
            },
          },
          {
            key: 'amount',
            head: t(common.amount),
            align: 'amount',
            cell: (row) => (
              <span className="quiet">
                <Amount value={row.amount} currency={hasSeveral ? row.currency : undefined} />
              </span>
            ),
            foot: foot('amount'),
          },
          {
            key: 'open',
            head: t(common.openAmount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.open} currency={hasSeveral ? row.currency : undefined} onOpen={() => open(row)} />
              </span>
            ),
            foot: foot('open'),
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            wrap: true,
            cell: (row) => (
              <>
                <Chip tone={tones[row.state]}>{word('itemStanding', row.state)}</Chip>
                {row.holdReason && !isMasked && <p className="quiet small hold-reason">{row.holdReason}</p>}
              </>
            ),
          },
        ]}
      />
      {read.data?.more && <p className="section quiet">{t(texts.moreItems)}</p>}
    </div>
  )
}
