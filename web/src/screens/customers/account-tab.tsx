import { useNavigate } from '@tanstack/react-router'
import type { RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useReportFile } from '../../api/use-excel.ts'
import { usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { DayPill } from '../../ui/pill.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import type { Period } from './documents-tab.tsx'
import { texts } from './texts.ts'

type Row = RowOf<'reports.customer-account'>

/** Everything posted on the customer in a period, with the balance after each row. */
export function AccountTab({
  number,
  isMasked,
  from,
  to,
  onPeriod,
  onStatement,
}: {
  number: string
  isMasked: boolean
  from: string
  to: string
  onPeriod: (period: Period) => void
  onStatement: (() => void) | null
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const file = useReportFile()
  const may = can('reports.customer-account')
  const period = { ...(from ? { from } : {}), ...(to ? { to } : {}) }
  const pages = usePages('reports.customer-account', may ? { party: number, ...period } : null, 200)
  const excel = () => file.write('customer-account', { party: number, ...period })
  useKeys([can('reports.export') && { key: 'E', label: t(common.excel), run: excel }])
  if (!may) return <p className="section quiet">{t(common.mayNot)}</p>
  const rows = pages.rows.map((row, index) => ({ ...row, key: `${row.row} ${row.voucherId} ${index}` }))
  const several = new Set(rows.map((row) => row.currency)).size > 1
  const hasMovements = rows.some((row) => row.row === 'movement')
  const nameOf = (row: Row) => {
    if (row.row === 'opening') return t(texts.openingBalance)
    if (row.row === 'closing') return t(texts.closingBalance)
    return word('itemKind', row.kind) || row.kind
  }
  const open = (row: Row) => {
    if (row.invoiceId)
      void navigate({
        to: '/companies/$company/invoices/$invoice',
        params: { company: company.code, invoice: row.invoiceId },
      })
    else if (row.voucherId) void navigate({ href: `/companies/${company.code}/vouchers/${row.voucherId}` })
  }
  const year = company.today.slice(0, 4)
  return (
    <div className="card-items">
      <div className="sub-bar no-print">
        <DayPill label={t(common.from)} value={from} onChange={(day) => onPeriod({ from: day })} />
        <DayPill label={t(common.to)} value={to} onChange={(day) => onPeriod({ to: day })} />
        <Button kind="quiet" onPress={() => onPeriod({ from: `${year}-01-01`, to: '' })}>
          {year}
        </Button>
        <Button
          kind="quiet"
          onPress={() => onPeriod({ from: `${Number(year) - 1}-01-01`, to: `${Number(year) - 1}-12-31` })}
        >
          {Number(year) - 1}
        </Button>
        <span className="last pills">
          {onStatement && can('reports.statement-pdf') && (
            <Button keyCap="U" onPress={onStatement}>
              {t(texts.statement)}
            </Button>
          )}
        </span>
      </div>
      <Told error={file.error} />
      <Table
        label={t(texts.accountTab)}
        rows={pages.isLoading || hasMovements || rows.some((row) => /[1-9]/.test(row.balance ?? '')) ? rows : []}
        pages={{ ...pages, rows, first: undefined }}
        keyOf={(row) => row.key}
        keysWithin
        onOpen={open}
        columns={[
          {
            key: 'on',
            head: t(common.date),
            phone: 'below',
            cell: (row) => (row.postedOn ? formats.day(row.postedOn) : null),
          },
          {
            key: 'kind',
            head: t(texts.whatHappened),
            phone: 'main',
            cell: (row) => <span className={row.row === 'movement' ? '' : 'strong'}>{nameOf(row)}</span>,
          },
          {
            key: 'number',
            head: t(texts.number),
            phone: 'below',
            cell: (row) => <span className="figures">{row.number}</span>,
          },
          {
            key: 'text',
            head: t(texts.text),
            wrap: true,
            cell: (row) => (isMasked || row.text === row.number ? null : row.text),
          },
          {
            key: 'voucher',
            head: t(texts.voucherShort),
            cell: (row) => <span className="figures quiet">{row.voucher}</span>,
          },
          {
            key: 'amount',
            head: t(common.amount),
            align: 'amount',
            cell: (row) =>
              row.amount === null ? null : (
                <Amount value={row.amount} currency={several ? (row.currency ?? undefined) : undefined} />
              ),
          },
          {
            key: 'balance',
            head: t(texts.balanceAfter),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount
                  value={row.balance ?? row.baseBalance}
                  currency={several ? (row.currency ?? undefined) : undefined}
                />
              </span>
            ),
          },
        ]}
        empty={<Empty title={t(texts.nothingPosted)}>{t(texts.nothingPostedWhy)}</Empty>}
      />
    </div>
  )
}
