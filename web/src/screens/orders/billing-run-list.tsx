import { getRouteApi } from '@tanstack/react-router'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, usePages } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { runListTexts } from './run-list-texts.ts'
import { texts } from './texts.ts'

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
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const pages = usePages('invoicing.list-runs', { state: search.state })
  const propose = useAct('invoicing.propose-billing')
  const open = (row: { runId: string }) =>
    void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run: row.runId } })
  const start = () => void propose.run({} as never).then(open, () => {})
  const mayPropose = can('invoicing.propose-billing')
  useKeys([mayPropose && { key: 'N', label: t(runListTexts.propose), run: start }])
  return (
    <Screen
      title={t(texts.runs)}
      showsKeys
      acts={
        mayPropose && (
          <Button kind="primary" keyCap="N" working={propose.isRunning} onPress={start}>
            {t(runListTexts.propose)}
          </Button>
        )
      }
    >
      {propose.error && (
        <div className="section">
          <Told error={propose.error} />
        </div>
      )}
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? ''}
          options={Object.entries(codes.runState as Record<string, Phrase>).map(([value, phrase]) => ({
            value,
            label: t(phrase),
          }))}
          onChange={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
        />
      </div>
      <Table
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
            cell: (row) => (row.invoiceGroups ?? []).join(', ') || t(common.all),
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => (
              <Chip tone={tones[row.state] ?? 'neutral'}>
                {t((codes.runState as Record<string, Phrase>)[row.state] ?? common.none)}
              </Chip>
            ),
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
            phone: 'amount',
            cell: (row) => formats.count(Number(row.total ?? 0)),
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
