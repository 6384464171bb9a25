import { getRouteApi } from '@tanstack/react-router'
import { addDays, type Day, dayOf, instantOn } from '../../../../src/kernel/day.ts'
import type { Output } from '../../api/call.ts'
import { schedules as schedulable } from '../../api/generated/schedules.ts'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useSharedDraft } from '../../api/use-shared-draft.ts'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { changeTexts } from '../../shell/change-texts.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { BothVersions } from '../../ui/both-versions.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { CheckField, SelectField, TextField } from '../../ui/field.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useScheduleName } from './names.ts'
import { Answer, DryRun, ScheduleFields, useInputText } from './schedule-fields.tsx'
import { texts } from './texts.ts'
import { verbPhrase } from './verb-list.ts'

const route = getRouteApi('/companies/$company/jobs')
type Schedule = Output<'jobs.list-schedules'>['rows'][number]
/** Others come by the API, and stay. */
const usualMinutes = [5, 15, 30, 60, 24 * 60, 7 * 24 * 60]
const stateNames = codes.jobState as Phrases

/** What runs by itself, when next, and how it went last. */
export function Schedules() {
  const scheduleName = useScheduleName()
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const sheet = useSheet('schedules')
  const often = useOften()
  const inputText = useInputText()
  const { can, company } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const schedules = useRead('jobs.list-schedules', {}, { refetchMillis: 10_000 })
  const save = useAct('jobs.save-schedule')
  const remove = useAct('jobs.delete-schedule')
  const mayChange = can('jobs.save-schedule')
  const rows = schedules.data?.rows ?? []
  const chosen = rows.find((one) => one.scheduleId === search.at) ?? null
  const inputOf = ({ name, verb, input, everyMinutes, enabled }: Schedule) => ({
    name,
    verb,
    input: input as Record<string, unknown>,
    everyMinutes,
    enabled,
  })
  const runNow = (one: Schedule) =>
    void save
      .run(inputOf(one))
      .then(() => tell(t(texts.startedNow, { name: scheduleName(one.name) })))
      .catch(() => {})
  const turn = (one: Schedule) =>
    void save
      // What has not been missed yet keeps its time.
      .run({
        ...inputOf(one),
        enabled: !one.enabled,
        ...(Date.parse(one.nextAt) > Date.now() ? { firstAt: one.nextAt } : {}),
      })
      .then(() =>
        tell(t(one.enabled ? texts.turnedOff : texts.turnedOn, { name: scheduleName(one.name) }), {
          verb: 'jobs.save-schedule',
          input: { ...inputOf(one), firstAt: one.nextAt },
        }),
      )
      .catch(() => {})
  const takeOut = (one: Schedule) =>
    void remove
      .run({ name: one.name })
      .then(() => {
        tell(t(texts.scheduleRemoved, { name: scheduleName(one.name) }), {
          verb: 'jobs.save-schedule',
          input: { ...inputOf(one), firstAt: one.nextAt },
        })
        const next = rows[rows.indexOf(one) + 1] ?? rows[rows.indexOf(one) - 1]
        go({ open: '', at: next?.scheduleId ?? '' })
      })
      .catch(() => {})
  const excel = () =>
    void sheet.write(
      t(texts.schedules),
      [
        { title: t(texts.name), value: (one: Schedule) => scheduleName(one.name) },
        { title: t(texts.work), value: (one) => t(verbPhrase(one.verb)) },
        { title: t(texts.chosen), value: (one) => inputText(one.verb, one.input) },
        { title: t(texts.minutes), kind: 'integer', value: (one) => one.everyMinutes },
        {
          title: t(texts.next),
          value: (one) => (one.enabled ? formats.instantIn(one.nextAt, company.timeZone) : t(texts.off)),
        },
        { title: t(texts.lastResult), kind: 'instant', value: (one) => one.lastFinishedAt },
        { title: t(common.state), value: (one) => (one.lastState ? t(stateNames[one.lastState]!) : '') },
      ],
      rows,
    )
  useKeys([
    mayChange && chosen?.enabled && { key: 'S', label: t(texts.runNow), run: () => runNow(chosen) },
    mayChange &&
      chosen && {
        key: chosen.enabled ? 'H' : 'L',
        label: t(chosen.enabled ? texts.turnOff : texts.turnOn),
        run: () => turn(chosen),
      },
    can('jobs.delete-schedule') && chosen && { key: 'Backspace', label: t(common.remove), run: () => takeOut(chosen) },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <div className="columns">
      <div className="main">
        <div className="told-holder">
          <Told
            error={save.error ?? remove.error ?? sheet.error ?? schedules.error}
            onAgain={() => void schedules.refetch()}
          />
        </div>
        <Table
          name="schedules"
          label={t(texts.schedules)}
          rows={rows}
          read={schedules}
          keyOf={(one) => one.scheduleId}
          selected={search.at ?? null}
          onSelect={(one) => one.scheduleId !== search.at && go({ at: one.scheduleId })}
          onOpen={(one) => go({ at: one.scheduleId, open: 'row' })}
          columns={[
            {
              key: 'name',
              head: t(texts.name),
              phone: 'main',
              cell: (one) => <span className="strong">{scheduleName(one.name)}</span>,
            },
            {
              key: 'work',
              head: t(texts.work),
              narrow: 'hide',
              phone: 'below',
              cell: (one) => (
                <>
                  {t(verbPhrase(one.verb))} <span className="quiet small">{inputText(one.verb, one.input)}</span>
                </>
              ),
            },
            {
              key: 'every',
              head: t(texts.every),
              narrow: 'hide',
              phone: 'below',
              cell: (one) => <span className="quiet">{often(one.everyMinutes)}</span>,
            },
            {
              key: 'next',
              head: t(texts.next),
              phone: 'amount',
              cell: (one) =>
                one.enabled ? (
                  <span className="nowrap">{formats.instantIn(one.nextAt, company.timeZone)}</span>
                ) : (
                  <Chip tone="outlined">{t(texts.off)}</Chip>
                ),
            },
            {
              key: 'last',
              head: t(texts.lastResult),
              cell: (one) =>
                one.lastState ? (
                  <span className="pills">
                    <Chip
                      tone={
                        one.lastState === 'done'
                          ? 'good'
                          : one.lastState === 'failed'
                            ? 'bad'
                            : one.lastState === 'refused'
                              ? 'warn'
                              : 'act'
                      }
                    >
                      {t(stateNames[one.lastState] ?? texts.never)}
                    </Chip>
                    <span className="quiet nowrap">{formats.instant(one.lastFinishedAt)}</span>
                  </span>
                ) : (
                  <span className="quieter">{t(texts.never)}</span>
                ),
            },
          ]}
          empty={schedules.data && <Empty title={t(texts.noSchedules)}>{t(texts.noSchedulesWhy)}</Empty>}
        />
      </div>
      {search.open === 'row' && chosen && (
        <ScheduleDrawer
          key={chosen.scheduleId}
          schedule={chosen}
          onClose={() => go({ open: '' })}
          onJobs={() => void navigate({ search: { view: 'jobs', schedule: chosen.scheduleId } })}
          acts={
            mayChange && (
              <span className="pills">
                {chosen.enabled && (
                  <Button keyCap="S" working={save.isRunning} onPress={() => runNow(chosen)}>
                    {t(texts.runNow)}
                  </Button>
                )}
                <Button keyCap={chosen.enabled ? 'H' : 'L'} onPress={() => turn(chosen)}>
                  {t(chosen.enabled ? texts.turnOff : texts.turnOn)}
                </Button>
                {can('jobs.delete-schedule') && (
                  <Button kind="destructive" keyCap="Backspace" onPress={() => takeOut(chosen)}>
                    {t(common.remove)}
                  </Button>
                )}
              </span>
            )
          }
        />
      )}
      {search.open === 'new' && mayChange && (
        <ScheduleDrawer
          key="new"
          schedule={null}
          begins={search.verb ?? ''}
          onClose={() => go({ open: '', verb: '' })}
          onJobs={null}
          acts={null}
        />
      )}
    </div>
  )
}

function useOften(): (minutes: number) => string {
  const t = useText()
  return (minutes) =>
    minutes % 1440 === 0
      ? t(texts.everyDays, { n: minutes / 1440 })
      : minutes % 60 === 0
        ? t(texts.everyHours, { n: minutes / 60 })
        : t(texts.everyMinutes, { n: minutes })
}

function ScheduleDrawer({
  schedule,
  begins = '',
  onClose,
  onJobs,
  acts,
}: {
  schedule: Schedule | null
  /** The work of a new one, where the way here says it. */
  begins?: string
  onClose: () => void
  onJobs: (() => void) | null
  acts: React.ReactNode
}) {
  const scheduleName = useScheduleName()
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const often = useOften()
  const inputText = useInputText()
  const { can, company } = useSession()
  const save = useAct('jobs.save-schedule')
  const now = {
    name: schedule?.name ?? (begins ? t(verbPhrase(begins)) : ''),
    verb: schedule?.verb ?? begins,
    minutes: String(schedule?.everyMinutes ?? 1440),
    time: '',
    input: (schedule?.input ?? {}) as Record<string, unknown>,
    enabled: schedule?.enabled ?? true,
  }
  const draft = useSharedDraft(`jobs.schedule.${schedule?.scheduleId ?? `new${begins && `.${begins}`}`}`, now)
  const saidOf = (one: typeof now, field: keyof typeof now): string =>
    field === 'verb' && one.verb
      ? t(verbPhrase(one.verb))
      : field === 'enabled'
        ? t(one.enabled ? texts.turnOn : texts.off)
        : field === 'input'
          ? inputText(one.verb, one.input)
          : String(one[field])
  const given = draft.value
  const mayChange = can('jobs.save-schedule')
  const minutes = Number(given.minutes)
  const isTime = given.time === '' || /^([01]?\d|2[0-3])[:.]?[0-5]\d$/.test(given.time)
  const lacks = given.name.trim() === '' || given.verb === '' || !(minutes >= 1) || !isTime
  const saveNow = () => {
    if (lacks || !mayChange || save.isRunning || draft.conflicts.length > 0) return
    void save
      .run({
        name: given.name.trim(),
        verb: given.verb,
        input: given.input,
        everyMinutes: minutes,
        enabled: given.enabled,
        was: schedule && {
          verb: schedule.verb,
          input: schedule.input as Record<string, unknown>,
          everyMinutes: schedule.everyMinutes,
          enabled: schedule.enabled,
        },
        ...(given.time
          ? { firstAt: nextAt(given.time, company.timeZone) }
          : schedule
            ? { firstAt: schedule.nextAt }
            : {}),
      })
      .then(async () => {
        await draft.discard()
        tell(
          t(texts.scheduleSaved, { name: scheduleName(given.name.trim()) }),
          schedule
            ? {
                verb: 'jobs.save-schedule',
                input: {
                  name: schedule.name,
                  verb: schedule.verb,
                  input: schedule.input,
                  everyMinutes: schedule.everyMinutes,
                  enabled: schedule.enabled,
                  firstAt: schedule.nextAt,
                },
              }
            : { verb: 'jobs.delete-schedule', input: { name: given.name.trim() } },
        )
        onClose()
      })
      .catch(() => {})
  }
  useKeys([mayChange && { key: 'Ctrl+Enter', label: t(common.save), run: saveNow, inFields: true }])
  return (
    <Drawer title={schedule ? scheduleName(schedule.name) : t(texts.newSchedule)} onClose={onClose}>
      {schedule && (
        <div className="section">
          {acts}
          {onJobs && (
            <span>
              <Button kind="link" onPress={onJobs}>
                {t(texts.itsJobs)}
              </Button>
            </span>
          )}
        </div>
      )}
      <div className="section">
        <ChangedNotice verbs={['jobs.save-schedule', 'jobs.delete-schedule']} isTyped={draft.changed.length > 0} />
        <BothVersions
          fields={draft.conflicts.map((field) => ({
            key: field,
            label: t(
              {
                name: texts.name,
                verb: texts.work,
                minutes: texts.howOften,
                time: texts.firstAt,
                input: texts.chosen,
                enabled: texts.turnOn,
              }[field],
            ),
            theirs: saidOf(now, field),
            mine: saidOf(given, field),
            onTheirs: () => draft.takeTheirs(field),
            onMine: () => draft.keepMine(field),
          }))}
        />
        <Told error={save.error} />
        {!schedule && (
          <TextField
            label={t(texts.name)}
            value={given.name}
            onChange={(name) => draft.set({ name })}
            input={{ maxLength: 100, autoFocus: true }}
          />
        )}
        <SelectField
          label={t(texts.work)}
          value={given.verb}
          empty=""
          options={[...new Set([...Object.keys(schedulable), ...(given.verb ? [given.verb] : [])])]
            .map((verb) => ({ value: verb, label: t(verbPhrase(verb)) }))
            .sort((a, b) => formats.compare(a.label, b.label))}
          onChange={(verb) =>
            // What the one work is told says nothing to another; a name that nobody wrote follows.
            draft.set({
              verb,
              input: verb === schedule?.verb ? now.input : {},
              ...(!schedule && (given.name === '' || given.name === t(verbPhrase(given.verb)))
                ? { name: t(verbPhrase(verb)) }
                : {}),
            })
          }
        />
        {given.verb !== '' && (
          <ScheduleFields
            key={given.verb}
            verb={given.verb}
            input={given.input}
            onChange={(input) => draft.set({ input })}
          />
        )}
        <SelectField
          label={t(texts.howOften)}
          value={given.minutes}
          options={[...new Set([...usualMinutes, minutes])]
            .sort((a, b) => a - b)
            .map((one) => ({ value: String(one), label: often(one) }))}
          onChange={(text) => draft.set({ minutes: text })}
        />
        <TextField
          label={t(texts.firstAt)}
          value={given.time}
          hint={t(texts.firstAtHint)}
          error={isTime ? null : t(texts.timeWrong)}
          onChange={(time) => draft.set({ time: time.trim() })}
          input={{ inputMode: 'numeric', maxLength: 5 }}
        />
        {schedule && (
          <CheckField label={t(texts.turnOn)} checked={given.enabled} onChange={(enabled) => draft.set({ enabled })} />
        )}
        <p role="status">
          <span className="quiet">{t(texts.whatNext)}:</span>{' '}
          {!given.enabled
            ? t(texts.off)
            : t(texts.thenOften, {
                next:
                  given.time && isTime
                    ? formats.instantIn(nextAt(given.time, company.timeZone), company.timeZone)
                    : schedule
                      ? formats.instantIn(schedule.nextAt, company.timeZone)
                      : t(texts.atOnce),
                often: often(minutes),
              })}
        </p>
        {mayChange ? (
          <div className="form-acts">
            <Button
              kind="primary"
              keyCap="Ctrl+Enter"
              working={save.isRunning}
              notNow={
                (lacks && `${t(texts.name)}, ${t(texts.work)}`) || (draft.conflicts.length > 0 && t(changeTexts.both))
              }
              onPress={saveNow}
            >
              {t(common.save)}
            </Button>
          </div>
        ) : (
          <p className="quieter">{t(common.mayNot)}</p>
        )}
      </div>
      {given.verb !== '' && (
        <DryRun key={given.verb} verb={given.verb} input={given.input} notNow={lacks && t(texts.work)} />
      )}
      {schedule && <LastTimes schedule={schedule} />}
    </Drawer>
  )
}

/** How it went the last times, the last of them in full. */
function LastTimes({ schedule }: { schedule: Schedule }) {
  const t = useText()
  const formats = useFormats()
  const { can } = useSession()
  const jobs = useRead('jobs.list-jobs', can('jobs.list-jobs') ? { scheduleId: schedule.scheduleId, limit: 5 } : null, {
    refetchMillis: 5_000,
  })
  const rows = jobs.data?.rows ?? []
  const problems = useProblemTexts((rows[0]?.problems ?? []) as Problem[])
  const output = rows[0]?.output
  if (rows.length === 0) return null
  return (
    <section className="section" aria-label={t(texts.lastTimes)}>
      <h3>{t(texts.lastTimes)}</h3>
      <ul className="plain-list">
        {rows.map((job) => (
          <li key={job.jobId}>
            <span className="nowrap">{formats.instant(job.createdAt)}</span>{' '}
            <Chip tone={job.state === 'done' ? 'good' : job.state === 'failed' ? 'bad' : 'warn'}>
              {t(stateNames[job.state]!)}
            </Chip>
          </li>
        ))}
      </ul>
      {problems.map((text) => (
        <p key={text} className="negative">
          {text}
        </p>
      ))}
      {output !== null && typeof output === 'object' && (
        <Answer verb={schedule.verb} answer={output as Record<string, unknown>} />
      )}
    </section>
  )
}

/** The next time that the clock of the company's country says so. */
function nextAt(time: string, timeZone: string): string {
  const [, hours, minutes] = /^(\d{1,2})[:.]?(\d{2})$/.exec(time)!
  const today = dayOf(new Date(), timeZone)
  const at = (day: Day) => instantOn(day, `${hours!.padStart(2, '0')}:${minutes}`, timeZone)
  return (at(today).getTime() > Date.now() ? at(today) : at(addDays(today, 1))).toISOString()
}
