import { getRouteApi, Link } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { addressOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { ChangedNotice } from '../../../shell/changed-notice.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { CheckField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PdfView } from '../../../ui/pdf-view.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { Debts } from '../debts.tsx'
import { Events } from '../events.tsx'
import { planTones } from './plan-list.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims/plans/$plan')
const ways = ['signed', 'e-mail', 'telephone', 'portal', 'meeting'] as const

/** One plan: its parts and what of each has come, its letter, what happened; agree, change, end. */
export default function PlanScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const { plan: planId } = route.useParams()
  const navigate = useHere(route.useNavigate())
  const [asks, setAsks] = useState<'agree' | 'end' | 'take-back' | null>(null)
  const read = useRead('claims.read-plan', { planId })
  const end = useAct('claims.end-plan')
  const takeBack = useAct('claims.take-back-plan-step')
  const plan = read.data?.planId === planId ? read.data : null
  const isOpen = plan?.state === 'proposed' || plan?.state === 'agreed'
  const mayAgree = plan?.state === 'proposed' && can('claims.agree-plan')
  const mayChange = plan?.state === 'agreed' && can('claims.change-plan')
  const mayEnd = isOpen && can('claims.end-plan')
  const mayTakeBack =
    plan && plan.state !== 'proposed' && plan.state !== 'fulfilled' && can('claims.take-back-plan-step')
  const takesBack = texts[`back.${plan?.state}` as keyof typeof texts] ?? texts['back.ended']
  const change = () =>
    void navigate({
      to: '/companies/$company/claims/plans/new',
      params: { company: company.code },
      search: { plan: planId },
    })
  useKeys([
    mayAgree && { key: 'G', label: t(texts.agree), run: () => setAsks('agree') },
    mayChange && { key: 'D', label: t(texts.change), run: change },
    { key: 'P', label: t(common.print), run: () => window.open(letter, '_blank'), unlisted: true },
    {
      key: 'Escape',
      label: t(texts.plans),
      run: () =>
        void navigate({
          to: '/companies/$company/claims/plans',
          params: { company: company.code },
          search: { at: planId },
        }),
      unlisted: true,
    },
  ])
  const letter = addressOf(company.code, 'claims.plan-letter', { planId } as never)
  const parent = {
    label: t(texts.plans),
    link: { to: '/companies/$company/claims/plans', params: { company: company.code } } as const,
  }
  if (!plan)
    return (
      <Screen title={t(texts.plans)} parent={parent}>
        {read.error ? <Told error={read.error} onAgain={() => void read.refetch()} /> : <PageWaiting />}
      </Screen>
    )
  // A part is announced once in a version.
  const told = new Set(
    plan.events.filter((one) => one.kind === 'notice' && one.versionNo === plan.versionNo).map((one) => one.partNo),
  )
  const late = plan.parts.filter(({ isLate }) => isLate)
  const next = plan.parts.find(({ left }) => /[1-9]/.test(left))
  return (
    <Screen
      title={t(texts.planOf, { name: plan.customerName })}
      parent={parent}
      beside={
        <>
          <Chip tone={planTones[plan.state]}>{word('planState', plan.state)}</Chip>
          {plan.isProtected && <Lock size={14} aria-hidden />}
          <Link
            to="/companies/$company/customers/$number"
            params={{ company: company.code, number: plan.customer }}
            className="quiet figures"
          >
            {plan.customer}
          </Link>
        </>
      }
      showsKeys
      acts={
        <>
          {mayAgree && (
            <Button kind="primary" keyCap="G" onPress={() => setAsks('agree')}>
              {t(texts.agree)}
            </Button>
          )}
          {mayChange && (
            <Button keyCap="D" onPress={change}>
              {t(texts.change)}
            </Button>
          )}
          <Menu
            entries={[
              { label: t(common.print), keyCap: 'P', run: () => window.open(letter, '_blank') },
              mayTakeBack && { label: t(takesBack), run: () => setAsks('take-back') },
              mayEnd && { label: t(texts.end), destructive: true, run: () => setAsks('end') },
            ]}
          />
        </>
      }
    >
      <div className="columns">
        <div className="main scroll">
          <ChangedNotice subjects={[planId]} />
          <Strip
            figures={[
              {
                label: t(texts.paid),
                figure: formats.amount(plan.paid),
                clause: t(texts.partsOf, {
                  met: plan.parts.filter(({ left }) => !/[1-9]/.test(left)).length,
                  n: plan.parts.length,
                }),
              },
              ...(next && isOpen
                ? [
                    {
                      label: t(texts.nextDue),
                      figure: formats.amount(next.left),
                      clause: formats.dayInText(next.dueOn),
                    },
                  ]
                : []),
              ...(late[0]
                ? [
                    {
                      label: t(texts.lateParts),
                      figure: formats.count(late.length),
                      clause: t(texts.since, { day: formats.day(late[0].dueOn) }),
                    },
                  ]
                : []),
              {
                label: t(texts.interestAs),
                figure: word('planInterest', plan.interest),
                clause: t(texts.brokenRule, { n: plan.brokenAfterDays }),
              },
            ]}
          />
          <section className="claim-section">
            <h2>{t(texts.parts)}</h2>
            <div className="section">
              <table className="table inset">
                <thead>
                  <tr>
                    <th scope="col">{t(texts.part)}</th>
                    <th scope="col">{t(common.due)}</th>
                    <th scope="col" className="amount phone-not">
                      {t(texts.capital)}
                    </th>
                    <th scope="col" className="amount phone-not">
                      {t(texts.interest)}
                    </th>
                    <th scope="col" className="amount phone-not">
                      {t(texts.fee)}
                    </th>
                    <th scope="col" className="amount">
                      {t(texts.total)}
                    </th>
                    <th scope="col" className="amount">
                      {t(texts.left)}
                    </th>
                    <th scope="col" className="phone-not">
                      {t(common.state)}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {plan.parts.map((part) => (
                    <tr key={part.partNo}>
                      <td className="figures">{part.partNo}</td>
                      <td className="wrap">
                        <span className="nowrap">{formats.day(part.dueOn)}</span>
                        <div className="phone-only">
                          <PartState
                            part={part}
                            planId={planId}
                            mayTell={plan.state === 'agreed' && !told.has(part.partNo)}
                          />
                        </div>
                        {/[1-9]/.test(`${part.interest}${part.fee}`) && (
                          <div className="phone-only small quiet">
                            {(['capital', 'interest', 'fee'] as const)
                              .filter((name) => /[1-9]/.test(part[name]))
                              .map((name) => `${t(texts[name]).toLocaleLowerCase()} ${formats.amount(part[name])}`)
                              .join(', ')}
                          </div>
                        )}
                      </td>
                      <td className="amount phone-not">
                        <Amount value={part.capital} />
                      </td>
                      <td className="amount phone-not">
                        <Amount value={part.interest} dashForZero />
                      </td>
                      <td className="amount phone-not">
                        <Amount value={part.fee} dashForZero />
                      </td>
                      <td className="amount strong">
                        <Amount value={part.total} />
                      </td>
                      <td className="amount">
                        <Amount value={part.left} dashForZero />
                      </td>
                      <td className="phone-not">
                        <PartState
                          part={part}
                          planId={planId}
                          mayTell={plan.state === 'agreed' && !told.has(part.partNo)}
                        />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
          <Debts
            title={t(texts.debts)}
            takenHead={t(texts.inPlan)}
            debts={plan.items.map((item) => ({ ...item, taken: item.amount }))}
          />
          <Events
            title={t(texts.events)}
            events={[...plan.events].reverse().map((event) => ({
              key: `${event.kind} ${event.at} ${event.partNo}`,
              on: event.on,
              what: word('planEvent', event.kind),
              beside: event.partNo === null ? null : `${t(texts.part)} ${event.partNo}`,
              why: [event.text, event.by].filter(Boolean).join(' · '),
              tone: event.kind === 'broken' ? 'hard' : '',
            }))}
          />
        </div>
        {can('claims.plan-letter') && (
          <aside className="side no-print" aria-label={t(texts.letter)}>
            <section className="section">
              <PdfView
                key={`${plan.state} ${plan.versionNo}`}
                source={letter}
                name={t(texts.planOf, { name: plan.customer })}
                title={t(texts.letter)}
              />
            </section>
          </aside>
        )}
      </div>
      {asks === 'agree' && <Agree planId={planId} onClose={() => setAsks(null)} />}
      {asks === 'end' && (
        <ReasonDialog
          keptAs={`end-plan:${planId}`}
          title={t(texts.end)}
          label={t(texts.endWhy)}
          note={t(texts.endNote)}
          act={t(texts.end)}
          isDestructive
          running={end}
          onClose={() => setAsks(null)}
          onGiven={(reason, until) =>
            void until(end.run({ planId, reason })).then(
              ({ undo }) => {
                setAsks(null)
                tell(t(texts.endedDone), undo)
              },
              () => {},
            )
          }
        />
      )}
      {asks === 'take-back' && (
        <ReasonDialog
          keptAs={`take-back-plan:${planId}`}
          title={t(takesBack)}
          label={t(texts.backWhy)}
          note={t(plan.state === 'agreed' ? texts.backNoteAgreed : texts.backNote)}
          act={t(texts.back)}
          running={takeBack}
          onClose={() => setAsks(null)}
          onGiven={(reason, until) =>
            void until(takeBack.run({ planId, reason })).then(
              ({ lettersGone }) => {
                setAsks(null)
                tell(t(lettersGone > 0 ? texts.backDoneTold : texts.backDone))
              },
              () => {},
            )
          }
        />
      )}
    </Screen>
  )
}

function PartState({
  part,
  planId,
  mayTell,
}: {
  part: { partNo: number; left: string; isLate: boolean; paid: string }
  planId: string
  mayTell: boolean
}) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  const notice = useAct('claims.notice-part')
  if (!/[1-9]/.test(part.left)) return <Chip tone="good">{t(texts.paid)}</Chip>
  return (
    <span className="pills">
      {part.isLate && <Chip tone="bad">{t(texts.late)}</Chip>}
      {mayTell && can('claims.notice-part') && (
        <Button
          kind="link"
          onPress={() =>
            void notice.run({ planId, partNo: part.partNo } as never).then(
              () => tell(t(texts.noticeDone, { n: part.partNo })),
              () => {},
            )
          }
        >
          {t(texts.notice, { n: part.partNo })}
        </Button>
      )}
      {notice.error && <Told error={notice.error} />}
    </span>
  )
}

function Agree({ planId, onClose }: { planId: string; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const { company } = useSession()
  const agree = useAct('claims.agree-plan')
  const kept = useKeptFields(`agree-plan:${planId}`)
  const [by, setBy] = kept.field<string>('by', 'signed')
  const [on, setOn] = kept.field<string | null>('on', company.today)
  const [note, setNote] = kept.field('note', '')
  const [sends, setSends] = kept.field('sends', true)
  const go = () =>
    on &&
    void kept
      .until(agree.run({ planId, by, on, send: sends, ...(note.trim() ? { note: note.trim() } : {}) } as never))
      .then(
        ({ undo }) => {
          onClose()
          tell(t(texts.agreedDone), undo)
        },
        () => {},
      )
  return (
    <ActDialog
      title={t(texts.agree)}
      running={agree}
      onGo={() => void go()}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <SelectField
        label={t(texts.agreedBy)}
        value={by}
        onChange={setBy}
        options={ways.map((value) => ({ value, label: t(texts[`by.${value}`]) }))}
      />
      <DayField label={t(common.date)} value={on ?? ''} onChange={setOn} />
      <TextField label={t(texts.note)} value={note} onChange={setNote} input={{ maxLength: 500 }} />
      <CheckField label={t(texts.sendLetters)} checked={sends} onChange={setSends} />
    </ActDialog>
  )
}
