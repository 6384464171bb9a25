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
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { CheckField, DayField, SelectField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { runTones } from '../losses/losses.tsx'
import { useListActs } from '../use-list-acts.ts'
import { texts } from './texts.ts'
import '../claims.css'

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
  const navigate = route.useNavigate()
  const pages = usePages('interest.list-runs', {} as never)
  const may = can('interest.propose')
  const showNew = (isNew: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: isNew || undefined }), replace: true })
  const open = (runId: string) =>
    void navigate({ to: '/companies/$company/interest-runs/$run', params: { company: company.code, run: runId } })
  const modeName = (mode: string) => (mode in modeTexts ? t(modeTexts[mode as Mode]) : mode)
  const list = useListActs<Row>(
    t(texts.runs),
    'interest-runs',
    [
      { of: 'through', title: t(texts.through), kind: 'day', value: (row) => row.through },
      { of: 'mode', title: t(texts.mode), value: (row) => modeName(row.mode) },
      { of: 'state', title: t(common.state), value: (row) => word('runState', row.state) },
      { of: 'documents', title: t(texts.documents), kind: 'integer', value: (row) => row.documents },
      { of: 'held', title: t(texts.held), kind: 'integer', value: (row) => row.held },
      { of: 'issued', title: t(texts.issued), kind: 'integer', value: (row) => row.issued },
      { of: 'by', title: t(texts.proposed), value: (row) => row.proposedBy },
      { of: 'approved', title: t(texts.approved), value: (row) => row.approvedBy },
    ],
    pages.readAll,
  )
  useKeys([may && { key: '+', label: t(texts.propose), run: () => showNew(true) }])
  return (
    <Screen
      title={t(texts.runs)}
      showsKeys
      acts={
        <>
          {may && (
            <Button kind="primary" keyCap="+" onPress={() => showNew(true)}>
              {t(texts.propose)}
            </Button>
          )}
          <Menu entries={list.entries} />
        </>
      }
    >
      <Told error={list.error} />
      <div className="columns">
        <div className="main">
          <Table
            name="interest-runs"
            label={t(texts.runs)}
            rows={pages.rows}
            pages={pages}
            keyOf={(row) => row.runId}
            selected={search.at ?? null}
            onOpen={(row) => open(row.runId)}
            columns={[
              {
                key: 'through',
                head: t(texts.through),
                phone: 'main',
                cell: (row) => <span className="strong">{formats.day(row.through)}</span>,
              },
              { key: 'mode', head: t(texts.mode), phone: 'below', cell: (row) => modeName(row.mode) },
              {
                key: 'state',
                head: t(common.state),
                phone: 'below',
                cell: (row) => <Chip tone={runTones[row.state] ?? 'neutral'}>{word('runState', row.state)}</Chip>,
              },
              {
                key: 'by',
                head: t(texts.proposed),
                cell: (row) => `${row.proposedBy ?? t(texts.byProgram)} · ${formats.instant(row.proposedAt)}`,
              },
              { key: 'approved', head: t(texts.approved), cell: (row) => row.approvedBy ?? '–' },
              { key: 'held', head: t(texts.held), align: 'amount', cell: (row) => formats.count(row.held) },
              { key: 'issued', head: t(texts.issued), align: 'amount', cell: (row) => formats.count(row.issued) },
              {
                key: 'documents',
                head: t(texts.documents),
                align: 'amount',
                phone: 'amount',
                cell: (row) => <span className="strong">{formats.count(row.documents)}</span>,
              },
            ]}
            empty={<Empty title={t(texts.none)}>{t(texts.noneWhy)}</Empty>}
          />
        </div>
        {search.new && may && <Propose onMade={open} onClose={() => showNew(false)} />}
      </div>
    </Screen>
  )
}

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
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.go), run: go, inFields: true }])
  return (
    <Drawer title={t(texts.propose)} onClose={onClose}>
      <div className="claim-form">
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
        <div className="form-acts">
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={propose.isRunning} onPress={go}>
            {t(texts.go)}
          </Button>
        </div>
      </div>
    </Drawer>
  )
}
