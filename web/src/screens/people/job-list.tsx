import { getRouteApi } from '@tanstack/react-router'
import type { Output } from '../../api/call.ts'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { sayProblem } from '../../problems/say-problem.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useScheduleName } from './names.ts'
import { Answer } from './schedule-fields.tsx'
import { texts } from './texts.ts'
import { longOnes, verbPhrase } from './verb-list.ts'

const route = getRouteApi('/companies/$company/jobs')
type Job = Output<'jobs.list-jobs'>['rows'][number]
const tones: Record<Job['state'], Tone> = {
  waiting: 'neutral',
  running: 'act',
  done: 'good',
  refused: 'warn',
  failed: 'bad',
}
const stateNames = codes.jobState as Phrases

/** What runs now, what was done, and what broke off. */
export function JobList() {
  const scheduleName = useScheduleName()
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const tell = useTell()
  const sheet = useSheet('jobs')
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const again = useAct('jobs.run-again')
  const running = useRead('jobs.list-jobs', { state: 'running', limit: 20 }, { refetchMillis: 2_000 })
  const users = useRead('access.list-users', can('access.list-users') ? {} : null, { staleMillis: 60_000 })
  const schedules = useRead('jobs.list-schedules', can('jobs.list-schedules') ? {} : null)
  const filter = {
    ...(search.state ? { state: search.state as Job['state'] } : {}),
    ...(search.verb ? { verb: search.verb } : {}),
    ...(search.schedule ? { scheduleId: search.schedule } : {}),
  }
  const pages = usePages('jobs.list-jobs', filter)
  const chosen = pages.rows.find((job) => job.jobId === search.at) ?? null
  const who = (job: Job): string => {
    if (job.scheduleId) {
      const name = schedules.data?.rows.find((one) => one.scheduleId === job.scheduleId)?.name
      return name ? t(texts.bySchedule, { name: scheduleName(name) }) : t(texts.theProgram)
    }
    if (!job.userId) return t(texts.theProgram)
    return users.data?.rows.find((user) => user.userId === job.userId)?.name ?? t(texts.byHand)
  }
  const runAgain = (job: Job) =>
    void again
      .run({ jobId: job.jobId })
      .then(({ jobId }) => {
        tell(t(texts.ranAgain, { what: t(verbPhrase(job.verb)) }))
        go({ at: jobId, open: '', state: '' })
      })
      .catch(() => {})
  const mayAgain = (job: Job | null): job is Job =>
    job !== null && ['refused', 'failed'].includes(job.state) && can('jobs.run-again') && can(job.verb)
  const excel = () =>
    void sheet.write(
      t(texts.jobList),
      [
        { of: 'begun', title: t(texts.begun), kind: 'instant', value: (job: Job & { said: string }) => job.createdAt },
        { of: 'work', title: t(texts.work), value: (job) => t(verbPhrase(job.verb)) },
        { of: 'who', title: t(texts.who), value: who },
        { of: 'state', title: t(common.state), value: (job) => t(stateNames[job.state]!) },
        { of: 'took', title: t(texts.took), value: (job) => tookOf(job) },
        {
          of: 'result',
          title: t(texts.result),
          value: (job) => job.said,
        },
      ],
      async () =>
        Promise.all(
          (await pages.readAll()).map(async (job) => ({
            ...job,
            said: (await Promise.all((job.problems ?? []).map((one) => sayProblem(one, language)))).join(' '),
          })),
        ),
    )
  useKeys([
    mayAgain(chosen) && { key: 'S', label: t(texts.runAgain), run: () => runAgain(chosen) },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <div className="columns">
      <div className="main">
        {running.data && running.data.rows.length > 0 && (
          <section className="running-jobs" aria-label={t(texts.runningNow)}>
            <h2>{t(texts.runningNow)}</h2>
            {running.data.rows.map((job) => (
              <div key={job.jobId}>
                <Progress
                  label={t(verbPhrase(job.verb))}
                  progress={{
                    done: Number(job.progressDone),
                    total: job.progressTotal ? Number(job.progressTotal) : null,
                  }}
                  note={`${who(job)}, ${formats.instant(job.createdAt)}`}
                />
              </div>
            ))}
          </section>
        )}
        <div className="sub-bar">
          <ChoicePill
            label={t(common.state)}
            value={search.state ?? ''}
            options={Object.entries(stateNames).map(([value, phrase]) => ({ value, label: t(phrase) }))}
            onChange={(state) => go({ state })}
          />
          <ChoicePill
            label={t(texts.work)}
            value={search.verb ?? ''}
            options={longOnes.map((verb) => ({ value: verb, label: t(verbPhrase(verb)) }))}
            onChange={(verb) => go({ verb })}
          />
          {schedules.data && schedules.data.rows.length > 0 && (
            <ChoicePill
              label={t(texts.schedules)}
              value={search.schedule ?? ''}
              options={schedules.data.rows.map((one) => ({ value: one.scheduleId, label: scheduleName(one.name) }))}
              onChange={(schedule) => go({ schedule })}
            />
          )}
          <ListQuestions screen="jobs" />
        </div>
        <div className="told-holder">
          <Told error={again.error ?? sheet.error} />
        </div>
        <Table
          name="jobs"
          label={t(texts.jobList)}
          rows={pages.rows}
          pages={pages}
          keyOf={(job) => job.jobId}
          selected={search.at ?? null}
          onSelect={(job) => job.jobId !== search.at && go({ at: job.jobId })}
          onOpen={(job) => go({ at: job.jobId, open: 'row' })}
          columns={[
            {
              key: 'begun',
              head: t(texts.begun),
              phone: 'below',
              cell: (job) => <span className="nowrap">{formats.instant(job.createdAt)}</span>,
            },
            {
              key: 'work',
              head: t(texts.work),
              phone: 'main',
              cell: (job) => <span className="strong">{t(verbPhrase(job.verb))}</span>,
            },
            {
              key: 'who',
              head: t(texts.who),
              narrow: 'hide',
              cell: (job) => <span className="quiet">{who(job)}</span>,
            },
            {
              key: 'took',
              head: t(texts.took),
              align: 'amount',
              cell: (job) => <span className="figures">{tookOf(job)}</span>,
            },
            {
              key: 'state',
              head: t(common.state),
              phone: 'amount',
              cell: (job) => <Chip tone={tones[job.state]}>{t(stateNames[job.state]!)}</Chip>,
            },
            {
              key: 'result',
              head: t(texts.result),
              phone: 'below',
              wrap: true,
              cell: (job) => <Result job={job} />,
            },
          ]}
          empty={
            Object.keys(filter).length > 0 ? (
              <NothingFits onClear={() => go({ state: '', verb: '', schedule: '' })} />
            ) : (
              <Empty title={t(texts.noJobs)}>{t(texts.noJobsWhy)}</Empty>
            )
          }
        />
      </div>
      {search.open === 'row' && chosen && (
        <Drawer key={chosen.jobId} title={t(verbPhrase(chosen.verb))} onClose={() => go({ open: '' })}>
          <div className="section">
            <Facts
              facts={[
                [
                  t(common.state),
                  <Chip key="state" tone={tones[chosen.state]}>
                    {t(stateNames[chosen.state]!)}
                  </Chip>,
                ],
                [t(texts.begun), formats.instant(chosen.createdAt)],
                [t(texts.who), who(chosen)],
                chosen.finishedAt !== null && [t(texts.took), tookOf(chosen)],
                chosen.attempts > 1 && [t(texts.attempt), formats.count(chosen.attempts)],
              ]}
            />
            {chosen.state === 'running' && (
              <Progress
                label={t(verbPhrase(chosen.verb))}
                progress={{
                  done: Number(chosen.progressDone),
                  total: chosen.progressTotal ? Number(chosen.progressTotal) : null,
                }}
              />
            )}
          </div>
          {chosen.problems && chosen.problems.length > 0 && (
            <div className="section">
              <AllProblems problems={chosen.problems as Problem[]} />
              <p className="quiet">{t(texts.repairFirst)}</p>
              {mayAgain(chosen) ? (
                <span>
                  <Button keyCap="S" working={again.isRunning} onPress={() => runAgain(chosen)}>
                    {t(texts.runAgain)}
                  </Button>
                </span>
              ) : (
                <p className="quieter">{t(common.mayNot)}</p>
              )}
            </div>
          )}
          {chosen.output !== null && typeof chosen.output === 'object' && (
            <div className="section">
              <h3>{t(texts.result)}</h3>
              <Answer verb={chosen.verb} answer={chosen.output as Record<string, unknown>} />
            </div>
          )}
        </Drawer>
      )}
    </div>
  )
}

/** "0,4 s", "2 min 5 s". */
function tookOf(job: Job): string {
  if (!job.finishedAt) return ''
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.createdAt)) / 1000
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

function Result({ job }: { job: Job }) {
  const formats = useFormats()
  const [first] = useProblemTexts((job.problems ?? []).slice(0, 1) as Problem[])
  if (job.problems && job.problems.length > 0)
    return (
      <span className="quiet">
        {first}
        {job.problems.length > 1 && ` (+${formats.count(job.problems.length - 1)})`}
      </span>
    )
  if (job.state === 'running' && job.progressText) return <span className="quiet">{job.progressText}</span>
  return null
}

function AllProblems({ problems }: { problems: readonly Problem[] }) {
  const said = useProblemTexts(problems)
  return (
    <ul>
      {said.map((text, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list that does not change
        <li key={i} className="negative">
          {text}
        </li>
      ))}
    </ul>
  )
}
