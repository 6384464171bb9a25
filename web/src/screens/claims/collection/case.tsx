import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { sayReason } from '../../../../../src/kernel/words/reasons.ts'
import { addressOf, callForFile } from '../../../api/call.ts'
import { saveFile } from '../../../api/save-file.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { ChangedNotice } from '../../../shell/changed-notice.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Banner } from '../../../ui/banner.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { AmountField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PdfView } from '../../../ui/pdf-view.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { Debts } from '../debts.tsx'
import { Events } from '../events.tsx'
import { texts as lawTexts } from '../policies/texts.ts'
import { caseTones } from './cases.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/collection/cases/$case')
type Asked = 'withdraw' | 'close' | 'watch' | 'resume' | 'note' | 'outcome' | 'reduce' | null
/** What the court does, as a person may record it. */
const outcomes = [
  'handed-over',
  'confirmed',
  'served',
  'objected',
  'settled',
  'decision',
  'enforcement-requested',
  'attachment',
  'enforcement-ended',
  'refused',
  'withdrawn',
  'status',
] as const

/** One case: what was handed over and is open, what happened, each message; for the court the application itself. */
export default function CaseScreen() {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const { case: caseId } = route.useParams()
  const navigate = useHere(route.useNavigate())
  const [asks, setAsks] = useState<Asked>(null)
  const [fileError, setFileError] = useState<Parameters<typeof Told>[0]['error']>(null)
  const read = useRead('collection.read-case', { caseId })
  const withdraw = useAct('collection.withdraw')
  const close = useAct('collection.close')
  const watch = useAct('collection.put-on-watch')
  const note = useAct('collection.note')
  const approve = useAct('collection.approve')
  const enforce = useAct('collection.request-enforcement')
  const settle = useAct('collection.settle-message')
  const one = read.data?.caseId === caseId ? read.data : null
  const isOpen = one !== null && one.endedOn === null
  const isCourt = one?.target === 'court'
  const mayApprove = isCourt && one?.state === 'proposed' && can('collection.approve')
  const done = ({ state }: { state: string }) => {
    // What has gone on to the other side is not taken back by a key; our own watch is.
    const undo =
      asks === 'watch' || asks === 'resume'
        ? {
            verb: 'collection.put-on-watch',
            input: { caseId, watch: asks === 'resume', reason: t(common.undone) },
          }
        : null
    setAsks(null)
    tell(
      t(texts.done, {
        case: one?.case ?? '',
        state: word('collectionEvent', asks === 'watch' ? 'watch' : state).toLocaleLowerCase(),
      }),
      undo,
    )
  }
  const doApprove = () => void approve.run({ caseId } as never).then(done, () => {})
  const print = () => window.open(dossier, '_blank')
  // What goes to a court on paper goes with its attachments.
  const isWhole = one?.agency.adapter === 'paper' && can('collection.read-dossier-bundle')
  const dossier = addressOf(company.code, isWhole ? 'collection.read-dossier-bundle' : 'collection.read-dossier-pdf', {
    caseId,
  } as never)
  // Asked back once is asked back.
  const mayWithdraw = isOpen && one.state !== 'withdrawal-asked' && can('collection.withdraw')
  useKeys([
    mayApprove && { key: 'Ctrl+Enter', label: t(texts.approve), run: doApprove },
    isOpen && can('collection.note') && { key: 'N', label: t(texts.addNote), run: () => setAsks('note') },
    mayWithdraw && { key: 'Backspace', label: t(texts.withdraw), run: () => setAsks('withdraw') },
    isCourt === true && { key: 'P', label: t(common.print), run: print, unlisted: true },
    {
      key: 'Escape',
      label: t(texts.collection),
      run: () =>
        void navigate({
          to: '/companies/$company/collection',
          params: { company: company.code },
          search: { view: 'cases', at: caseId },
        }),
      unlisted: true,
    },
  ])
  const parent = {
    label: t(texts.collection),
    link: {
      to: '/companies/$company/collection',
      params: { company: company.code },
      search: { view: 'cases' },
    } as const,
  }
  if (!one)
    return (
      <Screen title={t(texts.caseHead)} parent={parent}>
        {read.error ? <Told error={read.error} onAgain={() => void read.refetch()} /> : <PageWaiting />}
      </Screen>
    )
  const error = [approve, enforce, settle].find((act) => act.error)?.error ?? fileError
  // What the proposal wants looked at stands first until somebody has approved it.
  const toCheck = one.state === 'proposed' ? one.events.find(({ kind }) => kind === 'proposed')?.text : null
  const reasonActs = {
    withdraw: { act: withdraw, title: texts.withdraw, label: texts.why, input: {} },
    close: { act: close, title: texts.close, label: texts.why, input: {} },
    watch: { act: watch, title: texts.watch, label: texts.why, input: { watch: true } },
    resume: { act: watch, title: texts.resume, label: texts.why, input: { watch: false } },
    note: { act: note, title: texts.addNote, label: texts.noteText, input: {} },
  } as const
  const reasoned = asks && asks in reasonActs ? reasonActs[asks as keyof typeof reasonActs] : null
  return (
    <Screen
      title={t(texts.caseOf, { case: one.case })}
      parent={parent}
      beside={
        <>
          <Chip tone={one.watchSince ? 'warn' : (caseTones[one.state] ?? 'neutral')}>
            {word('collectionEvent', one.watchSince ? 'watch' : one.state)}
          </Chip>
          {isDisputed(one.events) && <Chip tone="bad">{word('collectionEvent', 'disputed')}</Chip>}
          <span className="quiet who">
            {one.party.name} · {one.agency.name}
          </span>
        </>
      }
      showsKeys
      acts={
        <>
          {mayApprove && (
            <Button kind="primary" keyCap="Ctrl+Enter" working={approve.isRunning} onPress={doApprove}>
              {t(texts.approve)}
            </Button>
          )}
          {isOpen && isCourt && can('collection.record-outcome') && one.state !== 'proposed' && (
            <Button onPress={() => setAsks('outcome')}>{t(texts.outcome)}</Button>
          )}
          <Menu
            entries={[
              isOpen && can('collection.note') && { label: t(texts.addNote), keyCap: 'N', run: () => setAsks('note') },
              isCourt && { label: t(common.print), keyCap: 'P', run: print },
              isCourt &&
                can('collection.read-dossier-data') && {
                  label: t(texts.dossierData),
                  run: () =>
                    void callForFile(company.code, 'collection.read-dossier-data', {
                      caseId,
                      format: 'json',
                    } as never).then(saveFile, setFileError),
                },
              isOpen && isCourt && can('collection.reduce') && { label: t(texts.reduce), run: () => setAsks('reduce') },
              isOpen &&
                isCourt &&
                (one.state === 'decision' || one.state === 'settled') &&
                can('collection.request-enforcement') && {
                  label: t(texts.enforce),
                  run: () => void enforce.run({ caseId } as never).then(done, () => {}),
                },
              isOpen &&
                can('collection.put-on-watch') && {
                  label: t(one.watchSince ? texts.resume : texts.watch),
                  run: () => setAsks(one.watchSince ? 'resume' : 'watch'),
                },
              mayWithdraw && {
                label: t(texts.withdraw),
                keyCap: 'Backspace',
                destructive: true,
                run: () => setAsks('withdraw'),
              },
              isOpen &&
                can('collection.close') && { label: t(texts.close), destructive: true, run: () => setAsks('close') },
            ]}
          />
        </>
      }
    >
      <div className="columns">
        <div className="main scroll">
          <Told error={error} />
          <ChangedNotice subjects={[caseId]} />
          {toCheck && <Banner tone="warn">{sayReason(toCheck, language)}</Banner>}
          <Strip
            figures={[
              { label: t(texts.open), figure: formats.amount(one.open), clause: one.currency },
              {
                label: t(texts.capital),
                figure: formats.amount(one.capital),
                clause: t(texts.handed).toLocaleLowerCase(),
              },
              { label: t(texts.interest), figure: formats.amount(one.interest) },
              { label: t(texts.fees), figure: formats.amount(one.fees) },
              isCourt
                ? { label: t(texts.courtCosts), figure: formats.amount(one.court) }
                : {
                    label: t(texts.agencyNumber),
                    figure: one.agencyNumber ?? '–',
                    clause: `${t(texts.opened)} ${formats.day(one.openedOn)}`,
                  },
            ]}
          />
          <Debts
            title={t(texts.claims)}
            takenHead={t(texts.handed)}
            debts={one.items.map((item) => ({ ...item, taken: item.handedOver }))}
          />
          {one.claims.length > 0 && (
            <section className="claim-section">
              <h2>{t(texts.courtClaims)}</h2>
              <div className="section">
                <table className="table inset">
                  <thead>
                    <tr>
                      <th scope="col">{t(texts.courtClaims)}</th>
                      <th scope="col" className="phone-not">
                        {t(texts.ground)}
                      </th>
                      <th scope="col" className="amount">
                        {t(common.amount)}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {one.claims.map((claim) => (
                      <tr key={claim.no}>
                        <td className="wrap">
                          {word('courtClaim', claim.kind)}
                          <div className="phone-only small">
                            <Ground claim={claim} />
                          </div>
                        </td>
                        <td className="wrap phone-not">
                          <Ground claim={claim} />
                        </td>
                        <td className="amount">
                          <Amount value={claim.amount} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          )}
          <section className="claim-section">
            <h2>{t(texts.messages)}</h2>
            {one.messages.length === 0 && <p className="section quiet">{t(texts.noMessages)}</p>}
            {one.messages.length > 0 && (
              <div className="section">
                <table className="table inset">
                  <tbody>
                    {one.messages.map((message) => (
                      <tr key={message.messageId}>
                        <td>{word('collectionMessage', message.kind)}</td>
                        <td>
                          <Chip
                            tone={
                              message.state === 'sent'
                                ? 'good'
                                : message.state === 'held' || message.state === 'refused'
                                  ? 'bad'
                                  : 'neutral'
                            }
                          >
                            {word('collectionMessageState', message.state)}
                          </Chip>
                        </td>
                        <td className="wrap small quiet">
                          {[
                            message.sentAt && formats.instant(message.sentAt),
                            message.answer && sayReason(message.answer, language),
                            message.nextTryAt && t(texts.nextTry, { at: formats.instant(message.nextTryAt) }),
                          ]
                            .filter(Boolean)
                            .join(' · ') || t(texts.tries, { n: message.tries })}
                        </td>
                        <td>
                          {(message.state === 'held' || message.state === 'refused') &&
                            can('collection.settle-message') && (
                              <span className="pills">
                                {(['arrived', 'again', 'recall'] as const).map((outcome) => (
                                  <Button
                                    key={outcome}
                                    kind="link"
                                    onPress={() =>
                                      void settle.run({ messageId: message.messageId, outcome } as never).then(
                                        () => tell(t(texts.settled)),
                                        () => {},
                                      )
                                    }
                                  >
                                    {t(texts[outcome])}
                                  </Button>
                                ))}
                              </span>
                            )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </section>
          <Events
            title={t(texts.what)}
            events={[...one.events].reverse().map((event) => ({
              key: `${event.kind} ${event.recordedAt} ${event.amount}`,
              on: event.on,
              what: word('collectionEvent', event.kind),
              why: event.text && sayReason(event.text, language),
              amount: event.amount,
              tone: ['refused', 'objected'].includes(event.kind) ? 'hard' : event.kind === 'remitted' ? 'money' : '',
            }))}
          />
        </div>
        {isCourt && can('collection.read-dossier-pdf') && (
          <aside className="side no-print" aria-label={t(texts.dossier)}>
            <section className="section">
              <PdfView source={dossier} name={`${t(texts.dossier)} ${one.case}`} title={t(texts.dossier)} />
            </section>
          </aside>
        )}
      </div>
      {reasoned && (
        <ReasonDialog
          keptAs={`${asks}:${caseId}`}
          title={t(reasoned.title)}
          label={t(reasoned.label)}
          note={
            asks === 'withdraw'
              ? t(
                  hasLeft(one)
                    ? one.agency.adapter === 'paper'
                      ? texts.withdrawPaper
                      : texts.withdrawTold
                    : texts.withdrawFree,
                  {
                    name: one.agency.name,
                  },
                )
              : asks === 'close'
                ? t(texts.closeWhat, { amount: `${formats.amount(one.open)} ${one.currency}` })
                : undefined
          }
          act={t(reasoned.title)}
          isDestructive={asks === 'withdraw' || asks === 'close'}
          running={reasoned.act}
          onClose={() => setAsks(null)}
          onGiven={(reason, until) =>
            void until(
              reasoned.act.run({
                caseId,
                ...(asks === 'note' ? { text: reason } : { reason }),
                ...reasoned.input,
              } as never) as Promise<{ state: string }>,
            ).then(done, () => {})
          }
        />
      )}
      {asks === 'outcome' && <Outcome caseId={caseId} onDone={done} onClose={() => setAsks(null)} />}
      {asks === 'reduce' && <Reduce caseId={caseId} onDone={done} onClose={() => setAsks(null)} />}
    </Screen>
  )
}

/** The other side has something of it: then it is told, and answers. */
const hasLeft = (one: { messages: readonly { state: string }[]; events: readonly { kind: string }[] }): boolean =>
  one.messages.some(({ state }) => state === 'sent' || state === 'sending') ||
  one.events.some(({ kind }) => kind === 'handed-over' || kind === 'accepted' || kind === 'confirmed')

/** More disputes have begun since it was handed over than have ended. */
const isDisputed = (events: readonly { kind: string }[]): boolean =>
  events.filter(({ kind }) => kind === 'disputed').length > events.filter(({ kind }) => kind === 'dispute-ended').length

interface Ask {
  caseId: string
  onDone: (done: { state: string }) => void
  onClose: () => void
}

function Outcome({ caseId, onDone, onClose }: Ask) {
  const t = useText()
  const word = useWord()
  const { company } = useSession()
  const record = useAct('collection.record-outcome')
  const kept = useKeptFields(`outcome:${caseId}`)
  const [kind, setKind] = kept.field<string>('kind', 'confirmed')
  const [on, setOn] = kept.field<string | null>('on', company.today)
  const [text, setText] = kept.field('text', '')
  const [number, setNumber] = kept.field('number', '')
  const [costs, setCosts] = kept.field<string | null>('costs', '')
  const go = () =>
    on &&
    void kept
      .until(
        record.run({
          caseId,
          kind,
          on,
          ...(text.trim() ? { text: text.trim() } : {}),
          ...(number.trim() ? { courtNumber: number.trim() } : {}),
          ...(costs ? { costs } : {}),
        } as never),
      )
      .then(onDone, () => {})
  return (
    <ActDialog
      title={t(texts.outcome)}
      act={t(common.save)}
      running={record}
      onGo={() => void go()}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <SelectField
        label={t(texts.outcomeKind)}
        value={kind}
        onChange={setKind}
        options={outcomes
          // A conciliation board alone ends in a settlement.
          .filter((value) => value in codes.collectionEvent && (value !== 'settled' || company.country === 'NO'))
          .map((value) => ({ value, label: word('collectionEvent', value) }))}
      />
      <DayField label={t(common.date)} value={on ?? ''} onChange={setOn} />
      <TextField label={t(texts.courtNumber)} value={number} onChange={setNumber} input={{ maxLength: 50 }} />
      {(kind === 'decision' || kind === 'settled') && (
        <AmountField label={t(texts.costs)} value={costs ?? ''} onChange={setCosts} />
      )}
      <TextField label={t(texts.noteText)} value={text} onChange={setText} input={{ maxLength: 500 }} />
    </ActDialog>
  )
}

function Reduce({ caseId, onDone, onClose }: Ask) {
  const t = useText()
  const reduce = useAct('collection.reduce')
  const kept = useKeptFields(`reduce:${caseId}`)
  const [amount, setAmount] = kept.field<string | null>('amount', '')
  const [reason, setReason] = kept.field('reason', '')
  const go = () =>
    amount &&
    reason.trim() &&
    void kept.until(reduce.run({ caseId, amount, reason: reason.trim() } as never)).then(onDone, () => {})
  return (
    <ActDialog
      title={t(texts.reduce)}
      running={reduce}
      onGo={() => void go()}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <AmountField label={t(texts.reduceBy)} value={amount ?? ''} onChange={setAmount} />
      <TextField label={t(texts.why)} value={reason} onChange={setReason} input={{ maxLength: 70 }} />
    </ActDialog>
  )
}

/** Why the court is asked for it, and by what tariff. */
function Ground({ claim }: { claim: { ground: string; source: string | null; unverified: boolean } }) {
  const t = useText()
  return (
    <>
      {claim.ground}
      {claim.source && <span className="small quiet"> {claim.source}</span>}
      {claim.unverified && (
        <>
          {' '}
          <Chip tone="warn">{t(lawTexts.unverified)}</Chip>
        </>
      )}
    </>
  )
}
