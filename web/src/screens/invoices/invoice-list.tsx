import { getRouteApi } from '@tanstack/react-router'
import { FilePlus } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { DayPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/invoices')

export default function InvoiceListScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const pages = usePages('invoicing.list-invoices', { from: search.from, to: search.to })
  const open = (row: { invoiceId: string }) =>
    void navigate({
      to: '/companies/$company/invoices/$invoice',
      params: { company: company.code, invoice: row.invoiceId },
    })
  const write = () => void navigate({ to: '/companies/$company/invoices/new', params: { company: company.code } })
  useKeys([can('invoicing.invoice-now') && { key: 'F', label: t(texts.newInvoice), run: write }])
  return (
    <Screen
      title={t(common.invoices)}
      showsKeys
      acts={
        can('invoicing.invoice-now') && (
          <ButtonLink
            kind="primary"
            keyCap="F"
            icon={<FilePlus size={16} aria-hidden />}
            to="/companies/$company/invoices/new"
            params={{ company: company.code }}
          >
            {t(texts.newInvoice)}
          </ButtonLink>
        )
      }
    >
      <div className="sub-bar no-print">
        <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => filter({ from })} />
        <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => filter({ to })} />
      </div>
      <Table
        label={t(common.invoices)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.invoiceId}
        onOpen={open}
        columns={[
          {
            key: 'number',
            head: t(common.invoice),
            cell: (row) => <span className="strong">{row.number}</span>,
            phone: 'below',
          },
          { key: 'customer', head: t(common.customer), cell: (row) => row.customerName, phone: 'main' },
          { key: 'issued', head: t(texts.issuedOn), cell: (row) => formats.day(row.issuedOn) },
          { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn), phone: 'below' },
          {
            key: 'gross',
            head: t(common.amount),
            cell: (row) => <Amount value={row.gross} currency={row.currency} />,
            align: 'amount',
            phone: 'amount',
          },
          {
            key: 'open',
            head: t(common.openAmount),
            cell: (row) => <Amount value={row.open} dashForZero />,
            align: 'amount',
          },
        ]}
        empty={<Empty title={t(common.nothingFits)} />}
      />
    </Screen>
  )
}
