import { getRouteApi } from '@tanstack/react-router'
import { Pause } from 'lucide-react'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useProblemTexts } from '../../../problems/use-problem-texts.ts'
import { OwnProposal } from '../../../shell/own-proposal.tsx'
import { RunChip } from '../../../shell/run-list.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { KeyBar, Screen } from '../../../ui/screen.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { RunFrame } from '../run-frame.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { evidenceNames, texts } from './texts.ts'
import '../claims.css'
import '../../orders/billing-run.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/losses/runs/$run')
type Row = Output<'losses.read-run'>['rows'][number]

/** Proposed losses: each row with its evidence and the VAT that comes back; another person approves, then they are booked. */
export default function LossRunScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const { run: runId } = route.useParams()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const execute = useAct('losses.execute')
  const read = useRead('losses.read-run', { runId, limit: 1000 } as never, {
    refetchMillis: execute.isRunning ? 1_000 : 10_000,
  })
  const approve = useAct('losses.approve')
  const exclude = useAct('losses.exclude-row')
  const abandon = useAct('losses.abandon')
  const run = read.data?.runId === runId ? read.data : null
  const rows = run?.rows ?? []
  const n = rows.filter(({ state }) => state === 'proposed').length
  const current = rows.find((row) => String(row.rowNo) === search.row) ?? rows[0]
  const isOpen = run?.state === 'proposed' || run?.state === 'approved' || run?.state === 'failed'
  const isApproved = run?.state === 'approved' || run?.state === 'failed'
  const notNow = !can(isApproved ? 'losses.execute' : 'losses.approve')
    ? t(common.mayNot)
    : !isApproved && run && !run.mayApprove
      ? t(texts.needAnother)
      : run && !run.seesWhole
        ? t(common.otherAreas)
        : n === 0
          ? t(texts.nothing)
          : null
  const book = () =>
    void execute.run({ runId } as never).then(
      ({ written, rejected }) => tell(t(texts.executed, { n: written, rejected })),
      () => {},
    )
  const go = () => (isApproved ? book() : void approve.run({ runId } as never).then(book, () => {}))
  const act = n === 0 ? t(texts.approve) : t(isApproved ? texts.executeN : texts.approveN, { n })
  const mayExclude = run?.state === 'proposed' && current?.state === 'proposed' && can('losses.exclude-row')
  const list = useListActs<Row>(
    t(texts.losses),
    'loss-rows',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'due', title: t(common.due), kind: 'day', value: (row) => row.dueOn },
      { of: 'evidence', title: t(texts.evidenceHead), value: (row) => evidenceOf(row, t).join(', ') },
      { of: 'state', title: t(common.state), value: (row) => word('runRowState', row.state) },
      { of: 'net', title: t(texts.net), kind: 'number', value: (row) => row.net },
      { of: 'vat', title: t(texts.vat), kind: 'number', value: (row) => row.vat },
      { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => row.amount },
    ],
    rows,
  )
  const parent = {
    label: t(texts.losses),
    link: { to: '/companies/$company/losses', params: { company: company.code } } as const,
  }
  if (!run)
    return (
      <Screen title={t(texts.losses)} parent={parent}>
        {read.error ? <Told error={read.error} onAgain={() => void read.refetch()} /> : <PageWaiting />}
      </Screen>
    )
  const claims = rows
    .filter(({ state, component }) => component === 'capital' && state !== 'excluded')
    .map(({ itemId }) => itemId)
  return (
    <RunFrame
      run={run}
      title={t(texts.runOf, { kind: word('lossKind', run.kind).toLocaleLowerCase() })}
      parent={parent}
      beside={<RunChip run={run} />}
      list={list}
      acts={[approve, execute, exclude, abandon]}
      carriedOut={execute}
      decide={
        isOpen
          ? {
              act,
              notNow,
              go,
              working: approve.isRunning || execute.isRunning,
              what: run.sums.map((sum) => `${formats.amount(sum.amount)} ${sum.currency}`).join(' · '),
              own: !run.seesWhole && claims.length > 0 && (
                <OwnProposal
                  verb="losses.propose"
                  input={{ kind: run.kind, itemIds: claims, ...(run.evidence ? { evidence: run.evidence } : {}) }}
                  onMade={(made) =>
                    void navigate({
                      to: '/companies/$company/losses/runs/$run',
                      params: { company: company.code, run: made },
                      search: {},
                    })
                  }
                />
              ),
            }
          : null
      }
      leaveOut={
        mayExclude && current
          ? {
              name: current.number,
              keptAs: `${runId}:${current.rowNo}`,
              running: exclude,
              run: (reason) => exclude.run({ runId, rowNo: current.rowNo, reason } as never),
              done: t(texts.excluded, { number: current.number }),
            }
          : null
      }
      abandon={
        isOpen && can('losses.abandon')
          ? { run: () => abandon.run({ runId } as never), done: t(texts.abandoned) }
          : null
      }
    >
      <Strip
        figures={[
          { label: t(texts.claims), figure: formats.count(rows.filter(({ state }) => state !== 'held').length) },
          ...run.sums.flatMap((sum) => [
            { label: `${t(common.amount)}, ${sum.currency}`, figure: formats.amount(sum.amount) },
            { label: t(texts.vat), figure: formats.amount(sum.vat) },
          ]),
          ...(run.evidence
            ? [{ label: t(texts.evidence), figure: <span className="small">{run.evidence}</span> }]
            : []),
        ]}
      />
      <div className="run-rows">
        <Table
          name="loss-rows"
          label={t(texts.losses)}
          rows={rows}
          keyOf={(row) => String(row.rowNo)}
          selected={search.row ?? null}
          onSelect={(row) =>
            void navigate({ search: (before) => ({ ...before, row: String(row.rowNo) }), replace: true })
          }
          onOpen={(row) =>
            void navigate({
              to: '/companies/$company/claims/$item',
              params: { company: company.code, item: row.itemId },
            })
          }
          clickOpens={false}
          columns={[
            {
              key: 'customer',
              head: t(common.customer),
              phone: 'main',
              cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
            },
            {
              key: 'number',
              head: t(common.invoice),
              phone: 'below',
              cell: (row) =>
                `${row.number} ${row.component === 'capital' ? '' : word('itemComponent', row.component).toLocaleLowerCase()}`,
            },
            { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn) },
            {
              key: 'evidence',
              head: t(texts.evidenceHead),
              phone: 'below',
              wrap: true,
              cell: (row) => <Evidence row={row} />,
            },
            {
              key: 'state',
              head: t(common.state),
              phone: 'below',
              cell: (row) => (
                <Chip
                  tone={row.state === 'done' ? 'good' : row.state === 'held' ? 'warn' : 'neutral'}
                  icon={row.state === 'held' ? <Pause size={12} aria-hidden /> : undefined}
                >
                  {word('runRowState', row.state)}
                </Chip>
              ),
            },
            { key: 'net', head: t(texts.net), align: 'amount', cell: (row) => <Amount value={row.net} /> },
            { key: 'vat', head: t(texts.vat), align: 'amount', cell: (row) => <Amount value={row.vat} dashForZero /> },
            {
              key: 'amount',
              head: t(common.amount),
              align: 'amount',
              phone: 'amount',
              cell: (row) => (
                <span className="strong">
                  <Amount value={row.amount} />
                </span>
              ),
            },
          ]}
          empty={<Empty title={t(common.nothingFits)} />}
        />
      </div>
      <KeyBar />
    </RunFrame>
  )
}

const evidenceOf = (row: Row, t: ReturnType<typeof useText>): string[] => [
  ...new Set(row.evidence.map(({ code, text }) => (evidenceNames[code] ? t(evidenceNames[code]!) : text))),
  ...(row.letters.length > 0 ? [t(texts.lettersN, { n: row.letters.length })] : []),
]

/** What shows that it is lost, by the law; and what stands against it. */
function Evidence({ row }: { row: Row }) {
  const t = useText()
  const word = useWord()
  const said = useProblemTexts(row.problems as never)
  // What it rests for has a name of its own.
  const problems = row.problems.map((problem, at) => {
    const { cause } = ((problem as { data?: unknown }).data ?? {}) as { cause?: string }
    return problem.code === 'loss.claim-rests' && cause ? word('hindrance', cause) : (said[at] ?? problem.message)
  })
  const shown = evidenceOf(row, t)
  return (
    <>
      {problems.length > 0 && <span className="negative">{problems.join(' ')}</span>}
      {problems.length === 0 && shown.length > 0 && <span title={row.evidence[0]?.source}>{shown.join(', ')}</span>}
    </>
  )
}
