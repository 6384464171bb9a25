import { getRouteApi } from '@tanstack/react-router'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { type SheetColumn, useSheet } from '../../api/use-sheet.ts'
import { usePages } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { NewRun } from './new-run.tsx'
import { runListTexts } from './run-list-texts.ts'
import { texts } from './texts.ts'
import './order.css'

const route = getRouteApi('/companies/$company/billing-runs')
type Row = Output<'invoicing.list-runs'>['rows'][number]

const tones: Record<string, Tone> = {
  proposed: 'act',
  approved: 'act',
  executing: 'warn',
  done: 'good',
  failed: 'bad',
  abandoned: 'outlined',
}

/** Billing runs, the newest first. */
export default function BillingRunListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const pages = usePages('invoicing.list-runs', { state: search.state })
  const sheet = useSheet('billing-runs')
  const open = (row: { runId: string }) =>
    void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run: row.runId } })
  const isNew = search.new === true
  const showNew = (shown: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: shown || undefined }), replace: true })
  const start = () => showNew(!isNew)
  const moneyOf = (row: Row) => (row.totals.sums as { currency: string; payable: string }[] | undefined) ?? []
  const columns: SheetColumn<Row>[] = [
    { of: 'on', title: t(runListTexts.invoiceDate), kind: 'day', value: (row) => row.invoiceOn },
    { of: 'groups', title: t(common.invoiceGroup), value: (row) => (row.invoiceGroups ?? []).join(', ') },
    {
      of: 'state',
      title: t(common.state),
      value: (row) => t((codes.runState as Record<string, Phrase>)[row.state] ?? common.none),
    },
    { of: 'documents', title: t(common.invoices), kind: 'integer', value: (row) => row.total },
    { of: 'amount', title: t(runListTexts.amount), kind: 'number', value: (row) => moneyOf(row)[0]?.payable },
    {
      of: 'by',
      title: t(runListTexts.proposed),
      value: (row) => `${row.proposedBy ?? ''} ${formats.instant(row.proposedAt)}`,
    },
    { of: 'approved', title: t(runListTexts.approved), value: (row) => row.approvedBy },
  ]
  const whatOf = (row: Row) =>
    (row.invoiceGroups ?? []).join(', ') ||
    t(row.ofImport ? runListTexts.ofFile : row.ofOrders ? runListTexts.ofOrders : common.all)
  const excel = () => sheet.write(t(texts.runs), columns, pages.readAll)
  const mayPropose = can('invoicing.propose-billing')
  useKeys([
    mayPropose && { key: '+', label: t(runListTexts.propose), run: start },
    { key: 'E', label: t(common.excel), run: () => void excel() },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={t(texts.runs)}
      showsKeys
      acts={
        <>
          {mayPropose && (
            <Button kind={isNew ? 'secondary' : 'primary'} keyCap="+" pressed={isNew} onPress={start}>
              {t(runListTexts.propose)}
            </Button>
          )}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: () => void excel() },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
            ]}
          />
        </>
      }
    >
      {sheet.error && (
        <div className="section">
          <Told error={sheet.error} />
        </div>
      )}
      {isNew && mayPropose && <NewRun onMade={(runId) => open({ runId })} onClose={() => showNew(false)} />}
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? ''}
          options={Object.keys(codes.runState)
            .filter((value) => value !== 'sent-back')
            .map((value) => ({
              value,
              label: word('runState', value),
            }))}
          onChange={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
        />
        <ListQuestions screen="billing-runs" />
      </div>
      <Table
        name="billing-runs"
        label={t(texts.runs)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row: Row) => row.runId}
        onOpen={open}
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
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => <Chip tone={tones[row.state] ?? 'neutral'}>{word('runState', row.state)}</Chip>,
          },
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
              moneyOf(row).map((sum) => (
                <span key={sum.currency}>
                  <Amount
                    value={sum.payable}
                    currency={sum.currency === company.currency ? undefined : sum.currency}
                  />{' '}
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
    </Screen>
  )
}
