import { getRouteApi } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useRail } from '../../shell/rail.ts'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Chip } from '../../ui/chip.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Progress } from '../../ui/progress.tsx'
import { KeyBar, Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { useRowInHand } from '../../ui/use-row-in-hand.ts'
import { PageWaiting } from '../../ui/waiting.tsx'
import { Causes } from './causes.tsx'
import { RunAsks } from './run-asks.tsx'
import { RunDecision, useDecision } from './run-decision.tsx'
import { RunFigures } from './run-figures.tsx'
import { RunFilters, viewNames } from './run-filters.tsx'
import { Issued, RejectedOfFile, Returned } from './run-notices.tsx'
import { RunRowDrawer } from './run-row-drawer.tsx'
import { RunRows, Why } from './run-rows.tsx'
import { RunSamples } from './run-samples.tsx'
import { documentsOf, type Row, type Run, type View, views } from './run-shapes.ts'
import { Stages } from './stages.tsx'
import { texts } from './texts.ts'
import { useRowActs } from './use-row-acts.ts'
import './billing-run.css'

const route = getRouteApi('/companies/$company/billing-runs/$run')

/** A billing run: figures, why they differ from last time, what is worth a look, samples; and the one act. */
export default function BillingRunScreen() {
  useRail()
  const t = useText()
  const formats = useFormats()
  const { run: runId } = route.useParams()
  const approve = useAct('invoicing.approve-and-issue')
  const run = useRead('invoicing.read-run', { runId }, { refetchMillis: approve.isRunning ? 1_000 : 5_000 })
  if (!run.data)
    return (
      <Screen title={t(texts.runs)} parent={undefined}>
        {run.error ? (
          <div className="section">
            <Told error={run.error} onAgain={() => void run.refetch()} />
          </div>
        ) : (
          <PageWaiting />
        )}
      </Screen>
    )
  const { state, parameters, byGroup, proposedAt } = run.data
  const day = String(parameters.invoiceOn ?? proposedAt)
  const groups = new Set(byGroup.map(({ name }) => name))
  const title =
    groups.size === 1 ? `${[...groups][0]} ${formats.month(day)}` : t(texts.runOf, { day: formats.dayInText(day) })
  return (
    <RunScreen
      run={run.data}
      title={title}
      approve={approve}
      isExecuting={approve.isRunning || state === 'executing'}
    />
  )
}

interface Props {
  run: Run
  title: string
  approve: ReturnType<typeof useAct<'invoicing.approve-and-issue'>>
  isExecuting: boolean
}

function RunScreen({ run, title, approve, isExecuting }: Props) {
  const t = useText()
  const { company, can } = useSession()
  const excel = useExcel()
  const columns = useSheetColumns('run-rows', sheetColumns)
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const { runId } = run
  const isOpen = (run.state === 'proposed' || run.state === 'approved') && !isExecuting
  const view = views.find((one) => one === search.view) ?? (isOpen ? 'look' : 'all')
  const filter = { runId, view, search: search.q }
  const pages = usePages('invoicing.list-run-rows', {
    ...filter,
    sort: view === 'look' ? ('outliersFirst' as const) : ('rowNo' as const),
  })
  const counts = useRead('invoicing.list-run-rows', { runId, view: 'all', limit: 1 }).data?.counts
  const hand = useRowInHand(pages.rows, search.row, 'run-rows')
  const acts = useRowActs(runId, hand)
  const sendOn = useAct('invoicing.send-on')
  const abandon = useAct('invoicing.abandon-run')
  const decision = useDecision(run)
  const row = hand.row
  const mayChange = isOpen && can('invoicing.edit-row')
  const isProposed = row?.state === 'proposed'
  const isStopped = row?.state === 'held' || row?.state === 'excluded'
  const go = () => void approve.run({ runId, seen: run.sums }).catch(() => {})
  const open = (one: Row) =>
    void navigate({ search: (before) => ({ ...before, row: String(one.rowNo), drawer: true }) })
  const close = () => {
    void navigate({ search: (before) => ({ ...before, drawer: undefined }), replace: true })
    if (row) hand.take(row.rowNo)
  }
  const show = (next: View) => {
    hand.letGo()
    void navigate({ search: (before) => ({ ...before, view: next, row: undefined, drawer: undefined }), replace: true })
  }
  const takeAway = () => void excel.take('invoicing.export-run-rows', { ...filter, columns } as never)
  useKeys([
    isOpen && row && { key: 'G', label: t(texts.markReviewed), run: () => acts.markReviewed(row) },
    mayChange && isProposed && { key: 'H', label: t(texts.holdBack), run: () => acts.ask('hold') },
    mayChange && isStopped && { key: 'L', label: t(texts.release), run: () => acts.letGo(row) },
    mayChange && isProposed && { key: 'Backspace', label: t(texts.leaveOut), run: () => acts.leaveOut(row) },
    { key: 'E', label: t(common.excel), run: takeAway, unlisted: true },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    isOpen && {
      key: 'Ctrl+Enter',
      label: t(texts.approveN, { n: documentsOf(run) }),
      run: () => !decision.notNow && go(),
      inFields: true,
      unlisted: true,
    },
  ])
  const importId = typeof run.parameters.importId === 'string' ? run.parameters.importId : null
  const error = [approve, acts.exclude, abandon, sendOn, acts.release, acts.review, excel].find(
    (one) => one.error,
  )?.error
  return (
    <Screen
      title={title}
      parent={{
        label: t(texts.runs),
        link: { to: '/companies/$company/billing-runs', params: { company: company.code } },
      }}
      beside={<Stages run={run} isExecuting={isExecuting} />}
      acts={
        <RunMenu
          run={run}
          waitsForYou={isOpen && !decision.notNow}
          isWriting={excel.isRunning}
          onExcel={takeAway}
          abandon={isOpen && abandon}
        />
      }
    >
      {error && (
        <div className="section">
          <Told error={error} />
        </div>
      )}
      <ChangedNotice subjects={[runId]} />
      {importId && <RejectedOfFile importId={importId} />}
      {isOpen && <Returned run={run} onSendOn={() => void sendOn.run({ runId }).catch(() => {})} />}
      {isExecuting && (
        <div className="section">
          <Progress
            label={t(texts.issuingNow)}
            progress={approve.progress ?? { done: run.done, total: run.total }}
            note={t(texts.mayClose)}
          />
        </div>
      )}
      {run.state === 'done' && <Issued run={run} />}
      <div className="columns">
        <div className="main">
          <RunFigures run={run} counts={counts} onShow={show} />
          <RunFilters
            view={view}
            counts={counts}
            customer={search.q ?? ''}
            onView={show}
            onCustomer={(q) => void navigate({ search: (before) => ({ ...before, q }), replace: true })}
          />
          <div className="run-rows" id="run-rows" role="tabpanel" aria-label={t(viewNames[view])}>
            <RunRows run={run} view={view} counts={counts} pages={pages} hand={hand} onOpen={open} />
          </div>
          {isOpen && <KeyBar />}
        </div>
        {search.drawer && row ? (
          <RunRowDrawer
            key={row.rowNo}
            run={run}
            row={row}
            why={<Why row={row} />}
            mayEdit={mayChange}
            onClose={close}
          />
        ) : (
          <aside className="side run-side" aria-label={t(texts.samples)}>
            <Causes runId={runId} />
            <RunSamples runId={runId} row={row ?? null} onChoose={hand.choose} />
          </aside>
        )}
      </div>
      {isOpen && (
        <RunDecision
          run={run}
          decision={decision}
          onGo={go}
          onSendBack={() => acts.ask('send-back')}
          onOwn={(made) =>
            void navigate({
              to: '/companies/$company/billing-runs/$run',
              params: { company: company.code, run: made },
              search: {},
            })
          }
        />
      )}
      <RunAsks runId={runId} row={row} acts={acts} />
    </Screen>
  )
}

/** The columns of the file, by the column of the table to which they belong. */
const sheetColumns = {
  customer: ['rowNo', 'customer', 'customerName'],
  why: ['causes.0.code', 'holds.0.reason', 'problems.0.message'],
  before: ['previous'],
  now: ['currency', 'net', 'vat', 'payable', 'dueOn', 'channel'],
  state: ['state', 'kind', 'reviewed.by'],
}

/** Where the run stands, and what is seldom done with it. */
function RunMenu({
  run,
  waitsForYou,
  isWriting,
  onExcel,
  abandon,
}: {
  run: Run
  waitsForYou: boolean
  isWriting: boolean
  onExcel: () => void
  abandon: ReturnType<typeof useAct<'invoicing.abandon-run'>> | false
}) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  return (
    <>
      {waitsForYou && <Chip tone="act">{t(texts.waitsForYou)}</Chip>}
      {run.state === 'abandoned' && <Chip tone="outlined">{t(codes.runState.abandoned)}</Chip>}
      <ExcelButton working={isWriting} onPress={onExcel} />
      <Menu
        entries={[
          { label: t(common.print), keyCap: 'P', run: () => window.print() },
          abandon &&
            can('invoicing.abandon-run') && {
              label: t(texts.abandon),
              destructive: true,
              run: () =>
                void abandon.run({ runId: run.runId }).then(
                  () => tell(t(texts.abandoned)),
                  () => {},
                ),
            },
        ]}
      />
    </>
  )
}
