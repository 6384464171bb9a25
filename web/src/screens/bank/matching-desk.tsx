import { getRouteApi } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { callForFile } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { type KeyAct, useKeys } from '../../shell/keys.tsx'
import { useRail } from '../../shell/rail.ts'
import { texts as shellTexts } from '../../shell/texts.ts'
import { useDoneDrawer, useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer } from '../../trail/trail-drawer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { DeskCandidates, type Pane } from './desk-candidates.tsx'
import { DeskList } from './desk-list.tsx'
import { DeskPaymentView } from './desk-payment.tsx'
import { DeskProgress } from './desk-progress.tsx'
import { desk as texts } from './desk-texts.ts'
import { DividePane } from './divide-pane.tsx'
import { NotePane } from './note-pane.tsx'
import { PayBackPane } from './pay-back-pane.tsx'
import { type Candidate, type DeskPayment, sayItems } from './say-evidence.ts'
import { SearchPane } from './search-pane.tsx'
import { type DeskFilter, useDesk } from './use-desk.ts'
import './desk.css'

const route = getRouteApi('/companies/$company/matching')

export default function MatchingDeskScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const language = useLanguage()
  const tell = useTell()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const { isDoneShown, showDone } = useDoneDrawer()
  useRail()
  const list: DeskFilter = {
    ...(search.file ? { fileId: search.file } : {}),
    ...(search.q ? { text: search.q } : {}),
  }
  const desk = useDesk(list, search.at, (at) =>
    navigate({ search: ({ at: _, ...before }) => ({ ...before, ...(at ? { at } : {}) }), replace: true }),
  )
  const { current, act } = desk
  const id = current?.transactionId ?? null
  const read = useRead('bank.read-desk-payment', id ? { transactionId: id } : null, { staleMillis: 5_000 })
  const progress = useRead('bank.file-progress', search.file ? { fileId: search.file } : {}, { staleMillis: 5_000 })
  // What is kept on the screen from the payment before must never be accepted for this one.
  const payment = read.data && read.data.transactionId === id ? read.data : null
  const candidates = payment?.candidates ?? []
  const [chosenOf, setChosen] = useState<{ id: string; index: number } | null>(null)
  const chosen = chosenOf?.id === id ? Math.min(chosenOf.index, Math.max(candidates.length - 1, 0)) : 0
  const [pane, setPane] = useState<Pane>(null)
  const [explains, setExplains] = useState(false)
  const listRef = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another payment begins without panes, and with the hand in the list
  useEffect(() => {
    setPane(null)
    setExplains(false)
  }, [id])
  useEffect(() => {
    if (pane || explains) return
    const focused = document.activeElement
    if (!focused || focused === document.body || focused.closest('.desk'))
      listRef.current?.focus({ preventScroll: true })
  })

  const mayAccept = can('bank.accept-candidates')
  const first = candidates[0] ?? null
  const amountText = payment ? `${formats.amount(payment.left)}\u00a0${payment.currency}` : ''
  const accept = (candidate: Candidate | undefined) => {
    if (!candidate || !payment || !id || !mayAccept) return
    const itemIds = candidate.items.map(({ itemId }) => itemId)
    act(
      'bank.accept-candidates',
      { payments: [{ transactionId: id, rank: candidate.rank, itemIds }], list },
      t(texts.applied, {
        amount: amountText,
        what: sayItems(
          t,
          candidate.items.map(({ number }) => number),
        ),
        party: candidate.party.name,
      }),
    )
  }
  const refund = payment?.facts.find(({ code }) => code === 'pays-refund')
  const linkRefund = () => {
    if (!refund || !id) return
    const { itemId, payee } = refund.data as { itemId: string; payee: string | null }
    act(
      'bank.accept-match',
      { matches: [{ transactionId: id, items: [{ itemId }], writeOff: false, rest: 'suspense' }], list },
      t(texts.paysRefund, { payee: payee ?? '' }),
    )
  }
  const refuse = (candidate: Candidate | undefined) => {
    if (!candidate || !id) return
    const numbers = candidate.items.map(({ number }) => number)
    act(
      'bank.refuse-match',
      { transactionId: id, itemIds: candidate.items.map(({ itemId }) => itemId), list },
      t(texts.refusedIt, { what: sayItems(t, numbers) }),
      { stays: true },
    )
  }
  const putOnAccount = (party: { id: string; name: string } | null) => {
    if (!id) return
    if (!party) return setPane({ name: 'whose' })
    act(
      'bank.place-on-account',
      { transactionId: id, party: party.id, list },
      t(texts.putOnAccount, { amount: amountText, party: party.name }),
    )
  }
  const isOut = payment?.amount.startsWith('-') ?? false
  const may = {
    accept: mayAccept,
    onAccount: can('bank.place-on-account') && !isOut,
    divide: can('bank.accept-match') && !isOut,
    payBack: can('bank.pay-back') && !isOut,
    refuse: can('bank.refuse-match'),
    search: can('bank.find-items') && can('bank.accept-match'),
    note: can('parties.save-note') && first !== null,
  }
  const keys: (KeyAct | false | undefined | null)[] =
    current && payment
      ? [
          first !== null &&
            may.accept && { key: 'Enter', label: t(texts.accept), run: () => accept(candidates[chosen]) },
          first === null && refund && { key: 'Enter', label: t(texts.link), run: linkRefund },
          ...candidates.map((candidate, index) => ({
            key: String(index + 1),
            label: t(index === 1 ? texts.acceptSecond : texts.acceptNth),
            run: () => accept(candidate),
            unlisted: index !== 1,
          })),
          may.divide && {
            key: 'D',
            label: t(texts.divide),
            run: () => setPane({ name: 'divide', party: candidates[chosen]?.party.id ?? null }),
          },
          may.onAccount && {
            key: 'A',
            label: t(texts.onAccount),
            run: () => putOnAccount(candidates[chosen]?.party ?? null),
            unlisted: true,
          },
          may.payBack && {
            key: 'R',
            label: t(texts.payBack),
            run: () => setPane({ name: 'pay-back' }),
            unlisted: true,
          },
        ]
      : []
  const excel = () =>
    void callForFile(company.code, 'bank.export-unmatched', { language } as never).then(saveFile, (error: ApiRefused) =>
      tell('', null, undefined, { problems: error.problems }),
    )
  // A pane has the keys alone.
  useKeys(
    current && !pane
      ? [
          ...keys,
          { key: 'J', label: t(texts.skip), run: () => desk.step(1) },
          payment &&
            may.refuse &&
            first !== null && { key: 'Backspace', label: t(texts.notThis), run: () => refuse(candidates[chosen]) },
          { key: 'ArrowDown', label: t(texts.change), run: () => desk.step(1) },
          { key: 'ArrowUp', label: t(texts.change), run: () => desk.step(-1), unlisted: true },
          { key: 'K', label: t(common.previous), run: () => desk.step(-1), unlisted: true },
          payment && { key: 'Space', label: t(texts.showSource), run: () => setExplains(!explains) },
          payment &&
            may.search && { key: '/', label: t(texts.search), run: () => setPane({ name: 'search' }), unlisted: true },
          can('bank.export-unmatched') && { key: 'E', label: t(common.excel), run: excel, unlisted: true },
          payment &&
            may.note && { key: 'N', label: t(texts.note), run: () => setPane({ name: 'note' }), unlisted: true },
        ]
      : [],
  )

  const files = progress.data?.files ?? []
  const waiting = files.filter((file) => file.left + file.rejected > 0)
  const close = () => setPane(null)
  return (
    <Screen
      title={t(texts.title)}
      showsKeys
      beside={
        <DeskProgress
          file={
            files.find(({ fileId }) => fileId === (search.file ?? current?.fileId)) ?? waiting[0] ?? files[0] ?? null
          }
        />
      }
      acts={
        <Button
          kind="quiet"
          icon={<History size={16} aria-hidden />}
          pressed={isDoneShown}
          onPress={() => showDone(!isDoneShown)}
        >
          {t(shellTexts.doneToday)}
        </Button>
      }
    >
      {desk.error && <Told error={desk.error} onAgain={desk.again} />}
      {desk.isLoading && !desk.error && <Waiting />}
      {!desk.isLoading && !desk.error && desk.rows.length === 0 && (
        <AllDone isFiltered={Boolean(search.file || search.q)} onShowAll={() => void navigate({ search: {} })} />
      )}
      <ChangedNotice subjects={[id]} onShow={desk.again} />
      {desk.rows.length > 0 && current && (
        <div className="desk">
          <DeskList desk={desk} listRef={listRef}>
            {(waiting.length > 1 || search.file || search.q) && (
              <ChoicePill
                label={t(texts.file)}
                value={search.file ?? ''}
                onChange={(file) => void navigate({ search: file ? { file } : {} })}
                options={waiting.map((file) => ({
                  value: file.fileId,
                  label: `${formats.dayInText(file.importedAt, 'short')}, ${t(texts.left, { n: file.left })}`,
                }))}
              />
            )}
          </DeskList>
          <DeskPaymentView
            row={current}
            payment={payment}
            error={desk.failures.get(current.transactionId) ?? (payment ? null : read.error)}
            onAgain={() => void read.refetch()}
            place={desk.place + 1}
            total={desk.count}
            onSource={() => setExplains(true)}
            onStep={desk.step}
          />
          {explains && id && payment && (
            <TrailDrawer start={{ kind: 'payment', id }} title={amountText} onClose={() => setExplains(false)} />
          )}
          <aside className="desk-side" aria-label={t(texts.candidates)} hidden={explains && isWide()}>
            {pane?.name === 'divide' && payment ? (
              <DividePane
                key={`${id} ${pane.party}`}
                payment={payment}
                party={pane.party}
                list={list}
                desk={desk}
                onClose={close}
              />
            ) : pane?.name === 'search' && payment ? (
              <SearchPane
                payment={payment}
                mode="items"
                onClose={close}
                onItem={(item) =>
                  act(
                    'bank.accept-match',
                    {
                      matches: [
                        {
                          transactionId: payment.transactionId,
                          items: [{ itemId: item.itemId }],
                          writeOff: false,
                          rest: 'on-account',
                        },
                      ],
                      list,
                    },
                    t(texts.applied, { amount: amountText, what: item.number, party: item.party.name }),
                  )
                }
                onCustomer={(customer) => setPane({ name: 'divide', party: customer.id })}
              />
            ) : pane?.name === 'whose' && payment ? (
              <SearchPane
                payment={payment}
                mode="customers"
                onClose={close}
                onItem={() => {}}
                onCustomer={putOnAccount}
              />
            ) : pane?.name === 'pay-back' && payment ? (
              <PayBackPane payment={payment} list={list} desk={desk} onClose={close} />
            ) : pane?.name === 'note' && payment && first ? (
              <NotePane payment={payment} party={candidates[chosen]?.party ?? first.party} onClose={close} />
            ) : (
              <DeskCandidates
                payment={payment}
                chosen={chosen}
                onChoose={(index) => id && setChosen({ id, index })}
                onAccept={accept}
                onLinkRefund={refund ? linkRefund : null}
                may={may}
                onPane={setPane}
                onAccount={() => putOnAccount(candidates[chosen]?.party ?? null)}
                onRefuse={() => refuse(candidates[chosen])}
              />
            )}
          </aside>
          <ThumbBar
            canAccept={may.accept && first !== null && pane === null}
            onAccept={() => accept(candidates[chosen])}
            onSkip={() => desk.step(1)}
            onBack={() => desk.step(-1)}
          />
        </div>
      )}
    </Screen>
  )
}

/** There the source stands in the place of the candidates; on narrower screens above the page. */
const isWide = (): boolean => window.matchMedia('(min-width: 1200px)').matches

/** On a phone: what is done most, within the thumb's reach. */
function ThumbBar({
  canAccept,
  onAccept,
  onSkip,
  onBack,
}: {
  canAccept: boolean
  onAccept: () => void
  onSkip: () => void
  onBack: () => void
}) {
  const t = useText()
  return (
    <div className="thumb-bar no-print">
      <Button kind="quiet" onPress={onBack}>
        {t(common.previous)}
      </Button>
      <Button kind="quiet" onPress={onSkip}>
        {t(texts.skip)}
      </Button>
      {canAccept && (
        <Button kind="primary" onPress={onAccept}>
          {t(texts.accept)}
        </Button>
      )}
    </div>
  )
}

/** Nothing waits: says so, and when more comes. */
function AllDone({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const schedules = useRead('jobs.list-schedules', can('jobs.list-schedules') ? {} : null, { staleMillis: 60_000 })
  const next = schedules.data?.rows
    .filter(({ verb, enabled }) => enabled && verb === 'bank.fetch-folder')
    .map(({ nextAt }) => nextAt)
    .sort()[0]
  if (isFiltered)
    return <Empty title={t(texts.noneInFilter)} act={<Button onPress={onShowAll}>{t(texts.showAll)}</Button>} />
  return (
    <Empty
      title={t(texts.allDone)}
      act={
        <ButtonLink to="/companies/$company/bank" params={{ company: company.code }}>
          {t(texts.toBank)}
        </ButtonLink>
      }
    >
      {next ? t(texts.nextFile, { when: formats.instant(next) }) : t(texts.dropFile)}
    </Empty>
  )
}

export type { DeskPayment }
