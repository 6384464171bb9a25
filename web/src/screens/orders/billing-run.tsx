import { getRouteApi } from '@tanstack/react-router'
import { Check, Lock, Pause } from 'lucide-react'
import { useRef, useState } from 'react'
import { callForFile, type Output } from '../../api/call.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { TextArea } from '../../ui/field.tsx'
import { Menu } from '../../ui/menu.tsx'
import { TextPill } from '../../ui/pill.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Told } from '../../ui/told.tsx'
import { Causes } from './causes.tsx'
import { RunSamples } from './run-samples.tsx'
import { Stages } from './stages.tsx'
import { texts } from './texts.ts'
import './billing-run.css'

const route = getRouteApi('/companies/$company/billing-runs/$run')

type Run = Output<'invoicing.read-run'>
type Row = Output<'invoicing.list-run-rows'>['rows'][number]
const views = ['attention', 'all', 'new', 'zero', 'held', 'rejected', 'excluded'] as const
type View = (typeof views)[number]

/** A billing run: figures, why they differ from last time, what is worth a look, samples; and the one act. */
export default function BillingRunScreen() {
  const t = useText()
  const formats = useFormats()
  const { run: runId } = route.useParams()
  const isWorking = useRef(false)
  const run = useRead('invoicing.read-run', { runId }, { refetchMillis: 5_000 })
  const approve = useAct('invoicing.approve-and-issue')
  isWorking.current = approve.isRunning
  if (!run.data) return <Screen title={t(texts.runs)}>{run.error && <Told error={run.error} />}</Screen>
  const { state, parameters } = run.data
  const title = t(texts.runOf, { day: formats.dayInText(String(parameters.invoiceOn ?? run.data.proposedAt)) })
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
  const formats = useFormats()
  const language = useLanguage()
  const tell = useTell()
  const session = useSession()
  const { company, can } = session
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { runId } = run
  const isOpen = run.state === 'proposed' || run.state === 'approved'
  const view = (views.find((one) => one === search.view) ?? (isOpen ? 'attention' : 'all')) as View
  const pages = usePages('invoicing.list-run-rows', {
    runId,
    view,
    search: search.q,
    ...(view === 'attention' ? {} : { sort: 'rowNo' as const }),
  })
  const counts = useRead('invoicing.list-run-rows', { runId, view: 'all', limit: 1 }).data?.counts
  const review = useAct('invoicing.review-row')
  const exclude = useAct('invoicing.exclude-row')
  const sendOn = useAct('invoicing.send-on')
  const abandon = useAct('invoicing.abandon-run')
  const [isSendingBack, setSendingBack] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const selected = pages.rows.find((row) => String(row.rowNo) === (chosen ?? search.row)) ?? pages.rows[0]
  const documents = run.sums.reduce((sum, one) => sum + one.documents, 0)
  const mine = run.proposedBy === session.name && run.wantsAnother
  const mayNot = !can('invoicing.approve-and-issue') ? t(common.mayNot) : mine ? t(texts.needAnother) : null
  const go = () => void approve.run({ runId }).catch(() => {})
  const markReviewed = (row: Row | undefined) => {
    if (!row) return
    void review.run({ runId, rowNos: [row.rowNo], seen: !row.reviewed })
    const next = pages.rows[pages.rows.indexOf(row) + 1]
    if (next && !row.reviewed) setChosen(String(next.rowNo))
  }
  const leaveOut = async (row: Row | undefined) => {
    if (!row || row.state !== 'proposed') return
    await exclude.run({ runId, rowNo: row.rowNo }).then(
      () => tell(t(texts.leftOutDone, { name: row.customerName ?? '' })),
      () => {},
    )
  }
  const excel = async () =>
    saveFile(
      await callForFile(company.code, 'invoicing.export-run-rows', {
        runId,
        view,
        search: search.q,
        language,
      } as never),
    )
  useKeys([
    isOpen && { key: 'G', label: t(texts.markReviewed), run: () => markReviewed(selected) },
    isOpen &&
      can('invoicing.exclude-row') && { key: 'H', label: t(texts.leaveOut), run: () => void leaveOut(selected) },
    { key: 'E', label: t(common.excel), run: () => void excel(), unlisted: true },
    isOpen &&
      !mayNot &&
      !isExecuting && {
        key: 'Ctrl+Enter',
        label: t(texts.approveN, { n: documents }),
        run: go,
        inFields: true,
        unlisted: true,
      },
  ])
  const tabs = views
    .filter((one) => one === 'attention' || one === 'all' || (counts?.[one] ?? 0) > 0)
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
          {isOpen && !mayNot && <Chip tone="act">{t(texts.waitsForYou)}</Chip>}
          <Menu
            entries={[
              isOpen && can('invoicing.send-back') && { label: t(texts.sendBack), run: () => setSendingBack(true) },
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
      {(approve.error ?? exclude.error ?? abandon.error ?? sendOn.error) && (
        <div className="section">
          <Told error={approve.error ?? exclude.error ?? abandon.error ?? sendOn.error} />
        </div>
      )}
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
              { label: t(texts.heldBack), figure: formats.count(counts?.held ?? 0), clause: run.holds[0]?.reason },
              { label: t(texts.zeroInvoices), figure: formats.count(counts?.zero ?? 0), clause: t(texts.notSent) },
            ]}
          />
          <div className="run-tabs">
            <Tabs
              label={t(texts.proposal)}
              tabs={tabs}
              value={view}
              panelId="run-rows"
              onChange={(next) =>
                void navigate({ search: (before) => ({ ...before, view: next, row: undefined }), replace: true })
              }
            />
            <TextPill
              label={t(texts.searchCustomer)}
              value={search.q ?? ''}
              onChange={(q) => void navigate({ search: (before) => ({ ...before, q }), replace: true })}
            />
          </div>
          <div className="run-rows" id="run-rows" role="tabpanel" aria-label={t(viewNames[view])}>
            <Table
              label={t(texts.proposal)}
              rows={pages.rows}
              pages={pages}
              keyOf={(row) => String(row.rowNo)}
              selected={selected ? String(selected.rowNo) : null}
              onSelect={(row) => setChosen(String(row.rowNo))}
              groupOf={
                view === 'attention'
                  ? (row) =>
                      row.state === 'held'
                        ? { key: 'held', label: t(texts.heldBack) }
                        : { key: 'out', label: t(texts.standsOut) }
                  : undefined
              }
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
                  head: t(texts.lastTime),
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
                view === 'attention' ? (
                  <Empty title={t(texts.noLook)}>{t(texts.noLookWhy)}</Empty>
                ) : (
                  <Empty title={t(common.nothingFits)} />
                )
              }
            />
          </div>
        </div>
        <aside className="side run-side" aria-label={t(texts.samples)}>
          <Causes runId={runId} />
          <RunSamples runId={runId} row={selected ?? null} onChoose={(rowNo) => setChosen(String(rowNo))} />
        </aside>
      </div>
      {isOpen && (
        <footer className="approve-bar no-print">
          <p>
            <Check size={16} aria-hidden className="good" />{' '}
            {t(texts.proposedBy, { name: run.proposedBy ?? t(texts.byProgram), time: formats.instant(run.proposedAt) })}
            {run.approvedBy && (
              <> · {t(texts.approvedBy, { name: run.approvedBy, time: formats.instant(run.approvedAt) })}</>
            )}
          </p>
          <p className="what">
            <span className="strong figures">
              {[
                t(texts.invoicesN, { n: documents }),
                ...run.sums.map((sum) => `${formats.amount(sum.payable)} ${sum.currency}`),
              ].join(' · ')}
            </span>
            <span className="small quiet">
              {run.byChannel.map((one) => `${formats.count(one.documents)} ${t(channelName(one.channel))}`).join(' · ')}
              {run.unseen > 0 && ` · ${t(texts.unseenN, { n: run.unseen })}`}
            </span>
          </p>
          {mayNot && <span className="quiet">{mayNot}</span>}
          <Button kind="primary" keyCap="Ctrl+Enter" notNow={mayNot} working={isExecuting} onPress={go}>
            {t(run.state === 'approved' ? texts.issueN : texts.approveN, { n: documents })}
          </Button>
        </footer>
      )}
      {isSendingBack && <SendBack runId={runId} onClose={() => setSendingBack(false)} />}
    </Screen>
  )
}

const viewNames: Record<View, Phrase> = {
  attention: texts.needALook,
  all: common.all,
  new: texts.newCustomers,
  zero: texts.zeroInvoices,
  held: texts.heldBack,
  rejected: texts.rejected,
  excluded: texts.leftOut,
}

const channelName = (channel: string): Phrase =>
  (codes.channel as Record<string, Phrase>)[channel] ?? { sv: channel, nb: channel, bg: channel, en: channel }

/** Why a row is shown: what sticks out, what holds it, what is wrong. */
function Why({ row }: { row: Row }) {
  const t = useText()
  const formats = useFormats()
  const words = [
    ...row.holds.map((hold) => hold.reason),
    ...row.causes.map(({ code, data }) => {
      const phrase = (texts as Record<string, Phrase>)[`look.${code}`]
      if (!phrase) return code
      return t(
        phrase,
        Object.fromEntries(
          Object.entries(data).map(([name, value]) => [
            name,
            name === 'from' || name === 'to' ? formats.amount(String(value)) : value,
          ]),
        ),
      )
    }),
  ]
  return <span className={row.attention ? '' : 'quiet'}>{words.length > 0 ? words.join(' · ') : '–'}</span>
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

function SendBack({ runId, onClose }: { runId: string; onClose: () => void }) {
  const t = useText()
  const act = useAct('invoicing.send-back')
  const [reason, setReason] = useState('')
  const send = () => void act.run({ runId, reason }).then(onClose, () => {})
  return (
    <Dialog
      title={t(texts.sendBack)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="primary" working={act.isRunning} onPress={send}>
            {t(texts.sendBack)}
          </Button>
        </>
      }
    >
      <Told error={act.error} />
      <TextArea label={t(texts.sendBackWhy)} value={reason} onChange={setReason} />
    </Dialog>
  )
}
