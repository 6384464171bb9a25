import { getRouteApi } from '@tanstack/react-router'
import { Check, Lock, Pause, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../../api/call.ts'
import type { Problem } from '../../../api/refused.ts'
import { useSession } from '../../../api/session.tsx'
import { useSheet } from '../../../api/use-sheet.ts'
import { useAct, usePages, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { useProblemTexts } from '../../../problems/use-problem-texts.ts'
import { ChangedNotice } from '../../../shell/changed-notice.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { OwnProposal } from '../../../shell/own-proposal.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { ApproveBar } from '../../../ui/approve-bar.tsx'
import { Banner } from '../../../ui/banner.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ExcelButton } from '../../../ui/excel-button.tsx'
import { heldHand } from '../../../ui/give-hand.ts'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill, TextPill } from '../../../ui/pill.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { KeyBar, Screen } from '../../../ui/screen.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { MissingRates, UnverifiedRates } from '../rates-told.tsx'
import { LetterPane, RowParts } from './letter-pane.tsx'
import { HeldByCause, SinceLast, Waiting } from './run-causes.tsx'
import { type Row, sayCause, sayChannel, sayKind, sayWhy } from './say.ts'
import { texts } from './texts.ts'
import '../../orders/billing-run.css'
import './runs.css'

const route = getRouteApi('/companies/$company/dunning-runs/$run')
type Run = Output<'dunning.read-run'>
type Sums = Output<'dunning.sum-run-rows'>
type State = Row['state']
const states = ['proposed', 'done', 'held', 'rejected', 'excluded', 'recalled'] as const

/** A dunning run: what it asks for, what holds the rest, each letter as it would be; and the one act. */
export default function DunningRunScreen() {
  const t = useText()
  const formats = useFormats()
  const { run: runId } = route.useParams()
  const search = route.useSearch()
  const approve = useAct('dunning.approve-and-execute')
  const run = useRead('dunning.read-run', { runId }, { refetchMillis: approve.isRunning ? 1_000 : 5_000 })
  const [policy, stepNo] = groupOf(search.group)
  const sums = useRead('dunning.sum-run-rows', { runId, ...(policy ? { policy } : {}), ...(stepNo ? { stepNo } : {}) })
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

/** "STANDARD" or "STANDARD/2": a policy, or one of its steps. */
const groupOf = (group: string | undefined): [policy: string | null, stepNo: number | null] => {
  if (!group) return [null, null]
  const at = group.lastIndexOf('/')
  return at < 0 ? [group, null] : [group.slice(0, at), Number(group.slice(at + 1)) || null]
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
  const tell = useTell()
  const session = useSession()
  const { company, can } = session
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { runId } = run
  const isOpen = (run.state === 'proposed' || run.state === 'approved') && !isExecuting
  const [policy, stepNo] = groupOf(search.group)
  const state = states.find((one) => one === search.state)
  const filter = {
    runId,
    ...(state ? { state } : {}),
    ...(policy ? { policy } : {}),
    ...(stepNo ? { stepNo } : {}),
    ...(search.cause ? { cause: search.cause } : {}),
    ...(search.q ? { search: search.q } : {}),
    order: 'look' as const,
  }
  const pages = usePages('dunning.list-run-rows', filter)
  const hold = useAct('dunning.hold-row')
  const release = useAct('dunning.release-row')
  const exclude = useAct('dunning.exclude-row')
  const abandon = useAct('dunning.abandon-run')
  const recall = useAct('dunning.recall')
  const sheet = useSheet('dunning-run-rows')
  const [asks, setAsks] = useState<'hold' | 'release' | 'recall' | 'recall-one' | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const at = chosen ?? search.row
  const selected = pages.rows.find((row) => String(row.rowNo) === at) ?? pages.rows[0]
  const going = sums.letters + sums.handovers
  const mine = run.proposedBy === session.name && sums.wantsSecondPerson
  const mayNot = !can('dunning.approve-and-execute')
    ? t(common.mayNot)
    : mine
      ? t(texts.needAnother)
      : run.seesWhole
        ? null
        : t(common.otherAreas)
  const notNow =
    mayNot ??
    (going === 0
      ? t(texts.nothingGoes)
      : run.on > company.today
        ? t(texts.tooEarly, { day: formats.dayInText(run.on, 'short') })
        : null)
  const act =
    sums.letters > 0
      ? t(texts.approveN, { n: sums.letters })
      : sums.handovers > 0
        ? t(texts.approveHandovers, { n: sums.handovers })
        : t(texts.approve)
  const mayChange = isOpen && can('dunning.hold-row')
  const restLink = (restId: string | null) =>
    restId &&
    void navigate({
      to: '/companies/$company/dunning-runs/$run',
      params: { company: company.code, run: restId },
      search: {},
    })
  const [restId, setRestId] = useState<string | null>(null)
  const go = () =>
    void approve.run({ runId, ...(policy ? { policy } : {}), ...(stepNo ? { stepNo } : {}), rows: going }).then(
      (answer) => {
        setRestId(answer.restId)
        void navigate({ search: {}, replace: true })
      },
      () => {},
    )
  const choose = (rowNo: number, give = heldHand()) => {
    setChosen(String(rowNo))
    requestAnimationFrame(() => give(document.querySelector<HTMLElement>(`#dunning-rows tr[data-key="${rowNo}"]`)))
  }
  const goOn = (row: Row, give = heldHand()) => {
    const index = pages.rows.indexOf(row)
    const next = pages.rows[index + 1] ?? pages.rows[index - 1]
    if (next) choose(next.rowNo, give)
  }
  const step = (by: number) => {
    if (!selected || pages.rows.length === 0) return
    const index = pages.rows.indexOf(selected)
    choose(pages.rows[(index + by + pages.rows.length) % pages.rows.length]!.rowNo)
  }
  const leaveOut = (row: Row) => {
    goOn(row)
    void exclude.run({ runId, rowNo: row.rowNo }).then(
      ({ undo }) => tell(t(texts.leftOutDone, { name: row.customerName }), undo, () => choose(row.rowNo)),
      () => {},
    )
  }
  const letGo = (row: Row, reason?: string) =>
    release.run({ runId, rowNo: row.rowNo, ...(reason ? { reason } : {}) }).then(
      (answer) => {
        setAsks(null)
        tell(
          t(answer.state === 'held' ? texts.stillHeld : texts.releasedDone, { name: row.customerName }),
          answer.undo,
          () => choose(row.rowNo),
        )
      },
      () => {},
    )
  const isOwnHold = (row: Row) => row.causes.length > 0 && row.causes.every(({ code }) => code === 'by-person')
  const startRelease = (row: Row) => (row.state === 'excluded' || isOwnHold(row) ? void letGo(row) : setAsks('release'))
  const mayHold = mayChange && selected?.state === 'proposed'
  const mayRelease = mayChange && (selected?.state === 'held' || selected?.state === 'excluded')
  const mayRecall = can('dunning.recall') && run.letters.waiting > 0
  const narrow = (next: Partial<typeof search>) => {
    setChosen(null)
    void navigate({ search: (before) => ({ ...before, row: undefined, drawer: undefined, ...next }), replace: true })
  }
  const open = (row: Row | undefined) =>
    row && void navigate({ search: (before) => ({ ...before, row: String(row.rowNo), drawer: true }) })
  const close = () => {
    void navigate({ search: (before) => ({ ...before, drawer: undefined }), replace: true })
    if (selected) choose(selected.rowNo)
  }
  // Terms that no row has take no room; what is shown adds up to what is asked for.
  const asked = {
    compensation: run.totals.sums.some((sum) => Number(sum.compensation) !== 0),
    charged: run.totals.sums.some((sum) => Number(sum.charged) !== 0),
  }
  const excel = () =>
    void sheet.write(
      title,
      [
        { of: 'customer', title: t(texts.customer), value: (row: Row) => row.customer },
        { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
        { of: 'why', title: t(texts.why), value: (row) => sayWhy(row, run.on, t, formats) },
        { of: 'step', title: t(texts.nextStep), value: (row) => sayKind(t, row.kind) },
        { of: 'step', title: t(common.state), value: (row) => t(stateNames[row.state as State] ?? common.none) },
        {
          of: 'step',
          title: t(texts.seeCause),
          value: (row) => row.causes.map(({ code }) => sayCause(t, code)).join(', '),
        },
        {
          of: 'why',
          title: t(common.invoices),
          value: (row) => row.items.map(({ number }) => number).join(', '),
        },
        { of: 'capital', title: t(texts.capital), kind: 'number', value: (row) => row.capital },
        { of: 'interest', title: t(texts.interest), kind: 'number', value: (row) => row.interest },
        { of: 'fee', title: t(texts.fee), kind: 'number', value: (row) => row.fee },
        ...(asked.compensation
          ? [
              {
                of: 'compensation',
                title: t(texts.compensation),
                kind: 'number' as const,
                value: (row: Row) => row.compensation,
              },
            ]
          : []),
        ...(asked.charged
          ? [{ of: 'charged', title: t(texts.charged), kind: 'number' as const, value: (row: Row) => row.charged }]
          : []),
        { of: 'total', title: t(texts.total), kind: 'number', value: (row) => row.total },
        {
          of: 'total',
          title: t({ sv: 'Valuta', nb: 'Valuta', bg: 'Валута', en: 'Currency' }),
          value: (row) => row.currency,
        },
      ],
      pages.readAll,
    )
  useKeys([
    mayHold && { key: 'H', label: t(texts.holdAct), run: () => setAsks('hold') },
    mayRelease && selected && { key: 'L', label: t(texts.releaseAct), run: () => startRelease(selected) },
    mayHold && selected && { key: 'X', label: t(texts.leaveOut), run: () => leaveOut(selected) },
    mayRecall && { key: 'Backspace', label: t(texts.recall), run: () => setAsks('recall') },
    { key: 'E', label: t(common.excel), run: excel, unlisted: true },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    isOpen && {
      key: 'Ctrl+Enter',
      label: act,
      run: () => !notNow && go(),
      inFields: true,
      unlisted: true,
    },
  ])
  const error = [approve, hold, exclude, release, abandon, recall, sheet].find((one) => one.error && !asks)?.error
  const moment = (instant: string | null) =>
    instant?.slice(0, 10) === company.today ? formats.time(instant) : formats.instant(instant)
  const tabs = states
    .filter((one) => (sums.states[one] ?? 0) > 0)
    .map((one) => ({ value: one as string, label: t(stateNames[one]!), count: sums.states[one] ?? 0 }))
  const groups = groupOptions(run, t)
  const isMany = run.totals.sums.length > 1
  const amountsOf = (part: keyof Omit<Sums['sums'][number], 'currency'>) =>
    sums.sums.length === 0
      ? formats.amount('0')
      : sums.sums.map((sum) => (
          <span key={sum.currency} className="nowrap sum-of">
            {formats.amount(sum[part])}
            {isMany && <span className="quieter small"> {sum.currency}</span>}
          </span>
        ))
  return (
    <Screen
      title={title}
      parent={{
        label: t(texts.runs),
        link: { to: '/companies/$company/dunning-runs', params: { company: company.code } },
      }}
      beside={<RunStages run={run} isExecuting={isExecuting} />}
      acts={
        <>
          {isOpen && !notNow && <Chip tone="act">{t(texts.waitsForYou)}</Chip>}
          {run.state === 'abandoned' && <Chip tone="outlined">{t(codes.runState.abandoned)}</Chip>}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: excel },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
              mayRecall && {
                label: t(texts.recall),
                keyCap: 'Backspace',
                destructive: true,
                run: () => setAsks('recall'),
              },
              isOpen &&
                can('dunning.abandon-run') && {
                  label: t(texts.abandon),
                  destructive: true,
                  run: () =>
                    void abandon.run({ runId }).then(
                      () => tell(t(texts.abandoned)),
                      () => {},
                    ),
                },
            ]}
          />
        </>
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
          onRest={() => restLink(restId)}
          onDropped={() => narrow({ state: 'rejected', group: undefined, cause: undefined })}
          onRecall={mayRecall ? () => setAsks('recall') : null}
        />
      )}
      <UnverifiedRates rates={run.unverified} />
      {isOpen && <MissingRates rows={sums.causes.find(({ code }) => code === 'law-missing')?.rows ?? 0} />}
      <div className="columns">
        <div className="main">
          <Strip
            figures={[
              {
                label: t(texts.letters),
                figure: formats.count(sums.letters),
                clause: byKind(sums)
                  .map(([kind, n]) => t(phraseOf(texts, `n.${kind}`), { n }))
                  .join(', '),
              },
              {
                label: t(texts.capital),
                figure: amountsOf('capital'),
                clause: t(texts.claimsN, { n: sums.items }),
              },
              {
                label: t(texts.interest),
                figure: amountsOf('interest'),
                clause: sums.withInterest > 0 ? t(texts.withInterestN, { n: sums.withInterest }) : t(texts.noInterest),
              },
              {
                label: t(texts.fees),
                figure: amountsOf('fee'),
                clause:
                  sums.fees.length === 0
                    ? t(texts.noFees)
                    : sums.fees
                        .slice(0, 3)
                        .map(({ fee, letters }) => `${formats.count(letters)} × ${formats.amount(fee)}`)
                        .join(` ${t(texts.and)} `),
              },
              ...(asked.compensation ? [{ label: t(texts.compensation), figure: amountsOf('compensation') }] : []),
              ...(asked.charged ? [{ label: t(texts.charged), figure: amountsOf('charged') }] : []),
              { label: t(texts.total), figure: amountsOf('total') },
            ]}
          />
          <div className="run-tabs">
            <Tabs
              label={t(stateLabel)}
              tabs={[
                {
                  value: '',
                  label: t(common.all),
                  count: Object.values(sums.states).reduce((sum, n) => sum + n, 0),
                },
                ...tabs,
              ]}
              value={state ?? ''}
              panelId="dunning-rows"
              onChange={(next) => narrow({ state: next, cause: undefined })}
            />
            <span className="filters">
              {groups.length > 1 && (
                <ChoicePill
                  label={t(texts.group)}
                  value={search.group ?? ''}
                  all={t(texts.wholeRun)}
                  options={groups}
                  onChange={(group) => narrow({ group })}
                />
              )}
              {search.cause && (
                <ChoicePill
                  label={t(texts.seeCause)}
                  value={search.cause}
                  options={sums.causes.map(({ code }) => ({ value: code, label: sayCause(t, code) }))}
                  onChange={(cause) => narrow({ cause, state: cause ? 'held' : search.state })}
                />
              )}
              <TextPill label={t(texts.searchCustomer)} value={search.q ?? ''} onChange={(q) => narrow({ q })} />
              <span className="on-wide">
                <ExcelButton working={sheet.isRunning} onPress={excel} />
              </span>
            </span>
          </div>
          <div
            className="run-rows"
            id="dunning-rows"
            role="tabpanel"
            aria-label={t(stateNames[state ?? ''] ?? common.all)}
          >
            <Table
              name="dunning-run-rows"
              label={title}
              rows={pages.rows}
              pages={pages}
              keyOf={(row) => String(row.rowNo)}
              selected={selected ? String(selected.rowNo) : null}
              onSelect={(row) => setChosen(String(row.rowNo))}
              onOpen={open}
              clickOpens={false}
              onExplain={open}
              groupOf={(row) => ({ key: row.group, label: t(groupNames(run.state)[row.group] ?? common.none) })}
              columns={[
                {
                  key: 'customer',
                  head: t(common.customer),
                  phone: 'main',
                  cell: (row) => (
                    <span className="strong">
                      {row.isProtected && <Lock size={12} aria-hidden />} {row.customerName}
                    </span>
                  ),
                },
                {
                  key: 'why',
                  head: t(texts.why),
                  phone: 'below',
                  wrap: true,
                  cell: (row) => <Why row={row} on={run.on} />,
                },
                {
                  key: 'step',
                  head: t(texts.nextStep),
                  phone: 'below',
                  wrap: true,
                  cell: (row) => <NextStep row={row} />,
                },
                {
                  key: 'capital',
                  head: t(texts.capital),
                  align: 'amount',
                  phone: 'amount',
                  cell: (row) => (
                    <span className="strong">
                      <Amount value={row.capital} {...(isMany ? { currency: row.currency } : {})} />
                    </span>
                  ),
                },
                {
                  key: 'interest',
                  head: t(texts.interest),
                  align: 'amount',
                  cell: (row) => <Amount value={row.state === 'held' ? null : row.interest} dashForZero />,
                },
                {
                  key: 'fee',
                  head: t(texts.fee),
                  align: 'amount',
                  cell: (row) => <Amount value={row.state === 'held' ? null : row.fee} dashForZero />,
                },
                asked.compensation && {
                  key: 'compensation',
                  head: t(texts.compensation),
                  align: 'amount',
                  cell: (row) => <Amount value={row.state === 'held' ? null : row.compensation} dashForZero />,
                },
                asked.charged && {
                  key: 'charged',
                  head: t(texts.charged),
                  align: 'amount',
                  cell: (row) => <Amount value={row.state === 'held' ? null : row.charged} dashForZero />,
                },
                {
                  key: 'total',
                  head: t(texts.total),
                  align: 'amount',
                  cell: (row) => <Amount value={row.state === 'held' ? null : row.total} />,
                },
              ]}
              empty={<Empty title={t(common.nothingFits)} />}
            />
          </div>
          <div className="run-foot no-print">
            {isOpen && <KeyBar />}
            <BankFreshness run={run} isHolding={sums.causes.some(({ code }) => code === 'bank-file-old')} />
          </div>
        </div>
        {search.drawer && selected ? (
          <Drawer title={t(texts.rowOf, { name: selected.customerName })} onClose={close}>
            <section className="section">
              <p>
                <Why row={selected} on={run.on} />
              </p>
              <p className="pills">
                <ButtonLink
                  to="/companies/$company/customers/$number"
                  params={{ company: company.code, number: selected.customer }}
                >
                  {t(texts.openCustomer)}
                </ButtonLink>
                {selected.letterId && can('dunning.recall') && (
                  <Button kind="destructive" onPress={() => setAsks('recall-one')}>
                    {t(texts.recallOne)}
                  </Button>
                )}
              </p>
            </section>
            <RowParts row={selected} />
          </Drawer>
        ) : (
          <aside className="side run-side" aria-label={t(texts.letter)}>
            <HeldByCause causes={sums.causes} held={sums.held} onOpen={(cause) => narrow({ cause, state: 'held' })} />
            <LetterPane run={run} row={selected} onStep={step} />
            <SinceLast runId={runId} />
            <Waiting waiting={run.totals.waiting} />
          </aside>
        )}
      </div>
      {isOpen && (
        <ApproveBar
          proposed={t(texts.proposedBy, { name: run.proposedBy ?? t(texts.byProgram), time: moment(run.proposedAt) })}
          approval={{
            isDone: run.approvedBy !== null,
            text: run.approvedBy
              ? t(texts.approvedBy, { name: run.approvedBy, time: moment(run.approvedAt) })
              : t(mayNot ? texts.anotherApproves : texts.youApprove),
          }}
          what={[
            t(texts.lettersN, { n: sums.letters }),
            ...(sums.handovers > 0 ? [t(texts.handoversN, { n: sums.handovers })] : []),
            ...sums.sums.map((sum) => `${formats.amount(sum.total)} ${sum.currency}`),
          ].join(' · ')}
          more={[
            ...sums.channels.map(({ channel, letters }) =>
              t(texts[`by.${channel as 'print'}`], { n: formats.count(letters) }),
            ),
            t(texts.checkedAgain),
            ...(policy ? [t(texts.restWaits)] : []),
          ].join(' · ')}
          notNow={notNow}
          act={act}
          onGo={go}
        >
          {!run.seesWhole && run.totals.steps.length > 0 && (
            <OwnProposal verb="dunning.propose" input={ownOf(run, company.today)} onMade={restLink} />
          )}
        </ApproveBar>
      )}
      {asks === 'hold' && selected && (
        <ReasonDialog
          title={t(texts.holdOf, { name: selected.customerName })}
          label={t(texts.holdWhy)}
          note={t(texts.holdNote)}
          act={t(texts.holdAct)}
          running={hold}
          onClose={() => setAsks(null)}
          onGiven={(reason) => {
            const give = heldHand()
            void hold.run({ runId, rowNo: selected.rowNo, reason }).then(
              ({ undo }) => {
                setAsks(null)
                goOn(selected, give)
                tell(t(texts.heldDone, { name: selected.customerName }), undo, () => choose(selected.rowNo))
              },
              () => {},
            )
          }}
        />
      )}
      {asks === 'release' && selected && (
        <ReasonDialog
          title={t(texts.releaseOf, { name: selected.customerName })}
          label={t(texts.releaseWhy, { cause: sayCause(t, selected.causes[0]?.code ?? '') })}
          act={t(texts.releaseAct)}
          running={release}
          onClose={() => setAsks(null)}
          onGiven={(reason) => void letGo(selected, reason)}
        />
      )}
      {(asks === 'recall' || asks === 'recall-one') && (
        <ReasonDialog
          title={t(asks === 'recall' ? texts.recall : texts.recallOne)}
          label={t(texts.recallWhy)}
          note={t(texts.recallNote)}
          act={t(asks === 'recall' ? texts.recall : texts.recallOne)}
          isDestructive
          running={recall}
          onClose={() => setAsks(null)}
          onGiven={(reason) =>
            void recall
              .run((asks === 'recall' ? { runId, reason } : { letters: [selected!.letterId!], reason }) as never)
              .then(
                ({ recalled }) => {
                  setAsks(null)
                  tell(t(texts.recalledDone, { n: recalled }))
                },
                () => {},
              )
          }
        />
      )}
    </Screen>
  )
}

const phraseOf = (list: object, code: string): Phrase =>
  (list as Record<string, Phrase>)[code] ?? { sv: code, nb: code, bg: code, en: code }

/** How many of each kind of letter, over policies and steps. */
function byKind({ steps }: Sums): [kind: string, rows: number][] {
  const kinds = new Map<string, number>()
  for (const { kind, rows } of steps) if (rows > 0) kinds.set(kind, (kinds.get(kind) ?? 0) + rows)
  return [...kinds]
}

const stateLabel = codes.runRowState.proposed
const stateNames: Record<string, Phrase> = {
  '': common.all,
  proposed: texts.goes,
  done: texts.wentOut,
  held: texts.held,
  rejected: texts.dropped,
  excluded: texts['group.excluded'],
  recalled: texts['group.recalled'],
}
const groupNames = (state: string): Record<string, Phrase> => ({
  changed: texts['group.changed'],
  goes: state === 'done' || state === 'executing' ? texts.wentOut : texts.goes,
  held: texts.held,
  rejected: texts['group.rejected'],
  excluded: texts['group.excluded'],
  recalled: texts['group.recalled'],
})

/** The run once more, over what the person sees of it. */
const ownOf = ({ on, parameters, totals }: Run, today: string) => ({
  on: on < today ? today : on,
  policies: [...new Set(totals.steps.map(({ policy }) => policy))],
  ...(parameters.customerKinds ? { customerKinds: parameters.customerKinds } : {}),
})

/** Policies of the run, and their steps where a policy has several in it. */
function groupOptions(run: Run, t: ReturnType<typeof useText>) {
  const codesOf = [...new Set(run.totals.steps.map(({ policy }) => policy))]
  return codesOf.flatMap((policy) => {
    const steps = run.totals.steps.filter((step) => step.policy === policy)
    return [
      ...(codesOf.length > 1 ? [{ value: policy, label: policy }] : []),
      ...(steps.length > 1 || codesOf.length === 1
        ? steps.map((step) => ({
            value: `${policy}/${step.stepNo}`,
            label: t(texts.stepOf, {
              policy,
              step: step.stepNo,
              kind: t(phraseOf(codes.stepKind, step.kind)),
            }),
          }))
        : []),
    ]
  })
}

function RunStages({ run, isExecuting }: { run: Run; isExecuting: boolean }) {
  const t = useText()
  const at = run.state === 'done' || isExecuting || run.state === 'approved' ? 3 : 2
  return (
    <ol className="stages small">
      {([texts['stage.basis'], texts['stage.proposal'], texts['stage.approval'], texts['stage.sending']] as const).map(
        (step, index) => (
          <li key={step.en} className={index < at ? 'done' : ''} aria-current={index === at ? 'step' : undefined}>
            {index < at && <Check size={14} aria-hidden />}
            {t(step)}
          </li>
        ),
      )}
    </ol>
  )
}

/** How much of the bank the program has seen: without it a reminder goes to one who has paid. */
function BankFreshness({ run, isHolding }: { run: Run; isHolding: boolean }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const through = run.bankThrough
  const text =
    through === null
      ? t(texts.bankNever)
      : through === company.today
        ? t(texts.bankToday)
        : t(texts.bankThrough, { day: formats.dayInText(through, 'short') })
  return (
    <p className={`bank-fresh small ${isHolding ? 'old' : ''}`}>
      {isHolding || through === null ? <TriangleAlert size={14} aria-hidden /> : <Check size={14} aria-hidden />}
      <span>
        {text}
        {isHolding && `. ${t(texts.bankOld)}`}
      </span>
      {isHolding && can('bank.list-accounts') && (
        <ButtonLink kind="link" to="/companies/$company/bank/files" params={{ company: company.code }}>
          {t(texts.toBank)}
        </ButtonLink>
      )}
    </p>
  )
}

/** What came of it: what waits, what left, and what needs a person. */
function Result({
  run,
  restId,
  onRest,
  onDropped,
  onRecall,
}: {
  run: Run
  restId: string | null
  onRest: () => void
  onDropped: () => void
  onRecall: (() => void) | null
}) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const report = (run.report ?? {}) as { letters?: number; dropped?: number }
  const dropped = Number(report.dropped ?? 0)
  const { waiting, waitUntil, sent, failed, recalled } = run.letters
  const parts = [
    t(texts.doneN, { n: Number(report.letters ?? 0) }),
    `${t(texts.doneWhere, { waiting: formats.count(waiting), sent: formats.count(sent) })}${recalled > 0 ? `, ${t(texts.doneRecalled, { n: recalled })}` : ''}.`,
    ...(waitUntil ? [t(texts.waitUntil, { time: formats.time(waitUntil) })] : []),
    ...(failed > 0 ? [`${t(texts.doneFailed, { n: failed })}.`] : []),
    ...(dropped > 0 ? [`${t(texts.doneDropped, { n: dropped })}.`] : []),
  ]
  return (
    <div className="section run-told">
      <Banner
        tone={failed > 0 ? 'warn' : 'news'}
        act={
          <span className="pills">
            {dropped > 0 && <Button onPress={onDropped}>{t(texts.seeDropped)}</Button>}
            {failed > 0 && can('delivery.list-deliveries') && (
              <ButtonLink
                to="/companies/$company/deliveries"
                params={{ company: company.code }}
                search={{ state: 'failed' }}
              >
                {t(texts.seeFailed)}
              </ButtonLink>
            )}
            {restId && <Button onPress={onRest}>{t(texts.openRest)}</Button>}
            {onRecall && (
              <Button kind="destructive" keyCap="Backspace" onPress={onRecall}>
                {t(texts.recall)}
              </Button>
            )}
          </span>
        }
      >
        {parts.join(' ')}
      </Banner>
    </div>
  )
}

function Why({ row, on }: { row: Row; on: string }) {
  const t = useText()
  const formats = useFormats()
  const problems = useProblemTexts(row.problems as readonly Problem[])
  return (
    <span className={row.group === 'changed' || row.state === 'rejected' ? '' : 'quiet'}>
      {problems.length > 0 ? problems.join(' · ') : sayWhy(row, on, t, formats)}
    </span>
  )
}

/** The next letter and how it goes; of a held row the cause. */
function NextStep({ row }: { row: Row }) {
  const t = useText()
  if (row.state === 'held')
    return (
      <Chip tone="warn" icon={row.isProtected ? <Lock size={12} aria-hidden /> : <Pause size={12} aria-hidden />}>
        {sayCause(t, row.causes[0]?.code ?? 'by-person')}
      </Chip>
    )
  if (row.state === 'excluded') return <Chip tone="outlined">{t(texts.leftOut)}</Chip>
  if (row.state === 'recalled') return <Chip tone="outlined">{t(texts.recalledRow)}</Chip>
  if (row.state === 'rejected') return <Chip tone="bad">{t(texts.dropped)}</Chip>
  return (
    <>
      {sayKind(t, row.kind)} {row.channel && <span className="quieter">{sayChannel(t, row.channel)}</span>}
    </>
  )
}
