import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { DayPill } from '../../ui/pill.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

export interface Period {
  from?: string
  to?: string
}

const tones: Record<string, Tone> = {
  overdue: 'warn',
  'part-paid': 'warn',
  paid: 'good',
  credited: 'neutral',
  annulled: 'outlined',
}

export function DocumentsTab({
  number,
  from,
  to,
  onPeriod,
}: {
  number: string
  from: string
  to: string
  onPeriod: (period: Period) => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const file = useExcel()
  const filter = { customer: number, ...(from ? { from } : {}), ...(to ? { to } : {}) }
  const may = can('invoicing.list-invoices')
  const pages = usePages('invoicing.list-invoices', may ? filter : null)
  const sums = useRead('invoicing.sum-invoices', can('invoicing.sum-invoices') ? filter : null)
  const excel = () => void file.take('invoicing.export-invoices', filter as never)
  useKeys([can('invoicing.export-invoices') && { key: 'E', label: t(common.excel), run: excel }])
  if (!may) return <p className="section quiet">{t(common.mayNot)}</p>
  const several = (sums.data?.sums.length ?? 0) > 1
  const foot = (pick: 'gross' | 'open') =>
    sums.data?.sums.map((one) => (
      <span key={one.currency} className="line">
        <Amount value={one[pick]} currency={several ? one.currency : undefined} />
      </span>
    ))
  return (
    <div className="card-items">
      <div className="sub-bar no-print">
        <DayPill label={t(common.from)} value={from} onChange={(day) => onPeriod({ from: day })} />
        <DayPill label={t(common.to)} value={to} onChange={(day) => onPeriod({ to: day })} />
      </div>
      <Told error={file.error} />
      <Table
        label={t(texts.documents)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.invoiceId}
        keysWithin
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/invoices/$invoice',
            params: { company: company.code, invoice: row.invoiceId },
          })
        }
        footLabel={t(texts.documentCount, { n: sums.data?.count ?? pages.rows.length })}
        columns={[
          {
            key: 'number',
            head: t(texts.number),
            phone: 'main',
            cell: (row) => <span className="strong figures">{row.number}</span>,
          },
          { key: 'kind', head: t(texts.kind), phone: 'below', cell: (row) => word('documentKind', row.kind) },
          { key: 'issued', head: t(texts.issuedOn), cell: (row) => formats.day(row.issuedOn) },
          { key: 'due', head: t(common.due), phone: 'below', cell: (row) => formats.day(row.dueOn) },
          {
            key: 'amount',
            head: t(common.amount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => <Amount value={row.gross} currency={several ? row.currency : undefined} />,
            foot: foot('gross'),
          },
          {
            key: 'open',
            head: t(common.openAmount),
            align: 'amount',
            cell: (row) => <Amount value={row.open} dashForZero />,
            foot: foot('open'),
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => <Chip tone={tones[row.state] ?? 'neutral'}>{word('invoiceStanding', row.state)}</Chip>,
          },
        ]}
        empty={
          <Empty title={t(from || to ? texts.noDocumentsThen : texts.noDocuments)}>{t(texts.noDocumentsWhy)}</Empty>
        }
      />
    </div>
  )
}
