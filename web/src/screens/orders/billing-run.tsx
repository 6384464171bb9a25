import { getRouteApi } from '@tanstack/react-router'
import { Check, Lock, Pause } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { OwnProposal } from '../../shell/own-proposal.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { ApproveBar } from '../../ui/approve-bar.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { Menu } from '../../ui/menu.tsx'
import { TextPill } from '../../ui/pill.tsx'
import { Progress } from '../../ui/progress.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { KeyBar, Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { PageWaiting } from '../../ui/waiting.tsx'
import { Causes } from './causes.tsx'
import { RunRowDrawer } from './run-row-drawer.tsx'
import { RunSamples } from './run-samples.tsx'
import { Stages } from './stages.tsx'
import { texts } from './texts.ts'
import './billing-run.css'

const route = getRouteApi('/companies/$company/billing-runs/$run')

type Run = Output<'invoicing.read-run'>
type Row = Output<'invoicing.list-run-rows'>['rows'][number]
const views = ['look', 'all', 'new', 'zero', 'held', 'rejected', 'excluded'] as const
type View = (typeof views)[number]

/** A billing run: figures, why they differ from last time, what is worth a look, samples; and the one act. */
export default function BillingRunScreen() {
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

/** The run once more, over what the person sees of it. */
const ownOf = ({ byGroup, parameters: { invoiceOn, importId, orderIds } }: Run) => ({
  invoiceGroups: [...new Set(byGroup.map(({ invoiceGroup }) => invoiceGroup))],
  ...(invoiceOn ? { invoiceOn } : {}),
  ...(importId ? { importId } : {}),
  ...(orderIds ? { orderIds } : {}),
})

interface Props {
  run: Run
  title: string
  approve: ReturnType<typeof useAct<'invoicing.approve-and-issue'>>
  isExecuting: boolean
}

function RunScreen({ run, title, approve, isExecuting }: Props) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const excel = useExcel()
  const columns = useSheetColumns('run-rows', {
    customer: ['rowNo', 'customer', 'customerName'],
    why: ['causes.0.code', 'holds.0.reason', 'problems.0.message'],
    before: ['previous'],
    now: ['currency', 'net', 'vat', 'payable', 'dueOn', 'channel'],
    state: ['state', 'kind', 'reviewed.by'],
  })
  const session = useSession()
  const { company, can } = session
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { runId } = run
  const isOpen = (run.state === 'proposed' || run.state === 'approved') && !isExecuting
  const view = (views.find((one) => one === search.view) ?? (isOpen ? 'look' : 'all')) as View
  const filter = { runId, view, search: search.q }
  const pages = usePages('invoicing.list-run-rows', {
    ...filter,
    sort: view === 'look' ? ('outliersFirst' as const) : ('rowNo' as const),
  })
  const counts = useRead('invoicing.list-run-rows', { runId, view: 'all', limit: 1 }).data?.counts
  const review = useAct('invoicing.review-row')
  const exclude = useAct('invoicing.exclude-row')
  const holdRow = useAct('invoicing.hold-row')
  const release = useAct('invoicing.release-row')
  const overLimit = useAct('credit.approve-over-limit')
  const sendBack = useAct('invoicing.send-back')
  const sendOn = useAct('invoicing.send-on')
  const abandon = useAct('invoicing.abandon-run')
  const [asks, setAsks] = useState<'send-back' | 'hold' | 'over-limit' | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const at = chosen ?? search.row
  const selected = pages.rows.find((row) => String(row.rowNo) === at) ?? pages.rows[0]
  const documents = run.sums.reduce((sum, one) => sum + one.documents, 0)
  const mine = run.proposedBy === session.name && run.wantsAnother
  const mayNot = !can('invoicing.approve-and-issue')
    ? t(common.mayNot)
    : mine
      ? t(texts.needAnother)
      : run.seesWhole
        ? null
        : t(common.otherAreas)
  const notNow = mayNot ?? (documents === 0 ? t(texts.nothingToIssue) : null)
  const mayChange = isOpen && can('invoicing.edit-row')
  const go = () => void approve.run({ runId, seen: run.sums }).catch(() => {})
  const choose = (rowNo: number, give = heldHand()) => {
    setChosen(String(rowNo))
    requestAnimationFrame(() => give(document.querySelector<HTMLElement>(`#run-rows tr[data-key="${rowNo}"]`)))
  }
  /** After an act the hand stands on the next row of the list. */
  const goOn = (row: Row, give = heldHand()) => {
    const index = pages.rows.indexOf(row)
    const next = pages.rows[index + 1] ?? pages.rows[index - 1]
    if (next) choose(next.rowNo, give)
  }
  const markReviewed = (row: Row | undefined) => {
    if (!row) return
    void review.run({ runId, rowNos: [row.rowNo], seen: !row.reviewed }).catch(() => {})
    if (!row.reviewed) goOn(row)
  }
  const nameOf = (row: Row) => row.customerName ?? row.customer ?? ''
  const leaveOut = (row: Row | undefined) => {
    if (!row || row.state !== 'proposed') return
    goOn(row)
    void exclude.run({ runId, rowNo: row.rowNo }).then(
      ({ undo }) => tell(t(texts.leftOutDone, { name: nameOf(row) }), undo, () => choose(row.rowNo)),
      () => {},
    )
  }
  const keepBack = (row: Row, reason: string) => {
    const give = heldHand()
    return holdRow.run({ runId, rowNo: row.rowNo, reason }).then(
      ({ undo }) => {
        setAsks(null)
        goOn(row, give)
        tell(t(texts.heldDone, { name: nameOf(row) }), undo, () => choose(row.rowNo))
      },
      () => {},
    )
  }
  const letGo = (row: Row | undefined) => {
    if (!row || (row.state !== 'held' && row.state !== 'excluded')) return
    // What the credit limit holds goes on by a decision with its reason, not by being let go.
    if (
      row.state === 'held' &&
      row.holds.some(({ kind }) => kind === 'credit-limit') &&
      can('credit.approve-over-limit')
    )
      return setAsks('over-limit')
    void release.run({ runId, rowNo: row.rowNo }).then(
      ({ state, undo }) =>
        state === 'held'
          ? tell(t(texts.customerHeld, { name: nameOf(row) }))
          : tell(t(texts.releasedDone, { name: nameOf(row) }), undo, () => choose(row.rowNo)),
      () => {},
    )
  }
  const open = (row: Row | undefined) =>
    row && void navigate({ search: (before) => ({ ...before, row: String(row.rowNo), drawer: true }) })
  const close = () => {
    void navigate({ search: (before) => ({ ...before, drawer: undefined }), replace: true })
    if (selected) choose(selected.rowNo)
  }
  const showRun = (made: string) =>
    void navigate({
      to: '/companies/$company/billing-runs/$run',
      params: { company: company.code, run: made },
      search: {},
    })
  const show = (next: View) => {
    setChosen(null)
    void navigate({ search: (before) => ({ ...before, view: next, row: undefined, drawer: undefined }), replace: true })
  }
  const takeAway = () => excel.take('invoicing.export-run-rows', { ...filter, columns } as never)
  useKeys([
    isOpen && selected && { key: 'G', label: t(texts.markReviewed), run: () => markReviewed(selected) },
    mayChange && selected?.state === 'proposed' && { key: 'H', label: t(texts.holdBack), run: () => setAsks('hold') },
    mayChange &&
      selected &&
      ['held', 'excluded'].includes(selected.state) && {
        key: 'L',
        label: t(texts.release),
        run: () => letGo(selected),
      },
    mayChange &&
      selected?.state === 'proposed' && { key: 'Backspace', label: t(texts.leaveOut), run: () => leaveOut(selected) },
    { key: 'E', label: t(common.excel), run: () => void takeAway(), unlisted: true },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    isOpen && {
      key: 'Ctrl+Enter',
      label: t(texts.approveN, { n: documents }),
      run: () => !notNow && go(),
      inFields: true,
      unlisted: true,
    },
  ])
  const importId = typeof run.parameters.importId === 'string' ? run.parameters.importId : null
  const error = [approve, exclude, abandon, sendOn, release, review, excel].find((one) => one.error)?.error
  const moment = (instant: string | null) =>
    instant?.slice(0, 10) === company.today ? formats.time(instant) : formats.instant(instant)
  const proposed = t(texts.proposedBy, { name: run.proposedBy ?? t(texts.byProgram), time: moment(run.proposedAt) })
  const groupOf = (row: Row) => {
    const [key, phrase] = groups[row.state] ?? groups.proposed!
    const n =
      key === 'out'
        ? run.unseen + pages.rows.filter((one) => one.attention && one.reviewed).length
        : counts?.[key as View]
    return {
      key,
      label: (
        <>
          {t(phrase)} {n !== undefined && <span className="count figures">{formats.count(n)}</span>}
        </>
      ),
    }
  }
  const tabs = views
    .filter((one) => one === 'look' || one === 'all' || (counts?.[one] ?? 0) > 0)
    .map((one) => ({ value: one, label: t(viewNames[one]), count: counts?.[one] ?? null }))
  return (
    <Screen
      title={title}
      parent={{
        label: t(texts.runs),
        link: { to: '/companies/$company/billing-runs', params: { company: company.code } },
      }}
      beside={<Stages run={run} isExecuting={isExecuting} />}
      acts={
        <>
          {isOpen && !notNow && <Chip tone="act">{t(texts.waitsForYou)}</Chip>}
          {run.state === 'abandoned' && <Chip tone="outlined">{t(codes.runState.abandoned)}</Chip>}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: () => void takeAway() },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
              isOpen &&
                can('invoicing.abandon-run') && {
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
      {importId && <RejectedOfFile importId={importId} />}
      {run.returned && isOpen && (
        <div className="section">
          <Banner
            tone="warn"
            act={
              can('invoicing.send-on') && (
                <Button kind="link" onPress={() => void sendOn.run({ runId }).catch(() => {})}>
                  {t(texts.sendOn)}
                </Button>
              )
            }
          >
            {t(texts.sentBack, { name: run.returned.by ?? t(texts.byProgram), reason: run.returned.reason })}
          </Banner>
        </div>
      )}
      {isExecuting && (
        <div className="section">
          <Progress
            label={t(texts.issuingNow)}
            progress={approve.progress ?? { done: run.done, total: run.total }}
            note={t(texts.mayClose)}
          />
        </div>
      )}
      {run.state === 'done' && (
        <div className="section">
          <Banner
            act={
              <span className="pills">
                <ButtonLink
                  to="/companies/$company/invoices"
                  params={{ company: company.code }}
                  search={{ run: runId }}
                >
                  {t(texts.seeInvoices)}
                </ButtonLink>
                {can('delivery.list-deliveries') && (
                  <ButtonLink to="/companies/$company/deliveries" params={{ company: company.code }}>
                    {t(texts.seeDeliveries)}
                  </ButtonLink>
                )}
              </span>
            }
          >
            {t(texts.issuedN, { n: Number(run.report?.issued ?? run.counts.done ?? 0) })}
          </Banner>
        </div>
      )}
      <div className="columns">
        <div className="main">
          <Strip
            figures={[
              {
                label: t(texts.toSend),
                figure: formats.count(documents),
                clause: run.previous
                  ? t(texts.fewerOrMore, { n: run.previous.sums.reduce((sum, one) => sum + one.documents, 0) })
                  : undefined,
              },
              ...run.sums.map((sum) => ({
                label: `${t(common.amount)}, ${sum.currency}`,
                figure: formats.amount(sum.payable),
                clause: t(texts.invoicesN, { n: sum.documents }),
              })),
              {
                label: t(texts.heldBack),
                figure: formats.count(counts?.held ?? 0),
                clause: run.holds[0]?.reason,
                onOpen: (counts?.held ?? 0) > 0 ? () => show('held') : undefined,
              },
              {
                label: t(texts.zeroInvoices),
                figure: formats.count(counts?.zero ?? 0),
                clause: t(texts.notSent),
                onOpen: (counts?.zero ?? 0) > 0 ? () => show('zero') : undefined,
              },
            ]}
          />
          <div className="run-tabs">
            <Tabs label={t(texts.proposal)} tabs={tabs} value={view} panelId="run-rows" onChange={show} />
            <TextPill
              label={t(texts.searchCustomer)}
              value={search.q ?? ''}
              onChange={(q) => void navigate({ search: (before) => ({ ...before, q }), replace: true })}
            />
            <span className="on-wide">
              <ExcelButton working={excel.isRunning} onPress={() => void takeAway()} />
            </span>
          </div>
          <div className="run-rows" id="run-rows" role="tabpanel" aria-label={t(viewNames[view])}>
            <Table
              name="run-rows"
              label={t(texts.proposal)}
              rows={pages.rows}
              pages={pages}
              keyOf={(row) => String(row.rowNo)}
              selected={selected ? String(selected.rowNo) : null}
              onSelect={(row) => setChosen(String(row.rowNo))}
              onOpen={open}
              clickOpens={false}
              onExplain={open}
              groupOf={view === 'look' ? (row) => groupOf(row) : undefined}
              columns={[
                {
                  key: 'customer',
                  head: t(common.customer),
                  phone: 'main',
                  cell: (row) => (
                    <span className="strong">
                      {row.isProtected && <Lock size={12} aria-hidden />} {row.customerName ?? row.customer}
                    </span>
                  ),
                },
                { key: 'why', head: t(texts.why), phone: 'below', wrap: true, cell: (row) => <Why row={row} /> },
                {
                  key: 'before',
                  head: run.previous ? formats.dayInText(run.previous.invoiceOn, 'short') : t(texts.lastTime),
                  align: 'amount',
                  cell: (row) => (
                    <span className="quiet">
                      <Amount value={row.previous} />
                    </span>
                  ),
                },
                {
                  key: 'now',
                  head: t(texts.now),
                  align: 'amount',
                  phone: 'amount',
                  cell: (row) => (
                    <span className="strong">
                      <Amount value={row.payable} />
                    </span>
                  ),
                },
                { key: 'state', head: t(common.state), phone: 'below', cell: (row) => <RowState row={row} /> },
              ]}
              empty={
                view === 'look' ? (
                  <Empty title={t(texts.noLook)}>{t(texts.noLookWhy)}</Empty>
                ) : (
                  <Empty title={t(common.nothingFits)} />
                )
              }
            />
          </div>
          {isOpen && <KeyBar />}
        </div>
        {search.drawer && selected ? (
          <RunRowDrawer
            key={selected.rowNo}
            run={run}
            row={selected}
            why={<Why row={selected} />}
            mayEdit={mayChange}
            onClose={close}
          />
        ) : (
          <aside className="side run-side" aria-label={t(texts.samples)}>
            <Causes runId={runId} />
            <RunSamples runId={runId} row={selected ?? null} onChoose={(rowNo) => setChosen(String(rowNo))} />
          </aside>
        )}
      </div>
      {isOpen && (
        <ApproveBar
          proposed={proposed}
          approval={{
            isDone: run.approvedBy !== null,
            text: run.approvedBy
              ? t(texts.approvedBy, { name: run.approvedBy, time: moment(run.approvedAt) })
              : t(mayNot ? texts.anotherApproves : texts.youApprove),
          }}
          what={[
            t(texts.invoicesN, { n: documents }),
            ...run.sums.map((sum) => `${formats.amount(sum.payable)} ${sum.currency}`),
          ].join(' · ')}
          more={[
            ...run.byChannel.map((one) => `${t(channelName(one.channel))} ${formats.count(one.documents)}`),
            ...(run.unseen > 0 ? [t(texts.unseenN, { n: run.unseen })] : []),
          ].join(' · ')}
          notNow={notNow}
          act={t(run.state === 'approved' ? texts.issueN : texts.approveN, { n: documents })}
          onGo={go}
        >
          {can('invoicing.send-back') && run.state === 'proposed' && !run.returned && (
            <Button onPress={() => setAsks('send-back')}>{t(texts.sendBack)}</Button>
          )}
          {!run.seesWhole && run.byGroup.length > 0 && (
            <OwnProposal verb="invoicing.propose-billing" input={ownOf(run)} onMade={showRun} />
          )}
        </ApproveBar>
      )}
      {asks === 'send-back' && (
        <ReasonDialog
          title={t(texts.sendBack)}
          label={t(texts.sendBackWhy)}
          act={t(texts.sendBack)}
          running={sendBack}
          onClose={() => setAsks(null)}
          onGiven={(reason) =>
            void sendBack.run({ runId, reason }).then(
              () => setAsks(null),
              () => {},
            )
          }
        />
      )}
      {asks === 'over-limit' && selected && (
        <ReasonDialog
          title={t(texts.overLimitOf, { name: nameOf(selected) })}
          label={t(texts.overLimitWhy)}
          note={selected.holds.find(({ kind }) => kind === 'credit-limit')?.reason ?? ''}
          act={t(texts.overLimit)}
          running={overLimit}
          onClose={() => setAsks(null)}
          onGiven={(reason) => {
            const give = heldHand()
            void overLimit.run({ runId, rowNo: selected.rowNo, reason } as never).then(
              () => {
                setAsks(null)
                tell(t(texts.releasedDone, { name: nameOf(selected) }))
                choose(selected.rowNo, give)
              },
              () => {},
            )
          }}
        />
      )}
      {asks === 'hold' && selected && (
        <ReasonDialog
          title={t(texts.holdOf, { name: nameOf(selected) })}
          label={t(texts.holdWhy)}
          act={t(texts.holdAct)}
          running={holdRow}
          onClose={() => setAsks(null)}
          onGiven={(reason) => void keepBack(selected, reason)}
        />
      )}
    </Screen>
  )
}

/** Which rows of the order file could not be taken into the run; one press leads to them. */
function RejectedOfFile({ importId }: { importId: string }) {
  const t = useText()
  const { company, can } = useSession()
  const navigate = route.useNavigate()
  const file = useRead('invoicing.read-import', can('invoicing.read-import') ? { importId } : null).data
  const go = () =>
    void navigate({
      to: '/companies/$company/order-files/$import',
      params: { company: company.code, import: importId },
    })
  const left = file?.problemsLeft ?? 0
  useKeys([left > 0 && { key: 'V', label: t(texts.toRejected), run: go }])
  if (!file || left === 0) return null
  return (
    <div className="section run-told">
      <Banner
        tone="warn"
        act={
          <Button kind="link" keyCap="V" onPress={go}>
            {t(texts.toRejected)}
          </Button>
        }
      >
        {t(texts.rejectedOfFile, { n: left, file: file.fileName ?? '' })}
      </Banner>
    </div>
  )
}

const groups: Record<string, readonly [key: string, phrase: Phrase]> = {
  proposed: ['out', texts.standsOut],
  done: ['out', texts.standsOut],
  rejected: ['rejected', texts.rejected],
  held: ['held', texts.heldBack],
  excluded: ['excluded', texts['cause.left-out']],
}

const viewNames: Record<View, Phrase> = {
  look: texts.needALook,
  all: common.all,
  new: texts.newCustomers,
  zero: texts.zeroInvoices,
  held: texts.heldBack,
  rejected: texts.rejected,
  excluded: texts['cause.left-out'],
}

const channelName = (channel: string): Phrase =>
  (codes.channel as Record<string, Phrase>)[channel] ?? { sv: channel, nb: channel, bg: channel, en: channel }

/** Why a row is shown: what sticks out, what holds it, what is wrong. */
function Why({ row }: { row: Row }) {
  const t = useText()
  const formats = useFormats()
  const problems = useProblemTexts(row.problems)
  const words = [
    ...row.holds.map((hold) => (hold.by ? t(texts.heldBy, { reason: hold.reason, name: hold.by }) : hold.reason)),
    ...problems,
    ...row.causes.map(({ code, data }) => {
      const isLess = code === 'amount-differs' && String(data.percent).startsWith('-')
      const phrase = (texts as Record<string, Phrase>)[`look.${isLess ? 'amount-less' : code}`]
      if (!phrase) return code
      return t(
        phrase,
        Object.fromEntries(
          Object.entries(data).map(([name, value]) => [
            name,
            name === 'from' || name === 'to'
              ? formats.amount(String(value))
              : name === 'percent'
                ? formats.amount(String(value).replace('-', ''), 0)
                : value,
          ]),
        ),
      )
    }),
  ]
  if (words.length === 0) return <span className="quieter nothing">–</span>
  return <span className={row.attention ? '' : 'quiet'}>{words.join(' · ')}</span>
}

function RowState({ row }: { row: Row }) {
  const t = useText()
  if (row.state === 'held')
    return (
      <Chip tone="warn" icon={<Pause size={12} aria-hidden />}>
        {t(texts.held)}
      </Chip>
    )
  if (row.state === 'rejected') return <Chip tone="bad">{t(texts.rejected)}</Chip>
  if (row.state === 'excluded') return <Chip tone="outlined">{t(texts.leftOut)}</Chip>
  if (row.state === 'done')
    return (
      <Chip tone="good" icon={<Check size={12} aria-hidden />}>
        {t(texts.issued)}
      </Chip>
    )
  if (row.reviewed)
    return (
      <Chip tone="good" icon={<Check size={12} aria-hidden />}>
        {t(texts.reviewed)}
      </Chip>
    )
  return row.attention ? <Chip>{t(texts.toLookAt)}</Chip> : <Chip>{t(texts.ready)}</Chip>
}
