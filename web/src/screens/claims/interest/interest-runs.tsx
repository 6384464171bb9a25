import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useChoices } from '../../../api/use-choices.ts'
import { useAct, usePages } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { RunList, useStateColumn } from '../../../shell/run-list.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { CheckField, DayField, SelectField } from '../../../ui/field.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { Told } from '../../../ui/told.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import '../runs/runs.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/interest-runs')
type Row = RowOf<'interest.list-runs'>
const modes = ['when-paid', 'unpaid', 'all'] as const
type Mode = (typeof modes)[number]

/** Runs of interest invoices, the newest first; a new one by one key. */
export default function InterestRunsScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const pages = usePages('interest.list-runs', { state: search.state } as never)
  const showNew = (isNew: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: isNew || undefined }), replace: true })
  const open = ({ runId }: { runId: string }) =>
    void navigate({ to: '/companies/$company/interest-runs/$run', params: { company: company.code, run: runId } })
  const modeName = (mode: string) => (mode in modeTexts ? t(modeTexts[mode as Mode]) : mode)
  const stateColumn = useStateColumn<Row>()
  return (
    <RunList<Row>
      name="interest-runs"
      title={t(texts.runs)}
      newLabel={t(texts.propose)}
      mayStart={can('interest.propose')}
      isNew={search.new === true}
      onNew={showNew}
      newRun={<Propose onMade={(runId) => open({ runId })} onClose={() => showNew(false)} />}
      state={search.state}
      onState={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
      pages={pages}
      onOpen={open}
      sheet={[
        { of: 'through', title: t(texts.through), kind: 'day', value: (row) => row.through },
        { of: 'mode', title: t(texts.mode), value: (row) => modeName(row.mode) },
        { of: 'state', title: t(common.state), value: (row) => word('runState', row.state) },
        { of: 'documents', title: t(texts.invoices), kind: 'integer', value: (row) => row.documents },
        { of: 'held', title: t(texts.held), kind: 'integer', value: (row) => row.held },
        { of: 'by', title: t(texts.proposed), value: (row) => row.proposedBy },
        { of: 'approved', title: t(texts.approved), value: (row) => row.approvedBy },
        { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => asked(row)[0]?.amount },
      ]}
      columns={[
        {
          key: 'through',
          head: t(texts.through),
          phone: 'main',
          cell: (row) => <span className="strong">{formats.day(row.through)}</span>,
        },
        { key: 'mode', head: t(texts.mode), cell: (row) => modeName(row.mode) },
        stateColumn,
        {
          key: 'documents',
          head: t(texts.invoices),
          align: 'amount',
          phone: 'below',
          cell: (row) => (
            <>
              <span className="phone-not">{formats.count(row.documents)}</span>
              <span className="phone-only">{t(texts.documentsN, { n: row.documents })}</span>
            </>
          ),
        },
        { key: 'held', head: t(texts.held), align: 'amount', cell: (row) => formats.count(row.held) },
        {
          key: 'by',
          head: t(texts.proposed),
          cell: (row) => `${row.proposedBy ?? t(texts.byProgram)} · ${formats.instant(row.proposedAt)}`,
        },
        { key: 'approved', head: t(texts.approved), cell: (row) => row.approvedBy ?? '–' },
        {
          key: 'amount',
          head: t(common.amount),
          align: 'amount',
          phone: 'amount',
          cell: (row) =>
            asked(row).map((sum) => (
              <span key={sum.currency} className="sum-of">
                <Amount value={sum.amount} foreign={sum.currency} />{' '}
              </span>
            )),
        },
      ]}
      empty={<Empty title={t(texts.none)}>{t(texts.noneWhy)}</Empty>}
    />
  )
}

/** What is to be invoiced, or was. */
const asked = ({ sums, issued }: Row): { currency: string; amount: string }[] =>
  sums
    .map(({ currency, proposed, done }) => ({ currency, amount: issued > 0 ? done : proposed }))
    .filter(({ amount }) => /[1-9]/.test(amount))

export const modeTexts = {
  'when-paid': texts['mode.when-paid'],
  unpaid: texts['mode.unpaid'],
  all: texts['mode.all'],
} as const

function Propose({ onMade, onClose }: { onMade: (runId: string) => void; onClose: () => void }) {
  const t = useText()
  const { groups } = useChoices()
  const propose = useAct('interest.propose')
  const [mode, setMode] = useState<Mode>('when-paid')
  const [through, setThrough] = useState<string | null>('')
  const [group, setGroup] = useState('')
  const [compensation, setCompensation] = useState(false)
  const go = () =>
    void propose
      .run({
        mode,
        ...(through ? { through } : {}),
        ...(group ? { invoiceGroups: [group] } : {}),
        compensation,
      } as never)
      .then(
        ({ runId }) => onMade(runId),
        () => {},
      )
  useKeys([
    { key: 'Ctrl+Enter', label: t(texts.go), run: go, inFields: true },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  return (
    <section className="section new-dunning-run no-print" aria-label={t(texts.propose)}>
      <Told error={propose.error} />
      <SelectField
        label={t(texts.mode)}
        value={mode}
        onChange={(next) => setMode(next as Mode)}
        options={modes.map((value) => ({ value, label: t(modeTexts[value]) }))}
      />
      <DayField label={t(texts.through)} value={through ?? ''} onChange={setThrough} />
      {groups.length > 1 && (
        <SelectField
          label={t(texts.groupsOnly)}
          value={group}
          onChange={setGroup}
          options={groups}
          empty={t(common.all)}
        />
      )}
      <CheckField label={t(texts.compensation)} checked={compensation} onChange={setCompensation} />
      {propose.isRunning && <Progress label={t(texts.working)} progress={propose.progress} />}
      <span className="form-acts">
        <Button onPress={onClose}>{t(common.cancel)}</Button>
        <Button kind="primary" keyCap="Ctrl+Enter" working={propose.isRunning} onPress={go}>
          {t(texts.go)}
        </Button>
      </span>
    </section>
  )
}
