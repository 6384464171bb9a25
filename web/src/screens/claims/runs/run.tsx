import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useSheet } from '../../../api/use-sheet.ts'
import { useAct, usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { ChangedNotice } from '../../../shell/changed-notice.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { useRail } from '../../../shell/rail.ts'
import { RunChip } from '../../../shell/run-list.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { ExcelButton } from '../../../ui/excel-button.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { KeyBar, Screen } from '../../../ui/screen.tsx'
import { Told } from '../../../ui/told.tsx'
import { useRowInHand } from '../../../ui/use-row-in-hand.ts'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { MissingRates, UnverifiedRates } from '../rates-told.tsx'
import { HeldBy } from './held-by.tsx'
import { LetterPane, RowParts } from './letter-pane.tsx'
import { RunAsks } from './run-asks.tsx'
import { HeldByCause, SinceLast, Waiting } from './run-causes.tsx'
import { RunDecision, useDecision } from './run-decision.tsx'
import { RunFigures } from './run-figures.tsx'
import { partOf, RunFilters, type RunSearch, rowStates } from './run-filters.tsx'
import { BankFreshness, Result, RunStages } from './run-notices.tsx'
import { RunRows, Why } from './run-rows.tsx'
import { sheetOf } from './run-sheet.ts'
import { stateNames } from './say.ts'
import type { Row, Run, Sums } from './shapes.ts'
import { texts } from './texts.ts'
import { useRowActs } from './use-row-acts.ts'
import '../../orders/billing-run.css'
import { useHere } from '../../../shell/use-here.ts'
import './runs.css'

const route = getRouteApi('/companies/$company/dunning-runs/$run')

/** A dunning run: what it asks for, what holds the rest, each letter as it would be; and the one act. */
export default function DunningRunScreen() {
  useRail()
  const t = useText()
  const formats = useFormats()
  const { run: runId } = route.useParams()
  const { group } = route.useSearch()
  const approve = useAct('dunning.approve-and-execute')
  const run = useRead('dunning.read-run', { runId }, { refetchMillis: approve.isRunning ? 1_000 : 5_000 })
  const sums = useRead('dunning.sum-run-rows', { runId, ...partOf(group) })
  const error = run.error ?? sums.error
  if (!run.data || !sums.data)
    return (
      <Screen title={t(texts.runs)}>
        {error ? (
          <div className="section">
            <Told error={error} onAgain={() => void run.refetch()} />
          </div>
        ) : (
          <PageWaiting />
        )}
      </Screen>
    )
  return (
    <RunScreen
      run={run.data}
      sums={sums.data}
      title={t(texts.runOf, { day: formats.dayInText(run.data.on) })}
      approve={approve}
      isExecuting={approve.isRunning || run.data.state === 'executing'}
    />
  )
}

interface Props {
  run: Run
  sums: Sums
  title: string
  approve: ReturnType<typeof useAct<'dunning.approve-and-execute'>>
  isExecuting: boolean
}

function RunScreen({ run, sums, title, approve, isExecuting }: Props) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const { runId } = run
  const part = partOf(search.group)
  const state = rowStates.find((one) => one === search.state)
  const pages = usePages('dunning.list-run-rows', {
    runId,
    ...(state ? { state } : {}),
    ...part,
    ...(search.cause ? { cause: search.cause } : {}),
    ...(search.q ? { search: search.q } : {}),
    order: 'look' as const,
  })
  const hand = useRowInHand(pages.rows, search.row, 'dunning-rows')
  const acts = useRowActs(runId, hand)
  const abandon = useAct('dunning.abandon-run')
  const sheet = useSheet('dunning-run-rows')
  const decision = useDecision(run, sums)
  const [restId, setRestId] = useState<string | null>(null)
  const row = hand.row
  const isOpen = (run.state === 'proposed' || run.state === 'approved') && !isExecuting
  const mayChange = isOpen && can('dunning.hold-row')
  const mayHold = mayChange && row?.state === 'proposed'
  const mayRelease = mayChange && (row?.state === 'held' || row?.state === 'excluded')
  const mayRecall = can('dunning.recall') && run.letters.waiting > 0
  const openRun = (id: string | null) =>
    id &&
    void navigate({
      to: '/companies/$company/dunning-runs/$run',
      params: { company: company.code, run: id },
      search: {},
    })
  const go = () =>
    void approve.run({ runId, ...part, rows: sums.letters + sums.handovers }).then(
      (answer) => {
        setRestId(answer.restId)
        void navigate({ search: {}, replace: true })
      },
      () => {},
    )
  const narrow = (next: RunSearch) => {
    hand.letGo()
    void navigate({ search: (before) => ({ ...before, row: undefined, drawer: undefined, ...next }), replace: true })
  }
  const open = (one: Row) =>
    void navigate({ search: (before) => ({ ...before, row: String(one.rowNo), drawer: true }) })
  const close = () => {
    void navigate({ search: (before) => ({ ...before, drawer: undefined }), replace: true })
    if (row) hand.take(row.rowNo)
  }
  const excel = () => void sheet.write(title, sheetOf(run, t, formats), pages.readAll)
  useKeys([
    mayHold && { key: 'H', label: t(texts.holdAct), run: () => acts.ask('hold') },
    mayRelease && row && { key: 'L', label: t(texts.releaseAct), run: () => acts.startRelease(row) },
    mayHold && row && { key: 'X', label: t(texts.leaveOut), run: () => acts.leaveOut(row) },
    mayRecall && { key: 'Backspace', label: t(texts.recall), run: () => acts.ask('recall') },
    { key: 'E', label: t(common.excel), run: excel, unlisted: true },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    isOpen && {
      key: 'Ctrl+Enter',
      label: decision.act,
      run: () => !decision.notNow && go(),
      inFields: true,
      unlisted: true,
    },
  ])
  const error = [approve, acts.hold, acts.exclude, acts.release, abandon, acts.recall, sheet].find(
    (one) => one.error && !acts.asks,
  )?.error
  return (
    <Screen
      title={title}
      parent={{
        label: t(texts.runs),
        link: { to: '/companies/$company/dunning-runs', params: { company: company.code } },
      }}
      beside={<RunStages run={run} isExecuting={isExecuting} />}
      acts={
        <RunMenu
          run={run}
          waitsForYou={isOpen && !decision.notNow}
          isWriting={sheet.isRunning}
          onExcel={excel}
          onRecall={mayRecall && (() => acts.ask('recall'))}
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
      {isExecuting && (
        <div className="section">
          <Progress
            label={t(texts.sendingNow)}
            progress={approve.progress ?? { done: run.done, total: run.total }}
            note={t(texts.mayClose)}
          />
        </div>
      )}
      {run.state === 'done' && (
        <Result
          run={run}
          restId={restId}
          onRest={() => openRun(restId)}
          onDropped={() => narrow({ state: 'rejected', group: undefined, cause: undefined })}
          onRecall={mayRecall ? () => acts.ask('recall') : null}
        />
      )}
      <UnverifiedRates rates={run.unverified} />
      {isOpen && <MissingRates rows={sums.causes.find(({ code }) => code === 'law-missing')?.rows ?? 0} />}
      <div className="columns">
        <div className="main">
          <RunFigures run={run} sums={sums} />
          <RunFilters run={run} sums={sums} search={search} onNarrow={narrow} />
          <div
            className="run-rows"
            id="dunning-rows"
            role="tabpanel"
            aria-label={t(stateNames[state ?? ''] ?? common.all)}
          >
            <RunRows run={run} title={title} pages={pages} hand={hand} onOpen={open} />
          </div>
          <div className="run-foot no-print">
            {isOpen && <KeyBar />}
            <BankFreshness run={run} isHolding={sums.causes.some(({ code }) => code === 'bank-file-old')} />
          </div>
        </div>
        {search.drawer && row ? (
          <RowDrawer run={run} row={row} onRecall={() => acts.ask('recall-one')} onClose={close} />
        ) : (
          <aside className="side run-side" aria-label={t(texts.letter)}>
            <HeldByCause causes={sums.causes} held={sums.held} onOpen={(cause) => narrow({ cause, state: 'held' })} />
            {row && <HeldBy row={row} />}
            <LetterPane run={run} row={row} onStep={hand.step} />
            <SinceLast runId={runId} />
            <Waiting waiting={run.totals.waiting} />
          </aside>
        )}
      </div>
      {isOpen && (
        <RunDecision
          run={run}
          sums={sums}
          isPart={part.policy !== undefined}
          decision={decision}
          onGo={go}
          onOwn={openRun}
        />
      )}
      <RunAsks runId={runId} row={row} acts={acts} />
    </Screen>
  )
}

/** Where the run stands, and what is seldom done with it. */
function RunMenu({
  run,
  waitsForYou,
  isWriting,
  onExcel,
  onRecall,
  abandon,
}: {
  run: Run
  waitsForYou: boolean
  isWriting: boolean
  onExcel: () => void
  onRecall: (() => void) | false
  abandon: ReturnType<typeof useAct<'dunning.abandon-run'>> | false
}) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  return (
    <>
      {waitsForYou && <Chip tone="act">{t(texts.waitsForYou)}</Chip>}
      {run.state === 'abandoned' && <RunChip run={run} />}
      <ExcelButton working={isWriting} onPress={onExcel} />
      <Menu
        entries={[
          { label: t(common.print), keyCap: 'P', run: () => window.print() },
          onRecall && { label: t(texts.recall), keyCap: 'Backspace', destructive: true, run: onRecall },
          abandon &&
            can('dunning.abandon-run') && {
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

/** One row with all that it is made of. */
function RowDrawer({ run, row, onRecall, onClose }: { run: Run; row: Row; onRecall: () => void; onClose: () => void }) {
  const t = useText()
  const { company, can } = useSession()
  return (
    <Drawer title={t(texts.rowOf, { name: row.customerName })} onClose={onClose}>
      <section className="section">
        <p>
          <Why row={row} on={run.on} />
        </p>
        <p className="pills">
          <ButtonLink
            to="/companies/$company/customers/$number"
            params={{ company: company.code, number: row.customer }}
          >
            {t(texts.openCustomer)}
          </ButtonLink>
          {row.letterId && can('dunning.recall') && (
            <Button kind="destructive" onPress={onRecall}>
              {t(texts.recallOne)}
            </Button>
          )}
        </p>
      </section>
      <HeldBy row={row} />
      <RowParts row={row} />
    </Drawer>
  )
}
