import { getRouteApi } from '@tanstack/react-router'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { RunList, useStateColumn } from '../../../shell/run-list.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { ButtonLink } from '../../../ui/button.tsx'
import { PolicyLine } from '../policies/policy-line.tsx'
import { NewRun } from './new-run.tsx'
import { texts } from './texts.ts'
import './runs.css'

const route = getRouteApi('/companies/$company/dunning-runs')
type Row = RowOf<'dunning.list-runs'>

/** Dunning runs, the newest first; a new one by one key. */
export default function DunningRunListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const pages = usePages('dunning.list-runs', { state: search.state })
  const open = (row: { runId: string }) =>
    void navigate({ to: '/companies/$company/dunning-runs/$run', params: { company: company.code, run: row.runId } })
  const isNew = search.new === true
  const showNew = (shown: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: shown || undefined }), replace: true })
  const mayPropose = can('dunning.propose')
  const stateColumn = useStateColumn<Row>()
  return (
    <RunList<Row>
      name="dunning-runs"
      title={t(texts.runs)}
      newLabel={t(texts.newRun)}
      mayStart={mayPropose}
      isNew={isNew}
      onNew={showNew}
      newRun={<NewRun onMade={(runId) => open({ runId })} onClose={() => showNew(false)} />}
      state={search.state}
      onState={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
      pages={pages}
      onOpen={open}
      sheet={[
        { of: 'on', title: t(texts.on), kind: 'day', value: (row: Row) => row.on },
        { of: 'state', title: t(common.state), value: (row) => word('runState', row.state) },
        { of: 'letters', title: t(texts.letters), kind: 'integer', value: (row) => row.totals?.letters },
        { of: 'held', title: t(texts.held), kind: 'integer', value: (row) => row.totals?.held },
        { of: 'amount', title: t(texts.total), kind: 'number', value: (row) => row.totals?.sums[0]?.total },
        { of: 'by', title: t(texts.proposed), value: (row) => row.proposedBy },
        { of: 'approved', title: t(texts.approved), value: (row) => row.approvedBy },
      ]}
      columns={[
        {
          key: 'on',
          head: t(texts.on),
          phone: 'main',
          cell: (row) => <span className="strong">{formats.day(row.on)}</span>,
        },
        stateColumn,
        {
          key: 'letters',
          head: t(texts.letters),
          align: 'amount',
          phone: 'below',
          cell: (row) =>
            row.totals ? (
              <>
                {formats.count(row.totals.letters + row.totals.handovers)}
                <span className="phone-only"> {t(texts.letters).toLocaleLowerCase()}</span>
              </>
            ) : (
              '–'
            ),
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
        // Where the policies send by themselves nobody ever approves.
        (pages.rows.length === 0 || pages.rows.some(({ approvedBy }) => approvedBy)) && {
          key: 'approved',
          head: t(texts.approved),
          cell: (row: Row) => row.approvedBy ?? '–',
        },
        {
          key: 'amount',
          head: t(texts.total),
          align: 'amount',
          phone: 'amount',
          cell: (row) =>
            (row.totals?.sums ?? []).map((sum) => (
              <span key={sum.currency} className="sum-of">
                <Amount value={sum.total} foreign={sum.currency} />{' '}
              </span>
            )),
        },
      ]}
      empty={<NoRuns />}
    />
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
      {shown && <PolicyLine policy={shown} label={shown.name} />}
      {!shown && can('dunning.list-policies') && (
        <ButtonLink kind="primary" to="/companies/$company/dunning-policies" params={{ company: company.code }}>
          {t(texts.toPolicies)}
        </ButtonLink>
      )}
    </div>
  )
}
