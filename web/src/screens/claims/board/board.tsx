import { getRouteApi, Link } from '@tanstack/react-router'
import { Pause } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { Output, RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { ListQuestions } from '../../../shell/questions.tsx'
import { AgeMark, ageOf } from '../../../ui/age-mark.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip, type Tone } from '../../../ui/chip.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { ChoicePill, TextPill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { ClaimPills, claimFilterOf } from '../claim-pills.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims')

type Stage = Output<'claims.list-board'>['stages'][number]
type Row = RowOf<'claims.list'>
type StageName = Stage['stage']

/** The chain as it is walked; what is not due, lost or paid is no column. */
const chain = [
  'overdue',
  'reminder',
  'collection-notice',
  'payment-demand',
  'ready-for-collection',
  'collection',
  'enforcement',
  'watch',
] as const satisfies readonly StageName[]
/** Shown also when nothing stands there, so that the way is seen. */
const always: ReadonlySet<StageName> = new Set(['overdue', 'reminder', 'collection-notice', 'collection'])
const inColumn = 12

const stageTones: Partial<Record<StageName, Tone>> = {
  overdue: 'warn',
  reminder: 'warn',
  'collection-notice': 'bad',
  'payment-demand': 'bad',
  'ready-for-collection': 'act',
  collection: 'bad',
  enforcement: 'bad',
}

/** Open claims by the stage where they stand: columns with what lies there, or all of them as a list. */
export default function BoardScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const filter = claimFilterOf(search)
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const isList = search.view === 'list'
  const board = useRead('claims.list-board', isList ? null : filter)
  const pages = usePages('claims.list', {
    ...filter,
    ...(search.stage ? { stage: search.stage } : {}),
    ...(search.customer ? { customer: search.customer } : {}),
  } as never)
  const open = (row: Row) =>
    void navigate({ to: '/companies/$company/claims/$item', params: { company: company.code, item: row.itemId } })
  const list = useListActs<Row>(
    t(texts.board),
    'claims',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customer },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'due', title: t(common.due), kind: 'day', value: (row) => row.dueOn },
      { of: 'late', title: t(texts.late), kind: 'integer', value: (row) => row.daysOverdue },
      { of: 'stage', title: t(texts.stage), value: (row) => word('claimStage', row.stage) },
      {
        of: 'rests',
        title: t(texts.rests),
        value: (row) => row.hindrances.map(({ kind }) => word('hindrance', kind)).join(', '),
      },
      { of: 'charges', title: t(texts.charges), kind: 'number', value: (row) => row.charges },
      { of: 'open', title: t(common.openAmount), kind: 'number', value: (row) => row.open },
    ],
    pages.readAll,
  )
  const stages = (board.data?.stages ?? []).filter(({ stage }) => (chain as readonly string[]).includes(stage))
  const shown = chain.filter((name) => always.has(name) || stages.some(({ stage }) => stage === name))
  const isNarrowed = Boolean(search.area || search.group || search.kind || search.stage || search.customer)
  return (
    <Screen
      title={t(texts.board)}
      showsKeys
      acts={
        <>
          <Choice
            label={t(texts.view)}
            value={isList ? 'list' : 'board'}
            options={[
              { value: 'board', label: t(texts.asBoard) },
              { value: 'list', label: t(texts.asList) },
            ]}
            onChange={(view) => change({ view })}
          />
          <Menu
            entries={[
              ...list.entries,
              can('claims.list-limitations') && {
                label: t(texts.limitations),
                run: () =>
                  void navigate({ to: '/companies/$company/claims/limitations', params: { company: company.code } }),
              },
            ]}
          />
        </>
      }
    >
      <div className="sub-bar no-print">
        {isList && (
          <ChoicePill
            label={t(texts.stage)}
            value={search.stage ?? ''}
            onChange={(stage) => change({ stage })}
            options={['none', ...chain].map((value) => ({ value, label: word('claimStage', value) }))}
          />
        )}
        <ClaimPills search={search} onChange={change} />
        {isList && (
          <TextPill
            label={t(common.customer)}
            value={search.customer ?? ''}
            onChange={(customer) => change({ customer: customer.trim() })}
          />
        )}
        <ListQuestions screen="claims" />
      </div>
      <Told error={board.error ?? list.error} onAgain={() => void board.refetch()} />
      {isList ? (
        <Table
          name="claims"
          label={t(texts.board)}
          rows={pages.rows}
          pages={pages}
          keyOf={(row) => row.itemId}
          onOpen={open}
          selected={search.at ?? null}
          onSelect={(row) => change({ at: row.itemId })}
          columns={[
            {
              key: 'customer',
              head: t(common.customer),
              phone: 'main',
              wrap: true,
              cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
            },
            { key: 'number', head: t(common.invoice), phone: 'below', cell: (row) => row.number },
            { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn) },
            {
              key: 'late',
              head: t(texts.late),
              align: 'amount',
              cell: (row) => (row.daysOverdue > 0 ? formats.count(row.daysOverdue) : '–'),
            },
            {
              key: 'stage',
              head: t(texts.stage),
              phone: 'below',
              cell: (row) => <StageChip stage={row.stage} />,
            },
            { key: 'rests', head: t(texts.rests), phone: 'below', wrap: true, cell: (row) => <Rests row={row} /> },
            {
              key: 'charges',
              head: t(texts.charges),
              align: 'amount',
              cell: (row) => <Amount value={row.charges} dashForZero />,
            },
            {
              key: 'open',
              head: t(common.openAmount),
              align: 'amount',
              phone: 'amount',
              cell: (row) => (
                <span className="strong">
                  <Amount value={row.open} foreign={row.currency} />
                </span>
              ),
            },
          ]}
          empty={
            isNarrowed ? (
              <NothingFits onClear={() => void navigate({ search: { view: 'list' }, replace: true })} />
            ) : (
              <Empty title={t(texts.nothingOverdue)}>{t(texts.nothingOverdueWhy)}</Empty>
            )
          }
        />
      ) : !board.data ? (
        !board.error && <PageWaiting />
      ) : stages.length === 0 ? (
        <Empty title={t(isNarrowed ? common.nothingFits : texts.nothingOverdue)}>{t(texts.nothingOverdueWhy)}</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard
        <section className="claim-board" tabIndex={0} aria-label={t(texts.board)} onKeyDown={moveOnBoard}>
          {board.data &&
            shown.map((name) => (
              <StageColumn
                key={name}
                name={name}
                stages={stages.filter(({ stage }) => stage === name)}
                filter={filter}
                onAll={() => change({ view: 'list', stage: name })}
              />
            ))}
        </section>
      )}
    </Screen>
  )
}

const arrows: Record<string, [across: number, down: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}
/** Arrows go from claim to claim within a stage, and to the stage beside it. */
function moveOnBoard(event: KeyboardEvent<HTMLElement>): void {
  const step = arrows[event.key]
  const columns = [...event.currentTarget.querySelectorAll('.claim-column')]
    .map((column) => [...column.querySelectorAll<HTMLElement>('li > a')])
    .filter((claims) => claims.length > 0)
  if (!step || columns.length === 0) return
  event.preventDefault()
  const [across, down] = step
  const at = columns.findIndex((claims) => claims.includes(document.activeElement as HTMLElement))
  const row = columns[at]?.indexOf(document.activeElement as HTMLElement) ?? 0
  const claims = at < 0 ? columns[0]! : columns[Math.min(Math.max(at + across, 0), columns.length - 1)]!
  claims[at < 0 ? 0 : Math.min(Math.max(row + down, 0), claims.length - 1)]!.focus()
}

/** A stage: how much stands there, since when, and the longest overdue of it. */
function StageColumn({
  name,
  stages,
  filter,
  onAll,
}: {
  name: StageName
  stages: readonly Stage[]
  filter: object
  onAll: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company } = useSession()
  const count = stages.reduce((sum, one) => sum + one.count, 0)
  const resting = stages.reduce((sum, one) => sum + one.resting, 0)
  const oldest = stages
    .map(({ oldestDueOn }) => oldestDueOn)
    .sort()
    .at(0)
  const rows = useRead('claims.list', count > 0 ? ({ ...filter, stage: name, limit: inColumn } as never) : null)
  return (
    <section className="claim-column" aria-label={word('claimStage', name)}>
      <header>
        <h2>
          {word('claimStage', name)} <span className="count figures">{formats.count(count)}</span>
        </h2>
        {stages.length === 0 && <p className="figures claim-sum quieter">–</p>}
        {stages.map((one) => (
          <p key={one.currency} className="figures claim-sum">
            <button type="button" className="figure-link" title={t(texts.showAll, { n: count })} onClick={onAll}>
              {formats.whole(one.amount)}
            </button>
            {(stages.length > 1 || one.currency !== company.currency) && (
              <span className="quieter small"> {one.currency}</span>
            )}
          </p>
        ))}
        <p className="small quiet">
          {[oldest && t(texts.oldest, { day: formats.day(oldest) }), resting > 0 && t(texts.resting, { n: resting })]
            .filter(Boolean)
            .join(' · ') || t(texts.nothingHere)}
        </p>
      </header>
      <ul>
        {rows.error && (
          <li>
            <Told error={rows.error} onAgain={() => void rows.refetch()} />
          </li>
        )}
        {count > 0 &&
          rows.data?.rows.map((row) => (
            <li key={row.itemId}>
              <Link to="/companies/$company/claims/$item" params={{ company: company.code, item: row.itemId }}>
                <span className="claim-line">
                  <Who name={row.customerName} isProtected={row.isProtected} />
                  <span className="figures">
                    <Amount value={row.open} foreign={row.currency} />
                  </span>
                </span>
                <span className="claim-line small quiet">
                  <span className="figures">{row.number}</span>
                  <span>
                    <AgeMark age={ageOf(row.daysOverdue)} />
                    {t(texts.daysLate, { n: row.daysOverdue })}
                  </span>
                </span>
                <Rests row={row} />
              </Link>
            </li>
          ))}
      </ul>
      {rows.data && count > rows.data.rows.length && (
        <Button kind="link" onPress={onAll}>
          {t(texts.showAll, { n: count })}
        </Button>
      )}
    </section>
  )
}

export function StageChip({ stage }: { stage: StageName }) {
  const word = useWord()
  return <Chip tone={stageTones[stage] ?? 'neutral'}>{word('claimStage', stage)}</Chip>
}

/** Why a claim rests, each reason once. */
export function Rests({ row }: { row: Pick<Row, 'hindrances' | 'stage'> }) {
  const word = useWord()
  // Where it stands says as much.
  const said = row.stage === 'collection' ? 'in-collection' : row.stage === 'enforcement' ? 'in-enforcement' : null
  const kinds = [...new Set(row.hindrances.map(({ kind }) => kind))].filter((kind) => kind !== said)
  if (kinds.length === 0) return null
  return (
    <span className="pills">
      {kinds.map((kind) => (
        <Chip key={kind} tone="warn" icon={<Pause size={12} aria-hidden />}>
          {word('hindrance', kind)}
        </Chip>
      ))}
    </span>
  )
}
