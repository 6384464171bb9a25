import { getRouteApi } from '@tanstack/react-router'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useSheet } from '../../../api/use-sheet.ts'
import { usePages, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { ListQuestions } from '../../../shell/questions.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Chip, type Tone } from '../../../ui/chip.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { pointsOf } from '../policies/points.ts'
import { StepLine } from '../step-line.tsx'
import { NewRun } from './new-run.tsx'
import { texts } from './texts.ts'
import './runs.css'

const route = getRouteApi('/companies/$company/dunning-runs')
type Row = RowOf<'dunning.list-runs'>

const tones: Record<string, Tone> = {
  proposed: 'act',
  approved: 'act',
  executing: 'warn',
  done: 'good',
  failed: 'bad',
  abandoned: 'outlined',
}

/** Dunning runs, the newest first; a new one by one key. */
export default function DunningRunListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const pages = usePages('dunning.list-runs', { state: search.state })
  const sheet = useSheet('dunning-runs')
  const open = (row: { runId: string }) =>
    void navigate({ to: '/companies/$company/dunning-runs/$run', params: { company: company.code, run: row.runId } })
  const isNew = search.new === true
  const showNew = (shown: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: shown || undefined }), replace: true })
  const mayPropose = can('dunning.propose')
  const excel = () =>
    void sheet.write(
      t(texts.runs),
      [
        { of: 'on', title: t(texts.on), kind: 'day', value: (row: Row) => row.on },
        { of: 'state', title: t(common.state), value: (row) => word('runState', row.state) },
        { of: 'letters', title: t(texts.letters), kind: 'integer', value: (row) => row.totals?.letters },
        { of: 'held', title: t(texts.held), kind: 'integer', value: (row) => row.totals?.held },
        { of: 'amount', title: t(texts.total), kind: 'number', value: (row) => row.totals?.sums[0]?.total },
        { of: 'by', title: t(texts.proposed), value: (row) => row.proposedBy },
        { of: 'approved', title: t(texts.approved), value: (row) => row.approvedBy },
      ],
      pages.readAll,
    )
  useKeys([
    mayPropose && { key: '+', label: t(texts.newRun), run: () => showNew(!isNew) },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={t(texts.runs)}
      showsKeys
      acts={
        <>
          {mayPropose && (
            <Button kind={isNew ? 'secondary' : 'primary'} keyCap="+" pressed={isNew} onPress={() => showNew(!isNew)}>
              {t(texts.newRun)}
            </Button>
          )}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: excel },
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
            .map((value) => ({ value, label: word('runState', value) }))}
          onChange={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
        />
        <ListQuestions screen="dunning-runs" />
      </div>
      <Table
        name="dunning-runs"
        label={t(texts.runs)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row: Row) => row.runId}
        onOpen={open}
        columns={[
          {
            key: 'on',
            head: t(texts.on),
            phone: 'main',
            cell: (row) => <span className="strong">{formats.day(row.on)}</span>,
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => <Chip tone={tones[row.state] ?? 'neutral'}>{word('runState', row.state)}</Chip>,
          },
          {
            key: 'letters',
            head: t(texts.letters),
            align: 'amount',
            phone: 'below',
            cell: (row) => (row.totals ? formats.count(row.totals.letters + row.totals.handovers) : '–'),
          },
          {
            key: 'held',
            head: t(texts.held),
            align: 'amount',
            cell: (row) => (row.totals ? formats.count(row.totals.held) : '–'),
          },
          {
            key: 'by',
            head: t(texts.proposed),
            cell: (row) =>
              row.isUnattended
                ? t(texts.unattended)
                : `${row.proposedBy ?? t(texts.byProgram)} · ${formats.instant(row.proposedAt)}`,
          },
          { key: 'approved', head: t(texts.approved), cell: (row) => row.approvedBy ?? '–' },
          {
            key: 'amount',
            head: t(texts.total),
            align: 'amount',
            phone: 'amount',
            cell: (row) =>
              (row.totals?.sums ?? []).map((sum) => (
                <span key={sum.currency} className="sum-of">
                  <Amount value={sum.total} currency={sum.currency} />{' '}
                </span>
              )),
          },
        ]}
        empty={search.state ? undefined : <NoRuns />}
      />
    </Screen>
  )
}

/** The first time: how a claim goes, by the policy that the company has, or the way to one. */
function NoRuns() {
  const t = useText()
  const { company, can } = useSession()
  const policies = useRead('dunning.list-policies', {}).data?.rows
  if (!policies) return null
  const shown = policies.find(({ isDefault }) => isDefault) ?? policies[0]
  return (
    <div className="empty teaches">
      <h2>{t(shown ? texts.none : texts.noPolicies)}</h2>
      <p>{t(shown ? texts.noneWhy : texts.noPoliciesWhy)}</p>
      {shown && <StepLine label={shown.name} points={pointsOf(shown, t)} />}
      {!shown && can('dunning.list-policies') && (
        <ButtonLink kind="primary" to="/companies/$company/dunning-policies" params={{ company: company.code }}>
          {t(texts.toPolicies)}
        </ButtonLink>
      )}
    </div>
  )
}
