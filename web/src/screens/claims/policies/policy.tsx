import { getRouteApi } from '@tanstack/react-router'
import { Check, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useSharedDraft } from '../../../api/use-shared-draft.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { useWord } from '../../../lang/use-word.ts'
import { changeTexts } from '../../../shell/change-texts.ts'
import { ChangedNotice } from '../../../shell/changed-notice.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { BothVersions } from '../../../ui/both-versions.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { AmountField, CheckField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PdfView } from '../../../ui/pdf-view.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { usePreviewPdf, useSettled } from '../../invoices/use-preview.ts'
import { Assignments } from './assignments.tsx'
import { CloseDialog } from './close-dialog.tsx'
import { type Draft, draftOf, emptyDraft, isLetter, moved, withStep } from './draft.ts'
import { PolicyLine } from './policy-line.tsx'
import { type Simulated, SimulatedLetter, type SimulatedRow, Simulation } from './simulation.tsx'
import { NumberField, StepForm } from './step-form.tsx'
import { texts } from './texts.ts'
import '../runs/runs.css'
import { useHere } from '../../../shell/use-here.ts'
import './policies.css'

const route = getRouteApi('/companies/$company/dunning-policies/$policy')
type Read = Output<'dunning.read-policy'>
const fieldNames: Partial<Record<keyof Draft, Phrase>> = {
  name: texts.name,
  approval: texts.approval,
  interest: texts.interest,
  minimum: texts.minimum,
  validFrom: texts.validFrom,
  graceDays: texts.grace,
  bankFileDays: texts.bankFileDays,
  feeAgreed: texts.feeAgreed,
  isDefault: texts.isDefault,
  steps: texts.steps,
}

/** A policy as a line of steps; each change is held against the law and shown as a letter, and tried on last month before it is saved. */
export default function PolicyScreen() {
  const t = useText()
  const { policy: code } = route.useParams()
  const isNew = code === 'new'
  const read = useRead('dunning.read-policy', isNew ? null : { code })
  if (!isNew && !read.data)
    return (
      <Screen title={t(texts.policies)}>
        {read.error ? (
          <div className="section">
            <Told error={read.error} onAgain={() => void read.refetch()} />
          </div>
        ) : (
          <PageWaiting />
        )}
      </Screen>
    )
  return <Editor key={code} code={code} read={isNew ? null : read.data!} />
}

function Editor({ code, read }: { code: string; read: Read | null }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const word = useWord()
  const own = useLanguage()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const newest = read?.versions[0]
  const now = newest ? draftOf(newest) : emptyDraft
  const typed = useSharedDraft<Draft>(`dunning-policy-fields.${code}`, now)
  const draft = typed.value
  const isTyped = typed.changed.length > 0
  const set = typed.set
  const add = () => set({ steps: withStep(draft).steps })
  const save = useAct('dunning.save-policy')
  const [isClosing, setClosing] = useState(false)
  const simulate = useAct('dunning.simulate-policy')
  const [language, setLanguage] = useState(own)
  const [simulated, setSimulated] = useState<{ result: Simulated; policy: unknown } | null>(null)
  const [shown, setShown] = useState<SimulatedRow | null>(null)
  const at = Math.min(Number(search.step ?? 0) || 0, draft.steps.length - 1)
  const step = draft.steps[at]
  const isComplete = draft.name.trim() !== '' && draft.code.trim() !== ''
  const mayEdit = can('dunning.save-policy')
  const notNow = !mayEdit
    ? t(common.mayNot)
    : !isComplete
      ? t(texts.needsName)
      : !isTyped
        ? t(texts.nothingChanged)
        : typed.conflicts.length > 0
          ? t(changeTexts.both)
          : null
  const choose = (index: number) =>
    void navigate({ search: (before) => ({ ...before, step: String(index) }), replace: true })
  const tryIt = () => {
    const policy = named(draft)
    setShown(null)
    void simulate.run({ policy, limit: 1000 } as never).then(
      (result) => setSimulated({ result, policy }),
      () => {},
    )
  }
  const go = () =>
    !notNow &&
    void save.run({ ...draft, after: newest?.versionNo ?? 0 }).then(
      async ({ versionNo, validFrom }) => {
        await typed.discard()
        tell(t(texts.saved, { name: draft.name, n: versionNo, day: formats.dayInText(validFrom, 'short') }))
        if (code === 'new')
          void navigate({
            to: '/companies/$company/dunning-policies/$policy',
            params: { company: company.code, policy: draft.code },
          })
      },
      () => {},
    )
  const say = (one: Draft, field: keyof Draft): string => {
    const value = one[field]
    if (field === 'steps')
      return one.steps
        .map(({ kind, days, deadlineDays }) => `${word('stepKind', kind)} ${days} + ${deadlineDays}`)
        .join(' → ')
    if (field === 'minimum')
      return (one.minimum ?? []).map(({ amount, currency }) => `${formats.amount(amount)} ${currency}`).join(', ')
    if (field === 'approval' && one.approval) return word('dunningApproval', one.approval)
    if (field === 'interest' && one.interest) return word('dunningInterest', one.interest)
    if (typeof value === 'boolean') return t(value ? common.yes : common.no)
    return field === 'validFrom' && one.validFrom ? formats.day(one.validFrom) : String(value ?? '')
  }
  const mayTry = can('dunning.simulate-policy')
  useKeys([
    mayEdit && { key: '+', label: t(texts.addStep), run: add },
    { key: '[', label: t(common.previous), run: () => choose(Math.max(at - 1, 0)), unlisted: true },
    { key: ']', label: t(common.next), run: () => choose(Math.min(at + 1, draft.steps.length - 1)), unlisted: true },
    mayTry && { key: 'V', label: t(texts.try), run: tryIt },
    mayEdit && { key: 'Ctrl+Enter', label: t(texts.save), run: () => void go(), inFields: true },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  const view = search.view === 'versions' || search.view === 'assignments' ? search.view : 'rule'
  return (
    <Screen
      title={draft.name || t(texts.newPolicy)}
      parent={{
        label: t(texts.policies),
        link: { to: '/companies/$company/dunning-policies', params: { company: company.code } },
      }}
      showsKeys
      acts={
        <>
          {mayTry && (
            <Button keyCap="V" working={simulate.isRunning} onPress={tryIt}>
              {t(texts.try)}
            </Button>
          )}
          <Button kind="primary" keyCap="Ctrl+Enter" notNow={notNow} working={save.isRunning} onPress={() => void go()}>
            {t(texts.save)}
          </Button>
          <Menu
            entries={[
              isTyped && { label: t(texts.discard), run: () => void typed.discard() },
              read !== null &&
                can('dunning.close-policy') && {
                  label: t(texts.close),
                  destructive: true,
                  run: () => setClosing(true),
                },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
            ]}
          />
        </>
      }
    >
      {(save.error ?? simulate.error) && (
        <div className="section">
          <Told error={save.error ?? simulate.error} />
        </div>
      )}
      {newest && <ChangedNotice subjects={[newest.policyId]} isTyped={isTyped} />}
      <BothVersions
        fields={typed.conflicts.map((field) => ({
          key: field,
          label: t(fieldNames[field] ?? texts.rules),
          theirs: say(now, field),
          mine: say(draft, field),
          onTheirs: () => typed.takeTheirs(field),
          onMine: () => typed.keepMine(field),
        }))}
      />
      <div className="columns">
        <div className="main">
          <div className="scroll">
            <PolicyLine
              policy={draft as never}
              label={draft.name || t(texts.newPolicy)}
              chosen={String(at)}
              onChoose={(key) => choose(Number(key))}
            />
            {read && (
              <Tabs
                label={t(texts.policies)}
                panelId="policy-panel"
                value={view}
                tabs={[
                  { value: 'rule', label: t(texts.steps) },
                  { value: 'assignments', label: t(texts.assignments), count: read.assignments.length },
                  { value: 'versions', label: t(texts.versions), count: read.versions.length },
                ]}
                onChange={(next) =>
                  void navigate({
                    search: (before) => ({ ...before, view: next === 'rule' ? undefined : next }),
                    replace: true,
                  })
                }
              />
            )}
            <section id="policy-panel" aria-label={t(texts.steps)}>
              {view === 'versions' && read && <Versions read={read} />}
              {view === 'assignments' && read && (
                <Assignments policy={{ code, name: draft.name }} rows={read.assignments} />
              )}
              {view === 'rule' && (
                <>
                  {simulate.isRunning && (
                    <div className="section">
                      <Progress label={t(texts.trying)} progress={simulate.progress} note={t(texts.tryNothingSent)} />
                    </div>
                  )}
                  {simulated && !simulate.isRunning && (
                    <Simulation result={simulated.result} currency={company.currency} shown={shown} onShow={setShown} />
                  )}
                  {step && (
                    <section className="section" aria-label={t(texts.step, { n: at + 1 })}>
                      <header>
                        <h2>{t(texts.step, { n: at + 1 })}</h2>
                        {mayEdit && (
                          <span className="pills">
                            {at > 0 && (
                              <Button
                                kind="quiet"
                                onPress={() => {
                                  set({ steps: moved(draft.steps, at, at - 1) })
                                  choose(at - 1)
                                }}
                              >
                                {t(texts.earlier)}
                              </Button>
                            )}
                            {draft.steps.length > 1 && (
                              <Button
                                kind="quiet"
                                onPress={() => {
                                  set({ steps: draft.steps.filter((_, index) => index !== at) })
                                  choose(Math.max(at - 1, 0))
                                }}
                              >
                                {t(texts.removeStep)}
                              </Button>
                            )}
                            <Button
                              keyCap="+"
                              onPress={() => {
                                add()
                                choose(draft.steps.length)
                              }}
                            >
                              {t(texts.addStep)}
                            </Button>
                          </span>
                        )}
                      </header>
                      <StepForm
                        key={at}
                        step={step}
                        isFirst={at === 0}
                        language={language}
                        onLanguage={setLanguage}
                        onChange={(next) =>
                          set({ steps: draft.steps.map((one, index) => (index === at ? next : one)) })
                        }
                      />
                    </section>
                  )}
                  <WholeRule draft={draft} isNew={code === 'new'} onChange={set} />
                </>
              )}
            </section>
          </div>
        </div>
        {/* One letter at a time: that of a simulated row stands where the sample stood. */}
        {!shown && (
          <aside className="side" aria-label={t(texts.preview)}>
            <LawSays draft={draft} stored={read?.warnings} />
            <Preview draft={draft} at={at} language={language} />
          </aside>
        )}
        {shown && simulated && <SimulatedLetter row={shown} policy={simulated.policy} onClose={() => setShown(null)} />}
      </div>
      {isClosing && <CloseDialog code={code} name={draft.name} onClose={() => setClosing(false)} />}
    </Screen>
  )
}

/** The server wants a code and a name also of what is only tried. */
const named = (draft: Draft): Draft => ({ ...draft, code: draft.code || '?', name: draft.name || '?' })

function WholeRule({
  draft,
  isNew,
  onChange,
}: {
  draft: Draft
  isNew: boolean
  onChange: (change: Partial<Draft>) => void
}) {
  const t = useText()
  const word = useWord()
  const { company } = useSession()
  const minimum = draft.minimum?.find((one) => one.currency === company.currency)?.amount ?? ''
  return (
    <section className="section step-form" aria-label={t(texts.rules)}>
      <h2>{t(texts.rules)}</h2>
      <div className="row">
        <TextField label={t(texts.name)} value={draft.name} onChange={(name) => onChange({ name })} />
        {isNew && (
          <TextField
            label={t(texts.code)}
            value={draft.code}
            onChange={(code) => onChange({ code: code.toUpperCase().replace(/\s/g, '-') } as never)}
            input={{ maxLength: 30 }}
          />
        )}
        <SelectField
          label={t(texts.approval)}
          value={draft.approval ?? 'one-person'}
          options={Object.keys(codes.dunningApproval).map((value) => ({
            value,
            label: word('dunningApproval', value),
          }))}
          onChange={(approval) => onChange({ approval: approval as never })}
        />
      </div>
      <div className="row">
        <SelectField
          label={t(texts.interest)}
          value={draft.interest ?? 'shown'}
          options={Object.keys(codes.dunningInterest).map((value) => ({
            value,
            label: word('dunningInterest', value),
          }))}
          onChange={(interest) => onChange({ interest: interest as never })}
        />
        <AmountField
          label={`${t(texts.minimum)}, ${company.currency}`}
          value={minimum}
          onChange={(amount) =>
            amount !== null &&
            onChange({
              minimum: [
                ...(draft.minimum ?? []).filter((one) => one.currency !== company.currency),
                ...(amount ? [{ amount, currency: company.currency }] : []),
              ],
            })
          }
        />
        <DayField
          label={t(texts.validFrom)}
          value={draft.validFrom ?? company.today}
          onChange={(validFrom) => validFrom && onChange({ validFrom })}
        />
      </div>
      <div className="row">
        <NumberField
          label={t(texts.grace)}
          value={draft.graceDays ?? 3}
          onChange={(graceDays) => onChange({ graceDays })}
        />
        <NumberField
          label={t(texts.bankFileDays)}
          value={draft.bankFileDays ?? 0}
          onChange={(days) => onChange({ bankFileDays: days || null })}
        />
      </div>
      <CheckField
        label={t(texts.feeAgreed)}
        checked={draft.feeAgreed ?? false}
        onChange={(feeAgreed) => onChange({ feeAgreed })}
      />
      <CheckField
        label={t(texts.isDefault)}
        checked={draft.isDefault ?? false}
        onChange={(isDefault) => onChange({ isDefault })}
      />
    </section>
  )
}

/** What the law cuts, forbids, delays or lengthens, asked of the server as it is typed; who only reads sees what it says of the rule as it stands. */
function LawSays({ draft, stored }: { draft: Draft; stored: Read['warnings'] | undefined }) {
  const t = useText()
  const formats = useFormats()
  const { can } = useSession()
  const settled = useSettled(named(draft), 500)
  const checked = useRead(
    'dunning.save-policy',
    can('dunning.save-policy') ? ({ ...settled, dryRun: true } as never) : null,
  )
  if (checked.error)
    return (
      <section className="section">
        <Told error={checked.error} />
      </section>
    )
  const warnings = checked.data?.warnings ?? (can('dunning.save-policy') ? undefined : stored)
  if (!warnings) return null
  const kinds = [...new Set(warnings.map(({ stepNo, code }) => `${stepNo} ${code}`))]
  return (
    <section className="section law-says">
      <h2>{t(texts.law)}</h2>
      {kinds.length === 0 && (
        <p className="quiet">
          <Check size={14} aria-hidden className="good" /> {t(texts.lawAgrees)}
        </p>
      )}
      {kinds.map((key) => {
        const own = warnings.filter(({ stepNo, code }) => `${stepNo} ${code}` === key)
        const { stepNo, code, source, data } = own[0]!
        return (
          <p key={key}>
            <TriangleAlert size={14} aria-hidden className="warn" />{' '}
            <span className="strong">{t(texts.step, { n: stepNo })}</span>{' '}
            {own.length < 3 && `${own.map(({ debtor }) => t(texts[`debtor.${debtor}`])).join(', ')}: `}
            {t(texts[`warn.${code}`], said(data, formats))}
            {source && <span className="small quieter"> {source}</span>}
          </p>
        )
      })}
    </section>
  )
}

const said = (data: Record<string, string | number | null>, formats: ReturnType<typeof useFormats>) =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      name === 'allowed' || name === 'wanted' ? formats.amount(String(value)) : String(value),
    ]),
  )

/** The letter of the chosen step to an invented customer, made anew as it is written. */
function Preview({ draft, at, language }: { draft: Draft; at: number; language: 'sv' | 'nb' | 'bg' | 'en' }) {
  const t = useText()
  const { can } = useSession()
  const step = draft.steps[at]
  const sends = step !== undefined && isLetter(step)
  const input = useSettled(
    sends && can('dunning.preview-step')
      ? {
          kind: step.kind,
          language,
          text: step.texts?.[language]?.text ?? '',
          withFee: step.fee !== 'none',
          withInterest: draft.interest !== 'none',
          deadlineDays: step.deadlineDays ?? 14,
        }
      : null,
    500,
  )
  const pdf = usePreviewPdf('dunning.preview-step', input as never)
  return (
    <section className="section letter-pane">
      <h2>{t(texts.preview)}</h2>
      {sends ? (
        <PdfView source={pdf} name={t(texts.preview)} title={t(texts.step, { n: at + 1 })} />
      ) : (
        <p className="quiet">{t(texts.noLetter)}</p>
      )}
    </section>
  )
}

function Versions({ read }: { read: Read }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  return (
    <section className="section">
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(texts.version)}</th>
            <th scope="col">{t(texts.validFrom)}</th>
            <th scope="col">{t(texts.chain)}</th>
            <th scope="col">{t(texts.byWhom)}</th>
            <th scope="col">{t(common.state)}</th>
          </tr>
        </thead>
        <tbody>
          {read.versions.map((version) => (
            <tr key={version.versionNo}>
              <td className="strong">{version.versionNo}</td>
              <td>{formats.day(version.validFrom)}</td>
              <td>{version.steps.map(({ kind }) => word('stepKind', kind)).join(' → ')}</td>
              <td>
                {version.recordedBy ?? t(texts.shipped)}{' '}
                <span className="quieter">{formats.instant(version.recordedAt)}</span>
              </td>
              <td>{version.isInForce && <Chip tone="good">{t(texts.inForce)}</Chip>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
