import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { VerbName } from '../../api/call.ts'
import { schedules } from '../../api/generated/schedules.ts'
import type { PlainField } from '../../api/plain-field.ts'
import { useSession } from '../../api/session.tsx'
import { useChoices } from '../../api/use-choices.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useWord as useCode } from '../../lang/use-word.ts'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, type Option, SelectField, TextField } from '../../ui/field.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { capital, useAnswerFacts } from './said-fields.ts'
import { blankWord, choiceWord, fieldWords } from './schedule-words.ts'
import { texts } from './texts.ts'

type Input = Record<string, unknown>
const route = getRouteApi('/companies/$company/jobs')
/** Fields of a verb that only tell what it would do. */
const dry = ['dryRun', 'preview']
const fieldsOf = (verb: string): PlainField[] => (schedules[verb] ?? []).filter(({ name }) => !dry.includes(name))
const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' && value !== '' ? value.split(/[\s,;]+/) : []

/** Codes that the company has, by the field that takes them; null: written by hand. */
function useOffered(isWanted: boolean): (field: PlainField) => Option[] | null {
  const t = useText()
  const { can } = useSession()
  const { areas, groups } = useChoices()
  const policies = useRead('dunning.list-policies', isWanted && can('dunning.list-policies') ? {} : null)
  return ({ name, kind, choices }) => {
    if (choices)
      return choices.map((value) => {
        const phrase = choiceWord(name, value)
        return { value, label: phrase ? capital(t(phrase)) : value }
      })
    if (kind !== 'codes') return null
    if (name === 'invoiceGroups') return groups
    if (name === 'businessAreas') return areas
    if (name === 'policies') return (policies.data?.rows ?? []).map((row) => ({ value: row.code, label: row.name }))
    return null
  }
}

/** What a schedule was told, in words: "Fakturagrupper: Barnomsorg, Hyror". */
export function useInputText(): (verb: string, input: unknown) => string {
  const t = useText()
  const offered = useOffered(false)
  return (verb, input) => {
    const given = (input ?? {}) as Input
    const known = fieldsOf(verb)
    return Object.entries(given)
      .filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => {
        const field = known.find((one) => one.name === name)
        const options = (field && offered(field)) ?? []
        const said =
          typeof value === 'boolean'
            ? t(value ? common.yes : common.no)
            : (Array.isArray(value) ? value : [value])
                .map((one) => options.find((option) => option.value === one)?.label ?? plainly(one))
                .join(', ')
        return `${fieldWords[name] ? t(fieldWords[name]) : name}: ${said}`
      })
      .join(' · ')
  }
}

const plainly = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** The fields of what a schedule runs, each by what it is. What only the API can say is told, and can be taken out. */
export function ScheduleFields({
  verb,
  input,
  onChange,
}: {
  verb: string
  input: Input
  onChange: (input: Input) => void
}) {
  const t = useText()
  const inputText = useInputText()
  const fields = fieldsOf(verb)
  const offered = useOffered(fields.some(({ name }) => name === 'policies'))
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = input
    onChange(value === undefined ? others : { ...others, [name]: value })
  }
  const beyond = Object.fromEntries(
    Object.entries(input).filter(([name]) => !fields.some((field) => field.name === name)),
  )
  return (
    <>
      {fields.map((field) => {
        const { name } = field
        const label = t(fieldWords[name] ?? { sv: name, nb: name, bg: name, en: name })
        const value = input[name] ?? field.default
        const text = value === undefined || value === null ? '' : String(value)
        const options = offered(field)
        if (field.kind === 'yes-no')
          return <CheckField key={name} label={label} checked={value === true} onChange={(next) => set(name, next)} />
        if (field.kind === 'choice')
          return (
            <SelectField
              key={name}
              label={label}
              value={text}
              options={options!}
              {...(field.default === undefined ? { empty: capital(t(blankWord(name))) } : {})}
              onChange={(chosen) => set(name, chosen === '' ? undefined : chosen)}
            />
          )
        if (options)
          return options.length === 0 ? null : (
            <SeveralField
              key={name}
              label={label}
              options={options}
              chosen={listOf(input[name])}
              onChange={(chosen) => set(name, chosen.length === 0 ? undefined : chosen)}
            />
          )
        if (field.kind === 'codes')
          return <CodesField key={name} label={label} value={input[name]} onChange={(codes) => set(name, codes)} />
        return (
          <TextField
            key={name}
            label={label}
            value={text}
            onChange={(typed) =>
              set(
                name,
                typed === ''
                  ? undefined
                  : field.kind === 'integer'
                    ? Number(typed.replace(/\D/g, '').slice(0, 9))
                    : typed,
              )
            }
            input={{ autoComplete: 'off', ...(field.kind === 'integer' ? { inputMode: 'numeric' } : {}) }}
          />
        )
      })}
      {Object.keys(beyond).length > 0 && (
        <p className="small">
          <span className="quiet">{t(texts.beyondFields)}</span> {inputText(verb, beyond)}{' '}
          <Button
            kind="link"
            onPress={() => onChange(Object.fromEntries(Object.entries(input).filter(([name]) => !(name in beyond))))}
          >
            {t(common.remove)}
          </Button>
        </p>
      )}
      {verb === 'dunning.run-unattended' && <PoliciesTold chosen={listOf(input.policies)} />}
    </>
  )
}

/** Several of a list; none ticked takes all. */
function SeveralField({
  label,
  options,
  chosen,
  onChange,
}: {
  label: string
  options: readonly Option[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const t = useText()
  // What was chosen and is not there any more is shown, so that it can be taken out.
  const gone = chosen.filter((code) => !options.some(({ value }) => value === code))
  return (
    <fieldset className="tick-field">
      <legend className="label">
        {label} {chosen.length === 0 && <span className="quieter">{t(common.all).toLocaleLowerCase()}</span>}
      </legend>
      <div className="tick-list">
        {[...options, ...gone.map((code) => ({ value: code, label: code }))].map((option) => (
          <CheckField
            key={option.value}
            label={option.label}
            checked={chosen.includes(option.value)}
            onChange={(next) =>
              onChange(next ? [...chosen, option.value] : chosen.filter((code) => code !== option.value))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

/** Numbers with commas between; what is typed stays as it is typed. */
function CodesField({
  label,
  value,
  onChange,
}: {
  label: string
  value: unknown
  onChange: (codes: string[] | undefined) => void
}) {
  const t = useText()
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextField
      label={label}
      value={typed ?? listOf(value).join(', ')}
      hint={t(texts.numbersHint)}
      onChange={(text) => {
        setTyped(text)
        const codes = listOf(text).filter(Boolean)
        onChange(codes.length === 0 ? undefined : codes)
      }}
      input={{ autoComplete: 'off' }}
    />
  )
}

/** How the chosen policies go: what is approved by a person is no work of the clock. */
function PoliciesTold({ chosen }: { chosen: readonly string[] }) {
  const t = useText()
  const code = useCode()
  const { company, can } = useSession()
  const read = useRead('dunning.list-policies', can('dunning.list-policies') ? {} : null)
  const rows = (read.data?.rows ?? []).filter((row) => chosen.length === 0 || chosen.includes(row.code))
  if (!read.data) return null
  return (
    <section aria-label={t(texts.howPoliciesGo)}>
      <h3>{t(texts.howPoliciesGo)}</h3>
      {!rows.some(({ approval }) => approval === 'none') && <p className="negative small">{t(texts.noneGoesAlone)}</p>}
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={row.code}>
            <Link
              to="/companies/$company/dunning-policies/$policy"
              params={{ company: company.code, policy: row.code }}
            >
              {row.name}
            </Link>
            {': '}
            <span className={row.approval === 'none' ? '' : 'negative'}>
              {row.approval === 'none'
                ? code('dunningApproval', 'none').toLocaleLowerCase()
                : t(texts.leftOut, { how: code('dunningApproval', row.approval).toLocaleLowerCase() })}
            </span>
            <span className="small quiet steps-told">
              {row.steps
                .map((step) =>
                  [
                    code('stepKind', step.kind),
                    step.channels.map((channel) => code('channel', channel).toLocaleLowerCase()).join(', '),
                  ]
                    .filter(Boolean)
                    .join(': '),
                )
                .join(' → ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Asks the verb what it would do; nothing but words where it cannot tell. */
export function DryRun({ verb, input, notNow }: { verb: string; input: Input; notNow: string | false }) {
  const t = useText()
  const { can } = useSession()
  const field = (schedules[verb] ?? []).find(({ name }) => dry.includes(name))
  const act = useAct(verb as VerbName)
  const [answer, setAnswer] = useState<Input | null>(null)
  if (!field || !can(verb)) return null
  return (
    <section className="section" aria-label={t(texts.tryIt)}>
      <span>
        <Button
          working={act.isRunning}
          notNow={notNow}
          onPress={() => {
            setAnswer(null)
            void act.run({ ...input, [field.name]: true } as never).then(
              (told) => setAnswer(told as Input),
              () => {},
            )
          }}
        >
          {t(texts.tryIt)}
        </Button>
      </span>
      <Told error={act.error} />
      {act.isRunning && <Progress label={t(texts.tryIt)} progress={act.progress} />}
      {answer && (
        <div role="status">
          <p>{t(texts.wouldDo)}</p>
          <Answer verb={verb} answer={answer} isDry />
        </div>
      )}
    </section>
  )
}

/** An answer of a verb by its figures, and the way to the run that it made. */
export function Answer({ verb, answer, isDry = false }: { verb: string; answer: Input; isDry?: boolean }) {
  const t = useText()
  const facts = useAnswerFacts()
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  const runId = typeof answer.runId === 'string' ? answer.runId : null
  const to = runs[verb.split('.')[0]!]
  // A run tells what it proposed beside what came of it: dry, nothing came of it.
  const { proposed, ...done } = answer as Input & { proposed?: Input }
  const told = isDry ? (proposed ?? done) : { ...done, ...(proposed ? { held: proposed.held } : {}) }
  return (
    <>
      <Facts facts={facts(told)} />
      {runId && to && (
        <span>
          <Button
            kind="link"
            onPress={() => void navigate({ to, params: { company: company.code, run: runId } as never })}
          >
            {t(texts.showRun)}
          </Button>
        </span>
      )}
    </>
  )
}

const runs: Record<string, string> = {
  dunning: '/companies/$company/dunning-runs/$run',
  interest: '/companies/$company/interest-runs/$run',
  invoicing: '/companies/$company/billing-runs/$run',
}
