import { getRouteApi } from '@tanstack/react-router'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import type { SheetColumn } from '../../api/use-sheet.ts'
import { usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { RunList, useStateColumn } from '../../shell/run-list.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NewRun } from './new-run.tsx'
import { runListTexts } from './run-list-texts.ts'
import { texts } from './texts.ts'
import './order.css'

const route = getRouteApi('/companies/$company/billing-runs')
type Row = Output<'invoicing.list-runs'>['rows'][number]

/** Billing runs, the newest first. */
export default function BillingRunListScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const pages = usePages('invoicing.list-runs', { state: search.state })
  const open = (row: { runId: string }) =>
    void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run: row.runId } })
  const isNew = search.new === true
  const showNew = (shown: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: shown || undefined }), replace: true })
  const moneyOf = (row: Row) => (row.totals.sums as { currency: string; payable: string }[] | undefined) ?? []
  const whatOf = (row: Row) =>
    (row.invoiceGroups ?? []).join(', ') ||
    t(row.ofImport ? runListTexts.ofFile : row.ofOrders ? runListTexts.ofOrders : common.all)
  const word = useWord()
  const sheet: SheetColumn<Row>[] = [
    { of: 'on', title: t(runListTexts.invoiceDate), kind: 'day', value: (row) => row.invoiceOn },
    { of: 'groups', title: t(common.invoiceGroup), value: (row) => whatOf(row) },
    {
      of: 'state',
      title: t(common.state),
      value: (row) => word('runState', row.state),
    },
    { of: 'documents', title: t(common.invoices), kind: 'integer', value: (row) => row.total },
    {
      of: 'amount',
      title: `${t(runListTexts.amount)}, ${company.currency}`,
      kind: 'number',
      value: (row) => moneyOf(row).find(({ currency }) => currency === company.currency)?.payable,
    },
    {
      of: 'amount',
      title: t(runListTexts.otherCurrencies),
      value: (row) =>
        moneyOf(row)
          .filter(({ currency }) => currency !== company.currency)
          .map(({ payable, currency }) => `${formats.amount(payable)} ${currency}`)
          .join(', '),
    },
    { of: 'by', title: t(runListTexts.proposed), kind: 'instant', value: (row) => row.proposedAt },
    { of: 'by', title: t(runListTexts.proposedBy), value: (row) => row.proposedBy ?? t(texts.byProgram) },
    { of: 'approved', title: t(runListTexts.approved), value: (row) => row.approvedBy },
  ]
  const mayPropose = can('invoicing.propose-billing')
  const stateColumn = useStateColumn<Row>()
  return (
    <RunList<Row>
      name="billing-runs"
      title={t(texts.runs)}
      newLabel={t(runListTexts.propose)}
      mayStart={mayPropose}
      isNew={isNew}
      onNew={showNew}
      newRun={<NewRun onMade={(runId) => open({ runId })} onClose={() => showNew(false)} />}
      state={search.state}
      onState={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
      pages={pages}
      onOpen={open}
      sheet={sheet}
      columns={[
        {
          key: 'on',
          head: t(runListTexts.invoiceDate),
          phone: 'main',
          cell: (row) => <span className="strong">{formats.day(row.invoiceOn ?? row.proposedAt)}</span>,
        },
        {
          key: 'groups',
          head: t(common.invoiceGroup),
          phone: 'below',
          cell: (row) => whatOf(row),
        },
        stateColumn,
        {
          key: 'by',
          head: t(runListTexts.proposed),
          cell: (row) => `${row.proposedBy ?? t(texts.byProgram)} · ${formats.instant(row.proposedAt)}`,
        },
        { key: 'approved', head: t(runListTexts.approved), cell: (row) => row.approvedBy ?? '–' },
        {
          key: 'documents',
          head: t(common.invoices),
          align: 'amount',
          cell: (row) => formats.count(Number(row.total ?? 0)),
        },
        {
          key: 'amount',
          head: t(runListTexts.amount),
          align: 'amount',
          phone: 'amount',
          cell: (row) =>
            moneyOf(row).map((sum, _, { length }) => (
              <span key={sum.currency} className="sum-line">
                <Amount
                  value={sum.payable}
                  currency={length === 1 && sum.currency === company.currency ? undefined : sum.currency}
                />
              </span>
            )),
        },
      ]}
      empty={
        <Empty
          title={t(runListTexts.none)}
          act={
            can('invoicing.import-orders') && (
              <ButtonLink to="/companies/$company/order-files" params={{ company: company.code }}>
                {t(runListTexts.toFiles)}
              </ButtonLink>
            )
          }
        >
          {t(runListTexts.noneWhy)}
        </Empty>
      }
    />
  )
}
