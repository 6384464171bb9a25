import { getRouteApi } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { addressOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { Menu } from '../../ui/menu.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { ChoicePill, DayPill } from '../../ui/pill.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Screen, ScreenActs } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { actTexts } from './act-texts.ts'
import { DeliveryDrawer } from './delivery-drawer.tsx'
import { deliveryTexts } from './delivery-texts.ts'
import { capital, DeliveryChip, type OutboxRow, useCodeName } from './invoice-words.tsx'
import { recallOf } from './recall-of.ts'
import './invoices.css'

const route = getRouteApi('/companies/$company/deliveries')
const states = ['needs-you', 'waiting', 'sending', 'held', 'failed', 'sent', 'delivered', 'recalled'] as const

/** What leaves the house: what waits, what failed and why, and how it is mended. */
export default function DeliveryListScreen() {
  const t = useText()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const view = search.view === 'bundles' ? 'bundles' : 'outbox'
  return (
    <Screen title={t(deliveryTexts.title)} showsKeys acts={<Acts />}>
      {can('delivery.list-bundles') && (
        <Tabs
          label={t(deliveryTexts.title)}
          value={view as 'outbox' | 'bundles'}
          onChange={(next) => filter({ view: next === 'outbox' ? '' : next })}
          tabs={[
            { value: 'outbox', label: t(deliveryTexts.outbox) },
            { value: 'bundles', label: t(deliveryTexts.bundles) },
          ]}
          panelId="deliveries"
        />
      )}
      <div id="deliveries" role="tabpanel" className="columns" aria-label={t(deliveryTexts.title)}>
        {view === 'bundles' ? <Bundles /> : <Outbox />}
      </div>
    </Screen>
  )
}

/** Paper leaves in bundles; the rest by itself, or at once by a person. */
function Acts() {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  const send = useAct('delivery.send-waiting')
  const bundle = useAct('delivery.print-bundle')
  const make = () =>
    void bundle.run({} as never).then(
      ({ bundles }) =>
        tell(t(deliveryTexts.madeBundle, { n: bundles.reduce((sum, { documents }) => sum + documents, 0) })),
      () => {},
    )
  const sendNow = () =>
    void send.run({} as never).then(
      ({ sent, failed, held }) => tell(t(deliveryTexts.sentNow, { sent, failed, held })),
      () => {},
    )
  return (
    <>
      {can('delivery.print-bundle') && (
        <span className="on-wide">
          <Button working={bundle.isRunning} onPress={make}>
            {t(deliveryTexts.makeBundle)}
          </Button>
        </span>
      )}
      {can('delivery.send-waiting') && (
        <span className="on-wide">
          <Button working={send.isRunning} onPress={sendNow}>
            {t(deliveryTexts.sendNow)}
          </Button>
        </span>
      )}
      <Menu
        onNarrow
        entries={[
          can('delivery.print-bundle') && { label: t(deliveryTexts.makeBundle), run: make },
          can('delivery.send-waiting') && { label: t(deliveryTexts.sendNow), run: sendNow },
        ]}
      />
    </>
  )
}

function Outbox() {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const tell = useTell()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const searchField = useRef<HTMLInputElement>(null)
  const [marked, setMarked] = useState<Set<string>>(new Set())
  const recall = useAct('delivery.recall')
  const resend = useAct('delivery.resend')
  const file = useExcel()
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const given = { search: search.q, channel: search.channel, from: search.from, to: search.to, state: search.state }
  const pages = usePages('delivery.list-outbox', given as never)
  const counts = useRead('delivery.list-outbox', { ...given, state: undefined, limit: 1 } as never).data?.counts
  const countOf = (state: string) => counts?.find((one) => one.state === state)?.count
  const rowsMarked = pages.rows.filter(({ id }) => marked.has(id))
  const chosen = pages.rows.find(({ id }) => id === search.at)
  const columns = useSheetColumns('deliveries', {
    number: ['subjectKind', 'number'],
    customer: ['customer', 'customerName'],
    channel: ['channel'],
    made: ['createdAt'],
    what: ['lastEvent.kind', 'lastEvent.text', 'attempt'],
    state: ['state'],
  })
  const excel = () => void file.take('delivery.export-deliveries', { ...given, columns } as never)
  const recallMarked = () => {
    const waiting = rowsMarked.filter(({ state }) => state === 'waiting').map(({ id }) => id)
    if (waiting.length === 0) return
    void recall.run({ deliveries: waiting, reason: t(actTexts.recalledReason) }).then(
      ({ recalled }) => {
        tell(t(actTexts.recalledN, { n: recalled }))
        setMarked(new Set())
      },
      () => {},
    )
  }
  const resendMarked = () => {
    const ended = rowsMarked.filter(({ state }) => !['waiting', 'sending', 'held'].includes(state)).map(({ id }) => id)
    if (ended.length === 0) return
    void resend
      .run({
        deliveries: ended,
        reason: t(actTexts.askedFor),
        ...(ended.length > 20 ? { confirm: ended.length } : {}),
      } as never)
      .then(
        ({ deliveries }) => {
          tell(t(deliveryTexts.recorded, { what: t(actTexts.sendAgain) }), recallOf(t, deliveries))
          setMarked(new Set())
        },
        () => {},
      )
  }
  useKeys([
    { key: '/', label: t(common.search), run: () => searchField.current?.focus() },
    can('delivery.export-deliveries') && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    rowsMarked.length > 0 && can('delivery.resend') && { key: 'S', label: t(actTexts.sendAgain), run: resendMarked },
  ])
  const isNarrowed = Boolean(search.q || search.channel || search.state || search.from || search.to)
  return (
    <>
      {can('delivery.export-deliveries') && (
        <ScreenActs>
          <ExcelButton working={file.isRunning} onPress={excel} />
        </ScreenActs>
      )}
      <div className="main">
        <div className="sub-bar no-print">
          <FindPill
            label={t(common.search)}
            value={search.q ?? ''}
            onChange={(q) => filter({ q })}
            inputRef={searchField}
            isLive
          />
          <ChoicePill
            label={t(common.state)}
            value={search.state ?? ''}
            onChange={(state) => filter({ state })}
            options={states
              .filter((state) => (countOf(state) ?? 0) > 0 || state === search.state || state === 'needs-you')
              .map((state) => ({
                value: state,
                label: `${state === 'needs-you' ? t(deliveryTexts.needsYou) : name('deliveryState', state)} ${formats.count(countOf(state) ?? 0)}`,
              }))}
          />
          <ChoicePill
            label={t(deliveryTexts.channel)}
            value={search.channel ?? ''}
            onChange={(channel) => filter({ channel })}
            options={(['peppol', 'e-mail', 'print', 'portal', 'folder', 'internal'] as const).map((value) => ({
              value,
              label: t(codes.channel[value]),
            }))}
          />
          <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => filter({ from })} />
          <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => filter({ to })} />
          <ListQuestions screen="deliveries" />
        </div>
        <Told error={recall.error ?? resend.error ?? file.error} />
        <Table
          name="deliveries"
          label={t(deliveryTexts.outbox)}
          rows={pages.rows}
          pages={pages}
          keyOf={(row) => row.id}
          onOpen={(row) => filter({ at: row.id })}
          selected={search.at ?? null}
          marked={marked}
          onMark={setMarked}
          columns={[
            {
              key: 'number',
              head: t(deliveryTexts.document),
              cell: (row) => (
                <>
                  <span className="strong">{row.number ?? name('deliverySubject', row.subjectKind)}</span>
                  {row.kind && row.kind !== 'invoice' && (
                    <span className="quiet"> {name('documentKind', row.kind)}</span>
                  )}
                </>
              ),
              phone: 'below',
            },
            {
              key: 'customer',
              head: t(common.customer),
              cell: (row) => row.customerName ?? row.customer,
              phone: 'main',
            },
            {
              key: 'channel',
              head: t(deliveryTexts.channel),
              cell: (row) => (
                <>
                  {capital(name('channel', row.channel))}
                  {row.attempt > 1 && <span className="quiet"> {t(deliveryTexts.attempt, { n: row.attempt })}</span>}
                </>
              ),
              phone: 'below',
            },
            !search.at && { key: 'made', head: t(deliveryTexts.made), cell: (row) => formats.instant(row.createdAt) },
            {
              key: 'what',
              head: t(deliveryTexts.what),
              cell: (row) => <WhatHappened row={row} />,
              wrap: true,
              phone: 'below',
            },
            {
              key: 'state',
              head: t(common.state),
              cell: (row) =>
                row.isSuperseded && row.state === 'failed' ? (
                  <Chip tone="outlined">{capital(name('deliveryState', row.state))}</Chip>
                ) : (
                  <DeliveryChip state={row.state} />
                ),
              phone: 'amount',
            },
          ]}
          empty={
            search.state === 'needs-you' && !search.q && !search.channel ? (
              <Empty title={t(deliveryTexts.allDone)}>{t(deliveryTexts.allDoneWhy)}</Empty>
            ) : isNarrowed ? (
              <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
            ) : (
              <Empty title={t(deliveryTexts.noneYet)}>{t(deliveryTexts.noneYetWhy)}</Empty>
            )
          }
        />
        {rowsMarked.length > 0 && (
          <section className="marked-bar no-print" aria-label={t(common.marked, { n: rowsMarked.length })}>
            <span className="strong">{t(common.marked, { n: rowsMarked.length })}</span>
            {can('delivery.resend') && (
              <Button keyCap="S" onPress={resendMarked}>
                {t(actTexts.sendAgain)}
              </Button>
            )}
            {can('delivery.recall') && rowsMarked.some(({ state }) => state === 'waiting') && (
              <Button onPress={recallMarked}>{t(actTexts.recall)}</Button>
            )}
            <Button kind="quiet" onPress={() => setMarked(new Set())}>
              {t(common.unmark)}
            </Button>
          </section>
        )}
      </div>
      {search.at && <DeliveryDrawer key={search.at} id={search.at} row={chosen} onClose={() => filter({ at: '' })} />}
    </>
  )
}

/** Why, in words, as the carrier or the program told it; or when it leaves. */
function WhatHappened({ row }: { row: OutboxRow }) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const language = useLanguage()
  if (row.isSuperseded && row.state === 'failed') return <span className="quiet">{t(deliveryTexts.superseded)}</span>
  if (row.state === 'waiting')
    return (
      <span className="quiet">
        {row.channel === 'print'
          ? t(deliveryTexts.leavesInBundle)
          : row.nextTryAt && t(deliveryTexts.leaves, { at: formats.instant(row.nextTryAt) })}
      </span>
    )
  // How it went well is told by the state; whereto, here.
  if (row.state === 'sent' || row.state === 'delivered') return <span className="quiet">{row.address}</span>
  return (
    <>
      {row.lastEvent?.text
        ? sayReason(row.lastEvent.text, language)
        : row.lastEvent
          ? name('deliveryEvent', row.lastEvent.kind)
          : ''}
    </>
  )
}

function Bundles() {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const tell = useTell()
  const { company, can } = useSession()
  const list = useRead('delivery.list-bundles', { limit: 100 })
  const handOver = useAct('delivery.hand-over-bundle')
  const giveUp = useAct('delivery.give-up-bundle')
  const [refused, setRefused] = useState<string | null>(null)
  const hand = (bundle: string, anyway: boolean) => {
    setRefused(bundle)
    void handOver.run({ bundle, anyway }).then(
      ({ sent }) => {
        setRefused(null)
        tell(t(deliveryTexts.handedOver, { n: sent }))
      },
      () => {},
    )
  }
  if (list.error) return <Told error={list.error} onAgain={() => void list.refetch()} />
  if (!list.data) return null
  if (list.data.rows.length === 0)
    return (
      <div className="main">
        <Empty title={t(deliveryTexts.noBundles)}>{t(deliveryTexts.noBundlesWhy)}</Empty>
      </div>
    )
  return (
    <div className="main scroll">
      <Told error={handOver.error ?? giveUp.error} />
      {refused && handOver.error?.problems[0]?.code === 'bundle.must-not-leave' && (
        <div className="section">
          <Banner
            tone="warn"
            act={
              <Button kind="destructive" onPress={() => hand(refused, true)}>
                {t(deliveryTexts.goneAlready)}
              </Button>
            }
          >
            {t(deliveryTexts.goneAlreadyWhy)}
          </Banner>
        </div>
      )}
      {handOver.isRunning && <Progress label={t(common.working)} progress={null} />}
      <ul className="section bundles">
        {list.data.rows.map((bundle) => (
          <li key={bundle.bundle}>
            <span>
              <strong>{t(deliveryTexts.bundleOf, { n: bundle.documents })}</strong>
              {bundle.pages !== null && `, ${t(deliveryTexts.pages, { n: bundle.pages })}`}
              <span className="quiet below">{formats.instant(bundle.madeAt)}</span>
            </span>
            <Chip tone={bundle.state === 'made' ? 'act' : bundle.state === 'handed-over' ? 'good' : 'outlined'}>
              {capital(name('bundleState', bundle.state))}
            </Chip>
            <span className="pills">
              {bundle.files.map((file, index) => (
                <a
                  key={file.name}
                  className="button"
                  href={addressOf(company.code, 'delivery.read-bundle', {
                    bundle: bundle.bundle,
                    position: index + 1,
                  } as never)}
                  download={file.name}
                >
                  <Download size={16} aria-hidden />
                  {(file.name.split('.').at(-1) ?? '').toUpperCase()}
                </a>
              ))}
              {bundle.state === 'made' && can('delivery.hand-over-bundle') && (
                <Button onPress={() => hand(bundle.bundle, false)}>{t(deliveryTexts.handOver)}</Button>
              )}
              {bundle.state === 'made' && can('delivery.give-up-bundle') && (
                <Button
                  kind="destructive"
                  onPress={() =>
                    void giveUp.run({ bundle: bundle.bundle, reason: t(deliveryTexts.giveUp) }).then(
                      ({ waiting }) => tell(t(deliveryTexts.gaveUp, { n: waiting })),
                      () => {},
                    )
                  }
                >
                  {t(deliveryTexts.giveUp)}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
